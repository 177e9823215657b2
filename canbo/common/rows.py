"""Telling PostgreSQL who is looking, so that its row-level security says the same as the selectors a second time.

The application connects as a role for which policies hold (`canbo db roles`); they read the session settings that
`viewing` writes. Where nothing was told the database shows no row of any file. `as_system` lends the role of the system
for work that belongs to no viewer: the places that may are listed in tests/security/test_row_security.py. On SQLite,
and for the owner of the tables, both do nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql
from psycopg.pq import TransactionStatus

from canbo.core.access import AccessContext, Permission

#: The settings of a session; an empty one is nobody.
SETTINGS = ("canbo.user", "canbo.person", "canbo.own", "canbo.reach")
#: A table with policies, asked once a connection whether they hold for its role.
_ASKED = "personnel_person"

type _Told = tuple[str, str, str, str]
_NOBODY: _Told = ("", "", "", "")
#: After a transaction that failed nobody knows what holds: whatever comes next is told anew.
_UNSURE: _Told = ("?", "?", "?", "?")


@dataclass(slots=True)
class _Session:
    """What one connection was told last."""

    guarded: bool
    told: _Told = _NOBODY
    is_system: bool = False


_sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()


def system_role(database: str) -> str:
    """Name the role of the system in a database."""
    return f"{database}_system"


def application_role(database: str) -> str:
    """Name the role as which the application connects to a database."""
    return f"{database}_app"


@contextmanager
def viewing(access: AccessContext) -> Iterator[None]:
    """Let the database show what this viewer may see, until the end of the block. One statement on each side."""
    session = _session()
    if not session.guarded:
        yield
        return
    before = _NOBODY if session.told == _UNSURE else session.told
    _tell(session, _settings_of(access))
    try:
        yield
    finally:
        _tell(session, before)


def begin(access: AccessContext) -> None:
    """Let the database show what this user may see until the process ends: for a command."""
    session = _session()
    if session.guarded:
        _tell(session, _settings_of(access))


@contextmanager
def as_system() -> Iterator[None]:
    """Let the database show everything, for work of the system itself."""
    session = _session()
    if not session.guarded or session.is_system:
        yield
        return
    _switch(session, is_system=True)
    try:
        yield
    finally:
        _switch(session, is_system=False)


def is_guarded() -> bool:
    """Tell whether the policies hold for the role of this connection; asked of the database once a connection."""
    return _session().guarded


def forget() -> None:
    """Ask again: for tests that change their role on an open connection."""
    _sessions.clear()


def _session() -> _Session:
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql":
        return _Session(guarded=False)
    connection.ensure_connection()
    raw: Any = connection.connection
    session = _sessions.get(raw)
    if session is None:
        asked = "SELECT coalesce(row_security_active(to_regclass(%s)::oid), false)"
        session = _Session(bool(raw.execute(asked, [_ASKED]).fetchone()[0]))
        _sessions[raw] = session
    return session


def _settings_of(access: AccessContext) -> _Told:
    reach = {right.value: access.reaches(right) for right in Permission if access.can(right)}
    person = str(access.person_id or "")
    own = person if access.can(Permission.VIEW_OWN_FILE) else ""
    return str(access.user_id or ""), person, own, json.dumps(reach)


def _tell(session: _Session, told: _Told) -> None:
    raw: Any = connections[DEFAULT_DB_ALIAS].connection
    if raw is None or _is_lost(raw):
        session.told = _UNSURE
        return
    if told == session.told:
        return
    named = [value for pair in zip(SETTINGS, told, strict=True) for value in pair]
    raw.execute("SELECT " + ", ".join(["set_config(%s, %s, false)"] * len(SETTINGS)), named)
    session.told = told


def _switch(session: _Session, *, is_system: bool) -> None:
    connection = connections[DEFAULT_DB_ALIAS]
    raw: Any = connection.connection
    if raw is not None and not _is_lost(raw):
        role = sql.Identifier(system_role(str(connection.settings_dict["NAME"])))
        raw.execute(sql.SQL("SET ROLE {}").format(role) if is_system else "RESET ROLE")
    session.is_system = is_system


def _is_lost(raw: Any) -> bool:
    """Whether nothing can be said any more: a failed transaction, whose end takes back what was said inside."""
    return raw.info.transaction_status in {TransactionStatus.INERROR, TransactionStatus.UNKNOWN}
