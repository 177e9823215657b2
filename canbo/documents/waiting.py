"""What leaving files add to the list of what waits for somebody: exports to approve, files to fetch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext, Permission
from canbo.documents.models import ExportRequest
from canbo.documents.selectors import exports_to_approve, own_exports_ready


def exports_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """What waits for the viewer as the second person, and the viewer's own that can be fetched. Two queries."""
    for row in exports_to_approve(access):
        yield _waiting(row, _("Chờ bạn duyệt: {title}").format(title=row.title), row.requested_by_name)
    if access.can(Permission.EXPORT) or access.can(Permission.VIEW_OWN_FILE):
        for row in own_exports_ready(access):
            yield _waiting(row, _("Tải được tệp: {title}").format(title=row.title))


def _waiting(row: ExportRequest, title: str, detail: str = "") -> Waiting:
    due = localtime(row.expires_at).date() if row.expires_at is not None else None
    url = reverse("export", args=[row.pk])
    return Waiting(title, url, due=due, since=localtime(row.requested_at).date(), detail=detail)
