"""Events as an iCalendar feed: kinds, days, places, links; what names people stays in the pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from canbo.common.calendar import Event


def feed_of(events: Iterable[Event], base: str, now: datetime) -> bytes:
    """Give the feed; `base` is the address of the site, of which the links and the lasting numbers are made.

    RFC 5545: lines folded at 75 bytes between letters, the time zone told, a number that stays for each event.
    """
    feed = Calendar()
    feed.add("prodid", "-//canbo//lich//VI")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", "canbo")
    feed.add("x-wr-timezone", settings.TIME_ZONE)
    feed.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for event in events:
        feed.add_component(_entry(event, base, now))
    feed.add_missing_timezones()
    return bytes(feed.to_ical())


def _entry(event: Event, base: str, now: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{hashlib.sha256(f'{base}|{event.key}'.encode()).hexdigest()[:40]}@canbo")
    entry.add("dtstamp", now)
    words = _("Đã huỷ: {what}").format(what=event.plain) if event.is_cancelled else event.plain
    entry.add("summary", words)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if isinstance(event.starts, datetime):
        zone = ZoneInfo(settings.TIME_ZONE)
        entry.add("dtstart", event.starts.astimezone(zone))
        if isinstance(event.ends, datetime):
            entry.add("dtend", event.ends.astimezone(zone))
    else:
        entry.add("dtstart", event.starts)
        entry.add("dtend", (event.ends or event.starts) + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
    if event.place:
        entry.add("location", event.place)
    entry.add("url", base + event.url)
    return entry
