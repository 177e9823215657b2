"""Reading whole tables out of the database into Polars: one statement a table, no objects.

Either database gives the rows as one delimited text that Polars parses: PostgreSQL by COPY, SQLite by joining the
values of a row and the rows of a block inside the statement, which is faster and smaller than a tuple for each row.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connections, models, router

from canbo.common.fields import Encrypted, PartialDateField

#: Rows of a block on SQLite: bounds the size of one text value (at most about 500 bytes a row).
_BLOCK = 200_000
_FIELD, _ROW = "\x1f", "\x1e"
_SQL_FIELD, _SQL_ROW = "char(31)", "char(30)"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a result: its name, the SQL that gives it, its type in the frame, and whether people wrote it."""

    name: str
    sql: str
    kind: pl.DataType
    is_free_text: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What to read: columns from `source` (a table, joins and all, the first one called `t`) where `where` holds.

    A small one is known to give few rows and is not cut into blocks.
    """

    columns: Sequence[Column]
    source: str
    where: str = "1 = 1"
    params: tuple[Any, ...] = ()
    is_small: bool = False


def known(
    known_on: datetime | None, *, since: str = "recorded_at", until: str = "superseded_at"
) -> tuple[str, tuple[Any, ...]]:
    """Give the condition (SQL, parameters) for rows of `t` known now, or known at a moment."""
    if known_on is None:
        return f"t.{until} IS NULL", ()
    return f"t.{since} <= %s AND (t.{until} IS NULL OR t.{until} > %s)", (known_on, known_on)


def alias(model: type[models.Model]) -> str:
    """Name the database that the model is read from."""
    return router.db_for_read(model)


def columns_of(model: type[models.Model], names: Mapping[str, str]) -> list[Column]:
    """Give the columns for fields of a model, by field name to the name wanted in the frame."""
    return [_column(model._meta.get_field(field), wanted) for field, wanted in names.items()]


def _column(field: Any, wanted: str) -> Column:
    if isinstance(field, Encrypted):
        raise TypeError(f"{field} is encrypted: no picture on disk holds it")
    sql = f't."{field.column}"'
    target = field.target_field if field.is_relation else field
    if isinstance(target, models.BooleanField):
        return Column(wanted, f"CAST({sql} AS INTEGER)", pl.Boolean())
    if isinstance(target, models.IntegerField):
        return Column(
            wanted, sql, pl.Int64() if isinstance(target, models.BigIntegerField | models.BigAutoField) else pl.Int32()
        )
    if isinstance(target, models.DecimalField):
        return Column(wanted, sql, pl.Float64())
    if isinstance(target, models.DateField):
        return Column(wanted, f"CAST({sql} AS VARCHAR(10))", pl.String())
    is_free_text = not isinstance(target, PartialDateField) and not target.choices
    return Column(wanted, f"NULLIF({sql}, '')", pl.String(), is_free_text)


def read(using: str, query: Query) -> pl.DataFrame:
    """Run the query and give its rows as a frame; empty text is null."""
    connection = connections[using]
    connection.ensure_connection()
    blocks = _copy(connection, query) if connection.vendor == "postgresql" else _joined(connection, query)
    wire = {column.name: pl.Int64() if isinstance(column.kind, pl.Boolean) else column.kind for column in query.columns}
    quoted = connection.vendor == "postgresql"
    frames = [
        pl.read_csv(
            io.BytesIO(block), has_header=False, schema=wire,
            separator="," if quoted else _FIELD, quote_char='"' if quoted else None, eol_char="\n" if quoted else _ROW,
        )
        for block in blocks
        if block
    ]  # fmt: skip
    frame = pl.concat(frames, rechunk=True) if frames else pl.DataFrame(schema=wire)
    return frame.with_columns(
        pl.col(column.name).cast(pl.Boolean) for column in query.columns if isinstance(column.kind, pl.Boolean)
    )


def _copy(connection: Any, query: Query) -> list[bytes]:
    selected = ", ".join(column.sql for column in query.columns)
    statement = f"COPY (SELECT {selected} FROM {query.source} WHERE {query.where}) TO STDOUT (FORMAT csv)"
    with connection.cursor() as cursor, cursor.cursor.copy(statement, query.params or None) as copy:
        return [b"".join(bytes(piece) for piece in copy)]


def _joined(connection: Any, query: Query) -> list[bytes]:
    """One text a block of rows. The two separators are taken out of text values: they are no characters of writing."""
    values = [_sqlite_text(column) for column in query.columns]
    row = f" || {_SQL_FIELD} || ".join(values)
    statement = f"SELECT CAST(group_concat({row}, {_SQL_ROW}) AS BLOB) FROM {query.source} WHERE {query.where}"
    params = [connection.ops.adapt_datetimefield_value(p) if isinstance(p, datetime) else p for p in query.params]
    with connection.cursor() as cursor:
        if query.is_small:
            cursor.execute(statement, params)
            return [cursor.fetchone()[0]]
        cursor.execute(f"SELECT MIN(id), MAX(id) FROM {query.source.split()[0]}")
        low, high = cursor.fetchone()
        if low is None:
            return []
        blocks = []
        for start in range(low, high + 1, _BLOCK):
            cursor.execute(f"{statement} AND t.id >= %s AND t.id < %s", [*params, start, start + _BLOCK])
            block = cursor.fetchone()[0]
            if block:
                blocks.append(block)
    return blocks


def _sqlite_text(column: Column) -> str:
    if column.is_free_text:
        return f"COALESCE(REPLACE(REPLACE({column.sql}, {_SQL_FIELD}, ' '), {_SQL_ROW}, ' '), '')"
    return f"COALESCE({column.sql}, '')"
