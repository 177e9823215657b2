"""A unit's desk: workbooks sent to it, filled in by openpyxl as a unit would, handed back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from canbo.evaluation.models import Sheet
from canbo.evaluation.services import sheets, sheets_in
from canbo.evaluation.sheet_look import Look
from canbo.evaluation.tests.conftest import TODAY

MAIN, HEAD, OPINIONS = "Mẫu 02", "Phiếu, nhận xét", "Ý kiến cấp uỷ"


def sent(lan: Any, office: Any, *, whole: bool = False, unit: Any = None) -> Sheet:
    """Send the workbook of the office's unit."""
    unit_id = (unit or office.campaign.unit).pk
    return sheets.prepare(
        access=lan.access, campaign_id=office.campaign.pk, unit_ids=[unit_id], whole=whole, today=TODAY
    )[0]


def book_of(lan: Any, sheet: Sheet) -> bytes:
    """Give the bytes of a workbook."""
    return sheets.content_of(lan.access, sheet)


def opened(content: bytes) -> openpyxl.Workbook:
    """Open a workbook as Excel would."""
    return openpyxl.load_workbook(io.BytesIO(content))


def closed(book: openpyxl.Workbook) -> bytes:
    """Save it."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(content: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """Give the workbook after a change."""
    book = opened(content)
    change(book)
    return closed(book)


def cell_of(page: Worksheet, person: str, heading: str, over: str = "") -> Any:
    """Give the cell of a person under a heading (and the heading above it)."""
    top = next(row for row in range(1, 30) for cell in page[row] if cell.value == "Họ và tên")
    merged = {
        (row, column): page.cell(each.min_row, each.min_col).value
        for each in page.merged_cells.ranges for row in range(each.min_row, each.max_row + 1)
        for column in range(each.min_col, each.max_col + 1)
    }  # fmt: skip
    names = next(cell.column for cell in page[top] if cell.value == "Họ và tên")
    for column in range(1, page.max_column + 1):
        stack = [merged.get((row, column), page.cell(row, column).value) for row in range(top, top + 2)]
        if heading in stack and (not over or over in stack):
            row = next(each.row for each in page[get_column_letter(names)] if each.value == person)
            return page.cell(row, column)
    raise KeyError(heading)


def fill(values: dict[tuple[str, str, str] | tuple[str, str, str, str], Any]) -> Callable[[openpyxl.Workbook], None]:
    """Give a change that fills in cells: (sheet, person, heading[, heading above]) -> value."""

    def change(book: openpyxl.Workbook) -> None:
        for (page, person, *heads), value in values.items():
            cell_of(book[page], person, *heads).value = value

    return change


def returned(lan: Any, office: Any, *files: tuple[str, bytes] | bytes) -> list[sheets_in.Received]:
    """Hand workbooks back."""
    named = [each if isinstance(each, tuple) else (f"tep {number}.xlsx", each) for number, each in enumerate(files)]
    return sheets_in.receive(access=lan.access, campaign_id=office.campaign.pk, files=named, today=TODAY)


def looked(lan: Any, sheet: Sheet) -> Look:
    """Give what a workbook that was handed back would do."""
    return sheets_in.look_of(lan.access, Sheet.objects.select_related("unit", "campaign__unit").get(pk=sheet.pk))


def taken(lan: Any, sheet: Sheet, *take: str) -> sheets_in.Taken:
    """Write a workbook that was handed back."""
    row = Sheet.objects.get(pk=sheet.pk)
    return sheets_in.commit(access=lan.access, sheet_id=sheet.pk, sha256=row.sha256, take=take, today=TODAY)
