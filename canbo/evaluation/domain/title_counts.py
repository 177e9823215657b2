"""Counts of levels by title, as the official tables have them: each person once, in the first title that fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

#: From the highest: the order of the columns.
LEVELS: Final = ("excellent", "well", "completed", "not_completed")


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line of the table: a title with its code, and whether its holders lead (15A) or not (15B)."""

    key: int
    code: str
    name: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """Somebody to be counted. `titles`: those held, by key; `level`: "" where there is none."""

    subject: int
    titles: tuple[int, ...]
    level: str


@dataclass
class TitleCount:
    """How many of a title have each level, and how many none."""

    line: TitleLine
    levels: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    not_graded: int = 0

    @property
    def total(self) -> int:
        """Everybody of the title, those without a level among them."""
        return sum(self.levels.values()) + self.not_graded

    @property
    def top_share(self) -> float | None:
        """Excellent in per cent of those rated well or better, one decimal, half up; None where there are none."""
        return top_share(self.levels)


def top_share(levels: Mapping[str, int]) -> float | None:
    """Give excellent in per cent of well or better, one decimal, half up; None where nobody is."""
    base = levels["excellent"] + levels["well"]
    return (levels["excellent"] * 2000 + base) // (2 * base) / 10 if base else None


def count_titles(people: Iterable[Counted], lines: Sequence[TitleLine]) -> tuple[list[TitleCount], list[int]]:
    """Count each person once, in the first line that one of their titles has; give the others by their keys.

    Lines that nobody has stay out.
    """
    counts = {line.key: TitleCount(line) for line in lines}
    place = {line.key: number for number, line in enumerate(lines)}
    unplaced: list[int] = []
    seen: set[int] = set()
    for person in people:
        if person.subject in seen:
            continue
        seen.add(person.subject)
        fitting = [key for key in person.titles if key in place]
        if not fitting:
            unplaced.append(person.subject)
            continue
        found = counts[min(fitting, key=place.__getitem__)]
        if person.level:
            found.levels[person.level] += 1
        else:
            found.not_graded += 1
    return [each for each in counts.values() if each.total], unplaced
