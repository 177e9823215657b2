"""Forms of papers: how they are made and printed, a template that is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.documents.models import PaperPrint
from canbo.documents.paper_kinds import STYLES


class MakeForm(forms.Form):
    """The layout, and, for several papers, what is made of them."""

    the_thuc = forms.ChoiceField(label=_("Thể thức"), choices=[*STYLES.items()])
    dang = forms.ChoiceField(
        label=_("In ra"), choices=PaperPrint.Form.choices, required=False, initial=PaperPrint.Form.WORD
    )

    def __init__(self, data: Any = None, *, style: str, several: bool) -> None:
        super().__init__(data, initial={"the_thuc": style, "dang": PaperPrint.Form.WORD})
        if not several:
            del self.fields["dang"]


class PrintForm(forms.Form):
    """What is made of the papers chosen."""

    dang = forms.ChoiceField(label=_("In ra"), choices=PaperPrint.Form.choices, initial=PaperPrint.Form.PDF)


class TemplateForm(forms.Form):
    """A template that an office sends."""

    tep = forms.FileField(
        label=_("Tệp Word (.docx)"), help_text=_("Nhiều nhất 5 MB, không macro, không liên kết ra ngoài."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )  # fmt: skip
    ghi_chu = forms.CharField(
        label=_("Ghi chú"), max_length=300, required=False,
        help_text=_("Ví dụ: theo quy chế văn thư mới của cơ quan."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
