"""What the files add to the pages of units and of bodies."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.organizations.models import BodyTerm, Unit
from canbo.personnel.selectors.incumbents import members_of_term, people_of_unit

_SHOWN = 30


def unit_people(request: HttpRequest, unit: Unit) -> str | None:
    """The people present in a unit on the day viewed, with their posts."""
    holdings, count = people_of_unit(request.access, unit.pk, request.as_of, _SHOWN)  # type: ignore[attr-defined]
    context = {"holdings": holdings, "count": count, "more": count - len(holdings), "unit": unit}
    return render_to_string("personnel/panel_unit.html", context, request)


def term_members(request: HttpRequest, term: BodyTerm) -> str | None:
    """The members of a term on the day viewed, and its seats."""
    members = members_of_term(request.access, term, request.as_of)  # type: ignore[attr-defined]
    return render_to_string("personnel/panel_term.html", {"members": members, "term": term}, request)
