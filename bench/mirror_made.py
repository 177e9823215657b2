"""Ratings made up in quite different ways, with the truth beside them: what the mirror is measured on.

Each way gives 60 units of 3 to 200 people, 4,000 people, six lenient and two harsh raters with at least 25 people a
year. The truth of a group is the mean of what was given less what a fair rater would have given, in level steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNITS, PEOPLE = 60, 4_000


@dataclass
class Made:
    year: NDArray[np.int64]
    unit: NDArray[np.int64]
    rater: NDArray[np.int64]
    person: NDArray[np.int64]
    leader: NDArray[np.int64]
    result: NDArray[np.float64]
    fair: NDArray[np.float64]
    level: NDArray[np.float64]
    lenient: list[int]
    harsh: list[int]

    def truth(self, group: NDArray[np.int64], which: int) -> float:
        return float((self.level - self.fair)[group == which].mean())


def sizes(rng: np.random.Generator, units: int = UNITS, people: int = PEOPLE) -> NDArray[np.int64]:
    """Units of 3 to 200 people that together have so many."""
    raw = np.exp(rng.normal(3.6, 1.0, units))
    found = np.clip(np.round(raw * people / raw.sum()), 3, 200).astype(np.int64)
    while found.sum() != people:
        place = rng.integers(units)
        step = 1 if found.sum() < people else -1
        if 3 <= found[place] + step <= 200:
            found[place] += step
    return found


def skeleton(rng: np.random.Generator, years: int, *, committees: bool = False):
    """Who is rated by whom in which year: the head of the unit, or two or three people who also rate elsewhere."""
    count = sizes(rng)
    unit_of = np.repeat(np.arange(UNITS), count)
    seat = np.concatenate([np.arange(n) for n in count])
    leader_of = (seat < np.maximum(1, np.round(count[unit_of] * 0.12))).astype(np.int64)
    year = np.tile(np.arange(years), PEOPLE)
    person = np.repeat(np.arange(PEOPLE), years)
    unit = unit_of[person]
    rater = unit.copy()
    if committees:
        shift = rng.integers(0, 3, len(unit)) * (rng.random(len(unit)) < 0.7)
        rater = (unit + shift) % UNITS
    seen = np.array([np.sum((rater == each) & (year == 0)) for each in range(UNITS)])
    chosen = rng.permutation(np.flatnonzero(seen >= 25))[:8]
    return year, unit, rater, person, leader_of[person], [int(r) for r in chosen[:6]], [int(r) for r in chosen[6:]]


def steps(rng, fair, rater, lenient, harsh, *, sure: float = 0.95):
    """What is given: lenient raters go one level up, harsh ones one down, nearly always, within the scale."""
    move = np.isin(rater, lenient).astype(float) - np.isin(rater, harsh)
    move *= rng.random(len(fair)) < sure
    return np.clip(fair + move, 0, 3)


def cut(latent, edges):
    return np.searchsorted(np.asarray(edges), latent).astype(float)


def by_thresholds(rng):
    """Levels by 50, 70 and 90 points of a noisy reading of the result; units differ much; one year."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 1)
    ability = 76 + rng.normal(0, 6, UNITS)[unit] + rng.normal(0, 9, PEOPLE)[person]
    result = np.clip(ability + rng.normal(0, 3, len(ability)), 0, 100)
    fair = cut(result + rng.normal(0, 4, len(result)), [50, 70, 90])
    level = steps(rng, fair, rater, lenient, harsh)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_latent(rng):
    """97 % in the two top levels; the result is a noisy measure of what the level is given by; leaders higher."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 1)
    ability = rng.normal(0, 0.4, UNITS)[unit] + rng.normal(0, 1, PEOPLE)[person]
    result = np.clip(75 + 8 * ability + rng.normal(0, 6, len(ability)), 0, 100)
    latent = ability + 0.5 * leader + rng.normal(0, 0.6, len(ability))
    fair = cut(latent, np.quantile(latent, [0.006, 0.03, 0.70]))
    level = steps(rng, fair, rater, lenient, harsh)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_line(rng):
    """A straight line of the result with noise, rounded; three years with a drift; leaders 0.3 higher."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 3)
    ability = rng.normal(0, 5, UNITS)[unit] + rng.normal(0, 8, PEOPLE)[person]
    result = np.clip(72 + ability + rng.normal(0, 5, len(ability)), 0, 100)
    latent = (result - 40) / 16 + 0.3 * leader + 0.05 * year + rng.normal(0, 0.5, len(result))
    latent += rng.normal(0, 0.3, PEOPLE)[person]
    fair = np.clip(np.round(latent), 0, 3)
    level = steps(rng, fair, rater, lenient, harsh, sure=0.9)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_ceiling(rng):
    """Good units are nearly all excellent with reason; others hardly; the lenient have little room left."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 1)
    ability = rng.normal(0, 0.9, UNITS)[unit] + rng.normal(0, 0.8, PEOPLE)[person]
    result = np.clip(78 + 9 * ability + rng.normal(0, 3, len(ability)), 0, 100)
    latent = ability + 0.3 * leader + rng.normal(0, 0.4, len(ability))
    fair = cut(latent, np.quantile(latent, [0.005, 0.03, 0.55]))
    level = steps(rng, fair, rater, lenient, harsh, sure=1.0)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_committees(rng):
    """Several raters in a unit, each in two or three units; two years."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 2, committees=True)
    ability = rng.normal(0, 0.5, UNITS)[unit] + rng.normal(0, 1, PEOPLE)[person]
    result = np.clip(74 + 9 * ability + rng.normal(0, 5, len(ability)), 0, 100)
    latent = ability + 0.4 * leader + rng.normal(0, 0.6, len(ability))
    fair = cut(latent, np.quantile(latent, [0.01, 0.05, 0.65]))
    level = steps(rng, fair, rater, lenient, harsh)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_sparse(rng):
    """Two in five have no result counted, half of all units count by fives; three years."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 3)
    ability = rng.normal(0, 0.4, UNITS)[unit] + rng.normal(0, 1, PEOPLE)[person]
    result = np.clip(75 + 9 * ability + rng.normal(0, 5, len(ability)), 0, 100)
    latent = ability + 0.4 * leader + rng.normal(0, 0.7, len(ability))
    fair = cut(latent, np.quantile(latent, [0.006, 0.04, 0.68]))
    result = np.where(unit % 2, np.round(result / 5) * 5, result)
    result = np.where(rng.random(len(result)) < 0.4, np.nan, result)
    level = steps(rng, fair, rater, lenient, harsh)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_tempers(rng):
    """Fair raters differ a little too (0.15 of a latent unit), the lenient by about 1.4; two years."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 2)
    ability = rng.normal(0, 0.5, UNITS)[unit] + rng.normal(0, 0.9, PEOPLE)[person]
    result = np.clip(75 + 9 * ability + rng.normal(0, 5, len(ability)), 0, 100)
    latent = ability + 0.3 * leader + rng.normal(0, 0.6, len(ability))
    edges = np.quantile(latent, [0.02, 0.12, 0.70])
    shift = rng.normal(0, 0.15, UNITS)
    shift[lenient], shift[harsh] = rng.normal(1.4, 0.15, 6), rng.normal(-1.4, 0.15, 2)
    fair = cut(latent, edges)
    level = cut(latent + shift[rater], edges)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_wide_scale(rng):
    """All four levels in use, much noise, results that say little; one year."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 1)
    ability = rng.normal(0, 0.3, UNITS)[unit] + rng.normal(0, 1, PEOPLE)[person]
    result = np.clip(60 + 10 * ability + rng.normal(0, 10, len(ability)), 0, 100)
    latent = ability + rng.normal(0, 1.0, len(ability))
    fair = cut(latent, np.quantile(latent, [0.1, 0.4, 0.8]))
    level = steps(rng, fair, rater, lenient, harsh, sure=0.85)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_hidden_quality(rng):
    """Units differ also in what no result shows: nobody can tell that from leniency, so this is the hard one."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 1)
    ability = rng.normal(0, 0.4, UNITS)[unit] + rng.normal(0, 1, PEOPLE)[person]
    result = np.clip(75 + 9 * ability + rng.normal(0, 5, len(ability)), 0, 100)
    latent = ability + rng.normal(0, 0.25, UNITS)[unit] + rng.normal(0, 0.6, len(ability))
    fair = cut(latent, np.quantile(latent, [0.006, 0.04, 0.70]))
    level = steps(rng, fair, rater, lenient, harsh)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_quota(rng):
    """At most a fifth of a unit is excellent, by rank of the result with noise; two years."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 2)
    ability = rng.normal(0, 0.5, UNITS)[unit] + rng.normal(0, 1, PEOPLE)[person]
    result = np.clip(75 + 9 * ability + rng.normal(0, 4, len(ability)), 0, 100)
    merit = result + 4 * leader + rng.normal(0, 5, len(ability))
    fair = np.where(merit < 52, 1.0, 2.0)
    for one in range(UNITS):
        for each in range(2):
            where = np.flatnonzero((unit == one) & (year == each))
            fair[where[np.argsort(-merit[where])[: max(1, len(where) // 5)]]] = 3.0
    level = steps(rng, fair, rater, lenient, harsh)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_points_alone(rng):
    """The level is the result by 50, 70 and 90 points, nothing else; results in whole points; one year."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 1)
    ability = 80 + rng.normal(0, 5, UNITS)[unit] + rng.normal(0, 8, PEOPLE)[person] + 3 * leader
    result = np.clip(np.round(ability), 0, 100)
    fair = cut(result, [49.5, 69.5, 89.5])
    level = steps(rng, fair, rater, lenient, harsh)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


def by_outliers(rng):
    """Heavy-tailed noise, leaders far higher, small units better, one in ten moves each year; three years, a quarter
    of results missing."""
    year, unit, rater, person, leader, lenient, harsh = skeleton(rng, 3)
    away = rng.random(len(unit)) < 0.1
    unit = np.where(away, rng.integers(0, UNITS, len(unit)), unit)
    rater = unit.copy()
    small = -0.3 * np.log(np.bincount(unit, minlength=UNITS) / 60)
    ability = (small + rng.normal(0, 0.3, UNITS))[unit] + rng.normal(0, 0.9, PEOPLE)[person]
    result = np.clip(72 + 7 * ability + 3 * rng.standard_t(3, len(ability)), 0, 100)
    latent = ability + 0.8 * leader + 0.4 * rng.standard_t(3, len(ability)) + 0.2 * rng.normal(0, 1, PEOPLE)[person]
    fair = cut(latent, np.quantile(latent, [0.005, 0.03, 0.72]))
    result = np.where(rng.random(len(result)) < 0.25, np.nan, result)
    level = steps(rng, fair, rater, lenient, harsh, sure=0.9)
    return Made(year, unit, rater, person, leader, result, fair, level, lenient, harsh)


#: Ways that were looked at while the method was made, and ways that it met only when it was done.
SEEN: dict[str, Callable[[np.random.Generator], Made]] = {
    each.__name__: each
    for each in (
        by_thresholds, by_latent, by_line, by_ceiling, by_committees, by_sparse, by_tempers, by_wide_scale, by_quota,
        by_hidden_quality,
    )
}  # fmt: skip
NEW: dict[str, Callable[[np.random.Generator], Made]] = {each.__name__: each for each in (by_points_alone, by_outliers)}
