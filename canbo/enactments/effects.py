"""What a decision may do to a file, as data: the kind of record, whether one is given, ended or renewed, its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.common.fields import PartialDateField
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.decisions.kinds import DecisionKind
from canbo.personnel.levels import HoldingKind
from canbo.personnel.models import (
    Allowance,
    Award,
    BodyMembership,
    Discipline,
    FileRecord,
    PlanEntry,
    PostHolding,
    SalaryStep,
    Training,
)


@dataclass(frozen=True, slots=True)
class Effect:
    """One kind of effect. `fields` are what an officer fills in, by the names of the record's fields.

    A giving effect adds a record from the day of effect and ends what it takes the place of; an ending one ends a
    current record, with the reason in `reason_field`; a renewing one gives a current record new values.
    """

    key: str
    label: str | Promise
    kind: type[FileRecord]
    does: Literal["gives", "ends", "renews"]
    fields: tuple[str, ...]
    reason_field: str = ""


_POST_FIELDS = (
    "position", "unit", "title", "title_text", "unit_text", "kind", "line", "term_ends_on", "main_duty",
)  # fmt: skip

EFFECTS: dict[str, Effect] = {
    effect.key: effect
    for effect in (
        Effect("post_given", _("Giao giữ chức vụ, công tác"), PostHolding, "gives", _POST_FIELDS),
        Effect("post_ended", _("Thôi giữ chức vụ"), PostHolding, "ends", ("title_text", "end_reason"), "end_reason"),
        Effect(
            "post_renewed", _("Bổ nhiệm lại, kéo dài thời hạn"), PostHolding, "renews", ("title_text", "term_ends_on"),
        ),
        Effect(
            "membership_given", _("Tham gia cấp uỷ, tổ chức"), BodyMembership, "gives",
            ("term", "role", "is_concurrent"),
        ),
        Effect(
            "membership_ended", _("Thôi tham gia cấp uỷ, tổ chức"), BodyMembership, "ends", ("term", "end_reason"),
            "end_reason",
        ),
        Effect(
            "plan_entered", _("Đưa vào quy hoạch"), PlanEntry, "gives",
            ("title", "title_text", "unit", "unit_text", "term"),
        ),
        Effect(
            "plan_removed", _("Đưa ra khỏi quy hoạch"), PlanEntry, "ends", ("title_text", "removed_reason"),
            "removed_reason",
        ),
        Effect(
            "salary_given", _("Xếp ngạch, bậc lương"), SalaryStep, "gives",
            ("rank_name", "rank_code", "step", "coefficient", "percent", "over_frame_percent", "job_position",
             "pay_amount"),
        ),
        Effect(
            "allowance_given", _("Hưởng phụ cấp"), Allowance, "gives",
            ("group", "kind", "coefficient", "percent", "amount"),
        ),
        Effect(
            "training_given", _("Cử đi học"), Training, "gives",
            ("course", "field", "mode", "institution", "sent_by", "valid_before"),
        ),
        Effect(
            "discipline_given", _("Thi hành kỷ luật"), Discipline, "gives",
            ("track", "form", "violation", "authority", "valid_before"),
        ),
        Effect("award_given", _("Khen thưởng"), Award, "gives", ("year", "form", "is_state_honour", "authority")),
    )
}  # fmt: skip

#: What a decision of a kind usually does, and the values that go without saying.
USUAL: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    DecisionKind.APPOINTMENT: (("post_given", {}),),
    DecisionKind.REAPPOINTMENT: (("post_renewed", {}),),
    DecisionKind.RELEASE: (("post_ended", {}),),
    DecisionKind.TRANSFER: (("post_given", {}),),
    DecisionKind.ROTATION: (("post_given", {"kind": HoldingKind.ROTATED.value}),),
    DecisionKind.SECONDMENT: (("post_given", {"kind": HoldingKind.SECONDED.value}),),
    DecisionKind.DESIGNATION: (("membership_given", {}),),
    DecisionKind.APPROVAL: (("membership_given", {}),),
    DecisionKind.PLANNING: (("plan_entered", {}),),
    DecisionKind.DISCIPLINE: (("discipline_given", {}),),
    DecisionKind.AWARD: (("award_given", {}),),
    DecisionKind.SALARY: (("salary_given", {}),),
    DecisionKind.TRAINING: (("training_given", {}),),
    DecisionKind.RETIREMENT: (("post_ended", {"end_reason": "Nghỉ hưu, thôi việc"}),),
}

#: The holdings that take the place of one another, and with which the file moves to another unit.
PRINCIPAL = frozenset({HoldingKind.PRINCIPAL.value, HoldingKind.ROTATED.value})


def effect_of(key: str) -> Effect:
    """Give the effect of this key. Errors: effect_unknown."""
    if key not in EFFECTS:
        raise DomainError("effect_unknown", "Không có việc ghi vào hồ sơ «{key}».", key=key)
    return EFFECTS[key]


def plain_values(effect: Effect, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values as JSON holds them: codes of dates, keys of rows, text of decimals; empty ones left out.

    Errors: value_unknown for a field that the effect does not fill in.
    """
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if name not in effect.fields and name != "record":
            raise DomainError("value_unknown", "Việc «{effect}» không ghi mục «{name}».", effect=effect.key, name=name)
        if value is None or value == "":
            continue
        if isinstance(value, PartialDate):
            value = value.code
        elif isinstance(value, models.Model):
            value = value.pk
        elif isinstance(value, Decimal):
            value = str(value)
        plain[name] = value
    return plain


def record_values(effect: Effect, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Give stored values as the fields of the record take them; keys of related rows stay keys.

    Errors: value_unreadable with the field's `label`.
    """
    values: dict[str, Any] = {}
    for name, value in plain.items():
        if name == "record":
            continue
        field: Any = effect.kind._meta.get_field(name)
        try:
            if isinstance(field, PartialDateField):
                value = PartialDate.from_code(value) if "-" in value or len(value) == 4 else PartialDate.parse(value)
            elif isinstance(field, models.DecimalField):
                value = Decimal(str(value).replace(",", "."))
            elif isinstance(field, (models.ForeignKey, models.IntegerField)):
                value = int(value)
            elif isinstance(field, models.BooleanField):
                value = value in {True, "on", "true", "1"}
            else:
                value = str(value)
        except (ValueError, InvalidOperation, DomainError) as error:
            raise DomainError(
                "value_unreadable",
                "Không đọc được «{label}»: {value}.",
                label=field.verbose_name,
                value=plain[name],
            ) from error
        values[name] = value
    return values
