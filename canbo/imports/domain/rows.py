"""From the rows under a header to people: their values, their units, and everything that is wrong with them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Final

from canbo.core.dates import DateError, PartialDate
from canbo.core.errors import Said
from canbo.core.text import tone_key
from canbo.documents.sources.cells import Cell, Problem, Read, Severity, halves, is_blank, read_name, written
from canbo.documents.sources.collector import collector_paused
from canbo.documents.sources.sheet import Sheet
from canbo.imports.domain.checks import Checks, past_dates
from canbo.imports.domain.columns import NAMES, Column, formula_read, marks_of, prepare
from canbo.imports.domain.grouping import UnitGuess, tier_of
from canbo.imports.domain.layout import headings_of, table_start, title_block
from canbo.imports.domain.mapping import Mapping
from canbo.imports.domain.outline import Outline
from canbo.imports.domain.parsed import Issue, ParsedRow, ParsedSheet
from canbo.imports.domain.posts import split_post
from canbo.imports.domain.row_kinds import RowKind, RowKinds

LEVELS: Final = ("qualification", "theory", "state_management")
_BY_VALUE: Final = frozenset({"date", "party_date", "number", "year", "step", "period"})
_BIRTH: Final = ("born", "male_born", "female_born", "born_year", "born_month", "born_day")
_STEP: Final = 2_000
_MOST_NOTES: Final = 50

type Progress = Callable[[int, int], None]


def parse(sheet: Sheet, mapping: Mapping, *, as_of: date | None, progress: Progress | None = None) -> ParsedSheet:
    """Read all people of a sheet by a mapping, as of a day (later dates are refused; None: nothing is too late).

    Raises DomainError `mapping_invalid` where the mapping does not fit the sheet.
    """
    parser = SheetParser(sheet, mapping, as_of=as_of)
    with collector_paused():
        rows = list(parser.rows(progress))
    return ParsedSheet(rows=rows, units=parser.units(), skipped=parser.skipped, notes=parser.notes)


class SheetParser:
    """Reads a sheet row by row; after the last row `units()` and `skipped` are complete."""

    def __init__(self, sheet: Sheet, mapping: Mapping, *, as_of: date | None) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self.skipped: dict[str, int] = {}
        self.notes: list[str] = []
        headings = headings_of(sheet, mapping.header_rows)
        self._start = table_start(sheet, mapping.header_rows)
        self._columns = prepare(mapping, headings)
        self._by_target = {column.target: column for column in self._columns}
        self._by_index = {column.index: column for column in self._columns}
        self._checks = Checks(as_of, past_dates(column.field for column in self._columns))
        office = title_block(sheet, mapping.header_rows).office
        self._outline = Outline(tier=tier_of(office) if office else None)
        self._kinds = RowKinds.of(sheet, self._columns, headings, mapping)
        self._marks = marks_of(self._columns)
        self._levels = tuple(
            (column.target, column.index) for column in self._columns if column.field in LEVELS and not column.code
        )
        self._formula_rows = self._rows_with_formulas()
        self._written_rows = {row for row, _ in sheet.written}
        self._units_by_row = self._unit_texts()
        self._last_person = 0

    def units(self) -> list[UnitGuess]:
        """The units of the sheet in the order they are first named."""
        return self._outline.kept_units(self._last_person)

    def rows(self, progress: Progress | None = None) -> Iterator[ParsedRow]:
        """The people, row by row."""
        columns = [column for column in self._columns if column.reader != "skip"]
        targets = [column.target for column in columns]
        memories = [column.memory for column in columns]
        cells_of = cells_getter([column.index for column in columns])
        formula_rows, written_rows, kinds = self._formula_rows, self._written_rows, self._kinds
        total = len(self.sheet.rows)
        for number, row in enumerate(self.sheet.rows[self._start - 1 :], self._start):
            if progress is not None and number % _STEP == 0:
                progress(number, total)
            if not any(row):
                self._skip(RowKind.BLANK)
                continue
            values: dict[str, object] = {}
            original: dict[str, str] = {}
            problems: list[tuple[str, Problem]] = []
            extras: list[tuple[str, object]] = []
            for target, memory, cell in zip(targets, memories, cells_of(row), strict=False):
                found = memory[cell]
                if found is None:
                    continue
                if found.__class__ is not Read:
                    values[target] = found
                    continue
                value, as_written, problem, extra = found
                if value is not None:
                    values[target] = value
                if as_written is not None:
                    original[target] = as_written
                if problem is not None:
                    problems.append((target, problem))
                if extra:
                    extras.extend(extra)
            if number in formula_rows:
                problems = self._formulas(number, row, values, original, problems)
            kind = kinds.judge(number, row, values, problems)
            if kind is not RowKind.PERSON:
                self._skip(kind)
                if kind is RowKind.OTHER and kinds.is_open and len(self.notes) < _MOST_NOTES:
                    self.notes.append(f"Dòng {number} không có họ tên và ngày sinh nên không được đọc.")
                if kind is RowKind.GROUP:
                    self._outline.open(*kinds.group_text(number, row), number)
                continue
            if number in written_rows:
                self._legacy(number, original)
            yield self._person(number, row, values, original, problems, extras)

    def _skip(self, kind: RowKind) -> None:
        self.skipped[kind.value] = self.skipped.get(kind.value, 0) + 1

    # Formulas and legacy fonts: rare, so kept out of the loop over all cells.

    def _rows_with_formulas(self) -> set[int]:
        indexes = {column.index for column in self._columns if column.reader != "skip"}
        return {row for row, column in self.sheet.formulas if column in indexes}

    def _formulas(
        self,
        number: int,
        row: list[Cell],
        values: dict[str, object],
        original: dict[str, str],
        problems: list[tuple[str, Problem]],
    ) -> list[tuple[str, Problem]]:
        """Put formulas in the place of their worked-out values; only dates and numbers are taken by value."""
        for column in self._columns:
            text = self.sheet.formulas.at(number, column.index) if column.reader != "skip" else None
            if text is None:
                continue
            if column.reader in _BY_VALUE and column.target in values:
                problem = Problem(
                    "formula_value",
                    "warned",
                    Said("Ô chứa công thức; đã lấy giá trị tính sẵn."),
                    Said("Hãy dán lại dưới dạng giá trị."),
                )
                original[column.target] = text
                problems = [*problems, (column.target, problem)]
                continue
            found = formula_read(column.field, text)
            values.pop(column.target, None)
            original[column.target] = text
            problems = [pair for pair in problems if pair[0] != column.target]
            if found.problem is not None:
                problems.append((column.target, found.problem))
        return problems

    def _legacy(self, number: int, original: dict[str, str]) -> None:
        for column in self._columns:
            raw = self.sheet.written.get((number, column.index))
            if raw is not None:
                original[column.target] = raw

    # One person.

    def _person(
        self,
        number: int,
        row: list[Cell],
        values: dict[str, object],
        original: dict[str, str],
        problems: list[tuple[str, Problem]],
        extras: list[tuple[str, object]],
    ) -> ParsedRow:
        issues: list[Issue] = []

        def report(field: str, code: str, severity: Severity, reason: str, suggestion: str) -> None:
            issues.append(self._issue(number, row, field, code, severity, reason, suggestion))

        for target, problem in problems:
            self._report_problem(target, problem, report)
        values.pop("number", None)
        original.pop("number", None)
        if not values.get("full_name"):
            self._name(values, original, problems, report)
        self._birth(row, values, original, report)
        if self._marks:
            self._marked(values, original, report)
        if self.mapping.blank_means_none:
            for target, index in self._levels:
                if target not in values and is_blank(row[index]) and (number, index) not in self.sheet.formulas:
                    values[target] = "none"
        for name, value in extras:
            values.setdefault(name, value)
        if "minority" in self._by_target:
            self._minority(values, original)
        if self.mapping.kind == "plans":
            self._plan(values)
        unit, block = self._unit(number, values, original, report)
        self._checks.run(values, report)
        self._last_person = number
        if unit is not None:
            unit.people += 1
        return ParsedRow(number, unit, block, values, original, issues)

    def _issue(
        self, number: int, row: list[Cell], field: str, code: str, severity: Severity, reason: str, suggestion: str
    ) -> Issue:
        column = self._by_target.get(field) or self._column_like(field, row)
        if column is None:
            return Issue(number, "", "", field, code, severity, reason, suggestion)
        return Issue(number, column.heading, column.cell(number), field, code, severity, reason, suggestion)

    def _column_like(self, field: str, row: list[Cell]) -> Column | None:
        """The column a result comes from: of male and female births the one that is filled."""
        if field == "born":
            columns = [self._by_target[name] for name in _BIRTH if name in self._by_target]
            return next(
                (column for column in columns if not is_blank(row[column.index])), columns[0] if columns else None
            )
        if field == "full_name":
            return self._by_target.get("family_name") or self._by_target.get("given_name")
        if field == "position":
            return self._by_target.get("position_unit")
        return next((column for column in self._columns if column.field == field.partition("@")[0]), None)

    def _report_problem(self, target: str, problem: Problem, report: Callable[..., None]) -> None:
        severity = problem.severity
        if problem.code == "date_unreadable" and not (target in _BIRTH and self.mapping.kind == "roster"):
            severity = "warned"
        report(target, problem.code, severity, problem.reason, problem.suggestion)

    def _name(
        self,
        values: dict[str, object],
        original: dict[str, str],
        problems: list[tuple[str, Problem]],
        report: Callable[..., None],
    ) -> None:
        parts = [str(values.pop(name)) for name in ("family_name", "given_name") if name in values]
        if parts and ("given_name" in self._by_target or "family_name" in self._by_target):
            raw = " ".join(
                original.pop(name, part) for name, part in zip(("family_name", "given_name"), parts, strict=False)
            )
            found = read_name(" ".join(parts))
            if found.value:
                values["full_name"] = found.value
                if raw != found.value:
                    original["full_name"] = raw
                return
        if not any(target in NAMES for target, _ in problems):
            report("full_name", "name_missing", "refused", Said("Thiếu họ và tên."), Said("Hãy ghi họ và tên."))

    def _birth(
        self, row: list[Cell], values: dict[str, object], original: dict[str, str], report: Callable[..., None]
    ) -> None:
        targets = self._by_target
        if "male_born" in targets or "female_born" in targets:
            male, female = self._filled("male_born", row), self._filled("female_born", row)
            if male and female:
                report(
                    "male_born",
                    "both_births",
                    "refused",
                    Said("Cả hai cột ngày sinh nam và nữ đều có số liệu."),
                    Said("Hãy chỉ ghi ở một cột."),
                )
            for name, gender, filled in (("male_born", "male", male), ("female_born", "female", female)):
                value, raw = values.pop(name, None), original.pop(name, None)
                if not filled or (name == "female_born" and male):
                    continue
                if values.setdefault("gender", gender) != gender:
                    report(
                        "gender",
                        "gender_conflict",
                        "warned",
                        Said("Giới tính không khớp với cột ngày sinh."),
                        Said("Hãy xem lại."),
                    )
                if value is not None:
                    values["born"] = value
                if raw is not None:
                    original["born"] = raw
        elif "born_year" in targets:
            self._birth_parts(values, original, report)
        if "born" not in values and self.mapping.kind == "roster" and not self._said(row):
            report(
                "born",
                "birth_missing",
                "warned",
                Said("Thiếu ngày sinh."),
                Said("Hãy ghi ngày sinh, ít nhất là năm sinh."),
            )

    def _filled(self, target: str, row: list[Cell]) -> bool:
        column = self._by_target.get(target)
        return column is not None and not is_blank(row[column.index])

    def _said(self, row: list[Cell]) -> bool:
        """Whether some birth column is filled, readable or not."""
        return any(self._filled(name, row) for name in _BIRTH)

    def _birth_parts(self, values: dict[str, object], original: dict[str, str], report: Callable[..., None]) -> None:
        year, month, day = (values.pop(name, None) for name in ("born_year", "born_month", "born_day"))
        for name in ("born_year", "born_month", "born_day"):
            original.pop(name, None)
        if not isinstance(year, int):
            return
        try:
            values["born"] = PartialDate(year, _whole(month), _whole(day) if month else None)
        except DateError as error:
            report("born_day", error.code, "refused", *halves(error))

    def _marked(self, values: dict[str, object], original: dict[str, str], report: Callable[..., None]) -> None:
        for key, group in self._marks.items():
            codes = []
            for target, code in group:
                raw = original.pop(target, None)
                if values.pop(target, None):
                    codes.append(code)
                    if raw is not None:
                        original.setdefault(key, raw)
            field = key.partition("@")[0]
            if codes:
                values.setdefault(key, codes[0])
                if len(codes) > 1 and field not in LEVELS:
                    report(
                        group[0][0],
                        "several_marks",
                        "warned",
                        Said("Đánh dấu nhiều cột, đã lấy cột đầu."),
                        Said("Hãy chỉ đánh dấu một cột."),
                    )
            elif field in LEVELS and self.mapping.blank_means_none:
                values.setdefault(key, "none")
            elif field == "gender" and len(group) == 1:
                values.setdefault("gender", "male" if group[0][1] == "female" else "female")

    def _minority(self, values: dict[str, object], original: dict[str, str]) -> None:
        """Where only a mark tells the minorities from the Kinh, the group of those marked stays open."""
        marked, raw = values.pop("minority", None), original.pop("minority", None)
        if "ethnicity" in values or "ethnicity" in self._by_target:
            return
        if marked or self.mapping.blank_means_none:
            values["ethnicity"] = "Dân tộc thiểu số" if marked else "Kinh"
            if raw:
                original["ethnicity"] = raw

    def _plan(self, values: dict[str, object]) -> None:
        """The planned title from the heading the person stands under, or from the title of the list."""
        for name, value in (
            ("planned_title", self._outline.title() or self.mapping.options.get("planned_title")),
            ("term", self.mapping.options.get("term")),
        ):
            if value:
                values.setdefault(name, value)

    # Units.

    def _unit_texts(self) -> dict[int, str]:
        """Unit texts of rows whose own cell is blank: filled down from merged cells, or from the row above where the
        column is written only at each first person of a unit."""
        column = self._by_target.get("unit")
        if column is None:
            return {}
        filled: dict[int, str] = {}
        index = column.index
        rows = self.sheet.rows
        for merge in self.sheet.merges:
            if merge.left <= index <= merge.right and merge.bottom > merge.top and merge.top >= self._start:
                text = written(rows[merge.top - 1][merge.left])
                filled.update(dict.fromkeys(range(merge.top + 1, merge.bottom + 1), text))
        people = [number for number in range(self._start, len(rows) + 1) if self._kinds.may_be_person(rows[number - 1])]
        blank = [number for number in people if is_blank(rows[number - 1][index]) and number not in filled]
        if people and len(blank) > 0.3 * len(people) and people[0] not in blank:
            last = ""
            for number in people:
                own = rows[number - 1][index]
                last = filled.get(number, last) if is_blank(own) else written(own)
                if is_blank(own):
                    filled.setdefault(number, last)
        return filled

    def _post(
        self, both: str, unit: UnitGuess | None, values: dict[str, object], original: dict[str, str]
    ) -> str | None:
        """Put the title of a cell that names both; its unit, where no heading above the person names one."""
        post = split_post(both)
        if unit is not None and (not post.unit or tone_key(post.unit) != tone_key(unit.name)):
            values.setdefault("position", both)
            return None
        if post.title:
            values.setdefault("position", post.title)
        if post.title != both:
            original.setdefault("position", original.pop("position_unit", both))
        return post.unit if unit is None and post.unit else None

    def _unit(
        self, number: int, values: dict[str, object], original: dict[str, str], report: Callable[..., None]
    ) -> tuple[UnitGuess | None, str | None]:
        unit, block = self._outline.person()
        text = values.pop("unit", None) or self._units_by_row.get(number)
        raw = original.pop("unit", None)
        block_text = str(values.pop("block", "") or "")
        original.pop("block", None)
        both = values.pop("position_unit", None)
        if isinstance(both, str):
            text = self._post(both, unit, values, original) or text
        if text:
            unit = self._outline.named(str(text), number, block_text)
            block = unit.block or block
            if raw is not None:
                original["unit"] = raw
        elif unit is None and self.mapping.options.get("unit"):
            unit = self._outline.named(str(self.mapping.options["unit"]), number, block_text)
            block = unit.block
        if unit is None and self.mapping.kind == "roster" and "unit" not in original and raw is None:
            report(
                "unit",
                "unit_missing",
                "refused",
                Said("Không biết người này thuộc đơn vị nào."),
                Said("Hãy ghi tên đơn vị."),
            )
        return unit, block or (unit.block if unit else None)


def cells_getter(indexes: Sequence[int]) -> Callable[[list[Cell]], Sequence[Cell]]:
    """A function that picks these cells out of a row."""
    if len(indexes) == 1:
        only = indexes[0]
        return lambda row: (row[only],)
    return itemgetter(*indexes)


def _whole(value: object) -> int | None:
    return int(value) if value is not None else None  # type: ignore[call-overload]
