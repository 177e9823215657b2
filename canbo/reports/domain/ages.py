"""Ages in full years as expressions over the picture; an age that is only known within bounds may be unknown here."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

#: Last year of each age band; one more band lies above the last.
AGE_BOUNDS = (30, 35, 40, 45, 50, 55, 60)


def under_age(years: int) -> pl.Expr:
    """Tell who has not reached this age; null where the birth date does not say."""
    low, high = pl.col("age_months_low"), pl.col("age_months_high")
    return pl.when(high < years * 12).then(True).when(low >= years * 12).then(False).otherwise(None)


def band_limits(bounds: Sequence[int] = AGE_BOUNDS) -> list[tuple[int | None, int | None]]:
    """Give (first year, last year) of each band, from the youngest up."""
    ends: list[int | None] = [*bounds, None]
    starts: list[int | None] = [None, *(bound + 1 for bound in bounds)]
    return list(zip(starts, ends, strict=True))


def in_band(low: int | None, high: int | None) -> pl.Expr:
    """Tell who is surely between these ages in full years, both inclusive."""
    youngest, oldest = pl.col("age_months_low"), pl.col("age_months_high")
    wanted = oldest.is_not_null()
    if low is not None:
        wanted &= youngest >= low * 12
    if high is not None:
        wanted &= oldest < (high + 1) * 12
    return wanted.fill_null(False)


def band_number(bounds: Sequence[int] = AGE_BOUNDS) -> pl.Expr:
    """Give the number of the band, from 0; null where the birth date leaves it open."""

    def of(months: pl.Expr) -> pl.Expr:
        return pl.sum_horizontal([(months >= (bound + 1) * 12).cast(pl.Int32) for bound in bounds], ignore_nulls=False)

    youngest, oldest = of(pl.col("age_months_low")), of(pl.col("age_months_high"))
    return pl.when(youngest == oldest).then(youngest).otherwise(None)
