"""Forms of opinions and of the meeting that rates."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField, UploadsField
from canbo.evaluation.domain.slips import BASES
from canbo.evaluation.services.opinions import Answer
from canbo.evaluation.services.voting import Setting
from canbo.procedures.domain.counts import Base
from canbo.procedures.models import Vote
from canbo.procedures.wording import base_label

_TEXT = 20_000


class AskForm(forms.Form):
    """Of which body an opinion is asked, when, by when; the people and the places stand in the table beside it."""

    body = forms.TypedChoiceField(
        label=_("Cấp uỷ, tổ chức được hỏi"), coerce=int, required=False, empty_value=None,
        help_text=_("Chọn khi nơi được hỏi có trong danh mục: thành viên của nơi ấy trả lời trực tuyến được."),
    )  # fmt: skip
    of = forms.CharField(
        label=_("Nơi được hỏi, chung cho mọi người"), max_length=250, required=False,
        help_text=_("Dùng cho những người để trống ô «Nơi được hỏi» trong bảng."),
    )  # fmt: skip
    on = DayField(label=_("Ngày gửi yêu cầu"))
    due = DayField(label=_("Hạn trả lời"), required=False)

    def __init__(self, *args: Any, bodies: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "—"), *bodies]  # type: ignore[attr-defined]
        if not bodies:
            del self.fields["body"]


class LetterForm(forms.Form):
    """A letter that speaks of several people: from where, its number, day, signer, scan."""

    of = forms.CharField(
        label=_("Văn bản của"), max_length=250, required=False,
        help_text=_("Cần ghi khi có người chưa được gửi yêu cầu."),
    )  # fmt: skip
    number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)
    signer = forms.CharField(label=_("Người ký"), max_length=150)
    on = DayField(label=_("Ngày văn bản"))
    scans = UploadsField(label=_("Bản quét"), required=False, help_text=_("PDF, PNG hoặc JPEG."))

    @property
    def answer(self) -> Answer:
        """What the letter says of itself."""
        told = self.cleaned_data
        return Answer("", told["on"], on_paper=True, number=told["number"], signer=told["signer"])


class AnswerForm(forms.Form):
    """What was answered, and for a paper its number, signer and scan."""

    text = forms.CharField(
        label=_("Nội dung ý kiến"), required=False, max_length=_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )
    level = forms.ChoiceField(label=_("Mức đề xuất, nếu có"), required=False)
    on = DayField(label=_("Ngày trả lời"))
    on_paper = forms.BooleanField(label=_("Nhận bằng văn bản giấy"), required=False)
    number = forms.CharField(label=_("Số văn bản"), max_length=60, required=False)
    signer = forms.CharField(label=_("Người ký"), max_length=150, required=False)
    scans = UploadsField(label=_("Bản quét"), required=False, help_text=_("PDF, PNG hoặc JPEG."))

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], with_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "—"), *levels]  # type: ignore[attr-defined]
        if not with_paper:
            for name in ("on_paper", "number", "signer"):
                del self.fields[name]

    @property
    def answer(self) -> Answer:
        """What was filled in."""
        told = self.cleaned_data
        return Answer(
            told["text"], told["on"], told["level"], told.get("on_paper", False), told.get("number", ""),
            told.get("signer", ""),
        )  # fmt: skip


class WaiveForm(forms.Form):
    """Why there is no opinion."""

    reason = forms.CharField(label=_("Lý do không có ý kiến"), max_length=500)


class CommentForm(forms.Form):
    """What a colleague writes."""

    text = forms.CharField(
        label=_("Ý kiến góp ý"), max_length=_TEXT, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Người tổ chức đánh giá, người trực tiếp đánh giá và cấp kết luận đọc kèm tên bạn; người được góp "
                    "ý chỉ đọc nội dung, sau khi được thông báo kết quả."),
    )  # fmt: skip
    level = forms.ChoiceField(label=_("Mức đề xuất, nếu có"), required=False)

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", "—"), *levels]  # type: ignore[attr-defined]


class SettingForm(forms.Form):
    """Who comes to the meeting that rates, how levels are voted on, and the majority."""

    who = forms.ChoiceField(label=_("Thành phần triệu tập"))
    slips = forms.ChoiceField(
        label=_("Cách bỏ phiếu"),
        choices=[
            (Vote.Way.SECRET, _("Phiếu kín trên máy")),
            (Vote.Way.PAPER, _("Phiếu giấy, hai người nhập từng phiếu")),
            (Vote.Way.TOTALS, _("Phiếu giấy, nhập tổng số kèm bản quét biên bản")),
        ],
    )  # fmt: skip
    share = forms.RegexField(
        r"^[0-9]{1,3}/[0-9]{1,3}$", label=_("Mức được lấy khi có trên"), initial="1/2",
        help_text=_("Cộng dồn từ mức cao xuống: lấy mức cao nhất mà số phiếu của nó và các mức trên vượt tỷ lệ này."),
    )  # fmt: skip
    base_of = forms.ChoiceField(
        label=_("Số phiếu tính trên"), choices=[(each, base_label(Base(each))) for each in BASES]
    )
    ground = forms.CharField(
        label=_("Căn cứ của tỷ lệ"), max_length=300, required=False,
        help_text=_("Quy chế, hướng dẫn của cơ quan. Các văn bản đã đọc không ấn định tỷ lệ khi bỏ phiếu xếp loại."),
    )  # fmt: skip
    announced = forms.ChoiceField(
        label=_("Công bố tại hội nghị"),
        choices=[
            (Vote.Announced.COUNTS, _("Số phiếu từng mức và kết quả")), (Vote.Announced.OUTCOME, _("Chỉ kết quả")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, ways: Sequence[tuple[str, Any]], has_vote: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = ways  # type: ignore[attr-defined]
        if not has_vote:
            for name in ("slips", "share", "base_of", "ground", "announced"):
                del self.fields[name]

    @property
    def setting(self) -> Setting:
        """How levels are voted on."""
        told = self.cleaned_data
        if "slips" not in told:
            return Setting()
        over, _slash, under = told["share"].partition("/")
        share = Fraction(int(over), int(under)) if int(under) else Fraction(0)
        return Setting(told["slips"], share, told["base_of"], told["ground"], False, told["announced"])


class LevelsForm(forms.Form):
    """The minutes that levels are written down from; the levels stand in the table."""

    held_on = DayField(label=_("Ngày họp"))
    reference = forms.CharField(label=_("Số, ngày biên bản"), max_length=300)
