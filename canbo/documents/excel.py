"""Workbooks out: real numbers and days, sums that work, and a page that prints; nothing in a cell is ever executed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from canbo.core.dates import PartialDate
from canbo.documents.grid import NUMERIC, Cell, Column, Grid, Row, header_cells, header_depth, printable

FONT: Final = "Times New Roman"
_NUMBERS: Final = {"int": "#,##0", "number": "#,##0.##", "percent": "0.0%", "day": "dd/mm/yyyy"}
_MM_TO_CHARACTERS: Final = 0.5
_CELL_LIMIT: Final = 32_767
_EPOCH: Final = date(1900, 3, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title and lines above the table, the table, lines below it; `filter` lets people filter its rows."""

    name: str
    grid: Grid
    title: str = ""
    subtitle: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()
    landscape: bool = True
    filter: bool = False


def write_book(sheets: Sequence[Sheet], *, title: str = "") -> bytes:
    """Give the workbook as the bytes of an .xlsx. Text is written as text whatever sign it begins with."""
    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 12},
        },
    )
    book.set_properties({"author": "canbo", "title": printable(title), "company": "", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    formats = _Formats(book)
    used: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, formats, _sheet_name(sheet.name, used))
    book.close()
    return out.getvalue()


def _sheet_name(wanted: str, used: set[str]) -> str:
    """Give a name that Excel takes: 31 signs, none of []:*?/\\, once in the book."""
    base = "".join(" " if sign in "[]:*?/\\" else sign for sign in printable(wanted)).strip(" '")[:31] or "Bảng"
    name, number = base, 1
    while name.lower() in used:
        number += 1
        name = f"{base[: 30 - len(str(number))]} {number}"
    used.add(name.lower())
    return name


class _Formats:
    """The formats of a book, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"font_name": FONT, "font_size": 12, **look})
        return self._made[key]


def _write_sheet(book: Any, sheet: Sheet, formats: _Formats, name: str) -> None:
    page = book.add_worksheet(name)
    grid = sheet.grid
    last = max(len(grid.columns) - 1, 0)
    line = 0
    if sheet.title:
        page.write_string(0, 0, printable(sheet.title), formats.get(bold=True, font_size=14))
        line = 1
    for words in sheet.subtitle:
        _note(page, grid, line, words, formats.get(italic=True, text_wrap=True, valign="top"))
        line += 1
    if line:
        line += 1
    first = line
    _heading(page, grid, first, formats)
    depth = header_depth(grid.columns)
    body = first + depth
    if grid.number_row:
        for index in range(len(grid.columns)):
            page.write_string(
                body, index, f"({index + 1})", formats.get(italic=True, align="center", border=1, font_size=10)
            )
        body += 1
    for index, row in enumerate(grid.rows):
        _row(page, grid, index, body, row, formats)
    for index in range(len(grid.columns)):
        page.set_column(index, index, _width(grid, index))
    foot = body + len(grid.rows) + 1
    for offset, words in enumerate(sheet.foot):
        _note(page, grid, foot + offset, words, formats.get(italic=True, font_size=11, text_wrap=True, valign="top"))
    page.freeze_panes(body, 0)
    page.repeat_rows(first, body - 1)
    page.set_paper(9)
    (page.set_landscape if sheet.landscape else page.set_portrait)()
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.5, top=0.8, bottom=0.7)
    page.set_footer("&C&P/&N")
    page.print_area(0, 0, max(foot + len(sheet.foot) - 1, body), last)
    if sheet.filter and grid.rows:
        page.autofilter(body - 1, 0, body + len(grid.rows) - 1, last)


def _note(page: Any, grid: Grid, row: int, words: str, look: Any) -> None:
    """Write a line of text across the table, as high as its words need."""
    last = len(grid.columns) - 1
    if last > 0:
        page.merge_range(row, 0, row, last, "", look)
    page.write_string(row, 0, printable(words), look)
    wide = sum(_width(grid, index) for index in range(len(grid.columns)))
    page.set_row(row, 16.5 * max(1, math.ceil(len(words) / max(wide, 20))))


def _heading(page: Any, grid: Grid, first: int, formats: _Formats) -> None:
    for head in header_cells(grid.columns):
        look = formats.get(
            bold=True, align="center", valign="vcenter", text_wrap=True, border=1, bg_color="#EEF1F5",
            rotation=90 if head.upright else 0,
        )  # fmt: skip
        row, column, text = first + head.row, head.column, printable(head.text)
        if head.rows > 1 or head.columns > 1:
            page.merge_range(row, column, row + head.rows - 1, column + head.columns - 1, "", look)
        page.write_string(row, column, text, look)
    for row in range(header_depth(grid.columns)):
        page.set_row(first + row, _heading_height(grid, row))


def _heading_height(grid: Grid, row: int) -> float:
    """Give a heading row room (in points) for the longest of the labels that stand in it alone."""
    lines = 1.0
    for head in header_cells(grid.columns):
        if head.row + head.rows - 1 != row:
            continue
        wide = sum(_width(grid, index) for index in range(head.column, head.column + head.columns))
        needed = len(head.text) * 0.36 if head.upright else math.ceil(len(head.text) * 1.15 / wide)
        lines = max(lines, (needed - head.rows + 1) if head.rows > 1 else needed)
    return 16.5 * lines + 2


def _width(grid: Grid, index: int) -> float:
    column = grid.columns[index]
    return max(column.width * _MM_TO_CHARACTERS, 4) if column.width else _guess(grid, index)


def _row(page: Any, grid: Grid, index: int, body: int, row: Row, formats: _Formats) -> None:
    at = body + index
    if row.kind == "group":
        look = formats.get(bold=True, border=1, bg_color="#F7F8FA")
        if len(grid.columns) > 1:
            page.merge_range(at, 0, at, len(grid.columns) - 1, "", look)
        _cell(page, at, 0, row.cells[0], "text", look, look, look)
        return
    bold = {"bold": True} if row.kind == "total" else {}
    for position, (column, value) in enumerate(zip(grid.columns, row.cells, strict=True)):
        align = "right" if column.kind in NUMERIC else "center" if column.kind in {"center", "day"} else "left"
        wrap = {} if column.kind in NUMERIC else {"text_wrap": True}
        shape: dict[str, Any] = {"border": 1, "align": align, "valign": "top", **wrap, **bold}
        text = formats.get(**shape)
        look = formats.get(**shape, num_format=_NUMBERS[column.kind]) if column.kind in _NUMBERS else text
        formula = _formula(grid, index, body, row, position)
        if formula and isinstance(value, int | float | Decimal):
            page.write_formula(at, position, formula, look, _plain(value, column))
        else:
            on_day = formats.get(**shape, num_format=_NUMBERS["day"])
            _cell(page, at, position, value, column.kind, look, text, on_day)


def _formula(grid: Grid, index: int, body: int, row: Row, position: int) -> str:
    """Give the formula of a cell that can be computed from others of the table, or ""."""
    column = grid.columns[position]
    if column.ratio is not None:
        keys = [other.key for other in grid.columns]
        part = xl_rowcol_to_cell(body + index, keys.index(column.ratio.part))
        base_row = body + _total_row(grid, index) if column.ratio.of_total else body + index
        base = xl_rowcol_to_cell(base_row, keys.index(column.ratio.base), row_abs=column.ratio.of_total)
        return f'=IF({base}=0,"",{part}/{base})'
    if row.sums and column.kind in {"int", "number"}:
        letter = xl_col_to_name(position)
        ranges = [
            f"{letter}{body + start + 1}:{letter}{body + end + 1}" if end > start else f"{letter}{body + start + 1}"
            for start, end in _stretches(row.sums)
        ]
        return f"=SUM({','.join(ranges)})"
    return ""


def _total_row(grid: Grid, index: int) -> int:
    """Find the total that a row belongs to: the next one below, else the last one above."""
    totals = [number for number, row in enumerate(grid.rows) if row.kind == "total"]
    below = [number for number in totals if number >= index]
    return below[0] if below else totals[-1] if totals else index


def _stretches(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Join row numbers into stretches, so that a sum reads as people write it."""
    found: list[tuple[int, int]] = []
    for row in sorted(rows):
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _plain(value: int | float | Decimal, column: Column) -> float | int:
    if column.kind == "percent":
        return float(value) / 100
    return float(value) if isinstance(value, Decimal) else value


def _cell(page: Any, row: int, column: int, value: Cell, kind: str, look: Any, text: Any, on_day: Any) -> None:
    """Write one value by its type: numbers as numbers, full days as days, all else as text."""
    whole = PartialDate.from_date(value) if isinstance(value, date) else value
    if whole is None or whole == "":
        page.write_blank(row, column, None, text)
    elif isinstance(whole, bool):
        page.write_string(row, column, "x" if whole else "", text)
    elif isinstance(whole, int | float | Decimal):
        page.write_number(row, column, float(whole) / 100 if kind == "percent" else whole, look)
    elif isinstance(whole, PartialDate):
        if whole.precision == "day" and whole.earliest >= _EPOCH:
            page.write_datetime(row, column, datetime.combine(whole.earliest, time()), on_day)
        else:
            page.write_string(row, column, whole.text, text)
    else:
        page.write_string(row, column, printable(str(whole))[:_CELL_LIMIT], text)


def _guess(grid: Grid, index: int) -> float:
    """Guess a column's width in characters from its label and its first rows."""
    longest = max((len(str(row.cells[index] or "")) for row in grid.rows[:200] if row.kind != "group"), default=0)
    return min(max(longest + 2, len(grid.columns[index].label) * 0.7, 8), 45)
