"""How sign-in behaves: nobody signs up by themselves; what it refuses is told in our words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator only."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã bị khoá. Hãy liên hệ người quản trị."),
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ và phím Caps Lock."
        ),
        "too_many_login_attempts": _(
            "Sai mật khẩu 5 lần liên tiếp: tên đăng nhập này tạm khoá 15 phút. "
            "Hãy chờ rồi thử lại, hoặc nhờ người quản trị cấp lại mật khẩu."
        ),
        "enter_current_password": _("Mật khẩu hiện nay không đúng."),
        "same_as_current": _("Mật khẩu mới phải khác mật khẩu hiện nay."),
        "rate_limited": _("Thử quá nhiều lần. Hãy chờ một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """After a change of password: the first page."""
        return "/"

    def add_message(self, *args: Any, message: str | None = None, **kwargs: Any) -> None:
        """Leave out allauth's own greetings; our pages say what has to be said."""
        if message:
            super().add_message(*args, message=message, **kwargs)
