"""Shares of a stated base, and answers counted with those whose answer is not known."""

from __future__ import annotations

from dataclasses import dataclass

from canbo.core.counts import Hidden


def percent(part: int, base: int) -> float | None:
    """Give `part` of `base` in per cent, to one decimal, half rounding up; None where the base is empty."""
    if base <= 0 or isinstance(part, Hidden) or isinstance(base, Hidden):
        return None
    return (part * 2000 + base) // (2 * base) / 10


@dataclass(frozen=True, slots=True)
class Answer:
    """How many people something is so for, is not so for, and is not known for. The three make the total."""

    yes: int
    no: int
    unknown: int

    @property
    def total(self) -> int:
        """Everybody asked about."""
        return self.yes + self.no + self.unknown


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many people have each level as their highest, lowest level first, and how many are not known."""

    levels: tuple[tuple[str, int], ...]
    unknown: int

    @property
    def total(self) -> int:
        """Everybody asked about."""
        return sum(count for _, count in self.levels) + self.unknown

    @property
    def codes(self) -> tuple[str, ...]:
        """The levels, lowest first."""
        return tuple(code for code, _ in self.levels)

    def count(self, code: str) -> int:
        """How many have this level as their highest."""
        return dict(self.levels)[code]

    def at_least(self, code: str) -> int:
        """How many are known to have this level or a higher one."""
        start = self.codes.index(code)
        return sum(count for _, count in self.levels[start:])


@dataclass(frozen=True, slots=True)
class Band:
    """An age band in full years, both ends inclusive (None: open), and who is surely in it."""

    low: int | None
    high: int | None
    male: int
    female: int
    gender_unknown: int

    @property
    def total(self) -> int:
        """Everybody in the band."""
        return self.male + self.female + self.gender_unknown

    @property
    def key(self) -> str:
        """`-30`, `31-35` or `61-`."""
        return f"{'' if self.low is None else self.low}-{'' if self.high is None else self.high}"
