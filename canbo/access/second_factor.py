"""Who holds a role that needs a second factor sets one up before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from canbo.accounts.factors import HAS_FACTOR
from canbo.core.access import AccessContext

#: The pages that are open meanwhile: those of the account itself.
_OPEN = frozenset(
    {
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "step-up-send",
        "sign-in-confirmed", "account_change_password", "account_logout", "set_language", "session-end",
        "sessions-end", "demo-sign-in",
    }
)  # fmt: skip


def needs_factor(access: AccessContext) -> bool:
    """Tell whether one of the roles that the viewer holds today needs a second factor."""
    return any(grant.role in settings.CANBO_SECOND_FACTOR_ROLES for grant in access.grants)


class SecondFactorMiddleware:
    """Lead to the page of the account's security."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the way is barred before the view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Bar the way to who needs a factor and has none."""
        access: AccessContext = request.access  # type: ignore[attr-defined]
        if access.user_id is None or not needs_factor(access) or request.session.get(HAS_FACTOR):
            return None
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
            request.session[HAS_FACTOR] = True
            return None
        request.lacks_second_factor = request.is_held = True  # type: ignore[attr-defined]
        if request.resolver_match is not None and request.resolver_match.url_name in _OPEN:
            return None
        url = reverse("mfa_index")
        return HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else HttpResponseRedirect(url)
