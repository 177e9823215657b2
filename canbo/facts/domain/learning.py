"""Learning: the ordered levels, schooling, IT and languages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from canbo.facts.domain.holding import best_level, first_each, held, newest_start_first
from canbo.facts.domain.words import says_none


def qualification_facts(records: pl.DataFrame, order: Sequence[str], day: date) -> pl.DataFrame:
    """Give the highest qualification on the day and its subject."""
    return best_level(records, "level", order, day).select(
        "person_id", qualification_level="level", qualification_major="major"
    )


def level_fact(records: pl.DataFrame, field: str, name: str, order: Sequence[str], day: date) -> pl.DataFrame:
    """Give the highest level on the day under the fact's name."""
    return best_level(records, field, order, day).select("person_id", pl.col(field).alias(name))


def schooling_fact(records: pl.DataFrame) -> pl.DataFrame:
    """Give the general education; one current record is all."""
    newest = records.sort("id", descending=True).unique("person_id", keep="first", maintain_order=True)
    return newest.select("person_id", general_education="grade")


def it_facts(records: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give the latest IT level, and whether there is one at all."""
    latest = first_each(newest_start_first(held(records, day).filter("sure")))
    return latest.select("person_id", it_level="level").join(
        _has(records, "level", "has_it", day), on="person_id", how="full", coalesce=True
    )


def language_facts(records: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give the latest foreign language and its level; whether there is one; whether there is an ethnic language."""
    ethnic = pl.col("is_ethnic")
    foreign = records.filter(~ethnic)
    latest = first_each(newest_start_first(held(foreign, day).filter("sure")))
    return (
        latest.select("person_id", foreign_language="language", foreign_language_level="level")
        .join(_has(foreign, "language", "has_foreign_language", day), on="person_id", how="full", coalesce=True)
        .join(
            _has(records.filter(ethnic), "language", "has_ethnic_language", day),
            on="person_id", how="full", coalesce=True,
        )
    )  # fmt: skip


def _has(records: pl.DataFrame, field: str, name: str, day: date) -> pl.DataFrame:
    """True by any sure record that says something, null where only one that may hold does, false where all say none."""
    now = held(records.with_columns(nothing=says_none(records[field])), day)
    something = ~pl.col("nothing").fill_null(False)
    return (
        now.group_by("person_id")
        .agg(
            surely=(something & pl.col("sure")).any(),
            perhaps=(something & ~pl.col("sure")).any(),
            none=(~something & pl.col("sure")).any(),
        )
        .select(
            "person_id",
            pl.when("surely").then(True).when(~pl.col("perhaps") & pl.col("none")).then(False).alias(name),
        )
    )
