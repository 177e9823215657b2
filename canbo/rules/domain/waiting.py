"""When: the first later day on which time alone will have mended what fails, and on which all is met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import polars as pl

from canbo.rules.domain.binding import scene_of
from canbo.rules.domain.engine import (
    Compiled,
    Demanded,
    Outcome,
    Overall,
    Search,
    compiled,
    demanded,
    overall_of,
    prepared,
)
from canbo.rules.domain.factfile import derivable
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import CureBy
from canbo.rules.domain.results import Assessment, Finding

#: How far ahead days are looked at.
YEARS_AHEAD: Final = 15
_DAY: Final = "day ahead"


def with_days(
    frame: pl.DataFrame, law: Law, assessments: Sequence[Assessment], *, fixed: frozenset[str] = frozenset()
) -> list[Assessment]:
    """Say of each failing finding that time mends on which day it will hold, and of each assessment when all is met.

    Everything that follows from time is derived anew for each day ahead; whatever else is known stays as it is. The law
    of a day ahead is the law as far as it is known today. `fixed` names derived columns that were given as they are.
    """
    return [_with_days(frame, law, each, fixed) for each in assessments]


def _with_days(frame: pl.DataFrame, law: Law, assessment: Assessment, fixed: frozenset[str]) -> Assessment:
    waiting = {
        each.rule for each in assessment.findings if each.outcome is Outcome.FAIL and each.cure is CureBy.TIME
    }  # fmt: skip
    if not waiting:
        return assessment
    can_be_met = assessment.overall in {Overall.ALL_BUT_ONE, Overall.DOES_NOT} and all(
        each.rule in waiting for each in assessment.of(Outcome.FAIL)
    )
    found: dict[str, date] = {}
    met: date | None = None
    for start, before in _stretches(law, assessment.as_of):
        later = law.at(start)
        held, everything = _over_days(frame, later, assessment.search, waiting - set(found), (start, before), fixed)
        found.update(held)
        if met is None and can_be_met:
            met = everything
        if waiting <= set(found) and (met is not None or not can_be_met):
            break
    return replace(assessment, meets_on=met, findings=tuple(_dated(each, found) for each in assessment.findings))


def _dated(finding: Finding, found: dict[str, date]) -> Finding:
    return replace(finding, holds_on=found.get(finding.rule))


def _stretches(law: Law, as_of: date) -> Iterator[tuple[date, date]]:
    """The days ahead, cut where the law changes."""
    start, end = as_of + timedelta(days=1), date(as_of.year + YEARS_AHEAD, as_of.month, min(as_of.day, 28))
    for boundary in [*law.library.boundaries(start, end), end]:
        yield start, boundary
        start = boundary


def _over_days(
    frame: pl.DataFrame, law: Law, search: Search, rules: set[str], stretch: tuple[date, date], fixed: frozenset[str]
) -> tuple[dict[str, date], date | None]:
    """The first day of the stretch on which each rule is satisfied, and on which everything that counts is."""
    start, before = stretch
    asked = demanded(law, search.target, search.act)
    days = pl.DataFrame({_DAY: pl.date_range(start, before, closed="left", eager=True)})
    many = days.join(frame, how="cross")
    facts = {**search.target.facts, **search.facts}
    many = prepared(many, law, start, asked, acts=[facts], day=pl.col(_DAY), fresh=derivable(fixed))
    scene = scene_of(law, start, frozenset(many.columns), facts, day=pl.col(_DAY))
    found: list[tuple[Demanded, Compiled]] = [
        (each, compiled(each.condition, law, scene, search.target, search.act)) for each in asked
    ]
    held = {each.condition.id: one.satisfied.low for each, one in found if each.condition.id in rules}
    whole = overall_of(found) == int(Overall.MEETS_ALL)
    truths = many.select(pl.col(_DAY), *(expr.alias(rule) for rule, expr in held.items()), whole.alias("everything"))
    first = {rule: _first(truths, rule) for rule in held}
    # A rule that no longer stands is met from the day that it ends.
    first |= dict.fromkeys(rules - set(held), start)
    return {rule: day for rule, day in first.items() if day is not None}, _first(truths, "everything")


def _first(truths: pl.DataFrame, name: str) -> date | None:
    hits = truths[name].fill_null(False).arg_true()
    return truths[_DAY][int(hits[0])] if len(hits) else None
