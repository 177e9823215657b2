"""Which procedures are for a piece of work, and who is convened to a step: by what the officer stated of it.

Three answers: yes, no, or not known yet; then the facts to be stated are named. Nothing is assumed beyond what the
vocabulary says of special cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from canbo.core.errors import DomainError
from canbo.procedures.domain.runs_law import PinnedStep
from canbo.rules.domain.binding import scene_of
from canbo.rules.domain.compiling import compile_bool
from canbo.rules.domain.factfile import plain_value
from canbo.rules.domain.language import Expression, parse
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Lexicon, Scope
from canbo.rules.domain.model import Applies, Procedure

#: The regime of those considered: asked for like a fact of the act, for procedures that are for one regime only.
REGIME: Final = "regime"
_TARGET: Final = {"tiers": "target_tier", "blocks": "target_block", "ranks": "target_rank", "titles": "target_title"}

type Circumstances = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a procedure is for the work: True, False, or None with what is to be stated; `against` what speaks so."""

    fits: bool | None
    asks: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Convened:
    """Who is convened to a step: `roles` None while `asks` are not stated; `case` counts from 0, None is the usual."""

    roles: tuple[str, ...] | None
    case: int | None = None
    asks: tuple[str, ...] = ()


def stated(raw: Circumstances, lexicon: Lexicon) -> dict[str, Any]:
    """Read circumstances as they were typed. Errors: circumstance_unknown_word, fact_unreadable."""
    found: dict[str, Any] = {}
    for name, value in raw.items():
        if value is None or value == "":
            continue
        if name == REGIME:
            if value not in lexicon.regimes:
                raise DomainError(
                    "fact_unreadable", "Dữ kiện «{name}» không nhận {value}; {wanted}.", name=name, value=repr(value),
                    wanted=f"một trong: {', '.join(lexicon.regimes)}",
                )  # fmt: skip
            found[name] = value
            continue
        word = lexicon.words.get(name)
        if word is None or word.scope is not Scope.ACT:
            raise DomainError("circumstance_unknown_word", "Không có dữ kiện «{name}» của việc.", name=name)
        found[name] = plain_value(word, value)
    return found


def truth(text: str | Expression, circumstances: Circumstances, law: Law) -> bool | None:
    """Give whether an expression over facts of the act holds; None where what was stated does not tell."""
    expression = parse(text) if isinstance(text, str) else text
    part = compile_bool(expression.tree, scene_of(law, law.day, frozenset(), dict(circumstances)))
    if part.is_fixed:
        return None if part.fixed is None else bool(part.fixed)
    value = pl.select(part.low.alias("truth")).item()
    return None if value is None else bool(value)


def asked_by(text: str | Expression, circumstances: Circumstances, lexicon: Lexicon) -> tuple[str, ...]:
    """Give the facts that an expression names and nobody has stated; special cases need no statement."""
    expression = parse(text) if isinstance(text, str) else text
    return tuple(
        name for name in expression.names
        if name not in circumstances and name in lexicon.words and lexicon.words[name].usual is None
    )  # fmt: skip


def fit(procedure: Procedure, act: str, circumstances: Circumstances, law: Law) -> Fit:
    """Tell whether a procedure is for the work."""
    if act not in procedure.applies.acts:
        return Fit(fits=False, against=("act",))
    asks, against = _scope(procedure.applies, circumstances)
    is_open = bool(asks)
    if procedure.when is not None:
        held = truth(procedure.when, circumstances, law)
        names = tuple(name for name in procedure.when.names if name in law.lexicon.words)
        if held is False:
            against += names
        elif held is None:
            asks += asked_by(procedure.when, circumstances, law.lexicon)
            is_open = True
    if against:
        return Fit(fits=False, against=tuple(dict.fromkeys(against)))
    return Fit(None if is_open else True, tuple(dict.fromkeys(asks)))


def _scope(applies: Applies, circumstances: Circumstances) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is not known yet, and what speaks against, of the places and regimes that a procedure is for."""
    asks: list[str] = []
    against: list[str] = []
    wanted = {name: getattr(applies, of) for of, name in _TARGET.items()} | {REGIME: applies.regimes}
    for name, codes in wanted.items():
        if not codes:
            continue
        value = circumstances.get(name)
        if value is None:
            asks.append(name)
        elif value not in codes:
            against.append(name)
    return tuple(asks), tuple(against)


def convened(step: PinnedStep, circumstances: Circumstances, law: Law) -> Convened:
    """Give who is convened to a step: the first case that holds counts; while one before it is not known, nobody is."""
    asks: list[str] = []
    for number, case in enumerate(step.instead):
        held = truth(case.when, circumstances, law)
        if held is None:
            asks += asked_by(case.when, circumstances, law.lexicon)
        elif held and not asks:
            return Convened(case.roles, number)
        elif held:
            break
    if asks:
        return Convened(None, None, tuple(dict.fromkeys(asks)))
    return Convened(step.roles)


def named(names: Iterable[str], lexicon: Lexicon, regime: str) -> str:
    """Give the words of facts, for a sentence; `regime` are those of the regime of those considered."""
    return ", ".join(regime if name == REGIME else str(lexicon.words[name].label) for name in names)
