"""What every request carries: the viewer's access, today, the day viewed (`as_of`), and the door for the audit log."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.audit.services import door
from canbo.common.rows import viewing
from canbo.core.access import STRANGER, AccessContext

AS_OF_KEY = "as_of"


class Request(HttpRequest):
    """The request after this middleware."""

    access: AccessContext
    today: date
    as_of: date
    user: User


class AccessMiddleware:
    """Build the access once per request and read the day viewed from `?ngay=` or the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on with the viewer, the day viewed and the door for the log."""
        today = timezone.localdate()
        user = request.user
        signed_in = isinstance(user, User) and user.is_authenticated
        request.today = today  # type: ignore[attr-defined]
        request.as_of = _day_viewed(request, today)  # type: ignore[attr-defined]
        request.access = (  # type: ignore[attr-defined]
            context_for(user, today) if isinstance(user, User) and signed_in else AccessContext(None, STRANGER)
        )
        token = door.set(("web", str(uuid.uuid4())))
        try:
            with viewing(request.access):  # type: ignore[attr-defined]
                return self.get_response(request)
        finally:
            door.reset(token)


def _day_viewed(request: HttpRequest, today: date) -> date:
    """Give the day of `?ngay=YYYY-MM-DD`, else the one kept in the session, else today; junk is today."""
    for raw in (request.GET.get("ngay"), request.session.get(AS_OF_KEY)):
        if raw:
            try:
                day = date.fromisoformat(raw)
            except ValueError:
                continue
            if 1900 <= day.year <= 2100:
                return day
    return today
