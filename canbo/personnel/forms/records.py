"""One form for every kind of record, made from its model: to add, correct, withdraw and verify."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from canbo.common.fields import EncryptedTextField, PartialDateField
from canbo.common.forms import PartialDateFormField
from canbo.core.access import AccessContext
from canbo.core.text import proper_name
from canbo.personnel.domain.codes import ranks
from canbo.personnel.forms.fields import CleanCharField, PickField, PickInput, VietnameseDecimalField
from canbo.personnel.models import FileRecord, Identity
from canbo.personnel.services.files import DecisionGiven
from canbo.personnel.wording import field_label, typed_fields, value_text

#: Which picker a foreign key or a text of a code list is typed into.
_KEYED = {"unit": "don-vi", "position": "vi-tri", "title": "chuc-danh", "term": "nhiem-ky"}
_LISTED = {"ethnicity": "dan-toc", "religion": "ton-giao", "rank_name": "ngach"}

#: Texts that take more than a line.
_LONG = frozenset({"content", "description", "note"})

DECISION = ("decision_number", "decision_issued_on", "decision_issuer_name", "decision_effective_on")


def form_field(kind: type[FileRecord], each: models.Field[Any, Any]) -> forms.Field:
    """Give the form field of one field of a kind of record; one that picks rows still wants its `access`."""
    label = field_label(kind, each)
    required = not each.blank and not isinstance(each, models.BooleanField)
    if each.name in _KEYED and isinstance(each, models.ForeignKey):
        return PickField(_KEYED[each.name], label=label, required=required)
    if isinstance(each, PartialDateField):
        return PartialDateFormField(label=label, required=required)
    if isinstance(each, models.DecimalField):
        return VietnameseDecimalField(
            label=label, required=required, max_digits=each.max_digits, decimal_places=each.decimal_places
        )
    if isinstance(each, models.EmailField):
        return forms.EmailField(label=label, required=required)
    if isinstance(each, (models.CharField, EncryptedTextField)) and not each.choices:
        widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
        if each.name in _LISTED:
            widget = PickInput(_LISTED[each.name], keyed=False)
        elif each.name in _LONG:
            widget = forms.Textarea(attrs={"rows": 3})
        return CleanCharField(label=label, required=required, max_length=each.max_length, widget=widget)
    made = each.formfield(label=label)
    if made is None:
        raise ValueError(f"{kind.__name__}.{each.name} cannot be typed")
    if isinstance(made, forms.NullBooleanField):
        made.widget.choices = [("unknown", _("Chưa rõ")), ("true", _("Có")), ("false", _("Không"))]
    elif isinstance(made, forms.ChoiceField):
        # Django's own words for "nothing chosen" have no Vietnamese translation.
        given = [(value, label) for value, label in each.flatchoices if value != ""]
        made.choices = given if required else [("", _("Chưa rõ")), *given]
    return made


class RecordForm(forms.Form):
    """The fields of one kind of record and the decision that made it true."""

    kind: type[FileRecord]

    def __init__(
        self, data: Any = None, *, access: AccessContext, record: FileRecord | None = None, initial: Any = None
    ) -> None:
        self.record = record
        super().__init__(data, initial=initial_of(record) if record else initial)
        for each in typed_fields(self.kind):
            field = form_field(self.kind, each)
            field.is_wide = each.name in _LONG  # type: ignore[attr-defined]
            if isinstance(field, PickField):
                field.access = access
                field.current = getattr(record, each.name) if record else None
            self.fields[each.name] = field
        if record is None:
            for each in typed_fields(self.kind):
                if each.has_default() and each.name not in self.initial:
                    self.initial[each.name] = each.get_default()
        self.fields["decision_number"] = CleanCharField(label=_("Số quyết định"), required=False, max_length=60)
        self.fields["decision_issued_on"] = PartialDateFormField(label=_("Ngày ký"), required=False)
        self.fields["decision_issuer_name"] = CleanCharField(
            label=_("Cơ quan ban hành"), required=False, max_length=200
        )
        self.fields["decision_effective_on"] = PartialDateFormField(label=_("Ngày có hiệu lực"), required=False)
        self.order_fields(None)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the record itself."""
        return [self[each.name] for each in typed_fields(self.kind)]

    @property
    def decision_fields(self) -> list[forms.BoundField]:
        """The fields of the decision."""
        return [self[name] for name in DECISION]

    def clean(self) -> dict[str, Any]:
        """Fill the code of a chosen rank, write capitals as names are written, ask for a decision's number."""
        cleaned = super().clean() or {}
        if cleaned.get("rank_name") and not cleaned.get("rank_code"):
            codes = {rank.name: rank.code for rank in ranks()}
            cleaned["rank_code"] = codes.get(cleaned["rank_name"], "")
        name = cleaned.get("full_name")
        if self.kind is Identity and name and name.isupper():
            cleaned["full_name"] = proper_name(name)
        if not cleaned.get("decision_number") and any(cleaned.get(name) for name in DECISION):
            self.add_error("decision_number", ValidationError(_("Hãy ghi số quyết định.")))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by model field; on a correction only what differs from the record."""
        typed = {each.name: self.cleaned_data[each.name] for each in typed_fields(self.kind)}
        typed = {name: "" if value is None and not self._may_be_null(name) else value for name, value in typed.items()}
        if self.record is None:
            return typed
        changed = {name: value for name, value in typed.items() if value != getattr(self.record, name)}
        if not self.cleaned_data["decision_number"] and self.record.decision_id is not None:
            changed["decision"] = None
        return changed

    @property
    def decision(self) -> DecisionGiven | None:
        """The decision that was typed; None where there is none, or it is the one that the record has."""
        typed = self.cleaned_data
        if not typed["decision_number"]:
            return None
        if self.record is not None and not set(DECISION) & set(self.changed_data):
            return None
        return DecisionGiven(
            typed["decision_number"], typed["decision_issued_on"], typed["decision_issuer_name"],
            typed["decision_effective_on"],
        )  # fmt: skip

    def _may_be_null(self, name: str) -> bool:
        return bool(self.kind._meta.get_field(name).null)

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused beside the fields that it names."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, error)


def initial_of(record: FileRecord) -> dict[str, Any]:
    """Give the typed form of a record."""
    values = {each.name: getattr(record, each.name) for each in typed_fields(type(record))}
    decision = record.decision
    if decision is not None:
        values |= {
            "decision_number": decision.number, "decision_issued_on": decision.issued_on,
            "decision_issuer_name": decision.issuer_name, "decision_effective_on": decision.effective_on,
        }  # fmt: skip
    return values


class CorrectForm(RecordForm):
    """A correction: the same fields, and the reason."""

    def __init__(self, data: Any = None, *, access: AccessContext, record: FileRecord | None = None) -> None:
        super().__init__(data, access=access, record=record)
        self.fields["reason"] = reason_field(_("Ví dụ: theo giấy khai sinh bản chính."))

    def clean(self) -> dict[str, Any]:
        """Refuse a correction that changes nothing."""
        cleaned = super().clean()
        if not self.errors and not self.values and self.decision is None:
            raise ValidationError(_("Chưa có mục nào thay đổi so với bản đang có."), code="nothing_changed")
        return cleaned


def record_form[F: RecordForm](base: type[F], kind: type[FileRecord]) -> type[F]:
    """Give the form of a kind of record."""
    return type(f"{kind.__name__}{base.__name__}", (base,), {"kind": kind})


def reason_field(help_text: str) -> CleanCharField:
    """A reason, without which nothing of a file is changed."""
    return CleanCharField(label=_("Lý do"), max_length=500, help_text=help_text)


class ReasonForm(forms.Form):
    """Why a record or a paper is withdrawn."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"] = reason_field(_("Ví dụ: ghi nhầm người; bản ghi trùng."))


class VerifyForm(forms.Form):
    """Which values of a record are confirmed, by which paper."""

    def __init__(self, data: Any = None, *, record: FileRecord) -> None:
        super().__init__(data)
        kind = type(record)
        filled = [each for each in typed_fields(kind) if getattr(record, each.name) not in (None, "")]
        self.fields["checked"] = forms.MultipleChoiceField(
            label=_("Mục đã đối chiếu"),
            choices=[
                (each.name, f"{field_label(kind, each)}: {value_text(record, each.name)}")
                for each in filled
                if each.name != "note"
            ],
            widget=forms.CheckboxSelectMultiple,
            initial=[each.name for each in filled if each.name not in (record.verified or {})],
        )
        self.fields["paper"] = CleanCharField(
            label=_("Giấy tờ đã đối chiếu"),
            max_length=300,
            help_text=_("Tên, số, ngày của giấy tờ; ví dụ: Bằng tốt nghiệp đại học số 123456 ngày 30/6/1999."),
        )
