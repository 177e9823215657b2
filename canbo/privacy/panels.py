"""What personal data adds to other pages: the first page, and the file."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from canbo.core.access import AccessContext
from canbo.personnel.models import Person
from canbo.privacy.models import Restriction
from canbo.privacy.permissions import is_requester_of
from canbo.privacy.selectors.breaches import running_clocks
from canbo.privacy.tables import breach_line


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
