"""Forms of the conclusion: moves, groups, conclusions, holds, appeals and their answers, decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField
from canbo.evaluation.models import Appeal
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.services.appeals import AppealGiven
from canbo.evaluation.services.calibrating import CapGiven
from canbo.evaluation.services.concluding import Conclusion, Majority
from canbo.evaluation.services.deciding import Deciding

_NOT_RATED = "not_rated"
_BASES = [
    ("", _("theo văn bản")), ("well", _("số người xếp hoàn thành tốt")),
    ("well_or_better", _("số người xếp hoàn thành tốt trở lên")), ("all", _("tổng số người")),
]  # fmt: skip
_ROUNDINGS = [
    ("", _("chưa định")), ("down", _("làm tròn xuống")), ("nearest", _("làm tròn đến số gần nhất")),
    ("up", _("làm tròn lên")),
]  # fmt: skip
_AREA = {"rows": 3}


def levels_of(words: Mapping[str, str] | None = None) -> list[tuple[str, str | Promise]]:
    """Give the four levels to choose from, the highest first, in the words of a scheme where it is known."""
    return [(level, (words or {}).get(level) or Level(level).label) for level in reversed(Level.values)]


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs=_AREA))


class MoveForm(ReasonForm):
    """To which level somebody is moved, and why."""

    to = forms.ChoiceField(label=_("Chuyển sang mức"))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("to", "reason", "version")

    def __init__(self, *args: Any, words: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = levels_of(words)  # type: ignore[attr-defined]
        self.fields["reason"].help_text = _("Người được đánh giá sẽ đọc lý do này.")


class CapForm(forms.Form):
    """What the locality or the authority settles for one group."""

    base = forms.ChoiceField(label=_("Tính trên"), choices=_BASES, required=False)
    rounding = forms.ChoiceField(label=_("Làm tròn"), choices=_ROUNDINGS, required=False)
    local_ground = forms.CharField(
        label=_("Căn cứ của cách tính, làm tròn"), max_length=500, required=False,
        help_text=_("Số, ngày văn bản, điều khoản của địa phương hoặc của cấp có thẩm quyền."),
    )  # fmt: skip
    higher = forms.DecimalField(
        label=_("Tỷ lệ cao hơn (%)"), required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2,
        localize=True, help_text=_("Chỉ nơi văn bản cho phép, do thành tích nổi trội."),
    )  # fmt: skip
    higher_ground = forms.CharField(label=_("Căn cứ tỷ lệ cao hơn"), max_length=500, required=False)

    @property
    def given(self) -> CapGiven:
        """What was filled in."""
        told = self.cleaned_data
        return CapGiven(told["base"], told["rounding"], told["local_ground"], told["higher"], told["higher_ground"])


class MajorityForm(forms.Form):
    """The day of a conclusion, and how the competent level voted."""

    on = DayField(label=_("Ngày kết luận"))
    votes_for = forms.IntegerField(label=_("Số đồng ý"), min_value=0, required=False)
    votes_against = forms.IntegerField(label=_("Số không đồng ý"), min_value=0, required=False)
    members = forms.IntegerField(label=_("Tổng số thành viên"), min_value=0, required=False)
    meeting = forms.CharField(
        label=_("Cuộc họp, biên bản"), max_length=300, required=False,
        help_text=_("Ghi khi kết luận đã có trong biên bản một cuộc họp."),
    )  # fmt: skip
    overriding = forms.CharField(
        label=_("Lý do kết luận khi còn thiếu bước"), required=False, max_length=1000,
        help_text=_("Chỉ dùng cho bước mà quy định chưa đối chiếu được văn bản."),
    )  # fmt: skip

    @property
    def majority(self) -> Majority:
        """How it was voted."""
        told = self.cleaned_data
        return Majority(told["votes_for"], told["votes_against"], told["members"], told["meeting"].strip())

    @property
    def given(self) -> Conclusion:
        """What was concluded."""
        return Conclusion(self.cleaned_data["on"], majority=self.majority, overriding=self.cleaned_data["overriding"])


class ConcludeForm(MajorityForm):
    """The conclusion on one rating."""

    level = forms.ChoiceField(label=_("Mức kết luận"))
    reason = forms.CharField(
        label=_("Lý do khi khác mức theo quy định"), required=False, widget=forms.Textarea(attrs=_AREA),
        help_text=_("Người được đánh giá sẽ đọc lý do này. Không xếp loại thì ghi lý do không xếp loại."),
    )  # fmt: skip
    text = forms.CharField(label=_("Kết luận, nhận xét"), required=False, widget=forms.Textarea(attrs=_AREA))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ("level", "reason", "on", "votes_for", "votes_against", "members", "meeting", "text", "overriding")

    def __init__(self, *args: Any, words: Mapping[str, str], needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [*levels_of(words), (_NOT_RATED, _("Không xếp loại"))]  # type: ignore[attr-defined]
        if not needs_reason:
            del self.fields["overriding"]

    def clean(self) -> dict[str, Any]:
        """Who is not rated has the reason."""
        told = super().clean() or {}
        if told.get("level") == _NOT_RATED and not told.get("reason"):
            self.add_error("reason", _("Hãy ghi lý do không xếp loại."))
        return told

    @property
    def given(self) -> Conclusion:
        """What was concluded."""
        told = self.cleaned_data
        off = told["level"] == _NOT_RATED
        return Conclusion(
            told["on"], "" if off else told["level"], self.majority, told["text"], told["reason"],
            told.get("overriding", ""), told["reason"] if off else "",
        )  # fmt: skip


class AppealForm(forms.Form):
    """What who was rated says of the conclusion."""

    kind = forms.ChoiceField(label=_("Loại"), choices=Appeal.Kind.choices, widget=forms.RadioSelect)
    asked_level = forms.ChoiceField(label=_("Mức đề nghị"), required=False)
    text = forms.CharField(
        label=_("Nội dung"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Không đồng ý điểm nào, vì sao, có minh chứng gì."),
    )  # fmt: skip
    on = DayField(label=_("Ngày gửi (theo đơn giấy)"), required=False)

    def __init__(self, *args: Any, words: Mapping[str, str], on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_level"].choices = [("", _("— không nêu —")), *levels_of(words)]  # type: ignore[attr-defined]
        self.on_paper = on_paper
        if on_paper:
            self.fields["on"].required = True
        else:
            del self.fields["on"]

    def given(self, today: Any) -> AppealGiven:
        """What was filled in; the viewer's own is of today."""
        told = self.cleaned_data
        return AppealGiven(told["kind"], told["text"], told.get("on") or today, told["asked_level"], self.on_paper)


class AnswerForm(forms.Form):
    """The answer to an appeal, or what is set right after publication."""

    new_level = forms.ChoiceField(label=_("Mức sau khi xem xét"))
    text = forms.CharField(label=_("Nội dung trả lời"), widget=forms.Textarea(attrs={"rows": 5}))
    on = DayField(label=_("Ngày"))

    def __init__(self, *args: Any, words: Mapping[str, str], cancels: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        more = [("", _("Huỷ kết quả để xếp loại lại"))] if cancels else []
        self.fields["new_level"].choices = [*levels_of(words), *more]  # type: ignore[attr-defined]
        if cancels:
            self.fields["new_level"].required = False
            self.fields["text"].label = _("Căn cứ điều chỉnh, huỷ")


class TellForm(forms.Form):
    """The day on which people are told."""

    on = DayField(label=_("Ngày thông báo"))


class DecideForm(forms.Form):
    """By what ratings are decided."""

    on = DayField(label=_("Ngày quyết định"))
    decision = forms.TypedChoiceField(
        label=_("Quyết định trong sổ"), coerce=int, required=False, empty_value=None,
        help_text=_("Hoặc ghi biên bản, thông báo kết luận ở ô dưới."),
    )  # fmt: skip
    minutes = forms.CharField(label=_("Số, ngày biên bản hoặc thông báo kết luận"), max_length=250, required=False)
    early = forms.CharField(
        label=_("Lý do quyết định khi còn trong hạn kiến nghị"), max_length=500, required=False
    )  # fmt: skip

    def __init__(self, *args: Any, decisions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [("", _("— không chọn —")), *decisions]  # type: ignore[attr-defined]

    @property
    def given(self) -> Deciding:
        """What was filled in."""
        told = self.cleaned_data
        return Deciding(told["on"], told["decision"], told["minutes"], told["early"])
