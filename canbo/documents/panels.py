"""What waits for the viewer, on the first page: files to approve, files to fetch."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.core.access import AccessContext, Permission
from canbo.documents.selectors import exports_to_approve, own_exports_ready


def waiting(request: HttpRequest, _about: object) -> str | None:
    """The exports that wait for the viewer's approval, and the viewer's own that can be fetched; None without any."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    if not (access.can(Permission.EXPORT) or access.can(Permission.APPROVE_EXPORTS)):
        return None
    rows = {"to_approve": exports_to_approve(access)[:5], "ready": own_exports_ready(access)}
    return render_to_string("documents/panel.html", rows, request) if any(rows.values()) else None
