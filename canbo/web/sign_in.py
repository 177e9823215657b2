"""Sign-in with its trace: an audit row for each one, for each failure, and for each new password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from canbo.accounts.adapter import ClosedAdapter
from canbo.accounts.models import User
from canbo.audit import services as audit
from canbo.core.access import AccessContext


class AuditedAdapter(ClosedAdapter):
    """The adapter that allauth uses."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Write the row, and give the browser the language that the user chose last."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        record_sign_in(user)
        if user.language in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=request.is_secure(), httponly=True
            )
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the row. A name that is no account is left out: it may be a password typed in the wrong field."""
        typed = str(credentials.get("username", ""))
        user = User.objects.filter(username__iexact=typed).first()
        audit.record(
            access=AccessContext(user.pk if user else None, str(user) if user else "khách"),
            action="account.sign_in_failed", object_type="user", object_id=user.pk if user else None,
            object_label=str(user) if user else "",
        )  # fmt: skip

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep the new password, which is the user's own from now on."""
        account = User.objects.get(pk=user.pk)
        user.set_password(password)
        account.password, account.must_change_password = user.password, False
        with transaction.atomic():
            account.save(update_fields=["password", "must_change_password"])
            audit.record(
                access=AccessContext(account.pk, str(account)), action="account.password_changed", object_type="user",
                object_id=account.pk, object_label=str(account),
            )  # fmt: skip


def record_sign_in(user: User, reason: str = "") -> None:
    """Write the audit row of a sign-in."""
    audit.record(
        access=AccessContext(user.pk, str(user)), action="account.signed_in", object_type="user", object_id=user.pk,
        object_label=str(user), reason=reason,
    )  # fmt: skip
