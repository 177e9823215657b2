"""What a decision does, in words: an effect and its values as an officer reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext

from canbo.common.fields import PartialDateField
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.enactments.effects import Effect, effect_of
from canbo.enactments.models import FileEffect
from canbo.organizations.models import BodyTerm, Position, Title, Unit

_TARGETS: dict[str, type[models.Model]] = {"unit": Unit, "position": Position, "title": Title, "term": BodyTerm}
_NAMED = {"position": ("title", "unit"), "term": ("body",)}

type Names = dict[tuple[str, int], str]


def words_of_effects(effects: Iterable[FileEffect]) -> dict[int, str]:
    """Give key of an effect -> the effect in one line: "Thôi giữ chức vụ – lý do thôi giữ: nghỉ hưu". Four queries."""
    listed = list(effects)
    wanted: dict[str, set[int]] = {}
    for each in listed:
        for name in _TARGETS:
            key = (each.values or {}).get(name)
            if isinstance(key, int):
                wanted.setdefault(name, set()).add(key)
    names: Names = {}
    for name, keys in wanted.items():
        rows = _TARGETS[name]._default_manager.filter(pk__in=keys)
        for row in rows.select_related(*_NAMED[name]) if name in _NAMED else rows:
            names[name, row.pk] = f"{row} – {row.unit.name}" if isinstance(row, Position) else str(row)
    return {each.pk: _line(effect_of(each.key), each.values or {}, names) for each in listed}


def _line(effect: Effect, values: Mapping[str, Any], names: Names) -> str:
    told = []
    for name in effect.fields:
        if name in values and values[name] not in (None, ""):
            field: Any = effect.kind._meta.get_field(name)
            told.append(f"{field.verbose_name}: {_words(field, name, values[name], names)}")
    return f"{effect.label} – {'; '.join(told)}" if told else str(effect.label)


def _words(field: Any, name: str, value: Any, names: Names) -> str:
    if isinstance(field, models.ForeignKey):
        return names.get((name, value), "?")
    if isinstance(field, PartialDateField):
        try:
            return PartialDate.from_code(str(value)).text
        except DomainError:
            return str(value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return gettext("có") if value else gettext("không")
    return str(value)
