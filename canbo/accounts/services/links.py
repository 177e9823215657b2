"""Binding an account to the provider's subject, and taking that back."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from canbo.accounts.models import User
from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound

#: The provider's name in the rows that bind subjects.
PROVIDER = "oidc"


def bind(*, access: AccessContext, user: User, subject: str, reason: str = "") -> None:
    """Bind an account to a subject: one's own, or anybody's by who manages all access.

    Errors: subject_missing, subject_taken; Forbidden.
    """
    if access.user_id != user.pk:
        access.require(Permission.MANAGE_ACCESS, "")
    subject = subject.strip()
    if not subject or len(subject) > 191:
        raise DomainError("subject_missing", "Mã định danh phải có từ 1 đến 191 ký tự.")
    with transaction.atomic():
        if SocialAccount.objects.filter(provider=PROVIDER, uid=subject).exists():
            raise DomainError(
                "subject_taken", "Mã định danh này đã được liên kết với một tài khoản. Hãy báo người quản trị."
            )
        SocialAccount.objects.create(user=user, provider=PROVIDER, uid=subject)
        _record(access, user, "account.sso_linked", [None, subject], reason)


def unbind(*, access: AccessContext, link_id: int) -> None:
    """Take a link of the actor's own away. Errors: NotFound."""
    with transaction.atomic():
        held = SocialAccount.objects.select_related("user").filter(pk=link_id, user_id=access.user_id or 0).first()
        if held is None:
            raise NotFound("link_not_found", "Không có liên kết này trong tài khoản của bạn.")
        subject, user = held.uid, held.user
        held.delete()
        _record(access, user, "account.sso_unlinked", [subject, None])


def _record(access: AccessContext, user: User, action: str, change: list[str | None], reason: str = "") -> None:
    audit.record(
        access=access, action=action, object_type="user", object_id=user.pk, object_label=str(user), reason=reason,
        changes={"subject": change},
    )  # fmt: skip
