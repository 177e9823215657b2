"""One rating, as the mirror reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Levels from the lowest; a level is a place in this list.
LEVELS: Final = ("not_completed", "completed", "well", "excellent")


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating of one person in one year: levels 0 to 3, result 0 to 100; None and "" are not known."""

    row: int
    year: int | None
    unit: str
    rater: str
    person: str
    leader: bool
    self_level: int | None
    collective: int | None
    final: int | None
    result: float | None
    comment: str
