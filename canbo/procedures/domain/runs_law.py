"""The law that a run pins: a procedure of a pack as plain data, with its clauses and papers, read back from that data.

What is pinned is read from the run alone: a pack that changes, or is gone, changes no run under way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Circumstance, Citation, Deadline, Document, Paper, Procedure, Step, Vote, Words

type Plain = dict[str, Any]

_PARAM: Final = re.compile(r"\$([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)")


@dataclass(frozen=True, slots=True)
class PinnedDeadline:
    """A deadline as it was pinned; `until` names the step that it is for, "" the whole procedure."""

    id: str
    label: Words
    count: int
    unit: str
    bound: str
    side: str
    event: str
    until: str
    cite: tuple[Plain, ...]
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class PinnedPaper:
    """A paper of the dossier as it was pinned; `count` None where no validity is stated."""

    id: str
    label: Words
    count: int | None
    unit: str
    cite: tuple[Plain, ...]
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class PinnedCase:
    """Who is convened instead where `when` (an expression) holds."""

    when: str
    label: Words
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PinnedStep:
    """A step as it was pinned; `vote` and `quorum` as plain data (the words of the packs), None where there is none."""

    id: str
    kind: str
    label: Words
    convened: Words | None
    roles: tuple[str, ...]
    attending: tuple[str, ...]
    instead: tuple[PinnedCase, ...]
    quorum: Plain | None
    vote: Plain | None
    announce: str
    documents: tuple[Words, ...]
    marks: tuple[str, ...]
    deadline: PinnedDeadline | None
    cite: tuple[Plain, ...]
    confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class PinnedLaw:
    """A procedure as it was pinned."""

    id: str
    label: Words
    pack: str
    layer: str
    start: str
    before: str | None
    cite: tuple[Plain, ...]
    confirmed: bool
    note: str
    dossier: tuple[PinnedPaper, ...]
    deadlines: tuple[PinnedDeadline, ...]
    steps: tuple[PinnedStep, ...]

    def step(self, key: str) -> PinnedStep:
        """Give a step. Errors: step_gone."""
        found = next((each for each in self.steps if each.id == key), None)
        if found is None:
            raise DomainError("step_gone", "Quy trình không có bước «{step}».", step=key)
        return found

    @property
    def filing_step(self) -> str:
        """The step at which the dossier is handed in: the last decision, or else the last step."""
        decisions = [each.id for each in self.steps if each.kind == "decision"]
        return decisions[-1] if decisions else self.steps[-1].id

    def deadlines_of(self, key: str) -> tuple[PinnedDeadline, ...]:
        """Give the deadlines that a step is done by: its own, and those of the procedure that name it."""
        own = self.step(key).deadline
        return (*((own,) if own is not None else ()), *(each for each in self.deadlines if each.until == key))

    @property
    def events(self) -> tuple[str, ...]:
        """The events that deadlines count from, in the order in which they are met, each once."""
        named = [each.deadline.event for each in self.steps if each.deadline is not None]
        return tuple(dict.fromkeys([*(each.event for each in self.deadlines), *named]))


def pinned(procedure: Procedure, law: Law, documents: Mapping[str, Document]) -> Plain:
    """Give a procedure as plain data, with the numbers of the documents it cites and the papers of its dossier.

    Values of parameters that decide who is convened are written into the expressions as they stand that day.
    """
    papers = {paper.id: paper for paper in law.papers}
    return {
        "id": procedure.id, "label": _words(procedure.label), "pack": procedure.pack, "layer": procedure.layer.value,
        "from": procedure.span.start.isoformat(),
        "before": procedure.span.before.isoformat() if procedure.span.before else None,
        "acts": sorted(procedure.applies.acts), "cite": _cite(procedure.cite, documents),
        "confirmed": procedure.confirmed, "note": procedure.note,
        "dossier": [_paper(papers[name], documents) for name in procedure.dossier if name in papers],
        "deadlines": [_deadline(each, documents) for each in procedure.deadlines],
        "steps": [_step(each, law, documents) for each in procedure.steps],
    }  # fmt: skip


def digest(plain: Mapping[str, Any]) -> str:
    """Give the SHA-256 (64 hex digits) of what was pinned; it does not turn on the order of keys."""
    return sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read(plain: Mapping[str, Any]) -> PinnedLaw:
    """Read what was pinned."""
    return PinnedLaw(
        plain["id"], Words(**plain["label"]), plain["pack"], plain["layer"], plain["from"], plain["before"],
        tuple(plain["cite"]), plain["confirmed"], plain["note"],
        tuple(
            PinnedPaper(each["id"], Words(**each["label"]), each["count"], each["unit"], tuple(each["cite"]),
                        each["confirmed"], each["note"])
            for each in plain["dossier"]
        ),
        tuple(_read_deadline(each) for each in plain["deadlines"]), tuple(_read_step(each) for each in plain["steps"]),
    )  # fmt: skip


def vote_rule(law: PinnedLaw, step: PinnedStep) -> Plain | None:
    """Give how the vote of a step is read, as a tally file states it ({"rule": …}); None where the step has no vote."""
    if step.vote is None:
        return None
    cited = step.cite or law.cite
    return {
        "rule": {
            "quorum": step.quorum,
            "lines": step.vote["results"],
            "citation": "; ".join(f"{each['clause']}, {each['number']}" for each in cited),
            "confirmed": law.confirmed and step.confirmed, "announce": step.announce,
        }
    }  # fmt: skip


def _words(words: Words | None) -> Plain:
    return {"vi": words.vi, "en": words.en} if words is not None else {"vi": "", "en": ""}


def _cite(cite: Iterable[Citation], documents: Mapping[str, Document]) -> list[Plain]:
    return [
        {"document": each.document, "number": documents[each.document].number, "clause": each.clause} for each in cite
    ]


def _paper(paper: Paper, documents: Mapping[str, Document]) -> Plain:
    return {
        "id": paper.id, "label": _words(paper.label), "count": paper.count, "unit": paper.unit, "before": paper.before,
        "cite": _cite(paper.cite, documents), "confirmed": paper.confirmed, "note": paper.note,
    }  # fmt: skip


def _deadline(deadline: Deadline, documents: Mapping[str, Document]) -> Plain:
    return {
        "id": deadline.id, "label": _words(deadline.label), "count": deadline.count, "unit": deadline.unit,
        "bound": deadline.bound, "side": deadline.side, "event": deadline.event, "until": deadline.until,
        "cite": _cite(deadline.cite, documents), "confirmed": deadline.confirmed, "note": deadline.note,
    }  # fmt: skip


def _step(step: Step, law: Law, documents: Mapping[str, Document]) -> Plain:
    quorum = step.quorum
    return {
        "id": step.id, "kind": step.kind, "label": _words(step.label),
        "convened": _words(step.convened) if step.convened else None, "roles": list(step.roles),
        "attending": list(step.attending), "instead": [_case(each, law) for each in step.instead],
        "quorum": {"operator": quorum.operator, "threshold": _share(quorum.threshold), "base": quorum.base}
        if quorum else None,
        "vote": _vote(step.vote), "announce": step.announce, "documents": [_words(each) for each in step.documents],
        "marks": list(step.marks), "deadline": _deadline(step.deadline, documents) if step.deadline else None,
        "cite": _cite(step.cite, documents), "confirmed": step.confirmed, "note": step.note,
    }  # fmt: skip


def _vote(vote: Vote | None) -> Plain | None:
    if vote is None:
        return None
    lines = [
        {
            "operator": "" if each.otherwise else each.operator, "threshold": _share(each.threshold),
            "base": "" if each.otherwise else each.base, "take": each.take, "then": each.then,
            "otherwise": each.otherwise, "differs_from": each.differs_from,
        }
        for each in vote.results
    ]  # fmt: skip
    # A tally file leaves out what is not stated.
    stated = [{name: value for name, value in line.items() if value} for line in lines]
    return {
        "ballot": vote.ballot, "on": _words(vote.on) if vote.on else None, "choices": vote.choices, "base": vote.base,
        "results": stated,
    }  # fmt: skip


def _share(share: Fraction | None) -> str:
    return "" if share is None else f"{share.numerator}/{share.denominator}"


def _case(case: Circumstance, law: Law) -> Plain:
    text = case.when.text if case.when is not None else "TRUE"
    return {"when": _valued(text, law), "label": _words(case.label), "roles": list(case.roles)}


def _valued(text: str, law: Law) -> str:
    """Write plain numbers of parameters into an expression; what goes by a fact stays by its name."""

    def value(found: re.Match[str]) -> str:
        if not law.has_value(found[1]):
            return found[0]
        content = law.bound(found[1]).value.content
        return str(content) if isinstance(content, (int, float)) and not isinstance(content, bool) else found[0]

    return _PARAM.sub(value, text)


def _read_deadline(plain: Plain) -> PinnedDeadline:
    return PinnedDeadline(
        plain["id"], Words(**plain["label"]), plain["count"], plain["unit"], plain["bound"], plain["side"],
        plain["event"], plain["until"], tuple(plain["cite"]), plain["confirmed"], plain["note"],
    )  # fmt: skip


def _read_step(plain: Plain) -> PinnedStep:
    return PinnedStep(
        plain["id"], plain["kind"], Words(**plain["label"]), Words(**plain["convened"]) if plain["convened"] else None,
        tuple(plain["roles"]), tuple(plain["attending"]),
        tuple(PinnedCase(each["when"], Words(**each["label"]), tuple(each["roles"])) for each in plain["instead"]),
        plain["quorum"], plain["vote"], plain["announce"], tuple(Words(**each) for each in plain["documents"]),
        tuple(plain["marks"]), _read_deadline(plain["deadline"]) if plain["deadline"] else None, tuple(plain["cite"]),
        plain["confirmed"], plain["note"],
    )  # fmt: skip
