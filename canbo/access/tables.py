"""The lists of grants and of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from canbo.access.models import RoleGrant
from canbo.access.permissions import PERMISSION_LABELS
from canbo.access.roles import all_roles
from canbo.access.selectors import delegable_permissions, may_revoke
from canbo.accounts.models import User
from canbo.common.listing import Column, Filter, ListPage, ListState
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate


def role_label(code: str) -> str:
    """Give the role's name in the viewer's language; a role that no longer exists keeps its code."""
    role = all_roles().get(code)
    return _t(role.label) if role else code


def grant_words(grant: RoleGrant) -> str:
    """Tell the role of a grant; of a delegation also which part of it, and whose it is."""
    if grant.source is None:
        return role_label(grant.role)
    part = "; ".join(str(label) for each, label in PERMISSION_LABELS.items() if each.value in (grant.permissions or ()))
    return _t("%(role)s, %(who)s uỷ quyền: %(part)s") % {
        "role": role_label(grant.role), "who": grant.source.user, "part": part,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant, the words of its state, and what the viewer may do with it."""

    grant: RoleGrant
    state: str
    act: str = ""
    url: str = ""


class GrantRows:
    """Grants by the state of the list."""

    def __init__(self, grants: QuerySet[RoleGrant], state: ListState, today: date, access: AccessContext) -> None:
        if state.text:
            grants = grants.filter(
                Q(user__username__icontains=state.text)
                | Q(user__full_name__icontains=state.text)
                | Q(unit__name__icontains=state.text)
            )
        for role in state.filters.get("vai-tro", ()):
            grants = grants.filter(role=role)
        if state.filters.get("hieu-luc") != ("tat-ca",):
            in_force = Q(valid_before__isnull=True) | Q(valid_before__gt=today)
            grants = grants.filter(in_force, revoked_at__isnull=True)
        self.grants = grants
        self.today = today
        self.access = access

    def count(self) -> int:
        """How many grants there are."""
        return self.grants.count()

    def page(self, offset: int, limit: int) -> Sequence[GrantRow]:
        """A slice of the grants, each with the words of its state and what the viewer may do with it."""
        return [self._row(grant) for grant in self.grants[offset : offset + limit]]

    def _row(self, grant: RoleGrant) -> GrantRow:
        words = self.state_words(grant, self.today)
        if grant.revoked_at is not None:
            return GrantRow(grant, words)
        if may_revoke(self.access, grant):
            return GrantRow(grant, words, _t("Thu hồi"), reverse("grant-revoke", args=[grant.pk]))
        is_own = grant.user_id == self.access.user_id and grant.source_id is None and grant.valid_from <= self.today
        if is_own and delegable_permissions(grant):
            return GrantRow(grant, words, _t("Uỷ quyền"), reverse("delegate", args=[grant.pk]))
        return GrantRow(grant, words)

    @staticmethod
    def state_words(grant: RoleGrant, today: date) -> str:
        """Tell whether a grant holds today."""
        if grant.revoked_at is not None:
            return _t("đã thu hồi")
        if grant.valid_from > today:
            return _t("chưa tới ngày")
        if grant.valid_before is not None and grant.valid_before <= today:
            return _t("đã hết hạn")
        source = grant.source
        if source is not None and (source.revoked_at is not None or not source.user.is_active):
            return _t("đã hết theo quyền gốc")
        if source is not None and source.valid_before is not None and source.valid_before <= today:
            return _t("đã hết theo quyền gốc")
        return _t("đang có hiệu lực")


class AccountRows:
    """Accounts by the state of the list."""

    def __init__(self, users: QuerySet[User], state: ListState) -> None:
        if state.text:
            users = users.filter(Q(username__icontains=state.text) | Q(full_name__icontains=state.text))
        self.users = users

    def count(self) -> int:
        """How many accounts there are."""
        return self.users.count()

    def page(self, offset: int, limit: int) -> Sequence[User]:
        """A slice of the accounts."""
        return list(self.users[offset : offset + limit])


def _day(day: date | None) -> PartialDate | None:
    return PartialDate.from_date(day) if day else None


GRANTS = ListPage[GrantRow](
    title=_("Quyền đã giao"),
    row_id=lambda row: row.grant.pk,
    columns=(
        Column("user", _("Tài khoản"), lambda row: str(row.grant.user)),
        Column("role", _("Vai trò"), lambda row: grant_words(row.grant)),
        Column("unit", _("Đơn vị"), lambda row: row.grant.unit.name if row.grant.unit else _t("Toàn hệ thống")),
        Column("tier", _("Cấp quản lý"), lambda row: row.grant.get_tier_display() if row.grant.tier else _t("Mọi cấp")),
        Column("from", _("Từ ngày"), lambda row: _day(row.grant.valid_from)),
        Column("before", _("Hết từ ngày"), lambda row: _day(row.grant.valid_before)),
        Column("state", _("Hiệu lực"), lambda row: row.state),
        Column("by", _("Người giao"), lambda row: row.grant.granted_by_name),
        Column("reason", _("Căn cứ, lý do"), lambda row: row.grant.reason),
        Column("act", _("Việc"), lambda row: row.act, url=lambda row: row.url or None),
    ),
    filters=(
        Filter("vai-tro", _("Vai trò"), tuple((role.code, _(role.label)) for role in all_roles().values())),
        Filter("hieu-luc", _("Hiệu lực"), (("tat-ca", _("cả quyền đã thu hồi, hết hạn")),)),
    ),
    search_label=_("Tìm theo tài khoản, đơn vị"),
    empty_text=_("Chưa giao quyền nào. Mở một tài khoản để giao quyền."),
    template="access/list.html",
)

ACCOUNTS = ListPage[User](
    title=_("Tài khoản"),
    row_id=lambda user: user.pk,
    row_url=lambda user: reverse("account", args=[user.pk]),
    columns=(
        Column("name", _("Họ và tên"), lambda user: user.full_name or user.username),
        Column("username", _("Tên đăng nhập"), lambda user: user.username),
        Column("state", _("Trạng thái"), lambda user: _t("đang mở") if user.is_active else _t("đã khoá")),
        Column("last", _("Đăng nhập gần nhất"), lambda user: user.last_login),
    ),
    search_label=_("Tìm theo tên"),
    empty_text=_("Chưa có tài khoản nào."),
    template="access/list.html",
)
