"""What a pack holds, read and typed: documents, values, conditions, standards, procedures, papers, cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from canbo.rules.domain.faults import Place
from canbo.rules.domain.language import Expression

if TYPE_CHECKING:
    from canbo.rules.domain.schemes import Scheme

#: The pack that holds the central values an office entered; `office_<place>` those of a place.
OFFICE: Final = "office"


class Layer(StrEnum):
    """Whose rule it is. `shared` holds no law, only kinds of title."""

    PARTY = "party"
    STATE = "state"
    LOCAL = "local"
    SHARED = "shared"


class Overlay(StrEnum):
    """How a local value stands to the central one; `amends` is a central value that an office entered in its place."""

    STRICTER = "stricter"
    LOOSER = "looser"
    ADDITIONAL = "additional"
    CONFIRMS = "confirms"
    AMENDS = "amends"


class Demand(StrEnum):
    """How firmly a standard asks for a condition. A dossier condition is verified when the papers are made."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    DOSSIER = "dossier"


class CureBy(StrEnum):
    """What mends a failing condition."""

    TIME = "time"
    TRAINING = "training"
    POST = "post"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    vi: str
    en: str

    def within(self, language: str) -> str:
        """Give the text in a language ("vi" or "en")."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Span:
    """A time [from, before); `before` None: still in force."""

    start: date
    before: date | None

    def holds(self, day: date) -> bool:
        """Tell whether the day lies inside."""
        return self.start <= day and (self.before is None or day < self.before)

    def meets(self, other: Span) -> bool:
        """Tell whether the two have a day in common."""
        return (self.before is None or other.start < self.before) and (
            other.before is None or self.start < other.before
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause of a document."""

    document: str
    clause: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A legal text; its identity is number, issuer and day of signing, for numbers repeat."""

    id: str
    number: str
    issuer: Words
    label: Words
    signed: date
    span: Span
    replaces: tuple[str, ...]
    read: str
    encoded: str
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a parameter over a time. `content` is plain, or a mapping where the parameter goes `by` a fact."""

    span: Span
    content: Any
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    retroactive: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value of the law."""

    id: str
    label: Words
    kind: str
    unit: Words | None
    of: str
    by: str
    stricter: str
    overlay: Overlay | None
    values: tuple[Value, ...]
    pack: str
    place: Place


@dataclass(frozen=True, slots=True)
class Applies:
    """Which acts, targets and people a condition is for; an empty one is for all."""

    acts: frozenset[str] = frozenset()
    regimes: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    ranks: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    def meets(self, other: Applies) -> bool:
        """Tell whether some case falls under both."""
        return all(
            not mine or not theirs or mine & theirs
            for mine, theirs in (
                (self.acts, other.acts), (self.regimes, other.regimes), (self.tiers, other.tiers),
                (self.blocks, other.blocks), (self.ranks, other.ranks), (self.titles, other.titles),
            )
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cure:
    """What mends a failing condition, and how in words."""

    by: CureBy
    how: Words | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: an expression over named facts and parameters, with its words, its law and its exceptions."""

    id: str
    topic: str
    label: Words
    applies: Applies
    when: Expression | None
    expression: Expression
    have: Expression | None
    need: Expression | None
    reason: Words
    passed: Words | None
    cure: Cure
    cite: tuple[Citation, ...]
    confirmed: bool
    span: Span
    replaces: tuple[str, ...]
    note: str
    retroactive: bool
    pack: str
    layer: Layer
    place: Place


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition that a standard asks for."""

    condition: str
    demand: Demand
    place: Place


@dataclass(frozen=True, slots=True)
class Standard:
    """Which conditions an act demands for a title or a kind of title."""

    id: str
    label: Words
    applies: Applies
    asks: tuple[Asked, ...]
    cite: tuple[Citation, ...]
    confirmed: bool
    span: Span
    note: str
    pack: str
    layer: Layer
    place: Place


@dataclass(frozen=True, slots=True)
class TitleKind:
    """A kind of title: the codes of the list of titles that it takes in, where they stand."""

    id: str
    label: Words
    codes: frozenset[str]
    tiers: frozenset[str]
    blocks: frozenset[str]
    rank: str
    pack: str
    place: Place


@dataclass(frozen=True, slots=True)
class Deadline:
    """A count of days, working days, weeks or months after or before (`side`) an event, at least or at most.

    `until` names the step that is to be done by then; "": the whole procedure.
    """

    id: str
    label: Words | None
    count: int
    unit: str
    bound: str
    side: str
    event: str
    until: str
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be present."""

    operator: str
    threshold: Fraction
    base: str


@dataclass(frozen=True, slots=True)
class Result:
    """One reading of a count: who is taken and what follows; the first that fits counts.

    `otherwise` fits always. `differs_from` fits only where the person is another than that of the step named.
    """

    operator: str
    threshold: Fraction | None
    base: str
    take: str
    then: str
    otherwise: bool
    differs_from: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Vote:
    """What is voted, how, over which base, and how the count is read; `choices`: how many names a voter may give."""

    ballot: str
    on: Words | None
    choices: int | None
    base: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Who is convened instead where the act is such."""

    when: Expression | None
    label: Words
    roles: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a procedure: who acts or votes (`roles`), who attends without a vote, who is convened instead.

    `marks` are the events that deadlines count from and that happen when the step is done.
    """

    id: str
    kind: str
    label: Words
    convened: Words | None
    roles: tuple[str, ...]
    attending: tuple[str, ...]
    instead: tuple[Circumstance, ...]
    quorum: Quorum | None
    vote: Vote | None
    announce: str
    documents: tuple[Words, ...]
    marks: tuple[str, ...]
    deadline: Deadline | None
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Transition:
    """What a newer law says of work begun under an earlier procedure: it may go over to the newer one.

    `of` is the earlier procedure (its id may be the same), `who` decides on it, `until` the step of the earlier one
    that must not be done yet ("": whichever), `start` the step of the newer one at which the work goes on.
    """

    of: str
    who: Words
    until: str
    start: str
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Procedure:
    """The steps of an act, as dated data. Without a transition, work begun under another law goes on under that."""

    id: str
    label: Words
    applies: Applies
    when: Expression | None
    span: Span
    cite: tuple[Citation, ...]
    confirmed: bool
    dossier: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    steps: tuple[Step, ...]
    transitions: tuple[Transition, ...]
    note: str
    pack: str
    layer: Layer
    place: Place


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a dossier; `validity` None where none is stated."""

    id: str
    label: Words
    acts: frozenset[str]
    count: int | None
    unit: str
    before: str
    cite: tuple[Citation, ...]
    confirmed: bool
    span: Span
    note: str
    pack: str
    layer: Layer
    place: Place


@dataclass(frozen=True, slots=True)
class Case:
    """A case beside the rules: of a condition, a parameter's value, or a scheme (facts are what is entered).

    `on`: day to what is expected, and where.
    """

    rule: str
    parameter: str
    name: str
    facts: Mapping[str, Any]
    act: Mapping[str, Any]
    key: Mapping[str, Any]
    on: tuple[tuple[date, Any, Place], ...]
    pack: str
    place: Place
    scheme: str = ""

    @property
    def of(self) -> str:
        """What it is a case of."""
        return self.rule or self.parameter or self.scheme


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody held an entry of another pack against the full text: which entry, what it said then, by which clause.

    `of` names the kind of entry, `start` the day from which the version holds; `content` is the hash of what it said.
    """

    of: str
    id: str
    in_pack: str
    start: date
    content: str
    cite: tuple[Citation, ...]
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Unread:
    """A time for which nobody has read the law on some acts: the rules named hold before and after it, not in it."""

    acts: frozenset[str]
    rules: tuple[str, ...]
    span: Span
    why: Words
    place: Place


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack: a layer's rules of one generation."""

    id: str
    label: Words
    layer: Layer
    generation: str
    span: Span
    place_code: str | None
    note: str
    place: Place
    digest: str = ""
    documents: tuple[Document, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    conditions: tuple[Condition, ...] = ()
    standards: tuple[Standard, ...] = ()
    titles: tuple[TitleKind, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    papers: tuple[Paper, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    cases: tuple[Case, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def is_office(self) -> bool:
        """Whether an office's program wrote it, from what was entered and signed in its pages."""
        return self.id == OFFICE or self.id.startswith(f"{OFFICE}_")

    @property
    def is_elsewhere(self) -> bool:
        """Whether central law does not turn on it: a pack of one place, or an office's own that amends nothing."""
        return self.layer is Layer.LOCAL and self.id != OFFICE
