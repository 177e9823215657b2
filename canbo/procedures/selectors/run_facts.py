"""What a step rested on: facts and findings of those considered, as of its day; and what of it has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.facts.standards.assessing import assessed
from canbo.facts.standards.questions import (
    Question,
    about_kind,
    about_position,
    language,
    places_above,
    rule_frame,
    target_of,
)
from canbo.organizations import selectors as organizations
from canbo.personnel.models import RECORD_KINDS, Person
from canbo.personnel.permissions import may_open, may_read_section
from canbo.procedures.domain.runs_choice import REGIME
from canbo.procedures.models import Run, RunStep, RunSubject
from canbo.procedures.selectors.runs import SUBJECT, part_in, run_of
from canbo.rules.answers import plain_facts
from canbo.rules.domain.engine import Search
from canbo.rules.domain.lexicon import Scope, Word
from canbo.rules.domain.results import FactUsed
from canbo.rules.domain.wording import value_in_words
from canbo.rules.lexicon import lexicon
from canbo.rules.library import library

#: Facts that every decision on somebody rests on, whatever the conditions of the act name.
_ALWAYS: Final = (
    "full_name", "born", "post_name", "title_rank", "post_since", "term_ends", "is_cadre", "is_civil_servant",
    "is_public_employee", "is_party_member", "qualification_level", "theory_level", "state_management_level",
    "rating_last",
)  # fmt: skip
_MEASURES: Final = "disciplines"


def basis(access: AccessContext, run: Run, day: date) -> list[dict[str, Any]]:
    """Give, for each person considered, the facts and findings of the day as the viewer may read them.

    {"person", "name", "facts": [plain facts], "findings": [{rule, label, outcome, reason, confirmed}]}; a person whose
    file lies out of the viewer's scope has neither, and "closed" true.
    """
    subjects = [each for each in run.subjects.filter(left_on__isnull=True).order_by("pk") if each.person_id]
    if not subjects:
        return []
    frame = rule_frame(access, day)
    question = _question(access, run, day)
    return [_of_one(each, frame, question, day) for each in subjects]


def _of_one(subject: RunSubject, frame: pl.DataFrame, question: Question, day: date) -> dict[str, Any]:
    mine = frame.filter(pl.col("person_id") == subject.person_id)
    told: dict[str, Any] = {"person": subject.person_id, "name": subject.name, "facts": [], "findings": []}
    if mine.is_empty():
        return told | {"closed": True}
    findings = assessed(mine, [question], day)[0].findings if question.asked else ()
    used = {fact.name: fact for finding in findings for fact in finding.facts}
    facts = recorded_facts(mine, _roots({*used, *_ALWAYS}))
    if _MEASURES in used:
        facts.append(used[_MEASURES])
    told["facts"] = plain_facts(facts)
    told["findings"] = [
        {"rule": each.rule, "label": each.label, "outcome": each.outcome.code, "reason": each.reason,
         "confirmed": each.confirmed}
        for each in findings
    ]  # fmt: skip
    return told


def _question(access: AccessContext, run: Run, day: date) -> Question:
    """What the act asks of somebody for the post, the kind of title, or the place that the run names."""
    stated = {name: value for name, value in run.circumstances.items() if name != REGIME}
    kind = str(stated.get("target_title") or "")
    if run.position_id is not None:
        position = organizations.position_of(access, run.position_id)
        question = about_position(access, position, run.act, day)
    elif kind:
        question = about_kind(access, kind, run.act, day, run.unit_id)
    else:
        target = target_of(
            "", str(stated.get("target_tier") or ""), str(stated.get("target_block") or ""),
            str(stated.get("target_rank") or ""), "",
        )  # fmt: skip
        law = library().law(day, places=places_above(access, run.unit_id, day))
        question = Question(Search(target, run.act), law, "", ())
    return replace(question, search=replace(question.search, facts=stated))


def _roots(names: Iterable[str]) -> list[Word]:
    """The recorded words that facts come from: ages change by themselves, births do not."""
    words = lexicon().words
    wanted: set[str] = set()
    for name in names:
        word = words.get(name)
        if word is not None:
            wanted |= set(word.comes_from) if word.scope is Scope.DERIVED else {name}
    return [word for name, word in words.items() if name in wanted and word.scope is Scope.RECORDED]


def recorded_facts(frame: pl.DataFrame, words: Iterable[Word]) -> list[FactUsed]:
    """Give facts of a frame of one row, with their words."""
    row = frame.row(0, named=True)
    found = []
    for word in words:
        low, high = row.get(word.columns[0]), row.get(word.columns[-1])
        text = value_in_words(word.type, low, high, language(), word.label_of)
        found.append(FactUsed(word.name, str(word.label), low, high, text))
    return found


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is otherwise now: of whom, what, as it was and as it is ("" where not known)."""

    person: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed since a step was done; `closed`: of how many people the viewer may not read the file."""

    facts: tuple[Changed, ...]
    findings: tuple[Changed, ...]
    closed: int

    @property
    def count(self) -> int:
        """How many facts have changed."""
        return len(self.facts)


def changes_since(access: AccessContext, step: RunStep, today: date) -> Changes:
    """Compare what a step rested on with what the files say today.

    Facts of sections that the viewer may not read are left out on both sides. Errors: NotFound run_not_found.
    """
    run = run_of(access, step.run_id)
    kept: Mapping[str, Any] = step.frozen or {}
    people = kept.get("people", [])
    if not people or part_in(access, run) == SUBJECT:
        return Changes((), (), 0)
    frame = rule_frame(access, today)
    question = _question(access, run, today)
    files = {each.pk: each for each in Person.objects.filter(pk__in=[each["person"] for each in people])}
    facts: list[Changed] = []
    findings: list[Changed] = []
    closed = 0
    for old in people:
        person = files.get(old["person"])
        mine = frame.filter(pl.col("person_id") == old["person"])
        if person is None or mine.is_empty() or old.get("closed"):
            closed += 1
            continue
        hidden = _hidden(access, person)
        subject = RunSubject(person_id=person.pk, name=old["name"])
        new = _of_one(subject, mine, question, today)
        known = {each["name"]: each for each in new["facts"]}
        for fact in old["facts"]:
            if _restricted(fact["name"]) in hidden:
                continue
            now = known.get(fact["name"]) or _now(mine, fact["name"])
            if now is not None and _said(now) != _said(fact):
                facts.append(Changed(old["name"], fact["label"], fact["text"], now["text"]))
        if not hidden:
            findings += _findings(old, new)
    return Changes(tuple(facts), tuple(findings), closed)


def _findings(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    before = {each["rule"]: each for each in old["findings"]}
    return [
        Changed(old["name"], each["label"], before[each["rule"]]["reason"], each["reason"])
        for each in new["findings"]
        if each["rule"] in before and before[each["rule"]]["outcome"] != each["outcome"]
    ]


def _said(fact: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a plain fact says, without its words (which go by the language)."""
    return fact.get("value"), fact.get("low"), fact.get("high")


def _now(frame: pl.DataFrame, name: str) -> dict[str, Any] | None:
    """A fact that the conditions of today do not name any more."""
    words = [word for word in _roots([name]) if word.name == name]
    found = plain_facts(recorded_facts(frame, words))
    return found[0] if found else None


def _restricted(name: str) -> str:
    if name == _MEASURES:
        return "discipline"
    word = lexicon().words.get(name)
    return word.restricted if word is not None else ""


def _hidden(access: AccessContext, person: Person) -> frozenset[str]:
    """The restricted sections, of those that facts come from, that the viewer may not read in this file."""
    if not may_open(access, person):
        raise NotFound("file_not_found", "Không có hồ sơ này trong phạm vi được giao.")
    named = {word.restricted for word in lexicon().words.values() if word.restricted} | {"discipline"}
    kinds = {kind.section.key: kind for kind in RECORD_KINDS}
    return frozenset(key for key in named if key in kinds and not may_read_section(access, person, kinds[key]))
