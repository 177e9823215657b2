"""The register of breaches in the viewer's scope."""

from __future__ import annotations

from django.db.models import QuerySet

from canbo.access.scope import unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.organizations.models import Unit
from canbo.privacy.models import Breach
from canbo.privacy.permissions import secrecy_scope


def breaches(access: AccessContext) -> QuerySet[Breach]:
    """Give the breaches in scope, the newest detection first; nothing without the right."""
    rows = Breach.objects.select_related("unit").order_by("-detected_at", "-id")
    if not access.can(Permission.HANDLE_REQUESTS):
        return rows.none()
    return rows.filter(unit_scope(access, Permission.HANDLE_REQUESTS) & secrecy_scope(access, "unit__path"))


def breach_of(access: AccessContext, breach_id: int) -> Breach:
    """Give one breach in scope; NotFound for any other."""
    found = breaches(access).filter(pk=breach_id).first()
    if found is None:
        raise NotFound("breach_not_found", "Không có sự việc này trong phạm vi được giao.")
    return found


def running_clocks(access: AccessContext) -> list[Breach]:
    """Give the breaches that the authority has not been told of, the nearest limit first."""
    return list(breaches(access).filter(notified_at__isnull=True, closed_at__isnull=True).order_by("notify_due_at"))


def units_in_charge(access: AccessContext) -> list[Unit]:
    """Give the units at the top of the viewer's scope as officer of personal data."""
    rows = Unit.objects.filter(withdrawn_at__isnull=True, abolished_on__isnull=True).order_by("path")
    if not access.can(Permission.HANDLE_REQUESTS):
        return []
    return list(rows.filter(unit_scope(access, Permission.HANDLE_REQUESTS, "path"))[:200])
