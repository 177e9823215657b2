"""Reading the audit log."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from canbo.audit.models import AuditEntry
from canbo.core.access import AccessContext, Permission


def entries(access: AccessContext) -> QuerySet[AuditEntry]:
    """Give the audit rows that the viewer may read, newest first.

    Rows without a unit (sign-in, grants) are for those who hold the audit permission on everything.
    """
    paths = access.paths(Permission.VIEW_AUDIT)
    rows = AuditEntry.objects.select_related("personal").order_by("-at", "-id")
    if not paths:
        return rows.none()
    if "" in paths:
        return rows
    scope = Q()
    for path in paths:
        scope |= Q(unit_path__gte=path, unit_path__lt=path + "~")
    return rows.filter(scope)
