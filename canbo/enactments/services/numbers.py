"""Series of numbers of a unit: opened, closed, numbers set aside and given up."""

from __future__ import annotations

from datetime import date

from canbo.core.access import AccessContext, Permission
from canbo.decisions import services as numbers
from canbo.decisions.models import Decision, NumberSeries
from canbo.enactments.permissions import not_found
from canbo.organizations.models import Unit


def open_series(
    *, access: AccessContext, unit: Unit, issuer_name: str, pattern: str, today: date, last: int = 0
) -> NumberSeries:
    """Open a series kept by a unit; `last` is the last number given this year before. Errors: those of `decisions`."""
    return numbers.open_series(
        access=access, unit_key=unit.pk, unit_path=unit.path, issuer_name=issuer_name, pattern=pattern, last=last,
        year=today.year,
    )  # fmt: skip


def close_series(*, access: AccessContext, series: NumberSeries) -> None:
    """Stop giving numbers of a series. Errors: NotFound, Forbidden."""
    numbers.close_series(access=access, series=series, unit_path=_path(access, series.unit_key))


def reserve_number(*, access: AccessContext, series: NumberSeries, today: date, reason: str) -> Decision:
    """Set the next number of this year aside. Errors: reason_missing, series_closed; NotFound, Forbidden."""
    return numbers.reserve_number(
        access=access, series=series, unit_path=_path(access, series.unit_key), year=today.year, reason=reason
    )


def void_number(*, access: AccessContext, held: Decision, reason: str) -> None:
    """Give up a number that was set aside. Errors: reason_missing, number_not_reserved; NotFound, Forbidden."""
    numbers.void_number(access=access, held=held, unit_path=_path(access, held.unit_key), reason=reason)


def _path(access: AccessContext, unit_key: int | None) -> str:
    unit = Unit.objects.filter(pk=unit_key or 0).first()
    if unit is None or not access.covers(Permission.VIEW_FILES, unit.path):
        raise not_found()
    return str(unit.path)
