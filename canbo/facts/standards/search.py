"""Everybody in scope classed by a question: meets all, all but one, not known, does not; and what each one lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext
from canbo.facts.boards import within
from canbo.facts.standards.acting import with_act
from canbo.facts.standards.free import expressions_of
from canbo.facts.standards.questions import Question, language, rule_frame
from canbo.rules.domain.engine import OVERALL, Demanded, Outcome, Overall, evaluate, expressions
from canbo.rules.domain.factfile import DISCIPLINES
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Lexicon, Scope, Word
from canbo.rules.domain.model import Demand
from canbo.rules.library import library

CLASS: Final = "standard_class"
FAILING: Final = "standard_failing"
UNSURE: Final = "standard_unknown"
#: The classes in the order in which they are shown: whoever meets everything first.
CLASSES: Final[dict[str, str | Promise]] = {
    "meets_all": _("Đủ tiêu chuẩn"),
    "meets_all_but_one": _("Thiếu một điều kiện"),
    "unknown": _("Chưa đủ dữ kiện"),
    "does_not": _("Chưa đủ tiêu chuẩn"),
}
OUTCOMES: Final[dict[str, str | Promise]] = {
    "pass": _("đạt"),
    "fail": _("chưa đạt"),
    "unknown": _("chưa rõ"),
    "not_applicable": _("không áp dụng"),
}
DEMANDS: Final[dict[str, str | Promise]] = {
    Demand.REQUIRED.value: _("bắt buộc"),
    Demand.PREFERRED.value: _("ưu tiên"),
    Demand.DOSSIER.value: _("xác minh khi làm hồ sơ"),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """A condition that somebody does not meet, or of which it is not known: its words, and the missing facts."""

    rule: str
    label: str
    outcome: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Classed:
    """The people of a question: the picture's columns, an outcome a rule, the class, and how much is lacking."""

    frame: pl.DataFrame
    asked: tuple[Demanded, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    law: Law | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many people each class has, in the order of the classes."""
        found = dict(self.frame.group_by(CLASS).len().iter_rows()) if CLASS in self.frame.columns else {}
        return {code: found.get(code, 0) for code in CLASSES}

    @property
    def counting(self) -> tuple[Demanded, ...]:
        """What decides: required and confirmed."""
        return tuple(each for each in self.asked if each.counts)

    def tally(self, outcome: Outcome, classes: Iterable[str] = ()) -> dict[str, int]:
        """How many people have the outcome in each condition that counts, among the classes named (none: all)."""
        wanted = list(classes)
        frame = self.frame.filter(pl.col(CLASS).cast(pl.String).is_in(wanted)) if wanted else self.frame
        if not self.counting or frame.is_empty():
            return {}
        sums = frame.select((pl.col(each.condition.id) == int(outcome)).sum() for each in self.counting)
        return {rule: count for rule, count in sums.row(0, named=True).items() if count}


def people_in_scope(access: AccessContext, as_of: date, unit_id: int | None = None) -> pl.DataFrame:
    """Give the people within the viewer's scope (and a unit's subtree) of whom it is not known that they have left."""
    frame = within(access, rule_frame(access, as_of), unit_id, as_of)
    return frame.filter(pl.col("is_present").fill_null(value=True))


def classed(frame: pl.DataFrame, question: Question, as_of: date) -> Classed:
    """Put every row in its class. Party and State conditions on one topic count once."""
    asked = question.asked
    outcomes = evaluate(frame, question.law, as_of, question.search)
    codes = {int(each): each.code for each in Overall}
    counting = [each.condition.id for each in asked if each.counts]

    def how_many(outcome: Outcome) -> pl.Expr:
        return pl.sum_horizontal([pl.lit(0), *((pl.col(rule) == int(outcome)).cast(pl.Int32) for rule in counting)])

    found = frame.hstack(outcomes).with_columns(
        pl.col(OVERALL).replace_strict(codes, return_dtype=pl.Enum(list(CLASSES))).alias(CLASS),
        how_many(Outcome.FAIL).alias(FAILING),
        how_many(Outcome.UNKNOWN).alias(UNSURE),
    )
    return Classed(found, asked, {**question.search.target.facts, **question.search.facts}, question.law)


def candidates(
    access: AccessContext,
    as_of: date,
    question: Question | None,
    *,
    unit_id: int | None = None,
    free: Sequence[str] = (),
    people: Sequence[int] | None = None,
) -> Classed:
    """Give everybody in scope who meets the free conditions (or is named in `people`), classed by the question.

    The viewer is left out: nobody sees their own place among candidates.

    Errors: condition_unreadable, fact_unknown; of the rules.
    """
    frame = people_in_scope(access, as_of, unit_id)
    if access.person_id is not None:
        frame = frame.filter(pl.col("person_id") != access.person_id)
    if people is not None:
        frame = frame.filter(pl.col("person_id").is_in(list(people)))
    if free:
        law = question.law if question is not None else library().law(as_of)
        frame = frame.filter(expressions_of(free, frame, law, as_of))
    if question is None:
        return Classed(frame, ())
    frame = with_act(access, frame, question, as_of)
    return classed(frame, question, as_of)


def lacks(row: Mapping[str, Any], found: Classed, words: Lexicon) -> tuple[Lack, ...]:
    """Give what stands in the way of one person: what fails first, then what is not known and why."""
    spoken = language()
    failing, unsure = [], []
    for each in found.counting:
        outcome = row.get(each.condition.id)
        if outcome == Outcome.FAIL:
            failing.append(Lack(each.condition.id, each.condition.label.within(spoken), "fail"))
        elif outcome == Outcome.UNKNOWN:
            missing = missing_facts(row, each, words, found.facts, found.law) if found.law is not None else ()
            unsure.append(Lack(each.condition.id, each.condition.label.within(spoken), "unknown", missing))
    return (*failing, *unsure)


def missing_facts(
    row: Mapping[str, Any], asked: Demanded, words: Lexicon, facts: Mapping[str, Any], law: Law
) -> tuple[str, ...]:
    """Give the words of the basic facts that a condition lacks of a person: not the age but the birth.

    `facts`: what is known of the act for everybody. A fact known in part says so.
    """
    named: dict[str, None] = {}
    for name in _turned_on(asked, law):
        if name == DISCIPLINES:
            if row.get(name) is None:
                named[str(_("kỷ luật đã có"))] = None
        elif name in words.words and not _is_told(row, name, facts):
            word = words.words[name]
            told = {base: _told(row, base, facts) for base in _bases(word, words)}
            lacking = {base: known for base, known in told.items() if known is not True}
            if not lacking and word.name in _FOLLOWS:
                lacking = {word: None}
            for base, known in lacking.items():
                label = str(base.label)
                named[label if known is None else _("%(fact)s (chỉ biết một phần)") % {"fact": label}] = None
    return tuple(named)


def _turned_on(asked: Demanded, law: Law) -> Iterator[str]:
    """The facts that a condition turns on: in its expressions, in the values they use, in whom it is for."""
    condition = asked.condition
    for expression in expressions(condition):
        if expression.uses_discipline:
            yield DISCIPLINES
        yield from expression.names
        yield from (by for name in expression.params if (by := law.bound(name).parameter.by))
    yield from (law.lexicon.regimes[regime] for regime in sorted(condition.applies.regimes))


#: What a fact that follows from person and target is worked out from.
_FOLLOWS: Final[Mapping[str, tuple[str, ...]]] = {
    "post_change": ("tier", "title_rank"), "first_leadership": ("has_led",), "planned_for_target": ("in_plan",),
    "planned_for_equal_or_higher": ("in_plan",), "titles_planned_count": ("in_plan",), "source": ("unit_id",),
}  # fmt: skip


def _bases(word: Word, words: Lexicon) -> list[Word]:
    """The recorded facts behind a word; the word itself where there are none."""
    names = _FOLLOWS.get(word.name, word.comes_from)
    return [words.words[name] for name in names if name in words.words] or [word]


def _is_told(row: Mapping[str, Any], name: str, facts: Mapping[str, Any]) -> bool:
    """Whether a fact of the act is known: stated, usual, or worked out for this person."""
    return facts.get(name) is not None or (name in _FOLLOWS and row.get(name) is not None)


def _told(row: Mapping[str, Any], word: Word, facts: Mapping[str, Any]) -> bool | None:
    """Whether a basic fact is known: True, False for in part, None for not at all."""
    if word.scope is Scope.ACT:
        known = facts.get(word.name, word.usual) if word.name not in row else row[word.name]
        return True if known is not None else None
    values = [row.get(column) for column in word.columns]
    if all(value is None for value in values):
        return None
    return values[0] == values[-1]
