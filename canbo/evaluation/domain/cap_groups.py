"""Whose levels are counted together under one cap: the unit as a whole, and each group of like work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from canbo.core.errors import DomainError
from canbo.evaluation.domain.caps import CapRead, cap_in_force, cap_of
from canbo.rules.domain.law import Law
from canbo.rules.domain.ready_schemes import Prepared
from canbo.rules.domain.schemes import ROUNDINGS, Cap, Scheme, base_of

#: What a cap may be counted by: in each unit as a whole, in each group of like work, in each Party organisation.
UNIT: Final = "unit"
LIKE_WORK: Final = "like_work"
PARTY_ORGANISATION: Final = "party_organisation"


@dataclass(frozen=True, slots=True)
class GroupKey:
    """One group: the unit it is counted in, the family of schemes, the group of like work ("" for the whole)."""

    unit_id: int
    family: str
    group: str


def family_of(law: Law, scheme: Scheme) -> str:
    """Name the schemes whose people are counted under one cap: the outermost scheme that this one goes back to.

    Leaders and staff of one decree count together. Collectives are apart (Regulation 366, Article 11, 1.5), and so is
    a scheme of a place that states a cap of its own.
    """
    kept = ("family", *scheme.key)
    if kept in law.kept:
        return str(law.kept[kept])
    stated = law.library.schemes
    while scheme.subject != "collective" and (key := base_of(scheme, stated)) is not None:
        if law.library.packs[scheme.pack].place_code is not None and scheme.cap != stated[key].cap:
            break
        scheme = stated[key]
    law.kept[kept] = scheme.id
    return scheme.id


def keys_of(cap: Cap, family: str, *, campaign_unit: int, unit: int, group: str) -> list[GroupKey]:
    """Give the groups in which a rating counts: its unit as a whole, its group of like work; both where both are told.

    Where the text counts by like work alone, the group goes through the whole campaign; who has none makes one group.
    """
    by_unit = UNIT in cap.groups or PARTY_ORGANISATION in cap.groups
    place = unit if by_unit else campaign_unit
    found = [GroupKey(place, family, "")] if by_unit or not group or LIKE_WORK not in cap.groups else []
    if LIKE_WORK in cap.groups and group:
        found.append(GroupKey(place, family, group))
    return found


@dataclass(frozen=True, slots=True)
class Settled:
    """What the locality or the authority settled for one group, "" and None where the pack's stands."""

    base: str = ""
    rounding: str = ""
    higher: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Gauge:
    """How a group stands: its cap as it is read, and under each other rounding where the text states none.

    `verdict`: "none" (no cap), "held", "over" (under every reading), "open" (the readings differ: to be settled),
    "informs" (over, but nobody held this cap against the full text: it is told and blocks nothing).
    """

    read: CapRead | None
    readings: Mapping[str, CapRead]
    verdict: str
    rounding_settled: bool


def gauge_of(ready: Prepared, counts: Mapping[str, int], settled: Settled) -> Gauge:
    """Read the cap of a group. Errors: those of `cap_of`."""
    cap = cap_in_force(ready)
    if cap is None:
        return Gauge(None, {}, "none", rounding_settled=True)

    def read(rounding: str) -> CapRead:
        found = cap_of(ready, counts, higher=settled.higher, base=settled.base, rounding=rounding)
        if found is None:
            raise DomainError("cap_unknown", "Bộ tiêu chí {scheme} không có tỷ lệ tối đa.", scheme=ready.scheme.id)
        return found

    is_settled = bool(settled.rounding) or cap.rounding_confirmed
    usual = read(settled.rounding)
    readings = {} if is_settled else {way: read(way) for way in ROUNDINGS}
    over = [each.over > 0 for each in readings.values()] or [usual.over > 0]
    if not any(over):
        verdict = "held"
    elif not usual.confirmed:
        verdict = "informs"
    else:
        verdict = "over" if all(over) else "open"
    return Gauge(usual, readings, verdict, is_settled)
