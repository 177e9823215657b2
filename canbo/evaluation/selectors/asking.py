"""What a campaign asks of others: who is to be asked for what, the places asked, where each place is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Min, Q

from canbo.access.scope import unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.evaluation.models import Campaign, Opinion, Rating, UnitProgress
from canbo.evaluation.scored import scheme_label
from canbo.evaluation.selectors.opinions import campaign_opinions, wanted_of
from canbo.organizations.models import Body, Unit
from canbo.organizations.selectors.bodies import bodies_of
from canbo.personnel.models import Contact, PostHolding
from canbo.personnel.selectors import visible_people

#: How many people one page of a unit shows.
MOST_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was asked: what for, of how many, how many answers are missing, by when."""

    kind: str
    asked_of: str
    people: int
    missing: int
    due_on: date | None

    @property
    def label(self) -> str:
        """What it was asked for."""
        return str(Opinion.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody with the opinions that are wanted of them: the kind, and what was asked, None where nobody was yet."""

    rating: Rating
    wanted: tuple[tuple[str, Opinion | None], ...]

    @property
    def scheme(self) -> str:
        """The scheme in words: who is rated under two stands there twice."""
        return scheme_label(self.rating)

    @property
    def shown(self) -> list[tuple[str, Opinion | None]]:
        """The kinds in words."""
        return [(str(Opinion.Kind(kind).label), opinion) for kind, opinion in self.wanted]


def units_within(access: AccessContext, campaign: Campaign) -> list[UnitProgress]:
    """Give the units of a campaign that the viewer runs, with their counts, by path."""
    rows = UnitProgress.objects.filter(unit_scope(access, Permission.RUN_EVALUATIONS), campaign=campaign)
    return list(rows.select_related("unit").order_by("unit__path", "pk"))


def lines_of(access: AccessContext, campaign: Campaign, unit_id: int) -> list[Line]:
    """Give everybody of a unit with the opinions wanted of them; two queries, at most 300 people."""
    return [
        Line(each, _asked(each)) for each in campaign_opinions(access, campaign, unit_id)[:MOST_SHOWN]
    ]  # fmt: skip


def places_of(access: AccessContext, campaign: Campaign) -> list[Place]:
    """Give the places that were asked and have not all answered, the nearest day first."""
    missing = Q(answered_on__isnull=True, without_reason="", is_wanted=True)
    rows = (
        Opinion.objects.filter(
            unit_scope(access, Permission.RUN_EVALUATIONS, "rating__unit__path"), rating__campaign=campaign,
            asked_on__isnull=False, author__isnull=True,
        )
        .values("kind", "asked_of")
        .annotate(people=Count("pk"), missing=Count("pk", filter=missing), due=Min("due_on", filter=missing))
        .filter(missing__gt=0)
        .order_by("due", "kind", "asked_of")
    )  # fmt: skip
    return [Place(row["kind"], row["asked_of"], row["people"], row["missing"], row["due"]) for row in rows]


def to_ask(access: AccessContext, campaign: Campaign, unit_id: int, kind: str) -> list[Rating]:
    """Give those of a unit for whom an opinion of a kind is wanted and not answered."""
    return [
        line.rating for line in lines_of(access, campaign, unit_id)
        if any(each == kind and (asked is None or asked.is_missing) for each, asked in line.wanted)
    ]  # fmt: skip


def to_enter(
    access: AccessContext, campaign: Campaign, kind: str, *, unit_id: int | None = None, place: str = ""
) -> list[Rating]:
    """Give those of whom a letter may speak: not answered yet, of a unit, or asked of one place."""
    rows = campaign_opinions(access, campaign, unit_id).filter(concluded_on__isnull=True)
    if place:
        rows = rows.filter(
            opinions__kind=kind, opinions__asked_of=place, opinions__author__isnull=True,
            opinions__answered_on__isnull=True, opinions__without_reason="",
        )  # fmt: skip
        return list(rows.distinct()[:MOST_SHOWN])
    return [
        each for each in rows[:MOST_SHOWN]
        if any(wanted == kind and (asked is None or asked.is_missing) for wanted, asked in _asked(each))
    ]  # fmt: skip


def usual_places(
    access: AccessContext, campaign: Campaign, kind: str, rows: Sequence[Rating]
) -> dict[int, tuple[str, Unit | None]]:
    """Give where each opinion is usually asked, as the files tell: the residence, the unit before, the own committee.

    One query; what the files do not tell is left out.
    """
    people = {each.person_id: each.pk for each in rows if each.person_id is not None}
    if kind == Opinion.Kind.RESIDENCE:
        found = Contact.objects.known().filter(person__in=visible_people(access).filter(pk__in=people))
        return {
            people[each.person_id]: (f"Cấp uỷ nơi cư trú: {each.residence}"[:250], None)
            for each in found if each.residence
        }  # fmt: skip
    if kind == Opinion.Kind.FORMER_UNIT:
        return _units_before(campaign, people, {each.pk: each.unit_id for each in rows})
    if kind == Opinion.Kind.WORKPLACE:
        return {each.pk: (f"Cấp uỷ {each.unit.name}"[:250], None) for each in rows}
    if kind == Opinion.Kind.COLLEAGUES:
        return {each.pk: (f"Tập thể {each.unit.name}"[:250], None) for each in rows}
    return {}


def bodies_for(access: AccessContext, unit: Unit) -> list[Body]:
    """Give the Party bodies of a unit and of those above it that may be asked."""
    party = {Body.Kind.EXECUTIVE_COMMITTEE, Body.Kind.STANDING_COMMITTEE, Body.Kind.PARTY_CELL}
    return [each for each in bodies_of(access, unit) if each.kind in party]


def _asked(rating: Rating) -> tuple[tuple[str, Opinion | None], ...]:
    held: dict[str, Opinion] = {each.kind: each for each in rating.opinions.all() if each.author_id is None}
    kinds = [each.kind for each in wanted_of(rating)]
    extra = [kind for kind in held if kind not in kinds]
    return tuple((kind, held.get(kind)) for kind in [*kinds, *extra])


def _units_before(
    campaign: Campaign, people: Mapping[int, int], now: Mapping[int, int]
) -> dict[int, tuple[str, Unit | None]]:
    rows: Iterable[PostHolding] = (
        PostHolding.objects.known().filter(person__in=people, unit__isnull=False, valid_before__isnull=False)
        .select_related("unit").order_by("valid_before")
    )  # fmt: skip
    found: dict[int, tuple[str, Unit | None]] = {}
    for each in rows:
        key = people[each.person_id]
        if each.unit is not None and each.unit_id != now[key] and each.valid_before.year >= campaign.year - 1:
            found[key] = (each.unit.name[:250], each.unit)
    return found


def open_requests(access: AccessContext, campaign: Campaign) -> list[Opinion]:
    """Give what was asked in the units that the viewer runs and has not been answered, by place; one query."""
    rows = Opinion.objects.filter(
        unit_scope(access, Permission.RUN_EVALUATIONS, "rating__unit__path"), rating__campaign=campaign,
        asked_on__isnull=False, answered_on__isnull=True, without_reason="", author__isnull=True,
    ).select_related("rating__unit", "rating__person", "rating__body", "rating__rated_unit")  # fmt: skip
    return list(rows.order_by("kind", "asked_of", "rating__unit__path", "rating__order", "pk"))
