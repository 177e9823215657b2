"""Papers that a step asks for: whether each is there, in date on the day of the step, and for whom it is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from canbo.procedures.domain.runs_deadlines import counted
from canbo.procedures.domain.runs_law import PinnedPaper


class PaperStatus(StrEnum):
    """How a paper stands on a day. What lets a step go on: valid, waived."""

    VALID = "valid"
    WAIVED = "waived"
    UNDATED = "undated"
    EXPIRED = "expired"
    MISSING = "missing"


#: The better comes first: of several copies of one paper the best counts.
_ORDER = list(PaperStatus)


@dataclass(frozen=True, slots=True)
class Given:
    """A paper that was given: for one of those considered (`subject`), or for all of them (None)."""

    paper: str
    subject: int | None
    dated_on: date | None
    is_waived: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """How a paper that is asked for stands: the worst of those considered, and who has it not in order."""

    paper: PinnedPaper
    status: PaperStatus
    lacking: tuple[int, ...]
    last_day: date | None

    @property
    def is_met(self) -> bool:
        """Whether the step may go on."""
        return self.status in {PaperStatus.VALID, PaperStatus.WAIVED}


def last_day(paper: PinnedPaper, dated_on: date | None) -> date | None:
    """Give the last day on which a paper of that day is in date; None where it has no end, or no day is known.

    Errors: calendar_missing.
    """
    if paper.count is None or dated_on is None:
        return None
    return counted(dated_on, paper.count, paper.unit)


def status(paper: PinnedPaper, given: Given, day: date) -> PaperStatus:
    """Give how one paper stands on a day: one dated later than the day is not there yet. Errors: calendar_missing."""
    if given.is_waived:
        return PaperStatus.WAIVED
    if given.dated_on is not None and given.dated_on > day:
        return PaperStatus.MISSING
    if paper.count is None:
        return PaperStatus.VALID
    end = last_day(paper, given.dated_on)
    if end is None:
        return PaperStatus.UNDATED
    return PaperStatus.VALID if day <= end else PaperStatus.EXPIRED


def needed(paper: PinnedPaper, given: Sequence[Given], subjects: Sequence[int], day: date) -> Need:
    """Tell how a paper stands for everybody considered. One given for all serves each of them."""
    mine = [each for each in given if each.paper == paper.id]
    common = [status(paper, each, day) for each in mine if each.subject is None]

    def best(subject: int | None) -> PaperStatus:
        found = common + [status(paper, each, day) for each in mine if subject is not None and each.subject == subject]
        return min(found, key=_ORDER.index, default=PaperStatus.MISSING)

    ends = [end for each in mine if (end := last_day(paper, each.dated_on)) is not None]
    if not subjects:
        return Need(paper, best(None), (), max(ends, default=None))
    each_of = {subject: best(subject) for subject in subjects}
    worst = max(each_of.values(), key=_ORDER.index)
    ok = {PaperStatus.VALID, PaperStatus.WAIVED}
    return Need(
        paper, worst, tuple(subject for subject, held in each_of.items() if held not in ok), min(ends, default=None)
    )
