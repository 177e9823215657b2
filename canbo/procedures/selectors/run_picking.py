"""Whom and which post a run may be about: the people of a unit, or found by name; the posts of the unit and below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from canbo.access.scope import under
from canbo.core.access import AccessContext
from canbo.core.text import fold
from canbo.decisions.kinds import DecisionState
from canbo.decisions.models import Decision
from canbo.enactments.selectors import paper_of, visible_decisions
from canbo.organizations.models import Position, Unit
from canbo.organizations.selectors import positions_of
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people

#: The most people, units whose posts, and decisions that a page offers.
_PEOPLE, _UNITS, _DECISIONS = 300, 200, 100


def people_to_consider(access: AccessContext, unit: Unit, text: str, chosen: Sequence[int]) -> list[Person]:
    """Give those already chosen, then the people of the unit and below, or those of the viewer's whom a text names.

    At most 300 beside those chosen; nobody on whom the viewer may not decide because they are themselves.
    """
    people = visible_people(access).exclude(pk=access.person_id or 0).select_related("unit")
    wanted = under("unit__path", unit.path)
    if words := fold(text).split()[:6]:
        wanted = Q()
        for word in words:
            wanted &= Q(search_name__startswith=word) | Q(search_name__contains=f" {word}")
    order = ("unit__path", "sort_key", "pk")
    held = list(people.filter(pk__in=list(chosen)).order_by(*order))
    return held + list(people.filter(wanted).exclude(pk__in=list(chosen)).order_by(*order)[:_PEOPLE])


def posts_to_fill(access: AccessContext, unit: Unit, day: date) -> list[Position]:
    """Give the posts of a unit and of the units below it on a day."""
    units = Unit.objects.filter(under("path", unit.path), withdrawn_at__isnull=True).order_by("path")
    return positions_of(access, list(units.values_list("pk", flat=True)[:_UNITS]), day)


def decisions_to_link(access: AccessContext, unit_id: int, linked: int | None) -> list[tuple[int, str]]:
    """Give the latest decisions and drafts in the register of a unit, and the one linked, as (key, words)."""
    standing = [DecisionState.DRAFT, DecisionState.SIGNED, DecisionState.IN_FORCE]
    wanted = Q(unit_key=unit_id, state__in=standing) | Q(pk=linked or 0)
    rows = visible_decisions(access).filter(wanted).select_related("enactment").order_by("-pk")[:_DECISIONS]
    return [(each.pk, _words(each)) for each in rows]


def _words(decision: Decision) -> str:
    paper = paper_of(decision)
    parts = [str(decision), paper.abstract if paper is not None else "", str(decision.get_state_display())]
    return " · ".join(part for part in parts if part)
