"""The form of one subject: whose file, from which day, and what the decision does to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import ForeignKey
from django.utils.translation import gettext_lazy as _

from canbo.common.forms import DayField
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.decisions.models import Decision
from canbo.enactments.effects import EFFECTS, USUAL, Effect, record_values
from canbo.enactments.models import DecisionSubject
from canbo.enactments.services import NewEffect
from canbo.personnel.forms.fields import CleanCharField, PickField
from canbo.personnel.forms.records import form_field
from canbo.personnel.models import Person

_SKIPPED = frozenset({"main_duty", "percent", "over_frame_percent", "job_position", "pay_amount", "sent_by"})


class SubjectForm(forms.Form):
    """One subject; `effect_groups` gives the fields of each effect under its name."""

    def __init__(
        self,
        data: Any = None,
        *,
        access: AccessContext,
        decision: Decision,
        subject: DecisionSubject | None = None,
        candidates: Sequence[Person] = (),
    ) -> None:
        given = {each.key: each.values or {} for each in subject.effects.all()} if subject else {}
        usual = dict(USUAL.get(decision.kind, ()))
        self.effects: list[Effect] = [EFFECTS[key] for key in given or usual]
        super().__init__(data)
        self._ask_person(subject, candidates)
        self.fields["effective_on"] = DayField(
            label=_("Ngày có hiệu lực riêng"), required=False, help_text=_("Để trống là theo quyết định."),
            initial=subject.effective_on.earliest if subject and subject.effective_on else None,
        )  # fmt: skip
        for effect in self.effects:
            told = _read(effect, given.get(effect.key, usual.get(effect.key, {})))
            for name in self._names(effect, told):
                self.fields[f"{effect.key}-{name}"] = _field(effect, name, access, told.get(name))

    def _ask_person(self, subject: DecisionSubject | None, candidates: Sequence[Person]) -> None:
        if candidates:
            self.fields["candidate"] = forms.ChoiceField(
                label=_("Hồ sơ có thể khớp"), required=False, widget=forms.RadioSelect,
                choices=[(str(each.pk), person_words(each)) for each in candidates],
            )  # fmt: skip
        if subject is None or subject.person_id is None:
            self.fields["person"] = CleanCharField(
                label=_("Tìm hồ sơ khác") if candidates else _("Người được quyết định"), required=False, max_length=200,
                help_text=_("Số hiệu, số định danh, hoặc họ tên và năm sinh: Nguyễn Văn An; 1975."),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip

    @staticmethod
    def _names(effect: Effect, told: dict[str, Any]) -> list[str]:
        return [name for name in effect.fields if name in told or name not in _SKIPPED]

    @property
    def effect_groups(self) -> list[tuple[Effect, list[forms.BoundField]]]:
        """The fields of each effect."""
        return [
            (effect, [self[name] for name in self.fields if name.startswith(f"{effect.key}-")])
            for effect in self.effects
        ]

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields that belong to no effect."""
        return [self[name] for name in self.fields if "-" not in name]

    @property
    def new_effects(self) -> list[NewEffect]:
        """What was typed, by effect."""
        typed = self.cleaned_data
        return [
            NewEffect(
                effect.key,
                {
                    name: typed[f"{effect.key}-{name}"]
                    for name in effect.fields
                    if typed.get(f"{effect.key}-{name}") not in (None, "", False)
                },
            )
            for effect in self.effects
        ]


def person_words(person: Person) -> str:
    """Tell a file from others of the same name."""
    born = person.born.text if person.born else "?"
    return f"{person.full_name} · {born} · {person.number or '–'} · {person.unit.name}"


def _read(effect: Effect, plain: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in plain.items():
        try:
            found |= record_values(effect, {name: value})
        except DomainError:
            # The form shows the field empty; the page tells what could not be read.
            found[name] = None
    return found


def _field(effect: Effect, name: str, access: AccessContext, value: Any) -> forms.Field:
    model_field: Any = effect.kind._meta.get_field(name)
    made = form_field(effect.kind, model_field)
    made.required = False
    if isinstance(made, forms.ChoiceField) and not isinstance(made, forms.NullBooleanField):
        made.choices = [("", "–"), *((code, words) for code, words in model_field.flatchoices if code != "")]
    if isinstance(made, PickField):
        made.access = access
        if value is not None and isinstance(model_field, ForeignKey):
            made.current = model_field.related_model._default_manager.filter(pk=value).first()
            value = made.current
    made.initial = value
    return made
