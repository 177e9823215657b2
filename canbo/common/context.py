"""What the shell around every page needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from canbo.common.navigation import links_for
from canbo.core.access import AccessContext, Permission


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template context processor: `nav_items`, `user_items`, `as_of`, `today`, `is_other_day`, `viewer`,
    `may_print`.

    The middlewares set `request.access`, `request.as_of` and `request.today`; a request that failed before them
    gets an empty shell. Who is held at one page (`request.is_held`: a password, a second factor first) gets no numbers
    beside the entries: asking for them would lead away from that page.
    """
    access: AccessContext | None = getattr(request, "access", None)
    if access is not None and access.user_id is None:
        access = None  # nobody has signed in: no navigation, no search, no day to choose
    as_of: date | None = getattr(request, "as_of", None)
    today: date | None = getattr(request, "today", None)
    session = None if getattr(request, "is_held", False) else getattr(request, "session", None)
    return {
        "viewer": access,
        "may_print": access is None or _may_print(access),
        "nav_items": links_for(access, request.path, session=session) if access else [],
        "user_items": links_for(access, request.path, "user") if access else [],
        "as_of": as_of,
        "today": today,
        "is_other_day": as_of is not None and as_of != today,
    }


def _may_print(access: AccessContext) -> bool:
    """Tell whether pages may go to a printer: by the right to export, for whoever sees other people's data."""
    sees_others = any(
        access.can(right)
        for right in (Permission.VIEW_FILES, Permission.VIEW_REPORTS, Permission.VIEW_AUDIT, Permission.HANDLE_REQUESTS)
    )
    return access.can(Permission.EXPORT) or not sees_others
