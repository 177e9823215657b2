"""Putting rows back into an empty database of this version's shape, all of them in one transaction or none.

Triggers (those that forbid changing the audit log, and whatever else the tables have) rest meanwhile; foreign keys are
checked before the transaction ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any, Protocol

from canbo.cli.backup.schema import Table
from canbo.cli.backup.sources import (
    PostgresSource,
    Source,
    SqliteSource,
    postgres_link,
    quoted,
    quoted_names,
    sequence_of,
    sqlite_link,
    written_in_utc,
)
from canbo.cli.backup.values import converted, writers
from canbo.core.errors import DomainError

_AT_ONCE = 1000


class Target(Protocol):
    """A database that is being filled."""

    source: Source

    def load(self, table: Table, rows: Iterable[list[Any]], next_number: int) -> None:
        """Put the rows of a table, in their written form, into it."""

    def check(self) -> None:
        """Check every foreign key. Errors: restore_broken."""


class SqliteTarget:
    """A SQLite file."""

    def __init__(self, link: sqlite3.Connection) -> None:
        self._link = link
        self.source: Source = SqliteSource(link)

    def load(self, table: Table, rows: Iterable[list[Any]], next_number: int) -> None:
        """Put the rows of a table, in their written form, into it."""
        marks = ", ".join("?" * len(table.columns))
        statement = f"INSERT INTO {quoted(table.name)} ({quoted_names(table)}) VALUES ({marks})"
        for some in batched(converted(rows, writers(table, "sqlite")), _AT_ONCE):
            self._link.executemany(statement, some)
        if table.is_numbered:
            self._link.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table.name])
            if next_number > 1:
                self._link.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table.name, next_number - 1]
                )

    def check(self) -> None:
        """Check every foreign key."""
        broken = self._link.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            raise _broken(str(broken[0]))


class PostgresTarget:
    """A PostgreSQL database."""

    def __init__(self, link: Any) -> None:
        self._link = link
        self.source: Source = PostgresSource(link)

    def load(self, table: Table, rows: Iterable[list[Any]], next_number: int) -> None:
        """Put the rows of a table, in their written form, into it."""
        statement = f"COPY {quoted(table.name)} ({quoted_names(table)}) FROM STDIN"
        with self._link.cursor() as cursor, cursor.copy(statement) as copy:
            for row in converted(rows, writers(table, "postgresql")):
                copy.write_row(row)
        sequence = sequence_of(self._link, table)
        if sequence is not None:
            self._link.execute("SELECT setval(%s, %s, false)", [sequence, next_number])

    def check(self) -> None:
        """Check every foreign key."""
        import psycopg

        try:
            self._link.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.errors.IntegrityError as error:
            raise _broken(str(error.diag.table_name)) from error


@contextmanager
def targets(tables: Iterable[Table]) -> Iterator[dict[str, Target]]:
    """Open the databases of the tables for filling, by alias; what was put into them stays only if all went well.

    On SQLite the queue's file is closed before the office's own: killed in between, the place is still empty.
    """
    from django.db import connections

    by_alias: dict[str, list[Table]] = {}
    for table in tables:
        by_alias.setdefault(table.alias, []).append(table)
    opened: dict[str, Target] = {}
    ends: list[tuple[Any, list[str]]] = []
    try:
        for alias in sorted(by_alias, key=lambda name: name == "default"):
            if connections[alias].vendor == "postgresql":
                link = postgres_link(alias)
                ends.append((link, _rest_on_postgres(link, by_alias[alias])))
                opened[alias] = PostgresTarget(link)
            else:
                file = sqlite_link(Path(connections[alias].settings_dict["NAME"]))
                ends.append((file, _rest_on_sqlite(file)))
                opened[alias] = SqliteTarget(file)
            # What the migration itself has put there; all of it before the first row comes, whatever refers to what.
            for table in by_alias[alias]:
                ends[-1][0].execute(f"DELETE FROM {quoted(table.name)}")
        yield opened
        for each, statements in ends:
            for statement in statements:
                each.execute(statement)
            each.execute("COMMIT")
    finally:
        for each, _statements in ends:
            each.close()


def _rest_on_sqlite(link: sqlite3.Connection) -> list[str]:
    """Begin, and take the triggers away; give the statements that make them again."""
    # What is put back must reach the disk whole; before the first row there is nothing to protect, so that the plain
    # journal stays small where the write-ahead log would grow as large as everything.
    link.execute("PRAGMA journal_mode = DELETE")
    link.execute("PRAGMA synchronous = FULL")
    link.execute("PRAGMA foreign_keys = OFF")
    link.execute("BEGIN EXCLUSIVE")
    triggers = link.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        link.execute(f"DROP TRIGGER {quoted(name)}")
    return [str(sql) for _name, sql in triggers]


def _rest_on_postgres(link: Any, tables: list[Table]) -> list[str]:
    """Begin, and let the triggers rest; give the statements that wake them."""
    link.execute("BEGIN")
    written_in_utc(link)
    link.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in tables:
        link.execute(f"ALTER TABLE {quoted(table.name)} DISABLE TRIGGER USER")
    return [f"ALTER TABLE {quoted(table.name)} ENABLE TRIGGER USER" for table in tables]


def _broken(table: str) -> DomainError:
    return DomainError(
        "restore_broken",
        "Bản sao lưu có dòng ở bảng «{table}» chỉ tới một dòng không có. Không ghi gì vào nơi này.",
        table=table,
    )
