"""The month of retirement by age, from a table of ages by sex and year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from canbo.core.dates import PartialDate, add_months


@dataclass(frozen=True, eq=False)
class RetirementAges:
    """Retirement ages in months, by sex and by the year in which the age is reached; the last year holds on.

    `before` is the age of the years before the first one of the table.
    """

    years: Mapping[str, Mapping[int, int]]
    before: Mapping[str, int]

    def in_year(self, sex: str, year: int) -> int:
        """Give the age that applies to people who reach it in the year, in months."""
        table = self.years[sex]
        if not table or year < min(table):
            return self.before[sex]
        return table[min(year, max(table))]

    def between(self, sex: str, first: int, last: int) -> tuple[int, int]:
        """Give the lowest and the highest age, in months, at which people leave from one year to another, and about."""
        found = [self.in_year(sex, year) for year in range(first - 1, last + 2)]
        return min(found), max(found)

    def at_birth(self, sex: str, born: date) -> int:
        """Give the age, in months, at which somebody born on this day retires."""
        return self._reached(sex, born)[1]

    def age_reached_on(self, sex: str, born: date) -> date:
        """Give the day on which somebody born on this day reaches the retirement age.

        The rule of the annex: the smallest year in which birth plus the year's age falls inside that year or earlier.
        """
        return self._reached(sex, born)[0]

    def _reached(self, sex: str, born: date) -> tuple[date, int]:
        year = born.year + min([self.before[sex], *self.years[sex].values()]) // 12
        while True:
            age = self.in_year(sex, year)
            reached = add_months(born, age, rounding="down")
            if reached.year <= year:
                return reached, age
            year += 1

    def month_of_leaving(self, sex: str, born: PartialDate) -> tuple[date, date]:
        """Give the first day of the earliest and of the latest possible month of retirement.

        The month after the age is reached (Annex I of Decree 135/2020). A birth known in part gives two months.
        """
        first, last = (_next_month(self.age_reached_on(sex, day)) for day in (born.earliest, born.latest))
        return first, last


def _next_month(day: date) -> date:
    return add_months(day.replace(day=1), 1, rounding="down")
