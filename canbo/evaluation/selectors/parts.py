"""The points of the months or quarters of a year, from the ratings of those periods: parts of the year's average."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from canbo.common.rows import as_system
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models.campaigns import PeriodKind, Purpose
from canbo.evaluation.selectors.ratings import WITH
from canbo.rules.domain.scoring import ABSENT

#: How many parts a year has, by the kind of period, and the number of a campaign among them.
PARTS: Final = {PeriodKind.QUARTER: 4, PeriodKind.MONTH: 12}
#: Circumstances for which a month or quarter without points is left out of the average (Decree 335/2025, Article 21).
JUSTIFIED: Final = frozenset({"absent", "maternity", "sick_3_months"})

type Parts = list[Fraction | str | None]


@as_system()
def parts_of(person_id: int, year: int, scheme: str, points_of: Callable[[Rating], Fraction | None]) -> Parts | None:
    """Give the points of the quarters of a year, else of its months; None where neither rated the person.

    A part: the exact points by `points_of` of a concluded rating, `ABSENT` for a justified absence, None where nobody
    knows. Ratings count wherever they were made: the former unit's too. Of two for one period the latest concluded.
    """
    rows = Rating.objects.filter(
        person=person_id, campaign__year=year, campaign__purpose=Purpose.PERIOD, campaign__kind__in=list(PARTS)
    )
    rows = rows.exclude(campaign__state=Campaign.State.CANCELLED).select_related(*WITH).order_by("concluded_on", "pk")
    held = [each for each in rows if track_of(each.scheme) == track_of(scheme)]
    for kind, count in PARTS.items():
        found: Parts = [None] * count
        mine = [each for each in held if each.campaign.kind == kind]
        for rating in mine:
            number = rating.campaign.quarter or rating.campaign.month or 0
            told = _part(rating, points_of)
            if told is not None:
                found[number - 1] = told
        if mine:
            return found
    return None


def _part(rating: Rating, points_of: Callable[[Rating], Fraction | None]) -> Fraction | str | None:
    if rating.not_rated_reason:
        return ABSENT if JUSTIFIED & set(rating.circumstances) else None
    return points_of(rating) if rating.concluded_on is not None else None
