"""Partial dates in columns: the expressions that do for a column of codes what canbo.core.dates does for one date."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl


def _part(code: pl.Expr, start: int, length: int) -> pl.Expr:
    return code.str.slice(start, length).cast(pl.Int32, strict=False)


def year(code: pl.Expr) -> pl.Expr:
    """Give the year of each code."""
    return _part(code, 0, 4)


def earliest(code: pl.Expr) -> pl.Expr:
    """Give the first day that each code can be."""
    return pl.date(year(code), _part(code, 5, 2).fill_null(1), _part(code, 8, 2).fill_null(1))


def latest(code: pl.Expr) -> pl.Expr:
    """Give the last day that each code can be."""
    day = _part(code, 8, 2)
    month_end = pl.date(year(code), _part(code, 5, 2).fill_null(12), 1).dt.month_end()
    return pl.when(day.is_null()).then(month_end).otherwise(pl.date(year(code), _part(code, 5, 2), day))


def months_least(code: pl.Expr, day: date) -> pl.Expr:
    """Give the fewest full calendar months from each code to the day: counted from the latest day it can be."""
    month = _part(code, 5, 2).fill_null(12)
    last = pl.date(year(code), month, 1).dt.month_end().dt.day().cast(pl.Int32)
    return _full_months(year(code), month, pl.coalesce(_part(code, 8, 2), last), day)


def months_most(code: pl.Expr, day: date) -> pl.Expr:
    """Give the most full calendar months from each code to the day: counted from the earliest day it can be."""
    return _full_months(year(code), _part(code, 5, 2).fill_null(1), _part(code, 8, 2).fill_null(1), day)


def _full_months(years: pl.Expr, months: pl.Expr, days: pl.Expr, end: date) -> pl.Expr:
    whole = (end.year - years) * 12 + (end.month - months) - (days > end.day).cast(pl.Int32)
    return whole.clip(lower_bound=0).cast(pl.Int32)


def surely_by(code: pl.Expr, day: date) -> pl.Expr:
    """Tell whether each date is on or before the day; null where the known parts cannot tell or nothing is known."""
    length = code.str.len_bytes()
    now = pl.lit(day.isoformat()).str.slice(0, length)
    tomorrow = day + timedelta(days=1)
    over = (
        (length == 10) | ((length == 7) & (tomorrow.month != day.month)) | ((length == 4) & (tomorrow.year != day.year))
    )
    return pl.when(code < now).then(True).when(code > now).then(False).when(over).then(True)
