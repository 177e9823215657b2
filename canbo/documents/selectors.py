"""Reading the register of what left."""

from __future__ import annotations

from django.db.models import QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.documents.models import ExportRequest
from canbo.documents.permissions import may_approve, may_look_up


def _rows() -> QuerySet[ExportRequest]:
    return ExportRequest.objects.defer("content").order_by("-requested_at", "-id")


def own_exports(access: AccessContext, limit: int = 50) -> list[ExportRequest]:
    """Give the viewer's own exports, newest first."""
    return list(_rows().filter(requested_by_id=access.user_id)[:limit]) if access.user_id is not None else []


def own_exports_ready(access: AccessContext) -> list[ExportRequest]:
    """Give the viewer's own exports that can be fetched."""
    return list(_rows().filter(requested_by_id=access.user_id or 0, state=ExportRequest.State.READY)[:5])


def exports_to_approve(access: AccessContext) -> list[ExportRequest]:
    """Give what waits for this viewer as the second person, oldest first."""
    if not access.can(Permission.APPROVE_EXPORTS):
        return []
    waiting = _rows().filter(state=ExportRequest.State.HELD).order_by("requested_at", "id")[:500]
    return [row for row in waiting if may_approve(access, row)]


def export_of(access: AccessContext, export_id: int) -> ExportRequest:
    """Give one export that the viewer may know of. Error: NotFound."""
    row = _rows().filter(pk=export_id).first()
    if row is None or not may_look_up(access, row):
        raise NotFound("export_not_found", "Không có lần xuất này trong phạm vi được giao.")
    return row


def export_by_number(access: AccessContext, number: str) -> ExportRequest | None:
    """Give the export whose number stands in a mark, None where there is none that the viewer may know of."""
    signs = "".join(sign for sign in number.upper() if sign.isascii() and sign.isalnum())
    row = _rows().filter(number=f"{signs[:5]}-{signs[5:10]}").first() if len(signs) == 10 else None
    return row if row is not None and may_look_up(access, row) else None
