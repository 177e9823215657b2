"""Service: entry, regimes, Party, rank and pay."""

from __future__ import annotations

from datetime import date

import polars as pl

from canbo.facts.domain.holding import any_holding, first_each, held, newest_start_first
from canbo.facts.domain.partial_dates import earliest, latest, surely_by

_REGIMES = {"is_cadre": "cadre", "is_civil_servant": "civil_servant", "is_public_employee": "public_employee"}


def _newest(records: pl.DataFrame) -> pl.DataFrame:
    return records.sort("id", descending=True).unique("person_id", keep="first", maintain_order=True)


def recruitment_facts(recruitments: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give the day of the first recruitment, and `not_yet`: whether it surely lies after the day."""
    entered = pl.col("recruited_on")
    return _newest(recruitments).select(
        "person_id",
        recruited_low=earliest(entered),
        recruited_high=latest(entered),
        not_yet=entered > day.isoformat(),
    )


def regime_facts(regimes: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give is_cadre, is_civil_servant, is_public_employee for everybody with a regime on record."""
    facts = regimes.select("person_id").unique()
    for name, regime in _REGIMES.items():
        one = any_holding(regimes.filter(pl.col("regime") == regime), day)
        facts = facts.join(one.with_columns(recorded=pl.lit(True)), on="person_id", how="left").select(
            pl.exclude("holds", "recorded"), pl.when("recorded").then("holds").otherwise(False).alias(name)
        )
    return facts


def party_facts(memberships: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give membership on the day, and the day of admission for members.

    Someone recorded as no member never was one, unless an admission and a leaving are recorded. A member whose dates
    are unknown is one from the day that the source attests it.
    """
    iso = day.isoformat()
    entered, official, left = pl.col("probationary_on"), pl.col("official_on"), pl.col("left_on")
    never = ~pl.col("is_member") & (entered.is_null() | left.is_null())
    attested = pl.col("attested_on").is_null() | (pl.col("attested_on") <= iso)
    official_by = surely_by(official, day)
    joined_by = (
        pl.when(entered.is_not_null())
        .then(surely_by(entered, day) | official_by.fill_null(False))
        .when(official_by)
        .then(True)
        .when(official.is_null() & attested)
        .then(True)
    )
    gone = pl.when(left.is_null()).then(False).otherwise(surely_by(left, day))
    return (
        _newest(memberships)
        .with_columns(
            is_party_member=pl.when(never).then(False).otherwise(joined_by & ~gone),
            is_party_official=pl.when(never).then(False).otherwise(official_by & ~gone),
        )
        .select(
            "person_id",
            "is_party_member",
            is_party_official=pl.when(~pl.col("is_party_member")).then(False).otherwise("is_party_official"),
            party_joined_low=pl.when("is_party_member").then(earliest(entered)),
            party_joined_high=pl.when("is_party_member").then(latest(pl.coalesce(entered, official))),
        )
    )


def pay_facts(steps: pl.DataFrame, day: date) -> pl.DataFrame:
    """Give rank, step and coefficient of the latest step that holds on the day, and since when."""
    sure = held(steps, day).filter("sure")
    return first_each(newest_start_first(sure)).select(
        "person_id", "rank_code", "rank_name", "coefficient",
        salary_step="step",
        step_since_low=earliest(pl.col("valid_from")),
        step_since_high=latest(pl.coalesce("valid_from", "attested_on")),
    )  # fmt: skip
