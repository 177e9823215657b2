"""What meetings add to other pages: the votes that wait for the viewer."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.core.access import AccessContext
from canbo.procedures.selectors.meetings import waiting


def votes_waiting_panel(request: HttpRequest, _about: object) -> str | None:
    """The open votes in which the viewer has not voted; None where there is none."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    votes = waiting(access)
    return render_to_string("procedures/panel_waiting.html", {"votes": votes}, request) if votes else None
