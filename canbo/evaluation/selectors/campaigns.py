"""Campaigns that a viewer may know of: those of their units, and those in which they are rated or rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from canbo.access.scope import under, unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.evaluation.models import Campaign, Rating, UnitProgress
from canbo.evaluation.selectors.ratings import run_or_conclude
from canbo.evaluation.selectors.standing import subject_name
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people


def campaigns(access: AccessContext) -> QuerySet[Campaign]:
    """Give the campaigns the viewer may know of, the newest first: theirs to run or conclude, in whole or in a unit
    of it; those in which they are rated or rate.
    """
    scope = run_or_conclude(access)
    parts = run_or_conclude(access)
    scope |= Q(Exists(UnitProgress.objects.filter(parts, campaign=OuterRef("pk"))))
    if access.person_id is not None:
        mine = Q(person_id=access.person_id) | Q(answerer_id=access.person_id) | Q(rater_id=access.person_id)
        scope |= Q(Exists(Rating.objects.filter(mine, campaign=OuterRef("pk"))))
    return Campaign.objects.filter(scope).select_related("unit").order_by("-year", "-pk")


def campaign_of(access: AccessContext, campaign_id: int) -> Campaign:
    """Give one campaign with its unit. Errors: NotFound campaign_unknown."""
    found = campaigns(access).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("campaign_unknown", "Không có đợt đánh giá này trong phạm vi của bạn.")
    return found


@dataclass(frozen=True, slots=True)
class Counts:
    """How far ratings have come, in numbers, of one unit or of several together."""

    unit_id: int
    unit_name: str
    total: int = 0
    not_started: int = 0
    self_done: int = 0
    opinions_missing: int = 0
    voted: int = 0
    concluded: int = 0
    told: int = 0
    appealed: int = 0
    decided: int = 0
    not_rated: int = 0

    @property
    def rated(self) -> int:
        """How many are to be rated."""
        return self.total - self.not_rated

    @property
    def percent(self) -> float:
        """The share of those to be rated that is decided, in per cent."""
        return round(100 * self.decided / self.rated, 1) if self.rated > 0 else 0.0

    @property
    def self_percent(self) -> float:
        """The share of those to be rated that have sent their self-review, in per cent."""
        return round(100 * self.self_done / self.rated, 1) if self.rated > 0 else 0.0


_NUMBERS = tuple(each.name for each in fields(Counts) if each.name not in {"unit_id", "unit_name"})


def progress(access: AccessContext, campaign: Campaign) -> list[Counts]:
    """Give how far each unit has come, of those the viewer runs or concludes, in the order of the tree. One query."""
    rows = UnitProgress.objects.filter(run_or_conclude(access), campaign=campaign).order_by("unit__path")
    return [
        Counts(row["unit_id"], row["unit__name"], **{name: row[name] for name in _NUMBERS})
        for row in rows.values("unit_id", "unit__name", *_NUMBERS)
    ]


def together(rows: Iterable[Counts]) -> Counts:
    """Add up the counts of units."""
    held = list(rows)
    return Counts(0, "", **{name: sum(getattr(each, name) for each in held) for name in _NUMBERS})


def units_to_open(access: AccessContext) -> list[tuple[int, str]]:
    """Give the units of today for which the viewer may open campaigns, with their names, by path; at most 2,000."""
    units = Unit.objects.filter(withdrawn_at__isnull=True, abolished_on__isnull=True)
    within = units.filter(unit_scope(access, Permission.RUN_EVALUATIONS, "path"))
    return list(within.order_by("path").values_list("pk", "name")[:2000])


def unit_in(access: AccessContext, campaign: Campaign, unit_id: int) -> Counts:
    """Give the counts of one unit of a campaign. Errors: NotFound unit_not_in_campaign."""
    found = next((each for each in progress(access, campaign) if each.unit_id == unit_id), None)
    if found is None:
        raise NotFound("unit_not_in_campaign", "Không có đơn vị này trong đợt đánh giá, hoặc bạn không phụ trách.")
    return found


@dataclass(frozen=True, slots=True)
class Mine:
    """What concerns the viewer in campaigns that are open: their own ratings, and how many they rate in each."""

    own: Sequence[Rating]
    rated: Sequence[tuple[Campaign, int, int]]


def mine(access: AccessContext) -> Mine:
    """Give the viewer's own ratings (the newest first, at most 20), and how many they rate. Two queries."""
    if access.person_id is None:
        return Mine((), ())
    own = (
        Rating.objects.filter(Q(person_id=access.person_id) | Q(answerer_id=access.person_id))
        .exclude(campaign__state=Campaign.State.CANCELLED)
        .select_related("campaign", "unit", "body", "rated_unit", "person").order_by("-campaign__year", "-pk")[:20]
    )  # fmt: skip
    rows = (
        Rating.objects.filter(rater_id=access.person_id, campaign__state=Campaign.State.OPEN, not_rated_reason="")
        .exclude(person_id=access.person_id).values("campaign_id", "campaign__title")
        .annotate(total=Count("pk"), done=Count("pk", filter=Q(head_done_on__isnull=False))).order_by("-campaign_id")
    )  # fmt: skip
    rated = [(Campaign(pk=row["campaign_id"], title=row["campaign__title"]), row["total"], row["done"]) for row in rows]
    return Mine(list(own), rated)


def own_in(access: AccessContext, campaign: Campaign) -> list[Rating]:
    """Give the viewer's own ratings in a campaign; [] for whoever has no file. One query."""
    if access.person_id is None:
        return []
    own = Q(person_id=access.person_id) | Q(answerer_id=access.person_id)
    return list(campaign.ratings.filter(own).select_related("unit", "body", "rated_unit", "person").order_by("pk"))


def raters_offered(access: AccessContext, campaign: Campaign) -> list[tuple[object, object]]:
    """Give who may be chosen to rate: the heads and deputies of the campaign in reach, by name; at most 1,000."""
    rows = (
        Rating.objects.filter(run_or_conclude(access), campaign=campaign, person__isnull=False)
        .filter(rank__in=(Rating.Rank.HEAD, Rating.Rank.DEPUTY, Rating.Rank.MEMBER))
        .order_by("person__sort_key", "person_id").values_list("person_id", "person__full_name", "unit__name")
    )  # fmt: skip
    found: dict[object, object] = {}
    for person, name, unit in rows[:2000]:
        found.setdefault(person, f"{name}, {unit}")
    return list(found.items())[:1000]


def names_of(access: AccessContext, campaign: Campaign, rating_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Give number and name of the chosen ratings within reach, by order. One query."""
    rows = Rating.objects.filter(run_or_conclude(access), campaign=campaign, pk__in=rating_ids[:500])
    found = rows.select_related("person", "body", "rated_unit").order_by("order", "pk")
    return [(each.pk, subject_name(each)) for each in found]


def people_to_add(access: AccessContext, campaign: Campaign, text: str) -> list[Person]:
    """Give the people of the campaign's units in reach, by a piece of their name; at most 200."""
    rows = visible_people(access).filter(under("unit__path", campaign.unit.path)).select_related("unit")
    words = fold(text)
    return list((rows.filter(search_name__contains=words) if words else rows).order_by("sort_key", "pk")[:200])
