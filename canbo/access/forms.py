"""Forms of accounts and grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.access.roles import all_roles
from canbo.common.forms import DayField


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=60, help_text=_("Chữ không dấu, chữ số, dấu chấm, gạch nối."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)


class GrantForm(forms.Form):
    """A role for a unit's subtree over a period."""

    role = forms.ChoiceField(label=_("Vai trò"))
    unit = forms.CharField(
        label=_("Đơn vị"), required=False, max_length=250,
        help_text=_("Mã hoặc tên đơn vị; quyền có hiệu lực với cả các đơn vị trực thuộc. Để trống: toàn hệ thống."),
    )  # fmt: skip
    valid_from = DayField(label=_("Từ ngày"))
    valid_before = DayField(
        label=_("Hết hiệu lực từ ngày"), required=False, help_text=_("Để trống nếu chưa định ngày hết.")
    )
    reason = forms.CharField(label=_("Căn cứ, lý do"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.code, _(role.label)) for role in all_roles().values()]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why something is taken back or closed."""

    reason = forms.CharField(label=_("Lý do"), max_length=300)
