"""The engine of official count tables: rows are groups of people, columns are claims about a person given as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl


@dataclass(frozen=True, slots=True)
class CountColumn:
    """One column of a form: a claim about a person to count, or a figure that comes from elsewhere.

    `claim` is a Boolean expression, null where it is not known. `conditions` are the same claim as the list of people
    understands it, empty where it cannot be said there.
    """

    key: str
    label: str
    over: tuple[str, ...] = ()
    kind: Literal["number", "name", "establishment", "total", "count"] = "count"
    claim: pl.Expr | None = None
    conditions: tuple[str, ...] = ()
    width: float | None = None


@dataclass(frozen=True, slots=True)
class CountedRow:
    """The figures of one group: how many people, and for each counted column how many and how many are not known."""

    key: int | None
    total: int
    counts: Mapping[str, int]
    unknown: Mapping[str, int]


def count_rows(frame: pl.DataFrame, key: pl.Expr, columns: Sequence[CountColumn]) -> list[CountedRow]:
    """Count every column for each value of the key, in order of first appearance; null makes a row of its own."""
    counted = [column for column in columns if column.claim is not None]
    wanted = [pl.len().alias("total")]
    for column in counted:
        claim = column.claim
        if claim is not None:
            wanted += [claim.sum().alias(f"{column.key}.yes"), claim.null_count().alias(f"{column.key}.unknown")]
    rows = frame.group_by(key.alias("key"), maintain_order=True).agg(wanted).rows(named=True)
    return [
        CountedRow(
            row["key"],
            row["total"],
            {column.key: row[f"{column.key}.yes"] or 0 for column in counted},
            {column.key: row[f"{column.key}.unknown"] for column in counted},
        )
        for row in rows
    ]


def add_up(rows: Sequence[CountedRow]) -> CountedRow:
    """Give the total of rows that share no one."""
    keys = rows[0].counts if rows else {}
    return CountedRow(
        None,
        sum(row.total for row in rows),
        {key: sum(row.counts[key] for row in rows) for key in keys},
        {key: sum(row.unknown[key] for row in rows) for key in keys},
    )
