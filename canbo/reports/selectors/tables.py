"""Official count tables of a scope as of a day: the figures of a form, a row a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from canbo.core.access import AccessContext, Permission
from canbo.organizations.models import Unit
from canbo.organizations.selectors import assigned
from canbo.reports.definitions import Definition
from canbo.reports.domain.count_tables import CountedRow, add_up, count_rows
from canbo.reports.selectors.population import GROUP, Population, grouped, population


@dataclass(frozen=True, slots=True)
class CountTable:
    """A form filled in: a row a unit (key None: unit not known), their sum, and the establishment of each unit.

    `people_unknown` are those of whom it is not known whether the form counts them.
    """

    definition: Definition
    people: Population
    rows: Sequence[CountedRow]
    total: CountedRow
    assigned: Mapping[int, int]
    people_unknown: int


def count_table(
    access: AccessContext,
    definition: Definition,
    as_of: date,
    *,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
) -> CountTable:
    """Fill in a form over the people present on the day. Errors: those of `population`."""
    people = population(access, as_of, unit=unit, known_on=known_on)
    present, unknown = people.present, 0
    if definition.claim is not None:
        asked = present.select(definition.claim.alias("claim"))["claim"]
        unknown = asked.null_count()
        present = present.filter(asked.fill_null(False))
    rows = count_rows(grouped(people, present), pl.col(GROUP), definition.columns)
    own = assigned(access, as_of.year) if access.can(Permission.VIEW_UNITS) else {}
    sums = people.tree.totals(own) if own else {}
    units = [row.key for row in rows if row.key is not None]
    direct = {
        unit_id for unit_id in units if any(people.tree.is_under(other, unit_id) for other in units if other != unit_id)
    }
    given = {unit_id: own.get(unit_id, 0) if unit_id in direct else sums.get(unit_id, 0) for unit_id in units}
    return CountTable(definition, people, rows, add_up(rows), given, unknown)
