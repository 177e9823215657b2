"""Work products read from the workbook of a task system: headings in any order, each row taken or refused by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Said, joined
from canbo.core.text import clean, clean_lines, fold
from canbo.documents.excel import Sheet as OutSheet
from canbo.documents.excel import write_book
from canbo.documents.grid import Column, Grid
from canbo.documents.sources.cells import Cell, is_ambiguous, key, read_date, to_decimal, written
from canbo.documents.sources.safety import FileKind, Limits, inspect
from canbo.documents.sources.sheet import Sheet, column_letter
from canbo.documents.sources.workbook import open_workbook
from canbo.evaluation.models import WorkProduct
from canbo.evaluation.services.products import Made, check_made, mark_of

#: The list of one person is small: what is larger is none.
LIMITS: Final = Limits(
    size=10 * 1024 * 1024, unpacked=120 * 1024 * 1024, ratio_from=10 * 1024 * 1024, parts=500, cells=500_000,
    text=20_000_000,
)  # fmt: skip
#: In how many rows from the top the headings are looked for, and how many rows are read behind them.
_TOP: Final = 40
_MOST: Final = 2_000
_LONGEST: Final = 2_000
_LARGEST: Final = 1_000_000_000

#: What a heading may be called, folded; the first that fits a column names it.
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "content": ("noi dung cong viec", "noi dung nhiem vu", "ten cong viec", "ten nhiem vu", "cong viec", "nhiem vu",
                "noi dung", "ten san pham cong viec", "san pham cong viec"),
    "output": ("san pham dau ra", "san pham", "ket qua dau ra"),
    "axis": ("truc ket qua", "truc", "nhom ket qua", "linh vuc"),
    "due_on": ("thoi han", "han hoan thanh", "han", "thoi han hoan thanh", "ngay den han"),
    "done_on": ("ngay hoan thanh", "hoan thanh ngay", "thoi diem hoan thanh"),
    "assigned": ("so duoc giao", "so luong duoc giao", "so luong giao", "duoc giao", "so giao"),
    "done": ("so hoan thanh", "so luong hoan thanh", "da hoan thanh", "so luong da hoan thanh"),
    "percent": ("tien do", "tien do %", "tien do (%)", "ty le hoan thanh", "% hoan thanh"),
    "coefficient": ("he so quy doi",),
    "difficulty": ("he so do kho", "do kho", "he so"),
    "standard": ("diem chuan",),
    "failed_checks": ("so lan khong dat chat luong", "so lan khong dat", "khong dat chat luong"),
    "delays": ("so lan cham", "so lan cham tien do", "cham tien do"),
    "evidence": ("minh chung", "tai lieu minh chung", "ho so minh chung"),
    "number": ("stt", "tt", "so tt"),
}  # fmt: skip
_WORDS: Final = {
    "assigned": "Số được giao", "done": "Số hoàn thành", "percent": "Tiến độ %", "coefficient": "Hệ số quy đổi",
    "difficulty": "Hệ số độ khó", "standard": "Điểm chuẩn", "failed_checks": "Số lần không đạt chất lượng",
    "delays": "Số lần chậm", "due_on": "Thời hạn", "done_on": "Ngày hoàn thành",
}  # fmt: skip
_TOTALS: Final = ("tong", "cong", "tong cong", "tong so")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the workbook: the product, or why it is not taken ("refused", "known" for one that stands already).

    `content`: what a refused row is about, as far as it says so.
    """

    row: int
    made: Made | None
    state: str = "new"
    reason: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a workbook holds: its rows, the headings that were recognised, and those that are of no use here."""

    sheet: str
    rows: tuple[ReadRow, ...]
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]

    @property
    def new(self) -> list[Made]:
        """The products that would be added."""
        return [each.made for each in self.rows if each.made is not None and each.state == "new"]


@dataclass(frozen=True, slots=True)
class _Table:
    sheet: Sheet
    top: int
    columns: Mapping[str, int]


def read_products(path: Path, there: Iterable[WorkProduct]) -> ReadFile:
    """Read the products of a workbook against those that stand already.

    A row of which something cannot be read, or that cannot be, is refused with its reason, the others are taken.
    Errors, about the whole file: those of `open_workbook`; not_a_workbook, no_product_table, too_many_rows.
    """
    other = DomainError(
        "not_a_workbook", "Tệp này không phải bảng tính. Hãy dùng tệp bảng tính: .xlsx, .xls, .ods hoặc .csv."
    )
    try:
        kind = inspect(path, LIMITS).kind
    except DomainError as error:
        raise other if error.code == "file_type" else error from error
    if kind not in {FileKind.XLSX, FileKind.XLS, FileKind.ODS, FileKind.CSV}:
        raise other
    table = _table(open_workbook(path, LIMITS))
    seen: dict[tuple[str, ...], int] = {mark_of(each): 0 for each in there}
    rows = []
    body = table.sheet.rows[table.top :]
    if len(body) > _MOST:
        raise DomainError(
            "too_many_rows", "Bảng có {n} dòng, nhiều hơn {most}. Bảng này chỉ của một người trong một kỳ: hãy "
            "lọc lấy công việc của người ấy, hoặc gộp việc cùng loại thành một dòng với số lượng, rồi nhập lại.",
            n=len(body), most=_MOST,
        )  # fmt: skip
    for place, cells in enumerate(body, start=table.top + 1):
        found = _row(place, _Cells(cells, table.columns, place, table.sheet))
        if found is None:
            continue
        if found.made is not None:
            mark = mark_of(found.made)
            if mark in seen:
                words = Said("trùng dòng {row}", row=seen[mark]) if seen[mark] else Said("đã có trong phiếu")
                found = ReadRow(place, found.made, "known", words)
            else:
                seen[mark] = place
        rows.append(found)
    heads = table.sheet.rows[table.top - 1]
    used = set(table.columns.values())
    return ReadFile(
        table.sheet.name, tuple(rows),
        tuple((name, f"{column_letter(at)}: {clean(written(heads[at]))}") for name, at in table.columns.items()),
        tuple(clean(written(each)) for at, each in enumerate(heads) if at not in used and clean(written(each))),
    )  # fmt: skip


def template_book() -> bytes:
    """Give the workbook to fill in: the headings of the task system, and how to fill it in under the table."""
    labels = (
        ("STT", 10), ("Trục kết quả", 35), ("Nội dung công việc", 80), ("Sản phẩm đầu ra", 50), ("Thời hạn", 28),
        ("Ngày hoàn thành", 28), ("Số được giao", 20), ("Số hoàn thành", 20), ("Hệ số quy đổi", 20),
        ("Số lần không đạt chất lượng", 25), ("Số lần chậm", 20), ("Minh chứng", 50),
    )  # fmt: skip
    kinds = {"Thời hạn": "day", "Ngày hoàn thành": "day"}
    columns = tuple(
        Column(label, width=width, kind=kinds.get(label, "number" if label.startswith(("Số", "Hệ")) else "text"))  # type: ignore[arg-type]
        for label, width in labels
    )
    notes = (
        "Mỗi dòng một loại sản phẩm, công việc. Không ghi số được giao, số hoàn thành thì mỗi dòng là 1.",
        "Số lần chậm, số lần không đạt: không tính những lần do nguyên nhân khách quan đã được xác nhận.",
    )
    sheet = OutSheet(
        "Sản phẩm", Grid(columns, (), empty_rows=20), title="Bảng sản phẩm, công việc trong kỳ", foot=notes
    )
    return write_book([sheet], title="Bảng sản phẩm, công việc")


def _table(sheets: Sequence[Sheet]) -> _Table:
    """Find the sheet and the row whose cells are the most of the headings that are looked for."""
    best: _Table | None = None
    for sheet in sheets:
        if not sheet.visible:
            continue
        for place, cells in enumerate(sheet.rows[:_TOP], start=1):
            columns = _columns(cells)
            if "content" in columns and len(columns) >= 2 and (best is None or len(columns) > len(best.columns)):
                best = _Table(sheet, place, columns)
    if best is None:
        raise DomainError(
            "no_product_table", "Không thấy dòng tiêu đề của bảng sản phẩm. Cần cột «Nội dung công việc» và ít nhất "
            "một cột nữa, ví dụ «Thời hạn», «Ngày hoàn thành», «Số được giao». Hãy tải tệp mẫu để xem.",
        )  # fmt: skip
    return best


def _columns(cells: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(cells):
        head = key(written(cell)) if isinstance(cell, str) else ""
        for name, words in _HEADINGS.items():
            if head in _keys(words) and (name not in found or _keys(words).index(head) < found[name][1]):
                found[name] = (at, _keys(words).index(head))
                break
    return {name: at for name, (at, _rank) in found.items()}


def _keys(words: Iterable[str]) -> list[str]:
    return [key(each) for each in words]


class _Cells:
    """The cells of one row by what they are."""

    def __init__(self, cells: Sequence[Cell], columns: Mapping[str, int], place: int, sheet: Sheet) -> None:
        self.cells, self.columns = cells, columns
        self.faults = [
            Said(
                "ô {cell} là công thức chưa có kết quả (mở bằng Excel rồi lưu lại, hoặc dán giá trị)",
                cell=f"{column_letter(at)}{place}",
            )
            for at in columns.values()
            if sheet.formulas.at(place, at) is not None and not clean(written(cells[at]))
        ]

    def cell(self, name: str) -> Cell:
        return self.cells[self.columns[name]] if name in self.columns else ""

    def text(self, name: str) -> str:
        return clean_lines(written(self.cell(name)))[:_LONGEST]

    def number(self, name: str) -> Decimal | None:
        value = self.cell(name)
        if not clean(written(value)):
            return None
        number = to_decimal(value)
        if number is None:
            self.fault(name, value, Said("không phải là số"))
        elif name != "percent" and isinstance(value, str) and "%" in value:
            self.fault(name, value, Said("là tỷ lệ, không phải số lượng"))
        elif is_ambiguous(value):
            self.fault(name, value, Said("có thể là phần nghìn hoặc hàng nghìn; hãy ghi số không có dấu chấm"))
        elif not abs(number) < _LARGEST:
            self.fault(name, value, Said("là số quá lớn"))
            return None
        return number

    def count(self, name: str) -> int:
        number = self.number(name)
        if number is not None and number != number.to_integral_value():
            self.fault(name, self.cell(name), Said("phải là số nguyên"))
            return 0
        return int(number or 0)

    def day(self, name: str) -> date | None:
        read = read_date(self.cell(name))
        if read.problem is not None and read.problem.severity == "refused":
            self.fault(name, self.cell(name), Said("không đọc được là ngày"))
        elif isinstance(read.value, PartialDate):
            if read.value.precision == "day":
                return read.value.earliest
            self.fault(name, self.cell(name), Said("cần đủ ngày, tháng, năm"))
        return None

    def fault(self, name: str, value: Cell, why: Said) -> None:
        self.faults.append(
            Said("{column} «{given}» {why}", column=_WORDS[name], given=clean(written(value))[:60], why=why)
        )


def _row(place: int, cells: _Cells) -> ReadRow | None:
    """Read one row; None for what is none: empty, a row of column numbers, a total."""
    texts = [clean(written(each)) for each in cells.cells]
    if not any(texts) or _is_numbering([each for each in texts if each]):
        return None
    content, first = cells.text("content"), fold(next(each for each in texts if each)).strip(" :.")
    if first in _TOTALS or fold(content).strip(" :.") in _TOTALS:
        return None
    made = _made(cells, content)
    faults = list(cells.faults)
    if not content:
        others = [name for name in cells.columns if name not in {"number", "content"} and cells.text(name)]
        if not others:
            return None
        faults.insert(0, Said("thiếu nội dung công việc"))
    if not faults:
        try:
            check_made(made)
        except DomainError as error:
            faults.append(error.said)
    return ReadRow(place, None, "refused", joined(faults, "; "), content) if faults else ReadRow(place, made)


def _is_numbering(texts: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns: (1), (2), (3) …"""
    numbers = [each.strip("()") for each in texts]
    return len(numbers) > 2 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _made(cells: _Cells, content: str) -> Made:
    """A row as a product: where numbers are not stated, one that is done once it has a day or all of its progress.

    Who is late by the days of the row was late once. A coefficient that is not stated is that of difficulty times the
    standard points, which is how much the task counts beside others.
    """
    due, done_on = cells.day("due_on"), cells.day("done_on")
    assigned = cells.number("assigned")
    assigned = Decimal(1) if assigned is None else assigned
    percent, done = cells.number("percent"), cells.number("done")
    if done is None:
        done = _done(assigned, percent, cells.cell("percent"), done_on)
    stated = cells.number("coefficient")
    if stated is None:
        parts = [each for each in (cells.number("difficulty"), cells.number("standard")) if each is not None]
        stated = Decimal(1)
        for each in parts:
            stated *= each
    delays = cells.count("delays") if clean(written(cells.cell("delays"))) else int(_is_late(due, done_on))
    return Made(
        content, assigned, round(done, 3), round(stated, 3), cells.text("axis").replace("\n", " "),
        cells.text("output"), due, done_on, cells.count("failed_checks"), delays, cells.text("evidence"),
    )  # fmt: skip


def _done(assigned: Decimal, percent: Decimal | None, cell: Cell, done_on: date | None) -> Decimal:
    """How many are done where nobody says: all once there is a day, else the share of the progress."""
    if done_on is not None:
        return assigned
    if percent is None:
        return Decimal(0)
    # A cell in the format of percentages holds 1 for 100 %.
    is_share = isinstance(cell, float | int) and percent <= 1
    return assigned * min(percent if is_share else percent / 100, Decimal(1))


def _is_late(due: date | None, done_on: date | None) -> bool:
    return due is not None and done_on is not None and done_on > due


def plain(made: Sequence[Made]) -> list[dict[str, Any]]:
    """Give products as plain data, to be carried from the preview to the confirmation."""
    return [
        {
            name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Decimal) else value
            for name in Made.__slots__ if (value := getattr(each, name)) is not None
        } for each in made
    ]  # fmt: skip


def from_plain(rows: Sequence[Mapping[str, Any]]) -> list[Made]:
    """Give the products back from plain data."""
    return [
        Made(**{name: _READ.get(name, _as_it_is)(value) for name, value in each.items()}) for each in rows
    ]  # fmt: skip


def _as_it_is(value: Any) -> Any:
    return value


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "due_on": date.fromisoformat, "done_on": date.fromisoformat, "assigned": Decimal, "done": Decimal,
    "coefficient": Decimal,
}  # fmt: skip
