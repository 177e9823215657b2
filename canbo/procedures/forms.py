"""Forms of meetings and votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import UploadsField
from canbo.core.text import clean
from canbo.procedures.domain.ballots import LONGEST_NAME, MOST_ADDED, Form
from canbo.procedures.domain.counts import CONFIDENCE_LEVELS, Base, Kind
from canbo.procedures.models import Vote
from canbo.procedures.services.totals import Totals
from canbo.procedures.wording import base_label, kind_label, mark_label, outcome_label, steps_with_vote

#: How many names a ballot may carry; a slip has to fit a screen.
MOST_NAMES = 100
_outcome, _base = lazy(outcome_label, str), lazy(base_label, str)
#: The rule of the round before.
_SAME = "="
#: The rule of the run's step, as the run pins it.
_PINNED = "*"
#: Who decides where the votes do not.
_DECIDED = ("head_decides", "chair_decides", "authority_decides")
_OPERATORS = ((">", _("trên (quá)")), (">=", _("từ … trở lên")))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(clean, text.splitlines()) if line)


class VoteForm(forms.Form):
    """A vote: what the slip asks, how it is voted, by which rule it is read, what is announced.

    `before`: the vote whose further round this is. `pinned`: the rule of the run's step that the matter belongs to.
    """

    item = forms.ChoiceField(label=_("Thuộc nội dung"), required=False)
    title = forms.CharField(label=_("Nội dung bỏ phiếu"), max_length=300)
    kind = forms.ChoiceField(label=_("Loại phiếu"), choices=[(kind.value, kind_label(kind)) for kind in Kind])
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
    ways = forms.ChoiceField(label=_("Cách bỏ phiếu"), choices=Vote.Way.choices)
    signing = forms.ChoiceField(
        label=_("Ký tên"), choices=Vote.Signing.choices, initial=Vote.Signing.FREE, required=False,
        help_text=_("Chỉ cho phiếu được lưu. Người bỏ phiếu được báo trước điều này."),
    )  # fmt: skip
    office_reads = forms.BooleanField(
        label=_("Bộ phận tổ chức cũng đọc phiếu được lưu"), required=False,
        help_text=_("Không chọn: chỉ người chủ trì và người kiểm phiếu đọc."),
    )  # fmt: skip
    step = forms.ChoiceField(label=_("Cách tính kết quả"), required=False)
    members = forms.IntegerField(
        label=_("Tổng số thành viên"), min_value=1, max_value=100_000, required=False,
        help_text=_("Cần khi tỷ lệ tính trên tổng số thành viên của tập thể."),
    )  # fmt: skip
    earlier = forms.CharField(
        label=_("Được chọn ở bước trước"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Cần khi quy tắc xét có khác kết quả bước trước không. Mỗi dòng một tên, ghi đúng như trên phiếu."),
    )  # fmt: skip
    operator = forms.ChoiceField(label=_("So với ngưỡng"), choices=_OPERATORS, required=False)
    threshold = forms.RegexField(
        r"^[0-9]{1,3}/[0-9]{1,3}$", label=_("Ngưỡng"), required=False, initial="1/2",
        help_text=_("Viết dạng phân số: 1/2, 2/3."),
    )  # fmt: skip
    base = forms.ChoiceField(
        label=_("Tính trên"), required=False, choices=[(base.value, _base(base)) for base in Base],
        initial=Base.CONVENED.value,
    )  # fmt: skip
    counted = forms.IntegerField(
        label=_("Số mức được tính (từ cao nhất)"), min_value=1, max_value=9, initial=1, required=False,
        help_text=_("Chỉ cho phiếu xếp mức và phiếu tín nhiệm."),
    )  # fmt: skip
    half = forms.ChoiceField(
        label=_("Đúng một nửa thì"), required=False,
        choices=[("", _("như không đạt")), *((then, _outcome(then)) for then in _DECIDED)],
    )  # fmt: skip
    fallen = forms.ChoiceField(
        label=_("Không đạt thì"), required=False,
        choices=[
            ("rejected", _outcome("rejected")), ("second_round", _("Hai người cao phiếu nhất vào vòng hai")),
            *((then, _outcome(then)) for then in (*_DECIDED, "stop_and_report", "unsaid")),
        ],
    )  # fmt: skip
    tie = forms.ChoiceField(
        label=_("Bằng phiếu ở suất cuối thì"), required=False,
        choices=[(then, _outcome(then)) for then in ("unsaid", "second_round", *_DECIDED)],
    )  # fmt: skip
    citation = forms.CharField(
        label=_("Căn cứ"), max_length=300, required=False, help_text=_("Điều, khoản của quy chế, quy định áp dụng.")
    )
    round_ground = forms.CharField(
        label=_("Căn cứ bỏ phiếu thêm vòng"), max_length=300, required=False,
        help_text=_("Khi quy tắc không nói ai vào vòng tiếp theo."),
    )  # fmt: skip
    announced = forms.ChoiceField(
        label=_("Công bố tại hội nghị"), required=False,
        choices=[("", _("theo quy định của bước; bước không nói thì công bố số phiếu")), *Vote.Announced.choices],
    )  # fmt: skip
    #: The parts of the page, and the fields of each.
    parts = (
        (_("Phiếu hỏi gì"), ("item", "title", "kind", "names", "max_choices", "levels", "added", "seats")),
        (_("Bỏ phiếu thế nào"), ("ways", "signing", "office_reads", "announced")),
        (_("Tính kết quả thế nào"), ("step", "members", "earlier", "round_ground")),
    )
    #: The fields of a threshold that somebody states.
    stated = ("operator", "threshold", "base", "counted", "half", "fallen", "tie", "citation")

    def __init__(
        self, *args: Any, day: date, items: Sequence[tuple[int, str]] = (), before: Vote | None = None,
        pinned: dict[str, Any] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.day, self.before, self.pinned = day, before, pinned
        choices = [("", _("Tự ghi ngưỡng (các ô dưới)")), *steps_with_vote(day)]
        if pinned is not None:
            choices.insert(0, (_PINNED, _("Như bước của việc, theo quy định đã ghim")))
        if before is not None:
            choices.insert(0, (_SAME, _("Như vòng trước")))
        else:
            del self.fields["round_ground"]
        self.fields["step"].choices = choices  # type: ignore[attr-defined]
        self.fields["item"].choices = [("", _("không thuộc nội dung nào")), *items]  # type: ignore[attr-defined]
        if not items:
            del self.fields["item"]

    @property
    def sections(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The parts of the page with the fields that are there."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.parts]

    @property
    def stated_fields(self) -> list[forms.BoundField]:
        """The fields of a threshold that somebody states."""
        return [self[name] for name in self.stated]

    def clean_names(self) -> tuple[str, ...]:
        """Give the names, one a line."""
        names = _lines(self.cleaned_data["names"])
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(_("Một phiếu có nhiều nhất %(most)s tên."), params={"most": MOST_NAMES})
        return names

    def clean_levels(self) -> tuple[str, ...]:
        """Give the levels, one a line."""
        return _lines(self.cleaned_data["levels"])

    def clean_earlier(self) -> tuple[str, ...]:
        """Give the names, one a line."""
        return _lines(self.cleaned_data["earlier"])

    def clean(self) -> dict[str, Any]:
        """Ask for a threshold and its ground where no step of the law is chosen."""
        cleaned = super().clean() or {}
        if not cleaned.get("step"):
            for name in ("threshold", "citation"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Hãy ghi ô này, hoặc chọn một bước của quy trình."))
            if cleaned.get("kind") in {Kind.RATE, Kind.CONFIDENCE} and "kind" not in self.errors:
                levels = cleaned.get("levels") if cleaned["kind"] == Kind.RATE else CONFIDENCE_LEVELS
                cleaned["measure"] = list(levels or ())[: cleaned.get("counted") or 1]
        return cleaned

    @property
    def ballot(self) -> Form:
        """What the slip asks. Errors: ballot_form_unusable."""
        cleaned, kind = self.cleaned_data, Kind(self.cleaned_data["kind"])
        signing = cleaned["signing"] or Vote.Signing.FREE
        return Form(
            kind, cleaned["names"], cleaned["max_choices"] if kind is Kind.CHOOSE else None,
            cleaned["levels"] if kind is Kind.RATE else (), cleaned["added"] or 0,
            signing if cleaned["ways"] == Vote.Way.KEPT else "",
        )  # fmt: skip

    @property
    def rule(self) -> dict[str, Any]:
        """How the count is read, as a tally file says it."""
        cleaned = self.cleaned_data
        if cleaned["step"] == _SAME and self.before is not None:
            return dict(self.before.rule)
        if cleaned["step"] == _PINNED and self.pinned is not None:
            return self.pinned
        if cleaned["step"]:
            procedure, _sep, step = cleaned["step"].partition("/")
            return {"procedure": procedure, "step": step, "as_of": self.day.isoformat()}
        asked: dict[str, Any] = {"base": cleaned["base"] or Base.CONVENED.value}
        if "measure" in cleaned:
            asked["measure"] = cleaned["measure"]
        line = {"operator": cleaned["operator"] or ">", "threshold": cleaned["threshold"], **asked, "then": "chosen"}
        fallen: dict[str, Any] = {"otherwise": True, "then": cleaned["fallen"] or "rejected"}
        if cleaned["fallen"] == "second_round":
            fallen["take"] = "two_highest"
        if cleaned["kind"] == Kind.CHOOSE or cleaned["seats"] or "take" in fallen:
            line["take"] = "highest"
        lines = [line]
        if cleaned["half"]:
            half = {"operator": "=", "threshold": "1/2", **asked, "then": cleaned["half"]}
            lines.append({**half, "take": "all"} if "take" in line else half)
        rule = {"lines": [*lines, fallen], "citation": cleaned["citation"], "tie": cleaned["tie"] or "unsaid"}
        return {"rule": rule}


class SlipsForm(forms.Form):
    """How many paper slips there are."""

    issued = forms.IntegerField(label=_("Số phiếu phát ra"), min_value=0, max_value=100_000)
    returned = forms.IntegerField(label=_("Số phiếu thu về"), min_value=0, max_value=100_000)


class TotalsForm(forms.Form):
    """The totals of signed minutes: slips, and for each name its votes by mark; the scan beside them."""

    issued = forms.IntegerField(label=_("Số phiếu phát ra"), min_value=0, max_value=100_000)
    returned = forms.IntegerField(label=_("Số phiếu thu về"), min_value=0, max_value=100_000)
    invalid = forms.IntegerField(label=_("Không hợp lệ"), min_value=0, max_value=100_000, initial=0)
    blank = forms.IntegerField(label=_("Phiếu trắng"), min_value=0, max_value=100_000, initial=0)
    scans = UploadsField(
        label=_("Bản quét biên bản kiểm phiếu đã ký"),
        help_text=_("PDF, PNG hoặc JPEG; nhiều trang thì chọn nhiều tệp. Lưu mã hoá, chỉ tải về được."),
    )  # fmt: skip

    def __init__(self, *args: Any, ballot: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ballot = ballot
        for place, mark in ((p, m) for p in range(len(ballot.names)) for m in ballot.marks):
            self.fields[f"votes-{place}-{mark}"] = forms.IntegerField(
                label=mark_label(mark), min_value=0, max_value=100_000, initial=0
            )
        for place in range(ballot.added):
            self.fields[f"added-{place}"] = forms.CharField(
                label=_("Ghi thêm tên %(n)s") % {"n": place + 1}, max_length=LONGEST_NAME, required=False
            )
            self.fields[f"added-votes-{place}"] = forms.IntegerField(
                label=_("Số phiếu của tên ghi thêm %(n)s") % {"n": place + 1}, min_value=0, max_value=100_000,
                required=False,
            )  # fmt: skip

    @property
    def slip_fields(self) -> list[forms.BoundField]:
        """The numbers of slips, and the scan."""
        return [self[name] for name in ("issued", "returned", "invalid", "blank", "scans")]

    @property
    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each name."""
        return [
            (name, [self[f"votes-{place}-{mark}"] for mark in self.ballot.marks])
            for place, name in enumerate(self.ballot.names)
        ]

    @property
    def added_fields(self) -> list[forms.BoundField]:
        """The fields of names written in."""
        return [
            self[f"{kind}-{place}"] for place in range(self.ballot.added) for kind in ("added", "added-votes")
        ]  # fmt: skip

    @property
    def totals(self) -> Totals:
        """The totals as the service takes them."""
        cleaned, form = self.cleaned_data, self.ballot
        return Totals(
            cleaned["issued"], cleaned["returned"], cleaned["invalid"], cleaned["blank"],
            [{mark: cleaned[f"votes-{place}-{mark}"] for mark in form.marks} for place in range(len(form.names))],
            {cleaned[f"added-{place}"]: cleaned[f"added-votes-{place}"] or 0 for place in range(form.added)
             if cleaned[f"added-{place}"]},
        )  # fmt: skip


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
    every = forms.BooleanField(
        label=_("Dùng cho mọi lần bỏ phiếu đang chuẩn bị của hội nghị này"), required=False, initial=True
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
    every = forms.BooleanField(
        label=_("Mở mọi hòm phiếu đã đóng của hội nghị này có cùng cụm từ khoá"), required=False, initial=True
    )


class ReasonForm(forms.Form):
    """Why a vote is given up."""

    reason = forms.CharField(label=_("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
