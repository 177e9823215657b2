"""Runs before Django reads its settings: a data directory for the tests, and the PostgreSQL asked for.

`CANBO_TEST_DATABASE=postgres` starts an embedded PostgreSQL in a temporary folder and stops it at the end.
"""

import gc
import os
import tempfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

#: They ask pages, commands, sign-ins and files made rather than the database: what a page asks the database, one role
#: asks there under the policies (tests/security/test_row_security.py), and what stands behind it has tests of its own.
#: Single tests of this kind are marked `once`. `make soak` (CANBO_EVERYTHING) runs them all on PostgreSQL.
ONCE = (
    "canbo/*/tests/test_*pages*.py",
    "canbo/accounts/tests/test_factors.py",
    "canbo/accounts/tests/test_passwords.py",
    "canbo/accounts/tests/test_security_page.py",
    "canbo/accounts/tests/test_sign_in.py",
    "canbo/accounts/tests/test_sso.py",
    "canbo/accounts/tests/test_step_up.py",
    "canbo/cli/tests/test_deployment.py",
    "canbo/documents/tests/test_exports.py",
    "canbo/documents/tests/test_making.py",
    "canbo/evaluation/tests/test_sheets_*.py",
    "canbo/facts/tests/test_candidates.py",
    "canbo/personnel/tests/test_layouts.py",
    "tests/acceptance/test_fresh_office.py",
    "tests/architecture/*.py",
    "tests/security/test_fuzz.py",
    "tests/security/test_headers.py",
    "tests/security/test_trace.py",
    "tests/security/test_uploads.py",
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


def pytest_collection_finish():
    """Leave what every test needs out of the search for garbage, and search less often: a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


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
    kept = {item for item in asking if not _runs_once(item)}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def _runs_once(item) -> bool:
    path = item.nodeid.partition("::")[0]
    return item.get_closest_marker("once") is not None or any(fnmatch(path, each) for each in ONCE)
