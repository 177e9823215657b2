"""Derived facts agree with what core.dates and the retirement table say of one person."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from canbo.core.dates import PartialDate, add_months, months_between
from canbo.rules.domain import derivation
from canbo.rules.domain.derivation import DERIVATIONS, Moment, with_measures
from canbo.rules.domain.factfile import read_facts
from canbo.rules.lexicon import lexicon
from canbo.rules.retirement import retirement_ages

DAYS = st.dates(date(1940, 1, 1), date(2045, 12, 31))
PRECISION = st.sampled_from(("year", "month", "day"))
DAY = date(2026, 3, 1)


def partial(day: date, precision: str) -> PartialDate:
    return PartialDate(day.year, None if precision == "year" else day.month, day.day if precision == "day" else None)


def moment(as_of: date) -> Moment:
    return Moment(pl.lit(as_of), retirement_ages, fixed=as_of)


def derived(facts: dict, name: str, as_of: date = DAY):
    given_facts = read_facts(facts, lexicon(), as_of)
    return given_facts.frame.select(x=DERIVATIONS[name](moment(as_of))).item()


@given(DAYS, PRECISION, DAYS)
@settings(max_examples=150, deadline=None)
def test_months_are_those_of_one_date(day, precision, as_of):
    born = partial(day, precision)
    least, most = months_between(born, as_of)
    facts = {"born": born.code}
    assert derived(facts, "age_months_low", as_of) == least
    assert derived(facts, "age_months_high", as_of) == most


@given(st.dates(date(1935, 1, 1), date(1999, 12, 31)), st.sampled_from(("male", "female")))
@settings(max_examples=150, deadline=None)
def test_the_month_of_retirement_is_that_of_the_table(born, gender):
    first, last = retirement_ages().month_of_leaving(gender, PartialDate.from_date(born))
    facts = {"born": born.isoformat(), "gender": gender}
    assert derived(facts, "retirement_month_low") == first
    assert derived(facts, "retirement_month_high") == last
    limit = retirement_ages().age_reached_on(gender, born)
    assert derived(facts, "age_limit_month_low") == limit.replace(day=1)
    months = (limit.year - DAY.year) * 12 + limit.month - DAY.month
    assert derived(facts, "months_left_low") == months


def test_a_sex_not_known_gives_both_ages():
    facts = {"born": "1980-05-01"}
    assert derived(facts, "retirement_age_low") == 720
    assert derived(facts, "retirement_age_high") == 744


@given(DAYS, st.integers(0, 130))
@settings(max_examples=150, deadline=None)
def test_months_are_added_up_to_the_next_day(day, months):
    found = pl.select(derivation.add_months(pl.lit(day), months)).item()
    assert found == add_months(day, months, rounding="up")
    # A bar of n months is over on exactly the day on which n months are full.
    full = pl.select(derivation.full_months(pl.lit(day), pl.lit(found))).item()
    before = pl.select(derivation.full_months(pl.lit(day), pl.lit(found - timedelta(days=1)))).item()
    assert full == months
    assert before < months or months == 0


def test_years_running():
    good = {"rating_y1": "good", "rating_y2": "excellent", "rating_y3": "completed"}
    assert derived(good, "good_years_low") == derived(good, "good_years_high") == 2
    assert derived({**good, "rating_y0": "good"}, "good_years_low") == 3
    assert derived({**good, "rating_y0": "completed"}, "good_years_high") == 0
    doubtful = {"rating_y1": "good", "rating_y3": "good"}
    assert (derived(doubtful, "good_years_low"), derived(doubtful, "good_years_high")) == (1, 4)
    assert derived({}, "not_completed_years_low") == 0


def test_the_latest_measure_of_a_form_counts():
    facts = {
        "disciplines": [
            {"track": "party", "form": "warning", "from": "2020"},
            {"track": "party", "form": "warning", "from": "2024-05"},
            {"track": "state", "form": "warning", "from": "2025-01-01"},
        ]
    }
    frame = pl.concat([
        read_facts(facts, lexicon(), DAY).frame, read_facts({"disciplines": []}, lexicon(), DAY).frame,
        read_facts({}, lexicon(), DAY).frame,
    ])  # fmt: skip
    found = with_measures(frame, {("party", "warning"), ("party", "removal")})
    column = derivation.measure_column
    assert found[column("party", "warning", "had")].to_list() == [True, False, None]
    assert found[column("party", "warning", "low")].to_list() == [date(2024, 5, 1), None, None]
    assert found[column("party", "warning", "high")].to_list() == [date(2024, 5, 31), None, None]
    assert found[column("party", "removal", "had")].to_list() == [False, False, None]


def test_months_given_instead_of_the_day():
    as_of = date(2026, 2, 28)
    facts = {"post_months": 24}
    assert derived(facts, "post_months_low", as_of) == derived(facts, "post_months_high", as_of) == 24
    later = read_facts(facts, lexicon(), as_of).frame
    low = later.select(DERIVATIONS["post_months_low"](moment(date(2026, 3, 28)))).item()
    assert low == 25
    span = {"post_months": [10, 20]}
    assert (derived(span, "post_months_low"), derived(span, "post_months_high")) == (10, 20)


def test_each_derived_column_has_its_word():
    columns = {column for word in lexicon().words.values() for column in word.columns}
    assert set(DERIVATIONS) <= columns
