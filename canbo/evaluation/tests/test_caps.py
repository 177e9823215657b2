"""The cap on the top level: base, rounding, a higher proven share, whom it makes move; what is rated before what."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.errors import DomainError
from canbo.evaluation.domain.caps import cap_of, orders_of
from canbo.evaluation.tests.entered import ready
from canbo.rules.library import library

PARTY, STATE = "party.qd_366_2025.non_leader", "state.nd_335_2025.civil_servant"
ALL, NONE = "state.nd_90_2020.civil_servant", "party.qd_286_2010"


@pytest.mark.parametrize(
    ("excellent", "well", "allowed", "over", "to_move"),
    [
        (0, 0, 0, 0, 0), (1, 4, 0, 1, 1), (1, 5, 1, 0, 0), (2, 9, 1, 1, 1), (2, 10, 2, 0, 0), (5, 20, 4, 1, 1),
        (12, 12, 2, 10, 8),
    ],
)  # fmt: skip
def test_the_cap_of_those_rated_well(excellent, well, allowed, over, to_move):
    for name in (PARTY, STATE):
        read = cap_of(ready(name), {"excellent": excellent, "well": well, "completed": 40, "not_completed": 9})
        assert (read.whole, read.allowed, read.over, read.to_move) == (well, allowed, over, to_move)


def test_the_cap_of_decree_90_is_of_all():
    counts = {"excellent": 5, "well": 10, "completed": 3, "not_completed": 1, "not_rated": 2}
    read = cap_of(ready(ALL), counts)
    assert (read.base, read.whole, read.allowed, read.over, read.to_move) == ("all", 21, 4, 1, 1)
    assert cap_of(ready(ALL, date(2023, 9, 14)), counts) is None
    assert cap_of(ready(NONE, date(2012, 12, 31)), counts) is None


def test_a_higher_share_is_proven_and_has_an_end():
    counts = {"excellent": 3, "well": 12}
    assert cap_of(ready(PARTY), counts).over == 1
    assert cap_of(ready(PARTY), counts, higher=Fraction(25)).over == 0
    with pytest.raises(DomainError, match="25 %"):
        cap_of(ready(PARTY), counts, higher=Fraction("25.01"))
    with pytest.raises(DomainError) as refused:
        cap_of(ready(ALL), counts, higher=Fraction(21))
    assert refused.value.code == "cap_higher_unfounded"


def test_the_higher_share_of_decree_335_is_not_sure_yet_its_cap_bites():
    counts = {"excellent": 3, "well": 12}
    held = ready(STATE)
    assert held.unconfirmed >= {"state.evaluation.excellent_cap_outstanding"}
    for higher, over in ((None, 1), (Fraction("24.99"), 1), (Fraction(25), 0)):
        read = cap_of(held, counts, higher=higher)
        assert (read.over, read.confirmed) == (over, True)
    with pytest.raises(DomainError) as refused:
        cap_of(held, counts, higher=Fraction("25.01"))
    assert refused.value.code == "cap_higher_too_high"


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.sampled_from([PARTY, STATE, ALL]))
def test_moving_as_many_as_told_is_enough_and_fewer_are_not(excellent, well, completed, name):
    held = ready(name)

    def over(moved):
        counts = {"excellent": excellent - moved, "well": well + moved, "completed": completed}
        return cap_of(held, counts).over

    moving = cap_of(held, {"excellent": excellent, "well": well, "completed": completed}).to_move
    assert over(moving) == 0
    assert moving == 0 or over(moving - 1) > 0


def test_what_is_rated_before_what():
    orders = orders_of(library().law(date(2026, 12, 31)))
    assert {(each.rated, each.after) for each in orders} >= {
        ("leadership_member", ("leadership_collective",)), ("head", ("collective",)),
        ("upper_collective", ("lower_collectives",)), ("party_member", ("civil_servant",)),
    }  # fmt: skip
    assert all(each.cite for each in orders)
