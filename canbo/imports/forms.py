"""Forms of the import guide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.imports.models import ListKind

ACCEPTED = ".xlsx,.xlsm,.xls,.ods,.csv,.docx"


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("Tệp danh sách"),
        max_length=255,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": _("Hãy chọn một tệp."),
            "empty": _("Tệp rỗng, không có dữ liệu. Hãy chọn tệp khác."),
            "invalid": _("Chưa nhận được tệp. Hãy chọn lại."),
        },
    )


class ColumnsForm(forms.Form):
    """What a list is; which column is what stands beside it, one choice for each column."""

    kind = forms.ChoiceField(label=_("Loại danh sách"), choices=ListKind.choices)
    as_of = forms.DateField(
        label=_("Số liệu đến ngày"), required=False, input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"placeholder": _("dd/mm/yyyy"), "autocomplete": "off"}),
        help_text=_("Để trống: theo ngày ghi ở đầu danh sách, không có thì là hôm nay."),
        error_messages={"invalid": _("Hãy ghi ngày dạng 31/12/2013.")},
    )  # fmt: skip
    unit_id = forms.ChoiceField(label=_("Thuộc đơn vị"), required=False)
    unit_name = forms.CharField(
        label=_("Đơn vị của những người trong danh sách"), max_length=200, required=False,
        help_text=_("Chỉ dùng khi danh sách không có cột hay dòng ghi tên đơn vị."),
    )  # fmt: skip
    blank_means = forms.ChoiceField(
        label=_("Ô trống ở cột trình độ nghĩa là"), widget=forms.RadioSelect, initial="none",
        choices=[("none", _("Chưa qua đào tạo")), ("unknown", _("Chưa rõ"))],
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("Theo tên cơ quan ở đầu danh sách")), *units]  # type: ignore[attr-defined]


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label=_("Lý do hoàn tác"), max_length=300,
        error_messages={"required": _("Hãy ghi lý do hoàn tác.")},
    )  # fmt: skip
