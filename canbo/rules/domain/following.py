"""Facts of an act that follow from the person and the target where nobody states them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import polars as pl

type Column = Callable[[str], pl.Expr]


def _post_change(column: Column, act: Mapping[str, Any], dtype: pl.DataType) -> pl.Expr:
    """Higher, equal or lower than the present post, as far as rank and tier tell; null where they pull apart.

    Tiers go from the centre down in their order, ranks from staff up.
    """
    tier, rank = act.get("target_tier"), act.get("target_rank")
    if tier is None or rank is None:
        return pl.lit(None, dtype)
    mine, own = column("tier"), column("title_rank")
    above, same, below = _among(mine, tier, "lower"), mine == tier, _among(mine, tier, "upper")
    up, level, down = own < rank, own == rank, own > rank
    higher = (same & up) | (above & (up | level))
    lower = (same & down) | (below & (down | level))
    equal = same & level
    # To somebody who leads nothing, any leadership post is a higher one, wherever it is.
    higher = higher | ((own == "staff") & pl.lit(rank != "staff"))
    return (
        pl.when(higher).then(pl.lit("higher", dtype))
        .when(equal).then(pl.lit("equal", dtype))
        .when(lower).then(pl.lit("lower", dtype))
    )  # fmt: skip


def _among(mine: pl.Expr, tier: str, side: str) -> pl.Expr:
    """Whether the person's tier lies below ("lower") or above ("upper") the target's."""
    order = ("central", "province", "district", "commune")
    at = order.index(tier)
    codes = order[at + 1 :] if side == "lower" else order[:at]
    return pl.when(mine.is_not_null()).then(mine.cast(pl.String).is_in(list(codes)))


def _first_leadership(column: Column, _act: Mapping[str, Any], dtype: pl.DataType) -> pl.Expr:
    """For the first time: whoever has never led. Whoever leads now has."""
    return pl.when(column("is_leader")).then(pl.lit(False, dtype)).otherwise(~column("has_led"))


def _planned(column: Column, _act: Mapping[str, Any], dtype: pl.DataType) -> pl.Expr:
    """Somebody who stands in no plan is planned for nothing; of others the plan must tell."""
    return pl.when(~column("in_plan")).then(pl.lit(False, dtype))


def following_column(name: str, act: Mapping[str, Any]) -> str:
    """Name the column in which such a fact stands once computed for a target."""
    return f"{name}|{act.get('target_tier')}|{act.get('target_rank')}"


#: What follows, by the name of the fact.
FOLLOWING: Final[Mapping[str, Callable[[Column, Mapping[str, Any], pl.DataType], pl.Expr]]] = {
    "post_change": _post_change,
    "first_leadership": _first_leadership,
    "planned_for_target": _planned,
    "planned_for_equal_or_higher": _planned,
}
