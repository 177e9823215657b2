"""A mapping made ready for reading: every column with its heading, its reader and a memory of what it has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from canbo.core.errors import Said
from canbo.documents.sources.cells import Cell, Problem, Read, Reader, read_flag, written
from canbo.documents.sources.sheet import column_index, column_letter
from canbo.imports.domain.fields import BY_KEY, MARKED, split_target
from canbo.imports.domain.mapping import Mapping
from canbo.imports.domain.readers import READERS

_MEMORY: Final = 30_000
NAMES: Final = frozenset({"full_name", "family_name", "given_name"})
_NEEDS_TEXT: Final = frozenset({"unit", "position_unit"})


class Memory(dict[Cell, object]):
    """What each different text of a column says: None for nothing, the bare value where there is no more to tell,
    else the whole Read. Lists repeat themselves, so most cells are met again; columns where every cell differs forget
    from time to time."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, value: Cell) -> object:
        found = self._reader(value)
        if len(self) >= _MEMORY:
            self.clear()
        bare = found.original is None and found.problem is None and not found.extra
        self[value] = outcome = found.value if bare else found
        return outcome


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read."""

    index: int
    heading: str
    target: str
    field: str
    code: str
    year: int | None
    reader: str
    memory: Memory

    def cell(self, row: int) -> str:
        """The name of the cell in a row, as a spreadsheet calls it."""
        return f"{column_letter(self.index)}{row}"


def prepare(mapping: Mapping, headings: Sequence[str]) -> list[Column]:
    """The columns of a mapping that hold something to take, from the left; columns beyond the sheet are left out."""
    columns = []
    for letter, target in mapping.columns.items():
        index = column_index(letter)
        name, code, year = split_target(target)
        reader = BY_KEY[name].reader
        if index >= len(headings) or (reader == "skip" and name != "number"):
            continue
        if name in ("rating", "party_rating") and year is None and mapping.options.get("year"):
            target = f"{target}@{mapping.options['year']}"
            year = int(mapping.options["year"])
        heading = headings[index] or f"Cột {letter}"
        columns.append(Column(index, heading, target, name, code, year, reader, Memory(_reader_of(name, code, reader))))
    return sorted(columns, key=lambda column: column.index)


def _reader_of(name: str, code: str, reader: str) -> Reader:
    if code:
        return _mark_reader(name)
    plain = READERS[reader]
    if name in NAMES:
        return plain

    def read(value: Cell) -> Read:
        if isinstance(value, str) and len(value) > 1 and value.lstrip()[:1] == "=":
            return formula_read(name, value)
        return plain(value)

    return read


def formula_read(name: str, text: str) -> Read:
    """What a formula says where words belong: nothing; its text is kept and never worked out."""
    refused = name in NAMES or name in _NEEDS_TEXT
    reason = (
        Said("Ô họ tên chứa công thức, không phải tên người.")
        if name in NAMES
        else Said("Ô chứa công thức nên không lấy giá trị.")
    )
    return Read(
        None,
        text,
        Problem(
            "formula",
            "refused" if refused else "warned",
            reason,
            Said("Hãy gõ lại giá trị bằng chữ, không dùng công thức."),
        ),
    )


def _mark_reader(name: str) -> Reader:
    """A cell under “ĐH”, “CĐ” …: marked or not; words there say the major as well."""

    def read(value: Cell) -> Read:
        found = read_flag(value)
        if isinstance(found.value, str):
            extra = (("major", found.value),) if name == "qualification" and not found.value.isdigit() else ()
            return Read(True, written(value), None, extra)
        return found

    return read


def marks_of(columns: Sequence[Column]) -> dict[str, list[tuple[str, str]]]:
    """Result key -> (target, code) of the columns marked by x, the highest code of a field first."""
    groups: dict[str, list[tuple[str, str]]] = {}
    order = {(group.field, code): place for group in MARKED for place, code in enumerate(group.codes)}
    for column in sorted(columns, key=lambda column: order.get((column.field, column.code), 99)):
        if column.code:
            key = f"{column.field}@{column.year}" if column.year else column.field
            groups.setdefault(key, []).append((column.target, column.code))
    return groups
