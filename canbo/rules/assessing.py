"""Assessing facts that somebody wrote down: no database, the same engine as for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from canbo.core.errors import DomainError
from canbo.rules.domain.engine import Search, Target
from canbo.rules.domain.factfile import Given, changed, parted, read_act, read_facts
from canbo.rules.domain.findings import explain
from canbo.rules.domain.law import Law, Library
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.results import Assessment
from canbo.rules.domain.waiting import with_days
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
    search = Search(target, question.act, read_act(act, library.lexicon))
    return explained(given, law, question.as_of, [search], language=question.language)[0], law


def explained(
    given: Given, law: Law, as_of: date, searches: Sequence[Search], *, language: str = "vi"
) -> list[Assessment]:
    """Explain one person against each question, with the days on which time alone will have mended what fails."""
    found = explain(given.frame, law, as_of, searches, language=language)
    return with_days(given.frame, law, found, fixed=given.fixed)


def check_act(act: str, library: Library) -> None:
    """Refuse an act that is none. Errors: act_unknown."""
    if act not in library.lexicon.acts:
        near: Iterable[str] = nearest(act, library.lexicon.acts) or library.lexicon.acts
        raise DomainError("act_unknown", "Không có việc «{act}». Có: {near}.", act=act, near=", ".join(near))


__all__ = ["Question", "Target", "assess", "check_act", "explained", "law_of"]
