"""Conditions over facts answer yes, no or not known."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.errors import DomainError
from canbo.facts import expressions as x
from canbo.rules.columns import schema


def facts(**columns):
    types = schema()
    return pl.DataFrame(columns, schema={name: types[name] for name in columns})


def ask(frame, condition):
    return frame.select(answer=condition)["answer"].to_list()


AGES = facts(age_months_low=[479, 480, 470, None], age_months_high=[479, 480, 481, None], born_year=[1, 1, 1, None])


def test_age():
    assert ask(AGES, x.under_age(40)) == [True, False, None, None]
    assert ask(AGES, x.is_young()) == [True, False, None, None]
    assert ask(AGES, x.months_at_least("age", 480)) == [False, True, None, None]
    assert ask(AGES, x.age_between(30, 39)) == [True, False, None, None]
    assert ask(AGES, x.age_between(40, None)) == [False, True, None, None]
    assert ask(AGES, x.age_between(None, None)) == [True, True, True, None]
    assert ask(AGES, x.age_band([31, 40, 50])) == [1, 2, None, None]


def test_half_known_spans_tell_what_they_can():
    posts = facts(post_months_low=[30, 10], post_months_high=[None, None])
    assert ask(posts, x.months_at_least("post", 24)) == [True, None]
    assert ask(posts, x.months_under("post", 24)) == [False, None]


def test_levels():
    frame = facts(theory_level=["none", "intermediate", "bachelor", None])
    assert ask(frame, x.at_least("theory_level", "intermediate")) == [False, True, True, None]
    assert ask(frame, x.below("theory_level", "intermediate")) == [True, False, False, None]
    assert ask(frame, x.equals("theory_level", "bachelor")) == [False, False, True, None]
    assert ask(frame, x.known("theory_level")) == [True, True, True, False]


def test_counting_keeps_the_unknown_apart():
    frame = facts(is_female=[True, False, None, True])
    condition = x.is_true("is_female")
    assert frame.select(yes=x.count_true(condition), unknown=x.count_unknown(condition)).row(0) == (2, 1)


@given(st.sampled_from([True, False, None]), st.sampled_from([True, False, None]))
def test_and_or_not_are_kleene(one, other):
    frame = facts(is_female=[one], is_leader=[other])
    a, b = x.is_true("is_female"), x.is_true("is_leader")
    both = False if False in (one, other) else None if None in (one, other) else True
    either = True if True in (one, other) else None if None in (one, other) else False
    assert ask(frame, a & b) == [both]
    assert ask(frame, a | b) == [either]
    assert ask(frame, ~a) == [None if one is None else not one]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: x.at_least("theory_grade", "none"), "fact_unknown"),
        (lambda: x.at_least("theory_level", "highest"), "level_unknown"),
        (lambda: x.equals("full_name", "Lan"), "level_unknown"),
        (lambda: x.months_under("marriage", 1), "span_unknown"),
        (lambda: x.is_true("is_rich"), "fact_unknown"),
    ],
)
def test_names_that_do_not_exist_are_refused(make, code):
    with pytest.raises(DomainError) as refused:
        make()
    assert refused.value.code == code


def test_the_facts_that_a_condition_names_can_be_read_off():
    assert set((x.under_age(40) & x.is_true("is_female")).meta.root_names()) == {
        "age_months_low", "age_months_high", "is_female",
    }  # fmt: skip
