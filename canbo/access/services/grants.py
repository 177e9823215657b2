"""Granting and revoking roles; saying whose file is whose."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from canbo.access.models import FileOwner, RoleGrant
from canbo.access.roles import all_roles
from canbo.accounts.models import User
from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.organizations.models import Unit


def grant_role(
    *,
    access: AccessContext,
    user: User,
    role: str,
    unit: Unit | None,
    valid_from: date,
    valid_before: date | None = None,
    reason: str = "",
) -> RoleGrant:
    """Grant a role for a unit's subtree (None: the whole system) from a day, until before another.

    Errors: role_unknown, grant_to_self, period_reversed; Forbidden where the actor does not manage that unit's access.
    """
    access.require(Permission.MANAGE_ACCESS, unit.path if unit else "")
    if role not in all_roles():
        raise DomainError("role_unknown", "Không có vai trò «{role}». Hãy chọn một vai trò trong danh mục.", role=role)
    if user.pk == access.user_id:
        raise DomainError("grant_to_self", "Không ai được tự giao quyền cho mình; hãy nhờ người quản trị khác.")
    if valid_before is not None and valid_before <= valid_from:
        raise DomainError("period_reversed", "Ngày hết hạn phải sau ngày giao quyền.")
    with transaction.atomic():
        grant = RoleGrant.objects.create(
            user=user, role=role, unit=unit, valid_from=valid_from, valid_before=valid_before,
            granted_by_name=access.user_name, reason=reason, granted_at=timezone.now(),
        )  # fmt: skip
        audit.record(
            access=access, action="access.granted", object_type="user", object_id=user.pk, object_label=str(user),
            unit_path=unit.path if unit else "", reason=reason, changes={"role": [None, role]},
        )  # fmt: skip
    return grant


def revoke_grant(*, access: AccessContext, grant: RoleGrant, reason: str = "") -> None:
    """Take a grant back at once. Errors: grant_already_revoked; Forbidden beyond the units that the actor manages."""
    access.require(Permission.MANAGE_ACCESS, grant.unit.path if grant.unit else "")
    with transaction.atomic():
        changed = RoleGrant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
        if not changed:
            raise DomainError("grant_already_revoked", "Quyền này đã được thu hồi trước đó.")
        audit.record(
            access=access, action="access.revoked", object_type="user", object_id=grant.user_id,
            object_label=str(grant.user), reason=reason, changes={"role": [grant.role, None]},
        )  # fmt: skip


def own_file(*, access: AccessContext, user: User, person_key: int) -> None:
    """Say that the user is the person of this file. Errors: file_has_owner (another account is its person)."""
    access.require(Permission.MANAGE_ACCESS, "")
    with transaction.atomic():
        if FileOwner.objects.filter(person_key=person_key).exclude(user=user).exists():
            raise DomainError("file_has_owner", "Hồ sơ này đã gắn với một tài khoản khác. Hãy gỡ ở tài khoản đó trước.")
        FileOwner.objects.update_or_create(user=user, defaults={"person_key": person_key})
        audit.record(
            access=access, action="access.granted", object_type="user", object_id=user.pk, object_label=str(user),
            changes={"own_file": [None, person_key]},
        )  # fmt: skip
