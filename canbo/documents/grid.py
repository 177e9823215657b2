"""A table as both Word and Excel write it: columns under merged headings, rows of plain values, sums told as sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from canbo.common import formats
from canbo.core.dates import PartialDate

type Cell = str | int | float | Decimal | date | PartialDate | None
type Kind = Literal["text", "center", "int", "number", "percent", "day"]
NUMERIC: frozenset[str] = frozenset({"int", "number", "percent"})


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a percent column divides: the cells of two columns of the same row, or the base of the total row."""

    part: str
    base: str
    of_total: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `over` names the headings above it, from the top; neighbours with the same heading share it.

    `width` is in millimetres. `upright` turns the heading by a quarter, for tables of many narrow columns. A percent
    column takes per cents (98.6, not 0.986); `ratio` lets a workbook compute it.
    """

    label: str
    over: tuple[str, ...] = ()
    width: float | None = None
    kind: Kind = "text"
    key: str = ""
    ratio: Ratio | None = None
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row. A "group" row spans the table with its first cell; `sums` are the indexes of the rows it adds up."""

    cells: tuple[Cell, ...]
    kind: Literal["data", "group", "total"] = "data"
    sums: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `number_row` puts (1), (2) … under the heading; `empty_rows` are left to write in if there are none."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    number_row: bool = False
    size: float | None = None
    empty_rows: int = 0


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """One cell of the heading: where it begins, how far it reaches, what it says."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    upright: bool = False


def header_depth(columns: Sequence[Column]) -> int:
    """Give the number of heading rows."""
    return 1 + max((len(column.over) for column in columns), default=0)


def header_cells(columns: Sequence[Column]) -> list[HeaderCell]:
    """Give the cells of the heading, row by row; a label reaches down to the last heading row."""
    depth = header_depth(columns)
    cells: list[HeaderCell] = []
    for row in range(depth):
        index = 0
        while index < len(columns):
            column = columns[index]
            if len(column.over) == row:
                cells.append(HeaderCell(row, index, depth - row, 1, column.label, column.upright))
                index += 1
            elif len(column.over) > row:
                head = column.over[: row + 1]
                end = index + 1
                while end < len(columns) and columns[end].over[: row + 1] == head:
                    end += 1
                cells.append(HeaderCell(row, index, 1, end - index, head[-1]))
                index = end
            else:
                index += 1
    return cells


def cell_text(value: Cell, kind: Kind = "text") -> str:
    """Write a cell as people read it; an empty value stays empty. Per cents stand without their sign."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, int | float | Decimal):
        if kind == "percent":
            return formats.number(value, 1)
        return str(value) if kind in {"text", "center"} else formats.number(value)
    if isinstance(value, date | PartialDate):
        return formats.day(value)
    return printable(value)


def printable(text: str) -> str:
    """Drop the control characters that neither Word nor Excel can hold; tabs and line ends stay."""
    return "".join(sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\x7f\ufffe\uffff"))
