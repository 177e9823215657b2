"""Forms of meetings and votes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField
from canbo.core.text import clean
from canbo.procedures.domain.ballots import MOST_ADDED, Form
from canbo.procedures.domain.counts import Base, Kind
from canbo.procedures.models import Vote
from canbo.procedures.wording import base_label, kind_label, steps_with_vote

#: How many names a ballot may carry; a slip has to fit a screen.
MOST_NAMES = 100
_OPERATORS = ((">", _("trên (quá)")), (">=", _("từ … trở lên")))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(clean, text.splitlines()) if line)


class MeetingForm(forms.Form):
    """A meeting; who is convened comes beside it, as a table."""

    title = forms.CharField(label=_("Tên hội nghị"), max_length=300)
    held_on = DayField(label=_("Ngày họp"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    basis = forms.CharField(
        label=_("Thành phần"), max_length=200, required=False,
        help_text=_("Ví dụ: tập thể lãnh đạo mở rộng. Ghi cho tất cả những người được chọn."),
    )  # fmt: skip


class VoteForm(forms.Form):
    """A vote: what the slip asks, and by which rule it is read."""

    title = forms.CharField(label=_("Nội dung bỏ phiếu"), max_length=300)
    kind = forms.ChoiceField(label=_("Loại phiếu"), choices=[(kind.value, kind_label(kind)) for kind in Kind])
    ways = forms.ChoiceField(
        label=_("Cách bỏ phiếu"),
        choices=Vote.Way.choices,
    )
    names = forms.CharField(
        label=_("Tên trên phiếu"), required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Mỗi dòng một tên."),
    )  # fmt: skip
    max_choices = forms.IntegerField(
        label=_("Chọn nhiều nhất (người)"), min_value=1, max_value=MOST_NAMES, required=False,
        help_text=_("Chỉ cho loại phiếu «Lựa chọn»."),
    )  # fmt: skip
    levels = forms.CharField(
        label=_("Các mức"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Chỉ cho loại phiếu «Xếp mức»: mỗi dòng một mức, cao nhất trước."),
    )  # fmt: skip
    added = forms.IntegerField(
        label=_("Được ghi thêm (tên)"), min_value=0, max_value=MOST_ADDED, initial=0, required=False
    )
    seats = forms.IntegerField(
        label=_("Số người được lấy"), min_value=1, max_value=MOST_NAMES, required=False,
        help_text=_("Để trống: một người nếu chọn trong danh sách; mọi người đủ phiếu nếu xét từng người."),
    )  # fmt: skip
    step = forms.ChoiceField(label=_("Cách tính kết quả"), required=False)
    operator = forms.ChoiceField(label=_("So với ngưỡng"), choices=_OPERATORS, required=False)
    threshold = forms.RegexField(
        r"^[0-9]{1,3}/[0-9]{1,3}$", label=_("Ngưỡng"), required=False, initial="1/2",
        help_text=_("Viết dạng phân số: 1/2, 2/3."),
    )  # fmt: skip
    base = forms.ChoiceField(
        label=_("Tính trên"), required=False,
        choices=[(base.value, base_label(base)) for base in Base if base is not Base.MEMBERS],
    )  # fmt: skip
    citation = forms.CharField(
        label=_("Căn cứ"), max_length=300, required=False, help_text=_("Điều, khoản của quy chế, quy định áp dụng.")
    )
    announced = forms.ChoiceField(
        label=_("Công bố tại hội nghị"), choices=Vote.Announced.choices, initial=Vote.Announced.COUNTS
    )

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["step"].choices = [("", _("Tự ghi ngưỡng (các ô dưới)")), *steps_with_vote(day)]  # type: ignore[attr-defined]

    def clean_names(self) -> tuple[str, ...]:
        """Give the names, one a line."""
        names = _lines(self.cleaned_data["names"])
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(_("Một phiếu có nhiều nhất %(most)s tên."), params={"most": MOST_NAMES})
        return names

    def clean_levels(self) -> tuple[str, ...]:
        """Give the levels, one a line."""
        return _lines(self.cleaned_data["levels"])

    def clean(self) -> dict[str, Any]:
        """Ask for a threshold and its ground where no step of the law is chosen."""
        cleaned = super().clean() or {}
        if not cleaned.get("step"):
            for name in ("threshold", "citation"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Hãy ghi ô này, hoặc chọn một bước của quy trình."))
        return cleaned

    @property
    def ballot(self) -> Form:
        """What the slip asks. Errors: ballot_form_unusable."""
        cleaned, kind = self.cleaned_data, Kind(self.cleaned_data["kind"])
        return Form(
            kind, cleaned["names"], cleaned["max_choices"] if kind is Kind.CHOOSE else None,
            cleaned["levels"] if kind is Kind.RATE else (), cleaned["added"] or 0,
        )  # fmt: skip

    @property
    def rule(self) -> dict[str, Any]:
        """How the count is read, as a tally file says it."""
        cleaned = self.cleaned_data
        if cleaned["step"]:
            procedure, _sep, step = cleaned["step"].partition("/")
            return {"procedure": procedure, "step": step, "as_of": self.day.isoformat()}
        line: dict[str, Any] = {
            "operator": cleaned["operator"], "threshold": cleaned["threshold"], "base": cleaned["base"],
            "then": "chosen",
        }  # fmt: skip
        if cleaned["kind"] == Kind.CHOOSE:
            line["take"] = "highest"
        return {"rule": {"lines": [line, {"otherwise": True, "then": "rejected"}], "citation": cleaned["citation"]}}


class SlipsForm(forms.Form):
    """How many paper slips there are."""

    issued = forms.IntegerField(label=_("Số phiếu phát ra"), min_value=0, max_value=100_000)
    returned = forms.IntegerField(label=_("Số phiếu thu về"), min_value=0, max_value=100_000)


class KeyingForm(forms.Form):
    """The paper slips as one person keys them."""

    lines = forms.CharField(
        label=_("Các phiếu, mỗi dòng một phiếu"), max_length=200_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "autocomplete": "off", "spellcheck": "false", "class": "slip-lines"}),
    )  # fmt: skip


class PassphraseForm(forms.Form):
    """A holder's passphrase, typed twice."""

    passphrase = forms.CharField(
        label=_("Cụm từ khoá"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Ít nhất 12 ký tự, vài từ dễ nhớ. Không lưu ở đâu; quên thì không mở được hòm phiếu."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("Gõ lại cụm từ khoá"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = super().clean() or {}
        if cleaned.get("passphrase") and cleaned.get("again") and cleaned["passphrase"] != cleaned["again"]:
            self.add_error("again", _("Hai lần gõ không giống nhau."))
        return cleaned


class OpeningForm(forms.Form):
    """Both passphrases, typed at the opening by the two holders."""

    chair = forms.CharField(
        label=_("Cụm từ khoá của người chủ trì"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    teller = forms.CharField(
        label=_("Cụm từ khoá của người kiểm phiếu"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    """Why a vote is given up."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
