"""Reading the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from canbo.audit.actions import READINGS
from canbo.audit.models import AuditEntry, AuditSeal
from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound


def entries(access: AccessContext) -> QuerySet[AuditEntry]:
    """Give the audit rows that the viewer may read, newest first.

    Rows without a unit (sign-in, grants) are for those who hold the audit permission on everything. Nobody reads here
    that their own file was read for a case that is not announced.
    """
    paths = access.paths(Permission.VIEW_AUDIT)
    rows = AuditEntry.objects.order_by("-at", "-id")
    if not paths:
        return rows.none()
    if hidden := _cases_kept_from(access):
        rows = rows.exclude(object_type="person", object_id=access.person_id, case__in=hidden)
    if "" in paths:
        return rows
    scope = Q()
    for path in paths:
        scope |= Q(unit_path__gte=path, unit_path__lt=path + "~")
    return rows.filter(scope)


@as_system()
def _cases_kept_from(access: AccessContext) -> set[str]:
    """Give the cases, not yet announced, for which the viewer's own file was read."""
    if access.person_id is None:
        return set()
    read = AuditEntry.objects.filter(object_type="person", object_id=access.person_id).exclude(case="")
    return set(read.filter(~Exists(_announcements())).order_by().values_list("case", flat=True).distinct())


def entry_of(access: AccessContext, number: int) -> AuditEntry:
    """Give one row with its personal part; NotFound where there is none that the viewer may read."""
    row = entries(access).select_related("personal").filter(pk=number).first()
    if row is None:
        raise NotFound("entry_not_found", "Không có dòng nhật ký này trong phạm vi được xem.")
    return row


def of_same_request(access: AccessContext, row: AuditEntry, within: tuple[datetime, datetime]) -> list[AuditEntry]:
    """Give the other rows of the same request between two moments, oldest first, at most fifty."""
    if not row.request_id:
        return []
    rows = entries(access).select_related("personal").filter(request_id=row.request_id, at__range=within)
    return list(rows.exclude(pk=row.pk).order_by("at", "id")[:50])


@as_system()
def seal_of(access: AccessContext, row: AuditEntry) -> AuditSeal | None:
    """Give the link that covers the row; None where it awaits one."""
    access.require(Permission.VIEW_AUDIT)
    return AuditSeal.objects.filter(first_id__lte=row.pk, last_id__gte=row.pk).order_by("-first_id").first()


@as_system()
def readings_of(access: AccessContext, begin: int, end: int) -> list[AuditEntry]:
    """Give the readings of the viewer's own file that they may know of, newest first, from one place to another.

    Readings for a case are among them once the case is announced; the person's own are left out.
    """
    rows = AuditEntry.objects.filter(object_type="person", object_id=access.person_id or 0, action__in=READINGS)
    rows = rows.exclude(relation="own").filter(Q(case="") | Exists(_announcements()))
    return list(rows.select_related("personal").order_by("-at", "-id")[begin:end])


def _announcements() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(action="audit.case_announced", case=OuterRef("case"))


def totals(rows: QuerySet[AuditEntry]) -> list[dict[str, Any]]:
    """Give how many rows there are by account, kind and door: actor_id, actor_name, action, door, count."""
    counted = rows.order_by().values("actor_id", "actor_name", "action", "door").annotate(count=Count("id"))
    return [dict(row) for row in counted]
