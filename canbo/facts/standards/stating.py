"""Facts of the act: which ones a question turns on, what each usually is, and what whoever asks has stated instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext as _

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.facts.standards.questions import PLANNING, STATED, Question
from canbo.rules.domain.binding import chosen
from canbo.rules.domain.engine import Demanded, Search, Target, expressions
from canbo.rules.domain.factfile import read_act
from canbo.rules.domain.following import FOLLOWING
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Lexicon, Scope, Type, Word
from canbo.rules.domain.model import Demand
from canbo.rules.lexicon import lexicon

#: What the target itself tells; nobody states it.
_TOLD: Final = frozenset({"target_title", "target_tier", "target_block", "target_rank"})
#: What is worked out for each person where nobody states it for everybody.
_PER_PERSON: Final = frozenset({*FOLLOWING, "source", "titles_planned_count"})
#: For which body a plan is made, by block and tier of the post: its month of reference differs.
_BODIES: Final = {
    ("party", "commune"): "commune", ("party", "district"): "above_grassroots", ("party", "province"): "centrally_run",
}  # fmt: skip
_YES: Final = {"1": True, "true": True, "co": True, "có": True, "0": False, "false": False, "khong": False,
               "không": False}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of the act as a form shows it: what it stands at, as an address has it, and what it can be."""

    word: Word
    value: str
    choices: tuple[tuple[str, str], ...]
    is_per_person: bool
    is_stated: bool


def names_turned_on(asked: Iterable[Demanded], law: Law, words: Lexicon) -> list[str]:
    """Give the facts of the act that conditions turn on, those that decide first; the dossier's papers left out."""
    found: dict[str, None] = {}
    for each in sorted(asked, key=lambda one: not one.counts):
        if each.demand is Demand.DOSSIER:
            continue
        for expression in expressions(each.condition):
            tables = [law.bound(name).parameter.by for name in expression.params]
            for name in (*expression.names, *tables):
                word = words.words.get(name)
                if word is not None and word.scope is Scope.ACT and name not in _TOLD:
                    found[name] = None
    return list(found)


def usual_facts(target: Target, act: str, law: Law) -> dict[str, Any]:
    """Give what is usually so of an act, where nobody states otherwise.

    A plan is made for the next term, for the first object, of the body that the post's block and tier tell, with the
    levels that the title's standard has.
    """
    if act != PLANNING:
        return {}
    found: dict[str, Any] = {
        "plan_round": "next_term", "plan_object": "object_1", "plan_is_committee": False,
        "centrally_managed": target.tier == "central",
    }  # fmt: skip
    body = "state" if target.block == "government" else _BODIES.get((target.block, target.tier))
    if body is not None:
        found["plan_body"] = body
    for name, values in (
        ("target_theory_level", ("party.standard.theory", "state.standard.theory")),
        ("target_qualification_level", ("party.standard.qualification", "state.standard.qualification")),
    ):
        bounds = [law.bound(each) for each in values if law.has_value(each)]
        told = [chosen(bound.value.content, bound.parameter, target.facts) for bound in bounds]
        known = [value for value in told if value is not None]
        if known:
            found[name] = known[0]
    return found


def with_stated(question: Question, stated: Mapping[str, str]) -> Question:
    """Ask with what is usual of the act, and with what was stated: text by the name of the fact, "" for not known.

    Errors: fact_unknown, fact_unreadable.
    """
    search = question.search
    told = {name: _typed(name, text) for name, text in stated.items()}
    facts = {**usual_facts(search.target, search.act, question.law), **told}
    given = [pair for pair in question.given if pair[0] != STATED]
    given += [(STATED, f"{name}:{text}") for name, text in stated.items()]
    return replace(question, search=Search(search.target, search.act, facts), given=tuple(given), stated=dict(stated))


def read_pairs(pairs: Sequence[str]) -> dict[str, str]:
    """Read `name:value` pairs of an address, or `name=value` of a command."""
    found = {}
    for pair in pairs[:40]:
        sign = "=" if "=" in pair and ":" not in pair.split("=", 1)[0] else ":"
        name, _sign, text = pair.partition(sign)
        found[name.strip()] = text.strip()
    return found


def fields(question: Question) -> list[Field]:
    """Give the fields of the facts of the act that the question turns on."""
    words = lexicon()
    return [
        _field(words.words[name], question)
        for name in names_turned_on(question.asked, question.law, words)
    ]  # fmt: skip


def _field(word: Word, question: Question) -> Field:
    facts = question.search.facts
    value = facts.get(word.name, word.usual)
    choices: tuple[tuple[str, str], ...] = ()
    if word.type is Type.BOOL:
        choices = (("1", _("có")), ("0", _("không")))
    elif word.codes:
        choices = tuple((code, word.label_of(code)) for code in word.codes)
    is_per_person = word.name in _PER_PERSON and word.name not in question.stated
    return Field(word, _text(value), choices, is_per_person, word.name in question.stated)


def said(question: Question) -> list[str]:
    """Say what the question takes for granted of the act: "nhiệm kỳ quy hoạch: Nhiệm kỳ tiếp theo"."""
    return [
        f"{field.word.label}: {dict(field.choices).get(field.value, field.value) or _('chưa biết')}"
        for field in fields(question)
        if field.is_stated or (field.value and field.word.usual is None)
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else str(value)


def _typed(name: str, text: str) -> Any:
    """Type a text of an address; None for an empty one. Errors: fact_unknown, fact_unreadable."""
    word = lexicon().words.get(name)
    value: Any = text or None
    if word is not None and text:
        match word.type:
            case Type.BOOL:
                value = _YES.get(text.lower(), text)
            case Type.NUMBER | Type.MONTHS if text.isdecimal() and len(text) < 7:
                value = int(text)
            case Type.DECIMAL:
                value = _decimal(text)
            case Type.DATE | Type.MONTH:
                value = PartialDate.parse(text).code
            case _:
                value = text
    found = read_act({name: value}, lexicon())
    if name in _TOLD:
        raise DomainError("fact_of_target", "«{name}» theo vị trí được chọn, không nêu riêng được.", name=name)
    return found.get(name)


def _decimal(text: str) -> Any:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
