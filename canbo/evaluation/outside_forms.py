"""The form that starts ratings outside the year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField
from canbo.evaluation.models.campaigns import Purpose
from canbo.evaluation.services.outside import CHOICES, OutsideGiven
from canbo.evaluation.step_words import STEP_WORDS

_YEARS = 3


class OutsideForm(forms.Form):
    """What for, what is asked before the conclusion, the ground, by when."""

    purpose = forms.ChoiceField(label=_("Đánh giá để làm gì"))
    steps = forms.MultipleChoiceField(
        label=_("Trước khi kết luận cần có"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Văn bản không ấn định trình tự đánh giá ngoài kỳ; cơ quan chọn theo quy định về việc đang làm."),
    )  # fmt: skip
    ground = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=500,
        help_text=_("Kế hoạch, thông báo, văn bản yêu cầu đánh giá; ghi số và ngày."),
    )  # fmt: skip
    due_on = DayField(label=_("Hạn có đủ ý kiến"), required=False)
    years = forms.IntegerField(label=_("Xem kèm mức của mấy năm gần nhất"), min_value=1, max_value=10, initial=_YEARS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            ("", _("Hãy chọn")), *(each for each in Purpose.choices if each[0] != Purpose.PERIOD),
        ]  # fmt: skip
        self.fields["steps"].choices = [(key, STEP_WORDS[key]) for key in CHOICES]  # type: ignore[attr-defined]
        self.fields["steps"].initial = ["self_review", "head", "workplace_opinion", "residence_opinion"]

    def given(self, person_ids: list[int]) -> OutsideGiven:
        """Give what was filled in, for these people."""
        held = self.cleaned_data
        return OutsideGiven(
            held["purpose"], person_ids, held["steps"], held["ground"], held["due_on"], held["years"]
        )  # fmt: skip
