"""The secret address of an account's calendar: made, replaced, taken back; opened by whoever holds it."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from canbo.accounts.address import limit_key
from canbo.accounts.models import CalendarLink, User
from canbo.accounts.services import lockout
from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import Forbidden, NotFound

#: How often an address may ask within the window of `lockout`: a program asks some four times an hour for a calendar.
ALLOWED = 60


def make_link(*, access: AccessContext) -> str:
    """Give a new secret of 256 bits for the actor's calendar, which takes the place of the one before; told once."""
    if access.user_id is None:
        raise Forbidden()
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        _row, is_new = CalendarLink.objects.update_or_create(
            user_id=access.user_id, defaults={"digest": _digest(secret), "made_at": timezone.now()}
        )
        _record(access, "account.calendar_linked" if is_new else "account.calendar_relinked")
    return secret


def revoke_link(*, access: AccessContext) -> None:
    """Take back the actor's own. Errors: NotFound where there is none."""
    with transaction.atomic():
        if not CalendarLink.objects.filter(user_id=access.user_id or 0).delete()[0]:
            raise NotFound("calendar_link_not_found", "Tài khoản này chưa có liên kết lịch.")
        _record(access, "account.calendar_unlinked")


def owner_of(secret: str) -> User:
    """Give the open account whose calendar a secret opens. Errors: NotFound."""
    held = CalendarLink.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()
    if held is None:
        raise NotFound("calendar_link_not_found", "Liên kết lịch này không còn dùng được.")
    return held.user


def may_ask(address: str, secret: str) -> bool:
    """Count one asking with a secret; False where there were too many lately.

    Those who hold a link are counted by it, so that an office behind one address is not shut out; guesses by address.
    """
    digest = _digest(secret)
    known = CalendarLink.objects.filter(digest=digest).exists()
    key = digest[:32] if known else limit_key(address)
    return not key or lockout.take(lockout.Limit(f"calendar:{key}", ALLOWED))


def _digest(secret: str) -> str:
    """What is kept of a secret: with 256 bits at random nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _record(access: AccessContext, action: str) -> None:
    audit.record(
        access=access, action=action, object_type="user", object_id=access.user_id, object_label=access.user_name
    )
