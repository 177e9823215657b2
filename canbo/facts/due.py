"""Due lists: salary steps, retirement by age, ends of terms, within a window after the day viewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, reduce
from operator import or_
from pathlib import Path

import polars as pl
import yaml
from django.db.models import Q, QuerySet

import canbo.personnel
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate, add_months
from canbo.personnel.models import BodyMembership, PostHolding, SalaryStep
from canbo.personnel.selectors import visible_people
from canbo.rules.retirement import retirement_ages

#: Months a step lasts where the rank is not in the list (pay tables A: three years).
_USUAL_STEP = 36
#: By so many days a month may be shorter than another.
_SHORT_MONTH = 3


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due for a person: on a day, or between two days where the file knows it in part."""

    person_id: int
    full_name: str
    unit_id: int | None
    unit_name: str
    what: str
    earliest: date
    latest: date
    section: str


@cache
def step_months() -> Mapping[str, int]:
    """Give the months that a step lasts, by rank code (pay tables of Decree 204/2004/NĐ-CP)."""
    path = Path(canbo.personnel.__path__[0]) / "codes" / "ranks.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {rank["code"]: raw["tables"][rank["table"]]["years"] * 12 for rank in raw["ranks"]}


def salary_steps(access: AccessContext, frame: pl.DataFrame, day: date, before: date) -> list[Due]:
    """Give the people of the frame whose next salary step may fall due before the day `before`, soonest first.

    Counted from the day since which the present step is drawn; a step of unknown start is not listed (the quality
    board lists it). Over-frame steps and early or delayed rises are for the officer to judge.
    """
    lengths = {*step_months().values(), _USUAL_STEP}
    near = frame.filter(pl.col("step_months_high") >= min(lengths) - _months_ahead(day, before))
    rows = _current(SalaryStep.objects.known().holding(day), access, near).filter(
        reduce(or_, (_started_between(day, before, months) for months in lengths))
    )
    found = list(rows.values_list("person_id", "rank_code", "valid_from"))
    people = _people(near, (person_id for person_id, _code, _start in found))
    due: list[Due] = []
    for person_id, rank_code, start in found:
        if start is not None and person_id in people:
            months = step_months().get(rank_code, _USUAL_STEP)
            first, last = (add_months(d, months, rounding="down") for d in (start.earliest, start.latest))
            if first < before and last >= day:
                due.append(_due(people[person_id], person_id, f"{rank_code}", first, last, "salary"))
    return _soonest_first(due)


def _months_ahead(day: date, before: date) -> int:
    """How many months lie between two days, one begun counted whole."""
    return (before.year - day.year) * 12 + before.month - day.month + 1


def _started_between(day: date, before: date, months: int) -> Q:
    """The condition that what began so many months ago may fall due between two days; a few more than that pass."""
    first, last = (add_months(each, -months, rounding="down") for each in (day, before))
    first -= timedelta(_SHORT_MONTH)
    in_part = [f"{first.year}", f"{first.year}-{first.month:02}"]
    from_then = Q(valid_from__gte=first.isoformat()) | Q(valid_from__in=in_part)
    return from_then & Q(valid_from__lt=(last + timedelta(_SHORT_MONTH)).isoformat())


def retirements(access: AccessContext, frame: pl.DataFrame, day: date, before: date) -> list[Due]:
    """Give the people of the frame who may reach the month of retirement before the day `before` (Decree 135/2020)."""
    ages = retirement_ages()
    near = frame.filter(
        reduce(or_, (_near_age(sex, *ages.between(sex, day.year, before.year), day, before) for sex in ages.years))
    )
    people = _people(near)
    due: list[Due] = []
    for person_id, born, gender in (
        visible_people(access).filter(pk__in=list(people)).values_list("pk", "born", "gender")
    ):
        if isinstance(born, PartialDate) and gender:
            first, last = ages.month_of_leaving(gender, born)
            if first < before and last >= day.replace(day=1):  # the month that runs is still to be acted on
                due.append(_due(people[person_id], person_id, born.text, first, last, "identity"))
    return _soonest_first(due)


def _near_age(sex: str, youngest: int, oldest: int, day: date, before: date) -> pl.Expr:
    """Who of a sex may reach one of these ages, in months, between two days or in the month that runs."""
    least = youngest - _months_ahead(day, before) - 1
    return (
        (pl.col("gender").cast(pl.String) == sex)
        & (pl.col("age_months_high") >= least)
        & (pl.col("age_months_low") <= oldest + 2)
    )


def terms_ending(access: AccessContext, frame: pl.DataFrame, day: date, before: date) -> list[Due]:
    """Give the people of the frame whose term in a post or in a body ends before the day `before`."""
    due: list[Due] = []
    posts = list(
        _current(PostHolding.objects.known().holding(day), access, frame)
        .filter(term_ends_on__gte=str(day.year), term_ends_on__lt=before.isoformat())
        .values_list("person_id", "title_text", "term_ends_on")
    )
    members = list(
        _current(BodyMembership.objects.known().holding(day), access, frame)
        .filter(term__valid_before__gte=day, term__valid_before__lt=before)
        .values_list("person_id", "term__body__name", "term__valid_before")
    )
    people = _people(frame, (person_id for person_id, _what, _end in [*posts, *members]))
    for person_id, title, end in posts:
        if person_id in people and end.latest >= day:
            due.append(_due(people[person_id], person_id, title, end.earliest, end.latest, "post"))
    for person_id, body, end in members:
        if person_id in people:
            due.append(_due(people[person_id], person_id, body, end, end, "membership"))
    return _soonest_first(due)


def _people(frame: pl.DataFrame, among: Iterable[int] | None = None) -> dict[int, tuple[str, int | None]]:
    """Give the name and unit of the people of a frame, of those `among` where they are given."""
    if among is not None:
        frame = frame.filter(pl.col("person_id").is_in(sorted(set(among))))
    rows = frame.select("person_id", "full_name", "unit_id").iter_rows()
    return {person_id: (name, unit_id) for person_id, name, unit_id in rows}


def _current[Record: (SalaryStep, PostHolding, BodyMembership)](
    rows: QuerySet[Record], access: AccessContext, frame: pl.DataFrame
) -> QuerySet[Record]:
    # Few people: by their keys. Many: the whole scope, sifted by the caller.
    if frame.height <= 500:
        return rows.filter(person_id__in=frame["person_id"].to_list())
    return rows.filter(person__in=visible_people(access))


def _due(person: tuple[str, int | None], person_id: int, what: str, first: date, last: date, section: str) -> Due:
    return Due(person_id, person[0], person[1], "", what, first, last, section)


def _soonest_first(due: list[Due]) -> list[Due]:
    return sorted(due, key=lambda item: (item.earliest, item.latest, item.full_name, item.person_id))
