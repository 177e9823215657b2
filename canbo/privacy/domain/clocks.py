"""The clock of a request: which limit counts for which kind, and where a day stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from canbo.core.working_days import add_working_days

FIRST_ANSWER: Final = "state.personal_data.first_answer"
FULFILMENT: Final = "state.personal_data.fulfilment"
FULFILMENT_WITH_OTHERS: Final = "state.personal_data.fulfilment_with_others"
OWN_DATA: Final = "state.personal_data.own_data"
EXTENSION: Final = "state.personal_data.extension"
BREACH_HOURS: Final = "state.personal_data.breach_hours"

#: Kinds whose limit is that of access, correction and deletion; the others have that of restriction and objection.
OWN_DATA_KINDS: Final = frozenset({"correction", "access", "deletion"})

#: Days left from which a limit is near.
NEAR: Final = 3

type Tone = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the law on the day of receipt: working days, days, days, days."""

    first_answer: int
    own_data: int
    fulfilment: int
    fulfilment_with_others: int


def due_days(kind: str, received_on: date, limits: Limits, *, has_third_party: bool) -> tuple[date, date]:
    """Give the day of the first answer and the day on which it must be done; the day of receipt is not counted.

    With a processor or a third party the longer limit holds. Errors: calendar_missing.
    """
    first = add_working_days(received_on, limits.first_answer)
    days = limits.own_data if kind in OWN_DATA_KINDS else limits.fulfilment
    if has_third_party:
        days = max(days, limits.fulfilment_with_others)
    return first, received_on + timedelta(days=days)


def tone_of(due: date, today: date) -> Tone:
    """Give the colour of a limit: red once it has passed, amber near it and on its day."""
    if today > due:
        return "red"
    return "amber" if (due - today).days <= NEAR else "green"
