"""What follows from signing in, confirming and signing out, whichever way it was done."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from canbo.accounts import step_up
from canbo.accounts.factors import HAS_FACTOR
from canbo.accounts.models import User
from canbo.accounts.services import sessions
from canbo.audit import services as audit
from canbo.core.access import AccessContext


@receiver(user_logged_in)
def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Keep the new session; a fresh sign-in is a recent one."""
    step_up.confirmed(request)
    steps = [str(each.get("type") or each["method"]) for each in get_authentication_records(request, user)]
    sessions.begin(request, user, "+".join(dict.fromkeys(steps)))


@receiver(user_logged_out)
def signed_out(sender: Any, request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    """Keep that the session is over."""
    sessions.signed_out(request.session)


@receiver(authentication_step_completed)
def proved_again(sender: Any, request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    """Keep that somebody signed in has proved once more who they are."""
    if kwargs.get("reauthenticated"):
        step_up.confirmed(request)
        audit.record(
            access=AccessContext(user.pk, str(user)), action="account.confirmed", object_type="user",
            object_id=user.pk, object_label=str(user), changes={"method": [None, kwargs.get("type") or method]},
        )  # fmt: skip


@receiver(post_save, sender=Authenticator)
def factor_added(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Write that somebody has added a factor to their account, or has fetched new recovery codes."""
    if created:
        is_recovery = instance.type == Authenticator.Type.RECOVERY_CODES
        _of_owner(instance, "account.recovery_renewed" if is_recovery else "account.factor_added")


@receiver(post_delete, sender=Authenticator)
def factor_removed(sender: Any, instance: Authenticator, **kwargs: Any) -> None:
    """Write that somebody has removed a factor from their account; their other sessions end."""
    request = context.request
    if instance.type != Authenticator.Type.RECOVERY_CODES and _of_owner(instance, "account.factor_removed"):
        request.session.pop(HAS_FACTOR, None)
        access = AccessContext(request.user.pk, str(request.user))
        sessions.end_sessions(access=access, user=request.user, keep=sessions.own_row(request.session))


@receiver(authenticator_used)
def factor_used(sender: Any, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Write which factor was used; a recovery code is worth a kind of its own."""
    is_recovery = authenticator.type == Authenticator.Type.RECOVERY_CODES
    if is_recovery or not kwargs.get("reauthenticated"):  # a confirmation has its own row
        _record(user, "account.recovery_used" if is_recovery else "account.factor_used", authenticator)


def _of_owner(factor: Authenticator, action: str) -> bool:
    """Write what the owner does on their own page; whoever does it for them writes a row of their own."""
    request = context.request
    if request is None or request.user.pk != factor.user_id:
        return False
    _record(request.user, action, factor)
    return True


def _record(user: User, action: str, factor: Authenticator) -> None:
    is_key = factor.type == Authenticator.Type.WEBAUTHN
    audit.record(
        access=AccessContext(user.pk, str(user)), action=action, object_type="user", object_id=user.pk,
        object_label=str(user), changes={"factor": [None, f"{factor.type}: {factor}" if is_key else factor.type]},
    )  # fmt: skip
