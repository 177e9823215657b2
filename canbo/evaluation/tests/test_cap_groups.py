"""Whose levels are counted together, and how a group stands under each reading of its cap."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.errors import DomainError
from canbo.evaluation.domain.cap_groups import GroupKey, Settled, family_of, gauge_of, keys_of
from canbo.evaluation.domain.caps import cap_in_force
from canbo.evaluation.tests.entered import ready
from canbo.rules.domain.schemes import BASES, ROUNDINGS

PARTY, STATE = "party.qd_366_2025.non_leader", "state.nd_335_2025.civil_servant"
ALL, UNREAD = "state.nd_90_2020.civil_servant", "party.qd_124_2023.non_leader"


def read(name, counts, day=None, **settled):
    return gauge_of(ready(name, day), counts, Settled(**settled))


def test_leaders_and_staff_count_together_and_collectives_apart():
    law = ready(PARTY).law
    families = {name: family_of(law, scheme) for name, scheme in law.schemes.items()}
    assert families["state.nd_335_2025.leader"] == families[STATE] == "state.nd_335_2025"
    assert families["party.qd_366_2025.leader"] == families[PARTY] == "party.qd_366_2025"
    assert families["party.qd_366_2025.collective"] == "party.qd_366_2025.collective"


def test_by_unit_and_by_like_work_or_by_like_work_through_the_campaign():
    state, party = cap_in_force(ready(STATE)), cap_in_force(ready(PARTY))
    at = {"campaign_unit": 1, "unit": 2}
    assert keys_of(state, "f", **at, group="văn thư") == [GroupKey(2, "f", ""), GroupKey(2, "f", "văn thư")]
    assert keys_of(state, "f", **at, group="") == [GroupKey(2, "f", "")]
    assert keys_of(party, "f", **at, group="văn thư") == [GroupKey(1, "f", "văn thư")]
    assert keys_of(party, "f", **at, group="") == [GroupKey(1, "f", "")]
    organisation = cap_in_force(ready(UNREAD, date(2024, 12, 31)))
    assert keys_of(organisation, "f", **at, group="văn thư") == [GroupKey(2, "f", "")]


@pytest.mark.parametrize(
    ("excellent", "well", "verdict"),
    [
        (0, 0, "held"), (1, 0, "over"), (1, 1, "open"), (1, 4, "open"), (1, 5, "held"), (2, 5, "over"), (2, 9, "open"),
        (2, 10, "held"), (3, 10, "over"), (3, 11, "open"), (3, 15, "held"),
    ],
)  # fmt: skip
def test_where_no_text_states_the_rounding_a_group_is_over_only_when_every_reading_says_so(excellent, well, verdict):
    for name in (PARTY, STATE):
        found = read(name, {"excellent": excellent, "well": well})
        assert found.verdict == verdict
        assert set(found.readings) == set(ROUNDINGS)


@pytest.mark.parametrize(
    ("base", "rounding", "excellent", "well", "completed", "verdict"),
    [
        ("well", "down", 1, 4, 9, "over"), ("well", "up", 1, 4, 9, "held"), ("well", "nearest", 1, 2, 9, "over"),
        ("well", "nearest", 1, 3, 9, "held"), ("well", "up", 1, 1, 0, "held"), ("well", "up", 1, 0, 5, "over"),
        ("well_or_better", "down", 1, 4, 0, "held"), ("well_or_better", "down", 1, 3, 0, "over"),
        ("well_or_better", "up", 1, 0, 0, "held"), ("well_or_better", "nearest", 1, 1, 0, "over"),
        ("all", "down", 1, 0, 4, "held"), ("all", "down", 1, 0, 3, "over"), ("all", "up", 1, 0, 1, "held"),
        ("all", "nearest", 1, 1, 1, "held"), ("all", "nearest", 1, 1, 0, "over"), ("all", "up", 2, 0, 3, "over"),
        ("all", "up", 2, 0, 4, "held"), ("all", "down", 2, 4, 4, "held"), ("all", "down", 2, 4, 3, "over"),
    ],
)  # fmt: skip
def test_each_base_and_rounding_at_its_boundary(base, rounding, excellent, well, completed, verdict):
    counts = {"excellent": excellent, "well": well, "completed": completed}
    found = read(PARTY, counts, base=base, rounding=rounding)
    assert (found.verdict, found.rounding_settled, found.readings) == (verdict, True, {})


def test_whoever_is_not_rated_counts_among_all_and_who_has_no_level_yet_nowhere():
    day = date(2025, 12, 31)
    assert read(ALL, {"excellent": 1, "completed": 3, "not_rated": 1}, day, rounding="down").verdict == "held"
    assert read(ALL, {"excellent": 1, "completed": 3, "none": 1}, day, rounding="down").verdict == "over"


def test_a_cap_that_nobody_held_against_its_text_informs():
    found = read(UNREAD, {"excellent": 5, "well": 1}, date(2024, 12, 31))
    assert (found.verdict, found.read.over) == ("informs", 5)


def test_a_higher_share_stands_over_the_usual_one_up_to_its_end():
    counts = {"excellent": 3, "well": 12}
    assert read(PARTY, counts, rounding="down").verdict == "over"
    assert read(PARTY, counts, rounding="down", higher=Fraction(25)).verdict == "held"
    with pytest.raises(DomainError, match="25 %"):
        read(PARTY, counts, higher=Fraction(26))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.sampled_from(BASES), st.sampled_from(ROUNDINGS))
def test_whoever_must_move_is_enough_under_every_base_and_rounding(excellent, well, completed, base, rounding):
    moves = read(PARTY, {"excellent": excellent, "well": well, "completed": completed}, base=base, rounding=rounding)
    moved = moves.read.to_move
    after = {"excellent": excellent - moved, "well": well + moved, "completed": completed}
    assert read(PARTY, after, base=base, rounding=rounding).verdict == "held"
    if moved:
        short = {"excellent": excellent - moved + 1, "well": well + moved - 1, "completed": completed}
        assert read(PARTY, short, base=base, rounding=rounding).verdict == "over"
