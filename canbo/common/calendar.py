"""What stands in somebody's calendar: each app registers its days; the calendar's page and the feed read them here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from canbo.common import inbox
from canbo.core.access import AccessContext


@dataclass(frozen=True, slots=True)
class Event:
    """One thing on a day, or at a time of it (aware), in a calendar.

    `title` may name people and is shown in the page; `plain` names nobody and is what the feed tells, with the place
    and the link. `key` stays the same as long as the thing is the same: a moved meeting keeps its own.
    """

    key: str
    starts: date | datetime
    title: str
    plain: str
    url: str
    ends: date | datetime | None = None
    place: str = ""
    is_cancelled: bool = False

    @property
    def has_time(self) -> bool:
        """Whether it begins at a time, not on a day."""
        return isinstance(self.starts, datetime)

    @property
    def day(self) -> date:
        """The day on which it begins, here."""
        return localtime(self.starts).date() if isinstance(self.starts, datetime) else self.starts


type Provider = Callable[[AccessContext, date, date], Iterable[Event]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where events come from, and what they are called."""

    key: str
    label: str | Promise
    provider: Provider


_sources: dict[str, Source] = {}


def register_events(key: str, label: str | Promise, provider: Provider) -> None:
    """Add a source; registering a key again replaces it. A provider takes at most two queries."""
    _sources[key] = Source(key, label, provider)


def events(access: AccessContext, start: date, end: date, today: date) -> list[Event]:
    """Give the viewer's events and deadlines of the days from `start` to before `end`, in their order."""
    found = [event for source in _sources.values() for event in source.provider(access, start, end)]
    for item in inbox.waiting_for(access, today):
        due = item.waiting.due
        if due is not None and start <= due < end:
            plain = str(_("Hạn: {kind}")).format(kind=item.kind.label)
            key = f"{item.kind.key}:{item.waiting.url}"
            found.append(Event(key, due, item.waiting.title, plain, item.waiting.url))
    return sorted((each for each in found if start <= each.day < end), key=_order)


def _order(event: Event) -> tuple[date, str, str]:
    """By day, all of the day before what has a time, then by time and key."""
    time = f"{localtime(event.starts):%H:%M}" if isinstance(event.starts, datetime) else ""
    return event.day, time, event.key


def month_of(day: date) -> tuple[date, date]:
    """Give the first day of the month of a day, and the first of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)
