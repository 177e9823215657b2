"""What the data-quality board and the due lists show, counted over the picture of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import polars as pl
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.facts.due import Due
from canbo.facts.quality import CHECKS, KIND_LABELS, Check, Kind, by_group, counts
from canbo.facts.selectors import subtree
from canbo.organizations import selectors as organizations
from canbo.organizations.models import Line
from canbo.personnel.models import RECORD_KINDS, FileRecord

PAGE: Final = 50
_DUE_LIMIT: Final = 200
#: Sections whose current record ought to have been held against a paper.
_TO_VERIFY: Final = ("identity", "qualification", "theory", "party", "recruitment")
_DUE_LABELS: Final[dict[str, str | Promise]] = {
    "salary": _("Đến kỳ nâng bậc lương"),
    "retirement": _("Đến tuổi nghỉ hưu"),
    "term": _("Hết thời hạn, hết nhiệm kỳ"),
}


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One line of the board."""

    check: Check
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit directly below, with the files of its subtree and how many have something to mend."""

    unit_id: int
    name: str
    total: int
    faulty: int

    @property
    def percent_sound(self) -> float:
        """The share of files with nothing missing or contradictory, in per cent."""
        return 100 * (self.total - self.faulty) / self.total if self.total else 100.0


@dataclass(frozen=True, slots=True)
class UnverifiedRow:
    """A section of the file, and how many files have none of its values verified."""

    label: str | Promise
    section: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Board:
    """The data-quality board of a subtree."""

    total: int
    faulty: int
    groups: tuple[tuple[str | Promise, tuple[CheckRow, ...]], ...]
    unverified: tuple[UnverifiedRow, ...]
    units: tuple[UnitRow, ...]

    @property
    def sound(self) -> int:
        """How many files have nothing missing or contradictory."""
        return self.total - self.faulty


@dataclass(frozen=True, slots=True)
class DueList:
    """One due list: its first rows and how many there are."""

    kind: str
    label: str | Promise
    rows: Sequence[Due]
    count: int


def within(access: AccessContext, frame: pl.DataFrame, unit_id: int | None, day: date) -> pl.DataFrame:
    """Give the people of a unit and all below it on the day; everybody where no unit is named."""
    if unit_id is None:
        return frame
    return subtree(frame, organizations.tree(access, Line.STATE, day), unit_id)


def within_named(access: AccessContext, frame: pl.DataFrame, text: str, day: date) -> pl.DataFrame:
    """Give the people of the unit with this key, or of all units whose name holds the words. Errors: unit_not_found."""
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return within(access, frame, int(text), day)
    found = organizations.search_units(access, text, day, limit=500)
    if not found:
        raise DomainError("unit_not_found", "Không có đơn vị nào tên «{text}» vào ngày đang xem.", text=text[:60])
    day_tree = organizations.tree(access, Line.STATE, day)
    below = {below_id for unit_id in found for below_id in day_tree.subtree(unit_id)}
    return frame.filter(pl.col("unit_id").is_in(list(below)))


def quality(access: AccessContext, frame: pl.DataFrame, unit_id: int | None, day: date) -> Board:
    """Count every check over the files of the frame, in all and by the units directly below."""
    total = frame.height
    found = counts(frame)
    groups = tuple(
        (
            KIND_LABELS[kind],
            tuple(
                CheckRow(check, found[check.code], 100 * found[check.code] / total)
                for check in sorted(CHECKS, key=lambda check: -found[check.code])
                if check.kind is kind and found[check.code]
            ),
        )
        for kind in (Kind.MISSING, Kind.CONTRADICTORY)
    )
    units = _units(access, frame, unit_id, day)
    faulty = sum(by_group(frame, pl.lit(0)).values()) if total else 0
    return Board(total, faulty, groups, _unverified(frame), units)


def due_list(kind: str, found: Sequence[Due], names: Callable[[Sequence[int]], Mapping[int, str]]) -> DueList:
    """Give the first rows of a due list, with the names of their units."""
    first = found[:_DUE_LIMIT]
    named = names([row.unit_id for row in first if row.unit_id is not None])
    rows = [replace(row, unit_name=named.get(row.unit_id or 0, "")) for row in first]
    return DueList(kind, _DUE_LABELS[kind], rows, len(found))


def _units(access: AccessContext, frame: pl.DataFrame, unit_id: int | None, day: date) -> tuple[UnitRow, ...]:
    day_tree = organizations.tree(access, Line.STATE, day)
    names = organizations.names(access, day)
    shown = day_tree.roots() if unit_id is None else day_tree.children(unit_id) if unit_id in day_tree else []
    if unit_id is None and len(shown) == 1:
        shown = day_tree.children(shown[0]) or shown
    own_faulty = by_group(frame, pl.col("unit_id")) if frame.height else {}
    own_total = dict(frame.group_by("unit_id").len().iter_rows())
    totals = day_tree.totals({key: n for key, n in own_total.items() if key in day_tree})
    faulty = day_tree.totals({key: n for key, n in own_faulty.items() if isinstance(key, int) and key in day_tree})
    return tuple(
        UnitRow(each, names[each].name if each in names else "", totals[each], faulty[each])
        for each in shown
        if totals[each]
    )


def _unverified(frame: pl.DataFrame) -> tuple[UnverifiedRow, ...]:
    people = frame["person_id"]
    rows = []
    kinds: dict[str, type[FileRecord]] = {kind.section.key: kind for kind in RECORD_KINDS}
    for key in _TO_VERIFY:
        kind = kinds[key]
        # Verified files are the few at first and the many only later: either way one narrow scan.
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT person_id FROM {kind._meta.db_table} "
                "WHERE verified IS NOT NULL AND superseded_at IS NULL"
            )
            verified = pl.Series([row[0] for row in cursor.fetchall()], dtype=pl.Int64)
        count = len(people) - int(people.is_in(verified.implode()).sum())
        if count:
            rows.append(UnverifiedRow(kind.section.label, key, count, 100 * count / len(people)))
    return tuple(rows)
