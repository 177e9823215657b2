"""Where the table of a sheet begins, what its columns are, what kind of list it is, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Final

from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.documents.sources.cells import Cell, written
from canbo.documents.sources.sheet import Sheet
from canbo.imports.domain.assignment import ColumnGuess, assign
from canbo.imports.domain.fields import BY_KEY, split_target
from canbo.imports.domain.grouping import group_name, is_closing, is_total, names_an_office
from canbo.imports.domain.headings import Path, fits, looks_like_heading, names_people, path_key
from canbo.imports.domain.kinds import KIND_LABELS, Kind, judge_kind
from canbo.imports.domain.mapping import Mapping
from canbo.imports.domain.posts import is_title
from canbo.imports.domain.titles import TitleBlock, looks_like_office, read_title_block

SURE: Final = 0.8
_LOOK_DOWN: Final = 120
_SAMPLE: Final = 250
_HEIGHTS: Final = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A column nobody should take without looking: its letter and heading, and why, in a sentence."""

    letter: str
    heading: str
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What was recognised in one sheet; row numbers as in the sheet, `first_row` the first under the header."""

    sheet: str
    kind: Kind
    kind_confidence: float
    header_rows: tuple[int, ...]
    first_row: int
    columns: tuple[ColumnGuess, ...]
    signature: str
    heading: TitleBlock
    unit_fallback: str
    has_group_rows: bool
    doubts: tuple[Doubt, ...]
    missing: tuple[str, ...]
    visible: bool = True

    @property
    def sure(self) -> bool:
        """Whether every needed column is recognised beyond doubt."""
        return self.kind != "other" and not self.doubts and not self.missing

    def mapping(self) -> Mapping:
        """The guess as a mapping that can be kept, changed and used."""
        options: dict[str, str | int] = {"blank_means": "none"}
        if self.unit_fallback:
            options["unit"] = self.unit_fallback
        if self.heading.year is not None:
            options["year"] = self.heading.year
        if self.heading.as_of is not None:
            options["as_of"] = self.heading.as_of.isoformat()
        if self.kind == "plans":
            named = {column.target for column in self.columns}
            if self.heading.term and "term" not in named:
                options["term"] = self.heading.term
            if self.heading.planned_title and "planned_title" not in named:
                options["planned_title"] = self.heading.planned_title
        return Mapping(
            sheet=self.sheet,
            header_rows=self.header_rows,
            kind=self.kind,
            columns={column.letter: column.target for column in self.columns if column.target},
            options=options,
        )


@dataclass(frozen=True, slots=True)
class _Header:
    top: int
    height: int
    paths: tuple[tuple[str, ...], ...]
    keys: tuple[Path, ...]
    score: float


def recognise(sheet: Sheet, wanted: Kind | None = None) -> Layout | None:
    """Recognise the table of a sheet; None where no row of headings is found.

    `wanted` reads it as that kind of list, whatever it looks like.
    """
    header = _find_header(sheet)
    if header is None:
        return None
    header_rows = tuple(range(header.top, header.top + header.height))
    first_row = _first_row(sheet, header)
    title = title_block(sheet, header_rows)
    samples = [_sample(sheet, column, first_row) for column in range(sheet.width)]
    kind, confidence = judge_kind(title.title or " ".join(title.lines), sheet.name, header.keys)
    if wanted is not None and wanted != kind:
        kind, confidence = wanted, 0.5
    columns = assign(header.paths, header.keys, samples, kind, title.year)
    groups = _has_group_rows(sheet, first_row, columns)
    if kind == "roster" and not groups:
        columns = _unit_column(columns)
    fallback = _unit_fallback(sheet, title)
    missing, doubts = _needs(kind, columns, groups=groups, fallback=bool(fallback), planned=bool(title.planned_title))
    named = any(column.target in ("unit", "position_unit") for column in columns)
    return Layout(
        sheet=sheet.name,
        kind=kind,
        kind_confidence=confidence,
        header_rows=header_rows,
        first_row=first_row,
        columns=columns,
        signature=signature(header.keys),
        heading=title,
        unit_fallback="" if named or groups else fallback,
        has_group_rows=groups,
        doubts=doubts,
        missing=missing,
        visible=sheet.visible,
    )


def recognise_all(sheets: Sequence[Sheet]) -> list[Layout]:
    """The layouts of all sheets that have one, in order."""
    return [layout for sheet in sheets if sheet.rows and (layout := recognise(sheet)) is not None]


def choose(layouts: Sequence[Layout], kind: Kind, sheets: Sequence[Sheet] = ()) -> list[Layout]:
    """The layouts of one kind: visible sheets first, surer first, then as they stand in the file.

    Where no sheet looks like that kind, those of `sheets` count that hold all it needs beyond doubt: whoever asks for
    a roster may well mean a list of ratings with births and units. Raises DomainError `no_table` where there is none,
    naming what there is.
    """
    fitting = [layout for layout in layouts if layout.kind == kind]
    if not fitting:
        named = {layout.sheet for layout in layouts if layout.kind != "other"}
        forced = [recognise(sheet, kind) for sheet in sheets if sheet.name in named]
        fitting = [layout for layout in forced if layout is not None and layout.sure]
    if not fitting:
        found = ", ".join(f"“{layout.sheet}” ({KIND_LABELS[layout.kind]})" for layout in layouts)
        if not found:
            raise DomainError(
                "no_table",
                "Không tìm thấy {kind} trong tệp. Không trang nào có hàng tiêu đề cột nhận ra được. "
                "Hãy xem lại tệp hoặc chỉ rõ cột bằng --mapping.",
                kind=KIND_LABELS[kind],
                found=[],
            )
        raise DomainError(
            "no_table",
            "Không tìm thấy {kind} trong tệp. Các bảng nhận ra được: {tables}. Hãy xem lại tệp hoặc chỉ rõ cột bằng "
            "--mapping.",
            kind=KIND_LABELS[kind],
            tables=found,
            found=[(layout.sheet, layout.kind) for layout in layouts],
        )
    return sorted(fitting, key=lambda layout: (not layout.visible, not layout.sure))


def signature(keys: Sequence[Path]) -> str:
    """A stable name of a header: the same headings in the same order give the same one."""
    trimmed = list(keys)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return sha256("|".join(" > ".join(path) for path in trimmed).encode()).hexdigest()[:16]


def headings_of(sheet: Sheet, header_rows: Sequence[int]) -> list[str]:
    """The whole heading of every column (“Trình độ > Chuyên môn”) for header rows already known."""
    if not header_rows or min(header_rows) < 1 or max(header_rows) > len(sheet.rows):
        raise DomainError(
            "mapping_invalid", "Hàng tiêu đề {rows} nằm ngoài bảng “{sheet}”.", rows=list(header_rows), sheet=sheet.name
        )
    return [_join(path) for path in _paths(sheet, min(header_rows), max(header_rows) - min(header_rows) + 1)]


def title_block(sheet: Sheet, header_rows: Sequence[int]) -> TitleBlock:
    """What stands above the header."""
    return read_title_block(_lines_above(sheet, min(header_rows)))


def table_start(sheet: Sheet, header_rows: Sequence[int]) -> int:
    """The first row under a header already known, after a row of column numbers."""
    row = max(header_rows) + 1
    while row <= len(sheet.rows) and (is_number_row(sheet.rows[row - 1]) or not any(map(_filled, sheet.rows[row - 1]))):
        row += 1
    return row


def _join(path: Sequence[str]) -> str:
    parts: list[str] = []
    for part in path:
        text = clean(part)
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return " > ".join(parts)


def _find_header(sheet: Sheet) -> _Header | None:
    rows = sheet.rows[:_LOOK_DOWN]
    named = {
        number
        for number, row in enumerate(rows, 1)
        if any(isinstance(value, str) and value and names_people(value) for value in row)
    }
    # The names stand in one of the rows of the header, which has three at most.
    tops = sorted({top for number in named for top in range(max(1, number - 2), number + 1)})
    best: _Header | None = None
    for top in tops:
        for height in _HEIGHTS:
            if top + height - 1 > len(rows) or not named & set(range(top, top + height)):
                continue
            header = _judge(sheet, top, height)
            if header and (best is None or header.score > best.score + 1e-9):
                best = header
    return best


def _judge(sheet: Sheet, top: int, height: int) -> _Header | None:
    """How much these rows look like the header; None when nobody is named in it or two columns are not known."""
    paths = _paths(sheet, top, height)
    keys = tuple(path_key(path) for path in paths)
    best: dict[str, float] = {}
    for key in keys:
        found = fits(key)
        # A parent spread over its columns is one thing said once, however many columns lie below.
        if found and found[0].score >= 0.6:
            best[found[0].target] = max(best.get(found[0].target, 0.0), found[0].score)
    if len(best) < 2 or not best.keys() & {"full_name", "family_name"}:
        return None
    score = sum(best.values())
    for number in range(top, top + height):
        cells = [value for value in sheet.rows[number - 1] if _filled(value)]
        if not cells or is_number_row(sheet.rows[number - 1]):
            return None
        words = sum(1 for value in cells if isinstance(value, str) and looks_like_heading(value))
        years = sum(1 for value in cells if _is_year(value))
        # Data and title rows drag down what is otherwise a good window.
        score -= (
            0.9 * (len(cells) - words - years) if words + years < len(cells) / 2 else 0.1 * (len(cells) - words - years)
        )
        if any(isinstance(value, (date, datetime)) for value in cells):
            return None
    bottom = top + height - 1
    if any(top <= merge.top <= bottom < merge.bottom <= top + max(_HEIGHTS) - 1 for merge in sheet.merges):
        # Headings merged further down: the header is cut off too early.
        score -= 0.5
    return _Header(top, height, paths, keys, score - 0.05 * height)


def _paths(sheet: Sheet, top: int, height: int) -> tuple[tuple[str, ...], ...]:
    """The headings over each column from the top down: merged cells filled, parents carried over blanks."""
    width = sheet.width
    grid = [
        [written(value) if _filled(value) else "" for value in sheet.rows[top - 1 + line]] for line in range(height)
    ]
    merged_right = [[False] * width for _ in range(height)]
    for merge in sheet.merges:
        if merge.bottom < top or merge.top > top + height - 1:
            continue
        text = written(sheet.rows[merge.top - 1][merge.left]) if merge.left < width else ""
        for row in range(max(merge.top, top), min(merge.bottom, top + height - 1) + 1):
            for column in range(merge.left, min(merge.right + 1, width)):
                grid[row - top][column] = text
                merged_right[row - top][column] = merge.right > merge.left
    for line in range(height - 1):
        _carry(grid, merged_right, line)
    return tuple(tuple(grid[line][column] for line in range(height) if grid[line][column]) for column in range(width))


def _carry(grid: list[list[str]], merged: list[list[bool]], line: int) -> None:
    """Carry a parent to the right over blank cells that have headings below, as far as the parent above reaches."""
    below = grid[line + 1 :]
    for column in range(1, len(grid[line])):
        if grid[line][column] or not any(row[column] for row in below):
            continue
        left = column - 1
        if not grid[line][left] or merged[line][left] or not any(row[left] for row in below):
            continue
        if line and grid[line - 1][left] != grid[line - 1][column]:
            continue
        grid[line][column] = grid[line][left]


def _filled(value: Cell) -> bool:
    return not (isinstance(value, str) and not value.strip())


def _is_year(value: Cell) -> bool:
    return (isinstance(value, (int, float)) and 1990 <= value <= 2100) or (
        isinstance(value, str) and len(value.strip()) == 4 and value.strip().isdigit() and 1990 <= int(value) <= 2100
    )


def is_number_row(row: Sequence[Cell]) -> bool:
    """Whether the row only numbers the columns: 1 2 3, (1) (2) (3), A B 1 2."""
    numbers: list[int] = []
    letters = 0
    for value in row:
        if not _filled(value):
            continue
        text = written(value).strip().strip("()[].").strip()
        if len(text) == 1 and text.isalpha() and text.isupper():
            letters += 1
            continue
        digits = text.removesuffix(".0").split("=")[0].split("+")[0].strip().rstrip("abcd")
        if not digits.isdigit() or len(digits) > 3:
            return False
        numbers.append(int(digits))
    if len(numbers) + letters < 3 or letters > 3 or (letters and not numbers):
        return False
    return all(later > earlier for earlier, later in pairwise(numbers)) and numbers[0] <= 3


def _first_row(sheet: Sheet, header: _Header) -> int:
    return table_start(sheet, (header.top + header.height - 1,))


def _lines_above(sheet: Sheet, top: int) -> list[str]:
    lines = list(sheet.before)
    for row in sheet.rows[: top - 1]:
        lines.extend(written(value) for value in row if _filled(value))
    return lines


def _sample(sheet: Sheet, column: int, first_row: int) -> list[Cell]:
    """Values of a column from the whole length of the table, formulas left out."""
    last = len(sheet.rows)
    step = max(1, (last - first_row + 1) // (_SAMPLE * 2))
    values: list[Cell] = []
    for number in range(first_row, last + 1, step):
        value = sheet.rows[number - 1][column]
        if _filled(value) and (number, column) not in sheet.formulas:
            values.append(value)
            if len(values) >= _SAMPLE:
                break
    return values


def _has_group_rows(sheet: Sheet, first_row: int, columns: Sequence[ColumnGuess]) -> bool:
    """Whether rows that hold a name of a unit and no more stand between the rows of people."""
    number_columns = {column.index for column in columns if column.target == "number"}
    names = [column.index for column in columns if column.target in ("full_name", "family_name")]
    last = max(names, default=len(columns))
    for row in sheet.rows[first_row - 1 : first_row + 3000]:
        texts = [(place, value) for place, value in enumerate(row) if _filled(value)]
        words = [value for place, value in texts if isinstance(value, str) and place not in number_columns]
        if not words and len(texts) == 1 and isinstance(texts[0][1], str):
            words = [texts[0][1]]
        if len(words) != 1 or len(texts) > 2 or is_total(words[0]) or is_closing(words[0]):
            continue
        # Far to the right stands the title over a signature (“HIỆU TRƯỞNG”), not the name of a unit.
        if texts[0][0] > last:
            continue
        name = group_name(words[0])
        if len(name.name) >= 3 and (names_an_office(name.name) or name.is_block or is_title(name.name)):
            return True
    return False


def _unit_column(columns: tuple[ColumnGuess, ...]) -> tuple[ColumnGuess, ...]:
    """Where nothing else names the unit, the column of departments does, or that of Party cells."""
    targets = {column.target for column in columns}
    if targets & {"unit", "position_unit"}:
        return columns
    stand_in = next((name for name in ("department", "party_cell") if name in targets), None)
    return tuple(
        replace(column, target="unit", reason=f"{column.reason}; không có cột đơn vị khác")
        if stand_in and column.target == stand_in
        else column
        for column in columns
    )


def _unit_fallback(sheet: Sheet, title: TitleBlock) -> str:
    """The unit everybody of a sheet belongs to, where neither column nor row names one."""
    if title.own_unit:
        return title.own_unit
    if looks_like_office(sheet.name):
        return clean(sheet.name)
    return title.offices[-1] if title.offices else ""


_PLANNED: Final = "chức danh quy hoạch"
_NAME: Final = (("full_name",), ("family_name", "given_name"), ("family_name", "full_name"))
_BORN: Final = (("born",), ("male_born", "female_born"), ("born_year",))
_NEEDED: Final[dict[str, tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]]] = {
    "roster": (("họ và tên", _NAME), ("ngày sinh", _BORN)),
    "training": (
        ("họ và tên", _NAME),
        ("lớp hoặc khóa học", (("course",), ("theory",), ("course_level",), ("certificate",))),
    ),
    "ratings": (("họ và tên", _NAME), ("xếp loại", (("rating",), ("party_rating",)))),
    "plans": (("họ và tên", _NAME), (_PLANNED, (("planned_title",),))),
    "appointments": (("họ và tên", _NAME), ("chức vụ", (("new_position",), ("position",), ("position_unit",)))),
    "salary": (("họ và tên", _NAME), ("bậc hoặc hệ số lương", (("salary_step",), ("coefficient",)))),
}


def _needs(
    kind: Kind, columns: Sequence[ColumnGuess], *, groups: bool, fallback: bool, planned: bool
) -> tuple[tuple[str, ...], tuple[Doubt, ...]]:
    """Sentences on what is missing, and the columns in doubt."""
    by_field: dict[str, float] = {}
    for column in columns:
        if column.target:
            name = split_target(column.target)[0]
            by_field[name] = max(by_field.get(name, 0.0), column.confidence)
    missing: list[str] = []
    doubts = _doubts(columns)
    for what, choices in _NEEDED.get(kind, ()):
        if kind == "plans" and what == _PLANNED and (groups or planned):
            continue
        if not any(all(name in by_field for name in choice) for choice in choices):
            missing.append(f"Chưa thấy cột {what}.")
    if kind == "roster" and not groups and not fallback and not {"unit", "position_unit"} & by_field.keys():
        missing.append("Chưa thấy cột đơn vị, cũng không có dòng ghi tên đơn vị.")
    return tuple(missing), tuple(doubts)


def _doubts(columns: Sequence[ColumnGuess]) -> list[Doubt]:
    doubts = []
    for column in columns:
        if not column.has_values:
            continue
        name = split_target(column.target)[0] if column.target else ""
        if column.rival:
            doubts.append(Doubt(column.letter, column.heading, column.rival))
        elif name and BY_KEY[name].serious and column.confidence < SURE:
            doubts.append(
                Doubt(
                    column.letter, column.heading, f"Có thể là “{BY_KEY[name].label}” nhưng chưa chắc: {column.reason}."
                )
            )
    return doubts
