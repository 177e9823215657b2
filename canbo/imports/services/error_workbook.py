"""The workbook of what was left out: to be mended in Excel and uploaded again as it is."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from canbo.core.access import AccessContext
from canbo.core.errors import from_plain
from canbo.documents.sources.sheet import column_index
from canbo.imports.models import ImportBatch, ImportRow
from canbo.imports.permissions import require_batch
from canbo.imports.selectors import shown_row

_LEFT_OUT = (ImportRow.Outcome.REFUSED, ImportRow.Outcome.HELD)
_REASON, _ADVICE = "Lý do", "Gợi ý sửa"


def error_workbook(access: AccessContext, batch: ImportBatch) -> bytes:
    """Give an .xlsx with the rows refused or held back: the original cells under the original headings, under the
    names of
    their units, the cells at fault coloured, and two columns more: why, and what to do.

    Everything is written as text, so that nothing in it is ever worked out. What stood above the header stands there
    again, so that the day and the office are found when the file comes back.
    """
    require_batch(access, batch)
    rows = [shown_row(row) for row in batch.rows.filter(outcome__in=_LEFT_OUT).order_by("row")]
    head: dict[str, Any] = batch.report.get("sheet_head") or {
        "rows": [],
        "header": [1, 1],
        "merges": [],
        "groups": [],
        "width": 0,
    }
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet((batch.sheet or "Dòng lỗi")[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    text = {"num_format": "@", "valign": "top", "font_name": "Times New Roman", "font_size": 12}
    plain = book.add_format(text)
    bold = book.add_format(
        {**text, "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1}
    )
    wrong = book.add_format({**text, "bg_color": "#F9D2CC", "border": 1})
    cell = book.add_format({**text, "border": 1})
    note = book.add_format({**text, "border": 1, "text_wrap": True, "bg_color": "#FFF6DC"})
    group = book.add_format({**text, "bold": True})
    width = int(head["width"])
    first, last = head["header"]
    at = _head(sheet, head, plain, bold, width)
    for number in (width, width + 1):
        label = _REASON if number == width else _ADVICE
        if last > first:
            sheet.merge_range(at - (last - first) - 1, number, at - 1, number, label, bold)
        else:
            sheet.write_string(at - 1, number, label, bold)
    groups = [(int(number), cells) for number, cells in head["groups"]]
    shown: set[int] = set()
    for each in rows:
        for number, cells in _above(groups, each.row.row, shown):
            shown.add(number)
            for column, value in enumerate(cells):
                if value:
                    sheet.write_string(at, column, value, group)
            at += 1
        issues = [issue for issue in each.payload["issues"] if issue["severity"] == "refused"] or each.payload["issues"]
        faulty = {_column(issue["cell"]) for issue in issues if issue["cell"]}
        for column, value in enumerate(each.payload["cells"]):
            sheet.write_string(at, column, value, wrong if column in faulty else cell)
        sheet.write_string(
            at, width, " ".join(f"{_where(issue)}{from_plain(issue['reason'])}" for issue in issues), note
        )
        sheet.write_string(
            at,
            width + 1,
            " ".join(dict.fromkeys(from_plain(issue["suggestion"]) for issue in issues if issue["suggestion"])),
            note,
        )
        at += 1
    sheet.set_column(0, max(0, width - 1), 16)
    sheet.set_column(width, width + 1, 48)
    sheet.freeze_panes(len(head["before"]) + last if "before" in head else last, 0)
    book.close()
    return out.getvalue()


def _head(sheet: Any, head: dict[str, Any], plain: Any, bold: Any, width: int) -> int:
    """Write what stands above the people; give the next row, from 0."""
    before = [[line] for line in head.get("before", ())]
    first, last = head["header"]
    for number, cells in enumerate([*before, *head["rows"]]):
        in_header = first <= number - len(before) + 1 <= last
        for column, value in enumerate(cells):
            if value or in_header:
                sheet.write_string(number, column, value, bold if in_header else plain)
    for top, left, bottom, right in head["merges"]:
        in_header = first <= top <= last
        if right >= width or (top == bottom and left == right):
            continue
        value = head["rows"][top - 1][left]
        shift = len(before) - 1
        sheet.merge_range(top + shift, left, bottom + shift, right, "", bold if in_header else plain)
        sheet.write_string(top + shift, left, value, bold if in_header else plain)
    return len(before) + len(head["rows"])


def _above(groups: Iterable[tuple[int, list[str]]], row: int, shown: set[int]) -> list[tuple[int, list[str]]]:
    """The rows of names that stand over a person and are not written yet: those since the last person, and their
    block.
    """
    over = [(number, cells) for number, cells in groups if number < row]
    wanted: list[tuple[int, list[str]]] = []
    if over:
        nearest = over[-1]
        wanted = [nearest]
        # A row right above a name of a unit names its block, and so on upwards.
        for number, cells in reversed(over[:-1]):
            if number == wanted[0][0] - 1:
                wanted.insert(0, (number, cells))
            else:
                break
    return [(number, cells) for number, cells in wanted if number not in shown]


def _column(cell: str) -> int:
    return column_index("".join(letter for letter in cell if letter.isalpha()))


def _where(issue: dict[str, str]) -> str:
    return f"[{issue['column']}] " if issue["column"] else ""
