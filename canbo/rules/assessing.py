"""Assessing facts that somebody wrote down: no database, the same engine as for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from canbo.core.errors import DomainError
from canbo.rules.domain.binding import scene_of
from canbo.rules.domain.engine import Search, Target
from canbo.rules.domain.factfile import Given, changed, check_sense, parted, read_act, read_facts
from canbo.rules.domain.findings import explain
from canbo.rules.domain.law import Law, Library
from canbo.rules.domain.lexicon import Scope, nearest
from canbo.rules.domain.results import Assessment, FactUsed
from canbo.rules.domain.waiting import with_days
from canbo.rules.domain.wording import value_in_words
from canbo.rules.targets import check_demanded, target_named


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the facts: for which title, in which act, as of which day, under which packs.

    `changes` are other facts than those given: what if.
    """

    title: str
    act: str
    as_of: date
    tier: str = ""
    block: str = ""
    rank: str = ""
    packs: Sequence[str] = ()
    places: Sequence[str] = ()
    changes: Mapping[str, Any] | None = None
    language: str = "vi"


def law_of(library: Library, question: Question) -> Law:
    """Give the law that a question is asked under."""
    return library.law(question.as_of, instead=question.packs, places=question.places)


def assess(raw: Mapping[str, Any], question: Question, library: Library) -> tuple[Assessment, Law]:
    """Assess the facts of a file. Errors: those of reading facts; act_unknown, title_unknown, standard_missing."""
    assessment, law, _ = assess_and_derive(raw, question, library)
    return assessment, law


def assess_and_derive(
    raw: Mapping[str, Any], question: Question, library: Library
) -> tuple[Assessment, Law, list[FactUsed]]:
    """Assess the facts of a file, and tell what else follows from them on the day. Errors: as of assess."""
    check_act(question.act, library)
    law = law_of(library, question)
    facts, act = parted(raw, library.lexicon)
    target = target_named(
        library, question.title, tier=question.tier or str(act.get("target_tier") or ""),
        block=question.block or str(act.get("target_block") or ""),
        rank=question.rank or str(act.get("target_rank") or ""),
    )  # fmt: skip
    check_demanded(law, target, question.act)
    given = read_facts(facts, library.lexicon, question.as_of)
    if question.changes:
        more_facts, more_act = parted(question.changes, library.lexicon)
        given = changed(given, more_facts, library.lexicon, question.as_of)
        act = {**act, **more_act}
    check_sense(given, question.as_of)
    search = Search(target, question.act, read_act(act, library.lexicon))
    assessment = explained(given, law, question.as_of, [search], language=question.language)[0]
    known = {**target.facts, **search.facts}
    return assessment, law, derived_facts(given, law, question.as_of, known, question.language)


def explained(
    given: Given, law: Law, as_of: date, searches: Sequence[Search], *, language: str = "vi"
) -> list[Assessment]:
    """Explain one person against each question, with the days on which time alone will have mended what fails."""
    found = explain(given.frame, law, as_of, searches, language=language)
    return with_days(given.frame, law, found, fixed=given.fixed)


def derived_facts(given: Given, law: Law, as_of: date, act: Mapping[str, Any], language: str = "vi") -> list[FactUsed]:
    """Give everything that follows from the facts of a person on the day, as far as known: age, retirement, times."""
    scene = scene_of(law, as_of, frozenset(given.frame.columns), act)
    words = [word for word in law.lexicon.words.values() if word.scope is Scope.DERIVED]
    row = given.frame.select(scene.column(word, column).alias(column) for word in words for column in word.columns).row(
        0, named=True
    )
    found = []
    for word in words:
        low, high = (row[column] for column in word.columns)
        text = value_in_words(word.type, low, high, language)
        if text:
            found.append(FactUsed(word.name, str(word.label), low, high, text))
    return found


def check_act(act: str, library: Library) -> None:
    """Refuse an act that is none. Errors: act_unknown."""
    if act not in library.lexicon.acts:
        near: Iterable[str] = nearest(act, library.lexicon.acts) or library.lexicon.acts
        raise DomainError("act_unknown", "Không có việc «{act}». Có: {near}.", act=act, near=", ".join(near))


__all__ = ["Question", "Target", "assess", "check_act", "explained", "law_of"]
