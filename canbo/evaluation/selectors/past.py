"""The ratings that stand in a person's file, year by year, and those that are under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from canbo.core.access import AccessContext
from canbo.evaluation.models import Rating
from canbo.evaluation.models.campaigns import Purpose
from canbo.evaluation.selectors.ratings import ratings
from canbo.personnel.levels import Rating as FileLevel
from canbo.personnel.models import Evaluation

#: The levels of the file from the lowest, so that a meter can show one.
_STEPS: Final = {level: step for step, level in enumerate(FileLevel.values, start=1)}
#: How many ratings under way, or outside the year, one page names.
_NAMED: Final = 12


@dataclass(frozen=True, slots=True)
class PastYear:
    """One rating of the file: `step` 1 to 4 from the lowest level, 0 where no level is written."""

    record: Evaluation
    step: int


def past_years(person_id: int, *, until: int, years: int) -> list[PastYear]:
    """Give the ratings of the last years up to `until` in a file, the latest first: by year, quarter, then track.

    Who may open the file may read them. One query.
    """
    rows = Evaluation.objects.known().filter(person=person_id, year__gt=until - years, year__lte=until)
    found = sorted(rows, key=lambda each: (-each.year, -(each.quarter or 5), each.track, each.pk))
    return [PastYear(each, _STEPS.get(each.rating, 0)) for each in found]


def ratings_of_person(access: AccessContext, person_id: int) -> Sequence[Rating]:
    """Give the ratings of a person that the viewer may know of and that the file does not show yet as a year's rating:
    those not decided, and those outside the year. The latest first. One query.
    """
    rows = ratings(access).filter(person=person_id).select_related("campaign")
    rows = rows.exclude(campaign__purpose=Purpose.PERIOD, decided_on__isnull=False)
    return list(rows.exclude(campaign__state="cancelled").order_by("-campaign__year", "-pk")[:_NAMED])
