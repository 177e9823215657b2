"""What every request owes its session: that there is one, that its use is known, that one too old is renewed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from canbo.accounts import step_up
from canbo.accounts.services import sessions


class RequireSignInMiddleware(LoginRequiredMiddleware):
    """Lead who is not signed in to the page that asks, and afterwards back to a page that can be opened.

    What was asked for may be a part of a page, or take nothing but what a form sends: the way back is the page it
    stood on.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        """Answer a request of nobody."""
        is_fragment = bool(request.headers.get("HX-Request"))
        if not is_fragment and request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        asking = urlencode({self.redirect_field_name: step_up.page_of(request)})
        url = f"{resolve_url(self.get_login_url(view_func))}?{asking}"
        return HttpResponseClientRedirect(url) if is_fragment else redirect(url)


class SignInMiddleware:
    """Keep the list of sessions up to date; lead whoever needs a recent sign-in to the page that asks.

    A view that sets `request.leaves_no_time` (casting a secret slip) is no use of the session that is written down.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; afterwards keep the row of the session up to date."""
        response = self.get_response(request)
        if request.user.is_authenticated and not getattr(request, "leaves_no_time", False):
            sessions.keep_up(request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a view that found the sign-in too old."""
        return step_up.answer(request) if isinstance(error, step_up.RecentSignInNeeded) else None
