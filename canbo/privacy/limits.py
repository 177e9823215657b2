"""The limits of the law on a day, out of the rule packs, with their citation and how sure they are."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from canbo.privacy.domain import clocks
from canbo.rules.library import library


class Cited(TypedDict):
    """A limit as it was when a clock was set by it: kept with the request or breach."""

    value: int
    unit: str
    cite: list[str]
    confirmed: bool
    note: str


def limit_value(name: str, day: date) -> tuple[int, Cited]:
    """Give a limit on the day, and how it is cited. Errors: parameter_unknown, no_value_in_force."""
    found = library()
    bound = found.law(day).bound(name)
    value = int(bound.value.content)
    cite = [
        f"{found.documents[each.document].number if each.document in found.documents else each.document}, {each.clause}"
        for each in bound.value.cite
    ]
    kept = Cited(
        value=value, unit=bound.parameter.kind, cite=cite, confirmed=bound.value.confirmed, note=bound.value.note
    )
    return value, kept


def law_limits(day: date) -> tuple[clocks.Limits, dict[str, Cited]]:
    """Give the limits of a request received on the day, and their citations by name."""
    names = (clocks.FIRST_ANSWER, clocks.OWN_DATA, clocks.FULFILMENT, clocks.FULFILMENT_WITH_OTHERS)
    found = {name: limit_value(name, day) for name in names}
    return clocks.Limits(*(found[name][0] for name in names)), {name: cited for name, (_v, cited) in found.items()}
