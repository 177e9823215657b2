"""The four levels as the files call them: what evaluation calls "well" stands in a file as "good"."""

from __future__ import annotations

from typing import Final

_TO_FILE: Final = {"not_completed": "not_completed", "completed": "completed", "well": "good", "excellent": "excellent"}
_FROM_FILE: Final = {there: here for here, there in _TO_FILE.items()}


def to_file(level: str) -> str:
    """Give a level as `personnel.levels.Rating` has it; KeyError for none of the four."""
    return _TO_FILE[level]


def from_file(level: str) -> str:
    """Give a level of a file as evaluation has it; "" where the file has none of the four."""
    return _FROM_FILE.get(level, "")
