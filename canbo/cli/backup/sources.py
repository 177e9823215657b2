"""Reading a database as it stands at one moment, while others go on writing to it.

SQLite: one read transaction over the write-ahead log. It neither waits for writers nor makes them wait, and unlike the
online backup and VACUUM INTO it leaves no readable copy on the disk and does not begin again when somebody writes.
PostgreSQL: COPY in one REPEATABLE READ transaction. Unlike pg_dump it needs nothing installed beside the driver, does
not depend on the server's version, and its rows can be put back into either database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from canbo.cli.backup.schema import Table
from canbo.cli.backup.values import converted, readers
from canbo.core.errors import DomainError

_AT_ONCE = 1000


class Source(Protocol):
    """A database at one moment."""

    vendor: str

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """Give the rows of a table in their written form, by the primary key."""
        ...

    def next_number(self, table: Table) -> int:
        """Give the number that the table's next row gets, at least."""
        ...

    def names(self) -> set[str]:
        """Name every table that there is."""
        ...

    def is_empty(self, name: str) -> bool:
        """Tell whether a table has no row."""
        ...

    def size(self) -> int:
        """Give the size of the database in bytes, about."""
        ...


class SqliteSource:
    """The rows of a SQLite file through an open connection."""

    vendor = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """Give the rows of a table in their written form, by the primary key."""
        cursor = self._connection.execute(
            f"SELECT {quoted_names(table)} FROM {quoted(table.name)} ORDER BY {quoted(table.key.name)}"
        )
        converts = readers(table, self.vendor)
        while found := cursor.fetchmany(_AT_ONCE):
            yield from converted(found, converts)

    def next_number(self, table: Table) -> int:
        """Give the number that the table's next row gets, at least."""
        found = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", [table.name]).fetchone()
        return int(found[0]) + 1 if found else 1

    def names(self) -> set[str]:
        """Name every table that there is."""
        found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {str(name) for (name,) in found}

    def is_empty(self, name: str) -> bool:
        """Tell whether a table has no row."""
        return self._connection.execute(f"SELECT 1 FROM {quoted(name)} LIMIT 1").fetchone() is None

    def size(self) -> int:
        """Give the size of the database in bytes, about."""
        (pages,), (each,) = (
            self._connection.execute(f"PRAGMA {what}").fetchone() for what in ("page_count", "page_size")
        )
        return int(pages) * int(each)


class PostgresSource:
    """The rows of a PostgreSQL database through an open connection of the driver."""

    vendor = "postgresql"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """Give the rows of a table in their written form, by the primary key."""
        order = quoted(table.key.name) + (' COLLATE "C"' if table.key.kind == "text" else "")
        query = f"COPY (SELECT {quoted_names(table)} FROM {quoted(table.name)} ORDER BY {order}) TO STDOUT"
        with self._connection.cursor() as cursor, cursor.copy(query) as copy:
            yield from converted(copy.rows(), readers(table, self.vendor))

    def next_number(self, table: Table) -> int:
        """Give the number that the table's next row gets, at least."""
        sequence = sequence_of(self._connection, table)
        if sequence is None:
            return 1
        last, called = self._connection.execute(f"SELECT last_value, is_called FROM {sequence}").fetchone()
        return int(last) + int(called)

    def names(self) -> set[str]:
        """Name every table that there is."""
        found = self._connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return {str(name) for (name,) in found}

    def is_empty(self, name: str) -> bool:
        """Tell whether a table has no row."""
        return self._connection.execute(f"SELECT 1 FROM {quoted(name)} LIMIT 1").fetchone() is None

    def size(self) -> int:
        """Give the size of the database in bytes, about."""
        return int(self._connection.execute("SELECT pg_database_size(current_database())").fetchone()[0])


@contextmanager
def sources(aliases: Sequence[str]) -> Iterator[dict[str, Source]]:
    """Open every database at one moment and give them by alias.

    On SQLite the queue lies in a file of its own, and its moment comes first: work that was finished in between is then
    done again after a restore, which it must bear anyway, and never shown as done without having been done.
    """
    from django.db import connections

    opened: dict[str, Source] = {}
    closing: list[Any] = []
    try:
        for alias in sorted(aliases, key=lambda name: name == "default"):
            settings = connections[alias].settings_dict
            if connections[alias].vendor == "postgresql":
                link = postgres_link(alias)
                closing.append(link)
                link.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                written_in_utc(link)
                opened[alias] = PostgresSource(link)
            else:
                file = sqlite_link(Path(settings["NAME"]))
                closing.append(file)
                file.execute("PRAGMA query_only = ON")
                file.execute("BEGIN")
                # The moment is that of the first reading.
                file.execute("SELECT count(*) FROM sqlite_master").fetchone()
                opened[alias] = SqliteSource(file)
        yield opened
    finally:
        for each in closing:
            each.close()


def sqlite_link(path: Path) -> sqlite3.Connection:
    """Open a SQLite file with plain values and transactions by hand. Errors: database_missing."""
    if not path.is_file():
        raise DomainError("database_missing", "Không có cơ sở dữ liệu «{path}». Hãy chạy «canbo migrate».", path=path)
    return sqlite3.connect(path, timeout=60, isolation_level=None)


def postgres_link(alias: str) -> Any:
    """Open a connection of the driver to the database of an alias, with transactions by hand."""
    import psycopg
    from django.db import connections

    wrapper: Any = connections[alias]
    parameters = wrapper.get_connection_params()
    wanted = {name: parameters.get(name) for name in ("host", "port", "user", "password", "dbname", "sslmode")}
    return psycopg.connect(**{name: value for name, value in wanted.items() if value}, autocommit=True)


def written_in_utc(link: Any) -> None:
    """Fix, for the transaction, how values are written; and see every row or fail, never only those of a policy."""
    link.execute("SET LOCAL TimeZone = 'UTC'")
    link.execute("SET LOCAL DateStyle = 'ISO, YMD'")
    link.execute("SET LOCAL bytea_output = 'hex'")
    link.execute("SET LOCAL statement_timeout = 0")
    link.execute("SET LOCAL row_security = off")


def sequence_of(link: Any, table: Table) -> str | None:
    """Name the sequence of a table's key on PostgreSQL; None where it has none."""
    found = link.execute("SELECT pg_get_serial_sequence(%s, %s)", [quoted(table.name), table.key.name]).fetchone()
    return str(found[0]) if found and found[0] else None


def quoted(name: str) -> str:
    """Give a name as both databases take it within a statement."""
    return '"' + name.replace('"', '""') + '"'


def quoted_names(table: Table) -> str:
    """Give the columns of a table for a statement."""
    return ", ".join(quoted(each.name) for each in table.columns)
