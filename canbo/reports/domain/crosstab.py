"""Cross tables of any two dimensions, and counts along one; the unknown are a row and a column of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

#: More categories than this are joined into one rest, which says how many they are.
MOST_CATEGORIES: Final = 30


@dataclass(frozen=True, slots=True)
class Category:
    """One row or column: a value, the people whose value is not known, or the rest of the smaller categories."""

    value: Any = None
    is_unknown: bool = False
    joined: int = 0


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Counts by two dimensions; the sum of all cells is the number of people counted."""

    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        """Everybody counted."""
        return sum(sum(row) for row in self.counts)


def cross(
    frame: pl.DataFrame,
    row: pl.Expr,
    column: pl.Expr,
    *,
    row_order: Sequence[Any] | None = None,
    column_order: Sequence[Any] | None = None,
) -> CrossTable:
    """Count people by two dimensions.

    An order names the values to show in their order, empty ones too; without one the values stand by their count.
    """
    pairs = frame.select(row.alias("row"), column.alias("column")).group_by("row", "column").len("count")
    rows = _categories(pairs, "row", row_order)
    columns = _categories(pairs, "column", column_order)
    places = {"row": _places(rows), "column": _places(columns)}
    counts = [[0] * len(columns) for _ in rows]
    for row_value, column_value, count in pairs.iter_rows():
        at = places["row"].get(row_value, len(rows) - 1)
        across = places["column"].get(column_value, len(columns) - 1)
        counts[at][across] += count
    return CrossTable(tuple(rows), tuple(columns), tuple(tuple(line) for line in counts))


def _categories(pairs: pl.DataFrame, side: str, order: Sequence[Any] | None) -> list[Category]:
    """Give the categories of a side: known values, then the unknown where there are any, the joined rest last."""
    sums = pairs.group_by(side).agg(pl.col("count").sum()).sort("count", side, descending=[True, False])
    seen: list[Any] = [value for value in sums[side].to_list() if value is not None]
    has_unknown = sums[side].null_count() > 0
    values = [*order, *(value for value in seen if value not in set(order))] if order is not None else seen
    joined = 0
    if order is None and len(values) > MOST_CATEGORIES:
        joined = len(values) - MOST_CATEGORIES
        values = values[:MOST_CATEGORIES]
    categories = [Category(value) for value in values]
    if has_unknown:
        categories.append(Category(is_unknown=True))
    if joined:
        categories.append(Category(joined=joined))
    return categories


def _places(categories: Sequence[Category]) -> dict[Any, int]:
    return {
        None if category.is_unknown else category.value: place
        for place, category in enumerate(categories)
        if not category.joined
    }
