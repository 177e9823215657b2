"""The papers of an object on its own page: what can be made, what was made."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.core.access import AccessContext
from canbo.documents.paper_kinds import KINDS
from canbo.documents.paper_selectors import papers_of
from canbo.documents.papers import sources_for

_SHOWN = 6


def render_papers(request: HttpRequest, object_type: str, about: Any) -> str | None:
    """Give the buttons of the sources offered and the latest papers, as safe HTML; None where there is nothing."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    rows = papers_of(access, object_type, about.pk)
    offered = [
        source for source in sources_for(object_type) if source.is_offered is None or source.is_offered(access, about)
    ]
    if not rows and not offered:
        return None
    context = {
        "sources": offered, "rows": [(row, KINDS[row.kind]) for row in rows[:_SHOWN]], "count": len(rows),
        "object_type": object_type, "object_id": about.pk,
    }  # fmt: skip
    return render_to_string("documents/paper_panel.html", context, request)
