"""Working days: weekends, holidays, moved days; nothing guessed outside the calendar."""

from datetime import date

import pytest

from canbo.core.errors import DomainError
from canbo.core.working_days import (
    add_working_days,
    calendar,
    coverage,
    is_provisional,
    is_working_day,
    working_days_between,
)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 2, 17), False),  # Tết
        (date(2026, 4, 26), False),  # Sunday, the day itself
        (date(2026, 4, 27), False),  # the day off in its place
        (date(2026, 8, 31), False),  # moved
        (date(2026, 8, 22), True),  # the Saturday worked for it
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
    ],
)
def test_a_day_is_worked_or_not(day, worked):
    assert is_working_day(day) is worked


def test_the_day_of_receipt_does_not_count():
    assert add_working_days(date(2026, 11, 19), 2) == date(2026, 11, 23)  # Thursday: Friday, Monday
    assert add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)  # over the nine days of Tết
    assert add_working_days(date(2026, 8, 28), 1) == date(2026, 9, 3)
    assert add_working_days(date(2026, 8, 21), 1) == date(2026, 8, 22)
    assert add_working_days(date(2026, 11, 22), 0) == date(2026, 11, 22)
    assert add_working_days(date(2026, 11, 23), -2) == date(2026, 11, 19)


def test_counting_is_the_inverse_of_adding():
    start = date(2026, 1, 28)
    for count in range(1, 60):
        assert working_days_between(start, add_working_days(start, count)) == count
        assert working_days_between(add_working_days(start, count), start) == -count


def test_no_holiday_is_guessed():
    first, last = coverage()
    for year in (first - 1, last + 1):
        with pytest.raises(DomainError) as refused:
            is_working_day(date(year, 6, 1))
        assert refused.value.code == "calendar_missing"
        assert str(year) in refused.value.message


def test_each_year_has_the_days_of_the_labour_code():
    """Eleven days (Article 112), twelve with the Day of Culture; never on a weekend, where they would be no days off."""
    for year in calendar().values():
        days = {each.day for each in year.holidays}
        assert len(days) == len(year.holidays)
        assert all(day.weekday() < 5 or date(2024, 2, 10) <= day <= date(2024, 2, 11) or date(2027, 2, 6) <= day
                   <= date(2027, 2, 7) for day in days)  # fmt: skip
        assert sum(day.weekday() < 5 for day in days) in {11, 12}, year.year
        for each in year.moved:
            assert each.off.weekday() < 5
            assert each.worked.weekday() >= 5


def test_days_of_a_calendar_not_yet_announced_are_said_to_be_so():
    assert not is_provisional(date(2026, 3, 2), date(2026, 3, 20))
    assert is_provisional(date(2026, 11, 20), date(2026, 11, 30))
    assert is_provisional(date(2026, 12, 30), date(2027, 1, 10))
