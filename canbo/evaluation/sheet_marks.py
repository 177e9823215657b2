"""The workbook that goes back to a unit: its own, the refused cells red and with a note that says why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from canbo.common.archives import broken
from canbo.core.errors import from_plain
from canbo.documents.grid import printable

_RED: Final = PatternFill("solid", start_color="F9C6C0", end_color="F9C6C0")


def marked(content: bytes, refused: Iterable[Mapping[str, Any]]) -> bytes:
    """Give a workbook that was opened before with its refused cells marked. Errors: file_broken."""
    try:
        book = openpyxl.load_workbook(BytesIO(content))
    except (InvalidFileException, KeyError, ValueError, TypeError) as error:
        raise broken(str(error)) from error
    for each in refused:
        if each.get("sheet") not in book.sheetnames or not each.get("cell"):
            continue
        cell = book[each["sheet"]][each["cell"]]
        merged = next((one for one in book[each["sheet"]].merged_cells.ranges if cell.coordinate in one), None)
        if merged is not None:
            cell = book[each["sheet"]].cell(merged.min_row, merged.min_col)
        cell.fill = _RED
        note = Comment(printable(from_plain(each["reason"])), "canbo")
        note.width, note.height = 340, 120
        cell.comment = note
    out = BytesIO()
    book.save(out)
    return out.getvalue()
