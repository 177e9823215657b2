"""The level that a fair rater would be expected to give: from the result, the unit, the class of post and the year.

Every group of ratings is compared with what these predict, as learned from the ratings themselves. Groups that stand
out are let go of while learning, so that a lenient rater does not become the measure of the others. How and why:
docs/dev/mirror.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

#: A curve of its own needs this many ratings; fewer are told apart by a constant.
_OWN_CURVE: Final = 200
#: Points in which a curve is held.
_POINTS: Final = 100
#: So many units at least, for the level of a whole unit's results to say something.
_UNITS_FOR_CONTEXT: Final = 12
_LEAST_VARIANCE: Final = 0.005


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings by column: levels 0 to 3, results 0 to 100 (NaN where there is none), the others as codes from 0."""

    level: Floats
    result: Floats
    leader: Codes
    year: Codes
    unit: Codes
    rater: Codes
    person: Codes

    def __len__(self) -> int:
        return len(self.level)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a fair rater gives: mean and variance of each rating, and what is not known of the mean itself.

    `block` and `block_weight` name the stretch of the curve that a rating was read from and how many ratings hold it;
    `context` is the distance of the unit's results from the mean and `context_error` the error of one such step.
    """

    mean: Floats
    variance: Floats
    block: Codes
    block_weight: Floats
    context: Floats
    context_error: float


def mean_by(codes: Codes, values: Floats, weights: Floats, size: int) -> tuple[Floats, Floats]:
    """Give weighted means by group (0 where a group weighs nothing) and the weights of the groups."""
    weight = np.bincount(codes, weights, size)
    total = np.bincount(codes, weights * values, size)
    return np.divide(total, weight, out=np.zeros(size), where=weight > 0), weight


def rising(values: Floats, weights: Floats) -> tuple[Floats, Codes]:
    """Give the nearest sequence that never falls (pool adjacent violators) and the number of each one's block."""
    tops: list[list[float]] = []  # mean, weight, how many
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        tops.append([value, weight, 1])
        while len(tops) > 1 and tops[-2][0] >= tops[-1][0]:
            mean, weighs, count = tops.pop()
            last = tops[-1]
            last[0] = (last[0] * last[1] + mean * weighs) / (last[1] + weighs)
            last[1] += weighs
            last[2] += count
    counts = [int(top[2]) for top in tops]
    return np.repeat([top[0] for top in tops], counts), np.repeat(np.arange(len(tops)), counts)


def _curve(score: Floats, level: Floats, weights: Floats) -> tuple[Floats, Codes]:
    """Give the rising curve of the level over the score at each rating, and the block it lies in."""
    distinct = np.unique(score)
    if len(distinct) > _POINTS:
        distinct = np.unique(np.quantile(score, np.linspace(0, 1, _POINTS + 1)[1:-1]))
    place = np.searchsorted(distinct, score, side="left" if len(distinct) < _POINTS - 1 else "right")
    size = int(place.max()) + 1
    means, held = mean_by(place, level, weights, size)
    used = held > 0
    fitted, block = np.zeros(size), np.zeros(size, dtype=np.int64)
    fitted[used], block[used] = rising(means[used], held[used])
    where = np.flatnonzero(used)
    nearest = where[np.abs(np.arange(size)[:, None] - where[None, :]).argmin(axis=1)]
    return fitted[nearest][place], block[nearest][place]


def _filled(ratings: Ratings) -> tuple[Floats, Floats]:
    """Give results with the missing ones put in from the person's other years or the unit, and each unit's own level.

    The level of a small unit is drawn towards the whole: a few results say little about a unit.
    """
    known = ~np.isnan(ratings.result)
    if not known.any():
        return np.zeros(len(ratings)), np.zeros(len(ratings))
    given = np.where(known, ratings.result, 0.0)
    mean = float(given[known].mean())
    weights = known.astype(float)
    units, people = int(ratings.unit.max()) + 1, int(ratings.person.max()) + 1
    of_unit, held = mean_by(ratings.unit, given, weights, units)
    inside = float(np.var((given - of_unit[ratings.unit])[known])) + 1e-9
    several = held >= 2
    between = 0.0
    if several.sum() > 1:
        between = max(float(np.var(of_unit[several])) - float(np.mean(inside / held[several])), 0.0)
    pull = held * between / (held * between + inside)
    unit_level = mean + pull * (of_unit - mean)
    of_person, years = mean_by(ratings.person, given, weights, people)
    # One other year says about as much of this year as half of what the person differs from the unit by.
    guess = unit_level[ratings.unit]
    own = years[ratings.person]
    guess = np.where(own > 0, guess + (of_person[ratings.person] - guess) * own / (own + 1), guess)
    return np.where(known, given, guess), unit_level[ratings.unit] - mean


def expect(ratings: Ratings, trust: Floats, spread: float, groups: Codes) -> Expected:
    """Give what is expected of each rating.

    `trust` (0 to 1) is how far each rating may serve as a measure of the others; `spread` is the standard deviation
    of fair groups (in level steps), by which a large group counts for less than all its ratings.
    """
    filled, context = _filled(ratings)
    known = ~np.isnan(ratings.result)
    size = np.bincount(groups)[groups]
    weights = np.maximum(trust, 1e-6) / (1 + size * spread**2 / 0.25)
    stretch, error = 0.0, 0.0
    fitted, block, strata = _fit(ratings, filled, known, weights)
    if len(np.unique(ratings.unit)) >= _UNITS_FOR_CONTEXT and context.any():
        for _round in range(2):
            stretch, error = _context(ratings, filled, context, fitted, trust, spread, stretch)
            fitted, block, strata = _fit(ratings, filled + stretch * context, known, weights)
    shift, held = mean_by(ratings.year, ratings.level - fitted, weights, int(ratings.year.max()) + 1)
    fitted = np.clip(fitted + (shift * held / (held + 10))[ratings.year], 0, 3)
    _unused, blocks = np.unique(strata * 1000 + block, return_inverse=True)
    held = np.bincount(blocks, trust)[blocks]
    return Expected(fitted, _variance(ratings.level - fitted, fitted, trust), blocks, held, context, error)


def _fit(ratings: Ratings, score: Floats, known: NDArray[np.bool_], weights: Floats) -> tuple[Floats, Codes, Codes]:
    """Give level, block and stratum of each rating: a curve for each class of post, apart where results are missing."""
    fitted, block = np.zeros(len(ratings)), np.zeros(len(ratings), dtype=np.int64)
    strata = np.zeros(len(ratings), dtype=np.int64)
    for number, has in enumerate((known, ~known)):
        if not has.any():
            continue
        classes = [has & (ratings.leader == each) for each in (0, 1)]
        if all(each.sum() >= _OWN_CURVE for each in classes):
            for one, chosen in enumerate(classes):
                fitted[chosen], block[chosen] = _curve(score[chosen], ratings.level[chosen], weights[chosen])
                strata[chosen] = 2 * number + one
            continue
        strata[has] = 2 * number
        gap = np.zeros(len(ratings))
        for _round in range(3):
            fitted[has], block[has] = _curve(score[has], (ratings.level - gap)[has], weights[has])
            for each in classes:
                if each.any():
                    held = weights[each].sum()
                    gap[each] = np.sum((weights * (ratings.level - fitted))[each]) / (held + 3 * weights[has].mean())
        fitted[has] += gap[has]
    return fitted, block, strata


def _context(
    ratings: Ratings, filled: Floats, context: Floats, fitted: Floats, trust: Floats, spread: float, stretch: float
) -> tuple[float, float]:
    """Give how many points of the own result one point of the unit's counts for, and the error in level steps.

    A result is a noisy measure: of two people with the same one, the one among better colleagues is probably better.
    """
    units = int(ratings.unit.max()) + 1
    excess, held = mean_by(ratings.unit, ratings.level - fitted, trust, units)
    at, _held = mean_by(ratings.unit, context, np.ones(len(ratings)), units)
    noise = float(np.average((ratings.level - fitted) ** 2, weights=trust))
    weight = np.where(held > 0.5, 1 / (spread**2 + noise / np.maximum(held, 0.5)), 0.0)
    weight *= np.minimum(1.0, held / np.maximum(np.bincount(ratings.unit, minlength=units), 1))
    centred = at - np.average(at, weights=weight)
    strength = float(np.sum(weight * centred**2))
    if strength <= 0:
        return stretch, 0.0
    slope, error = _sturdy_slope(centred, excess, weight), strength**-0.5
    inside = filled - np.bincount(ratings.unit, filled)[ratings.unit] / np.bincount(ratings.unit)[ratings.unit]
    steep = float(np.sum(trust * inside * fitted)) / max(float(np.sum(trust * inside**2)), 1e-9)
    if steep <= 1e-6:
        return stretch, error
    certain = max(0.0, 1 - (error / slope) ** 2) if slope else 0.0
    return float(np.clip(stretch + certain * slope / steep, -1.0, 3.0)), error


def _sturdy_slope(at: Floats, excess: Floats, weight: Floats) -> float:
    """Give the slope of the excess over `at` that a few groups that stand out do not bend (Tukey's biweight).

    It begins from the weighted median of the slopes of single groups, which is the line of least absolute distance.
    """
    held = weight > 0
    at, excess, weight = at[held], excess[held], weight[held]
    middle, slope = _weighted_median(excess, weight), 0.0
    sloping = np.abs(at) > 1e-9
    if not sloping.any():
        return 0.0
    slope = _weighted_median((excess - middle)[sloping] / at[sloping], (weight * np.abs(at))[sloping])
    for _round in range(20):
        off = (excess - middle - slope * at) * np.sqrt(weight)
        scale = 4.685 * max(float(np.median(np.abs(off))) / 0.6745, 1e-6)
        sturdy = weight * np.clip(1 - (off / scale) ** 2, 0, None) ** 2
        centre = np.average(at, weights=sturdy)
        strength = float(np.sum(sturdy * (at - centre) ** 2))
        if strength <= 0:
            break
        before, mean = slope, float(np.average(excess, weights=sturdy))
        slope = float(np.sum(sturdy * (at - centre) * (excess - mean))) / strength
        middle = mean - slope * float(centre)
        if abs(slope - before) < 1e-7:
            break
    return slope


def _weighted_median(values: Floats, weights: Floats) -> float:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])


def _variance(excess: Floats, fitted: Floats, trust: Floats) -> Floats:
    """Give the variance of fair levels about what was expected, learned along the scale."""
    edges = np.unique(np.quantile(fitted, np.linspace(0, 1, 21)[1:-1]))
    place = np.searchsorted(edges, fitted, side="right")
    overall = float(np.average(excess**2, weights=np.maximum(trust, 1e-6)))
    mean, held = mean_by(place, excess**2, trust, len(edges) + 1)
    smooth: Floats = (mean * held + 10 * overall) / (held + 10)
    return np.maximum(smooth, _LEAST_VARIANCE)[place]
