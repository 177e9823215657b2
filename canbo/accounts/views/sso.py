"""Single sign-on: to the provider, back from it, binding one's account and taking that back."""

from __future__ import annotations

from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canbo.accounts import sso
from canbo.accounts.services import links
from canbo.accounts.step_up import require_recent_sign_in
from canbo.core.access import AccessContext


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the provider."""
    _require_provider()
    if request.user.is_authenticated:
        return redirect("home")
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return sso.begin(request, AuthProcess.LOGIN, wanted if is_ours else "")


@require_POST
@require_recent_sign_in
def link(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, to bind the account that is signed in here to the subject there."""
    _require_provider()
    return sso.begin(request, AuthProcess.CONNECT, "")


@login_not_required
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Take what the provider says: sign in, or bind."""
    _require_provider()
    return sso.come_back(request)


@require_POST
@require_recent_sign_in
def unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take one's own link away."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    links.unbind(access=access, link_id=link_id)
    messages.success(request, _("Đã gỡ liên kết."))
    return redirect("mfa_index")


def _require_provider() -> None:
    if not settings.CANBO_OIDC_URL:
        raise Http404
