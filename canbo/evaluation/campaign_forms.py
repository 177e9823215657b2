"""Forms of campaigns: the period, the deadlines, what is changed of ratings, who is added, why something ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField, LongSelect
from canbo.evaluation.domain.ways import Way
from canbo.evaluation.models import Rating
from canbo.evaluation.models.campaigns import PeriodKind
from canbo.evaluation.services.campaigns import CIRCUMSTANCES
from canbo.evaluation.services.opening import PeriodGiven
from canbo.evaluation.step_words import STEP_WORDS, circumstance_words

type Choices = Sequence[tuple[object, object]]


class PeriodForm(forms.Form):
    """Which unit, which period, under the law of which day."""

    unit = forms.TypedChoiceField(label=_("Đơn vị và mọi đơn vị trực thuộc"), coerce=int, widget=LongSelect)
    kind = forms.ChoiceField(label=_("Kỳ đánh giá"), choices=PeriodKind.choices, initial=PeriodKind.YEAR)
    year = forms.IntegerField(label=_("Năm"), min_value=1990, max_value=2100)
    quarter = forms.TypedChoiceField(
        label=_("Quý"), choices=[("", "—"), *((n, str(n)) for n in range(1, 5))], coerce=int, empty_value=None,
        required=False, help_text=_("Chỉ chọn khi đánh giá theo quý."),
    )  # fmt: skip
    month = forms.TypedChoiceField(
        label=_("Tháng"), choices=[("", "—"), *((n, str(n)) for n in range(1, 13))], coerce=int, empty_value=None,
        required=False, help_text=_("Chỉ chọn khi đánh giá theo tháng."),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Tên đợt"), required=False, max_length=300,
        help_text=_("Bỏ trống thì lấy tên thường dùng, ví dụ «Đánh giá, xếp loại năm 2026»."),
    )  # fmt: skip
    law_day = DayField(
        label=_("Theo quy định có hiệu lực ngày"), required=False,
        help_text=_("Bỏ trống thì lấy ngày cuối kỳ. Bộ tiêu chí, trình tự, tỷ lệ đều theo ngày này."),
    )  # fmt: skip
    ground = forms.CharField(label=_("Căn cứ mở đợt (kế hoạch, công văn)"), required=False, max_length=500)

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(key, label) for key, label in units]  # type: ignore[attr-defined]

    @property
    def given(self) -> PeriodGiven:
        """What was given, as the service takes it."""
        cleaned = self.cleaned_data
        return PeriodGiven(
            cleaned["kind"], cleaned["year"], cleaned["quarter"], cleaned["month"], cleaned["title"],
            cleaned["law_day"], cleaned["ground"],
        )  # fmt: skip


class DeadlineForm(forms.Form):
    """The last day of each step that is asked, and for how many days an appeal may be sent."""

    def __init__(
        self, data: Any = None, *, ways: dict[str, Way], deadlines: dict[str, str], appeal: int | None
    ) -> None:
        asked = {row["step"] for way in ways.values() for row in way if row["asked"]}
        self.steps = [step for step in STEP_WORDS if step in asked and step not in {"appeal", "decision"}]
        initial = {step: date.fromisoformat(day) for step, day in deadlines.items()} | {"appeal_days": appeal}
        super().__init__(data, initial=initial)
        for step in self.steps:
            self.fields[step] = DayField(label=STEP_WORDS[step], required=False)
        self.fields["appeal_days"] = forms.IntegerField(
            label=_("Số ngày được gửi kiến nghị"), required=False, min_value=1, max_value=365,
            help_text=_("Tính từ ngày thông báo. Bỏ trống khi văn bản và cơ quan không ấn định."),
        )  # fmt: skip

    @property
    def deadlines(self) -> dict[str, date | None]:
        """The days by step."""
        return {step: self.cleaned_data[step] for step in self.steps}


class ChangeForm(forms.Form):
    """What is changed of the chosen ratings; what is left blank stays as it is."""

    rater = forms.TypedChoiceField(
        label=_("Người trực tiếp đánh giá"), coerce=int, empty_value=None, required=False,
    )  # fmt: skip
    rater_text = forms.CharField(label=_("Cấp trực tiếp đánh giá (ghi bằng lời)"), required=False, max_length=250)
    concluder = forms.CharField(label=_("Cấp kết luận"), required=False, max_length=250)
    group = forms.CharField(
        label=_("Nhóm cùng tính chất công việc"), required=False, max_length=120,
        help_text=_("Tỷ lệ mức cao nhất được tính trong từng nhóm. Ai cùng nhóm thì ghi giống nhau."),
    )  # fmt: skip
    rank = forms.ChoiceField(
        label=_("Tư cách được đánh giá"), required=False,
        choices=[("", "—"), *(each for each in Rating.Rank.choices if each[0] != Rating.Rank.COLLECTIVE)],
    )  # fmt: skip
    scheme = forms.ChoiceField(label=_("Bộ tiêu chí"), required=False)
    sets_circumstances = forms.BooleanField(label=_("Đặt lại hoàn cảnh trong kỳ như dưới đây"), required=False)
    circumstances = forms.MultipleChoiceField(
        label=_("Hoàn cảnh trong kỳ"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, circumstance_words(code)) for code in CIRCUMSTANCES],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Lý do đặt khác với hồ sơ"), required=False, max_length=500,
        help_text=_("Cần khi hồ sơ ghi thời gian nghỉ, đình chỉ trong kỳ mà hoàn cảnh được đặt khác đi."),
    )  # fmt: skip

    def __init__(self, *args: Any, raters: Choices, schemes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rater"].choices = [("", "—"), *raters]  # type: ignore[attr-defined]
        self.fields["scheme"].choices = [("", "—"), *schemes]  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, is_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_needed


class AddForm(forms.Form):
    """Who is added to a campaign, under which scheme, in which capacity."""

    person = forms.TypedChoiceField(label=_("Người được đánh giá"), coerce=int)
    scheme = forms.ChoiceField(label=_("Bộ tiêu chí"))
    rank = forms.ChoiceField(
        label=_("Tư cách được đánh giá"),
        choices=[each for each in Rating.Rank.choices if each[0] != Rating.Rank.COLLECTIVE], initial=Rating.Rank.STAFF,
    )  # fmt: skip
    post = forms.CharField(label=_("Chức vụ ghi trong phiếu"), required=False, max_length=250)

    def __init__(self, *args: Any, people: Choices, schemes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("— chọn người —")), *people]  # type: ignore[attr-defined]
        self.fields["scheme"].choices = [(key, label) for key, label in schemes]  # type: ignore[attr-defined]
