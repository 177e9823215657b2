"""Which procedure a piece of work goes by: what is asked to tell, what the files tell, and what a newer law says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.utils.translation import gettext

from canbo.core.access import AccessContext
from canbo.facts.standards.questions import places_above, rule_frame
from canbo.organizations import selectors as organizations
from canbo.organizations.models import Line, Position, Unit
from canbo.procedures.domain import runs_choice, runs_law
from canbo.procedures.domain.runs_choice import REGIME
from canbo.procedures.models import Run, RunStep
from canbo.procedures.selectors.runs import spoken
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Type
from canbo.rules.domain.model import Procedure, Transition
from canbo.rules.lexicon import lexicon
from canbo.rules.library import library
from canbo.rules.members import ACTS


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact of the act to be stated: its words, its kind ("bool", "number", "category", …), its members, its value."""

    name: str
    label: str
    meaning: str
    type: str
    members: tuple[tuple[str, str], ...]
    value: Any


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure in force for an act: whether it is for the work (None: not known yet) and what is to be stated."""

    procedure: str
    label: str
    fits: bool | None
    why: str
    asks: tuple[Asked, ...]
    steps: tuple[str, ...]
    confirmed: bool
    citations: tuple[tuple[str, str], ...]
    pack: str
    note: str


def acts_offered(access: AccessContext, day: date) -> list[tuple[str, str]]:
    """Give the acts for which some procedure is in force on the day, with their words."""
    held = {act for each in library().law(day).procedures for act in each.applies.acts}
    return [(member.code, str(member.label)) for member in ACTS if member.code in held]


def law_for(access: AccessContext, unit_id: int, day: date) -> Law:
    """Give the law of a day where a unit stands: central packs, and the overlays of the units above it."""
    return library().law(day, places=places_above(access, unit_id, day))


def applicable(
    access: AccessContext, unit: Unit, act: str, circumstances: Mapping[str, Any], day: date
) -> list[Choice]:
    """Give the procedures in force for an act: those that are for the work first, those that are not last.

    Errors: circumstance_unknown_word, fact_unreadable.
    """
    law = law_for(access, unit.pk, day)
    known = runs_choice.stated(circumstances, law.lexicon)
    found = [_choice(each, act, known, law) for each in law.procedures if act in each.applies.acts]
    order = {True: 0, None: 1, False: 2}
    return sorted(found, key=lambda each: order[each.fits])


def _choice(procedure: Procedure, act: str, known: Mapping[str, Any], law: Law) -> Choice:
    fit = runs_choice.fit(procedure, act, known, law)
    documents = law.library.documents
    why = gettext("Không dùng vì: %(what)s.") % {"what": words_of(fit.against)} if fit.against else ""
    pack = law.library.packs[procedure.pack]
    return Choice(
        procedure.id, spoken(procedure.label), fit.fits, why, asked(fit.asks, known),
        tuple(spoken(step.label) for step in procedure.steps), procedure.confirmed,
        tuple((documents[each.document].number, each.clause) for each in procedure.cite), spoken(pack.label),
        procedure.note,
    )  # fmt: skip


def asked(names: Iterable[str], known: Mapping[str, Any]) -> tuple[Asked, ...]:
    """Give facts of the act as a form asks for them, each once, with what was stated so far."""
    words = lexicon()
    found = []
    for name in dict.fromkeys(names):
        if name == REGIME:
            members = tuple((code, str(words.words[fact].label)) for code, fact in words.regimes.items())
            found.append(Asked(name, words_of([name]), "", Type.CATEGORY.value, members, known.get(name)))
            continue
        word = words.words[name]
        members = tuple(zip(word.codes, (str(label) for label in word.labels), strict=True))
        if name == "target_title":
            members = tuple((kind.id, spoken(kind.label)) for kind in library().titles.values())
        kind = Type.CATEGORY.value if members else word.type.value
        found.append(Asked(name, str(word.label), str(word.meaning), kind, members, known.get(name)))
    return tuple(found)


def words_of(names: Iterable[str]) -> str:
    """Give the words of facts of the act, for a sentence."""
    known = lexicon().words
    others = {REGIME: gettext("đối tượng (cán bộ, công chức, viên chức)"), "act": gettext("loại việc")}
    return ", ".join(others.get(name) or str(known[name].label) for name in names)


def told_by_files(
    access: AccessContext, unit: Unit, person_ids: Sequence[int], position: Position | None, day: date
) -> dict[str, Any]:
    """Give what the files tell of the facts of the act, for the officer to look through before stating it.

    The place of the post, the regime where all considered share it, what of the post each of them holds now agrees.
    """
    place = position.unit if position is not None else unit
    told: dict[str, Any] = {"target_tier": place.tier, "target_block": place.block}
    if position is not None:
        told["target_rank"] = position.title.rank
    tree = organizations.tree(access, Line.STATE, day)
    if place.pk in tree:
        told["has_sub_units"] = bool(tree.children(place.pk))
    frame = rule_frame(access, day)
    considered = frame.filter(pl.col("person_id").is_in(list(person_ids)))
    regimes = [
        code for code, fact in lexicon().regimes.items()
        if not considered.is_empty() and considered[fact].fill_null(value=False).all()
    ]  # fmt: skip
    if len(regimes) == 1 or (regimes and regimes[-1] == "party_member"):
        told[REGIME] = regimes[0]
    return {name: value for name, value in told.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class LawNow:
    """How the law of today stands to the one that a run pins.

    `is_newer`: the pinned procedure is not the one in force any more. `transition` None: the newer law says nothing of
    work under way, which goes on as it began. `is_too_late`: the step named by the rule is done.
    """

    is_newer: bool
    procedure: Procedure | None = None
    transition: Transition | None = None
    is_too_late: bool = False
    until_label: str = ""
    start_label: str = ""
    who: str = ""
    citations: tuple[tuple[str, str], ...] = ()

    @property
    def may_switch(self) -> bool:
        """Whether the run may go over."""
        return self.transition is not None and not self.is_too_late


def newer_law(run: Run, steps: Sequence[RunStep], law: Law) -> LawNow:
    """Tell whether a newer law stands, and whether it lets a run under way go over to it."""
    plain = run.snapshot
    same = next((each for each in law.procedures if each.id == run.procedure), None)
    if same is not None and same.span.start.isoformat() <= plain["from"]:
        return LawNow(is_newer=False)
    for each in law.procedures:
        if run.act not in each.applies.acts or each.span.start.isoformat() <= plain["from"]:
            continue
        found = next((one for one in each.transitions if one.of == run.procedure), None)
        if found is not None and runs_choice.fit(each, run.act, run.circumstances, law).fits is not False:
            done = {row.key for row in steps if row.state in {RunStep.State.DONE, RunStep.State.SKIPPED}}
            return LawNow(
                True, each, found, bool(found.until) and found.until in done, _label(plain, found.until),
                next((spoken(step.label) for step in each.steps if step.id == found.start), ""), spoken(found.who),
                tuple((law.library.documents[one.document].number, one.clause) for one in found.cite),
            )  # fmt: skip
    return LawNow(is_newer=True, procedure=same)


def law_now(access: AccessContext, run: Run, rows: Iterable[RunStep], today: date) -> LawNow:
    """Give how the law of today stands to the one that a run pins; `rows`: all its steps."""
    steps = [each for each in rows if each.version == run.version and each.state != RunStep.State.RETURNED]
    return newer_law(run, steps, law_for(access, run.unit_id, today))


def _label(plain: Mapping[str, Any], key: str) -> str:
    if not key:
        return ""
    return spoken(runs_law.read(plain).step(key).label)
