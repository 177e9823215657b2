"""The page of the audit log: who did what to whom, filtered by person, account, kind and day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canbo.audit import selectors
from canbo.audit.tables import ENTRIES, EntryRows
from canbo.core.access import AccessContext, Permission


@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    access.require(Permission.VIEW_AUDIT)
    state = ENTRIES.state(request.GET)
    return ENTRIES.response(request, state, EntryRows(selectors.entries(access), state))
