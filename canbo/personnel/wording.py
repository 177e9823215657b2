"""How the fields of a file and their values are called and written, on pages and papers alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.core.dates import PartialDate
from canbo.decisions.models import Decision
from canbo.organizations.models import BodyTerm
from canbo.personnel.models import FileRecord, Person, PostHolding
from canbo.personnel.models.base import content_fields

#: What the interval means, by kind of record, where "từ ngày" would not say it.
_INTERVAL: dict[str, tuple[str | Promise, str | Promise]] = {
    "post": (gettext_lazy("giữ chức vụ từ"), gettext_lazy("đến (trước ngày)")),
    "salary": (gettext_lazy("ngày hưởng"), gettext_lazy("hưởng đến (trước ngày)")),
    "allowance": (gettext_lazy("hưởng từ"), gettext_lazy("hưởng đến (trước ngày)")),
    "plan": (gettext_lazy("được quy hoạch từ"), gettext_lazy("ra khỏi quy hoạch từ")),
    "discipline": (gettext_lazy("kỷ luật từ"), gettext_lazy("hết hiệu lực từ")),
    "absence": (gettext_lazy("từ"), gettext_lazy("trở lại từ")),
    "training": (gettext_lazy("học từ"), gettext_lazy("đến")),
    **dict.fromkeys(
        ("qualification", "theory", "state_management", "defence", "it", "language"),
        (gettext_lazy("có trình độ này từ"), gettext_lazy("hết giá trị từ")),
    ),
}

_LAST = ("valid_from", "valid_before", "note")

#: What stands first on the form of a kind, where its summary line does not say it.
_FIRST: dict[str, tuple[str, ...]] = {
    "identity": ("full_name", "other_names", "sort_as", "gender", "born"),
    "identity_papers": ("citizen_id",),
    "post": (
        "position",
        "title",
        "title_text",
        "unit",
        "unit_text",
        "kind",
        "line",
        "valid_from",
        "valid_before",
    ),
    "salary": ("rank_name", "rank_code", "rank_appointed_on", "step", "coefficient", "valid_from"),
    "plan": ("title", "title_text", "unit", "unit_text"),
    "family": ("side", "relation", "full_name", "born"),
}


def typed_fields(kind: type[FileRecord]) -> list[models.Field[Any, Any]]:
    """Give the fields of a kind in the order of its form: its own, the interval, the note; no decision."""
    fields = {each.name: each for each in content_fields(kind) if each.name != "decision"}
    first = _FIRST.get(kind.section.key, kind.section.line)
    place = {name: number for number, name in enumerate(first)}
    last = [name for name in _LAST if name in fields and name not in place]
    own = [each for name, each in fields.items() if name not in last]
    own.sort(key=lambda each: place.get(each.name, len(place)))
    return own + [fields[name] for name in last]


def field_label(kind: type[FileRecord], each: models.Field[Any, Any]) -> str:
    """Give what a field of a kind is called, with a capital."""
    words = _INTERVAL.get(kind.section.key)
    label = str(each.verbose_name)
    if words and each.name in {"valid_from", "valid_before"}:
        label = str(words[0] if each.name == "valid_from" else words[1])
    return label[:1].upper() + label[1:]


def value_text(record: FileRecord, name: str) -> str:
    """Give a value of a record as people read it; "" where there is none."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if isinstance(value, BodyTerm):
        return f"{value.body.name}, {value.name}"
    if isinstance(value, Decision):
        return decision_text(value)
    return plain_text(value)


def line_text(record: FileRecord) -> str:
    """Give a record in one line: the fields of its summary, yes and no left to their labels."""
    words = []
    for name in record.section.line:
        value = getattr(record, name)
        if isinstance(value, bool):
            words += [str(record._meta.get_field(name).verbose_name)] if value else []  # type: ignore[union-attr]
        elif text := value_text(record, name):
            words.append(text)
    if isinstance(record, PostHolding) and not record.unit_text and record.unit is not None:
        words.insert(1, record.unit.name)
    line = " · ".join(words) or str(record.section.label)
    return line[:1].upper() + line[1:]


def plain_text(value: Any) -> str:
    """Give a value as people read it: dates as known, decimals with a comma, yes and no in words; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) >= 1000:
            return f"{value:,.0f}".replace(",", ".")
        return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{value:f}" else f"{value:f}"
    return str(value)


def decision_text(decision: Decision) -> str:
    """Give a decision in one line: number, day, issuer."""
    words = decision.number
    if decision.issued_on:
        words = _("%(number)s ngày %(day)s") % {"number": words, "day": decision.issued_on.text}
    if decision.issuer_name:
        words = _("%(decision)s của %(issuer)s") % {"decision": words, "issuer": decision.issuer_name}
    return words


def coefficient_text(value: Decimal | None) -> str:
    """Give a pay coefficient with two decimals, as pay papers print it."""
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def initials(person: Person) -> str:
    """Give the letters that stand in for a photo: first of the middle or family name, and of the given name."""
    words = [word for word in person.full_name.split() if word[:1].isalpha()]
    return "".join(word[0] for word in words[-2:]).upper()
