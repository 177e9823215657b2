"""What every request owes its session: that its use is known, and that a sign-in too old is asked for again."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from canbo.accounts import step_up
from canbo.accounts.services import sessions


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
