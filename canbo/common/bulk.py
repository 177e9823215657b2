"""Set-based writing of many rows: COPY on PostgreSQL, executemany on SQLite; far faster than ORM objects.

Meant for imports and campaigns; the checks are the caller's (services), these functions only carry rows to the table.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models, router


def write_alias(model: type[models.Model]) -> str:
    """Name the database that rows of the model are written to."""
    return router.db_for_write(model)


def reserve_ids(model: type[models.Model], count: int) -> range:
    """Reserve `count` consecutive primary keys of the model; call it inside the writing transaction.

    On SQLite the single writer makes the highest key plus one safe; on PostgreSQL the table is locked against other
    writers while the sequence is moved past the range.
    """
    if count == 0:
        return range(0)
    connection = connections[write_alias(model)]
    table, column = model._meta.db_table, model._meta.pk.column
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {quote(table)} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [quote(table), column])
            sequence = cursor.fetchone()[0]
            cursor.execute("SELECT nextval(%s)", [sequence])
            first = int(cursor.fetchone()[0])
            cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
        else:
            cursor.execute(f"SELECT COALESCE(MAX({quote(column)}), 0) FROM {quote(table)}")
            highest = int(cursor.fetchone()[0])
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            first = max(highest, int(row[0]) if row else 0) + 1
    return range(first, first + count)


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows given as tuples in the order of `fields` (model field names); give the number written.

    Values must already be what the column stores (codes of partial dates, encrypted text, ISO-free dates and datetimes
    as Python objects); JSON columns take dict or list. Fields left out get the column's default only where the database
    has one, so name every column that is not nullable.
    """
    connection = connections[write_alias(model)]
    model_fields = [model._meta.get_field(name) for name in fields]
    columns = [str(field.column) for field in model_fields]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(column) for column in columns)
    json_at = [i for i, field in enumerate(model_fields) if isinstance(field, models.JSONField)]
    prepared: Iterable[Sequence[Any]] = rows
    if json_at:
        prepared = (_with_json(row, json_at) for row in rows)
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        count = 0
        with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in prepared:
                copy.write_row(row)
                count += 1
        return count
    time_at: list[tuple[int, Any, dict[Any, Any]]] = [
        (i, field, {})
        for i, field in enumerate(model_fields)
        if isinstance(field, (models.DateTimeField, models.DateField))
    ]
    decimal_at = [i for i, field in enumerate(model_fields) if isinstance(field, models.DecimalField)]
    if time_at or decimal_at:
        prepared = (_for_sqlite(row, time_at, decimal_at, connection) for row in prepared)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        batch = list(prepared)
        if batch:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)
    return len(batch)


#: One encoder for all rows: making one for each is a third of the cost of writing JSON.
_to_json = json.JSONEncoder(ensure_ascii=False).encode


def _with_json(row: Sequence[Any], positions: Sequence[int]) -> list[Any]:
    values = list(row)
    for i in positions:
        if values[i] is not None:
            values[i] = _to_json(values[i])
    return values


def _for_sqlite(
    row: Sequence[Any], time_at: Sequence[tuple[int, Any, dict[Any, Any]]], decimal_at: Sequence[int], connection: Any
) -> list[Any]:
    values = list(row)
    for i, field, seen in time_at:
        value = values[i]
        if value is not None:
            # Rows of one act share their moment, and converting it costs more than the rest of the row.
            if value not in seen:
                seen[value] = field.get_db_prep_value(value, connection)
            values[i] = seen[value]
    for i in decimal_at:
        if values[i] is not None:
            values[i] = str(values[i])
    return values
