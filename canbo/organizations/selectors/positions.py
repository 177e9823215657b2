"""Positions with their holders, and the people a unit may have and has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.organizations.incumbents import holders, is_registered
from canbo.organizations.models import Establishment, Position, Unit
from canbo.organizations.selectors.trees import holding


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position on a day and who holds it; `vacant` is None where the viewer may not know."""

    position: Position
    holders: tuple[tuple[int, str], ...]
    vacant: int | None


def positions_of(access: AccessContext, unit_ids: Iterable[int], as_of: date) -> list[Position]:
    """The positions that these units have on the day, by unit and order, each with its title. One query."""
    access.require(Permission.VIEW_UNITS)
    rows = Position.objects.filter(holding(as_of), unit_id__in=list(unit_ids), withdrawn_at__isnull=True)
    return list(rows.select_related("title", "managed_by").order_by("unit_id", "order", "title__level", "id"))


def position_of(access: AccessContext, position_id: int) -> Position:
    """One position; NotFound where there is none."""
    access.require(Permission.VIEW_UNITS)
    row = Position.objects.select_related("title", "unit", "managed_by")
    position = row.filter(pk=position_id, withdrawn_at__isnull=True).first()
    if position is None:
        raise NotFound("position_not_found", "Không có vị trí này.")
    return position


def search_positions(access: AccessContext, text: str, as_of: date, *, limit: int = 12) -> list[Position]:
    """Positions of the day whose title and unit hold every word of the text; marks do not matter. One query."""
    access.require(Permission.VIEW_UNITS)
    words = fold(text).split()
    if not words:
        return []
    rows = Position.objects.filter(holding(as_of), withdrawn_at__isnull=True, unit__withdrawn_at__isnull=True)
    for word in words:
        rows = rows.filter(Q(title__search_name__contains=word) | Q(unit__search_name__contains=word))
    return list(rows.select_related("title", "unit").order_by("title__level", "unit__path", "order", "id")[:limit])


def position_rows(access: AccessContext, unit_ids: Sequence[int], as_of: date) -> list[PositionRow]:
    """The positions of the units on the day with their holders and how many places are vacant."""
    positions = positions_of(access, unit_ids, as_of)
    held = holders(access, unit_ids, as_of)
    may_know = is_registered() and access.can(Permission.VIEW_FILES)
    rows = []
    for position in positions:
        people = tuple(held.get(position.pk, ()))
        rows.append(PositionRow(position, people, max(0, position.seats - len(people)) if may_know else None))
    return rows


def assigned(access: AccessContext, year: int, unit_ids: Iterable[int] | None = None) -> dict[int, int]:
    """Unit id to the establishment assigned for the year; units without one are left out. None asks for all."""
    access.require(Permission.VIEW_UNITS)
    wanted = Q() if unit_ids is None else Q(unit_id__in=list(unit_ids))
    rows = Establishment.objects.filter(wanted, year=year, superseded_at__isnull=True)
    return dict(rows.values_list("unit_id", "assigned"))


def establishment_history(access: AccessContext, unit: Unit) -> list[Establishment]:
    """The establishment of the unit by year, latest first, with the decisions."""
    access.require(Permission.VIEW_UNITS)
    rows = Establishment.objects.filter(unit=unit, superseded_at__isnull=True)
    return list(rows.select_related("decision").order_by("-year"))
