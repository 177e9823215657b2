"""What this app adds to the pages of the apps below it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from canbo.accounts.models import User
from canbo.accounts.selectors import failed_reminders
from canbo.common.inbox import WHEN_LABELS, Waiting, grouped, waiting_for
from canbo.common.navigation import keep_count
from canbo.core.access import AccessContext
from canbo.web.selectors import file_number_of

#: How many things the first page names, and how long a mail that failed is told of.
_SHOWN, _TOLD = 8, timedelta(days=7)


def account_file(request: HttpRequest, user: User) -> str:
    """The part of an account's page that names its file and lets it be changed."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    number = file_number_of(access, user)
    return render_to_string("web/account_file.html", {"account": user, "number": number}, request=request)


def takes_part(access: AccessContext) -> bool:
    """Whether anything could wait for somebody: they were granted something, or a file is theirs."""
    return bool(access.grants) or access.person_id is not None


def inbox_panel(request: HttpRequest, _about: object) -> str | None:
    """The nearest of what waits for the viewer; where nothing does, that is said."""
    access, today = request.access, request.today  # type: ignore[attr-defined]
    if not takes_part(access):
        return None
    items = waiting_for(access, today)
    keep_count(request.session, "inbox", len(items))
    groups = [(when, WHEN_LABELS[when], held) for when, held in grouped(items[:_SHOWN], today)]
    context = {"groups": groups, "more": max(0, len(items) - _SHOWN)}
    return render_to_string("web/inbox_panel.html", context, request)


def failed_mails(access: AccessContext, today: date) -> Iterator[Waiting]:
    """For who manages all access: the days on which mails of reminder failed. One query."""
    for day, count in failed_reminders(access, today - _TOLD).items():
        words = ngettext("{count} thư không gửi được", "{count} thư không gửi được", count).format(count=count)
        yield Waiting(words, f"{reverse('reminder-log')}#{day:%Y-%m-%d}", since=day)
