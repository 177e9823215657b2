"""Second factors: a code is good once, a reset takes all of them away."""

from __future__ import annotations

import time

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction

from canbo.accounts.models import SignedIn, User
from canbo.accounts.services import sessions
from canbo.audit import services as audit
from canbo.common.crypto import decrypt
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound

_LAST = "last_step"


def step_of(secret: str, code: str) -> int | None:
    """Give the step of time whose code this is, now or within the tolerance; None for a wrong code."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    for step in range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


def use_code(user: User, code: str) -> Authenticator | None:
    """Use up a code of the user's app, or one of their recovery codes; None where it is neither, or was used before.

    A code of the app is also refused once a later one has been used: what was read over a shoulder is worth nothing.
    """
    with transaction.atomic():
        held = {each.type: each for each in Authenticator.objects.select_for_update().filter(user=user)}
        app = held.get(Authenticator.Type.TOTP)
        if app is not None:
            step = step_of(decrypt(app.data["secret"]), code)
            if step is not None:
                return app if _remember(app, step) else None
        recovery = held.get(Authenticator.Type.RECOVERY_CODES)
        if recovery is not None and RecoveryCodes(recovery).validate_code(code):
            return Authenticator.objects.get(pk=recovery.pk)
    return None


def first_code_used(user: User, step: int) -> None:
    """Say that the code with which the app was set up is used up as well."""
    with transaction.atomic():
        _remember(Authenticator.objects.select_for_update().get(user=user, type=Authenticator.Type.TOTP), step)


def rename_key(*, access: AccessContext, key_id: int, name: str) -> None:
    """Give a passkey of the actor's own another name. Errors: NotFound."""
    with transaction.atomic():
        held = (
            Authenticator.objects.select_for_update()
            .filter(pk=key_id, user_id=access.user_id or 0, type=Authenticator.Type.WEBAUTHN)
            .first()
        )
        if held is None:
            raise NotFound("key_not_found", "Không có khoá này trong tài khoản của bạn.")
        before, held.data["name"] = held.data["name"], name
        held.save(update_fields=["data"])
        audit.record(
            access=access, action="account.factor_renamed", object_type="user", object_id=access.user_id,
            object_label=access.user_name, changes={"name": [before, name]},
        )  # fmt: skip


def remove_all(*, access: AccessContext, user: User, reason: str) -> int:
    """Take every second factor and recovery code from an account, end its sessions; give how many there were.

    For somebody who has lost theirs: by who manages the access of the whole system. Errors: Forbidden.
    """
    access.require(Permission.MANAGE_ACCESS, "")
    with transaction.atomic():
        held = Authenticator.objects.select_for_update().filter(user=user)
        kinds = sorted(each.type for each in held)
        held.delete()
        audit.record(
            access=access, action="account.factors_reset", object_type="user", object_id=user.pk,
            object_label=str(user), reason=reason, changes={"factors": [kinds, []]},
        )  # fmt: skip
        sessions.end_sessions(access=access, user=user, why=SignedIn.End.CLOSED)
    return len(kinds)


def _remember(app: Authenticator, step: int) -> bool:
    """Keep the step of a code that was used; False where it, or a later one, was used before."""
    if step <= app.data.get(_LAST, -1):
        return False
    app.data[_LAST] = step
    app.save(update_fields=["data"])
    return True
