"""What personal data adds to other pages: the first page, and the file."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from canbo.core.access import AccessContext, Permission
from canbo.personnel.models import Person
from canbo.privacy.models import Restriction
from canbo.privacy.permissions import is_requester_of
from canbo.privacy.selectors.breaches import running_clocks
from canbo.privacy.selectors.campaigns import own_calls
from canbo.privacy.selectors.requests import unread_count, waiting_for
from canbo.privacy.tables import breach_line


def own_calls_panel(request: HttpRequest, _about: object) -> str | None:
    """The campaigns that ask the viewer, and news of their own requests; None where there is neither."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    if access.person_id is None:
        return None
    calls = own_calls(access, request.today)  # type: ignore[attr-defined]
    news = unread_count(access)
    if not calls and not news:
        return None
    return render_to_string("privacy/panel_own.html", {"calls": calls, "news": news}, request)


def waiting_panel(request: HttpRequest, _about: object) -> str | None:
    """The requests that wait for the viewer; None where there is none."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    if not access.can(Permission.HANDLE_REQUESTS) and not access.can(Permission.EDIT_FILES):
        return None
    waiting = waiting_for(access, request.today)  # type: ignore[attr-defined]
    return render_to_string("privacy/panel_waiting.html", {"waiting": waiting}, request) if waiting.count else None


def breach_panel(request: HttpRequest, _about: object) -> str | None:
    """The running clocks of breaches; None where none runs."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    now = timezone.now()
    lines = [breach_line(each, now) for each in running_clocks(access)]
    return render_to_string("privacy/panel_breaches.html", {"lines": lines}, request) if lines else None


def file_panel(request: HttpRequest, person: Person) -> str | None:
    """On a file: whether its processing is restricted, what stops and what goes on; on one's own, the ways to one's
    rights."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    restriction = Restriction.objects.filter(person=person, ended_at__isnull=True).first()
    own = is_requester_of(access, person.pk)
    if restriction is None and not own:
        return None
    return render_to_string("privacy/panel_file.html", {"restriction": restriction, "is_own": own}, request)
