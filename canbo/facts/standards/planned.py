"""For which posts people stand in a plan on a day, as targets of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from canbo.core.access import AccessContext
from canbo.facts.standards.questions import target_of
from canbo.organizations import selectors as organizations
from canbo.personnel.models import PlanEntry
from canbo.rules.domain.engine import Target


@dataclass(frozen=True, slots=True)
class Planned:
    """One person's place in a plan: the target, and its words as the plan has them."""

    person_id: int
    target: Target
    words: str


def planned_posts(access: AccessContext, frame: pl.DataFrame, as_of: date) -> list[Planned]:
    """Give the planned posts of the people of a frame of the picture; none of whoever's plan the viewer may not read.

    An entry without a unit is taken to stand where the person serves. Two queries; none where nobody is planned.
    """
    rows = frame.filter(pl.col("plan_titles").list.len() > 0, pl.col("person_id") != (access.person_id or 0))
    if rows.is_empty():
        return []
    places = {row[0]: row[1:] for row in rows.select("person_id", "tier", "block").iter_rows()}
    entries = PlanEntry.objects.known().holding(as_of).select_related("title", "unit").order_by("person_id", "id")
    if len(places) <= 500:
        entries = entries.filter(person_id__in=list(places))
    return list(_read(access, [entry for entry in entries if entry.person_id in places], places))


def _read(
    access: AccessContext, entries: list[PlanEntry], places: dict[int, tuple[str | None, str | None]]
) -> Iterator[Planned]:
    index = organizations.title_index(access) if any(entry.title is None for entry in entries) else None
    for entry in entries:
        tier, block = places[entry.person_id]
        if entry.unit is not None:
            tier, block = entry.unit.tier or tier, entry.unit.block or block
        if entry.title is not None:
            code, rank = entry.title.code, entry.title.rank
        else:
            part = index.recognise(entry.title_text).principal if index is not None else None
            code, rank = (part.code or "", str(part.rank)) if part is not None else ("", "")
        where = entry.unit.name if entry.unit is not None else entry.unit_text
        words = f"{entry.title_text}, {where}" if where else entry.title_text
        yield Planned(entry.person_id, target_of(code, tier or "", block or "", rank, entry.title_text), words)
