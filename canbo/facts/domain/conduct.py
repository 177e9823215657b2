"""Conduct: ratings by year, place in plans, discipline."""

from __future__ import annotations

from datetime import date
from typing import cast

import polars as pl

from canbo.facts.domain.holding import any_holding, first_each, held, newest_start_first
from canbo.facts.domain.partial_dates import earliest, latest

#: How many years back the ratings are spread out, the year of the day included.
RATING_YEARS = 5
_TRACKS = {"state": 0, "party": 1}


def rating_facts(evaluations: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give the ratings of the year and the four before, and the latest one; the State's stands before the Party's."""
    yearly = evaluations.filter(
        pl.col("quarter").is_null()
        & pl.col("rating").is_not_null()
        & pl.col("track").is_in(list(_TRACKS))
        & (pl.col("year") <= day.year)
    )
    chosen = (
        yearly.with_columns(turn=pl.col("track").replace_strict(_TRACKS, return_dtype=pl.Int8))
        .sort("person_id", "year", "turn", "id", descending=[False, True, False, True])
        .unique(["person_id", "year"], keep="first", maintain_order=True)
    )
    rating, year = pl.col("rating"), pl.col("year")
    return chosen.group_by("person_id", maintain_order=True).agg(
        rating_last=rating.first(),
        rating_last_year=year.first(),
        **{f"rating_y{back}": rating.filter(year == day.year - back).first() for back in range(RATING_YEARS)},
    )


def plan_facts(entries: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give whether the person stands in a plan on the day, for which titles in order of the words, and at which unit.

    The unit is that of the first entry that names one: where a list of the day is known to be.
    """
    titles = (
        held(entries, day)
        .filter("sure")
        .group_by("person_id")
        .agg(
            plan_titles=pl.col("title_text").drop_nulls().unique().sort(),
            plan_unit=pl.col("unit_id").drop_nulls().sort().first(),
        )
    )
    return any_holding(entries, day).rename({"holds": "in_plan"}).join(titles, on="person_id", how="left")


def told_by_lists(people: pl.DataFrame) -> pl.DataFrame:
    """Tell of those who stand in no plan whether that is known: only where a list of their body holds on the day.

    A body has a list where somebody is planned at one of its units (`plan_body`). Elsewhere nobody can say, so
    `in_plan` and `plan_titles` are null.
    """
    listed = people.filter("in_plan")["plan_body"].drop_nulls().unique()
    known = pl.col("body").is_in(listed.implode())
    out = ~pl.col("may_be_planned") & ~pl.col("in_plan").fill_null(value=False)
    return people.with_columns(
        in_plan=pl.when(out).then(pl.when(known).then(pl.lit(False))).otherwise("in_plan"),
        plan_titles=pl.when(out)
        .then(pl.when(known).then(pl.lit([], people.schema["plan_titles"])))
        .otherwise("plan_titles"),
    )


def discipline_facts(measures: pl.DataFrame, day: date, kind: pl.DataType) -> pl.DataFrame:
    """Give whether a measure is in force on the day, the form of the latest one begun by then, and all begun by then.

    Each measure has the span of days on which it can have begun; one of which nobody knows when began by the day that
    its source attests it, at the latest on the day.
    """
    start = pl.col("valid_from")
    begun = measures.filter(
        pl.when(start.is_null())
        .then(pl.col("attested_on").is_null() | (pl.col("attested_on") <= day.isoformat()))
        .otherwise(start <= day.isoformat())
    )
    last_form = first_each(newest_start_first(begun)).select("person_id", discipline_last_form="form")
    track, form = (_field(kind, name) for name in ("track", "form"))
    listed = (
        begun.select(
            "person_id",
            measure=pl.struct(
                track=pl.col("track").cast(track, strict=False),
                form=pl.col("form").cast(form, strict=False),
                low=pl.when(start.is_null()).then(pl.lit(date(1900, 1, 1))).otherwise(earliest(start)),
                high=pl.min_horizontal(latest(pl.coalesce("valid_from", "attested_on")), pl.lit(day)).fill_null(day),
            ),
        )
        .group_by("person_id")
        .agg(disciplines=pl.col("measure").sort_by(pl.col("measure").struct.field("low")))
    )
    return (
        any_holding(measures, day)
        .rename({"holds": "discipline_in_force"})
        .join(last_form, on="person_id", how="left")
        .join(listed, on="person_id", how="left")
    )


def _field(kind: pl.DataType, name: str) -> pl.DataType:
    item = kind.inner if isinstance(kind, pl.List) else kind
    return cast("pl.DataType", next(field.dtype for field in cast("pl.Struct", item).fields if field.name == name))
