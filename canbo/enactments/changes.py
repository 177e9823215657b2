"""What a decision does to one file: the records to write, in words before and after, and what is in the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models

from canbo.core.errors import DomainError
from canbo.enactments.models import DecisionSubject, FileEffect
from canbo.personnel.models import FileRecord
from canbo.personnel.models.base import CLOCK_FIELDS
from canbo.personnel.services.columns import Problem, columns_of
from canbo.personnel.wording import line_text


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something in the way. One that `blocks` must be mended; another may be accepted on signing, by its code."""

    code: str
    message: str
    blocks: bool


@dataclass(slots=True)
class Change:
    """One record to be written: a new one, or the new version of `replaced`; `values` holds its fields."""

    effect: FileEffect
    kind: type[FileRecord]
    values: dict[str, Any]
    replaced: FileRecord | None = None
    is_made: bool = False


@dataclass(slots=True)
class SubjectOutlook:
    """What will become of one file: lines before and after in words, the records to write, what is in the way."""

    subject: DecisionSubject
    day: date | None
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def add(self, code: str, message: str, *, blocks: bool) -> None:
        """Note a conflict."""
        self.conflicts.append(Conflict(code, message, blocks))

    def standing(self, accepted: Collection[str]) -> list[Conflict]:
        """Give the conflicts that nobody may accept, or nobody has accepted."""
        return [each for each in self.conflicts if each.blocks or each.code not in accepted]


def copied_values(record: FileRecord) -> dict[str, Any]:
    """Give every value of a record as the bulk writer takes it, keys for related rows."""
    names = [
        each for each in record._meta.fields
        if each.name not in CLOCK_FIELDS - {"as_written"} and not isinstance(each, models.AutoField)
    ]  # fmt: skip
    return {each.name: getattr(record, each.attname) for each in names}


def record_words(record: FileRecord) -> str:
    """Give a record in words, with its interval where it has one."""
    line = line_text(record)
    return f"{line} ({record.interval_text()})" if record.section.timed else line


type Placed = tuple[SubjectOutlook, Change]


def by_kind(placed: Iterable[Placed]) -> dict[type[FileRecord], list[Placed]]:
    """Sort changes by the kind of record."""
    found: dict[type[FileRecord], list[Placed]] = {}
    for row, change in placed:
        found.setdefault(change.kind, []).append((row, change))
    return found


def table_of(kind: type[FileRecord], placed: Sequence[Placed]) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Give the fields and the rows (person id, value of each field) of changes as the bulk writer takes them."""
    names = sorted({name for _row, change in placed for name in change.values})
    empty = {name: _empty(kind._meta.get_field(name)) for name in names}
    rows = [
        (row.subject.person_id, *(change.values.get(name, empty[name]) for name in names)) for row, change in placed
    ]
    return names, rows


def _empty(each: Any) -> Any:
    return each.get_default() if each.has_default() else None


def problems_of(
    kind: type[FileRecord], names: Sequence[str], rows: Sequence[Sequence[Any]], today: date
) -> list[Problem]:
    """Give what the services of the files would refuse of such rows."""
    try:
        columns_of(kind, names, rows, today)
    except DomainError as error:
        found: Any = error.extra.get("problems")
        if not found:
            raise
        return list(found)
    return []
