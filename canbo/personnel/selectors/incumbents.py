"""Who holds which post in a unit on a day: for the organisation chart and the pages of units and bodies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from canbo.core.access import AccessContext
from canbo.organizations.models import BodyTerm
from canbo.personnel.levels import HoldingKind
from canbo.personnel.models import BodyMembership, Person, PostHolding, Recruitment
from canbo.personnel.selectors.people import visible_people

_CHUNK = 5_000


def holdings_on(access: AccessContext, as_of: date) -> QuerySet[PostHolding]:
    """Give the known holdings of posts in the system that hold on the day, of people whose files the viewer may open.

    A holding without a start does not hold before the person was recruited, where that day is known.
    """
    code = as_of.isoformat()
    recruited_later = Recruitment.objects.known().filter(person=OuterRef("person"), recruited_on__gt=code)
    held: QuerySet[PostHolding] = PostHolding.objects.known().holding(as_of).filter(unit__isnull=False)
    return held.filter(Q(valid_from__isnull=False) | ~Exists(recruited_later), person__in=_people(access))


def _people(access: AccessContext) -> QuerySet[Person]:
    return visible_people(access).order_by().values("pk")  # type: ignore[return-value]


def holders_of(access: AccessContext, unit_ids: Sequence[int], as_of: date) -> dict[int, list[tuple[int, str]]]:
    """Give position id -> its holders (person id, name) on the day, by name."""
    found: dict[int, list[tuple[int, str]]] = {}
    rows = holdings_on(access, as_of).filter(position__isnull=False)
    for start in range(0, len(unit_ids), _CHUNK):
        part = rows.filter(position__unit_id__in=unit_ids[start : start + _CHUNK]).order_by("person__sort_key", "id")
        for position_id, person_id, name in part.values_list("position_id", "person_id", "person__full_name"):
            people = found.setdefault(position_id, [])
            if (person_id, name) not in people:
                people.append((person_id, name))
    return found


def present_in(access: AccessContext, unit_ids: Sequence[int] | None, as_of: date) -> dict[int, int]:
    """Give unit id -> how many people hold a post there on the day, concurrent posts left out; None: every unit."""
    rows = holdings_on(access, as_of).exclude(kind=HoldingKind.CONCURRENT)
    parts = (
        [rows]
        if unit_ids is None
        else [rows.filter(unit_id__in=unit_ids[start : start + _CHUNK]) for start in range(0, len(unit_ids), _CHUNK)]
    )
    found: dict[int, int] = {}
    for part in parts:
        found.update(part.order_by().values_list("unit_id").annotate(people=Count("person_id", distinct=True)))
    return found


def people_of_unit(access: AccessContext, unit_id: int, as_of: date, limit: int) -> tuple[list[PostHolding], int]:
    """Give the holdings in one unit on the day by rank and name, at most `limit`, and how many there are."""
    rows = holdings_on(access, as_of).filter(unit_id=unit_id)
    ordered = rows.select_related("person", "title").order_by(
        F("title__level").asc(nulls_last=True), "person__sort_key", "id"
    )
    return list(ordered[:limit]), rows.count()


def members_of_term(access: AccessContext, term: BodyTerm, as_of: date) -> list[BodyMembership]:
    """Give the memberships of a term that hold on the day, of people whose files the viewer may open. One query."""
    rows = BodyMembership.objects.known().holding(as_of).filter(term=term, person__in=_people(access))
    return list(rows.select_related("person").order_by("person__sort_key", "id"))
