"""Building the viewer's access (two queries at most, once per request); accounts, grants, finding a unit."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from canbo.access.models import FileOwner, RoleGrant
from canbo.access.roles import all_roles
from canbo.accounts.models import User
from canbo.core.access import AccessContext, Grant, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import fold
from canbo.organizations.models import Unit


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
    """Give the grants, newest first: those of the units whose access the viewer manages, and the viewer's own."""
    rows = RoleGrant.objects.select_related("user", "unit").order_by("-granted_at", "-id")
    paths = access.paths(Permission.MANAGE_ACCESS)
    if "" in paths:
        return rows
    scope = Q(user_id=access.user_id)
    for path in paths:
        scope |= Q(unit__path__gte=path, unit__path__lt=path + "~")
    return rows.filter(scope)


def grant_by_id(access: AccessContext, grant_id: int) -> RoleGrant:
    """Give one grant to whoever manages access; NotFound for anybody else."""
    grant = grants(access).filter(pk=grant_id).first() if access.can(Permission.MANAGE_ACCESS) else None
    if grant is None:
        raise NotFound("grant_not_found", "Không có lần giao quyền này.")
    return grant


def accounts(access: AccessContext) -> QuerySet[User]:
    """Give every account, by name, to whoever manages access; nothing to anybody else."""
    users = User.objects.order_by("full_name", "username")
    return users if access.can(Permission.MANAGE_ACCESS) else users.none()


def account_by_id(access: AccessContext, user_id: int) -> User:
    """Give one account to whoever manages access; NotFound for anybody else."""
    user = accounts(access).filter(pk=user_id).first()
    if user is None:
        raise NotFound("account_not_found", "Không có tài khoản này.")
    return user


def find_unit(access: AccessContext, text: str) -> Unit:
    """Give the one unit with this code, number or name, within what the viewer may see.

    Errors: unit_not_found; unit_ambiguous (extra `units`: the candidates).
    """
    text = text.strip()
    units = Unit.objects.filter(withdrawn_at__isnull=True)
    found = list(units.filter(code=text)) if text else []
    if not found and text.isdecimal() and len(text) < 19:
        found = list(units.filter(pk=int(text)))
    if not found:
        found = list(units.filter(search_name=fold(text)))
    seen = [unit for unit in found if access.covers(Permission.VIEW_UNITS, unit.path)]
    if not seen:
        raise DomainError(
            "unit_not_found",
            "Không có đơn vị «{text}» trong phạm vi được giao. Hãy ghi mã, số hoặc đúng tên đơn vị.",
            text=text,
        )
    if len(seen) > 1:
        numbers = ", ".join(str(unit.pk) for unit in seen[:10])
        raise DomainError(
            "unit_ambiguous",
            "Có {count} đơn vị tên «{text}». Hãy ghi số của đơn vị thay cho tên: {numbers}.",
            count=len(seen),
            text=text,
            numbers=numbers,
            units=[{"id": unit.pk, "code": unit.code, "name": unit.name} for unit in seen],
        )  # fmt: skip
    return seen[0]
