"""The law of a day: which packs, which version, which value."""

from datetime import date

import pytest

from canbo.core.errors import DomainError
from canbo.rules.domain.law import NoValueInForce


def value(law, name="state.post.months"):
    return law.bound(name).value.content


def test_from_is_inside_and_before_is_not(small):
    assert value(small.law(date(2020, 1, 1))) == 24
    assert value(small.law(date(2023, 12, 31))) == 24
    assert value(small.law(date(2024, 1, 1))) == 12


def test_nothing_outside_every_interval(small):
    with pytest.raises(NoValueInForce) as refused:
        small.law(date(2019, 12, 31)).bound("state.post.months")
    assert refused.value.code == "no_value_in_force"
    assert "31/12/2019" in refused.value.message
    assert small.law(date(2019, 12, 31)).conditions == {}


def test_an_unknown_name_is_refused_with_the_nearest(small):
    with pytest.raises(DomainError) as refused:
        small.law(date(2024, 1, 1)).bound("state.post.month")
    assert "state.post.months" in refused.value.message
    with pytest.raises(DomainError, match="state_small"):
        small.law(date(2024, 1, 1), instead=["state_smal"])


def test_an_overlay_holds_in_its_place_alone(small):
    day = date(2025, 1, 1)
    assert value(small.law(day)) == 12
    law = small.law(day, places=["TINH-A", "HUYEN-B"])
    bound = law.bound("state.post.months")
    assert bound.value.content == 36
    assert (bound.layer, bound.mark, bound.parameter.label.vi) == ("local", "stricter", "Thời gian giữ chức vụ")
    assert value(small.law(day, places=["TINH-A"], without=["local_small"])) == 12
    assert value(small.law(date(2020, 12, 31), places=["TINH-A"])) == 24


def test_another_pack_is_read_as_of_its_nearest_day(small):
    law = small.law(date(2019, 1, 1), instead=["state_small"])
    assert value(law) == 24
    assert law.clocks == {"state_small": date(2020, 1, 1)}
    assert value(law.at(date(2024, 6, 1))) == 12


def test_the_days_on_which_something_changes(small):
    assert small.boundaries(date(2019, 1, 1), date(2030, 1, 1)) == [
        date(2020, 1, 1), date(2021, 1, 1), date(2024, 1, 1),
    ]  # fmt: skip
