"""What an explanation is made of: findings with the facts and values they used, and the assessment of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from canbo.rules.domain.engine import Outcome, Overall, Search
from canbo.rules.domain.model import Citation, CureBy, Document, Layer, Overlay


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the file that a fact comes from."""

    section: str
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that a finding used; `low` and `high` differ where it is known in part, None where it is not known."""

    name: str
    label: str
    low: Any
    high: Any
    text: str
    records: tuple[Record, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether it is known exactly."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class ValueUsed:
    """A value of the law that a finding used."""

    id: str
    label: str
    text: str
    content: Any
    confirmed: bool
    layer: Layer
    pack: str
    mark: Overlay | None
    cite: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition comes to for one person.

    `warns`: it fails, but what it stands on is not confirmed, so it never blocks. `decisive`: the strictest of those on
    its topic. `holds_on`: the first day on which time alone will have mended it.
    """

    rule: str
    topic: str
    label: str
    layer: Layer
    pack: str
    demand: str
    outcome: Outcome
    reason: str
    have: str
    need: str
    facts: tuple[FactUsed, ...]
    missing: tuple[str, ...]
    values: tuple[ValueUsed, ...]
    cite: tuple[Citation, ...]
    documents: Mapping[str, Document]
    confirmed: bool
    counts: bool
    standards: tuple[str, ...]
    cure: CureBy
    how: str
    note: str
    decisive: bool = True
    holds_on: date | None = None
    strictness: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def warns(self) -> bool:
        """Whether it fails on something unconfirmed."""
        return self.outcome is Outcome.FAIL and not self.confirmed

    @property
    def blocks(self) -> bool:
        """Whether it stands in the way."""
        return self.outcome is Outcome.FAIL and self.counts


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that an act demands of one person for one target. `meets_on`: the first later day when all is met."""

    search: Search
    as_of: date
    overall: Overall
    findings: tuple[Finding, ...]
    meets_on: date | None = None

    def of(self, outcome: Outcome, *, counting: bool = True) -> tuple[Finding, ...]:
        """Give the findings of an outcome; only those that count unless asked otherwise."""
        return tuple(each for each in self.findings if each.outcome is outcome and (each.counts or not counting))

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Give the failing findings that only warn."""
        return tuple(each for each in self.findings if each.warns)
