"""What may head the rows or columns of a cross table: the dimensions of the vocabulary, age bands, and the units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from canbo.reports.domain.ages import AGE_BOUNDS, band_limits, band_number
from canbo.reports.domain.crosstab import Category
from canbo.reports.selectors.population import GROUP, Population
from canbo.rules.vocabulary import Fact, Kind, dimensions

AGE_BAND = "age_band"
UNIT = "unit_id"

#: The conditions that make a category, and the unit where it is one; None where no condition can say it.
type Where = tuple[tuple[str, ...], int | None] | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: the expression that gives its values, their order (None: by count), words and conditions."""

    key: str
    label: str | Promise
    expression: pl.Expr
    order: tuple[Any, ...] | None
    words: Callable[[Any, Population], str]
    conditions: Callable[[Any, int | None], Where]

    def label_of(self, category: Category, people: Population) -> str:
        """Give the words for a category."""
        if category.is_unknown:
            return _("Chưa rõ")
        if category.joined:
            return _("%(count)s giá trị khác") % {"count": category.joined}
        return self.words(category.value, people)

    def where(self, category: Category, head: int | None) -> Where:
        """Give the conditions that make a category."""
        if category.joined:
            return None
        if category.is_unknown:
            return None if self.key == AGE_BAND else ((f"{self.key}:null:1",), None)
        return self.conditions(category.value, head)


@cache
def all_dimensions() -> dict[str, Dimension]:
    """Give every dimension by its key; those asked for most stand first."""
    found = {fact.name: _of_fact(fact) for fact in dimensions() if fact.name != UNIT and not fact.restricted}
    found[AGE_BAND] = Dimension(
        AGE_BAND, gettext_lazy("độ tuổi"), band_number(), tuple(range(len(AGE_BOUNDS) + 1)),
        lambda number, _people: band_label(*band_limits()[number]), _band_conditions,
    )  # fmt: skip
    found[UNIT] = Dimension(UNIT, gettext_lazy("đơn vị"), pl.col(GROUP), None, _unit_words, _unit_conditions)
    first = ("qualification_level", "theory_level", "state_management_level", AGE_BAND, "gender", "block", "tier", UNIT)
    keys = [*first, *(key for key in found if key not in first)]
    return {key: found[key] for key in keys}


def band_label(low: int | None, high: int | None) -> str:
    """Write an age band: “30 trở xuống”, “31–35”, “trên 60”."""
    if low is None:
        return _("%(age)s trở xuống") % {"age": high}
    if high is None:
        return _("trên %(age)s") % {"age": low - 1}
    return f"{low}–{high}"


def band_where(low: int | None, high: int | None) -> tuple[str, ...]:
    """Give the conditions of an age band in full years, both ends inclusive."""
    conditions = []
    if low is not None:
        conditions.append(f"age_months_low:ge:{low * 12}")
    if high is not None:
        conditions.append(f"age_months_high:lt:{(high + 1) * 12}")
    return tuple(conditions)


def _band_conditions(number: int, _head: int | None) -> Where:
    return band_where(*band_limits()[number]), None


def _unit_words(unit_id: int, people: Population) -> str:
    return people.name_of(unit_id) or str(unit_id)


def _unit_conditions(unit_id: int, head: int | None) -> Where:
    return ((f"unit_id:eq:{unit_id}",), None) if unit_id == head else ((), unit_id)


def _of_fact(fact: Fact) -> Dimension:
    def conditions(value: Any, _head: int | None) -> Where:
        written = str(int(value)) if isinstance(value, bool) else str(value)
        return (f"{fact.name}:eq:{written}",), None

    if fact.kind is Kind.BOOL:
        return Dimension(fact.name, fact.label, pl.col(fact.name), (True, False), _yes_no, conditions)
    order = fact.codes if fact.members else None
    return Dimension(
        fact.name, fact.label, pl.col(fact.name), order, lambda value, _people: fact.label_of(str(value)), conditions
    )


def _yes_no(value: bool, _people: Population) -> str:
    return _("Có") if value else _("Không")
