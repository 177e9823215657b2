"""Posts: present or not, unit, title, leadership, time in post."""

from __future__ import annotations

from datetime import date

import polars as pl

from canbo.facts.domain.holding import first_each, held, newest_start_first
from canbo.facts.domain.partial_dates import earliest, latest

#: Holdings that decide in which unit a person is counted.
_KEEPING = ("principal", "rotated")
_RANKS = {"head": 3, "deputy": 2, "staff": 1}


def post_facts(posts: pl.DataFrame, titles: pl.DataFrame, kinds: pl.DataType, day: date) -> pl.DataFrame:
    """Give a row for everybody with a post on record.

    `posts`: unit_id, position_id, title_id, title_text, kind, term_ends_on; `titles`: title_id, title_name, title_rank,
    title_level (1 is the highest; null where nobody ordered it).
    Posts outside the system have no unit and count only as knowledge that the person is not within it.
    """
    within = posts.filter(pl.col("unit_id").is_not_null())
    now = held(within, day).join(titles, on="title_id", how="left")
    sure, possible = now.filter("sure"), now.filter(~pl.col("sure"))
    everybody = posts.select("person_id").unique()
    return (
        everybody.join(_main_post(sure), on="person_id", how="left")
        .join(_unit(sure), on="person_id", how="left")
        .join(_summary(sure, kinds), on="person_id", how="left")
        .join(
            possible.group_by("person_id").agg(may_lead=(pl.col("title_rank") != "staff").fill_null(True).any()),
            on="person_id",
            how="left",
        )
        .with_columns(
            post_kinds=pl.when(pl.col("here"))
            .then("post_kinds")
            .when(pl.col("may_lead").is_null())
            .then(pl.lit([], kinds)),
            is_present=pl.when(pl.col("here")).then(True).when(pl.col("may_lead").is_null()).then(False),
            is_leader=_leader(),
        )
        .join(_ever(posts, titles, day), on="person_id", how="left")
        .with_columns(has_led=pl.when("is_leader").then(True).otherwise("has_led"))
        .drop("here", "leads", "untitled", "may_lead")
    )


def _ever(posts: pl.DataFrame, titles: pl.DataFrame, day: date) -> pl.DataFrame:
    """Whether a post of a head or deputy, begun by the day, is on record, in the system or outside it.

    Null where a title of no known rank could be one.
    """
    begun = posts.filter(pl.col("valid_from").is_null() | (pl.col("valid_from") <= day.isoformat()))
    ranked = begun.join(titles, on="title_id", how="left")
    led, unranked = pl.col("title_rank").is_in(["head", "deputy"]), pl.col("title_rank").is_null()
    return (
        ranked.group_by("person_id")
        .agg(led=led.any(), unranked=unranked.any())
        .select("person_id", has_led=pl.when("led").then(True).when(~pl.col("unranked")).then(False))
    )


def _leader() -> pl.Expr:
    """True by any sure head or deputy title; null while a title unknown or a post that may hold could be one."""
    doubt = pl.col("untitled").fill_null(False) | pl.col("may_lead").fill_null(False)
    return pl.when(pl.col("leads")).then(True).when(~doubt).then(False)


def _main_post(sure: pl.DataFrame) -> pl.DataFrame:
    """The highest post held: by rank, then principal before others, then order of the title, then the longest held."""
    ordered = sure.with_columns(
        height=pl.col("title_rank").replace_strict(_RANKS, default=0, return_dtype=pl.Int8).fill_null(0),
        aside=~pl.col("kind").is_in(_KEEPING),
    ).sort(
        "person_id", "height", "aside", "title_level", "valid_from", "id",
        descending=[False, True, False, False, False, False], nulls_last=[False, True, False, True, True, False],
    )  # fmt: skip
    start = pl.col("valid_from")
    return first_each(ordered).select(
        "person_id", "title_id", "title_rank", "title_level", "position_id",
        title_name=pl.coalesce("title_name", "title_text"),
        post_name=pl.coalesce("title_text", "title_name"),
        post_since_low=earliest(start),
        post_since_high=latest(pl.coalesce("valid_from", "attested_on")),
        term_ends_low=earliest(pl.col("term_ends_on")),
        term_ends_high=latest(pl.col("term_ends_on")),
        post_start_unknown=start.is_null(),
    )  # fmt: skip


def _unit(sure: pl.DataFrame) -> pl.DataFrame:
    principal = newest_start_first(sure.filter(pl.col("kind").is_in(_KEEPING)))
    return first_each(principal).select("person_id", post_unit="unit_id")


def _summary(sure: pl.DataFrame, kinds: pl.DataType) -> pl.DataFrame:
    rank = pl.col("title_rank")
    return sure.group_by("person_id").agg(
        here=pl.lit(True).first(),
        leads=rank.is_in(["head", "deputy"]).any(),
        untitled=rank.is_null().any(),
        post_kinds=pl.col("kind").cast(_item(kinds), strict=False).drop_nulls().unique().sort(),
    )


def _item(kinds: pl.DataType) -> pl.DataType:
    return kinds.inner if isinstance(kinds, pl.List) else kinds  # type: ignore[return-value]
