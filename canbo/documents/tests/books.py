"""Workbooks of many layouts, written by the libraries that write such files; each holds the people of `people`."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

type Grid = Sequence[Sequence[Any]]
type Ranges = Sequence[tuple[int, int, int, int]]
"""Merged ranges as (top, left, bottom, right), all from 0."""


def write_xlsx(
    path: Path,
    grid: Grid,
    merges: Ranges = (),
    *,
    name: str = "Sheet1",
    font: str | None = None,
    sheets: dict[str, Grid] | None = None,
) -> Path:
    """A workbook by xlsxwriter; real dates for dates, formulas for texts that begin with “{=”."""
    book = xlsxwriter.Workbook(str(path))
    text = book.add_format({"font_name": font} if font else {})
    day = book.add_format({"num_format": "dd/mm/yyyy", **({"font_name": font} if font else {})})
    for sheet_name, cells in {name: grid, **(sheets or {})}.items():
        sheet = book.add_worksheet(sheet_name)
        for top, left, bottom, right in merges if sheet_name == name else ():
            sheet.merge_range(top, left, bottom, right, "", text)
        for row, line in enumerate(cells):
            for column, value in enumerate(line):
                if value == "" or value is None:
                    continue
                if isinstance(value, str) and value.startswith("{="):
                    formula, _, cached = value[1:].partition("}")
                    sheet.write_formula(row, column, formula, text, cached)
                elif isinstance(value, (date, datetime)):
                    sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
                elif isinstance(value, str):
                    sheet.write_string(row, column, value, text)
                else:
                    sheet.write(row, column, value, text)
    book.close()
    return path


def write_xls(path: Path, grid: Grid, merges: Ranges = (), *, font: str | None = None) -> Path:
    """A workbook of the old binary kind by xlwt."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Trang 1")
    style = xlwt.easyxf(f"font: name {font}" if font else "")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    covered = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for top, left, bottom, right in merges:
        sheet.write_merge(top, bottom, left, right, grid[top][left], style)
    for row, line in enumerate(grid):
        for column, value in enumerate(line):
            if value in ("", None) or (row, column) in covered:
                continue
            if isinstance(value, str) and value.startswith("{="):
                sheet.write(row, column, xlwt.Formula(value[2:].partition("}")[0]))
            else:
                sheet.write(row, column, value, day if isinstance(value, date) else style)
    book.save(str(path))
    return path


def write_ods(path: Path, grid: Grid, merges: Ranges = (), *, font: str | None = None) -> Path:
    """A spreadsheet by odfpy."""
    book = OpenDocumentSpreadsheet()
    style = Style(name="ce1", family="table-cell")
    if font:
        style.addElement(TextProperties(fontfamily=font))
    book.automaticstyles.addElement(style)
    table = Table(name="Trang 1")
    starts = {(top, left): (bottom, right) for top, left, bottom, right in merges}
    covered = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - set(starts)
    for row, line in enumerate(grid):
        element = TableRow()
        for column, value in enumerate(line):
            if (row, column) in covered:
                element.addElement(CoveredTableCell())
                continue
            attributes: dict[str, Any] = {"stylename": style}
            if (row, column) in starts:
                bottom, right = starts[row, column]
                attributes |= {"numbercolumnsspanned": right - column + 1, "numberrowsspanned": bottom - row + 1}
            if isinstance(value, date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat(), **attributes)
                cell.addElement(P(text=value.strftime("%d/%m/%Y")))
            elif isinstance(value, (int, float)):
                cell = TableCell(valuetype="float", value=value, **attributes)
                cell.addElement(P(text=str(value)))
            elif isinstance(value, str) and value.startswith("{="):
                formula, _, cached = value[1:].partition("}")
                cell = TableCell(valuetype="string", formula=f"of:{formula}", **attributes)
                cell.addElement(P(text=cached))
            elif value:
                cell = TableCell(valuetype="string", **attributes)
                cell.addElement(P(text=value))
            else:
                cell = TableCell(**attributes)
            element.addElement(cell)
        table.addElement(element)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


def as_text(value: Any) -> str:
    """The cell as a text file has it."""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value if value is not None else "")


def write_csv(path: Path, grid: Grid, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A text file; cp1258 by way of its own decomposed tone marks."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([[as_text(value) for value in line] for line in grid])
    text = out.getvalue()
    path.write_bytes(encode_1258(text) if encoding == "cp1258" else text.encode(encoding))
    return path


_TONES_1258 = "\u0300\u0301\u0303\u0309\u0323"


def encode_1258(text: str) -> bytes:
    """Windows-1258: letters with circumflex, breve and horn stay whole, tones follow as marks of their own."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in parts if mark in _TONES_1258]
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES_1258))
        out.append(base + "".join(tones))
    return "".join(out).encode("cp1258")


def write_docx(path: Path, before: Sequence[str], grid: Grid, merges: Ranges = ()) -> Path:
    """A Word file with lines of text and a table."""
    document = docx.Document()
    for line in before:
        document.add_paragraph(line)
    table = document.add_table(rows=len(grid), cols=max(map(len, grid)))
    for row, line in enumerate(grid):
        cells = table.rows[row].cells
        for column, value in enumerate(line):
            if value not in ("", None):
                cells[column].text = as_text(value)
    for top, left, bottom, right in merges:
        table.cell(top, left).merge(table.cell(bottom, right))
    document.save(str(path))
    return path
