"""Conditions of the list of people, as they stand in an address: `fact:op:value`, and the search text.

One condition is one Polars expression over the picture; a null fact never satisfies it, except for `null`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl
from django.utils.translation import gettext

from canbo.core.errors import DomainError
from canbo.core.text import fold
from canbo.rules.vocabulary import Fact, Kind, fact

OPERATORS: Final = ("eq", "ne", "in", "ge", "gt", "le", "lt", "null", "has")
_WHOLE: Final = frozenset({Kind.KEY, Kind.MONTHS, Kind.NUMBER})
_ORDERED: Final = frozenset({Kind.KEY, Kind.MONTHS, Kind.NUMBER, Kind.DECIMAL, Kind.LEVEL, Kind.DATE})
_TRUE: Final = {"1": True, "true": True, "0": False, "false": False}
_SIGNS: Final = {"eq": "", "ne": "≠ ", "in": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "has": ""}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition over one fact."""

    fact: Fact
    operator: str
    values: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read `fact:op:value` (values of `in` apart by commas). Errors: condition_unreadable, fact_unknown."""
        name, _, rest = text.partition(":")
        operator, _, value = rest.partition(":")
        if operator not in OPERATORS:
            raise _unreadable(text)
        found = fact(name)
        condition = cls(found, operator, tuple(value.split(",")) if operator == "in" else (value,))
        condition.expression()
        return condition

    def expression(self) -> pl.Expr:
        """Give the expression; null where the fact is not known."""
        column = pl.col(self.fact.name)
        if self.operator == "null":
            return column.is_null() if _TRUE.get(self.values[0], True) else column.is_not_null()
        if self.operator == "has":
            if self.fact.kind is not Kind.LIST:
                raise _unreadable(str(self))
            return column.cast(pl.List(pl.String)).list.contains(self.values[0])
        values = [self._value(text) for text in self.values]
        if self.operator in {"eq", "in"}:
            return column == values[0] if len(values) == 1 else column.is_in(values)
        if self.operator == "ne":
            return column != values[0]
        if self.fact.kind not in _ORDERED:
            raise _unreadable(str(self))
        compare = {"ge": column.__ge__, "gt": column.__gt__, "le": column.__le__, "lt": column.__lt__}
        return compare[self.operator](values[0])

    def words(self) -> str:
        """Say the condition as a chip says it: "từ Trung cấp trở lên" is "≥ Trung cấp"."""
        if self.operator == "null":
            return gettext("chưa biết") if _TRUE.get(self.values[0], True) else gettext("đã biết")
        return _SIGNS[self.operator] + ", ".join(self._word(text) for text in self.values)

    def __str__(self) -> str:
        return f"{self.fact.name}:{self.operator}:{','.join(self.values)}"

    def _value(self, text: str) -> bool | int | float | str | date | pl.Expr:
        kind = self.fact.kind
        try:
            if kind is Kind.BOOL:
                return _TRUE[text]
            if kind in _WHOLE:
                number = int(text)
                if abs(number) >= 2**31:
                    raise ValueError(text)
                return number
            if kind is Kind.DATE:
                return date.fromisoformat(text)
            if kind is Kind.DECIMAL:
                return float(text.replace(",", "."))
        except (KeyError, ValueError) as error:
            raise _unreadable(str(self)) from error
        if kind in {Kind.LIST, Kind.MEASURES} or (self.fact.members and text not in self.fact.codes):
            raise _unreadable(str(self))
        return text

    def _word(self, text: str) -> str:
        if self.fact.kind is Kind.BOOL:
            return gettext("có") if _TRUE.get(text) else gettext("không")
        if self.fact.kind is Kind.MONTHS and text.isdecimal():
            years, months = divmod(int(text), 12)
            if not months:
                return gettext("%(years)s năm") % {"years": years}
            return gettext("%(years)s năm %(months)s tháng") % {"years": years, "months": months}
        return self.fact.label_of(text)


def _unreadable(text: str) -> DomainError:
    return DomainError(
        "condition_unreadable",
        "Không hiểu điều kiện lọc «{text}». Hãy bỏ điều kiện này và chọn lại trong phần «Lọc».",
        text=text[:80],
    )


def matching_text(text: str) -> pl.Expr:
    """Keep the people who have, for each word of the text, a word of a name beginning with it; marks do not matter."""
    words = fold(text).split()
    padded = pl.lit(" ") + pl.col("search_name")
    return pl.all_horizontal([pl.lit(True), *(padded.str.contains(f" {word}", literal=True) for word in words)])
