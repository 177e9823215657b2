"""Time away from work within a period, as the files tell it: counted between what is sure and what may be.

A part of a month counts by its days, thirty to a month: how it is understood here, no text that was read says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from canbo.core.dates import PartialDate, add_months, months_between

SICK, MATERNITY, UNPAID, STUDY, SUSPENDED = "sick", "maternity", "unpaid", "study", "suspended"
TEMPORARY_CELL: Final = "temporary_cell"
SECONDED: Final = "seconded"
#: Leave under the law, maternity apart (Decree 90/2020, Article 2).
LEAVE: Final = frozenset({SICK, UNPAID})
#: Kinds of which it is plain that nothing was worked.
OFF: Final = LEAVE | {MATERNITY}
#: Kinds of which no text that was read says whether they count as worked.
OPEN: Final = frozenset({STUDY, SUSPENDED})
#: How a kind is called among the circumstances of a rating; sick leave goes by how long it was.
_CODES: Final[Mapping[str, str]] = {
    MATERNITY: "maternity", UNPAID: "absent", STUDY: "studying", SUSPENDED: "suspended", SECONDED: "seconded",
    TEMPORARY_CELL: "temporary_cell",
}  # fmt: skip
#: What concerns one scale alone: where a member belongs, who rates a civil servant who works elsewhere.
_OF_PARTY: Final = frozenset({TEMPORARY_CELL})
_OF_STATE: Final = frozenset({SECONDED})
_DAYS_A_MONTH: Final = 30


@dataclass(frozen=True, slots=True)
class Away:
    """A stretch of time in a file: its kind, from when until before when as far as known, where to."""

    kind: str
    start: PartialDate | None
    before: PartialDate | None
    place: str = ""
    unit_id: int | None = None

    @property
    def plain(self) -> dict[str, Any]:
        """The same as data, to be kept."""
        return {
            "kind": self.kind, "from": self.start.code if self.start else None,
            "before": self.before.code if self.before else None, "place": self.place, "unit": self.unit_id,
        }  # fmt: skip


def from_plain(given: Mapping[str, Any]) -> Away:
    """Read back what `Away.plain` gave."""
    start, before = given.get("from"), given.get("before")
    return Away(
        given["kind"], PartialDate.from_code(start) if start else None,
        PartialDate.from_code(before) if before else None, given.get("place", ""), given.get("unit"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """The days counted: from `first` to `last`; of what goes on without an end it is sure until `known_to` alone."""

    first: date
    last: date
    known_to: date

    @property
    def months(self) -> int:
        """How many months it has."""
        return months_between(PartialDate.from_date(self.first), _after(self.last))[0]


def within(aways: Iterable[Away], period: Period) -> tuple[Away, ...]:
    """Keep what surely lies within the period, at least in part."""
    return tuple(each for each in aways if _surely(each, period) or _begins_or_ends(each, period))


def circumstances(aways: Iterable[Away], period: Period, *, sick_months: int | None, of_party: bool) -> tuple[str, ...]:
    """Give the circumstances of a rating that follow. `sick_months`: from when the law tells long sickness apart."""
    found: list[str] = []
    held = within(aways, period)
    for each in held:
        if each.kind in (_OF_STATE if of_party else _OF_PARTY):
            continue
        if each.kind == SICK:
            least, _most = months_away(held, {SICK}, period)
            is_long = sick_months is not None and least >= sick_months
            found.append("sick_3_months" if is_long else "absent")
        else:
            found.append(_CODES[each.kind])
    return tuple(dict.fromkeys(found))


def worked(aways: Collection[Away], period: Period, whole: int) -> tuple[Fraction, Fraction] | None:
    """Give how many of `whole` months were worked: at least, at most; None where the files tell of no absence."""
    held = [each for each in within(aways, period) if each.kind in OFF | OPEN]
    if not held:
        return None
    sure, _most = months_away(held, OFF, period)
    _sure, most = months_away(held, OFF | OPEN, period)
    return cut(max(whole - most, Fraction(0))), cut(max(whole - sure, Fraction(0)))


def cut(months: Fraction) -> Fraction:
    """Give months with two decimals, cut and never rounded up: nobody reaches a bound by rounding."""
    return Fraction(int(months * 100), 100)


def holds_on(each: Away, day: date) -> bool:
    """Tell whether it may hold on a day."""
    begun = each.start is None or each.start.earliest <= day
    return begun and (each.before is None or each.before.latest > day)


def is_off_throughout(aways: Iterable[Away], period: Period) -> bool:
    """Tell whether nothing was surely worked from the first to the last day."""
    return months_away(aways, OFF, period)[0] == period.months


def months_away(aways: Iterable[Away], kinds: Collection[str], period: Period) -> tuple[Fraction, Fraction]:
    """Give the months of these kinds within the period: surely, at most. A day in two stretches counts once."""
    held = [each for each in aways if each.kind in kinds]
    surely = [span for each in held if (span := _surely(each, period)) is not None]
    maybe = [span for each in held if (span := _maybe(each, period)) is not None]
    return _months(surely), _months(maybe)


type _Span = tuple[date, date]


def _surely(each: Away, period: Period) -> _Span | None:
    if each.start is None:
        return None
    end = each.before.earliest if each.before is not None else _after(period.known_to)
    return _clipped(each.start.latest, end, period)


def _maybe(each: Away, period: Period) -> _Span | None:
    start = each.start.earliest if each.start is not None else period.first
    return _clipped(start, each.before.latest if each.before is not None else _after(period.last), period)


def _clipped(start: date, end: date, period: Period) -> _Span | None:
    start, end = max(start, period.first), min(end, _after(period.last))
    return (start, end) if start < end else None


def _begins_or_ends(each: Away, period: Period) -> bool:
    """Whether it begins, or is over, on a day that is not known but surely of the period."""
    begins = each.start is not None and period.first <= each.start.earliest and each.start.latest <= period.last
    ends = each.before is not None and period.first < each.before.earliest and each.before.latest <= period.last
    return begins or ends


def _months(spans: list[_Span]) -> Fraction:
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    whole = days = 0
    for start, end in joined:
        count = months_between(PartialDate.from_date(start), end)[0]
        whole += count
        days += (end - add_months(start, count, rounding="down")).days
    return whole + Fraction(days, _DAYS_A_MONTH)


def _after(day: date) -> date:
    return day + timedelta(days=1)
