"""What follows from the count of a step's vote: the run goes on with whom, stops, is held again, or somebody decides.

A rule whose text nobody has read in full informs: what it says is put before an officer, who decides with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: Who has these outcomes goes on to the next step.
CARRYING: Final = ("chosen", "advance")
#: The text leaves it to somebody, or says nothing: an officer writes down what was decided, by whom and why.
LEFT_OPEN: Final = (
    "head_decides", "head_decides_and_reports", "chair_decides", "authority_decides", "report_all_opinions", "unsaid",
    "tie", "mixed", "rejected",
)  # fmt: skip


class Way(StrEnum):
    """What becomes of the run."""

    ON = "go_on"
    STOP = "stop"
    ASK = "ask"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Follow:
    """What follows, and the names that go on; None: those that came into the step."""

    way: Way
    carried: tuple[str, ...] | None = None


def follow(outcome: str, names: Mapping[str, str], *, confirmed: bool) -> Follow:
    """Tell what follows from the outcome of a vote and of each name in it.

    Whoever was chosen or advanced goes on, whatever the others came to. A stop by an unconfirmed rule is asked about.
    """
    carried = tuple(name for name, each in names.items() if each in CARRYING)
    if outcome in {"no_quorum", "second_round"}:
        return Follow(Way.AGAIN)
    if not confirmed and outcome != "input_only":
        return Follow(Way.ASK, carried or None)
    if carried:
        return Follow(Way.ON, carried)
    if outcome == "input_only" or outcome in CARRYING:
        return Follow(Way.ON)
    each = set(names.values()) or {outcome}
    if outcome == "stop_and_report" or each <= {"stop_and_report", "not_chosen"}:
        return Follow(Way.STOP)
    return Follow(Way.ASK)


def earlier_names(steps: Sequence[tuple[str, Sequence[str] | None]]) -> dict[str, list[str]]:
    """Give whom each earlier step came to, for lines that look back ("another than that of step 2")."""
    return {key: list(carried) for key, carried in steps if carried}
