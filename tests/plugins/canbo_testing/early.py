"""Runs before Django reads its settings: a data directory for the tests, and the PostgreSQL asked for.

`CANBO_TEST_DATABASE=postgres` starts an embedded PostgreSQL in a temporary folder and stops it at the end.
"""

import os
import tempfile
from pathlib import Path

import pytest

#: They ask pages or commands rather than the database: on PostgreSQL one role asks each page under the policies
#: (tests/security/test_row_security.py), and `make soak` (CANBO_EVERYTHING) the rest.
ONCE = (
    "tests/acceptance/test_fresh_office.py",
    "tests/architecture/test_pages.py",
    "tests/security/test_fuzz.py",
    "tests/security/test_headers.py",
    "tests/security/test_trace.py",
)

os.environ["CANBO_DATA_DIR"] = tempfile.mkdtemp(prefix="canbo-test-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "canbo.config.settings.test")

# At import: the plugin of Django reads the settings before any hook of this one would be called.
if os.environ.get("CANBO_TEST_DATABASE") == "postgres" and "CANBO_TEST_DATABASE_URL" not in os.environ:
    from canbo_testing.postgres import start

    os.environ["CANBO_TEST_DATABASE_URL"] = start(Path(tempfile.mkdtemp(prefix="canbo-pg-")))


def pytest_report_header(config):
    from django.db import connection

    if os.environ.get("CANBO_TEST_DATABASE") == "postgres" and connection.vendor != "postgresql":
        raise pytest.UsageError(f"PostgreSQL was asked for, but the settings name {connection.vendor}")
    return f"database: {connection.vendor}"


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL leave out what has run on SQLite already and would say the same again."""
    if os.environ.get("CANBO_TEST_DATABASE") != "postgres" or os.environ.get("CANBO_EVERYTHING"):
        return
    asking = [
        item
        for item in items
        if {"db", "transactional_db", "new_office", "ready_office"} & set(item.fixturenames)
        or item.get_closest_marker("django_db")
    ]
    kept = {item for item in asking if not item.nodeid.startswith(ONCE)}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]
