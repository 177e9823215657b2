"""A workbook that came back: whether it may be opened at all, which one it is, where its columns and rows went."""

from __future__ import annotations

import hmac
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings

from canbo.common.sealed_files import plain_folder
from canbo.core.errors import DomainError, Said
from canbo.core.text import clean
from canbo.documents.sources.cells import Cell, key, written
from canbo.documents.sources.safety import FileKind, Inspected, Limits, inspect
from canbo.documents.sources.sheet import Sheet, column_letter
from canbo.documents.sources.workbook import open_workbook
from canbo.evaluation.list_layouts import LayoutColumn
from canbo.evaluation.sheet_book import HIDDEN, KIND, signature
from canbo.evaluation.sheet_layout import Table

#: The workbook of a unit is small: what is larger is none.
LIMITS: Final = Limits(
    size=10 * 1024 * 1024, unpacked=120 * 1024 * 1024, ratio_from=10 * 1024 * 1024, parts=500, cells=2_000_000,
    text=40_000_000,
)  # fmt: skip
_FOREIGN: Final = (
    ("xl/externalLinks/", "liên kết tới tệp khác"), ("xl/connections.xml", "kết nối dữ liệu"),
    ("xl/embeddings/", "tệp nhúng"), ("xl/activeX/", "điều khiển ActiveX"), ("xl/macrosheets/", "macro đời cũ"),
    ("xl/queryTables/", "truy vấn dữ liệu"),
)  # fmt: skip
#: In how many rows from the top the headings are looked for, and how many rows are read behind them.
_TOP: Final = 60
_ROWS: Final = 20_000
#: How many cells of a table may be merged.
_MERGED: Final = 100_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A rating as the hidden sheet names it."""

    code: str
    rating_id: int
    version: int
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook of ours: its name, the ratings it was made of, its sheets as they are now."""

    name: str
    entries: Mapping[str, Entry]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class FoundCell:
    """One cell: what stands in it, where, and what keeps it from being read at all."""

    value: Cell
    address: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One row of a table: its code ("" where there is none), who it names, its cells by column."""

    number: int
    code: str
    name: str
    post: str
    cells: Mapping[str, FoundCell]


@dataclass(slots=True)
class FoundTable:
    """A table as it was found again: the columns that are gone, those that were put in, its rows."""

    table: Table
    sheet: str
    rows: list[FoundRow] = field(default_factory=list)
    gone: list[LayoutColumn] = field(default_factory=list)
    added: list[str] = field(default_factory=list)


def open_returned(content: bytes) -> Returned:
    """Open what came back. Nothing of it is ever run or worked out.

    Errors: those of `documents.sources.safety.inspect`; sheet_not_xlsx, sheet_macros, sheet_foreign (external links,
    embedded files, connections); sheet_unmarked (no hidden sheet), sheet_altered (the hidden sheet was changed).
    """
    with plain_folder(Path(settings.CANBO_DATA_DIR)) as folder:
        path = folder / "tep.xlsx"
        path.write_bytes(content)
        about = _looked_at(path)
        if about.has_macros:
            raise DomainError("sheet_macros", "Tệp có macro nên không nhận. Hãy lưu lại thành .xlsx không có macro.")
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        for start, what in _FOREIGN:
            if any(name.startswith(start) for name in names):
                raise DomainError(
                    "sheet_foreign",
                    "Tệp có {what} nên không nhận. Hãy dán giá trị vào ô, bỏ {what} rồi gửi lại.",
                    what=what,
                )
        sheets = open_workbook(path, LIMITS)
    hidden = next((each for each in sheets if each.rows and each.rows[0] and each.rows[0][0] == KIND), None)
    if hidden is None:
        raise DomainError(
            "sheet_unmarked",
            "Tệp này không phải tệp mà hệ thống đã gửi cho đơn vị (không có dấu nhận biết). Hãy ghi vào đúng tệp đã "
            "nhận, không chép sang tệp khác.",
        )  # fmt: skip
    rows = [[written(value) for value in row] for row in hidden.rows]
    body = [_trimmed(row, 1 if number == 0 else 4) for number, row in enumerate(rows[1:]) if any(row)]
    given = rows[0][1] if len(rows[0]) > 1 else ""
    if not body or not hmac.compare_digest(signature(body), given):
        raise DomainError(
            "sheet_altered",
            "Dấu nhận biết trong tệp đã bị sửa, nên không biết dòng nào là của ai. Hãy ghi lại vào tệp gốc đã nhận, "
            "hoặc gửi lại tệp mới cho đơn vị.",
        )  # fmt: skip
    entries = {}
    for code, rating_id, version, marks in body[1:]:
        pairs = (each.partition("=") for each in marks.split(";") if each)
        entries[code] = Entry(code, int(rating_id), int(version), {name: mark for name, _sign, mark in pairs})
    shown = tuple(each for each in sheets if each is not hidden and each.name != HIDDEN)
    return Returned(body[0][0], entries, shown)


def _looked_at(path: Path) -> Inspected:
    """Look at the file from outside; whatever else than an .xlsx it is, the way on is the same."""
    other = DomainError(
        "sheet_not_xlsx", "Chỉ nhận lại đúng tệp .xlsx đã gửi cho đơn vị; tệp này là loại khác. Hãy ghi vào tệp ấy; "
        "nếu đã lưu thành loại khác thì mở bằng Excel hoặc LibreOffice, lưu lại thành .xlsx rồi gửi.",
    )  # fmt: skip
    try:
        about = inspect(path, LIMITS)
    except DomainError as error:
        raise other if error.code == "file_type" else error from error
    if about.kind != FileKind.XLSX:
        raise other
    return about


def _trimmed(row: Sequence[str], width: int) -> list[str]:
    return [*row[:width], *[""] * (width - len(row))]


def find_tables(returned: Returned, tables: Sequence[Table]) -> tuple[list[FoundTable], list[Table]]:
    """Find the tables again by their headings, wherever their columns and rows went; and tell which are gone."""
    found: list[FoundTable] = []
    gone: list[Table] = []
    left = list(returned.sheets)
    for table in tables:
        best: tuple[int, Sheet, int, dict[str, int], list[tuple[int, str]]] | None = None
        for sheet in left:
            top = _top_of(sheet)
            if top is None:
                continue
            columns, others = _columns(sheet, table, top)
            score = len(columns) * 10 + (5 if key(sheet.name) == key(table.name) else 0)
            if _is_this(table, columns) and (best is None or score > best[0]):
                best = (score, sheet, top, columns, others)
        if best is None:
            gone.append(table)
            continue
        _score, sheet, top, columns, others = best
        left.remove(sheet)
        found.append(_table(table, sheet, top, columns, others))
    return found, gone


def _is_this(table: Table, columns: Mapping[str, int]) -> bool:
    """Whether the headings are those of this table: the name, and some that only it has."""
    own = {each.key for each in table.columns} - {"number", "name", "post", "unit", "code"}
    return "name" in columns and len(own & set(columns)) * 2 >= min(len(own), 4)


def _top_of(sheet: Sheet) -> int | None:
    wanted = {"ho va ten", "ho ten"}
    for number, row in enumerate(sheet.rows[:_TOP]):
        if any(isinstance(value, str) and key(value) in wanted for value in row):
            return number
    return None


def _depth(table: Table) -> int:
    return 1 + max((len(each.over) for each in table.columns), default=0)


def _columns(sheet: Sheet, table: Table, top: int) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Give column key -> place by the headings, and the headings that are none of ours."""
    depth = _depth(table)
    covered: dict[tuple[int, int], str] = {}
    for merge in sheet.merges:
        if merge.top - 1 <= top + depth and merge.bottom - 1 >= top and merge.top <= len(sheet.rows):
            text = written(sheet.rows[merge.top - 1][merge.left]) if merge.left < sheet.width else ""
            for row in range(merge.top - 1, min(merge.bottom, top + depth)):
                for column in range(merge.left, min(merge.right + 1, sheet.width)):
                    covered[row, column] = text
    by_path = {key(" ".join((*each.over, each.label))): each.key for each in table.columns}
    labels = [key(each.label) for each in table.columns]
    by_label = {key(each.label): each.key for each in table.columns if labels.count(key(each.label)) == 1}
    found: dict[str, int] = {}
    others: list[tuple[int, str]] = []
    for column in range(sheet.width):
        words: list[str] = []
        for row in range(top, min(top + depth, len(sheet.rows))):
            text = clean(covered.get((row, column), written(sheet.rows[row][column])))
            if text and (not words or words[-1] != text):
                words.append(text)
        path = key(" ".join(words))
        if not path:
            continue
        name = by_path.get(path) or by_label.get(key(words[-1]))
        if name is not None and name not in found:
            found[name] = column
        else:
            others.append((column, " / ".join(words)))
    return found, others


def _table(
    table: Table, sheet: Sheet, top: int, columns: Mapping[str, int], others: Sequence[tuple[int, str]]
) -> FoundTable:
    found = FoundTable(table, sheet.name, gone=[each for each in table.columns if each.key not in columns])
    begin = top + _depth(table)
    found.added = [label for column, label in others if any(written(row[column]) for row in sheet.rows[begin:])]
    below = [each for each in sheet.merges if each.top > begin]
    if sum((each.bottom - each.top + 1) * (each.right - each.left + 1) for each in below) > _MERGED:
        raise DomainError("sheet_merged", "Bảng có quá nhiều ô gộp nên không đọc được. Hãy bỏ gộp ô rồi gửi lại.")
    merged = {
        (row, column): f"{column_letter(merge.left)}{merge.top}:{column_letter(merge.right)}{merge.bottom}"
        for merge in below
        for row in range(merge.top, merge.bottom + 1) for column in range(merge.left, min(merge.right + 1, sheet.width))
    }  # fmt: skip
    for place, values in enumerate(sheet.rows[begin : begin + _ROWS], start=begin):
        row = _row(sheet, place + 1, values, columns, merged)
        if row is not None:
            found.rows.append(row)
    return found


def _row(
    sheet: Sheet, number: int, values: Sequence[Cell], columns: Mapping[str, int], merged: Mapping[tuple[int, int], str]
) -> FoundRow | None:
    """Give a row of a person; None for blank rows, the row of column numbers, signatures and the like."""
    texts = {name: clean(written(values[column])) for name, column in columns.items()}
    code, name = texts.get("code", "").upper(), texts.get("name", "")
    if not code and not _names_somebody(texts, columns):
        return None
    cells = {}
    for each, column in columns.items():
        trouble = ""
        if sheet.formulas.at(number, column) is not None:
            trouble = Said("Ô chứa công thức «{given}».", given=sheet.formulas.at(number, column))
        elif (number, column) in merged:
            trouble = Said("Ô bị gộp ({cells}) nên không biết giá trị là của ai.", cells=merged[number, column])
        cells[each] = FoundCell(values[column], f"{column_letter(column)}{number}", trouble)
    return FoundRow(number, code, name, texts.get("post", ""), cells)


def _names_somebody(texts: Mapping[str, str], columns: Mapping[str, int]) -> bool:
    name = texts.get("name", "")
    if len(name.split()) < 2 or name.startswith("(") or "tong" in key(name).split()[:1]:
        return False
    if texts.get("number", "").rstrip(".").isdigit():
        return True
    return sum(1 for each in columns if each not in {"number", "name"} and texts.get(each)) >= 1 and not name.isupper()
