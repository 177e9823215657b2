"""One written form of every value, the same from either database: what is stored, without deciphering anything.

A row is a JSON list on one line: null, booleans, whole numbers and text; a decimal with its places, a moment in UTC as
"2026-11-23 09:44:20.120000", a UUID in 32 hexadecimal digits, JSON as the database has written it, bytes in base64.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from canbo.cli.backup.schema import Column, Table

type Convert = Callable[[Any], Any]

_ZONE = re.compile(r"(?:\+00(?::00)?|Z)$")
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def line(row: Sequence[Any]) -> bytes:
    """Give the line of a row in its written form, with its end."""
    return _compact.encode(row).encode() + b"\n"


def row_of(written: bytes) -> list[Any]:
    """Give the row of a line."""
    return list(json.loads(written))


class Content:
    """The running sum of a table's rows, the same whichever database they lie in: JSON goes in with sorted keys."""

    def __init__(self, table: Table) -> None:
        self._digest = hashlib.sha256()
        self._rows = 0
        self._sorting = [(i, _json) for i, each in enumerate(table.columns) if each.kind == "json"]

    def add(self, row: Sequence[Any], written: bytes | None = None) -> None:
        """Count a row in; `written` is its line where the caller has it."""
        if written is None or self._sorting:
            written = line(next(iter(converted([row], self._sorting))))
        self._digest.update(written)
        self._rows += 1

    def described(self) -> dict[str, Any]:
        """Give rows and SHA-256 so far."""
        return {"rows": self._rows, "sha256": self._digest.hexdigest()}


def readers(table: Table, vendor: str) -> list[tuple[int, Convert]]:
    """Give what turns the raw values of a database into the written form, by the place of their column."""
    known = _FROM_POSTGRES if vendor == "postgresql" else _FROM_SQLITE
    return _by_place(table, known)


def writers(table: Table, vendor: str) -> list[tuple[int, Convert]]:
    """Give what turns the written form into what a database takes, by the place of their column."""
    return _by_place(table, _TO_POSTGRES if vendor == "postgresql" else _TO_SQLITE)


def converted(rows: Iterable[Sequence[Any]], converts: Sequence[tuple[int, Convert]]) -> Iterable[list[Any]]:
    """Turn each row; nothing known stays null."""
    for row in rows:
        values = list(row)
        for place, convert in converts:
            if values[place] is not None:
                values[place] = convert(values[place])
        yield values


def _by_place(table: Table, known: dict[str, Callable[[Column], Convert]]) -> list[tuple[int, Convert]]:
    return [(i, known[each.kind](each)) for i, each in enumerate(table.columns) if each.kind in known]


def _moment(text: str) -> str:
    whole, _, fraction = _ZONE.sub("", text).partition(".")
    return f"{whole}.{fraction:0<6}" if fraction.strip("0") else whole


def _json(text: str) -> str:
    """JSON with sorted keys, numbers by their worth: one database keeps 1e20 as written, the other writes it out."""
    return _sorted.encode(json.loads(text, parse_int=_worth, parse_float=_worth))


def _worth(number: str) -> str:
    return f"\0{Decimal(number).normalize()}"


def _decimal(column: Column) -> Convert:
    step = Decimal(1).scaleb(-column.places)
    return lambda value: format(Decimal(str(value)).quantize(step), "f")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _always(convert: Convert) -> Callable[[Column], Convert]:
    return lambda _column: convert


_FROM_SQLITE = {
    "boolean": _always(bool), "moment": _always(_moment), "decimal": _decimal, "bytes": _always(_base64),
}  # fmt: skip
_FROM_POSTGRES = {
    "integer": _always(int), "float": _always(float), "boolean": _always(lambda text: text == "t"),
    "moment": _always(_moment), "decimal": _decimal,
    "uuid": _always(lambda text: text.replace("-", "")),
    "bytes": _always(lambda text: _base64(bytes.fromhex(text.removeprefix("\\x")))),
}  # fmt: skip
_TO_SQLITE = {"bytes": _always(base64.b64decode)}
_TO_POSTGRES = {
    "moment": _always(lambda text: f"{text}+00"), "bytes": _always(base64.b64decode),
}  # fmt: skip
