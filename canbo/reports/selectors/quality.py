"""The yearly quality report of a scope as of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from canbo.core.access import AccessContext, Permission
from canbo.organizations.models import Unit
from canbo.reports.domain.masking import breakdown_told, in_json, quality_told
from canbo.reports.domain.quality import Part, Quality, as_json, parts, quality_of, tally
from canbo.reports.selectors.population import GROUP, Population, common_unit, grouped, population


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The figures, whom they count, and the same by block, tier and unit (in tree order).

    `by_unit` stands right below `head` (None: the roots); the part whose key is `head` are those directly in it.
    """

    people: Population
    quality: Quality
    by_block: Sequence[Part]
    by_tier: Sequence[Part]
    by_unit: Sequence[Part]
    head: int | None


def quality(
    access: AccessContext,
    as_of: date,
    *,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
    young_under: int = 40,
    permission: Permission = Permission.VIEW_REPORTS,
) -> QualityReport:
    """Give the report over the people present on the day.

    Errors: those of `population`.
    """
    people = population(access, as_of, unit=unit, known_on=known_on, permission=permission)
    present = people.present
    head = common_unit(people, present)
    keys = {"unit": pl.col(GROUP), "block": pl.col("block"), "tier": pl.col("tier")}
    tallied = tally(grouped(people, present, head), keys, young_under=young_under)
    figures = quality_of(present, young_under=young_under)
    by_block, by_tier = _in_order(tallied, "block"), _in_order(tallied, "tier")
    by_unit = parts(tallied, "unit")
    if people.least:
        figures = quality_told(figures, people.least)
        by_block, by_tier, by_unit = (breakdown_told(each, people.least) for each in (by_block, by_tier, by_unit))
    return QualityReport(people=people, quality=figures, by_block=by_block, by_tier=by_tier, by_unit=by_unit, head=head)


def _in_order(tallied: pl.DataFrame, fact: str) -> list[Part]:
    kind = tallied.schema[fact]
    codes = list(kind.categories) if isinstance(kind, pl.Enum) else []
    places = {code: place for place, code in enumerate(codes)}
    return sorted(parts(tallied, fact), key=lambda part: places.get(part.key, len(codes)))


def quality_report(
    access: AccessContext,
    as_of: date,
    *,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
    young_under: int = 40,
) -> dict[str, Any]:
    """Give the report as plain JSON; the keys are fixed, per cents have one decimal and a stated base.

    Errors: those of `population`.
    """
    return quality_json(quality(access, as_of, unit=unit, known_on=known_on, young_under=young_under))


def quality_json(report: QualityReport) -> dict[str, Any]:
    """Give a report as plain JSON."""
    people = report.people
    plain = as_json(report.quality, as_of=people.as_of)
    head = {
        "as_of": plain.pop("as_of"),
        "known_on": None if people.known_on is None else people.known_on.isoformat(),
        "unit": people.unit_name or (people.name_of(report.head) if report.head is not None else "") or None,
        "unit_id": people.unit_id,
    }
    shown: dict[str, Any] = in_json(
        {
            **head,
            **plain,
            "presence_unknown": people.presence_unknown,
            "by_block": [_part(part, {"block": part.key}) for part in report.by_block],
            "by_tier": [_part(part, {"tier": part.key}) for part in report.by_tier],
            "by_unit": [
                _part(part, {"unit_id": part.key, "unit": people.name_of(part.key) or None}) for part in report.by_unit
            ],
        }
    )
    return shown


def _part(part: Part, key: Mapping[str, Any]) -> dict[str, Any]:
    return {**key, "total": part.total, **part.yes}
