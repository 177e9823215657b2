"""The retirement ages in force on a day, from the packs."""

from __future__ import annotations

from datetime import date

from canbo.rules.domain.retirement import RetirementAges
from canbo.rules.library import library

#: A day on which what stands last in the packs is in force.
_LAST = date(2100, 1, 1)


def retirement_ages(as_of: date | None = None) -> RetirementAges:
    """Give the ages by sex and year in force on the day; without one, those that stand last.

    Errors: NoValueInForce before the first.
    """
    return library().law(as_of or _LAST).ages()
