"""Made-up ratings with the truth beside them; small enough for tests. `bench/mirror_made.py` makes them in ten ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canbo.evaluation.domain.expected import Ratings
from canbo.evaluation.domain.leniency import Index, leniency

UNITS = 40


@dataclass
class Made:
    ratings: Ratings
    fair: NDArray[np.float64]
    lenient: tuple[int, ...]
    harsh: tuple[int, ...]

    def told(self) -> list[Index]:
        names = [str(each) for each in range(UNITS)]
        return leniency(self.ratings, names, names)[1]

    def truth(self, rater: int) -> float:
        where = self.ratings.rater == rater
        return float((self.ratings.level - self.fair)[where].mean())


def make(seed: int, *, lenient: int = 4, harsh: int = 2, missing: float = 0.0, excellent: bool = False) -> Made:
    """40 units of 3 to 120 people, one rater each; 96 % in the two top levels before anybody is lenient."""
    rng = np.random.default_rng(seed)
    sizes = np.clip(rng.lognormal(3.6, 0.9, UNITS), 3, 120).astype(int)
    unit = np.repeat(np.arange(UNITS), sizes)
    size = len(unit)
    best = int(np.argmax(sizes))
    level_of_unit = rng.normal(0, 0.4, UNITS)
    if excellent:
        level_of_unit[best] = 1.5
    ability = level_of_unit[unit] + rng.normal(0, 1, size)
    leader = (rng.random(size) < 0.12).astype(np.int64)
    result = np.clip(75 + 8 * ability + rng.normal(0, 4, size), 0, 100)
    latent = ability + 0.4 * leader + rng.normal(0, 0.5, size)
    fair = np.searchsorted(np.quantile(latent, [0.006, 0.04, 0.7]), latent).astype(float)
    large = [each for each in rng.permutation(UNITS).tolist() if sizes[each] >= 25 and each != best]
    up, down = tuple(large[:lenient]), tuple(large[lenient : lenient + harsh])
    level = np.clip(fair + np.isin(unit, up) - np.isin(unit, down), 0, 3)
    known = np.where(rng.random(size) < missing, np.nan, result)
    people = np.arange(size)
    return Made(
        Ratings(level, known, leader, np.zeros(size, dtype=np.int64), unit, unit.copy(), people), fair, up, down
    )
