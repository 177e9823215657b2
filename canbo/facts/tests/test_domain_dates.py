"""The columns count months exactly as the core does for one date."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.dates import PartialDate, months_between
from canbo.facts.domain.holding import best_level, held
from canbo.facts.domain.partial_dates import months_least, months_most, surely_by, year

days = st.dates(date(1930, 1, 1), date(2060, 12, 31))


@st.composite
def partial(draw):
    day = draw(days)
    return PartialDate(*(day.year, day.month, day.day)[: draw(st.integers(1, 3))])


def column(dates):
    return pl.DataFrame({"code": [date.code if date else None for date in dates]}, schema={"code": pl.String})


@given(st.lists(st.none() | partial(), min_size=1, max_size=40), days)
def test_months_and_order_agree_with_the_core(dates, end):
    code = pl.col("code")
    found = column(dates).select(
        least=months_least(code, end), most=months_most(code, end), by=surely_by(code, end), year=year(code)
    )
    expected = [
        (*months_between(each, end), each.at_or_before(end), each.year) if each else (None, None, None, None)
        for each in dates
    ]
    assert found.rows() == expected


@pytest.mark.parametrize("end", [date(2024, 2, 29), date(2023, 2, 28), date(2023, 12, 31), date(2024, 1, 1)])
def test_ends_of_months(end):
    dates = [
        PartialDate(2023),
        PartialDate(2023, 12),
        PartialDate(2024, 2),
        PartialDate(2020, 2, 29),
        PartialDate(2024),
    ]
    found = column(dates).select(months_least(pl.col("code"), end), surely_by(pl.col("code"), end).alias("by"))
    assert found.rows() == [(months_between(each, end)[0], each.at_or_before(end)) for each in dates]


LEVELS = ["none", "low", "high"]


def records(*rows):
    return pl.DataFrame(
        [(n, 1, *row) for n, row in enumerate(rows)],
        schema={
            "id": pl.Int64, "person_id": pl.Int64, "level": pl.String, "valid_from": pl.String,
            "valid_before": pl.String, "attested_on": pl.String,
        },
        orient="row",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([("low", "2010", None, None)], "low"),
        ([("low", "2010", None, None), ("high", "2021", None, None)], "low"),
        ([("low", "2010", None, None), ("high", "2020-06-15", None, None)], "high"),
        ([("low", None, None, "2013-12-31")], "low"),
        ([("low", None, None, "2021-01-01")], None),
        ([("low", None, None, None)], "low"),
        ([("none", "2010", None, None), ("high", None, None, "2021-01-01")], None),
        ([("high", "2010", None, None), ("low", None, None, "2021-01-01")], "high"),
        ([("none", None, None, "2013-12-31")], "none"),
        ([("high", "2010", "2020-06-15", None), ("none", "2010", None, None)], "none"),
        ([("high", "2010", "2020-06-16", None), ("none", "2010", None, None)], "high"),
    ],
)
def test_the_level_on_a_day(rows, level):
    found = best_level(records(*rows), "level", LEVELS, date(2020, 6, 15))
    assert found["level"].to_list() == [level]


def test_a_level_that_nobody_can_have_yet_is_no_level():
    assert best_level(records(("high", "2021", None, None)), "level", LEVELS, date(2020, 6, 15)).is_empty()


def test_a_record_holds_from_its_earliest_day():
    rows = records(("low", "2020", "2020-06", None))
    assert held(rows, date(2020, 1, 1)).height == 1
    assert held(rows, date(2020, 5, 31)).height == 1
    assert held(rows, date(2020, 6, 1)).is_empty()
    assert held(rows, date(2019, 12, 31)).is_empty()
