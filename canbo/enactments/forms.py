"""Forms of decisions: the draft, the list of people, one subject, signing, reasons, series of numbers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField, PartialDateFormField
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.decisions.kinds import DecisionKind, Relation, SigningMark
from canbo.decisions.models import Decision
from canbo.enactments.models import Enactment
from canbo.enactments.selectors import series_of, visible_decisions
from canbo.enactments.services import SignerGiven
from canbo.organizations.models import Unit

_TEXT = {"autocomplete": "off"}


def _line(label: Any, limit: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, required=required, help_text=help_text, widget=forms.TextInput(attrs=_TEXT)
    )


class DraftForm(forms.Form):
    """A draft: what it is about, whose number it will bear, when it takes effect, on what it rests, who signs."""

    def __init__(
        self, data: Any = None, *, access: AccessContext, unit: Unit, decision: Decision | None = None
    ) -> None:
        self.access, self.unit = access, unit
        super().__init__(data, initial=_initial(decision) if decision else {"kind": DecisionKind.APPOINTMENT})
        series = series_of(access, unit).filter(is_closed=False)
        if decision is None:
            self.fields["kind"] = forms.ChoiceField(label=_("Loại"), choices=DecisionKind.choices)
        self.fields["abstract"] = _line(_("Trích yếu"), 500, required=True, help_text=_("Quyết định về việc gì."))
        self.fields["abstract"].is_wide = True  # type: ignore[attr-defined]
        self.fields["series"] = forms.ModelChoiceField(
            series, label=_("Dãy số"), required=False, empty_label=str(_("Không – ghi số bằng tay khi ký"))
        )
        self.fields["issuer_name"] = _line(_("Cơ quan ban hành"), 200, help_text=_("Để trống nếu đã chọn dãy số."))
        self.fields["effective_on"] = DayField(
            label=_("Ngày có hiệu lực"), required=False, help_text=_("Để trống là từ ngày ký. Có thể ở tương lai.")
        )
        self.fields["relation"] = forms.ChoiceField(
            label=_("Liên hệ với văn bản trước"), required=False, choices=[("", _("Không có")), *Relation.choices]
        )
        self.fields["earlier"] = _line(
            _("Số văn bản trước"), 60, help_text=_("Ghi đúng số đã có trong sổ, ví dụ 12-KL/TU.")
        )
        for name, label in (
            ("grounds", _("Căn cứ")),
            ("articles", _("Nội dung các điều")),
            ("recipients", _("Nơi nhận")),
        ):
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("Mỗi dòng một mục."),
            )  # fmt: skip
            self.fields[name].is_wide = True  # type: ignore[attr-defined]
        self.fields["signer_name"] = _line(_("Người ký"), 200)
        self.fields["signer_role"] = _line(_("Chức vụ người ký"), 120)
        self.fields["signing_mark"] = forms.ChoiceField(
            label=_("Thẩm quyền ký"), required=False, choices=SigningMark.choices
        )
        self.fields["signing_for"] = _line(_("Thay mặt, ký thay"), 150, help_text=_("Ví dụ BAN THƯỜNG VỤ, CHỦ TỊCH."))
        self.fields["place"] = _line(_("Nơi ban hành"), 80)

    def clean(self) -> dict[str, Any]:
        """Find the earlier paper by its number."""
        cleaned = super().clean() or {}
        number, relation = cleaned.get("earlier"), cleaned.get("relation")
        if not cleaned.get("series") and not cleaned.get("issuer_name"):
            self.add_error("issuer_name", _("Hãy ghi cơ quan ban hành, hoặc chọn dãy số."))
        cleaned["links"] = []
        if number or relation:
            rows = visible_decisions(self.access).filter(number__iexact=(number or "").strip())
            found = list(rows.exclude(number="")[:2])
            if not relation:
                self.add_error("relation", _("Hãy chọn quan hệ với văn bản trước."))
            elif len(found) != 1:
                self.add_error("earlier", _("Không tìm thấy đúng một văn bản mang số này trong sổ."))
            else:
                cleaned["links"] = [(found[0], relation)]
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        typed = self.cleaned_data
        day = typed["effective_on"]
        names = ("abstract", "issuer_name", "series", "grounds", "articles", "recipients", "place")
        return {
            **{name: typed[name] for name in names},
            "effective_on": PartialDate.from_date(day) if day else None,
            "signer": SignerGiven(
                typed["signer_name"], typed["signer_role"], typed["signing_mark"], typed["signing_for"]
            ),
        }


def _initial(decision: Decision) -> dict[str, Any]:
    paper: Enactment = decision.enactment
    link = decision.links.select_related("earlier").first()
    return {
        "abstract": paper.abstract, "series": decision.series_id,
        "issuer_name": "" if decision.series_id else decision.issuer_name,
        "effective_on": decision.effective_on.earliest if decision.effective_on else None, "grounds": paper.grounds,
        "articles": paper.articles, "recipients": paper.recipients, "place": paper.place,
        "signer_name": decision.signer, "signer_role": decision.signer_role, "signing_mark": decision.signing_mark,
        "signing_for": decision.signing_for, "relation": link.relation if link else "",
        "earlier": link.earlier.number if link else "",
    }  # fmt: skip


class OldPaperForm(DraftForm):
    """A paper signed before: the number and the day as they stand on it."""

    def __init__(self, data: Any = None, *, access: AccessContext, unit: Unit) -> None:
        super().__init__(data, access=access, unit=unit)
        self.fields["number"] = _line(_("Số"), 60, required=True, help_text=_("Ghi như trên văn bản."))
        self.fields["issued_on"] = PartialDateFormField(label=_("Ngày ký"))
        for name in ("relation", "earlier", "grounds", "articles", "recipients", "place"):
            del self.fields[name]
        self.order_fields(["kind", "number", "issued_on", "series", "issuer_name", "abstract", "effective_on"])


class ListForm(forms.Form):
    """Rows pasted from a workbook, or the workbook itself."""

    text = forms.CharField(
        label=_("Dán các dòng từ Excel"), required=False, max_length=400_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    file = forms.FileField(label=_("Hoặc chọn tệp (.xlsx, .xls, .ods, .csv, .docx)"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("text")) == bool(cleaned.get("file")):
            raise forms.ValidationError(_("Hãy dán các dòng, hoặc chọn một tệp."))
        return cleaned


class SignForm(forms.Form):
    """Signing: the day, the number where it is typed, the day of effect, the conflicts that are accepted."""

    def __init__(self, data: Any = None, *, decision: Decision, codes: list[tuple[str, Any]], today: Any) -> None:
        super().__init__(data, initial={
            "issued_on": today, "effective_on": decision.effective_on.earliest if decision.effective_on else None,
        })  # fmt: skip
        self.fields["issued_on"] = DayField(label=_("Ngày ký"))
        self.fields["effective_on"] = DayField(
            label=_("Ngày có hiệu lực"), required=False, help_text=_("Để trống là từ ngày ký.")
        )
        self.fields["number"] = _line(
            _("Số"), 60, required=decision.series_id is None,
            help_text=_("Để trống: chương trình cấp số tiếp theo của dãy.") if decision.series_id else "",
        )  # fmt: skip
        if codes:
            self.fields["accept"] = forms.MultipleChoiceField(
                label=_("Chấp nhận các vướng mắc"), required=False, choices=codes, widget=forms.CheckboxSelectMultiple
            )
            self.fields["accept"].is_wide = True  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason."""

    reason = _line(_("Lý do"), 500, required=True)


class RevokeForm(forms.Form):
    """The abstract of the decision that takes another one back."""

    abstract = _line(_("Trích yếu quyết định thu hồi"), 500, required=True)


class SeriesForm(forms.Form):
    """A series of numbers."""

    def __init__(self, data: Any = None, *, units: Any) -> None:
        super().__init__(data)
        self.fields["unit"] = forms.ModelChoiceField(units, label=_("Đơn vị giữ sổ"), empty_label=None)
        self.fields["issuer_name"] = _line(
            _("Cơ quan ban hành"), 200, required=True, help_text=_("Ghi như trên văn bản.")
        )
        self.fields["pattern"] = _line(
            _("Số, ký hiệu"), 50, required=True, help_text=_("{n} là chỗ ghi số, ví dụ {n}-QĐ/TU hoặc {n}/QĐ-UBND.")
        )
        self.fields["last"] = forms.IntegerField(
            label=_("Số cuối đã cấp năm nay"), min_value=0, max_value=99_999, initial=0
        )
