"""How far a rating has come: its steps by the way of its campaign, what is next and by whom, what each may know."""

from __future__ import annotations

from datetime import timedelta

import pytest

from canbo.evaluation.models import Appeal, Opinion, Rating
from canbo.evaluation.selectors.standing import levels_of, standing_of
from canbo.evaluation.tests.conftest import TODAY, way

pytestmark = pytest.mark.django_db


def stand(office, account=None, place=1):
    return standing_of((account or office.head).access, office.again(place))


def set_days(office, place=1, **values):
    Rating.objects.filter(pk=office.ratings[place].pk).update(**values)


def test_the_next_step_is_the_first_that_is_not_done(make_office):
    office = make_office(3, steps=way("self_review", "residence_opinion", "head", "conclusion"))
    found = stand(office)
    assert [each.key for each in found.steps] == ["self_review", "head", "residence_opinion", "conclusion"]
    assert (found.next.key, found.next.who) == ("self_review", office.people[1].full_name)
    set_days(office, self_done_on=TODAY)
    assert (stand(office).next.key, stand(office).next.who) == ("head", office.people[0].full_name)
    set_days(office, head_done_on=TODAY)
    assert stand(office).next.key == "residence_opinion"
    asked = Opinion.objects.create(rating=office.ratings[1], kind="residence", asked_of="Chi bộ tổ 3", is_wanted=True)
    assert (stand(office).next.key, stand(office).next.who) == ("residence_opinion", "Chi bộ tổ 3")
    assert stand(office, office.accounts[1]).next.who == ""
    asked.answered_on = TODAY
    asked.save(update_fields=["answered_on"])
    assert stand(office).next.key == "conclusion"


def test_a_deadline_that_has_passed_is_late(make_office):
    office = make_office(3, steps=way("head"))
    step = stand(office).next
    assert step.due_on.isoformat() == "2026-12-12"
    assert not step.is_late(step.due_on)
    assert step.is_late(step.due_on + timedelta(days=1))
    set_days(office, head_done_on=TODAY)
    assert stand(office).next is None


def test_what_was_left_out_is_not_waited_for(make_office):
    steps = [{**each, "asked": each["step"] != "head"} for each in way("self_review", "head")]
    office = make_office(3, steps=steps)
    set_days(office, self_done_on=TODAY)
    assert stand(office).next is None


def test_an_appeal_is_waited_for_only_while_it_is_open(make_office):
    office = make_office(3, steps=way("appeal", "decision"))
    assert stand(office).next.key == "decision"
    Appeal.objects.create(rating=office.ratings[1], kind="appeal", made_on=TODAY, text="Đề nghị xem lại")
    assert stand(office).next.key == "appeal"


def test_the_person_knows_the_levels_of_others_once_told(office):
    set_days(office, self_level="well", head_level="completed", concluded_level="completed")
    own = office.accounts[1].access
    known = levels_of(own, office.again(1))
    assert (known.own, known.head, known.concluded) == ("Hoàn thành tốt nhiệm vụ", "", "")
    assert levels_of(office.head.access, office.again(1)).head == "Hoàn thành nhiệm vụ"
    set_days(office, told_on=TODAY)
    assert levels_of(own, office.again(1)).concluded == "Hoàn thành nhiệm vụ"


def test_the_page_costs_few_queries_and_tells_what_is_next(office, django_assert_max_num_queries):
    rating = office.ratings[1]
    for account in (office.head, office.accounts[1]):
        account.client.get(f"/danh-gia/phieu/{rating.pk}/")
        with django_assert_max_num_queries(14):
            page = account.client.get(f"/danh-gia/phieu/{rating.pk}/")
        assert "Tiếp theo:" in page.content.decode()


def test_what_was_left_out_before_the_conclusion_is_no_longer_awaited(make_office):
    office = make_office(3, steps=way("self_review", "head", "residence_opinion", "conclusion", "notice"))
    set_days(office, self_done_on=TODAY, concluded_on=TODAY)
    assert stand(office).next.key == "notice"
