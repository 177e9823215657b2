"""Forms of meetings: when and how, who leads, attendance, agenda, notes, minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField
from canbo.procedures.domain.counts import Base
from canbo.procedures.models import Meeting
from canbo.procedures.services.meetings import Bench, Frame
from canbo.procedures.wording import base_label

_HALVES = r"^[0-9]{1,3}/[0-9]{1,3}$"


class FrameForm(forms.Form):
    """What a meeting is called, when, where and how it is held, how many must come."""

    title = forms.CharField(label=_("Tên hội nghị"), max_length=300)
    held_on = DayField(label=_("Ngày họp"))
    begins_at = forms.TimeField(
        label=_("Giờ họp"), required=False, input_formats=["%H:%M", "%Hh%M", "%Hg%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00", "autocomplete": "off"}),
    )  # fmt: skip
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    way = forms.ChoiceField(label=_("Cách họp"), choices=Meeting.Way.choices, initial=Meeting.Way.ROOM)
    threshold = forms.RegexField(
        _HALVES, label=_("Phải có mặt ít nhất"), required=False,
        help_text=_("Dạng phân số, như 2/3. Để trống nếu quy định không đặt số người tối thiểu."),
    )  # fmt: skip
    base = forms.ChoiceField(
        label=_("Tính trên"), required=False,
        choices=[(each.value, base_label(each)) for each in (Base.CONVENED, Base.MEMBERS)],
    )  # fmt: skip
    citation = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A number of people that is asked for has a ground."""
        cleaned = super().clean() or {}
        if cleaned.get("threshold") and not cleaned.get("citation"):
            self.add_error("citation", _("Hãy ghi điều, khoản đặt số người phải có mặt."))
        return cleaned

    @property
    def frame(self) -> Frame:
        """What was filled in."""
        told = self.cleaned_data
        quorum: Mapping[str, Any] | None = None
        if told["threshold"]:
            quorum = {"operator": ">=", "threshold": told["threshold"], "base": told["base"] or Base.CONVENED.value,
                      "citation": told["citation"]}  # fmt: skip
        return Frame(told["title"], told["held_on"], told["place"], told["begins_at"], told["way"], quorum)


def frame_initial(meeting: Meeting) -> dict[str, Any]:
    """Give what a form of a meeting that is there begins with."""
    return {
        "title": meeting.title, "held_on": f"{meeting.held_on:%d/%m/%Y}", "begins_at": meeting.begins_at,
        "place": meeting.place, "way": meeting.way, "threshold": meeting.quorum.get("threshold", ""),
        "base": meeting.quorum.get("base", ""), "citation": meeting.quorum.get("citation", ""),
    }  # fmt: skip


class BenchForm(forms.Form):
    """Who leads a meeting, out of its list."""

    chair = forms.TypedChoiceField(label=_("Chủ trì"), coerce=int)
    teller = forms.TypedChoiceField(
        label=_("Kiểm phiếu, giữ nửa khoá hòm phiếu"), coerce=int,
        help_text=_("Người này và người chủ trì mỗi người giữ một nửa khoá."),
    )  # fmt: skip
    secretary = forms.TypedChoiceField(label=_("Thư ký"), coerce=int, required=False, empty_value=None)
    tellers = forms.TypedMultipleChoiceField(
        label=_("Người kiểm phiếu khác"), coerce=int, required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
        help_text=_("Giữ phím Ctrl để chọn nhiều người."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            choices = list(people) if name == "tellers" else [("", _("— chọn người —")), *people]
            field.choices = choices  # type: ignore[attr-defined]

    @property
    def bench(self) -> Bench:
        """Who was chosen."""
        told = self.cleaned_data
        return Bench(told["chair"], told["teller"], told["secretary"], tuple(told["tellers"]))


class AddingForm(forms.Form):
    """People beside those whom the rule names, with a vote or as guests, and why."""

    added = forms.TypedMultipleChoiceField(
        label=_("Thêm người có quyền biểu quyết"), coerce=int, required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}), help_text=_("Giữ phím Ctrl để chọn nhiều người."),
    )  # fmt: skip
    added_reason = forms.CharField(label=_("Lý do thêm"), max_length=300, required=False)
    guests = forms.TypedMultipleChoiceField(
        label=_("Mời dự, không biểu quyết"), coerce=int, required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}), help_text=_("Giữ phím Ctrl để chọn nhiều người."),
    )  # fmt: skip
    guests_reason = forms.CharField(label=_("Lý do mời"), max_length=300, required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("added", "guests"):
            self.fields[name].choices = people  # type: ignore[attr-defined]

    def _with_reason(self, name: str) -> dict[int, str]:
        told = self.cleaned_data
        return dict.fromkeys(told[name], told[f"{name}_reason"])

    @property
    def people_added(self) -> dict[int, str]:
        """Who is added with a vote, and why."""
        return self._with_reason("added")

    @property
    def people_invited(self) -> dict[int, str]:
        """Who is invited without a vote, and why."""
        return self._with_reason("guests")


class ItemForm(forms.Form):
    """One item of the agenda; whom it is about."""

    title = forms.CharField(label=_("Nội dung"), max_length=300)
    subjects = forms.TypedMultipleChoiceField(
        label=_("Người được xem xét"), coerce=int, required=False, widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Người được xem xét và người thân của họ không chủ trì, không kiểm phiếu."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subjects"].choices = people  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What somebody said."""

    speaker = forms.TypedChoiceField(label=_("Người phát biểu"), coerce=int, required=False, empty_value=None)
    text = forms.CharField(
        label=_("Ý kiến"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaker"].choices = [("", _("— không ghi tên —")), *people]  # type: ignore[attr-defined]


class ConclusionForm(forms.Form):
    """What was concluded on an item."""

    conclusion = forms.CharField(
        label=_("Kết luận"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class SupplementForm(forms.Form):
    """A supplement to closed minutes."""

    reason = forms.CharField(label=_("Lý do bổ sung"), max_length=500)
    text = forms.CharField(label=_("Nội dung bổ sung, đính chính"), widget=forms.Textarea(attrs={"rows": 8}))


def day_asked(text: str, today: date) -> date:
    """Read the day of a query string; today where it says none that can be read."""
    field = DayField()
    try:
        day = field.clean(text)
    except forms.ValidationError:
        return today
    return day if isinstance(day, date) else today
