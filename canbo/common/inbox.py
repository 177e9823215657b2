"""What waits for somebody: each app registers what it has; the page, the mail and the calendar read it here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the viewer: what, where it is done, by which day, since when.

    `title` and `detail` may name people, so they are shown in the page and leave it by no mail and no feed. `url` is
    the thing's own within its kind: the deadline's number in the calendar is made of it.
    """

    title: str
    url: str
    due: date | None = None
    since: date | None = None
    detail: str = ""


type Provider = Callable[[AccessContext, date], Iterable[Waiting]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of things that wait. The label names no person: it is all that a mail or a feed tells of them."""

    key: str
    label: str | Promise
    provider: Provider


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits, with its kind."""

    kind: Kind
    waiting: Waiting


class When(StrEnum):
    """How near the day is by which a thing is wanted."""

    OVERDUE = "qua-han"
    TODAY = "hom-nay"
    WEEK = "tuan-nay"
    LATER = "sau"
    NO_DAY = "khong-han"


WHEN_LABELS: dict[When, str | Promise] = {
    When.OVERDUE: _("Quá hạn"),
    When.TODAY: _("Hôm nay"),
    When.WEEK: _("Trong tuần này"),
    When.LATER: _("Sau đó"),
    When.NO_DAY: _("Không có hạn"),
}

_kinds: dict[str, Kind] = {}


def register_inbox(key: str, label: str | Promise, provider: Provider) -> None:
    """Add a kind; registering a key again replaces it. A provider takes at most two queries."""
    _kinds[key] = Kind(key, label, provider)


def kinds() -> list[Kind]:
    """Give every kind, in the order of registering."""
    return list(_kinds.values())


def waiting_for(access: AccessContext, today: date) -> list[Item]:
    """Give all that waits for the viewer, the nearest day first, what has no day last."""
    found = [Item(kind, each) for kind in _kinds.values() for each in kind.provider(access, today)]
    return sorted(found, key=lambda item: (item.waiting.due or date.max, item.waiting.since or date.max))


def when(due: date | None, today: date) -> When:
    """Tell how near a day is; the week ends on Sunday."""
    if due is None:
        return When.NO_DAY
    if due < today:
        return When.OVERDUE
    if due == today:
        return When.TODAY
    return When.WEEK if due <= today + timedelta(days=6 - today.weekday()) else When.LATER


def grouped(items: Iterable[Item], today: date) -> list[tuple[When, list[Item]]]:
    """Give the items by nearness, the groups that hold any, in order."""
    groups: dict[When, list[Item]] = {each: [] for each in When}
    for item in items:
        groups[when(item.waiting.due, today)].append(item)
    return [(each, held) for each, held in groups.items() if held]
