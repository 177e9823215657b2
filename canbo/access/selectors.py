"""Building the viewer's access (one query, once per request); accounts, grants, delegations, finding a unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext

from canbo.access.models import RoleGrant
from canbo.access.permissions import DELEGABLE, PERMISSION_LABELS
from canbo.access.roles import all_roles
from canbo.accounts.models import User
from canbo.core.access import AccessContext, Grant, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import fold
from canbo.organizations.models import Unit


def context_for(user: User, today: date) -> AccessContext:
    """Give what the user may do today: every grant in force, with the path of its unit in today's tree. One query.

    A delegation gives what it names as far as the grant it came from still reaches, while that grant holds and its
    holder's account is open.
    """
    held = FilteredRelation("role_grants", condition=Q(role_grants__revoked_at__isnull=True))
    rows = (
        User.objects.filter(pk=user.pk)
        .annotate(held=held)
        .values_list(
            "file_owner__person_key", "held__id", "held__role", "held__unit_id", "held__unit__path", "held__tier",
            "held__valid_from", "held__valid_before", "held__permissions", "held__source_id", "held__source__role",
            "held__source__unit_id", "held__source__unit__path", "held__source__tier", "held__source__valid_from",
            "held__source__valid_before", "held__source__revoked_at", "held__source__user__is_active",
        )
    )  # fmt: skip
    person_key: int | None = None
    found: list[Grant] = []
    for row in rows:
        person_key, grant_id, role, unit_id, path, tier, begins, ends, part = row[:9]
        if grant_id is None or not _in_force(begins, ends, today):
            continue
        grant = _grant(grant_id, role, unit_id, path, tier)
        if grant is not None and row[9] is not None:
            grant = _delegated(grant, part, row[9:], today)
        if grant is not None:
            found.append(grant)
    return AccessContext(user.pk, str(user), tuple(found), person_key)


def _in_force(begins: date, ends: date | None, today: date) -> bool:
    return begins <= today and (ends is None or today < ends)


def _grant(grant_id: int, role: str, unit_id: int | None, path: str | None, tier: str) -> Grant | None:
    """Give a grant; None for a role that is no more, or a unit that stands nowhere today."""
    known = all_roles().get(role)
    if known is None or (unit_id is not None and not path):
        return None
    return Grant(known.permissions, path or "", role, tier, grant_id)


def _delegated(grant: Grant, part: list[str] | None, source: tuple[Any, ...], today: date) -> Grant | None:
    """Cut a delegation down to what it names and its source still gives; None where that is nothing."""
    source_id, role, unit_id, path, tier, begins, ends, revoked_at, is_active = source
    given = _grant(source_id, role, unit_id, path, tier)
    if given is None or revoked_at is not None or not is_active or not _in_force(begins, ends, today):
        return None
    if not grant.path.startswith(given.path) or given.tier not in {"", grant.tier}:
        return None
    return replace(grant, permissions=given.permissions & frozenset(part or ()) & DELEGABLE)


def grants(access: AccessContext) -> QuerySet[RoleGrant]:
    """Give the grants, newest first: of the units whose access the viewer manages, their own, those they delegated."""
    rows = RoleGrant.objects.select_related("user", "unit", "source__user").order_by("-granted_at", "-id")
    paths = access.paths(Permission.MANAGE_ACCESS)
    if "" in paths:
        return rows
    scope = Q(user_id=access.user_id) | Q(source__user_id=access.user_id)
    for path in paths:
        scope |= Q(unit__path__gte=path, unit__path__lt=path + "~")
    return rows.filter(scope)


def delegable_grant(access: AccessContext, grant_id: int, today: date) -> RoleGrant:
    """Give a grant of the viewer's own of which they may pass on a part today.

    Errors: NotFound for any other grant; delegation_again for what was itself delegated, grant_not_in_force,
    nothing_delegable.
    """
    grant = RoleGrant.objects.select_related("user", "unit").filter(pk=grant_id, user_id=access.user_id or 0).first()
    if grant is None:
        raise NotFound("grant_not_found", "Không có lần giao quyền này.")
    if grant.source_id is not None:
        raise DomainError("delegation_again", "Quyền được uỷ quyền thì không uỷ quyền tiếp được.")
    if grant.revoked_at is not None or not _in_force(grant.valid_from, grant.valid_before, today):
        raise DomainError("grant_not_in_force", "Quyền này không còn hoặc chưa có hiệu lực nên không uỷ quyền được.")
    if not delegable_permissions(grant):
        raise DomainError("nothing_delegable", "Vai trò này không có quyền nào uỷ quyền được cho người khác.")
    return grant


def delegable_permissions(grant: RoleGrant) -> list[Permission]:
    """Give the permissions of a grant that may be passed on, in the order of the matrix."""
    role = all_roles().get(grant.role)
    return [each for each in PERMISSION_LABELS if role is not None and each in role.permissions & DELEGABLE]


def grant_by_id(access: AccessContext, grant_id: int) -> RoleGrant:
    """Give one grant to whoever manages access, a delegation to who gave it too; NotFound for anybody else."""
    grant = grants(access).filter(pk=grant_id).first()
    if grant is None or not may_revoke(access, grant):
        raise NotFound("grant_not_found", "Không có lần giao quyền này.")
    return grant


def may_revoke(access: AccessContext, grant: RoleGrant) -> bool:
    """Tell whether the viewer may take a grant back: who manages access there, and who delegated it."""
    if grant.source is not None and grant.source.user_id == access.user_id:
        return True
    return access.covers(Permission.MANAGE_ACCESS, grant.unit.path if grant.unit else "")


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


def account_named(access: AccessContext, username: str) -> User:
    """Give the open account of exactly this name, to pass rights on to. Error: account_not_found."""
    user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if user is None:
        raise DomainError("account_not_found", "Không có tài khoản đang mở tên «{name}».", name=username[:60])
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


def accounts_named(access: AccessContext, text: str) -> list[int]:
    """Give the keys of accounts whose name or user name contains the text, to whoever reads the audit log."""
    access.require(Permission.VIEW_AUDIT)
    named = Q(full_name__icontains=text) | Q(username__icontains=text)
    return list(User.objects.filter(named).values_list("pk", flat=True)[:500])


def role_words(codes: Collection[str]) -> dict[str, str]:
    """Give the names of roles by their codes; for the audit log."""
    return {code: gettext(role.label) for code, role in all_roles().items() if code in codes}
