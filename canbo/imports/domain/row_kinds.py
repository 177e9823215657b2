"""What a row under a header is: a person, the name of a unit or block, a total, a header again, a signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Self

from canbo.documents.sources.cells import Cell, Problem, is_blank, written
from canbo.documents.sources.sheet import Merge, Sheet
from canbo.imports.domain.columns import NAMES, Column
from canbo.imports.domain.fields import label_key
from canbo.imports.domain.grouping import group_name, is_closing, is_total, names_an_office, numbering_of
from canbo.imports.domain.layout import is_number_row
from canbo.imports.domain.mapping import Mapping


class RowKind(Enum):
    """The kinds of row."""

    PERSON = "person"
    GROUP = "group"
    TOTAL = "total"
    HEADER = "header"
    NUMBERS = "numbers"
    CLOSING = "closing"
    BLANK = "blank"
    OTHER = "other"


_BIRTHS: Final = frozenset({"born", "male_born", "female_born", "born_year"})
_NOT_DATA: Final = NAMES | {"number", "unit", "block"}


def has_letters(value: Cell) -> bool:
    """Whether the cell holds words."""
    return isinstance(value, str) and any(map(str.isalpha, value))


@dataclass(slots=True)
class RowKinds:
    """Judges row after row, remembering whether the table is already closed by totals and signatures."""

    sheet: Sheet
    name: int
    names: tuple[int, ...]
    number: int | None
    births: tuple[int, ...]
    data: tuple[int, ...]
    unit: int | None
    leaves: dict[int, str]
    own_heading: frozenset[str]
    roster: bool
    wide: dict[int, Merge]
    closed: bool = False
    totalled: bool = False
    last_row: Sequence[Cell] = ()

    @classmethod
    def of(cls, sheet: Sheet, columns: Sequence[Column], headings: Sequence[str], mapping: Mapping) -> Self:
        """Ready for a sheet read by these columns."""
        names = tuple(column.index for column in columns if column.field in NAMES)
        number = next((column.index for column in columns if column.field == "number"), None)
        return cls(
            sheet=sheet,
            name=names[0] if names else 0,
            names=names,
            number=number,
            births=tuple(column.index for column in columns if column.field in _BIRTHS),
            data=tuple(column.index for column in columns if column.field not in _NOT_DATA),
            unit=next((column.index for column in columns if column.field == "unit"), None),
            leaves={
                index: label_key(heading.rpartition(" > ")[2]) for index, heading in enumerate(headings) if heading
            },
            own_heading=frozenset(written(sheet.rows[row - 1][names[0]]) for row in mapping.header_rows if names)
            - {""},
            roster=mapping.kind == "roster",
            wide={merge.top: merge for merge in sheet.merges if merge.right > merge.left},
        )

    def may_be_person(self, row: Sequence[Cell]) -> bool:
        """A quick guess: a name and a birth, or a name and two more cells."""
        if is_blank(row[self.name]):
            return False
        return any(row[index] != "" for index in self.births) or sum(row[index] != "" for index in self.data) >= 2

    def judge(
        self, number: int, row: Sequence[Cell], values: dict[str, object], problems: Sequence[tuple[str, Problem]]
    ) -> RowKind:
        """The kind of the row, given what was read of it."""
        for index in self.births:
            if row[index] != "":
                break
        else:
            return self._without_birth(number, row, values, problems)
        name = row[self.name]
        if not isinstance(name, str) or name in self.own_heading or self._counts_people(row):
            return self._without_birth(number, row, values, problems)
        if not name.strip() and not any(written(row[index])[:1].isdigit() for index in self.births):
            # Words in a birth column and no name: a signature, not a birth.
            return self._without_birth(number, row, values, problems)
        self.closed = self.totalled = False
        self.last_row = row
        return RowKind.PERSON

    def _counts_people(self, row: Sequence[Cell]) -> bool:
        """Whether the row opens as totals do and has only counts where births stand: “Cộng | 25 | 15”."""
        first = next((value for value in row if has_letters(value)), "")
        births = [written(row[index]).strip() for index in self.births if not is_blank(row[index])]
        return is_total(written(first)) and all(text.isdigit() and len(text) <= 3 for text in births)

    @property
    def is_open(self) -> bool:
        """Whether neither totals nor signatures have been met since the last person."""
        return not self.closed and not self.totalled

    def _last_number(self) -> int:
        """The running number of the person above, 0 where there is none."""
        if self.number is None or not self.last_row:
            return 0
        text = written(self.last_row[self.number]).strip()
        return int(text) if text.isdigit() else 0

    def _without_birth(
        self, number: int, row: Sequence[Cell], values: dict[str, object], problems: Sequence[tuple[str, Problem]]
    ) -> RowKind:
        cells = [(index, value) for index, value in enumerate(row) if not is_blank(value)]
        if not cells:
            return RowKind.BLANK
        if is_number_row(row):
            return RowKind.NUMBERS
        same = sum(1 for index, value in cells if isinstance(value, str) and label_key(value) == self.leaves.get(index))
        if same >= 2 and same * 2 >= len(cells):
            return RowKind.HEADER
        words = [written(value) for _, value in cells if has_letters(value)]
        formula_name = any((number, index) in self.sheet.formulas for index in self.names)
        if words and not formula_name:
            if is_total(words[0]):
                self.totalled = True
                return RowKind.TOTAL
            if any(is_closing(text) for text in words) and len(cells) < 6:
                self.closed = True
                return RowKind.CLOSING
        filled = [index for index in self.data if not is_blank(row[index])]
        named = any(not is_blank(row[index]) for index in self.names) or formula_name
        kind = self._named(row, filled, formula_name) if named else self._nameless(row, cells, filled)
        if kind is RowKind.PERSON:
            self.last_row = row
        return kind

    def _named(self, row: Sequence[Cell], filled: Sequence[int], formula_name: bool) -> RowKind:
        text = written(row[self.name])
        numbered = self.number is not None and not is_blank(row[self.number])
        if formula_name:
            return RowKind.PERSON
        if self.closed or (self.totalled and not numbered and len(filled) < 3):
            return RowKind.CLOSING
        unit_filled = self.unit is not None and not is_blank(row[self.unit])
        only_figures = all(not has_letters(row[index]) for index in filled)
        group = group_name(text)
        office = names_an_office(group.name) or group.is_block
        if (not filled and not unit_filled) or (only_figures and office and len(filled) <= 4):
            return RowKind.PERSON if self._next_person(row, office=office) else RowKind.GROUP
        return RowKind.PERSON

    def _next_person(self, row: Sequence[Cell], *, office: bool) -> bool:
        """Whether a bare name continues the numbers of the people above: somebody of whom only the name is known."""
        if office or self.number is None:
            return False
        text = written(row[self.number]).strip()
        return text.isdigit() and int(text) == self._last_number() + 1 and len(written(row[self.name]).split()) <= 6

    def _nameless(self, row: Sequence[Cell], cells: Sequence[tuple[int, Cell]], filled: Sequence[int]) -> RowKind:
        numbered = self.number is not None and written(row[self.number]).strip().isdigit()
        # Words in a birth column are the name under a signature.
        births = any(written(row[index]).strip()[:1].isdigit() for index in self.births)
        if (births or len(filled) >= 3 or (numbered and len(filled) >= 2)) and not (self.closed and not births):
            return RowKind.PERSON
        texts = [(index, value) for index, value in cells if has_letters(value)]
        if self.closed or self.totalled or not texts or len(cells) > 2:
            return RowKind.OTHER
        index, text = texts[-1]
        # Names of units stand at the left or are merged across; words far to the right are something else.
        at_left = index <= self.name or index == self.unit
        group = group_name(written(text))
        if at_left and (group.is_block or names_an_office(group.name) or group.numbering or len(cells) == 1):
            return RowKind.GROUP
        return RowKind.OTHER

    def group_text(self, number: int, row: Sequence[Cell]) -> tuple[str, str]:
        """(text, number before it) of a grouping row."""
        mark = ""
        if self.number is not None and not is_blank(row[self.number]):
            candidate = written(row[self.number]).strip()
            if numbering_of(candidate):
                mark = candidate
        for index, value in enumerate(row):
            if not is_blank(value) and has_letters(value):
                if mark and index == self.number:
                    continue
                return written(value), mark
        return "", mark
