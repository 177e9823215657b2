"""Granting, delegating and revoking roles; saying whose file is whose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from canbo.access.models import FileOwner, RoleGrant
from canbo.access.roles import all_roles
from canbo.access.selectors import delegable_grant, delegable_permissions, may_revoke
from canbo.accounts.models import User
from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.organizations.models import Tier, Unit


def grant_role(
    *,
    access: AccessContext,
    user: User,
    role: str,
    unit: Unit | None,
    valid_from: date,
    valid_before: date | None = None,
    tier: str = "",
    reason: str = "",
) -> RoleGrant:
    """Grant a role for a unit's subtree (None: the whole system) from a day, until before another.

    A tier narrows it to the files managed at that tier. Errors: role_unknown, tier_unknown,
    grant_to_self, period_reversed; Forbidden where the actor does not manage that unit's access.
    """
    access.require(Permission.MANAGE_ACCESS, unit.path if unit else "")
    if role not in all_roles():
        raise DomainError("role_unknown", "Không có vai trò «{role}». Hãy chọn một vai trò trong danh mục.", role=role)
    if tier not in {"", *Tier.values}:
        raise DomainError("tier_unknown", "Không có cấp «{tier}».", tier=tier)
    if user.pk == access.user_id:
        raise DomainError("grant_to_self", "Không ai được tự giao quyền cho mình; hãy nhờ người quản trị khác.")
    if valid_before is not None and valid_before <= valid_from:
        raise DomainError("period_reversed", "Ngày hết hạn phải sau ngày giao quyền.")
    with transaction.atomic():
        grant = RoleGrant.objects.create(
            user=user, role=role, unit=unit, tier=tier, valid_from=valid_from, valid_before=valid_before,
            granted_by_name=access.user_name, reason=reason, granted_at=timezone.now(),
        )  # fmt: skip
        audit.record(
            access=access, action="access.granted", object_type="user", object_id=user.pk, object_label=str(user),
            unit_path=unit.path if unit else "", reason=reason,
            changes={"role": [None, role], "tier": [None, tier or None]},
        )  # fmt: skip
    return grant


def delegate(
    *,
    access: AccessContext,
    grant: RoleGrant,
    user: User,
    permissions: Collection[str],
    unit: Unit | None,
    tier: str,
    valid_from: date,
    valid_before: date,
    reason: str,
    today: date,
) -> RoleGrant:
    """Pass on a part of one's own grant to another account for a time; it ends at the latest when the grant does.

    Errors: those of `delegable_grant`; grant_to_self, account_closed, permissions_missing, delegation_wider (a right,
    unit or tier beyond the grant), period_reversed, delegation_longer, reason_missing.
    """
    grant = delegable_grant(access, grant.pk, today)
    reason = clean(reason)
    own_path = grant.unit.path if grant.unit else ""
    asked = {str(each) for each in permissions}
    if user.pk == access.user_id:
        raise DomainError("grant_to_self", "Không ai tự uỷ quyền cho mình.")
    if not user.is_active:
        raise DomainError("account_closed", "Tài khoản «{name}» đã khoá từ trước.", name=user.username)
    if not asked:
        raise DomainError("permissions_missing", "Hãy chọn ít nhất một quyền để uỷ quyền.")
    if (
        asked - set(delegable_permissions(grant))
        or not (unit.path if unit else "").startswith(own_path)
        or (unit is not None and not unit.path)
        or grant.tier not in {"", tier}
        or tier not in {"", *Tier.values}
    ):
        raise DomainError(
            "delegation_wider", "Không uỷ quyền rộng hơn quyền đang có. Hãy chọn trong phạm vi của quyền này."
        )
    if valid_before <= valid_from or valid_before <= today:
        raise DomainError("period_reversed", "Ngày hết hạn phải sau ngày giao quyền.")
    if grant.valid_before is not None and valid_before > grant.valid_before:
        raise DomainError(
            "delegation_longer", "Uỷ quyền phải hết trước ngày {day}, ngày quyền này hết hạn.",
            day=f"{grant.valid_before:%d/%m/%Y}",
        )  # fmt: skip
    if not reason:
        raise DomainError("reason_missing", "Uỷ quyền phải ghi lý do.")
    with transaction.atomic():
        made = RoleGrant.objects.create(
            user=user, role=grant.role, unit=unit, tier=tier, source=grant, permissions=sorted(asked),
            valid_from=valid_from, valid_before=valid_before, granted_by_name=access.user_name, reason=reason[:300],
            granted_at=timezone.now(),
        )  # fmt: skip
        audit.record(
            access=access, action="access.delegated", object_type="user", object_id=user.pk, object_label=str(user),
            unit_path=unit.path if unit else "", reason=reason,
            changes={
                "role": [None, grant.role], "tier": [None, tier or None], "permissions": [None, sorted(asked)],
                "until": [None, valid_before.isoformat()],
            },
        )  # fmt: skip
    return made


def revoke_grant(*, access: AccessContext, grant: RoleGrant, reason: str = "") -> None:
    """Take a grant back at once, and with it whatever was delegated from it.

    Errors: grant_already_revoked; Forbidden for whoever neither manages access there nor delegated it.
    """
    if not may_revoke(access, grant):
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
