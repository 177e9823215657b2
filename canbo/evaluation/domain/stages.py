"""How far a rating has come, from the days on which each stage was done."""

from __future__ import annotations

from datetime import date
from typing import Final

#: The stages in order, each with the day that tells it was done.
STAGES: Final = (
    ("decided", "decided_on"), ("told", "told_on"), ("concluded", "concluded_on"), ("voted", "voted_on"),
    ("assessed", "head_done_on"), ("self_done", "self_done_on"),
)  # fmt: skip


def stage_of(days: dict[str, date | None], *, not_rated: bool) -> str:
    """Give the furthest stage that was done; who is not rated stays so until something is decided."""
    for stage, day in STAGES:
        if days.get(day) is not None:
            return stage if not not_rated or stage == "decided" else "not_rated"
    return "not_rated" if not_rated else "not_started"
