"""The page of one's own account: password, second factors, passkeys, sessions, what happened lately."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import cast

from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canbo.accounts import selectors
from canbo.accounts.forms.factors import ConfirmKeyForm, NewAppForm
from canbo.accounts.models import SignedIn, User
from canbo.accounts.services import factors, sessions
from canbo.audit.actions import action_label
from canbo.audit.own_account import account_events
from canbo.core.access import AccessContext

#: How many of the latest events the page shows.
_EVENTS = 20


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One open session in words."""

    held: SignedIn
    device: str
    method: str
    is_this: bool


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Show how one's account is protected, and what happened to it lately."""
    access = _access(request)
    own = sessions.own_row(request.session)
    rows = [
        SessionRow(
            each, selectors.device_words(each.device), selectors.method_words(each.method), is_this=each.pk == own
        )
        for each in selectors.sessions_of(access, timezone.now())
    ]
    events = [
        (entry, action_label(entry.action), _address(entry.changes))
        for entry in account_events(access, access.user_id or 0)[:_EVENTS]
    ]
    context = {
        "factors": selectors.factors_of(access),
        "sso_name": settings.CANBO_OIDC_NAME if settings.CANBO_OIDC_URL else "",
        "links": selectors.links_of(access),
        "sessions": rows,
        "has_others": any(not row.is_this for row in rows),
        "events": events,
        "lacks_factor": getattr(request, "lacks_second_factor", False),
        "keys_possible": not _is_number(request.get_host()),
    }
    return render(request, "accounts/security.html", context)


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """End one of one's own sessions."""
    sessions.end_session(access=_access(request), session_id=session_id)
    messages.success(request, _("Đã chấm dứt phiên đăng nhập đó."))
    return redirect("mfa_index")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    own, user = sessions.own_row(request.session), cast("User", request.user)
    count = sessions.end_sessions(access=_access(request), user=user, keep=own)
    messages.success(request, _("Đã chấm dứt {count} phiên đăng nhập khác.").format(count=count))
    return redirect("mfa_index")


class NewAppView(ActivateTOTPView):  # type: ignore[misc]
    """Set up an app; the code that proved it is used up with that."""

    def form_valid(self, form: NewAppForm) -> HttpResponse:
        """Keep the app and the code that was used."""
        response: HttpResponse = super().form_valid(form)
        if form.step is not None:
            factors.first_code_used(self.request.user, form.step)
        return response


class ConfirmByKeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Confirm with a key; one that is not known is told on the same page."""

    def form_invalid(self, form: ConfirmKeyForm) -> HttpResponse:
        """Tell what was wrong, and ask again."""
        for words in form.errors.get("credential", []):
            messages.error(self.request, str(words))
        return redirect(self.request.get_full_path())


def _access(request: HttpRequest) -> AccessContext:
    access: AccessContext = request.access  # type: ignore[attr-defined]
    return access


def _address(changes: dict[str, list[object]] | None) -> str:
    return str((changes or {}).get("address", [None, ""])[1] or "")


def _is_number(host: str) -> bool:
    """Tell whether the site is opened by a number: browsers keep passkeys for names only."""
    try:
        ip_address(host.rpartition(":")[0].strip("[]") or host)
    except ValueError:
        return False
    return True
