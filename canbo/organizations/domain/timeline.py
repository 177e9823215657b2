"""Timelines of one unit: spans [from, before) that follow each other, and what a change on a day makes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

#: An unknown start is earlier than every day, an open end later than every day.
FIRST = date.min
LAST = date.max


@dataclass(frozen=True, slots=True)
class Span[Value]:
    """A value over [start, before); None: since before anybody knows, until further notice. `key` names its row."""

    value: Value
    start: date | None = None
    before: date | None = None
    key: int | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in the span."""
        return (self.start or FIRST) <= day < (self.before or LAST)


@dataclass(frozen=True, slots=True)
class Revision[Value]:
    """What to write: the rows that no longer say the truth, and the spans that take their place."""

    dropped: tuple[int, ...]
    added: tuple[Span[Value], ...]


def in_order[Value](spans: Iterable[Span[Value]]) -> list[Span[Value]]:
    """The spans by their start."""
    return sorted(spans, key=lambda span: span.start or FIRST)


def at[Value](spans: Iterable[Span[Value]], day: date) -> Span[Value] | None:
    """The span that holds on the day, or None."""
    return next((span for span in spans if span.holds(day)), None)


def nearest[Value](spans: Iterable[Span[Value]], day: date) -> Span[Value] | None:
    """The span that holds on the day, else the last before it, else the first after it."""
    chosen = None
    for span in in_order(spans):
        if chosen is not None and (span.start or FIRST) > day:
            break
        chosen = span
    return chosen


def window(spans: Sequence[Span[object]], day: date) -> tuple[date, date | None]:
    """The days that a change on `day` would decide about: from the day until the span it falls in ends."""
    span = at(spans, day)
    return day, span.before if span else None


def changed[Value](spans: Iterable[Span[Value]], day: date, value: Value) -> Revision[Value]:
    """Let the value hold from `day` until the span that `day` falls in ends; what was said of earlier days stays.

    Where nothing holds on the day, nothing is changed.
    """
    span = at(spans, day)
    if span is None or span.key is None:
        return Revision((), ())
    fresh = Span(value, day, span.before)
    if span.start == day:
        return Revision((span.key,), (fresh,))
    return Revision((span.key,), (replace(span, before=day, key=None), fresh))


def ended[Value](spans: Iterable[Span[Value]], day: date) -> Revision[Value]:
    """Let nothing hold from `day` on."""
    dropped: list[int] = []
    added: list[Span[Value]] = []
    for span in in_order(spans):
        if span.key is None or (span.before or LAST) <= day:
            continue
        dropped.append(span.key)
        if (span.start or FIRST) < day:
            added.append(replace(span, before=day, key=None))
    return Revision(tuple(dropped), tuple(added))


def covers(spans: Iterable[Span[object]], start: date, before: date | None) -> bool:
    """Whether some span holds on every day of [start, before)."""
    reached = start
    for span in in_order(spans):
        if (span.start or FIRST) <= reached < (span.before or LAST):
            reached = span.before or LAST
    return reached >= (before or LAST)


type ParentsOf = Callable[[frozenset[int]], Iterable[tuple[int, int | None, date | None, date | None]]]


def would_circle(unit_id: int, parent_id: int, start: date, before: date | None, parents_of: ParentsOf) -> bool:
    """Whether on some day of [start, before) the chain of parents from `parent_id` reaches `unit_id`.

    `parents_of(units)` gives (unit, parent, from, before) of every edge of these units, of any time.
    """
    if unit_id == parent_id:
        return True
    level: dict[int, list[tuple[date, date]]] = {parent_id: [(start, before or LAST)]}
    seen: set[tuple[int, date, date]] = set()
    while level:
        above: dict[int, list[tuple[date, date]]] = {}
        for child, parent, since, until in parents_of(frozenset(level)):
            if parent is None:
                continue
            for opens, closes in level[child]:
                first, last = max(opens, since or FIRST), min(closes, until or LAST)
                if first >= last or (parent, first, last) in seen:
                    continue
                if parent == unit_id:
                    return True
                seen.add((parent, first, last))
                above.setdefault(parent, []).append((first, last))
        level = above
    return False
