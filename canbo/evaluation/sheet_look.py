"""What a workbook that came back would write: cell by cell against what was sent and what the pages hold now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Said, joined
from canbo.core.text import fold
from canbo.documents.sources.cells import is_blank, written
from canbo.evaluation.domain.sheet_cells import Field, Refusal, digest, read, shown
from canbo.evaluation.models import Sheet
from canbo.evaluation.selectors.sheets import candidates, lines_of, ratings_of, tables_for
from canbo.evaluation.sheet_book import Line
from canbo.evaluation.sheet_layout import Table, field_of
from canbo.evaluation.sheet_reading import Entry, FoundRow, FoundTable, Returned, find_tables

type State = Literal["write", "conflict", "refused"]
_LISTED: Final = 2_000
_GIVEN: Final = 300


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that would be written, that both sides changed, or that is refused.

    `new` and `page` are canonical; `given` is what stands in the file, `before` and `after` what people read.
    """

    state: State
    sheet: str
    address: str
    code: str
    rating_id: int
    person: str
    column: str
    key: str
    given: str
    new: str = ""
    page: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""

    @property
    def id(self) -> str:
        """What names it in a form."""
        return f"{self.code}|{self.key}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A row of somebody whom the workbook was not about, and who of the campaign is called so."""

    sheet: str
    row: int
    name: str
    post: str
    candidates: tuple[str, ...]


@dataclass(slots=True)
class Look:
    """All that a workbook would do. `missing`: people whose rows are gone; `notes`: what the officer should know."""

    sheet: Sheet
    cells: list[Cell] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def of(self, state: State) -> list[Cell]:
        """Give the cells of one state."""
        return [each for each in self.cells if each.state == state]

    @property
    def totals(self) -> dict[str, int]:
        """Give the counts of everything, for the row of the workbook."""
        found = {state: len(self.of(state)) for state in ("write", "conflict", "refused")}
        return {**found, "same": self.counts["same"], "blank": self.counts["blank"], "unknown": len(self.unknown),
                "missing": len(self.missing)}  # fmt: skip


def look_into(access: AccessContext, sheet: Sheet, returned: Returned) -> Look:
    """Compare a workbook with what was sent and with the pages. Nothing is written. Errors: Forbidden."""
    rows = ratings_of(access, sheet)
    lines = {each.rating.pk: each for each in lines_of(access, sheet.name, rows)}
    tables = _sent_tables(sheet, returned, list(lines.values()))
    found, gone = find_tables(returned, tables)
    if not any(each.table.key == tables[0].key for each in found):
        raise DomainError(
            "sheet_without_list", "Không tìm thấy bảng «{form}» trong tệp (thiếu cột «Họ và tên» hoặc đã xoá trang). "
            "Hãy ghi lại vào tệp gốc đã nhận.", form=tables[0].name,
        )  # fmt: skip
    result = Look(sheet)
    result.notes += [Said("Trang «{sheet}» đã bị xoá: không lấy gì từ trang này.", sheet=each.name) for each in gone]
    for table in found:
        _Comparer(result, returned, lines, table).run()
    listed = {row.code for each in found if each.table.key == tables[0].key for row in _coded(each, returned, lines)}
    for code, entry in returned.entries.items():
        if code not in listed:
            line = lines.get(entry.rating_id)
            result.missing.append(line.who if line else Said("(phiếu đã ra khỏi đợt, mã dòng {code})", code=code))
    _find_unknown(access, result, sheet, found[0] if found else None, returned, lines)
    return result


def _sent_tables(sheet: Sheet, returned: Returned, lines: Sequence[Line]) -> list[Table]:
    """Give the tables that were sent: those of the ratings that the hidden sheet names."""
    keys = {each.rating_id for each in returned.entries.values()}
    return tables_for(sheet.campaign, [each for each in lines if each.rating.pk in keys] or lines)


def _coded(table: FoundTable, returned: Returned, lines: Mapping[int, Line]) -> list[FoundRow]:
    """Give the rows with their codes; where the column of codes is gone, by name and post where only one fits."""
    if not any(each.key == "code" for each in table.gone):
        return table.rows
    by_name: dict[str, list[Entry]] = {}
    for entry in returned.entries.values():
        if entry.rating_id in lines:
            by_name.setdefault(fold(lines[entry.rating_id].name), []).append(entry)
    times = Counter(fold(row.name) for row in table.rows)
    found = []
    for row in table.rows:
        fitting = by_name.get(fold(row.name), [])
        if len(fitting) > 1 and row.post:
            said = fold(row.post)
            fitting = [
                each for each in fitting
                if said in {fold(lines[each.rating_id].post), fold(lines[each.rating_id].rating.post)}
            ]  # fmt: skip
        alone = len(fitting) == 1 and (times[fold(row.name)] == 1 or row.post)
        code = fitting[0].code if alone else ""
        found.append(FoundRow(row.number, code, row.name, row.post, row.cells))
    return found


class _Comparer:
    """Compares one table."""

    def __init__(self, look: Look, returned: Returned, lines: Mapping[int, Line], found: FoundTable) -> None:
        self.look, self.returned, self.lines, self.found = look, returned, lines, found
        self.labels = {each.key: " / ".join((*each.over, each.label)) for each in found.table.columns}

    def run(self) -> None:
        """Compare every row."""
        table = self.found
        gone = [self.labels[each.key] for each in table.gone if each.key not in {"number", "unit", "post"}]
        if gone:
            names = "; ".join(gone)
            self.look.notes.append(
                Said("Trang «{sheet}» thiếu cột: {names}. Không lấy gì ở các cột này.", sheet=table.sheet, names=names)
            )
        if any(each.key == "code" for each in table.gone):
            self.look.notes.append(
                Said("Trang «{sheet}» mất cột «Mã dòng»: nhận người theo họ tên và chức vụ.", sheet=table.sheet)
            )
        if table.added:
            added = "; ".join(table.added[:10])
            self.look.notes.append(
                Said("Trang «{sheet}» có thêm cột không đọc: {names}.", sheet=table.sheet, names=added)
            )
        rows = _coded(table, self.returned, self.lines)
        times = Counter(row.code for row in rows if row.code)
        for row in rows:
            if row.code:
                self._row(row, [each.number for each in rows if each.code == row.code] if times[row.code] > 1 else [])

    def _row(self, row: FoundRow, twice: Sequence[int]) -> None:
        entry = self.returned.entries.get(row.code)
        if entry is None:
            self._refuse_row(row, 0, row.name, Said("Mã dòng «{code}» không có trong tệp đã gửi.", code=row.code),
                             Said("Hãy giữ nguyên mã dòng đã gửi."))  # fmt: skip
            return
        line = self.lines.get(entry.rating_id)
        if line is None:
            gone = Said("Phiếu của người này không còn trong đợt, hoặc là phiếu của chính bạn.")
            self._refuse_row(row, 0, row.name, gone, Said("Hãy xem lại ở danh sách phiếu."))
        elif twice:
            numbers = ", ".join(map(str, twice))
            self._refuse_row(row, entry.rating_id, line.name,
                             Said("Mã dòng lặp lại ở các dòng {numbers}.", numbers=numbers),
                             Said("Hãy chỉ để một dòng cho mỗi người."))  # fmt: skip
        elif row.name and fold(row.name) != fold(line.name):
            self._refuse_row(row, entry.rating_id, line.name,
                             Said("Mã dòng là của «{name}» nhưng họ tên ghi «{given}»: dòng bị xáo trộn.",
                                  name=line.name, given=row.name),
                             Said("Hãy sắp xếp cả bảng, không sắp riêng từng cột."))  # fmt: skip
        else:
            for column in self.found.table.columns:
                target = field_of(self.found.table, column.key, line.rating, line.facts)
                if target is not None and column.key in row.cells:
                    self._cell(row, column.key, target, line, entry)

    def _cell(self, row: FoundRow, column: str, target: Field, line: Line, entry: Entry) -> None:
        cell = row.cells[column]
        page, sent = line.values.get(target.key, ""), entry.marks.get(target.key, "")
        trouble = Refusal(cell.trouble, Said("Hãy ghi thẳng giá trị vào ô."))
        value = trouble if cell.trouble else read(target, cell.value)
        if isinstance(value, Refusal) and cell.trouble.startswith("Ô bị gộp") and is_blank(cell.value) and not page:
            # The lower cells of a merged range say nothing by themselves: the top one is refused for all of them.
            self.look.counts["blank"] += 1
            return
        given = written(cell.value)[:_GIVEN]
        where = (self.found.sheet, cell.address, line.code, line.rating.pk, line.who, self.labels[column], target.key)
        if isinstance(value, Refusal):
            self.look.cells.append(Cell("refused", *where, given, page=page, reason=value.said))
        elif value == page:
            self.look.counts["same"] += 1
        elif not value:
            self.look.counts["blank"] += 1
        elif digest(self.returned.name, entry.code, target.key, value) == sent:
            self.look.counts["same"] += 1
        else:
            old = digest(self.returned.name, entry.code, target.key, page) == sent
            self.look.cells.append(
                Cell(
                    "write" if old else "conflict", *where, given, value, page, told(target, page), told(target, value)
                )
            )

    def _refuse_row(self, row: FoundRow, rating_id: int, person: str, reason: Said, advice: Said) -> None:
        cell = row.cells.get("code") or row.cells["name"]
        self.look.cells.append(
            Cell(
                "refused", self.found.sheet, cell.address, row.code, rating_id, person, "Mã dòng", "",
                row.code or row.name, reason=joined([reason, advice]),
            )
        )  # fmt: skip


def told(target: Field, text: str) -> str:
    """Give a canonical text as people read it."""
    if not text:
        return ""
    if target.kind == "level":
        return (target.words or {}).get(text, text)
    if target.kind == "flag":
        return "Có" if text == "1" else "Không"
    if target.kind == "day":
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    return text if target.kind == "text" else shown(text)


def _find_unknown(
    access: AccessContext, look: Look, sheet: Sheet, table: FoundTable | None, returned: Returned,
    lines: Mapping[int, Line],
) -> None:  # fmt: skip
    """Find the rows that a unit added by hand in the official list."""
    if table is None:
        return
    rows = [row for row in _coded(table, returned, lines) if not row.code][:_LISTED]
    fitting = candidates(access, sheet.campaign, [row.name for row in rows])
    look.unknown = [
        Unknown(table.sheet, row.number, row.name, row.post, tuple(fitting.get(fold(row.name), ()))) for row in rows
    ]
