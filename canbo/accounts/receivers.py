"""What follows from signing in, confirming and signing out, whichever way it was done."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from canbo.accounts import step_up
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
