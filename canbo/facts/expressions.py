"""Conditions and measures over the facts, as Polars expressions: reports use these, and so will the rules.

Every condition is three-valued (Kleene): true, false, or null where the facts do not tell; `&`, `|` and `~` keep that.
Counting takes what is true, so that the unknown is counted apart, never as a no.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from canbo.core.errors import DomainError
from canbo.rules.columns import dtype
from canbo.rules.vocabulary import Kind, fact

#: Facts of which the least and the most are known: the name before `_months_low` and `_months_high`.
SPANS = ("age", "party", "service", "post", "step")


def is_true(name: str) -> pl.Expr:
    """Give a yes-or-no fact as a condition. Error: fact_unknown."""
    return pl.col(fact(name).name)


def known(name: str) -> pl.Expr:
    """Tell whether the fact is known; never null."""
    return pl.col(fact(name).name).is_not_null()


def at_least(name: str, code: str) -> pl.Expr:
    """Tell whether a level is `code` or higher. Errors: fact_unknown, level_unknown."""
    return pl.col(name) >= _member(name, code)


def below(name: str, code: str) -> pl.Expr:
    """Tell whether a level is lower than `code`. Errors: fact_unknown, level_unknown."""
    return pl.col(name) < _member(name, code)


def equals(name: str, code: str) -> pl.Expr:
    """Tell whether a level or category is exactly `code`. Errors: fact_unknown, level_unknown."""
    return pl.col(name) == _member(name, code)


def months_at_least(span: str, months: int) -> pl.Expr:
    """Tell whether at least so many full months have passed (`span` of SPANS); null where the dates cannot tell."""
    low, high = _bounds(span)
    return pl.when(low >= months).then(True).when(high < months).then(False).otherwise(None)


def months_under(span: str, months: int) -> pl.Expr:
    """Tell whether fewer full months have passed; null where the dates cannot tell."""
    return ~months_at_least(span, months)


def under_age(years: int) -> pl.Expr:
    """Tell whether somebody has not yet had the birthday of so many years."""
    return months_under("age", years * 12)


def is_young(years: int = 40) -> pl.Expr:
    """Tell whether somebody counts as young: under 40 unless the viewer sets it."""
    return under_age(years)


def age_between(first: int | None, last: int | None) -> pl.Expr:
    """Tell whether the age in full years lies in first … last, both included; None leaves that end open."""
    inside: pl.Expr = pl.when(known("born_year")).then(True)
    if first is not None:
        inside = inside & months_at_least("age", first * 12)
    if last is not None:
        inside = inside & under_age(last + 1)
    return inside


def age_band(bounds: Sequence[int]) -> pl.Expr:
    """Give the place of the age among rising bounds in years: 0 below the first, 1 from it, … ; null where unsure.

    Bounds 31, 41 give 0 for under 31, 1 for 31 to 40, 2 for 41 and over.
    """
    low, high = (_place(months, bounds) for months in _bounds("age"))
    return pl.when(low == high).then(low)


def count_true(condition: pl.Expr) -> pl.Expr:
    """Count the people for whom the condition is true."""
    return condition.fill_null(False).sum()


def count_unknown(condition: pl.Expr) -> pl.Expr:
    """Count the people for whom the facts do not tell."""
    return condition.null_count()


def _place(months: pl.Expr, bounds: Sequence[int]) -> pl.Expr:
    place = pl.lit(0, pl.UInt8) + (months * 0).cast(pl.UInt8)
    for bound in bounds:
        place = place + (months >= bound * 12).cast(pl.UInt8)
    return place


def _bounds(span: str) -> tuple[pl.Expr, pl.Expr]:
    if span not in SPANS:
        raise DomainError(
            "span_unknown", "Không có khoảng thời gian «{span}». Có: {spans}.", span=span, spans=", ".join(SPANS)
        )
    return pl.col(f"{span}_months_low"), pl.col(f"{span}_months_high")


def _member(name: str, code: str) -> pl.Expr:
    known_fact = fact(name)
    if known_fact.kind not in {Kind.LEVEL, Kind.CATEGORY} or code not in known_fact.codes:
        raise DomainError(
            "level_unknown",
            "«{name}» không có mức «{level}». Các mức: {levels}.",
            name=name,
            level=code,
            levels=", ".join(known_fact.codes) or "—",
        )
    return pl.lit(code, dtype=dtype(known_fact))
