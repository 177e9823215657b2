"""What a rating's score rests on: what was typed, what other parts settle, the quarters of the year."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from canbo.core.errors import DomainError
from canbo.evaluation.models import Campaign, Rating, Shortcoming, WorkProduct
from canbo.evaluation.score_forms import blocks_of, read_typed
from canbo.evaluation.scored import level_words, scheme_label, scheme_of_rating, scored_of
from canbo.evaluation.selectors.known import known_of
from canbo.evaluation.tests.conftest import TODAY

pytestmark = pytest.mark.django_db
PARTY = "party.qd_366_2025.non_leader"


def test_a_rating_without_a_scheme_says_where_one_is_chosen(office):
    rating = office.again(1)
    rating.scheme = ""
    with pytest.raises(DomainError, match="Đổi người đánh giá") as refused:
        scheme_of_rating(rating)
    assert refused.value.code == "scheme_not_chosen"


def party(office):
    rating = office.again(1)
    rating.scheme = PARTY
    rating.save(update_fields=["scheme"])
    return rating


def name_shortcomings(office, rating, *states):
    old = Campaign.objects.create(
        unit=rating.unit, title="Năm 2025", year=2025, law_day=date(2025, 12, 31), created_by_name="Lan"
    )
    before = Rating.objects.create(campaign=old, unit=rating.unit, person=rating.person, scheme=PARTY, rank="staff")
    for state, confirmed in states:
        Shortcoming.objects.create(
            named_in=before, answered_in=rating, text="Chậm", state=state, confirmed_by_name=confirmed
        )


def test_shortcomings_count_as_said_and_in_a_check_as_confirmed(office):
    rating = party(office)
    name_shortcomings(office, rating, ("mended", ""), ("mended", "Phạm Văn A"), ("partly", ""))

    def counted(stage, **given):
        env = scored_of(rating, stage, **given).env
        return env["shortcomings_named"], env["shortcomings_remedied"]

    assert counted("self", entered={"general_points": 20}) == (3, 2)
    rating.entered = {"shortcomings_named": 3, "shortcomings_remedied": 3}
    assert counted("self") == (3, 3)
    assert counted("checked") == (3, 1)
    assert counted("checked", entered={"shortcomings_remedied": 2}) == (3, 2)


def test_tasks_are_counted_from_the_list_where_nobody_says(office):
    rating = party(office)
    ready = scheme_of_rating(rating)
    rows = [
        WorkProduct(rating=rating, content="A", assigned=2, done=2),
        WorkProduct(rating=rating, content="B", assigned=2, done=1, delays=1),
        WorkProduct(rating=rating, content="C", assigned=1, done=1, failed_checks=2),
    ]
    known = known_of(rating, ready.scheme, "self", rows)
    assert {name: each.value for name, each in known.items()} == {
        "tasks_assigned": 3, "tasks_done": 2, "tasks_late": 1, "tasks_low_quality": 1,
    }  # fmt: skip
    env = scored_of(rating, "self", products=rows, entered={"tasks_assigned": 9}).env
    assert (env["tasks_assigned"], env["tasks_done"]) == (9, 2)


def quarter(office, number, points, **values):
    rating = office.ratings[1]
    campaign = Campaign.objects.create(
        unit=rating.unit, title=f"Quý {number}", year=2026, kind="quarter", quarter=number,
        law_day=date(2026, 3 * number, 28), created_by_name="Lan",
    )  # fmt: skip
    checked = None if points is None else {"general_points": 30, "results_points": points - 30}
    return Rating.objects.create(
        campaign=campaign, unit=rating.unit, person=rating.person, scheme=rating.scheme, rank="staff", checked=checked,
        **{"concluded_on": TODAY, "concluded_level": "well", **values},
    )  # fmt: skip


def test_a_year_without_points_is_the_mean_of_its_quarters(office):
    for number, points in ((1, 80), (2, 91), (3, 85)):
        quarter(office, number, points)
    rating = office.again(1)
    rating.entered = {"duty_disciplined": False}
    assert scored_of(rating, "checked").env["total_points"] is None
    quarter(office, 4, None, concluded_on=None, concluded_level="", not_rated_reason="Nghỉ thai sản",
            circumstances=["maternity"])  # fmt: skip
    scored = scored_of(rating, "checked")
    assert scored.env["total_points"] == Fraction(256, 3)
    assert (scored.average.absent, scored.band) == (1, "well")
    assert scored_of(rating, "checked", entered={"general_points": 30, "results_points": 62}).env["total_points"] == 92


def test_boxes_are_read_back_as_they_were_typed(office):
    rating = office.again(1)
    ready = scheme_of_rating(rating)
    typed = read_typed(ready, {
        "so-general_points.quality_culture_discipline": "9,5", "so-duty_disciplined": "co", "so-quarters.1": "80",
        "so-quarters.2": "vắng", "so-results_points": "bảy mươi", "so-suspended_in_year": "",
    })  # fmt: skip
    assert typed.entered == {
        "general_points": {"quality_culture_discipline": 9.5}, "duty_disciplined": True,
        "quarters": [80, "absent", None, None],
    }  # fmt: skip
    assert set(typed.errors) == {"results_points"}
    boxes = {box.name: box for block in blocks_of(rating, ready, typed.entered, {}) for box in block.boxes}
    assert boxes["general_points.quality_culture_discipline"].value == "9,5"
    assert (boxes["quarters.1"].value, boxes["quarters.2"].value, boxes["quarters.3"].value) == ("80", "vắng", "")
    assert boxes["duty_disciplined"].value == "co"
    again = {box.name: box for block in blocks_of(rating, ready, {}, {}, typed=typed) for box in block.boxes}
    assert again["results_points"].value == "bảy mươi"
    assert again["results_points"].error


def test_too_many_points_of_a_quarter_are_told_at_their_block(office):
    rating = office.again(1)
    ready = scheme_of_rating(rating)
    typed = read_typed(ready, {"so-quarters.1": "101"})
    assert typed.entered == {}
    block = next(each for each in blocks_of(rating, ready, {}, {}, typed=typed) if each.key == "quarters")
    assert "100" in block.error


def test_levels_and_schemes_are_called_as_the_scheme_calls_them(office):
    rating = office.again(1)
    assert scheme_label(rating).startswith("Nghị định 335")
    assert level_words(rating)["well"] == "Hoàn thành tốt nhiệm vụ"
    rating.scheme = "no.such.scheme"
    assert (scheme_label(rating), level_words(rating)["well"]) == ("no.such.scheme", "Hoàn thành tốt nhiệm vụ")
