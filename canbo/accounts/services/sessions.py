"""The browsers in which accounts are signed in: kept when one begins, ended one by one or all at once."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from canbo.accounts.address import client_address
from canbo.accounts.models import SignedIn, User
from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound

#: What the session itself holds: the row it has, the key it had then, and when the row was last written.
_ROW, _KEY, _SEEN = "signed_in", "signed_in_key", "signed_in_seen"

#: How often "last seen" is written, in seconds.
_EVERY = 300

#: How long ended sessions are remembered.
_KEPT = timedelta(days=90)


def begin(request: HttpRequest, user: User, method: str) -> None:
    """Keep that the account has signed in with this browser."""
    session, now = request.session, timezone.now()
    if session.session_key is None:
        return  # a session that no store holds cannot be ended either
    if own_row(session) is not None:
        keep_up(request)  # the same user has signed in once more
        return
    row = SignedIn.objects.create(
        user=user, session_key=session.session_key, method=method[:60], address=client_address(request) or None,
        device=request.META.get("HTTP_USER_AGENT", "")[:300], started_at=now, seen_at=now,
    )  # fmt: skip
    session[_ROW], session[_KEY], session[_SEEN] = row.pk, session.session_key, time.time()


def keep_up(request: HttpRequest) -> None:
    """Write now and then that the browser is in use, and at once its new key where its session was given one."""
    session = request.session
    row_id = own_row(session)
    if row_id is None or session.session_key is None:
        return
    if session[_KEY] == session.session_key and time.time() - session[_SEEN] < _EVERY:
        return
    SignedIn.objects.filter(pk=row_id, ended_at__isnull=True).update(
        session_key=session.session_key, seen_at=timezone.now(), address=client_address(request) or None
    )
    session[_KEY], session[_SEEN] = session.session_key, time.time()


def own_row(session: SessionBase) -> int | None:
    """Give the number of the row of a session; None where it has none."""
    row_id: int | None = session.get(_ROW)
    return row_id


def signed_out(session: SessionBase) -> None:
    """Keep that the browser has signed out."""
    row_id = own_row(session)
    if row_id is not None:
        _end(SignedIn.objects.filter(pk=row_id), SignedIn.End.SIGNED_OUT)


def end_session(*, access: AccessContext, session_id: int) -> None:
    """End one session of the actor's own, at once. Errors: NotFound for what is not theirs or is over."""
    with transaction.atomic():
        if not _end(SignedIn.objects.filter(pk=session_id, user_id=access.user_id or 0), SignedIn.End.ENDED):
            raise NotFound("session_not_found", "Phiên đăng nhập này đã kết thúc hoặc không phải của bạn.")
        _record(access, access.user_id, access.user_name, 1)


def end_sessions(*, access: AccessContext, user: User, why: str = SignedIn.End.ENDED, keep: int | None = None) -> int:
    """End every session of an account (but the one of row `keep`) at once; give how many there were.

    One's own, or anybody's by who manages the access of the whole system. Errors: Forbidden.
    """
    if access.user_id != user.pk:
        access.require(Permission.MANAGE_ACCESS, "")
    with transaction.atomic():
        count = _end(SignedIn.objects.filter(user=user).exclude(pk=keep or 0), why)
        if count:
            _record(access, user.pk, str(user), count)
    return count


def prune_sessions() -> None:
    """Forget sessions that ended long ago, and those whose time ran out without a word."""
    SignedIn.objects.filter(seen_at__lt=timezone.now() - _KEPT).delete()


def _end(rows: Any, why: str) -> int:
    """End those of the rows that are open; their browsers are strangers from their next request on."""
    rows = rows.filter(ended_at__isnull=True)
    keys = [key for key in rows.values_list("session_key", flat=True) if key]
    Session.objects.filter(session_key__in=keys).delete()
    return int(rows.update(ended_at=timezone.now(), ended_why=why, session_key=None))


def _record(access: AccessContext, user_id: int | None, name: str, count: int) -> None:
    if user_id is None:
        raise Forbidden()
    audit.record(
        access=access, action="account.session_ended", object_type="user", object_id=user_id, object_label=name,
        changes={"sessions": [None, count]},
    )  # fmt: skip
