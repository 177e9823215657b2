"""What the log holds of one account, for its owner."""

from __future__ import annotations

from django.db.models import QuerySet

from canbo.audit.models import AuditEntry
from canbo.core.access import AccessContext, Permission


def account_events(access: AccessContext, user_id: int) -> QuerySet[AuditEntry]:
    """Give what happened to an account, newest first: to its owner, and to who manages the access of everything."""
    rows = AuditEntry.objects.select_related("personal").order_by("-at", "-id")
    if access.user_id != user_id and "" not in access.paths(Permission.MANAGE_ACCESS):
        return rows.none()
    return rows.filter(object_type="user", object_id=user_id, action__startswith="account.")
