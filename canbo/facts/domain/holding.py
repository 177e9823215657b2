"""Which records hold on the day, and the level that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl


def held(records: pl.DataFrame, day: date) -> pl.DataFrame:
    """Keep the records that hold on the day and those that may: their `sure` is true or false.

    A record holds when it has begun and not ended, by the earliest day of either date. One that began nobody knows when
    holds from the day its source attests it; before that day it only may.
    """
    code = day.isoformat()
    begins, ends, attested = pl.col("valid_from"), pl.col("valid_before"), pl.col("attested_on")
    unknown_start = begins.is_null()
    return records.filter(
        (ends.is_null() | (ends > code)).fill_null(False) & (unknown_start | (begins <= code))
    ).with_columns(sure=~unknown_start | attested.is_null() | (attested <= code))


def newest_start_first(records: pl.DataFrame) -> pl.DataFrame:
    """Order each person's records from the latest start to the earliest, unknown starts last, newer entries first."""
    return records.sort(
        "person_id", "valid_from", "id", descending=[False, True, True], nulls_last=[False, True, False]
    )


def first_each(records: pl.DataFrame) -> pl.DataFrame:
    """Keep the first row of each person."""
    return records.unique("person_id", keep="first", maintain_order=True)


def best_level(records: pl.DataFrame, field: str, order: Sequence[str], day: date) -> pl.DataFrame:
    """Give the rows (person_id, level and the other columns of the record) with the highest level on the day.

    The level is null, and so are the other columns, where a record that only may hold would be higher than those that
    do. People without a record are not in the result.
    """
    height = pl.col(field).cast(pl.Enum(order), strict=False).to_physical().cast(pl.Int16)
    ranked = held(records.with_columns(height=height).filter(pl.col("height").is_not_null()), day)
    sure = ranked.filter("sure")
    known = first_each(newest_start_first(sure).sort("height", descending=True, maintain_order=True))
    possible = ranked.filter(~pl.col("sure")).group_by("person_id").agg(possible=pl.col("height").max())
    joined = known.join(possible, on="person_id", how="full", coalesce=True)
    doubtful = pl.col("possible").is_not_null() & (pl.col("height").is_null() | (pl.col("possible") > pl.col("height")))
    kept = [name for name in records.columns if name != "person_id"]
    return joined.select("person_id", *(pl.when(~doubtful).then(pl.col(name)).alias(name) for name in kept))


def any_holding(records: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give (person_id, holds) for everybody with a record: true, false, or null where one only may hold."""
    everybody = records.select("person_id").unique()
    now = held(records, day).group_by("person_id").agg(sure=pl.col("sure").any())
    return everybody.join(now, on="person_id", how="left").select(
        "person_id",
        holds=pl.when(pl.col("sure").is_null()).then(False).when(pl.col("sure")).then(True).otherwise(None),
    )
