from datetime import date

import pytest

from canbo.core.dates import PartialDate
from canbo.rules.retirement import retirement_ages

#: Rows of Annex I of Decree 135/2020, and the edges of each band.
ROWS = [
    ("male", (1963, 1), (2023, 11)), ("male", (1966, 3), (2028, 1)), ("male", (1964, 10), (2026, 5)),
    ("female", (1968, 1), (2024, 6)), ("female", (1975, 4), (2035, 1)), ("female", (1969, 5), (2026, 6)),
    ("male", (1961, 1), (2021, 5)), ("male", (1961, 9), (2022, 1)), ("male", (1961, 10), (2022, 5)),
    ("male", (1963, 12), (2025, 1)), ("male", (1965, 6), (2027, 1)), ("male", (1966, 4), (2028, 5)),
    ("female", (1966, 1), (2021, 6)), ("female", (1970, 8), (2028, 1)), ("female", (1975, 5), (2035, 6)),
    ("male", (1980, 2), (2042, 3)), ("female", (1950, 6), (2005, 7)),
]  # fmt: skip


@pytest.mark.parametrize(("sex", "born", "leaves"), ROWS)
def test_the_month_of_the_annex(sex, born, leaves):
    first, last = retirement_ages().month_of_leaving(sex, PartialDate(*born))
    assert (first.year, first.month) == leaves
    assert last == first


def test_a_year_alone_gives_a_span():
    assert retirement_ages().month_of_leaving("male", PartialDate(1964)) == (date(2025, 5, 1), date(2026, 7, 1))
