"""What an address asks: the position or kind of title, the act, the unit, the free conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.listing import clean, whole_number
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.core.text import fold
from canbo.facts.standards.free import OR, free_words, parse_free, read_atom, words_offered
from canbo.facts.standards.questions import (
    ACT,
    KIND,
    POSITION,
    STATED,
    Question,
    about_kind,
    about_position,
    act_of,
    acts_offered,
    language,
)
from canbo.facts.standards.stating import fields, read_pairs, said, with_stated
from canbo.facts.standards.tables import FREE, UNIT
from canbo.organizations import selectors as organizations
from canbo.organizations.fields import offer
from canbo.organizations.models import Unit
from canbo.rules.domain.lexicon import Type, Word
from canbo.rules.library import library
from canbo.rules.members import TIERS

_NUMBER: Final = re.compile(r"#\s*(\d{1,9})\s*\)?\s*$")
#: Fields of the facts of the act in forms: neu-plan_round.
_STATE: Final = "neu-"
_TYPED: Final = ("vi-tri-chu", "don-vi-chu", "dk", "dk-phep", "dk-gia-tri", "dk-khong", "dk-noi")


@dataclass(frozen=True, slots=True)
class Asking:
    """What an address asks, read, and what is wrong with it in words."""

    question: Question | None
    unit: Unit | None
    error: str = ""
    position_words: str = ""
    kind: str = ""
    act: str = ""
    free: tuple[str, ...] = field(default=())

    @property
    def unit_id(self) -> int | None:
        """The unit whose subtree is searched."""
        return self.unit.pk if self.unit is not None else None


def read(request: Request, given: QueryDict) -> Asking:
    """Read an address. What cannot be asked is said in `error`, with everything else still read."""
    act = act_of(given.get(ACT, ""))
    kind = clean(given.get(KIND, ""))
    free = tuple(dict.fromkeys(clean(text) for text in given.getlist(FREE)))[:12]
    unit_id = whole_number(given.get(UNIT, ""), 0, 10**9) or None
    unit = organizations.units_by_id(request.access, [unit_id]).get(unit_id) if unit_id else None
    question, words, error = None, "", ""
    try:
        position_id = whole_number(given.get(POSITION, ""), 0, 10**9)
        if position_id:
            position = organizations.position_of(request.access, position_id)
            words = offer(position.pk, f"{position} · {position.unit.name}")
            question, kind = about_position(request.access, position, act, request.as_of), ""
        elif kind:
            question = about_kind(request.access, kind, act, request.as_of, unit.pk if unit else None)
        if question is not None:
            question = with_stated(question, read_pairs(given.getlist(STATED)))
    except DomainError as wrong:
        error = localized(wrong)
    return Asking(question, unit, error, words, kind, act, free)


def typed_away(request: Request) -> str | None:
    """Give the address in which what was typed stands as keys; None where nothing was. Errors: condition_unreadable."""
    given = request.GET
    if not any(_is_typed(name) for name in given):
        return None
    pairs = [(name, value) for name, values in given.lists() if not _is_typed(name) for value in values if value]
    if "vi-tri-chu" in given:
        pairs = [pair for pair in pairs if pair[0] != POSITION]
        number = _NUMBER.search(given["vi-tri-chu"])
        if number is not None:
            pairs = [*[pair for pair in pairs if pair[0] != KIND], (POSITION, number[1])]
        elif given["vi-tri-chu"].strip():
            raise DomainError(
                "position_unknown", "Hãy gõ một phần tên vị trí rồi chọn trong danh sách hiện ra."
            )  # fmt: skip
    if any(name.startswith(_STATE) for name in given):
        pairs = [pair for pair in pairs if pair[0] != STATED]
        pairs += _stated(given, read(request, QueryDict(urlencode(pairs))).question)
    if "don-vi-chu" in given:
        pairs = [pair for pair in pairs if pair[0] != UNIT]
        pairs += [(UNIT, str(unit_id)) for unit_id in _unit_typed(request, given["don-vi-chu"])]
    if given.get("dk"):
        composed = _composed(given, [value for name, value in pairs if name == FREE])
        pairs = [*[pair for pair in pairs if pair[0] != FREE], *((FREE, text) for text in composed)]
    return urlencode(list(dict.fromkeys(pairs)))


def untyped(given: QueryDict) -> str:
    """Give the address without what was typed in vain."""
    return urlencode([(name, value) for name, values in given.lists() if not _is_typed(name) for value in values])


def _is_typed(name: str) -> bool:
    return name in _TYPED or name.startswith(_STATE)


def stated_away(given: QueryDict, question: Question | None) -> str | None:
    """Give the address of a question in which facts of the act stand as pairs; None where none was typed.

    Only what differs from what is usual, or follows for each person, is kept.
    """
    if not any(name.startswith(_STATE) for name in given):
        return None
    pairs = [
        (name, value) for name, values in given.lists()
        if name != STATED and not name.startswith(_STATE) for value in values if value
    ]  # fmt: skip
    return urlencode(list(dict.fromkeys([*pairs, *_stated(given, question)])))


def _stated(given: QueryDict, question: Question | None) -> list[tuple[str, str]]:
    if question is None:
        return []
    usual = {each.word.name: "" if each.is_per_person else each.value for each in fields(with_stated(question, {}))}
    typed = {name: clean(given.get(_STATE + name, "")) for name in usual if _STATE + name in given}
    return [(STATED, f"{name}:{value}") for name, value in typed.items() if value != usual[name]]


def unit_typed(request: Request, text: str) -> Unit:
    """Give the unit that was typed or chosen among the offers. Errors: unit_unknown."""
    found = organizations.units_by_id(request.access, _unit_typed(request, text))
    unit = next(iter(found.values()), None)
    if unit is None:
        raise DomainError("unit_unknown", "Hãy gõ một phần tên đơn vị rồi chọn trong danh sách hiện ra.")
    return unit


def _unit_typed(request: Request, text: str) -> list[int]:
    if not text.strip():
        return []
    number = _NUMBER.search(text)
    if number is not None:
        return [int(number[1])]
    found = organizations.units_by_name(request.access, request.as_of).get(fold(text), [])
    if len(found) != 1:
        raise DomainError("unit_unknown", "Hãy gõ một phần tên đơn vị rồi chọn trong danh sách hiện ra.")
    return found


def _composed(given: QueryDict, free: Sequence[str]) -> list[str]:
    """Put the typed condition to those there are: beside them, or as an alternative to the last one."""
    atom = read_atom(
        given.get("dk", ""),
        given.get("dk-phep", ""),
        clean(given.get("dk-gia-tri", "")),
        is_not=given.get("dk-khong") == "1",
    )
    if given.get("dk-noi") == "hoac" and free:
        joined = f"{free[-1]}{OR}{atom}"
        parse_free(joined)
        return [*free[:-1], joined]
    return [*free, str(atom)]


def form_context(asking: Asking) -> dict[str, Any]:
    """Give what the form of the question shows."""
    spoken = language()
    tiers = {member.code: member.label for member in TIERS}
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in library().titles.values():
        label = str(tiers[min(kind.tiers)]) if len(kind.tiers) == 1 else _("Nhiều cấp")
        groups.setdefault(label, []).append((kind.id, kind.label.within(spoken)))
    return {
        "asking": asking,
        "kinds": [(label, sorted(kinds, key=lambda each: each[1])) for label, kinds in groups.items()],
        "acts": acts_offered(),
        "unit_words": offer(asking.unit.pk, asking.unit.name) if asking.unit is not None else "",
        "free_facts": sorted(
            ((each.name, _free_label(each)) for each in words_offered()), key=lambda each: fold(each[1])
        ),
        "free_members": _members(words_offered()),
        "operators": operator_words(),
        "free": [(text, free_words(text)) for text in asking.free],
        "act_fields": fields(asking.question) if asking.question is not None else [],
        "act_said": said(asking.question) if asking.question is not None else [],
    }


def operator_words() -> list[tuple[str, str]]:
    """Give the operators of free conditions in words."""
    return [
        ("ge", _("từ … trở lên")), ("le", _("đến … trở xuống")), ("gt", _("trên")), ("lt", _("dưới")),
        ("eq", _("là")), ("ne", _("không phải là")), ("has", _("có chứa")), ("null", _("chưa biết")),
    ]  # fmt: skip


def _free_label(found: Word) -> str:
    label = str(found.label)
    label = label[:1].upper() + label[1:]
    unit = _("năm") if found.type is Type.MONTHS else str(found.unit)
    return f"{label} ({unit})" if unit else label


def _members(facts: Sequence[Word]) -> list[str]:
    """Give every word that a value can be, for the browser to offer."""
    found = [_("có"), _("không")]
    found += [str(label) for each in facts for label in each.labels]
    return list(dict.fromkeys(found))


def require_files(request: Request) -> None:
    """Refuse whoever may see no files."""
    request.access.require(Permission.VIEW_FILES)
