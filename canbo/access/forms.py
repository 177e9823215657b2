"""Forms of accounts and grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.access.models import RoleGrant
from canbo.access.permissions import PERMISSION_LABELS
from canbo.access.roles import all_roles
from canbo.access.selectors import delegable_permissions
from canbo.common.forms import DayField
from canbo.organizations.models import Tier


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ không dấu, chữ số, dấu chấm, gạch nối."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử"), required=False, max_length=254,
        help_text=_("Để nhận thư nhắc việc; người dùng tự đổi hoặc tắt được."),
    )  # fmt: skip


class GrantForm(forms.Form):
    """A role for a unit's subtree over a period."""

    role = forms.ChoiceField(label=_("Vai trò"))
    unit = forms.CharField(
        label=_("Đơn vị"), required=False, max_length=250,
        help_text=_("Mã hoặc tên đơn vị; quyền có hiệu lực với cả các đơn vị trực thuộc. Để trống: toàn hệ thống."),
    )  # fmt: skip
    tier = forms.ChoiceField(
        label=_("Cấp quản lý cán bộ"), required=False, choices=[("", _("Mọi cấp")), *Tier.choices],
        help_text=_("Chỉ những hồ sơ do cấp này quyết định (diện quản lý); hồ sơ chưa rõ cấp nào thì không thuộc."),
    )  # fmt: skip
    valid_from = DayField(label=_("Từ ngày"))
    valid_before = DayField(
        label=_("Hết hiệu lực từ ngày"), required=False, help_text=_("Để trống nếu chưa định ngày hết.")
    )
    reason = forms.CharField(label=_("Căn cứ, lý do"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.code, _(role.label)) for role in all_roles().values()]  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    """A part of one's own grant for somebody else, for a time."""

    field_order = ("username", "unit", "tier", "valid_from", "valid_before", "reason", "permissions")

    username = forms.CharField(
        label=_("Người được uỷ quyền"), max_length=60, help_text=_("Ghi đúng tên đăng nhập."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    permissions = forms.MultipleChoiceField(label=_("Quyền được uỷ quyền"), widget=forms.CheckboxSelectMultiple)
    unit = forms.CharField(
        label=_("Đơn vị"), required=False, max_length=250,
        help_text=_("Để trống: cả phạm vi của quyền này."),
    )  # fmt: skip
    tier = forms.ChoiceField(label=_("Cấp quản lý cán bộ"), required=False)
    valid_from = DayField(label=_("Từ ngày"))
    valid_before = DayField(label=_("Hết hiệu lực từ ngày"), help_text=_("Bắt buộc; uỷ quyền luôn có ngày hết."))
    reason = forms.CharField(label=_("Căn cứ, lý do"), max_length=300)

    def __init__(self, *args: Any, grant: RoleGrant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = [  # type: ignore[attr-defined]
            (each.value, PERMISSION_LABELS[each]) for each in delegable_permissions(grant)
        ]
        tiers = [choice for choice in Tier.choices if grant.tier in {"", choice[0]}]
        self.fields["tier"].choices = [*([] if grant.tier else [("", _("Mọi cấp"))]), *tiers]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back or closed."""

    reason = forms.CharField(label=_("Lý do"), max_length=300)
