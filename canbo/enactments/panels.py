"""What decisions add to the page of a file."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.enactments.selectors import decisions_about
from canbo.personnel.models import Person


def file_decisions_panel(request: HttpRequest, person: Person) -> str | None:
    """The signed decisions about a person, the newest first; None where there is none."""
    subjects = decisions_about(request.access, person)  # type: ignore[attr-defined]
    return render_to_string("enactments/panel_file.html", {"subjects": subjects}, request) if subjects else None
