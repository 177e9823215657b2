"""How ratings are spread: by unit, class of post, year and stage, how unanimous they are, how they follow results."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from canbo.evaluation.domain.rating import Rating


@dataclass(frozen=True, slots=True)
class Spread:
    """Ratings at each level (lowest first), those without one, and the share of the two top levels of those rated."""

    counts: tuple[int, int, int, int]
    unrated: int

    @property
    def rated(self) -> int:
        """Ratings that have a level."""
        return sum(self.counts)

    @property
    def shares(self) -> tuple[float, ...] | None:
        """The share of each level among those rated; None where nobody is."""
        return tuple(count / self.rated for count in self.counts) if self.rated else None

    @property
    def top_two(self) -> float | None:
        """The share of the two top levels among those rated."""
        return sum(self.counts[2:]) / self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class Step:
    """From one stage to the next, over ratings that have both: the mean change in levels, shares up, same, down."""

    n: int
    mean: float
    up: float
    same: float
    down: float


@dataclass(frozen=True, slots=True)
class Unanimity:
    """Units in one year with two people or more: how many gave everybody one level."""

    units: int
    one_level: int
    collective_kept: float | None


@dataclass(frozen=True, slots=True)
class Ties:
    """Ratings with a counted result: the rank correlation of level and result, and the mean result by level."""

    n: int
    correlation: float | None
    mean_result: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Distributions:
    """Everything that is told of how ratings are spread."""

    everybody: Spread
    by_unit: dict[str, Spread]
    by_year: dict[int, Spread]
    leaders: Spread
    staff: Spread
    stages: dict[str, Spread]
    steps: dict[str, Step | None]
    unanimity: Unanimity
    ties: Ties
    people_over_years: Step | None


def distributions(rows: Sequence[Rating]) -> Distributions:
    """Count the ratings. Those without a final level are told apart, never left out."""
    by_unit: dict[str, list[int | None]] = defaultdict(list)
    by_year: dict[int, list[int | None]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit].append(row.final)
        if row.year is not None:
            by_year[row.year].append(row.final)
    return Distributions(
        everybody=_spread(row.final for row in rows),
        by_unit={unit: _spread(levels) for unit, levels in by_unit.items()},
        by_year={year: _spread(by_year[year]) for year in sorted(by_year)},
        leaders=_spread(row.final for row in rows if row.leader),
        staff=_spread(row.final for row in rows if not row.leader),
        stages={
            "self": _spread(row.self_level for row in rows),
            "collective": _spread(row.collective for row in rows),
            "final": _spread(row.final for row in rows),
        },
        steps={
            "self_to_collective": _step((row.self_level, row.collective) for row in rows),
            "collective_to_final": _step((row.collective, row.final) for row in rows),
            "self_to_final": _step((row.self_level, row.final) for row in rows),
        },
        unanimity=_unanimity(rows),
        ties=_ties(rows),
        people_over_years=_step(_over_years(rows)),
    )


def _spread(levels: Iterable[int | None]) -> Spread:
    count = Counter(levels)
    return Spread((count[0], count[1], count[2], count[3]), count[None])


def _step(pairs: Iterable[tuple[int | None, int | None]]) -> Step | None:
    moves = [after - before for before, after in pairs if before is not None and after is not None]
    if not moves:
        return None
    n = len(moves)
    up, down = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    return Step(n, fmean(moves), up / n, (n - up - down) / n, down / n)


def _over_years(rows: Sequence[Rating]) -> Iterable[tuple[int, int]]:
    """Each person's level and that of their next year in the file."""
    levels: dict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row.person and row.year is not None and row.final is not None:
            levels[row.person][row.year] = row.final
    for years in levels.values():
        ordered = sorted(years)
        for before, after in pairwise(ordered):
            yield years[before], years[after]


def _grouped(rows: Sequence[Rating], key: Callable[[Rating], Hashable]) -> Iterable[list[Rating]]:
    groups: dict[Hashable, list[Rating]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups.values()


def _unanimity(rows: Sequence[Rating]) -> Unanimity:
    rated = [row for row in rows if row.final is not None]
    groups = [group for group in _grouped(rated, lambda row: (row.unit, row.year)) if len(group) >= 2]
    both = [row for row in rated if row.collective is not None]
    return Unanimity(
        len(groups),
        sum(len({row.final for row in group}) == 1 for group in groups),
        fmean(row.collective == row.final for row in both) if both else None,
    )


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, equal values sharing the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in order[start : end + 1]:
            ranks[place] = (start + end) / 2 + 1
        start = end + 1
    return ranks


def _ties(rows: Sequence[Rating]) -> Ties:
    both = [(float(row.final), row.result) for row in rows if row.final is not None and row.result is not None]
    by_level = [[result for level, result in both if level == each] for each in range(4)]
    means = tuple(fmean(each) if each else None for each in by_level)
    if len(both) < 3:
        return Ties(len(both), None, means)
    one, two = _ranks([level for level, _result in both]), _ranks([result for _level, result in both])
    middle = (len(both) + 1) / 2
    over = sum((a - middle) * (b - middle) for a, b in zip(one, two, strict=True))
    under = (sum((a - middle) ** 2 for a in one) * sum((b - middle) ** 2 for b in two)) ** 0.5
    return Ties(len(both), over / under if under else None, means)
