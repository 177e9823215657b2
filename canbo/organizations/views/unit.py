"""The file of a unit: who it is, its positions, establishment, bodies and history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.common.listing import Tab
from canbo.common.panels import panels_for
from canbo.core.access import Permission
from canbo.organizations import incumbents, selectors
from canbo.organizations.models import Line, Unit
from canbo.organizations.selectors import Day

if TYPE_CHECKING:
    from canbo.access.middleware import Request


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a position, and where their file is."""

    name: str
    url: str


def _head(request: Request, unit: Unit, tab: str) -> dict[str, Any]:
    """What stands on every tab: names of the day, place, state, figures, and what the viewer may do."""
    access, as_of = request.access, request.as_of
    that_day = selectors.day(access, as_of)
    crumbs = that_day.breadcrumb(unit)
    assigned = selectors.assigned(access, as_of.year, [unit.pk]).get(unit.pk)
    present = incumbents.presence(access, [unit.pk], as_of)
    tabs = [
        ("unit", _("Chung")),
        ("unit-positions", _("Vị trí")),
        ("unit-establishment", _("Biên chế")),
        ("unit-bodies", _("Tổ chức tập thể")),
        ("unit-history", _("Lịch sử")),
    ]
    return {
        "unit": unit, "name": that_day.name(unit), "that_day": that_day, "crumbs": crumbs,
        "parent": crumbs[-1] if crumbs else None, "is_there": unit.pk in that_day.tree(),
        "is_before": unit.founded_on is not None and as_of < unit.founded_on,
        "is_over": unit.abolished_on is not None and as_of >= unit.abolished_on,
        "assigned": assigned, "present": present.get(unit.pk, 0) if present is not None else None,
        "year": as_of.year, "can_edit": access.covers(Permission.EDIT_UNITS, unit.path),
        "tabs": [Tab(label, reverse(name, args=[unit.pk]), is_current=name == tab) for name, label in tabs],
    }  # fmt: skip


@require_safe
def general(request: Request, unit_id: int) -> HttpResponse:
    """What the unit is, what stands below it, and the panels of other apps."""
    unit = selectors.unit_of(request.access, unit_id)
    context = _head(request, unit, "unit")
    that_day: Day = context["that_day"]
    party = that_day.breadcrumb(unit, Line.PARTY)
    row = that_day.names.get(unit.pk)
    context |= {
        "children": that_day.children(unit),
        "party_parent": party[-1] if party else None,
        "short_name": row.short_name if row else unit.short_name,
        "panels": panels_for("unit", request, unit),
    }
    return render(request, "organizations/unit.html", context)


@require_safe
def positions(request: Request, unit_id: int) -> HttpResponse:
    """The positions of the day with their holders and vacancies."""
    unit = selectors.unit_of(request.access, unit_id)
    found = selectors.position_rows(request.access, [unit.pk], request.as_of)
    rows = [
        {
            "position": row.position,
            "holders": [Holder(name, incumbents.person_url(person)) for person, name in row.holders],
            "vacant": row.vacant,
        }
        for row in found
    ]
    seats = sum(row.position.seats for row in found)
    told = [row.vacant for row in found if row.vacant is not None]
    vacant = sum(told) if told else None
    context = {**_head(request, unit, "unit-positions"), "rows": rows, "seats": seats, "vacant": vacant}
    return render(request, "organizations/unit_positions.html", context)


@require_safe
def establishment(request: Request, unit_id: int) -> HttpResponse:
    """The establishment year by year."""
    unit = selectors.unit_of(request.access, unit_id)
    history = selectors.establishment_history(request.access, unit)
    context = {**_head(request, unit, "unit-establishment"), "history": history}
    return render(request, "organizations/unit_establishment.html", context)


@require_safe
def bodies(request: Request, unit_id: int) -> HttpResponse:
    """The collegial bodies with their terms."""
    unit = selectors.unit_of(request.access, unit_id)
    context = {**_head(request, unit, "unit-bodies"), "bodies": selectors.bodies_of(request.access, unit)}
    return render(request, "organizations/unit_bodies.html", context)


@require_safe
def history(request: Request, unit_id: int) -> HttpResponse:
    """What happened to the unit, and every name and place it had."""
    unit = selectors.unit_of(request.access, unit_id)
    context = {
        **_head(request, unit, "unit-history"),
        "events": selectors.events_of(request.access, unit),
        "called": selectors.names_over_time(request.access, unit),
        "places": selectors.places_over_time(request.access, unit),
    }
    return render(request, "organizations/unit_history.html", context)


@require_safe
def term(request: Request, term_id: int) -> HttpResponse:
    """One term of a body, with the panels of other apps: its members."""
    found = selectors.term_of(request.access, term_id)
    unit = found.body.unit
    context = {
        "term": found, "body": found.body, "unit": unit, "name": selectors.name_of(request.access, unit, request.as_of),
        "can_edit": request.access.covers(Permission.EDIT_UNITS, unit.path),
        "is_running": found.valid_before is None or found.valid_before > request.as_of,
        "panels": panels_for("body-term", request, found),
    }  # fmt: skip
    return render(request, "organizations/term.html", context)
