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
from canbo.reports.domain.masking import row_told, rows_told, told
from canbo.reports.selectors.population import GROUP, Population, common_unit, grouped, population


@dataclass(frozen=True, slots=True)
class CountTable:
    """A form filled in: a row a unit (key None: unit not known), their sum, and the establishment of each unit.

    The row whose key is `head` holds those directly in the unit above the others.
    `people_unknown` are those of whom it is not known whether the form counts them.
    """

    definition: Definition
    people: Population
    head: int | None
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
    permission: Permission = Permission.VIEW_REPORTS,
) -> CountTable:
    """Fill in a form over the people present on the day. Errors: those of `population`."""
    people = population(access, as_of, unit=unit, known_on=known_on, permission=permission)
    present, unknown = people.present, 0
    if definition.claim is not None:
        asked = present.select(definition.claim.alias("claim"))["claim"]
        unknown = asked.null_count()
        present = present.filter(asked.fill_null(False))
    head = common_unit(people, present)
    rows = count_rows(grouped(people, present, head), pl.col(GROUP), definition.columns)
    own = assigned(access, as_of.year) if access.can(Permission.VIEW_UNITS) else {}
    sums = people.tree.totals(own) if own else {}
    given = {
        row.key: own.get(row.key, 0) if row.key == head else sums.get(row.key, 0) for row in rows if row.key is not None
    }
    total = add_up(rows)
    if people.least:
        total, rows = row_told(total, people.least), rows_told(rows, people.least)
        unknown = told(unknown, people.least)
    return CountTable(definition, people, head, rows, total, given, unknown)
