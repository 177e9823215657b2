"""How values read in a reason: months as years and months, dates as officers write them, levels by their words."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from typing import Any

from canbo.rules.domain.lexicon import Type

type Label = Callable[[str], str]


def months_in_words(months: int, language: str) -> str:
    """Say a number of months: "1 năm 2 tháng", "1 year 2 months"."""
    years, rest = divmod(abs(months), 12)
    sign = "−" if months < 0 else ""
    if language == "en":
        parts = [f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in ((years, "year"), (rest, "month")) if n]
        return sign + (" ".join(parts) or "0 months")
    parts = [f"{n} {unit}" for n, unit in ((years, "năm"), (rest, "tháng")) if n]
    return sign + (" ".join(parts) or "0 tháng")


def day_in_words(day: date, kind: Type) -> str:
    """Say a day, or a month by its first day."""
    return f"{day:%m/%Y}" if kind is Type.MONTH else f"{day:%d/%m/%Y}"


def span_in_words(low: date, high: date, kind: Type, language: str) -> str:
    """Say the days that a date can be: a whole month or year by its name."""
    if low == high:
        return day_in_words(low, kind)
    if kind is not Type.MONTH and low.day == 1:
        if (low.month, high.month, high.day) == (1, 12, 31) and low.year == high.year:
            return f"{low:%Y}"
        if (low.year, low.month) == (high.year, high.month) and high.day == calendar.monthrange(low.year, low.month)[1]:
            return f"{low:%m/%Y}"
    first, last = day_in_words(low, kind), day_in_words(high, kind)
    return f"between {first} and {last}" if language == "en" else f"từ {first} đến {last}"


def value_in_words(kind: Type, low: Any, high: Any, language: str, label: Label = str) -> str:
    """Say a value, or the two ends of one that is known in part; "" where neither is known."""
    if low is None and high is None:
        return ""
    if low is None or high is None:
        known = value_in_words(kind, low if high is None else high, low if high is None else high, language, label)
        if language == "en":
            return f"at least {known}" if high is None else f"at most {known}"
        return f"ít nhất {known}" if high is None else f"nhiều nhất {known}"
    if kind in {Type.DATE, Type.MONTH}:
        return span_in_words(low, high, kind, language)
    if low != high:
        first, last = (value_in_words(kind, each, each, language, label) for each in (low, high))
        return f"between {first} and {last}" if language == "en" else f"từ {first} đến {last}"
    if kind is Type.MONTHS:
        return months_in_words(int(low), language)
    if kind is Type.BOOL:
        yes, no = ("yes", "no") if language == "en" else ("có", "không")
        return yes if low else no
    if kind is Type.LIST:
        return ", ".join(label(str(item)) for item in low)
    if isinstance(low, float):
        text = f"{low:.2f}".rstrip("0").rstrip(".")
        return text if language == "en" else text.replace(".", ",")
    return label(str(low))
