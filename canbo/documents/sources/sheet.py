"""A sheet as every reader gives it: values by true row, merged ranges, formulas, text of legacy fonts decoded."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from canbo.core.text import decode_font

type Value = str | float | int | bool | date | datetime | time | timedelta
type Cell = tuple[int, int]
"""(row, column): rows as numbered in the sheet, from 1; columns from 0."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows from 1, columns from 0, all inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell lies in the range."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(slots=True)
class Formulas:
    """The formulas of a sheet by cell.

    A formula shared by many cells is kept once and moved to the cell that asks, since an office's number column
    may hold a hundred thousand of them.
    """

    texts: dict[Cell, str] = field(default_factory=dict)
    shared: dict[Cell, str] = field(default_factory=dict)
    masters: dict[str, tuple[Cell, str]] = field(default_factory=dict)
    translate: Callable[[str, Cell, Cell], str] | None = None

    def __bool__(self) -> bool:
        return bool(self.texts or self.shared)

    def __len__(self) -> int:
        return len(self.texts) + len(self.shared)

    def __contains__(self, cell: Cell) -> bool:
        return cell in self.texts or cell in self.shared

    def __iter__(self) -> Iterator[Cell]:
        yield from self.texts
        yield from self.shared

    def at(self, row: int, column: int) -> str | None:
        """The formula of a cell with its leading “=”, or None."""
        cell = (row, column)
        text = self.texts.get(cell)
        if text is not None or cell not in self.shared:
            return text
        master = self.masters.get(self.shared[cell])
        if master is None:
            return "="
        origin, text = master
        return text if self.translate is None else self.translate(text, origin, cell)

    def rows_of(self, column: int) -> set[int]:
        """The rows that hold a formula in this column."""
        return {row for row, its_column in self if its_column == column}

    def columns(self) -> set[int]:
        """The columns that hold a formula."""
        return {column for _, column in self}


@dataclass(slots=True)
class Sheet:
    """One table of a file.

    `rows[0]` is row 1 of the sheet; all rows are equally long; a blank cell is "". `before` is the text that stands
    before the table where it is no row of it (Word). `fonts` names the legacy font of the cells that have one;
    their text in `rows` is Unicode already and `written` keeps what the cell held where that differs.
    """

    name: str
    rows: list[list[Value]]
    merges: tuple[Merge, ...] = ()
    formulas: Formulas = field(default_factory=Formulas)
    fonts: dict[Cell, str] = field(default_factory=dict)
    written: dict[Cell, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    visible: bool = True

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def font(self, row: int, column: int) -> str | None:
        """The legacy font of a cell; None for the usual fonts."""
        return self.fonts.get((row, column))


def column_letter(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The column counted from 0 of its letters; ValueError when they are none."""
    index = 0
    for letter in letters.strip().upper():
        if not "A" <= letter <= "Z":
            raise ValueError(f"{letters!r} is not a column")
        index = index * 26 + ord(letter) - 64
    if not index:
        raise ValueError("no column")
    return index - 1


def is_legacy_font(name: str) -> bool:
    """Whether text under this font was typed for an encoding older than Unicode."""
    return decode_font("", name) is not None


def decode_cells(sheet: Sheet, runs: Iterable[tuple[Cell, str]] = ()) -> None:
    """Turn the text of legacy fonts in the sheet into Unicode, keeping what was written.

    `runs` gives cells whose text was already decoded piece by piece, because only parts of it have such a font.
    """
    known: dict[tuple[str, str], str] = {}
    for (row, column), text in runs:
        value = sheet.rows[row - 1][column]
        if isinstance(value, str) and value != text:
            sheet.written[row, column] = value
            sheet.rows[row - 1][column] = text
    for (row, column), font in sheet.fonts.items():
        if (row, column) in sheet.written or row > len(sheet.rows) or column >= sheet.width:
            continue
        value = sheet.rows[row - 1][column]
        if not isinstance(value, str) or not value:
            continue
        key = (value, font)
        decoded = known.get(key)
        if decoded is None:
            decoded = known[key] = decode_font(value, font) or value
        if decoded != value:
            sheet.written[row, column] = value
            sheet.rows[row - 1][column] = decoded
