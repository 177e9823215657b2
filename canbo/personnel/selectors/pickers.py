"""What the search boxes of the forms offer: units, positions, titles, terms of bodies, and the code lists.

Each picker searches without diacritics by every word, offers only what the viewer may use, and finds one choice again
by its key. Code lists have no key: their choice is the text itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from canbo.access.scope import unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.organizations.domain.tree import path_ids
from canbo.organizations.models import BodyTerm, Position, Title, Unit
from canbo.personnel.domain.codes import ethnic_groups, ranks, religions

LIMIT = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its key ("" in a code list), its words, what tells it from its like, other fields that it fills."""

    key: str
    label: str
    note: str = ""
    fills: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picker:
    """One search box: `search` gives choices for a text, `rows` is where a key is looked up (None for code lists)."""

    search: Callable[[AccessContext, str], list[Choice]]
    rows: Callable[[AccessContext], QuerySet[Any]] | None = None


def picker(what: str) -> Picker:
    """Give the picker of this name; NotFound for another."""
    if what not in PICKERS:
        raise NotFound("picker_not_found", "Không có danh mục này.")
    return PICKERS[what]


def _scope(access: AccessContext, prefix: str) -> Q:
    """Limit to the units whose files the viewer may edit; `prefix` leads from the model to the unit's path."""
    return unit_scope(access, Permission.EDIT_FILES, f"{prefix}path")


def _words(text: str, name: str) -> Q:
    found = Q()
    for word in fold(text).split():
        found &= Q(**{f"{name}__contains": word})
    return found


def _units(access: AccessContext) -> QuerySet[Unit]:
    return Unit.objects.filter(_scope(access, ""), withdrawn_at__isnull=True)


def _search_units(access: AccessContext, text: str) -> list[Choice]:
    rows = list(_units(access).filter(_words(text, "search_name")).order_by("path")[:LIMIT])
    above = {path_ids(unit.path)[-2] for unit in rows if len(path_ids(unit.path)) > 1}
    names = dict(Unit.objects.filter(pk__in=above).values_list("pk", "name"))
    choices = []
    for unit in rows:
        ids = path_ids(unit.path)
        note = names.get(ids[-2], "") if len(ids) > 1 else ""
        if unit.abolished_on:
            ended = gettext("giải thể %(day)s") % {"day": f"{unit.abolished_on:%d/%m/%Y}"}
            note = f"{note} · {ended}".strip(" ·")
        choices.append(Choice(str(unit.pk), unit.name, note))
    return choices


def _positions(access: AccessContext) -> QuerySet[Position]:
    return Position.objects.filter(_scope(access, "unit__"), withdrawn_at__isnull=True).select_related("unit", "title")


def _search_positions(access: AccessContext, text: str) -> list[Choice]:
    found = Q()
    for word in fold(text).split():
        found &= Q(title__search_name__contains=word) | Q(unit__search_name__contains=word)
    rows = _positions(access).filter(found).order_by("unit__path", "order", "id")[:LIMIT]
    return [
        Choice(
            str(row.pk), f"{row} – {row.unit.name}", "",
            {"unit": str(row.unit_id), "unit_label": row.unit.name, "title": str(row.title_id),
             "title_label": row.title.name, "title_text": str(row), "unit_text": row.unit.name},
        )
        for row in rows
    ]  # fmt: skip


def _titles(access: AccessContext) -> QuerySet[Title]:
    return Title.objects.filter(closed_on__isnull=True)


def _search_titles(access: AccessContext, text: str) -> list[Choice]:
    rows = _titles(access).filter(_words(text, "search_name")).order_by("level", "name")[:LIMIT]
    return [Choice(str(row.pk), row.name, row.get_rank_display()) for row in rows]


def _terms(access: AccessContext) -> QuerySet[BodyTerm]:
    return BodyTerm.objects.filter(_scope(access, "body__unit__")).select_related("body__unit")


def _search_terms(access: AccessContext, text: str) -> list[Choice]:
    words = fold(text).split()
    rows = _terms(access).order_by("body__unit__path", "body_id", "-valid_from")
    found = [row for row in rows if all(word in fold(f"{row} {row.body.unit.name}") for word in words)]
    return [Choice(str(row.pk), str(row), row.body.unit.name) for row in found[:LIMIT]]


def _matching(text: str, rows: Iterable[tuple[Choice, tuple[str, ...]]]) -> list[Choice]:
    words = fold(text).split()
    found = []
    for choice, others in rows:
        spellings = [fold(spelling) for spelling in (choice.label, choice.note, *others)]
        if all(any(word in spelling for spelling in spellings) for word in words):
            found.append(choice)
    return found[:60]


def _search_ethnic_groups(access: AccessContext, text: str) -> list[Choice]:
    return _matching(
        text,
        (
            (Choice("", row.name, gettext("mã %(code)s") % {"code": f"{row.a} (1979) · {row.b} (2008)"}), row.aliases)
            for row in ethnic_groups()
        ),
    )


def _search_religions(access: AccessContext, text: str) -> list[Choice]:
    return _matching(
        text, ((Choice("", row.name, gettext("mã %(code)s") % {"code": row.code}), row.aliases) for row in religions())
    )


def _search_ranks(access: AccessContext, text: str) -> list[Choice]:
    return _matching(
        text,
        (
            (
                Choice("", row.name, gettext("mã %(code)s") % {"code": row.code}, {"rank_code": row.code}),
                (*row.aliases, row.code),
            )
            for row in ranks()
        ),
    )


def label_of(row: models.Model) -> str:
    """Give the words under which a row of a picker is shown once chosen."""
    if isinstance(row, Position):
        return f"{row} – {row.unit.name}"
    return str(row)


PICKERS: dict[str, Picker] = {
    "don-vi": Picker(_search_units, _units),
    "vi-tri": Picker(_search_positions, _positions),
    "chuc-danh": Picker(_search_titles, _titles),
    "nhiem-ky": Picker(_search_terms, _terms),
    "dan-toc": Picker(_search_ethnic_groups),
    "ton-giao": Picker(_search_religions),
    "ngach": Picker(_search_ranks),
}
