"""The form that attaches a paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from canbo.common.fields import SECRECY_CHOICES
from canbo.personnel.forms.fields import CleanCharField


class AttachmentForm(forms.Form):
    """A file, what it is called, which part of the file it proves, and who may read it."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        records: list[tuple[str, str]],
        sections: list[tuple[str, str]],
        marks: Sequence[str] = ("",),
        initial: Any = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["file"] = forms.FileField(
            label=_("Tệp"), allow_empty_file=True,
            help_text=_("PDF, ảnh PNG hoặc JPEG, Word (.docx) hoặc Excel (.xlsx)."),
        )  # fmt: skip
        self.fields["title"] = CleanCharField(
            label=_("Tên giấy tờ"), max_length=200, help_text=_("Ví dụ: Bằng tốt nghiệp đại học.")
        )
        self.fields["record"] = forms.ChoiceField(
            label=_("Minh chứng cho"), required=False, choices=[("", _("Hồ sơ nói chung")), *records]
        )
        self.fields["section"] = forms.ChoiceField(
            label=_("Chỉ cho người xem được phần"), required=False,
            choices=[("", _("Mọi người xem được hồ sơ")), *sections],
            help_text=_("Giấy tờ minh chứng cho một mục thì theo quyền xem của mục đó, không theo ô này."),
        )  # fmt: skip
        self.fields["secrecy"] = forms.ChoiceField(
            label=_("Độ mật"), required=False,
            choices=[("", _("Không mật")), *((mark, label) for mark, label in SECRECY_CHOICES if mark in marks)],
            help_text=_("Theo dấu đóng trên giấy tờ. Ai không có quyền với độ mật này thì không biết có giấy tờ."),
        )  # fmt: skip
        self.fields["is_photo"] = forms.BooleanField(label=_("Là ảnh 4×6 của hồ sơ"), required=False)
