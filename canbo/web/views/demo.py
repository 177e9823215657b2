"""One-click sign-in, in the demo on this machine only."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from canbo.accounts.adapter import record_sign_in
from canbo.accounts.demo import DEMO_ACCOUNTS, is_demo_request
from canbo.accounts.models import User


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's accounts; there is no such page anywhere else."""
    username = request.POST.get("account", "")
    if not is_demo_request(request) or username not in {account.username for account in DEMO_ACCOUNTS}:
        raise Http404
    user = get_object_or_404(User, username=username, is_active=True)
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    record_sign_in(user, reason="dùng thử")
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if is_ours else "home")
