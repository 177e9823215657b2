"""How far a unit or a rater rates above what results and comparable units predict, and how sure that is.

The index is the mean excess in level steps, small groups drawn towards the whole; the interval holds 95 %. It says
what stands out, never why. How it is computed, and how often it errs: docs/dev/mirror.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt
from typing import Final, Literal

import numpy as np

from canbo.evaluation.domain.expected import Codes, Expected, Floats, Ratings, expect, mean_by

Flag = Literal["lenient", "harsh"]

#: Fair groups differ by this much at least (standard deviation, level steps); what stands out by the second.
_FAIR: Final = 0.2
_STANDING_OUT: Final = 0.8
#: Fair groups are not thought to differ by more than so many times what the middle half of groups shows.
_WIDER: Final = 1.2
#: How much of what fair groups differ by may be quality that no result shows rather than the hand of the rater.
_HIDDEN: Final = 0.7
#: A flag needs this excess (level steps), or so many times what fair groups differ by, at this probability, on so many
#: ratings.
_MARGIN: Final = 0.12
_TIMES: Final = 2.5
_SURE: Final = 0.95
_FEWEST: Final = 8
#: The error of few ratings is taken larger: two and a half times the variance at four, as it is at twenty.
_HANDFUL: Final = 24.0
#: With fewer ratings than this, standing out is thought the less likely from the beginning.
_ENOUGH: Final = 25
_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class Index:
    """The leniency of a group: ratings counted, mean excess in level steps, 95 % interval, what stands out."""

    name: str
    n: int
    index: float
    low: float
    high: float
    flag: Flag | None


@dataclass(frozen=True, slots=True)
class Bulk:
    """How fair groups differ (standard deviation, level steps) and the share of groups that stand out."""

    spread: float
    outside: float


def leniency(ratings: Ratings, units: list[str], raters: list[str]) -> tuple[list[Index], list[Index]]:
    """Give the index of every unit and every rater, in the order of their names' codes."""
    if not len(ratings):
        return [], []
    trust, bulk = np.ones(len(ratings)), Bulk(0.1, 0.1)
    for _round in range(_ROUNDS):
        expected = expect(ratings, trust, bulk.spread, ratings.rater)
        excess = ratings.level - expected.mean
        own, _n = mean_by(ratings.rater, excess, np.ones(len(ratings)), len(raters))
        again = _same_person(ratings.person, excess - own[ratings.rater], expected.variance)
        by_rater = _groups(ratings, expected, ratings.rater, len(raters), again)
        by_unit = _groups(ratings, expected, ratings.unit, len(units), again)
        # While those who stand out still weigh on the measure, it is off for everybody: compare with the middle.
        middle = _middle(*by_rater)
        by_rater_from, by_unit_from = (by_rater[0] - middle, by_rater[1]), (by_unit[0] - middle, by_unit[1])
        bulk = _bulk(*by_rater_from)
        fair = np.minimum(_fair(*by_rater_from, bulk)[ratings.rater], _fair(*by_unit_from, bulk)[ratings.unit])
        if np.abs(fair - trust).max() < 0.01:
            break
        trust = fair
    told = []
    hidden = _HIDDEN * bulk.spread
    for names, codes, (mean, error) in ((units, ratings.unit, by_unit), (raters, ratings.rater, by_rater)):
        counts = np.bincount(codes, minlength=len(names))
        told.append([
            _index(name, int(n), float(m), sqrt(float(e) ** 2 + hidden**2), bulk)
            for name, n, m, e in zip(names, counts, mean, error, strict=True)
        ])  # fmt: skip
    return told[0], told[1]


def _same_person(person: Codes, excess: Floats, variance: Floats) -> float:
    """Give how alike two ratings of one person are (correlation, 0 to 0.9): they do not count as two."""
    scaled = excess / np.sqrt(variance)
    total, squares = np.bincount(person, scaled), np.bincount(person, scaled**2)
    count = np.bincount(person)
    pairs = float(np.sum(count * (count - 1)))
    return float(np.clip(np.sum(total**2 - squares) / pairs, 0.0, 0.9)) if pairs else 0.0


def _groups(ratings: Ratings, expected: Expected, codes: Codes, size: int, again: float) -> tuple[Floats, Floats]:
    """Give the mean excess of each group and its standard error."""
    ones = np.ones(len(ratings))
    mean, n = mean_by(codes, ratings.level - expected.mean, ones, size)
    n = np.maximum(n, 1)
    pairs, place = np.unique(codes * (int(ratings.person.max()) + 1) + ratings.person, return_inverse=True)
    of_pair = pairs // (int(ratings.person.max()) + 1)
    together = np.bincount(place, np.sqrt(expected.variance)) ** 2
    noise = again * np.bincount(of_pair, together, size) + (1 - again) * np.bincount(codes, expected.variance, size)
    blocks = int(expected.block.max()) + 1
    stretches, where = np.unique(codes * blocks + expected.block, return_inverse=True)
    count = np.bincount(where)
    first = np.zeros(len(stretches), dtype=np.int64)
    first[where] = np.arange(len(where))
    learned = np.bincount(
        stretches // blocks, count**2 * expected.variance[first] / np.maximum(expected.block_weight[first], 1), size
    )
    context, _n = mean_by(codes, expected.context, ones, size)
    spread_of_context = float(np.std(expected.context)) or 1.0
    slope = np.minimum(np.abs(context), 3 * spread_of_context) * expected.context_error
    # A handful of ratings differs by more than the ratings of the whole tell: one event, one misjudged year.
    return mean, np.sqrt((noise + learned) / n**2 * (1 + _HANDFUL / n**2) + slope**2)


def _middle(mean: Floats, error: Floats) -> float:
    """Give the weighted median of the groups, the surer ones weighing more."""
    order = np.argsort(mean)
    weight = np.cumsum(1 / (error[order] ** 2 + 0.1**2))
    return float(mean[order][np.searchsorted(weight, weight[-1] / 2)])


def _density(mean: Floats, variance: Floats) -> Floats:
    return np.exp(-(mean**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)


def _bulk(mean: Floats, error: Floats) -> Bulk:
    """Learn how fair groups differ and how many stand out, by expectation and maximisation.

    What stands out must not widen the measure of the fair: the spread stays near what the middle half of groups shows.
    """
    spread, outside = 0.1, 0.1
    middle = float(np.median(np.abs(mean))) / 0.6745
    most = max(0.05, _WIDER * sqrt(max(middle**2 - float(np.median(error)) ** 2, 0.0)))
    for _step in range(200):
        out = outside * _density(mean, _STANDING_OUT**2 + error**2)
        fair = (1 - outside) * _density(mean, spread**2 + error**2)
        share = fair / np.maximum(fair + out, 1e-300)
        pull = spread**2 / (spread**2 + error**2)
        # What a fair group is thought to be, squared, plus what is left unknown of it.
        squares = (pull * mean) ** 2 + pull * error**2
        learned = sqrt(float(np.sum(share * squares)) / max(float(np.sum(share)), 1.0))
        shares = (float(np.sum(1 - share)) + 1) / (len(mean) + 10)
        learned = min(max(learned, 0.01), most)
        done = abs(learned - spread) < 1e-5 and abs(shares - outside) < 1e-5
        spread, outside = learned, shares
        if done:
            break
    return Bulk(spread, outside)


def _fair(mean: Floats, error: Floats, bulk: Bulk) -> Floats:
    """Give the probability that each group belongs to the fair ones."""
    out = bulk.outside * _density(mean, _STANDING_OUT**2 + error**2)
    fair = (1 - bulk.outside) * _density(mean, bulk.spread**2 + error**2)
    share: Floats = fair / np.maximum(fair + out, 1e-300)
    return share


def _index(name: str, n: int, mean: float, error: float, bulk: Bulk) -> Index:
    """Draw a mean towards the whole, by what fair groups and those that stand out look like."""
    outside = bulk.outside * min(1.0, n / _ENOUGH) ** 2
    parts = []
    for share, spread in ((1 - outside, max(bulk.spread, _FAIR)), (outside, _STANDING_OUT)):
        whole = spread**2 + error**2
        pull = spread**2 / whole
        weight = share * np.exp(-(mean**2) / (2 * whole)) / sqrt(whole)
        parts.append((float(weight), pull * mean, sqrt(pull) * error))
    total = sum(weight for weight, _m, _s in parts) or 1.0

    def below(x: float) -> float:
        return sum(w * 0.5 * (1 + erf((x - m) / (s * sqrt(2)))) for w, m, s in parts) / total

    def at(share: float) -> float:
        low, high = mean - 8 * error - 3, mean + 8 * error + 3
        for _step in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle) < share else (low, middle)
        return (low + high) / 2

    index = sum(w * m for w, m, _s in parts) / total
    margin = max(_MARGIN, _TIMES * bulk.spread)
    flag: Flag | None = None
    if n >= _FEWEST and 1 - below(margin) >= _SURE:
        flag = "lenient"
    elif n >= _FEWEST and below(-margin) >= _SURE:
        flag = "harsh"
    return Index(name, n, round(index, 4), round(at(0.025), 4), round(at(0.975), 4), flag)
