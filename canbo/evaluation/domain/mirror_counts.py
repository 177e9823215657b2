"""What the mirror counts of ratings, unit by unit, so that the counts of any choice of units can be added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from itertools import accumulate
from operator import add
from typing import Any, Final

from canbo.evaluation.domain.rating import Rating

#: Results are counted in so many bands of equal width.
BANDS: Final = 20
#: Counts by level, lowest first, the last those without one.
NO_LEVEL: Final = 4
STEPS: Final = ("self_to_collective", "collective_to_final", "self_to_final")

type Counts = dict[str, Any]


def added(one: Any, two: Any) -> Any:
    """Add counts up: numbers, lists place by place, mappings key by key."""
    if isinstance(one, Mapping):
        return {key: added(one[key], two[key]) if key in one and key in two else one.get(key, two.get(key))
                for key in {**one, **two}}  # fmt: skip
    if isinstance(one, list):
        return [added(a, b) for a, b in zip(one, two, strict=True)]
    return one + two


def without(counts: Any, one: Any) -> Any:
    """Take the counts of one rating out of those that it was added to."""
    if isinstance(counts, Mapping):
        return {key: without(value, one[key]) if key in one else value for key, value in counts.items()}
    if isinstance(counts, list):
        return [without(a, b) for a, b in zip(counts, one, strict=True)]
    return counts - one


def together(counts: Iterable[Counts]) -> Counts:
    """Add up the counts of units; of none, nothing."""
    whole: Counts = {}
    for each in counts:
        _add_into(whole, each)
    return whole


def _add_into(whole: Counts, more: Mapping[str, Any]) -> None:
    """Add counts to those held, in their place: a thousand units are added up on a page."""
    for key, value in more.items():
        if key not in whole:
            whole[key] = deepcopy(value)
        elif isinstance(value, dict):
            _add_into(whole[key], value)
        elif isinstance(value[0], list):
            for held, row in zip(whole[key], value, strict=True):
                if any(row):
                    held[:] = map(add, held, row)
        else:
            whole[key][:] = map(add, whole[key], value)


def counts_of(rating: Rating, votes: Mapping[str, int] | None) -> Counts:
    """Count one rating of the period itself. `votes`: the slips by level, None where they are not known."""
    found: Counts = {
        "years": {str(rating.year): {_who(rating): _one(rating.final)}},
        "stages": {
            "self": _one(rating.self_level), "collective": _one(rating.collective), "final": _one(rating.final),
        },
        "steps": {
            "self_to_collective": _step(rating.self_level, rating.collective),
            "collective_to_final": _step(rating.collective, rating.final),
            "self_to_final": _step(rating.self_level, rating.final),
        },
        "bands": [[0] * NO_LEVEL for _band in range(BANDS)],
        "votes": [0, 0, 0.0],
    }  # fmt: skip
    if rating.result is not None and rating.final is not None:
        found["bands"][band_of(rating.result)][rating.final] = 1
    slips = sum((votes or {}).values())
    if votes and slips:
        most = max(votes.values())
        found["votes"] = [1, int(most == slips), most / slips]
    return found


def counts_earlier(rating: Rating) -> Counts:
    """Count one rating of an earlier period."""
    return {"years": {str(rating.year): {_who(rating): _one(rating.final)}}}


def band_of(result: float) -> int:
    """Give the band of a result from 0 to 100; the full result belongs to the last."""
    return min(int(result * BANDS / 100), BANDS - 1)


def rank_correlation(bands: Sequence[Sequence[int]]) -> float | None:
    """Give how levels follow results by rank (-1 to 1), from counts by band and level; None where it says nothing."""
    total = sum(map(sum, bands))
    levels = [sum(band[level] for band in bands) for level in range(NO_LEVEL)]
    results = [sum(band) for band in bands]
    if total < 3:
        return None
    one, two = _middle_ranks(levels), _middle_ranks(results)
    middle = (total + 1) / 2
    over = sum(
        count * (one[level] - middle) * (two[place] - middle)
        for place, band in enumerate(bands)
        for level, count in enumerate(band)
    )
    under = sum(count * (one[level] - middle) ** 2 for level, count in enumerate(levels)) * sum(
        count * (two[place] - middle) ** 2 for place, count in enumerate(results)
    )
    return float(over / under**0.5) if under else None


def _middle_ranks(counts: Sequence[int]) -> list[float]:
    return [end - (count - 1) / 2 for count, end in zip(counts, accumulate(counts), strict=True)]


def _who(rating: Rating) -> str:
    return "leaders" if rating.leader else "staff"


def _one(level: int | None) -> list[int]:
    counts = [0] * (NO_LEVEL + 1)
    counts[NO_LEVEL if level is None else level] = 1
    return counts


def _step(before: int | None, after: int | None) -> list[int]:
    """Up, the same, down."""
    if before is None or after is None:
        return [0, 0, 0]
    return [int(after > before), int(after == before), int(after < before)]
