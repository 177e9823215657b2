"""The triggers that make the log append-only in the database itself, on SQLite and PostgreSQL.

On PostgreSQL `canbo db roles` besides takes the rights to change and delete from the application's own role.
The triggers refuse every change and deletion. One deletion passes: that of a row's personal part, of which
`canbo audit verify` then asks for the entry that says so. Tests and restores lift them for a moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from canbo.audit.models import AuditEntry
from canbo.common.bulk import write_alias

_ENTRY, _PERSONAL, _SEAL = "audit_auditentry", "audit_auditpersonal", "audit_auditseal"
_ANCHOR, _HEAD = "audit_auditanchor", "audit_audithead"
_TABLES = (_ENTRY, _PERSONAL, _SEAL, _ANCHOR, _HEAD)
_WORDS = "nhat ky chi duoc ghi them"

#: Trigger -> (table, event, the condition under which it refuses; "" is always).
_TRIGGERS = {
    "audit_entry_delete": (_ENTRY, "DELETE", ""),
    "audit_entry_update": (_ENTRY, "UPDATE", ""),
    "audit_personal_update": (_PERSONAL, "UPDATE", ""),
    "audit_seal_delete": (_SEAL, "DELETE", ""),
    "audit_seal_update": (_SEAL, "UPDATE", ""),
    "audit_anchor_delete": (_ANCHOR, "DELETE", ""),
    "audit_anchor_update": (_ANCHOR, "UPDATE", ""),
    "audit_head_delete": (_HEAD, "DELETE", ""),
    "audit_head_update": (_HEAD, "UPDATE", "NEW.sequence < OLD.sequence OR NEW.count < OLD.count"),
}


def raise_guard(connection: Any) -> None:
    """Make the triggers; safe to run twice."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_WORDS}'; END $$"
            )
        for name, (table, event, condition) in _TRIGGERS.items():
            when = f" WHEN ({condition})" if condition else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""))
            if vendor == "postgresql":
                body = "EXECUTE FUNCTION audit_refuse()"
            else:
                body = f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{when} {body}")
        if vendor == "postgresql":
            for table in _TABLES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_truncate ON {table}")
                cursor.execute(
                    f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()"
                )


def drop_guard(connection: Any) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for name, (table, _event, _condition) in _TRIGGERS.items():
            cursor.execute(
                f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if connection.vendor == "postgresql" else "")
            )
        if connection.vendor == "postgresql":
            for table in _TABLES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_truncate ON {table}")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Take the triggers away for a moment: for tests that empty their tables."""
    drop_guard(connection)
    try:
        yield
    finally:
        raise_guard(connection)


def missing_guards() -> list[str]:
    """Name the triggers that are not there."""
    connection = connections[write_alias(AuditEntry)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in _TRIGGERS if name not in there]
