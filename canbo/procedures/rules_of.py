"""The rule of a vote as a pack states it, turned into what the tally reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from canbo.core.errors import DomainError
from canbo.procedures.domain.counts import FOR, Base
from canbo.procedures.domain.tally import Line, QuorumRule, Rule
from canbo.rules import library as packs
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.model import Procedure, Result, Step


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: the step of a pack with its citations, or what somebody stated."""

    procedure: str = ""
    step: str = ""
    pack: str = ""
    citation: str = ""
    citations: tuple[dict[str, str], ...] = ()
    confirmed: bool = False
    announce: str = "unsaid"
    #: How the step votes (secret, slip, open, unsaid), how many names a voter may give, who attends beside the voters.
    ballot: str = "unsaid"
    choices: int | None = None
    attending: tuple[str, ...] = ()

    def plain(self, language: str = "vi") -> dict[str, Any]:
        """Give it as plain data."""
        cited = [f"{each['clause']}, {each['number']}" for each in self.citations]
        return {
            "procedure": self.procedure or None, "step": self.step or None, "pack": self.pack or None,
            "citation": self.citation or "; ".join(cited), "citations": list(self.citations), "ballot": self.ballot,
            "confirmed": self.confirmed, "announce": self.announce,
        }  # fmt: skip


def procedure_of(name: str, day: date) -> Procedure:
    """Give the procedure of a pack in force on the day. Errors: procedure_unknown, procedure_not_in_force."""
    found = packs.library()
    held = next((each for each in found.law(day).procedures if each.id == name), None)
    if held is not None:
        return held
    known = sorted({each.id for pack in found.packs.values() for each in pack.procedures})
    if name in known:
        raise DomainError(
            "procedure_not_in_force", "Quy trình «{name}» không có hiệu lực ngày {day}.", name=name,
            day=f"{day:%d/%m/%Y}",
        )  # fmt: skip
    near = ", ".join(nearest(name, known)) or ", ".join(known)
    raise DomainError("procedure_unknown", "Không có quy trình «{name}». Gần nhất: {near}.", name=name, near=near)


def step_of(procedure: Procedure, name: str) -> Step:
    """Give a step of a procedure. Errors: step_unknown."""
    held = next((each for each in procedure.steps if each.id == name), None)
    if held is None:
        raise DomainError(
            "step_unknown", "Quy trình «{procedure}» không có bước «{step}». Có: {steps}.", procedure=procedure.id,
            step=name, steps=", ".join(each.id for each in procedure.steps),
        )  # fmt: skip
    return held


def rule_of_step(procedure: str, step: str, day: date) -> tuple[Rule, Source]:
    """Give how the vote of a step is read on a day, and where that stands.

    Errors: those of `procedure_of` and `step_of`; step_without_vote.
    """
    held = procedure_of(procedure, day)
    found = step_of(held, step)
    if found.vote is None:
        raise DomainError(
            "step_without_vote",
            "Bước «{step}» của quy trình «{procedure}» không bỏ phiếu.",
            step=step,
            procedure=procedure,
        )
    return rule_of(found), source_of(held, found)


def rule_of(step: Step) -> Rule:
    """Turn the vote and quorum of a step into a rule."""
    asked = step.quorum
    quorum = QuorumRule(asked.operator, asked.threshold, Base(asked.base)) if asked else None
    results = step.vote.results if step.vote else ()
    return Rule(tuple(_line(each) for each in results), quorum)


def source_of(procedure: Procedure, step: Step) -> Source:
    """Give the pack, the clauses and whether they are confirmed."""
    documents = packs.library().documents
    cited = tuple(
        {"document": each.document, "number": documents[each.document].number, "clause": each.clause}
        for each in step.cite or procedure.cite
    )
    vote = step.vote
    return Source(
        procedure.id, step.id, procedure.pack, "", cited, procedure.confirmed and step.confirmed, step.announce,
        vote.ballot if vote else "unsaid", vote.choices if vote else None, (*step.roles, *step.attending),
    )  # fmt: skip


def _line(result: Result) -> Line:
    return Line(
        result.then, result.operator, result.threshold, Base(result.base), result.take, result.otherwise,
        result.differs_from, (FOR,),
    )  # fmt: skip
