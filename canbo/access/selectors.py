"""Building the viewer's access: two queries at most, once per request."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from canbo.access.models import FileOwner, RoleGrant
from canbo.access.roles import all_roles
from canbo.accounts.models import User
from canbo.core.access import AccessContext, Grant, Permission


def context_for(user: User, today: date) -> AccessContext:
    """Give what the user may do today: every grant in force, with the path of its unit in today's tree."""
    rows = (
        RoleGrant.objects.filter(
            Q(valid_before__isnull=True) | Q(valid_before__gt=today),
            user=user, valid_from__lte=today, revoked_at__isnull=True,
        )
        .values_list("role", "unit_id", "unit__path")
    )  # fmt: skip
    roles = all_roles()
    grants = tuple(
        Grant(roles[role].permissions, path or "", role)
        for role, unit_id, path in rows
        if role in roles and (unit_id is None or path)
    )
    person_key = FileOwner.objects.filter(user=user).values_list("person_key", flat=True).first()
    return AccessContext(user.pk, str(user), grants, person_key)


def grants(access: AccessContext) -> QuerySet[RoleGrant]:
    """Give all grants, newest first, to whoever manages access; the viewer's own to anybody else."""
    rows = RoleGrant.objects.select_related("user", "unit").order_by("-granted_at", "-id")
    if access.can(Permission.MANAGE_ACCESS):
        return rows
    return rows.filter(user_id=access.user_id)
