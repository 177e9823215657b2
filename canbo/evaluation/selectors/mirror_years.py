"""The ratings of a viewer's units over the years, and which units stood out in which of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from canbo.core.access import AccessContext
from canbo.evaluation.domain.mirror_counts import NO_LEVEL
from canbo.evaluation.domain.rating import LEVELS
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models.campaigns import PeriodKind, Purpose
from canbo.evaluation.selectors.mirroring import kept
from canbo.evaluation.selectors.ratings import run_or_conclude
from canbo.organizations.models import Unit

#: So many campaigns are read, the newest first, and so many units are shown.
_CAMPAIGNS = 12
_UNITS = 60


@dataclass(frozen=True, slots=True)
class Years:
    """Counts by year and class of post, by unit and year; (year, unit, what) where a unit stood out; the campaigns."""

    campaigns: Sequence[Campaign]
    by_year: Mapping[int, Mapping[str, Sequence[int]]]
    by_unit: Mapping[str, Mapping[int, Sequence[int]]]
    standing_out: Sequence[tuple[int, str, str]]


def years_of(access: AccessContext) -> Years:
    """Count the yearly ratings that the viewer runs or concludes: decided, else concluded levels; not the
    viewer's own before they are told of it. Three queries.
    """
    untold = Q(person_id=access.person_id, told_on__isnull=True) if access.person_id is not None else Q(pk__in=())
    rows = (
        Rating.objects.filter(
            run_or_conclude(access), ~untold, campaign__kind=PeriodKind.YEAR, campaign__purpose=Purpose.PERIOD
        )
        .exclude(campaign__state=Campaign.State.CANCELLED).exclude(stage=Rating.Stage.NOT_RATED)
        .exclude(rank=Rating.Rank.COLLECTIVE).order_by()
        .values_list("campaign__year", "unit_id", "rank", "final_level", "concluded_level").annotate(count=Count("pk"))
    )  # fmt: skip
    by_year: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * (NO_LEVEL + 1)))
    by_unit: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * (NO_LEVEL + 1)))
    counted = list(rows)
    units = {unit for _year, unit, *_rest in counted}
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    for year, unit, rank, final, concluded, count in counted:
        level, name = final or concluded, names[unit]
        place = LEVELS.index(level) if level in LEVELS else NO_LEVEL
        who = "leaders" if rank in {Rating.Rank.HEAD, Rating.Rank.DEPUTY} else "staff"
        by_year[year][who][place] += count
        by_unit[name][year][place] += count
    campaigns = list(
        Campaign.objects.filter(run_or_conclude(access), kind=PeriodKind.YEAR, purpose=Purpose.PERIOD)
        .exclude(state=Campaign.State.CANCELLED).select_related("unit").order_by("-year", "-pk")[:_CAMPAIGNS]
    )  # fmt: skip
    largest = sorted(by_unit, key=lambda name: -sum(map(sum, by_unit[name].values())))[:_UNITS]
    return Years(campaigns, by_year, {name: by_unit[name] for name in largest}, _standing_out(campaigns, names))


def _standing_out(campaigns: Sequence[Campaign], names: Mapping[int, str]) -> list[tuple[int, str, str]]:
    found = []
    for each in campaigns:
        held = kept(each.pk)
        for unit, index in (held.told["units"] if held is not None else {}).items():
            if index["flag"] and int(unit) in names:
                found.append((each.year, names[int(unit)], index["flag"]))
    return found
