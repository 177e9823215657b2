"""Working days of the offices: Monday to Friday without holidays, with the Saturdays worked for a moved day.

The days are data, with their sources: holidays.yaml beside this file. Outside the years that it covers nothing is
guessed: `calendar_missing` asks for the calendar of the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from canbo.core.errors import DomainError

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """One day off that would else be worked: its name, its source, whether the source was read."""

    day: date
    name: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A working day off, and the day of rest that is worked for it."""

    off: date
    worked: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The holidays of a year; `announced` where the authority has decided them."""

    year: int
    announced: bool
    holidays: tuple[Holiday, ...]
    moved: tuple[MovedDay, ...]


@cache
def calendar() -> dict[int, CalendarYear]:
    """Give the calendar by year. Errors: ValueError where the file puts a day into the wrong year."""
    raw = yaml.safe_load((Path(__file__).parent / "holidays.yaml").read_text(encoding="utf-8"))
    sources = raw["sources"]
    years: dict[int, CalendarYear] = {}
    for year, entry in raw["years"].items():
        days = [
            Holiday(day, each["name"], sources[each["source"]], each["confirmed"])
            for each in entry["holidays"]
            for day in _span(each["day"], each.get("last", each["day"]))
        ]
        moved = [
            MovedDay(each["day_off"], each["worked"], sources[each["source"]], each["confirmed"])
            for each in entry["moved"]
        ]
        if any(day.year != year for day in [*(each.day for each in days), *(each.off for each in moved)]):
            raise ValueError(f"holidays.yaml: a day of another year under {year}")
        years[year] = CalendarYear(year, entry["announced"], tuple(days), tuple(moved))
    return years


def coverage() -> tuple[int, int]:
    """Give the first and the last year of the calendar."""
    return min(calendar()), max(calendar())


def is_working_day(day: date) -> bool:
    """Tell whether offices work on the day. Errors: calendar_missing outside the years of the calendar."""
    year = calendar().get(day.year)
    if year is None:
        first, last = coverage()
        raise DomainError(
            "calendar_missing",
            "Chưa có lịch nghỉ lễ, tết của năm {year}; lịch đang có từ năm {first} đến năm {last}. "
            "Hãy đề nghị người quản trị bổ sung lịch của năm này.",
            year=str(day.year), first=str(first), last=str(last),
        )  # fmt: skip
    worked, off = _exceptions(day.year)
    return day in worked or (day.weekday() < 5 and day not in off)


def add_working_days(day: date, count: int) -> date:
    """Give the `count`-th working day after `day`, which is not counted itself; before it where `count` is negative.

    0 gives `day`, worked or not. Errors: calendar_missing.
    """
    step = _DAY if count > 0 else -_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and with `end`; negative where `end` is earlier.

    Errors: calendar_missing.
    """
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + _DAY * number) for number in range(1, (end - start).days + 1))


def is_provisional(start: date, end: date) -> bool:
    """Tell whether the days between rest on a calendar that is not announced or not confirmed."""
    for year in range(start.year, end.year + 1):
        entry = calendar().get(year)
        if entry is None or not entry.announced:
            return True
        days = [(each.day, each.confirmed) for each in entry.holidays]
        days += [(day, each.confirmed) for each in entry.moved for day in (each.off, each.worked)]
        if any(not sure and start <= day <= end for day, sure in days):
            return True
    return False


@cache
def _exceptions(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Give the days of rest that are worked, and the weekdays off; a day may be worked for one of another year."""
    entry = calendar()[year]
    worked = frozenset(each.worked for other in calendar().values() for each in other.moved if each.worked.year == year)
    return worked, frozenset([each.day for each in entry.holidays] + [each.off for each in entry.moved])


def _span(first: date, last: date) -> list[date]:
    return [first + _DAY * number for number in range((last - first).days + 1)]
