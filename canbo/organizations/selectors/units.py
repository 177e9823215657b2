"""Units: one by one, by name, with what stands above and below them on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import F, QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.organizations.models import Line, Unit, UnitEdge, UnitEvent, UnitName
from canbo.organizations.selectors.trees import day, tree


def units(access: AccessContext) -> QuerySet[Unit]:
    """Every unit of any day, save those withdrawn with the import that made them."""
    access.require(Permission.VIEW_UNITS)
    return Unit.objects.filter(withdrawn_at__isnull=True)


def unit_of(access: AccessContext, unit_id: int) -> Unit:
    """One unit; NotFound where there is none. Editing it is for the service to allow."""
    unit = units(access).filter(pk=unit_id).first()
    if unit is None:
        raise NotFound("unit_not_found", "Không có đơn vị này trong hệ thống.")
    return unit


def units_by_id(access: AccessContext, unit_ids: Iterable[int]) -> dict[int, Unit]:
    """The units of these ids that there are. One query."""
    return units(access).in_bulk(list(unit_ids))


def name_of(access: AccessContext, unit: Unit, as_of: date) -> str:
    """What the unit was called on the day; outside its life, what it is called for good."""
    return day(access, as_of).name(unit)


def children(access: AccessContext, unit: Unit, as_of: date, line: str = Line.STATE) -> list[int]:
    """The ids of the units directly under it on the day, in their order."""
    day_tree = tree(access, line, as_of)
    return day_tree.children(unit.pk) if unit.pk in day_tree else []


def breadcrumb(access: AccessContext, unit: Unit, as_of: date, line: str = Line.STATE) -> list[tuple[int, str]]:
    """The units above it on the day, root first, each with its name of that day."""
    return day(access, as_of).breadcrumb(unit, line)


def search_units(
    access: AccessContext, text: str, as_of: date, *, line: str = Line.STATE, limit: int = 50
) -> Sequence[int]:
    """The ids of the units of the day whose name holds every word of the text, in tree order; marks do not matter."""
    words = fold(text).split()
    if not words:
        return []
    that_day = day(access, as_of)
    day_tree, day_names = that_day.tree(line), that_day.names
    found: list[int] = []
    for unit_id in day_tree:
        row = day_names.get(unit_id)
        if row is not None and all(word in row.search_name for word in words):
            found.append(unit_id)
            if len(found) == limit:
                break
    return found


def units_by_name(access: AccessContext, as_of: date, *, under: Unit | None = None) -> dict[str, list[int]]:
    """Folded name of the day to the ids of the units called so, in State tree order (those below `under` only)."""
    that_day = day(access, as_of)
    day_tree, day_names = that_day.tree(), that_day.names
    within: Iterable[int] = day_tree
    if under is not None:
        within = day_tree.subtree(under.pk) if under.pk in day_tree else ()
    found: dict[str, list[int]] = {}
    for unit_id in within:
        row = day_names.get(unit_id)
        if row is not None:
            found.setdefault(row.search_name, []).append(unit_id)
    return found


def events_of(access: AccessContext, unit: Unit) -> list[UnitEvent]:
    """What happened to the unit, latest first, with the decisions and the other units concerned."""
    access.require(Permission.VIEW_UNITS)
    rows = UnitEvent.objects.filter(unit=unit, superseded_at__isnull=True).select_related("decision")
    return list(rows.prefetch_related("related").order_by(F("on").desc(nulls_last=True), "-id"))


def names_over_time(access: AccessContext, unit: Unit) -> list[UnitName]:
    """Every name of the unit as we know it now, latest first, with the decisions."""
    access.require(Permission.VIEW_UNITS)
    rows = UnitName.objects.filter(unit=unit, superseded_at__isnull=True).select_related("decision")
    return list(rows.order_by(F("valid_from").desc(nulls_last=True)))


def places_over_time(access: AccessContext, unit: Unit) -> list[UnitEdge]:
    """Every place of the unit in both lines as we know it now, latest first, with parents and decisions."""
    access.require(Permission.VIEW_UNITS)
    rows = UnitEdge.objects.filter(unit=unit, superseded_at__isnull=True).select_related("parent", "decision")
    return list(rows.order_by("-line", F("valid_from").desc(nulls_last=True)))


def names_at(access: AccessContext, paths: Collection[str]) -> dict[str, str]:
    """Give the names of the units at these paths of today's State tree, to whoever reads the audit log."""
    access.require(Permission.VIEW_AUDIT)
    return dict(Unit.objects.filter(path__in=list(paths)).values_list("path", "name"))
