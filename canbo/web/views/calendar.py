"""The viewer's month, and the feed that a calendar program fetches with the link's secret."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import groupby

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.access.selectors import context_for
from canbo.accounts.address import client_address
from canbo.accounts.services import calendar_links
from canbo.common.calendar import events, month_of
from canbo.common.rows import viewing
from canbo.web.feed import feed_of
from canbo.web.views.inbox import tabs
from canbo.web.views.reminders import reminders_page

WEEKDAYS = (_lazy("T2"), _lazy("T3"), _lazy("T4"), _lazy("T5"), _lazy("T6"), _lazy("T7"), _lazy("CN"))
#: How far back and ahead the feed reaches.
_BACK, _AHEAD = timedelta(days=62), timedelta(days=366)


@require_safe
def month(request: Request) -> HttpResponse:
    """The meetings and deadlines of one month, day by day."""
    start, end = month_of(_chosen(request.GET.get("thang", ""), request.today))
    found = events(request.access, start, end, request.today)
    context = {
        "start": start, "before": start - timedelta(days=1), "after": end, "tabs": tabs("calendar"),
        "days": [(day, list(held)) for day, held in groupby(found, key=lambda event: event.day)],
        "weeks": calendar.Calendar().monthdatescalendar(start.year, start.month),
        "weekdays": list(zip(WEEKDAYS, WEEKDAY_NAMES.values(), strict=True)), "busy": {event.day for event in found},
    }  # fmt: skip
    return render(request, "web/calendar.html", context)


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever the secret belongs to, as iCalendar: days, kinds, links; no names."""
    if not calendar_links.may_ask(client_address(request), secret):
        words = _("Hỏi lịch quá nhiều lần. Hãy thử lại sau 15 phút.")
        answer = HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
        answer.headers["Retry-After"] = "900"
        return answer
    user, today = calendar_links.owner_of(secret), timezone.localdate()
    access = context_for(user, today)
    base = settings.CANBO_SITE_URL or request.build_absolute_uri("/").rstrip("/")
    with viewing(access), translation.override(user.language):
        content = feed_of(events(access, today - _BACK, today + _AHEAD, today), base, timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


@require_POST
def make_link(request: Request) -> HttpResponse:
    """Make the link, or put a new one in its place; it is shown this once."""
    secret = calendar_links.make_link(access=request.access)
    base = settings.CANBO_SITE_URL or request.build_absolute_uri("/").rstrip("/")
    return reminders_page(request, link=base + reverse("calendar-feed", args=[secret]))


@require_POST
def revoke_link(request: Request) -> HttpResponse:
    """Take the link back: programs that hold it get nothing from now on."""
    calendar_links.revoke_link(access=request.access)
    return redirect("reminders")


def _chosen(written: str, today: date) -> date:
    """Give the first day of the month written as 2026-11; today where nothing or junk is written."""
    try:
        chosen = date.fromisoformat(f"{written}-01")
    except ValueError:
        return today
    return chosen if 1900 <= chosen.year <= 2100 else today
