"""Runs before Django reads its settings: a data directory for the tests, and the PostgreSQL asked for.

`CANBO_TEST_DATABASE=postgres` starts an embedded PostgreSQL in a temporary folder and stops it at the end.
"""

import os
import tempfile
from pathlib import Path

import pytest

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
