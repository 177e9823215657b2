"""When a step is to be done: days counted from an event, working or not, at least or at most, before or after it.

The day of the event is not counted. A month ends on the same day of the later month, or on its last day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from canbo.core.dates import add_months
from canbo.core.errors import DomainError
from canbo.core.working_days import add_working_days, is_provisional
from canbo.procedures.domain.runs_law import PinnedDeadline, PinnedLaw


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which something may be done: from `not_before` to `due`, both counted in; None is open.

    `problem`: "" or why there is no day: event_unknown, calendar_missing (`year` says of which year).
    """

    not_before: date | None = None
    due: date | None = None
    is_provisional: bool = False
    problem: str = ""
    year: str = ""


def counted(day: date, count: int, unit: str) -> date:
    """Give the day so many days, working days, weeks or months after a day; before it where `count` is negative.

    Errors: calendar_missing.
    """
    match unit:
        case "working_days":
            return add_working_days(day, count)
        case "weeks":
            return day + timedelta(weeks=count)
        case "months":
            return add_months(day, count, rounding="down")
        case _:
            return day + timedelta(days=count)


def window(deadline: PinnedDeadline, event_on: date | None) -> Window:
    """Give the days that a deadline leaves, from the day of its event; what cannot be told is said, never guessed."""
    if event_on is None:
        return Window(problem="event_unknown")
    is_after = deadline.side == "after"
    try:
        day = counted(event_on, deadline.count if is_after else -deadline.count, deadline.unit)
    except DomainError as error:
        return Window(problem=error.code, year=str(error.extra.get("year", "")))
    unsure = deadline.unit == "working_days" and is_provisional(min(day, event_on), max(day, event_on))
    if is_after:
        return Window(None, day, unsure) if deadline.bound == "at_most" else Window(day, None, unsure)
    # At least so long before an event: no later than that day. At most so long before it: from that day to the event.
    return Window(None, day, unsure) if deadline.bound == "at_least" else Window(day, event_on, unsure)


def narrowed(windows: Iterable[Window]) -> Window:
    """Give the days that are left where several deadlines hold for one step: the latest start, the earliest end."""
    known = list(windows)
    starts = [each.not_before for each in known if each.not_before is not None]
    ends = [each.due for each in known if each.due is not None]
    unclear = next((each for each in known if each.problem), Window())
    return Window(
        max(starts, default=None), min(ends, default=None), any(each.is_provisional for each in known),
        unclear.problem, unclear.year,
    )  # fmt: skip


def is_met(law: PinnedLaw, deadline: PinnedDeadline, passed: Collection[str]) -> bool:
    """Tell whether a deadline of the whole procedure is met: the step that it names, or those with the same, are past.

    `passed`: the steps done or skipped. One that no step stands for is met when the run ends.
    """
    if deadline.until:
        return deadline.until in passed
    same = [
        step.id for step in law.steps
        if step.id == deadline.id or (step.deadline is not None and _counts_as(step.deadline, deadline))
    ]  # fmt: skip
    return bool(same) and all(key in passed for key in same)


def _counts_as(one: PinnedDeadline, other: PinnedDeadline) -> bool:
    return (one.count, one.unit, one.bound, one.side, one.event) == (
        other.count, other.unit, other.bound, other.side, other.event
    )  # fmt: skip
