"""How sign-in behaves: nobody signs up by themselves, every try is counted, everything leaves its trace in the log."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.accounts import step_up
from canbo.accounts.address import client_address
from canbo.accounts.models import SignedIn, User
from canbo.accounts.services import lockout, sessions
from canbo.audit import services as audit
from canbo.core.access import STRANGER, AccessContext


class AuditedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The adapter that allauth uses. Accounts are made by an administrator only."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã bị khoá. Hãy liên hệ người quản trị."),
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock."
        ),
        "incorrect_password": _("Mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock."),
        "too_many_login_attempts": _(
            "Sai quá nhiều lần liên tiếp: đăng nhập bằng tên này tạm khoá 15 phút. "
            "Hãy chờ rồi thử lại, hoặc nhờ người quản trị cấp lại mật khẩu."
        ),
        "enter_current_password": _("Mật khẩu hiện nay không đúng."),
        "same_as_current": _("Mật khẩu mới phải khác mật khẩu hiện nay."),
        "rate_limited": _("Thử quá nhiều lần. Hãy chờ một phút rồi thử lại."),
        "too_many_from_address": _(
            "Từ mạng này đã có quá nhiều lần đăng nhập sai. Hãy chờ 15 phút rồi thử lại, hoặc báo người quản trị."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address of the browser, which no header can invent."""
        return client_address(request) or "socket"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a change of password: the first page."""
        return "/"

    def add_message(self, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Leave out allauth's own greetings; our pages say what has to be said."""
        if message:
            super().add_message(*args, message=message, **kwargs)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Give the ways to confirm who is there, in our words."""
        words = {
            "reauthenticate": _("Bằng mật khẩu"),
            "mfa_reauthenticate": _("Bằng mã trên điện thoại hoặc mã khôi phục"),
            "mfa_reauthenticate:webauthn": _("Bằng khoá truy cập"),
        }
        return [{**each, "description": words[each["id"]]} for each in super().get_reauthentication_methods(user)]

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: accounts have no mail address; the account's own page and the log tell what happened."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again by the same rule as everywhere (canbo.accounts.step_up), and keep what a form had sent."""
        step_up.require_recent(context.request)
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Do nothing; `authenticate` counts."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Give the account of a name and a password; count the try before looking at it.

        Raises ValidationError where the address or the name was tried too often; the password is not looked at then.
        """
        by_address = lockout.of_address(client_address(request))
        if by_address is not None and not lockout.take(by_address):
            raise self.validation_error("too_many_from_address")
        by_name = lockout.of_name(str(credentials.get("username", "")))
        if not lockout.take(by_name):
            raise self.validation_error("too_many_login_attempts")
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            lockout.forget(by_name)
            if by_address is not None:
                lockout.give_back(by_address)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the row. A name that is no account is left out: it may be a password typed in the wrong field."""
        typed = str(credentials.get("username", ""))
        user = User.objects.filter(username__iexact=typed).first()
        address = client_address(request)
        _record("account.sign_in_failed", user, {"address": [None, address]})
        if lockout.failed(lockout.of_name(typed)):
            _record("account.locked_out", user, {"address": [None, address]})
        by_address = lockout.of_address(address)
        if by_address is not None and lockout.failed(by_address):
            _record("account.address_locked_out", None, {"address": [None, address]})

    def reauthenticate(self, user: User, password: str) -> bool:
        """Tell whether this is the password of somebody signed in; counted apart, so that strangers cannot lock it."""
        limit = lockout.of_confirming(user.pk)
        if not lockout.take(limit):
            raise self.validation_error("too_many_login_attempts")
        before = user.password
        if not user.check_password(password):
            _record("account.confirm_failed", user, None)
            if lockout.failed(limit):
                _record("account.locked_out", user, None)
            return False
        lockout.forget(limit)
        if user.password != before:  # hashed anew by stronger settings: this session goes on
            update_session_auth_hash(context.request, user)
        return True

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Write the row, and give the browser the language that the user chose last."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        record_sign_in(user, address=client_address(request))
        if user.language in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=request.is_secure(), httponly=True
            )
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep the new password, which is the user's own from now on; every other session ends."""
        account = User.objects.get(pk=user.pk)
        user.set_password(password)
        account.password, account.must_change_password = user.password, False
        access = AccessContext(account.pk, str(account))
        with transaction.atomic():
            account.save(update_fields=["password", "must_change_password"])
            audit.record(
                access=access, action="account.password_changed", object_type="user",
                object_id=account.pk, object_label=str(account),
            )  # fmt: skip
            own = sessions.own_row(context.request.session)
            sessions.end_sessions(access=access, user=account, why=SignedIn.End.PASSWORD, keep=own)


def record_sign_in(user: User, reason: str = "", address: str = "") -> None:
    """Write the audit row of a sign-in."""
    _record("account.signed_in", user, {"address": [None, address]} if address else None, reason)


def _record(action: str, user: User | None, changes: dict[str, Any] | None, reason: str = "") -> None:
    audit.record(
        access=AccessContext(user.pk if user else None, str(user) if user else STRANGER), action=action,
        object_type="user", object_id=user.pk if user else None, object_label=str(user) if user else "",
        reason=reason, changes=changes,
    )  # fmt: skip
