"""What comes out of a sheet: rows of people with their values and issues, units, and what was passed over."""

from dataclasses import dataclass, field

from canbo.documents.sources.cells import Severity
from canbo.imports.domain.grouping import UnitGuess


@dataclass(frozen=True, slots=True)
class Issue:
    """Something wrong with a cell: where (row from 1, the whole heading, “C12”), what, and what to do about it.

    `column` and `cell` are "" where the row as a whole is meant.
    """

    row: int
    column: str
    cell: str
    field: str
    code: str
    severity: Severity
    reason: str
    suggestion: str = ""


@dataclass(slots=True)
class ParsedRow:
    """One person's row. `values` holds what is said, by target; a key that is absent is unknown.

    `original` keeps, by target, the text as written where it differs from the canonical form.
    """

    number: int
    unit: UnitGuess | None
    block: str | None
    values: dict[str, object]
    original: dict[str, str]
    issues: list[Issue]

    @property
    def refused(self) -> bool:
        """Whether the row may not be imported as it is."""
        return any(issue.severity == "refused" for issue in self.issues)

    @property
    def warned(self) -> bool:
        """Whether the row is taken with a warning."""
        return bool(self.issues) and not self.refused

    @property
    def unit_name(self) -> str:
        """The name of the unit, "" where none is named."""
        return self.unit.name if self.unit else ""


@dataclass(slots=True)
class ParsedSheet:
    """All rows of people of a sheet, its units in order, and how many rows were passed over for which reason
    (blank, group, total, header, numbers, closing, other). `notes` are sentences on rows that hold something and
    name nobody."""

    rows: list[ParsedRow] = field(default_factory=list)
    units: list[UnitGuess] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
