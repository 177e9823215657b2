"""Lists of people as offices send them: which column holds what, and each row read by itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from canbo.core.dates import DateError, PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import clean, fold, nfc

#: The most rows that one list may have.
MOST: Final = 2_000

#: What a column holds -> how its head is written, folded; the first that fits wins.
HEADS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("ho va ten", "ho ten", "ho va ten khai sinh", "ten can bo", "can bo"),
    "family": ("ho dem", "ho va dem", "ho"),
    "given": ("ten",),
    "born": ("ngay thang nam sinh", "ngay sinh", "nam sinh", "sinh ngay", "ngay, thang, nam sinh"),
    "number": ("so hieu", "so ho so", "ma ho so", "ma can bo", "so hieu can bo", "so hieu cong chuc"),
    "citizen": ("cccd", "so cccd", "can cuoc cong dan", "so can cuoc", "so dinh danh", "so dinh danh ca nhan", "cmnd"),
    "day": ("ngay co hieu luc", "hieu luc tu", "hieu luc tu ngay", "tu ngay", "ke tu ngay", "thoi diem huong"),
    "title_text": (
        "chuc vu bo nhiem", "chuc vu moi", "chuc vu, chuc danh bo nhiem", "chuc danh bo nhiem", "bo nhiem giu chuc vu",
        "chuc danh quy hoach", "chuc vu quy hoach", "chuc vu thoi giu", "chuc vu", "chuc danh", "vi tri",
    ),
    "unit": ("don vi moi", "don vi den", "noi den", "den don vi", "don vi cong tac moi", "don vi", "co quan"),
    "term_ends_on": ("thoi han den", "den ngay", "het thoi han"),
    "end_reason": ("ly do",),
    "removed_reason": ("ly do dua ra",),
    "term": ("to chuc", "cap uy", "nhiem ky"),
    "role": ("vai tro",),
    "rank_name": ("ngach", "ten ngach", "ngach luong", "chuc danh nghe nghiep"),
    "rank_code": ("ma ngach", "ma so", "ma so ngach"),
    "step": ("bac", "bac luong", "bac moi", "bac luong moi"),
    "coefficient": ("he so", "he so luong", "he so moi", "he so luong moi"),
    "percent": ("phan tram", "% huong", "ty le huong"),
    "over_frame_percent": ("vuot khung", "% vuot khung", "phu cap vuot khung"),
    "course": ("lop", "khoa hoc", "lop hoc", "noi dung dao tao", "lop, khoa hoc"),
    "institution": ("co so dao tao", "noi hoc"),
    "form": ("hinh thuc", "hinh thuc khen thuong", "hinh thuc ky luat"),
    "violation": ("hanh vi", "hanh vi vi pham", "vi pham"),
    "track": ("to chuc ky luat",),
    "year": ("nam", "nam khen thuong"),
}  # fmt: skip
#: Marks a column of what somebody holds now, which no decision writes.
_PRESENT: Final = re.compile(r"\b(hien|dang|cu)\b")
_KEYS: Final = frozenset({"name", "family", "given", "born", "number", "citizen", "day"})


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: who is meant, what the decision gives them (in words), what could not be read of it."""

    line: int
    name: str
    born: PartialDate | None
    number: str
    citizen: str
    day: PartialDate | None
    values: Mapping[str, str]
    written: Mapping[str, str]
    faults: tuple[str, ...] = field(default=())


def table_of_text(text: str) -> list[list[object]]:
    """Cut pasted text into cells: by tabs as Excel copies them, else by semicolons or commas, else one name a line."""
    text = nfc(text).replace("\r\n", "\n").replace("\0", "")
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return []
    mark = next((each for each in "\t;," if any(each in line for line in lines)), "")
    if not mark:
        return [[line] for line in lines]
    try:
        return [list(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=mark) if any(row)]
    except csv.Error as error:
        raise DomainError(
            "list_unreadable", "Không cắt được văn bản dán vào thành các cột. Hãy chép lại từ bảng tính."
        ) from error


def read_list(table: Sequence[Sequence[object]], fields: Collection[str]) -> list[ListRow]:
    """Read a table of people; `fields` are the values that the decision gives, whose columns are looked for.

    Errors: list_empty, list_without_people (no column tells who is meant), list_too_long.
    """
    rows = [[_text(cell) for cell in row] for row in table]
    head = next((place for place, row in enumerate(rows[:30]) if _is_head(row, fields)), None)
    if head is None:
        columns: dict[int, str] = {}
        titles: list[str] = []
        body = rows
    else:
        columns = _columns(rows[head], fields)
        titles = rows[head]
        body = rows[head + 1 :]
    start = 0 if head is None else head + 1
    filled = [(start + place + 1, row) for place, row in enumerate(body) if any(row) and not _is_numbering(row)]
    if not filled:
        raise DomainError("list_empty", "Danh sách không có dòng nào.")
    if len(filled) > MOST:
        raise DomainError(
            "list_too_long", "Danh sách có {count} dòng; mỗi lần nhiều nhất {most}.", count=len(filled), most=MOST
        )
    if head is None and not any(_guessed(row).get("name") or _guessed(row).get("citizen") for _line, row in filled):
        raise DomainError(
            "list_without_people",
            "Không tìm thấy cột họ và tên, số hiệu hoặc số định danh. Hãy để dòng tiêu đề, ví dụ: Họ và tên, Năm sinh.",
        )
    return [_row(line, row, columns, titles) for line, row in filled]


def _is_head(row: Sequence[str], fields: Collection[str]) -> bool:
    found = set(_columns(row, fields).values())
    return bool(found & {"name", "number", "citizen"} or {"family", "given"} <= found)


def _columns(row: Sequence[str], fields: Collection[str]) -> dict[int, str]:
    """Tell which column holds what, each thing once."""
    columns: dict[int, str] = {}
    for place, cell in enumerate(row):
        words = " ".join(re.sub(r"[^\w%, ]", " ", fold(cell)).split())
        if not words or _PRESENT.search(words):
            continue
        for key, heads in HEADS.items():
            if (key in _KEYS or key in fields) and words in heads and key not in columns.values():
                columns[place] = key
                break
    return columns


def _is_numbering(row: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns: 1, 2, 3 … or (1), (2), (3) …."""
    told = [cell.strip("() ") for cell in row if cell]
    return len(told) > 1 and told == [str(place) for place in range(1, len(told) + 1)]


def _row(line: int, cells: Sequence[str], columns: Mapping[int, str], titles: Sequence[str]) -> ListRow:
    told = {key: cells[place] for place, key in columns.items() if place < len(cells)} if columns else _guessed(cells)
    if "name" not in told and ("family" in told or "given" in told):
        told["name"] = f"{told.get('family', '')} {told.get('given', '')}"
    faults: list[str] = []
    days: dict[str, PartialDate | None] = {}
    for key in ("born", "day"):
        try:
            days[key] = PartialDate.parse(told[key]) if told.get(key) else None
        except DateError as error:
            days[key] = None
            faults.append(error.message)
    name = clean(told.get("name", ""))
    if not (name or told.get("number") or told.get("citizen")):
        faults.append("Dòng không ghi họ và tên, số hiệu hoặc số định danh.")
    names = [
        titles[place] if place < len(titles) and titles[place] else f"Cột {place + 1}" for place in range(len(cells))
    ]
    return ListRow(
        line=line, name=name, born=days["born"], number=clean(told.get("number", "")),
        citizen="".join(re.findall(r"[0-9]", told.get("citizen", ""))), day=days["day"],
        values={key: clean(value) for key, value in told.items() if key not in _KEYS and clean(value)},
        written={name: cell for name, cell in zip(names, cells, strict=True) if cell}, faults=tuple(faults),
    )  # fmt: skip


def _guessed(cells: Sequence[str]) -> dict[str, str]:
    """Tell the cells of a row without head apart by their looks: a name, a birth, an identity number."""
    told: dict[str, str] = {}
    for cell in cells:
        plain = cell.strip()
        if re.fullmatch(r"[0-9]{12}|[0-9]{9}", plain):
            told.setdefault("citizen", plain)
        elif re.fullmatch(r"[0-9]{4}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}|[0-9]{1,2}[/.-][0-9]{4}", plain):
            told.setdefault("born", plain)
        elif " " in plain and not re.search(r"[0-9]", plain):
            told.setdefault("name", plain)
    return told


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (datetime, date)):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))
