"""Times of the law beside each other: what they leave uncovered, where they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from canbo.rules.domain.model import Span


def common(one: Span, other: Span) -> Span | None:
    """Give the days that both have; None where there are none."""
    if not one.meets(other):
        return None
    ends = [end for end in (one.before, other.before) if end is not None]
    return Span(max(one.start, other.start), min(ends) if ends else None)


def uncovered(span: Span, covers: Iterable[Span]) -> Span | None:
    """Give the first stretch of a time that none of the others covers; None where all of it is covered."""
    start = span.start
    for each in sorted(covers, key=lambda cover: cover.start):
        if each.before is not None and each.before <= start:
            continue
        if each.start > start:
            break
        if each.before is None:
            return None
        start = each.before
        if span.before is not None and start >= span.before:
            return None
    following = [each.start for each in covers if each.start > start]
    end = min([*following, *([span.before] if span.before is not None else [])], default=None)
    return Span(start, end)


def in_words(span: Span) -> str:
    """Say a time: from 08/10/2025, from 01/07/2025 until before 08/10/2025."""
    start = f"từ {_day(span.start)}"
    return start if span.before is None else f"{start} đến trước {_day(span.before)}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
