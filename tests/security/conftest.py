"""Tests of what only PostgreSQL can do are collected only there."""

import os

collect_ignore = (
    [] if os.environ.get("CANBO_TEST_DATABASE") == "postgres" else ["test_row_meetings.py", "test_row_security.py"]
)
