"""What a database keeps of rows that are gone: free pages and the log ahead of SQLite, dead rows of PostgreSQL."""

from __future__ import annotations

from django.db import connection

from canbo.procedures.models import BallotBox, KeyHolder


def overwrite_freed() -> None:
    """Have SQLite write zeros over what this connection frees, from now on: earlier states of a box, keys, slips."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def wipe_traces() -> None:
    """Write over what is left of opened boxes and their keys; outside a transaction, after the commit.

    SQLite: freed bytes were zeroed as they were freed (`overwrite_freed`); the write-ahead log is written into the
    database and cut to nothing. PostgreSQL: the two tables, small by nature, are written anew without
    their dead rows. Inside a transaction (a test's) nothing is done: the rows are not dead yet.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for model in (BallotBox, KeyHolder):
            cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(model._meta.db_table)}")
