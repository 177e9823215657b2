"""The tree and the names of a day, cached in the process until the structure changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from django.db.models import Q

from canbo.core.access import AccessContext, Permission
from canbo.organizations.domain.tree import DayTree, build
from canbo.organizations.models import Line, StructureChange, Unit, UnitEdge, UnitName


@dataclass(frozen=True, slots=True)
class DayName:
    """What a unit was called on a day: in full, in short, and folded for search."""

    name: str
    short_name: str
    search_name: str


class _DayCache:
    """The last few days that were asked for. Values are immutable, so threads share them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._lock = Lock()

    def get[Value](self, key: tuple[Any, ...], make: Callable[[], Value]) -> Value:
        if not key[-1]:  # an empty change log names no state of the structure
            return make()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                kept: Value = self._kept[key]
                return kept
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


_trees = _DayCache(16)
_names = _DayCache(8)


def version(access: AccessContext, aspect: str = StructureChange.Aspect.TREE) -> str:
    """Name the present state of one aspect of the structure; another name means that something changed. One query."""
    access.require(Permission.VIEW_UNITS)
    row = StructureChange.objects.filter(aspect=aspect).order_by("-id").values_list("id", "token").first()
    return f"{row[0]}-{row[1]}" if row else ""


@dataclass(frozen=True, slots=True)
class Day:
    """The structure of one day for one reader: both trees and the names, from the cache or read when first asked for.

    It holds what was true when it was made, so a page that makes one looks at the change log once.
    """

    as_of: date
    known_on: datetime | None
    version: str

    def tree(self, line: str = Line.STATE) -> DayTree:
        """The tree of a line."""
        key = (line, self.as_of, self.known_on, self.version)
        return _trees.get(key, lambda: build(_edges(line, self.as_of, self.known_on)))

    @property
    def names(self) -> Mapping[int, DayName]:
        """Unit id to its name, for every unit that had one."""
        return _names.get((self.as_of, self.known_on, self.version), lambda: _day_names(self.as_of, self.known_on))

    def name(self, unit: Unit) -> str:
        """What the unit was called; outside its life, what it is called for good."""
        row = self.names.get(unit.pk)
        return row.name if row else unit.name

    def breadcrumb(self, unit: Unit, line: str = Line.STATE) -> list[tuple[int, str]]:
        """The units above it, root first, each with its name; [] where the unit is not there."""
        day_tree, day_names = self.tree(line), self.names
        if unit.pk not in day_tree:
            return []
        return [(above, day_names[above].name if above in day_names else "") for above in day_tree.ancestors(unit.pk)]

    def children(self, unit: Unit, line: str = Line.STATE) -> list[tuple[int, str]]:
        """The units directly under it in their order, each with its name."""
        day_tree, day_names = self.tree(line), self.names
        below = day_tree.children(unit.pk) if unit.pk in day_tree else []
        return [(each, day_names[each].name) for each in below if each in day_names]


def day(access: AccessContext, as_of: date, *, known_on: datetime | None = None) -> Day:
    """The structure of the day `as_of`, as known now or as it was known at the moment `known_on`. One tiny query."""
    return Day(as_of, known_on, version(access))


def tree(access: AccessContext, line: str, as_of: date, *, known_on: datetime | None = None) -> DayTree:
    """The tree of a line on the day `as_of`, as known now or as it was known at the moment `known_on`.

    One tiny query when the day is in the cache, two when it is not.
    """
    return day(access, as_of, known_on=known_on).tree(line)


def subtree(access: AccessContext, unit: Unit, as_of: date, line: str = Line.STATE) -> tuple[int, ...]:
    """The unit and all below it on the day, in tree order; () where the unit is not there on the day."""
    day_tree = tree(access, line, as_of)
    return day_tree.subtree(unit.pk) if unit.pk in day_tree else ()


def names(access: AccessContext, as_of: date, *, known_on: datetime | None = None) -> Mapping[int, DayName]:
    """Unit id to its name on the day, for every unit that had one."""
    return day(access, as_of, known_on=known_on).names


def known(known_on: datetime | None) -> Q:
    """The rows that we know now, or knew at the moment."""
    if known_on is None:
        return Q(superseded_at__isnull=True)
    return Q(recorded_at__lte=known_on) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=known_on))


def holding(as_of: date) -> Q:
    """The rows whose interval contains the day."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=as_of)) & (
        Q(valid_before__isnull=True) | Q(valid_before__gt=as_of)
    )


def _edges(line: str, as_of: date, known_on: datetime | None) -> list[tuple[int, int | None, int]]:
    rows = UnitEdge.objects.filter(known(known_on), holding(as_of), line=line)
    return list(rows.values_list("unit_id", "parent_id", "order"))


def _day_names(as_of: date, known_on: datetime | None) -> dict[int, DayName]:
    rows = UnitName.objects.filter(known(known_on), holding(as_of))
    return {
        unit_id: DayName(name, short_name, search_name)
        for unit_id, name, short_name, search_name in rows.values_list("unit_id", "name", "short_name", "search_name")
    }
