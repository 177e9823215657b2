"""Dates known to the day, the month or only the year, and counting in calendar months."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal, Never

from canbo.core.errors import DomainError
from canbo.core.unicode_forms import clean

type Precision = Literal["year", "month", "day"]

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100


class DateError(DomainError):
    """A date that cannot be read (`date_unreadable`) or is on no calendar (`date_nonexistent`)."""


@dataclass(frozen=True)
class PartialDate:
    """A date as far as it is known: year, year and month, or year, month and day.

    Years run from 1900 to 2100. Equality compares what is known: 1975 is not 01/1975.
    Raises DateError for values that are on no calendar.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise DateError(
                "date_unreadable", "Ngày có ghi ngày nhưng thiếu tháng. Hãy ghi thêm tháng hoặc chỉ ghi năm."
            )
        _check(self.year, self.month, self.day)

    @property
    def precision(self) -> Precision:
        """The smallest part that is known."""
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @cached_property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @cached_property
    def latest(self) -> date:
        """The last day it can be, inclusive."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @cached_property
    def code(self) -> str:
        """`1975`, `1975-03` or `1975-03-15`: the stored form, whose byte order is the order of earliest days."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    @property
    def text(self) -> str:
        """`1975`, `03/2015` or `15/08/1975`: the form officers read."""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.month:02d}/{self.year:04d}"
        return f"{self.day:02d}/{self.month:02d}/{self.year:04d}"

    def __str__(self) -> str:
        return self.text

    @classmethod
    def from_code(cls, code: str) -> "PartialDate":
        """Read the stored form back; DateError when it is not one."""
        found = _CODE.fullmatch(code)
        if found is None:
            raise DateError(
                "date_unreadable", "Mã ngày “{text}” không đúng dạng NNNN, NNNN-TT hoặc NNNN-TT-NN.", text=code
            )
        year, month, day = found.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def from_date(cls, day: date) -> "PartialDate":
        """The given day, known to the day. A datetime gives its date."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read a date as officers write it: day before month before year, or ISO.

        Reads 15/8/1975, 15.08.1975, 15-8-1975, 1975-08-15, 03/2015, 2015-03, 1975, “tháng 3 năm 2015”,
        “ngày 5 tháng 3 năm 1975”. Raises DateError: `date_nonexistent` for a date on no calendar,
        `date_unreadable` for anything else, years of two digits and years outside 1900–2100 included.
        """
        written = clean(text)
        plain = written.lower()
        for form in _FORMS:
            found = form.fullmatch(plain)
            if found is not None:
                parts = found.groupdict()
                year = _year(parts["year"], written)
                month = int(parts["month"]) if parts.get("month") else None
                day = int(parts["day"]) if parts.get("day") else None
                _check(year, month, day, written)
                return cls(year, month, day)
        return _refuse(written, plain)

    def at_or_before(self, day: date) -> bool | None:
        """Whether it is on or before `day`; None when the known parts cannot tell."""
        if self.latest <= day:
            return True
        if self.earliest > day:
            return False
        return None


def add_months(day: date, n: int, *, rounding: Literal["down", "up"]) -> date:
    """The same day of the month `n` months later (earlier when negative).

    Where that month is too short, `down` gives its last day and `up` the first day of the next:
    31/01 + 1 month is 28/02 (29/02) or 01/03.
    """
    months = day.year * 12 + day.month - 1 + n
    year, month = months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    if day.day <= last:
        return date(year, month, day.day)
    if rounding == "down":
        return date(year, month, last)
    # Only a short month comes here, so never December: the next month is in the same year.
    return date(year, month + 1, 1)


def months_between(start: PartialDate, end: date) -> tuple[int, int]:
    """Full calendar months from `start` to `end`, as (least, most) when the start is not known to the day.

    A month is full when the same day of the month is reached again: 15/08 to 15/09 is 1, 15/08 to 14/09 is 0,
    31/08 to 30/09 is 0 (and 31/08 to 01/10 is 1). A start after `end` counts 0.
    """
    return _full_months(start.latest, end), _full_months(start.earliest, end)


def _full_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day < start.day:
        months -= 1
    return max(months, 0)


_CODE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_D: Final = r"(?P<day>[0-9]{1,2})"
_M: Final = r"(?P<month>[0-9]{1,2})"
_Y: Final = r"(?P<year>[0-9]{1,4})"
_YYYY: Final = r"(?P<year>[0-9]{4})"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?:ngày )?{_D} ?(?P<mark>[/.-]) ?{_M} ?(?P=mark) ?{_Y}",
        rf"(?:tháng )?{_M} ?[/.-] ?{_YYYY}",
        rf"(?:năm )?{_YYYY}",
        rf"{_YYYY} ?(?P<mark>[/-]) ?{_M}(?: ?(?P=mark) ?{_D})?",
        rf"(?:ngày )?{_D},? tháng {_M},? năm {_Y}",
        rf"tháng {_M},? năm {_Y}",
    )
)
_SHORT_YEAR: Final = re.compile(r"(?:(?:năm|tháng) )?(?:[0-9]{1,2} ?[/.-] ?)?[0-9]{1,3}")


def _year(digits: str, written: str) -> int:
    if len(digits) != 4:
        _refuse_short_year(written)
    return int(digits)


def _refuse_short_year(written: str) -> Never:
    raise DateError(
        "date_unreadable",
        "“{text}” không ghi năm đủ bốn chữ số nên không biết là năm nào. Hãy ghi năm đủ bốn chữ số, ví dụ 15/8/1975, "
        "8/1975 hoặc 1975.",
        text=written,
    )


def _refuse(written: str, plain: str) -> Never:
    if not written:
        raise DateError("date_unreadable", "Chưa ghi ngày. Hãy ghi dạng 15/8/1975, 8/1975 hoặc 1975.", text=written)
    if _SHORT_YEAR.fullmatch(plain):
        _refuse_short_year(written)
    raise DateError(
        "date_unreadable",
        "Không đọc được “{text}” là ngày tháng. Hãy ghi dạng 15/8/1975, 8/1975 hoặc 1975.",
        text=written,
    )


def _check(year: int, month: int | None, day: int | None, written: str | None = None) -> None:
    """Raise DateError unless the parts are on the calendar; `written` is quoted in the sentence."""
    quoted = written or "/".join(str(part) for part in (day, month, year) if part is not None)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(
            "date_unreadable",
            "“{text}”: năm {year} nằm ngoài khoảng {first_year}–{last_year}. Hãy xem lại và ghi đúng năm.",
            year=year,
            first_year=FIRST_YEAR,
            last_year=LAST_YEAR,
            text=quoted,
        )
    if month is None:
        return
    if not 1 <= month <= 12:
        turned = day is not None and 1 <= day <= 12 and 1 <= month <= calendar.monthrange(year, day)[1]
        values = {"text": quoted, "month": month, "day": day, "year": year}
        if turned:
            raise DateError(
                "date_nonexistent",
                "“{text}”: không có tháng {month}. Hãy ghi ngày trước, tháng sau: {month}/{day}/{year}.",
                **values,
            )
        raise DateError(
            "date_nonexistent",
            "“{text}”: không có tháng {month}. Hãy ghi tháng từ 1 đến 12; nếu không rõ tháng, chỉ ghi {year}.",
            **values,
        )
    if day is None:
        return
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise DateError(
            "date_nonexistent",
            "“{text}”: tháng {month}/{year} chỉ có các ngày từ 1 đến {last}, không có ngày {day}. Hãy ghi lại ngày "
            "đúng; nếu không rõ ngày, chỉ ghi {month}/{year}.",
            month=month,
            year=year,
            last=last,
            day=day,
            text=quoted,
        )
