"""Mails of reminder: how many things of which kind wait, by which day, and a link; never a name, never a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.accounts.services.reminders import claim, due_users, prune_reminders, settle
from canbo.common.formats import day as day_text
from canbo.common.inbox import Item, When, waiting_for, when
from canbo.common.rows import viewing

log = structlog.get_logger(__name__)


def remind_all(today: date) -> int:
    """Send the day's mails; give how many were sent. Nothing where mail is not set up.

    A run twice on a day sends nothing again: each mail is claimed before it is sent. What the server refused is
    written down for the administrator and tried again by the next run of the same day.
    """
    prune_reminders(today)
    if not settings.CANBO_MAIL_HOST:
        return 0
    sent, unreachable = 0, ""
    connection = mailers["default"]
    for user in due_users(today):
        message, error = _message_to(user, today)
        if message is None and not error:
            continue
        reminder = claim(user=user, day=today)
        if reminder is None:
            continue
        error = error or unreachable
        if not error:
            try:
                connection.open()
            except OSError as refusal:
                # A server that is not there is not asked again for everybody else.
                error = unreachable = _words(refusal)
        if message is not None and not error:
            error = _sent(connection, message)
        settle(reminder=reminder, error=error)
        sent += not error
        if error:
            log.warning("reminder.failed", user_id=user.pk, error=error)
    connection.close()
    return sent


def subject_and_body(items: Iterable[Item], today: date) -> tuple[str, str]:
    """Give the words of a mail about what waits: kinds, counts and days, and where to look."""
    kinds: dict[str, tuple[str, list[date | None]]] = {}
    for item in items:
        kinds.setdefault(item.kind.key, (str(item.kind.label), []))[1].append(item.waiting.due)
    every = [due for _label, days in kinds.values() for due in days]
    late = _late(every, today)
    count = ngettext("{count} việc đang chờ", "{count} việc đang chờ", len(every)).format(count=len(every))
    subject = f"canbo: {count}" + (f", {_late_words(late)}" if late else "")
    lines = [
        _("Ngày {day}, trên canbo có {count}:").format(day=day_text(today), count=count),
        "",
        *(_line(label, days, today) for label, days in kinds.values()),
        "",
        _("Mở danh sách: {url}").format(url=settings.CANBO_SITE_URL + reverse("inbox")),
        _("Đổi cách nhắc việc: {url}").format(url=settings.CANBO_SITE_URL + reverse("reminders")),
        "",
        _("Thư tự động; không nêu tên người và nội dung việc. Xin không trả lời thư này."),
    ]
    return subject, "\n".join(lines) + "\n"


def _message_to(user: User, today: date) -> tuple[EmailMessage | None, str]:
    """Give the mail to an account, None where nothing waits for it; and what kept it from being made, if anything."""
    access = context_for(user, today)
    with viewing(access), translation.override(user.language):
        try:
            items = waiting_for(access, today)
        except Exception as fault:  # one list that fails must not keep everybody else from theirs
            log.exception("reminder.broken", user_id=user.pk)
            return None, type(fault).__name__
        if not items:
            return None, ""
        subject, body = subject_and_body(items, today)
    return EmailMessage(subject, body, to=[user.email], headers={"Auto-Submitted": "auto-generated"}), ""


def _sent(connection: object, message: EmailMessage) -> str:
    """Send over an open connection; give the error, "" where it was sent. A connection that failed is closed."""
    try:
        connection.send_messages([message])  # type: ignore[attr-defined]
    except OSError as refusal:  # what the mail server says is one, too
        connection.close()  # type: ignore[attr-defined]
        return _words(refusal)
    return ""


def _words(refusal: OSError) -> str:
    return f"{type(refusal).__name__}: {refusal}"


def _line(label: str, days: list[date | None], today: date) -> str:
    count = ngettext("{count} việc", "{count} việc", len(days)).format(count=len(days))
    late = _late(days, today)
    parts = [count, *([_late_words(late)] if late else [])]
    coming = [day for day in days if day is not None and day >= today]
    if coming:
        parts.append(_("hạn gần nhất {day}").format(day=day_text(min(coming))))
    return f"- {label}: {', '.join(parts)}"


def _late(days: Iterable[date | None], today: date) -> int:
    return sum(when(day, today) is When.OVERDUE for day in days)


def _late_words(count: int) -> str:
    return ngettext("{count} việc quá hạn", "{count} việc quá hạn", count).format(count=count)
