"""Set-based writing of many rows: COPY on PostgreSQL, executemany on SQLite; far faster than ORM objects.

Meant for imports and campaigns; the checks are the caller's (services), these functions only carry rows to the table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from django.db import connections, models, router

from canbo.common.rows import is_guarded


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
    table, column = model._meta.db_table, str(model._meta.pk.column)
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


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Take `count` ascending primary keys of the model for rows to be written, and let others write meanwhile.

    On PostgreSQL they need not be consecutive; on SQLite they are `reserve_ids`.
    """
    connection = connections[write_alias(model)]
    if connection.vendor != "postgresql":
        return reserve_ids(model, count)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), str(model._meta.pk.column), count],
        )
        return sorted(row[0] for row in cursor.fetchall())


def insert_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    constants: Mapping[str, Any] | None = None,
) -> int:
    """Insert rows given as tuples in the order of `fields` (model field names); give the number written.

    `constants` holds the fields that are the same in every row: on SQLite they stand in the statement itself, which
    halves the time of wide rows.

    Values must already be what the column stores (codes of partial dates, encrypted text, ISO-free dates and datetimes
    as Python objects); JSON columns take dict or list. Fields left out get the column's default only where the database
    has one, so name every column that is not nullable.
    """
    connection = connections[write_alias(model)]
    model_fields: list[Any] = [model._meta.get_field(name) for name in fields]
    fixed: list[tuple[Any, Any]] = [(model._meta.get_field(name), value) for name, value in (constants or {}).items()]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(str(field.column)) for field in (*model_fields, *(field for field, _ in fixed)))
    if connection.vendor == "postgresql":
        tail = tuple(_as_json(value) if _is_json(field) and value is not None else value for field, value in fixed)
        # Whole before the COPY begins: rows that come out of a query of their own would wait for it, and it for them.
        batch = [(*row, *tail) for row in _prepared(rows, _json_writers(model_fields))]
        connection.ensure_connection()
        with connection.cursor() as cursor:
            target = "canbo_copied" if is_guarded() else table
            if target != table:
                # COPY cannot write under policies: it fills a table of this session, and an INSERT goes through them.
                cursor.execute(f"CREATE TEMP TABLE {target} AS SELECT {names} FROM {table} WITH NO DATA")
            with cursor.cursor.copy(f"COPY {target} ({names}) FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
            if target != table:
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {target}")
                cursor.execute(f"DROP TABLE {target}")
        return len(batch)
    writers = _json_writers(model_fields) + _sqlite_writers(model_fields, connection)
    given: list[Sequence[Any]] = list(_prepared(rows, writers))
    if given:
        marks = ", ".join(
            [*["%s"] * len(model_fields), *(_literal(field, value, connection) for field, value in fixed)]
        )
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", given)
    return len(given)


type _Writer = tuple[int, Callable[[Any], Any]]


def _prepared(rows: Iterable[Sequence[Any]], writers: Sequence[_Writer]) -> Iterable[Sequence[Any]]:
    """Put the stored form in the place of each value that needs one; rows that need none pass as they are."""
    if not writers:
        return rows
    return (_converted(row, writers) for row in rows)


def _converted(row: Sequence[Any], writers: Sequence[_Writer]) -> Sequence[Any]:
    values: list[Any] | None = None
    for place, write in writers:
        value = row[place]
        if value is not None:
            if values is None:
                values = list(row)
            values[place] = write(value)
    return row if values is None else values


def _is_json(field: Any) -> bool:
    return isinstance(field, models.JSONField)


def _json_writers(fields: Sequence[Any]) -> list[_Writer]:
    return [(i, _as_json) for i, field in enumerate(fields) if _is_json(field)]


_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _sqlite_writers(fields: Sequence[Any], connection: Any) -> list[_Writer]:
    writers: list[_Writer] = []
    for i, field in enumerate(fields):
        if isinstance(field, models.DateField):
            # A column of an import repeats a few moments and days; each is worked out once.
            writers.append((i, cache(partial(_stored_time, field, connection))))
        elif isinstance(field, models.DecimalField):
            writers.append((i, str))
    return writers


def _literal(field: Any, value: Any, connection: Any) -> str:
    """A value as SQLite reads it within a statement; Django takes %% for a per cent sign."""
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int)):
        return str(int(value))
    if _is_json(field):
        value = _as_json(value)
    elif isinstance(field, models.DateField):
        value = _stored_time(field, connection, value)
    text = str(value)
    if "\0" in text:
        raise ValueError(f"{field.name}: a constant text cannot hold NUL")
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


def _stored_time(field: Any, connection: Any, value: Any) -> Any:
    return field.get_db_prep_value(value, connection)
