from datetime import date, datetime
from decimal import Decimal

import pytest

from canbo.common import formats
from canbo.core.dates import PartialDate


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, None, "0"),
        (1234567, None, "1.234.567"),
        (1234.5, None, "1.234,5"),
        (2.34, None, "2,34"),
        (3.0, None, "3"),
        (-1200.25, None, "-1.200,25"),
        (Decimal("0.125"), 2, "0,13"),
        (2.5, 0, "3"),
        (1000, 1, "1.000,0"),
    ],
)
def test_numbers_have_dots_between_thousands_and_a_decimal_comma(value, digits, text):
    assert formats.number(value, digits) == text


def test_a_percentage_keeps_its_sign_on_the_line():
    assert formats.percent(98.6) == "98,6\u00a0%"
    assert formats.percent(55.55) == "55,6\u00a0%"


def test_a_share_of_nothing_is_a_dash():
    assert formats.share(493, 500) == "98,6\u00a0%"
    assert formats.share(0, 0) == "—"


def test_days_are_written_as_far_as_they_are_known():
    assert formats.day(date(2013, 12, 31)) == "31/12/2013"
    assert formats.day(PartialDate(1975)) == "1975"
    assert formats.day(PartialDate(2015, 3)) == "03/2015"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (False, "—"),
        (True, "✓"),
        (0, "0"),
        (1500, "1.500"),
        ("Tày", "Tày"),
        (datetime(2026, 11, 2, 8, 5), "02/11/2026 08:05"),  # noqa: DTZ001
        (date(2026, 11, 2), "02/11/2026"),
        (PartialDate(1980, 3), "03/1980"),
    ],
)
def test_a_cell_shows_any_value_in_the_house_way(value, text):
    assert formats.plain(value) == text
