"""The question that stands before every file with other people's data: what for, and with a password or not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """What for; and whether the file is locked."""

    ly_do = forms.CharField(
        label=_("Để làm gì, theo yêu cầu nào"), max_length=300,
        help_text=_("Ghi vào nhật ký cùng tên người xuất. Ví dụ: phục vụ họp Ban Thường vụ ngày 15/12."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    mat_khau = forms.BooleanField(
        label=_("Đặt mật khẩu cho tệp"), required=False,
        help_text=_("Mật khẩu chỉ hiện một lần. Hãy gửi mật khẩu theo đường khác với tệp."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, may_lock: bool) -> None:
        super().__init__(data)
        if not may_lock:
            del self.fields["mat_khau"]


class DecideForm(forms.Form):
    """What the second person says."""

    y_kien = forms.CharField(
        label=_("Ý kiến của người duyệt"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
