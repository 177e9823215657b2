"""The leniency index on ratings whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canbo.evaluation.domain.expected import Ratings, rising
from canbo.evaluation.domain.leniency import leniency
from canbo.evaluation.tests.ratings_made import UNITS, make

SEEDS = range(6)


def test_planted_raters_are_found_and_honest_ones_are_not():
    found = false = 0
    for seed in SEEDS:
        made = make(seed)
        told = made.told()
        found += sum(told[each].flag == "lenient" for each in made.lenient)
        found += sum(told[each].flag == "harsh" for each in made.harsh)
        honest = set(range(UNITS)) - set(made.lenient) - set(made.harsh)
        false += sum(told[each].flag is not None for each in honest)
    assert found >= 6 * len(SEEDS) - 2
    assert false <= 2


def test_nobody_is_flagged_where_nobody_is_lenient():
    assert sum(each.flag is not None for seed in SEEDS for each in make(seed, lenient=0, harsh=0).told()) <= 1


@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_intervals_cover_the_truth_about_as_often_as_they_claim(missing: float):
    covered = [
        each.low <= made.truth(rater) <= each.high
        for seed in SEEDS
        for made in [make(seed, missing=missing)]
        for rater, each in enumerate(made.told())
    ]
    assert 0.90 <= float(np.mean(covered)) <= 0.995


def test_excellent_staff_with_the_results_to_show_is_not_leniency():
    for seed in SEEDS:
        made = make(seed, excellent=True, lenient=2)
        best = int(np.bincount(made.ratings.unit).argmax())
        told = made.told()[best]
        level = made.ratings.level[made.ratings.unit == best].mean()
        assert level - made.ratings.level.mean() > 0.3
        assert told.flag is None
        assert abs(told.index) < 0.2


def test_the_index_is_the_mean_excess_in_level_steps():
    made = make(1)
    told = made.told()
    for each in made.lenient + made.harsh:
        assert told[each].index == pytest.approx(made.truth(each), abs=0.2)


def test_four_ratings_accuse_nobody_and_are_drawn_towards_the_whole():
    made = make(2, lenient=0, harsh=0)
    few = int(np.argmin(np.bincount(made.ratings.unit)))
    made.ratings.level[made.ratings.unit == few] = 3.0
    excess = made.truth(few)
    told = made.told()[few]
    assert told.n <= 5
    assert told.flag is None
    assert excess > 0.3
    assert told.index < 0.75 * excess


def test_a_lenient_rater_does_not_become_the_measure_of_the_others():
    without, with_them = make(3, lenient=0, harsh=0).told(), make(3, lenient=6, harsh=0)
    honest = set(range(UNITS)) - set(with_them.lenient)
    shift = np.mean([with_them.told()[each].index - without[each].index for each in honest])
    assert abs(shift) < 0.05


def test_order_and_names_of_codes_do_not_matter():
    made = make(4)
    order = np.random.default_rng(0).permutation(len(made.ratings))
    columns = {
        name: getattr(made.ratings, name)[order]
        for name in ("level", "result", "leader", "year", "unit", "rater", "person")
    }
    names = [str(each) for each in range(UNITS)]
    one, two = made.told(), leniency(Ratings(**columns), names, names)[1]
    assert [(each.n, each.flag) for each in one] == [(each.n, each.flag) for each in two]
    assert [each.index for each in one] == pytest.approx([each.index for each in two], abs=1e-3)


def test_a_mirrored_scale_gives_the_mirrored_index():
    made = make(5)
    turned = Ratings(
        3 - made.ratings.level, 100 - made.ratings.result, made.ratings.leader, made.ratings.year, made.ratings.unit,
        made.ratings.rater, made.ratings.person,
    )  # fmt: skip
    names = [str(each) for each in range(UNITS)]
    flags = {"lenient": "harsh", "harsh": "lenient", None: None}
    for one, two in zip(made.told(), leniency(turned, names, names)[1], strict=True):
        assert two.index == pytest.approx(-one.index, abs=0.05)
        assert two.flag == flags[one.flag]


def test_no_ratings_no_index():
    nothing, none = np.zeros(0), np.zeros(0, dtype=np.int64)
    assert leniency(Ratings(nothing, nothing, none, none, none, none, none), [], []) == ([], [])


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_is_given_the_interval_holds_the_index(data: st.DataObject):
    size = data.draw(st.integers(1, 60))
    codes = st.lists(st.integers(0, 4), min_size=size, max_size=size)
    levels = data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    results = data.draw(
        st.lists(st.one_of(st.just(float("nan")), st.floats(0, 100)), min_size=size, max_size=size)
    )  # fmt: skip
    units, raters, people, years = (np.array(data.draw(codes), dtype=np.int64) for _each in range(4))
    ratings = Ratings(
        np.array(levels, dtype=float), np.array(results), np.zeros(size, dtype=np.int64), years, units, raters, people
    )
    names = [str(each) for each in range(5)]
    of_units, of_raters = leniency(ratings, names, names)
    for each, codes_of in [*((one, units) for one in of_units), *((one, raters) for one in of_raters)]:
        assert each.n == int(np.sum(codes_of == int(each.name)))
        assert each.low <= each.index <= each.high
        assert -3.5 < each.index < 3.5
        assert each.flag is None or each.n >= 8


def test_the_rising_curve_is_the_nearest_that_never_falls():
    fitted, blocks = rising(np.array([1.0, 3.0, 2.0, 2.0, 5.0]), np.array([1.0, 1.0, 1.0, 2.0, 1.0]))
    assert fitted.tolist() == [1.0, 2.25, 2.25, 2.25, 5.0]
    assert blocks.tolist() == [0, 1, 1, 1, 2]
