"""The mirror: leniency of units and raters, comments that repeat or say nothing, distributions. It changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canbo.evaluation.domain.copies import Copy, copies_in, corpus_of
from canbo.evaluation.domain.distributions import Distributions, distributions
from canbo.evaluation.domain.expected import Ratings
from canbo.evaluation.domain.leniency import Index, leniency
from canbo.evaluation.domain.meter import ITEMS, Item, measure
from canbo.evaluation.domain.rating import Rating
from canbo.evaluation.domain.stock import Wordings, learned
from canbo.evaluation.domain.wording import keys_of


@dataclass(frozen=True, slots=True)
class Generic:
    """A comment made of stock phrases or lacking nearly all that the meter asks for, and what it lacks."""

    row: int
    missing: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Mirror:
    """All that the mirror shows; rows are those of the ratings."""

    units: tuple[Index, ...]
    raters: tuple[Index, ...]
    copied: tuple[Copy, ...]
    generic: tuple[Generic, ...]
    distributions: Distributions


def mirror(ratings: Sequence[Rating], wordings: Wordings, given: Sequence[Rating] = ()) -> Mirror:
    """Hold the mirror up to ratings, in the order in which they were given.

    `given`: the same with the levels that the raters themselves gave, where these are known apart from the final ones.
    """
    units, raters = _indices(ratings)
    if given:
        _units, raters = _indices(given)
    copied, generic = _comments(ratings, wordings)
    return Mirror(units, raters, copied, generic, distributions(ratings))


def _indices(ratings: Sequence[Rating]) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    rated = [each for each in ratings if each.final is not None]
    units = list(dict.fromkeys(each.unit for each in rated))
    # Whoever rated without being named is one rater in each unit, and not told of.
    raters = list(dict.fromkeys((each.rater, "" if each.rater else each.unit) for each in rated))
    people = dict.fromkeys(each.person or f"\0{each.row}" for each in rated)
    years = sorted({each.year or 0 for each in rated})
    place_of = [{name: place for place, name in enumerate(names)} for names in (units, people, years)]
    rater_of = {name: place for place, name in enumerate(raters)}
    columns = Ratings(
        level=np.array([each.final for each in rated], dtype=float),
        result=np.array([np.nan if each.result is None else each.result for each in rated], dtype=float),
        leader=np.array([each.leader for each in rated], dtype=np.int64),
        year=np.array([place_of[2][each.year or 0] for each in rated], dtype=np.int64),
        unit=np.array([place_of[0][each.unit] for each in rated], dtype=np.int64),
        rater=np.array([rater_of[each.rater, "" if each.rater else each.unit] for each in rated], dtype=np.int64),
        person=np.array([place_of[1][each.person or f"\0{each.row}"] for each in rated], dtype=np.int64),
    )
    of_units, of_raters = leniency(columns, units, [rater for rater, _unit in raters])
    return tuple(of_units), tuple(each for each in of_raters if each.name)


def _comments(ratings: Sequence[Rating], wordings: Wordings) -> tuple[tuple[Copy, ...], tuple[Generic, ...]]:
    if not any(keys_of(each.comment) for each in ratings):
        return (), tuple(Generic(each.row, ITEMS) for each in ratings)
    texts = [each.comment for each in ratings]
    codes: dict[str, int] = {}
    raters = [codes.setdefault(each.rater or f"\0{each.unit}", len(codes)) for each in ratings]
    copied = copies_in(corpus_of(texts, raters, wordings.stock))
    known = wordings.learning(learned(texts, raters))
    told: dict[str, tuple[bool, tuple[Item, ...]]] = {}
    generic = []
    for each in ratings:
        if each.comment not in told:
            meter = measure(each.comment, known)
            told[each.comment] = meter.is_generic, meter.missing
        says_nothing, missing = told[each.comment]
        if says_nothing:
            generic.append(Generic(each.row, missing))
    return tuple(Copy(ratings[c.row].row, ratings[c.of_row].row, c.ratio) for c in copied), tuple(generic)
