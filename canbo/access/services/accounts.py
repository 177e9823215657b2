"""Making accounts, renewing their passwords, closing and reopening them. Nobody signs up by themselves.

Only who manages the access of the whole system may: with a new password one could act with anybody's rights.
"""

from __future__ import annotations

import re
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from canbo.access.services.grants import grant_role
from canbo.accounts.models import SignedIn, User
from canbo.accounts.passwords import first_password
from canbo.accounts.services import lockout
from canbo.accounts.services.factors import remove_all
from canbo.accounts.services.reminders import require_email
from canbo.accounts.services.sessions import end_sessions
from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission, full_access
from canbo.core.errors import DomainError
from canbo.core.text import clean

#: The account that the first command of an empty installation makes.
FIRST_OFFICER = "quantri"

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


def create_account(
    *,
    access: AccessContext,
    username: str,
    full_name: str = "",
    email: str = "",
    password: str | None = None,
    must_change_password: bool = True,
) -> tuple[User, str]:
    """Make an account without any right; give it with its password.

    Without `password` a random one is made, which must be changed at the first sign-in unless said otherwise.
    Errors: username_invalid, username_taken, email_invalid, password_weak; Forbidden for who does not manage access.
    """
    access.require(Permission.MANAGE_ACCESS, "")
    username = clean(username).lower()
    if not _USERNAME.fullmatch(username):
        raise DomainError(
            "username_invalid",
            "Tên đăng nhập gồm 2 đến 60 chữ cái không dấu, chữ số, dấu chấm, gạch nối; bắt đầu bằng chữ hoặc số.",
        )
    if email:
        require_email(email)
    user = User(
        username=username,
        full_name=clean(full_name),
        email=email,
        must_change_password=password is None and must_change_password,
    )
    chosen = first_password() if password is None else _strong(password, user)
    user.set_password(chosen)
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise DomainError(
                "username_taken", "Tên đăng nhập «{username}» đã có người dùng. Hãy chọn tên khác.", username=username
            )
        user.save(force_insert=True)
        _record(access, "account.created", user)
    return user, chosen


def renew_password(*, access: AccessContext, user: User, reason: str = "") -> str:
    """Give the account a new random password, to be changed at the next sign-in; its open sessions end."""
    access.require(Permission.MANAGE_ACCESS, "")
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        _record(access, "account.password_renewed", user, reason)
        end_sessions(access=access, user=user, why=SignedIn.End.CLOSED)
        lockout.forget(lockout.of_name(user.username), lockout.of_confirming(user.pk))
    return password


def close_account(*, access: AccessContext, user: User, reason: str = "") -> None:
    """Let nobody sign in with the account any more; its open sessions end. Errors: account_own, account_closed."""
    access.require(Permission.MANAGE_ACCESS, "")
    if user.pk == access.user_id:
        raise DomainError("account_own", "Không ai được khoá tài khoản của chính mình; hãy nhờ người quản trị khác.")
    _set_active(access, user, is_active=False, action="account.closed", reason=reason)


def reopen_account(*, access: AccessContext, user: User, reason: str = "") -> None:
    """Let the account sign in again. Errors: account_open."""
    access.require(Permission.MANAGE_ACCESS, "")
    _set_active(access, user, is_active=True, action="account.reopened", reason=reason)


def reset_factors(*, access: AccessContext, user: User, reason: str = "") -> int:
    """Take every second factor from an account whose owner has lost theirs; give how many there were; sessions end.

    Errors: account_own, factors_none.
    """
    access.require(Permission.MANAGE_ACCESS, "")
    if user.pk == access.user_id:
        raise DomainError(
            "account_own", "Không ai được tự gỡ lớp xác thực của mình ở đây; hãy dùng trang «Bảo mật tài khoản»."
        )
    with transaction.atomic():
        count = remove_all(access=access, user=user, reason=reason)
        if not count:
            raise DomainError("factors_none", "Tài khoản «{name}» không có lớp xác thực thứ hai.", name=user.username)
    return count


def unlock_account(*, access: AccessContext, user: User, reason: str = "") -> int:
    """Let an account that too many wrong tries have locked try again at once; give how many locks there were."""
    access.require(Permission.MANAGE_ACCESS, "")
    with transaction.atomic():
        count = lockout.forget(
            lockout.of_name(user.username), lockout.of_factor(user.pk), lockout.of_confirming(user.pk)
        )
        _record(access, "account.unlocked", user, reason)
    return count


def choose_language(*, access: AccessContext, language: str) -> None:
    """Remember the language of the interface for the actor's own account."""
    User.objects.filter(pk=access.user_id or 0).update(language=language)


def first_officer(*, today: date, must_change_password: bool = True) -> tuple[User, str] | None:
    """Make the first account of an installation without any: officer and administrator of everything.

    Gives the account with its random password, or None where there are accounts already.
    """
    installer = full_access(None, "cài đặt")
    with transaction.atomic():
        if User.objects.exists():
            return None
        user, password = create_account(
            access=installer, username=FIRST_OFFICER, full_name="Quản trị", must_change_password=must_change_password
        )
        for role in ("officer", "administrator"):
            grant_role(access=installer, user=user, role=role, unit=None, valid_from=today, reason="cài đặt lần đầu")
    return user, password


def _strong(password: str, user: User) -> str:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError("password_weak", " ".join(error.messages)) from error
    return password


def _set_active(access: AccessContext, user: User, *, is_active: bool, action: str, reason: str) -> None:
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=not is_active).update(is_active=is_active):
            if is_active:
                raise DomainError("account_open", "Tài khoản «{name}» đang mở từ trước.", name=user.username)
            raise DomainError("account_closed", "Tài khoản «{name}» đã khoá từ trước.", name=user.username)
        _record(access, action, user, reason)
        if not is_active:
            end_sessions(access=access, user=user, why=SignedIn.End.CLOSED)


def _record(access: AccessContext, action: str, user: User, reason: str = "") -> None:
    audit.record(
        access=access, action=action, object_type="user", object_id=user.pk, object_label=str(user), reason=reason,
        changes={"username": [None, user.username]},
    )  # fmt: skip
