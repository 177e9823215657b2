"""Any accepted file opened as a list of sheets."""

from collections.abc import Callable
from pathlib import Path

import python_calamine as calamine

from canbo.common.archives import broken, file_error, password
from canbo.documents.sources import biff, delimited, ooxml, opendocument, word
from canbo.documents.sources.collector import collector_paused
from canbo.documents.sources.ooxml import SheetExtras
from canbo.documents.sources.safety import DEFAULT_LIMITS, FileKind, Inspected, Limits, inspect
from canbo.documents.sources.sheet import Merge, Sheet, Value, decode_cells

type ExtrasOf = Callable[[str, int], SheetExtras | None]
"""The extras of a worksheet by its name and its place among the worksheets."""


def open_workbook(path: Path | str, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """Inspect the file and read all its sheets, in their order.

    Raises DomainError: what `inspect` raises, `file_broken`, and `file_empty` where no sheet holds anything.
    """
    file = inspect(path, limits)
    sheets = _read(file, limits)
    if not any(sheet.rows for sheet in sheets):
        raise file_error("file_empty", "Tệp không có dòng dữ liệu nào.")
    return sheets


def _read(file: Inspected, limits: Limits) -> list[Sheet]:
    path = str(file.path)
    match file.kind:
        case FileKind.CSV:
            return [delimited.read(file.path)]
        case FileKind.DOCX:
            return word.read(file.path)
        case FileKind.XLS:
            in_order = biff.scan(path)
            return _calamine(path, lambda _, place: in_order[place] if place < len(in_order) else None)
        case FileKind.XLSX:
            extras = ooxml.scan(path, limits)
        case FileKind.ODS:
            extras = opendocument.scan(path, limits)
    return _calamine(path, lambda name, _: extras.get(name))


def _calamine(path: str, extras_of: ExtrasOf) -> list[Sheet]:
    sheets: list[Sheet] = []
    try:
        with calamine.load_workbook(path) as book:
            place = 0
            for about in book.sheets_metadata:
                if about.typ is not calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(about.name)
                with collector_paused():
                    rows: list[list[Value]] = sheet.to_python(skip_empty_area=False)
                merged = sheet.merged_cell_ranges
                del sheet
                sheets.append(_sheet(about.name, rows, extras_of(about.name, place), merged))
                place += 1
    except calamine.PasswordError as error:
        raise password() from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise broken(str(error)) from error
    except BaseException as error:
        # A panic of the Rust reader on a malformed file is no Exception and has no importable name.
        if type(error).__name__ == "PanicException":
            raise broken(str(error)) from error
        raise
    return sheets


def _sheet(
    name: str,
    rows: list[list[Value]],
    extras: SheetExtras | None,
    merged: list[tuple[tuple[int, int], tuple[int, int]]] | None,
) -> Sheet:
    if extras is None:
        return Sheet(name=name, rows=rows)
    merges = extras.merges or tuple(
        Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in merged or ()
    )
    sheet = Sheet(
        name=name,
        rows=rows,
        merges=merges,
        formulas=extras.formulas,
        fonts=extras.fonts,
        visible=extras.visible,
    )
    if extras.fonts or extras.runs:
        decode_cells(sheet, extras.runs.items())
    return sheet
