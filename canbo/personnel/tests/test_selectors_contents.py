"""The whole file in one query gives what the tables hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from canbo.core.dates import PartialDate
from canbo.decisions.services import register_decision
from canbo.personnel.models import (
    Conclusion,
    Discipline,
    Identity,
    IdentityPapers,
    PartyMembership,
    PlanEntry,
    PostHolding,
    SalaryStep,
    Training,
)
from canbo.personnel.selectors import read_file
from canbo.personnel.services import add_record, correct_record, verify_fields, withdraw_record

DAY = date(2026, 3, 2)


@pytest.fixture
def full(lan, units, person, title):
    decision = register_decision(
        access=lan, number="12/QĐ-UBND", issued_on=PartialDate(2015, 3, 1), issuer_name="UBND huyện"
    )
    post = add_record(
        access=lan, person=person, kind=PostHolding,
        values={
            "unit": units["home"], "title": title, "title_text": "Trưởng phòng", "decision": decision,
            "valid_from": PartialDate(2015, 3), "valid_before": PartialDate(2020, 3, 1),
        },
    )  # fmt: skip
    add_record(
        access=lan, person=person, kind=SalaryStep,
        values={"coefficient": Decimal("3.660"), "step": 5, "rank_code": "01.003", "valid_from": PartialDate(2021)},
    )  # fmt: skip
    add_record(access=lan, person=person, kind=IdentityPapers, values={"citizen_id": "006075000001"})
    return post


def test_records_come_as_the_tables_hold_them(lan, full, person, django_assert_num_queries):
    contents_of(lan, person)
    with django_assert_num_queries(1):
        contents = contents_of(lan, person)
        post = contents.known(PostHolding)[0]
        assert (post.unit.name, post.title.name, post.decision.number) == ("Phòng Nội vụ", "Trưởng phòng", "12/QĐ-UBND")
        assert post.decision.issued_on == PartialDate(2015, 3, 1)
        assert post.source.user_name == "Trần Thị Lan"
    stored = PostHolding.objects.get(pk=post.pk)
    for each in PostHolding._meta.fields:
        assert getattr(post, each.attname) == getattr(stored, each.attname), each.name
    step = contents.known(SalaryStep)[0]
    assert (step.coefficient, step.step) == (Decimal("3.660"), 5)
    assert contents.known(IdentityPapers)[0].citizen_id == "006075000001"


def contents_of(access, person, **more):
    return read_file(access, person, **more)


def test_day_and_state_of_knowledge(lan, full, person):
    before = timezone.now()
    correct_record(access=lan, record=full, values={"title_text": "Phó trưởng phòng"}, reason="theo quyết định gốc")
    contents = contents_of(lan, person)
    assert [post.title_text for post in contents.known(PostHolding)] == ["Phó trưởng phòng"]
    assert len(contents.versions[PostHolding]) == 2
    assert contents.holding(PostHolding, DAY) == []
    assert len(contents.holding(PostHolding, date(2016, 1, 1))) == 1
    assert contents.current(SalaryStep, date(2020, 1, 1)) is None
    assert len(contents.later(SalaryStep, date(2020, 1, 1))) == 1
    old = contents_of(lan, person, known_on=before)
    assert [post.title_text for post in old.known(PostHolding)] == ["Trưởng phòng"]


def test_closed_kinds_are_not_fetched(lan, binh, an, person):
    for kind, values in (
        (Discipline, {"track": "state", "form": "warning"}),
        (PlanEntry, {"title_text": "Phó chủ tịch"}),
        (Conclusion, {"kind": "vetting"}),
    ):
        add_record(access=lan, person=person, kind=kind, values=values)
    seen = contents_of(binh, person)
    assert {Discipline, PlanEntry, Conclusion, IdentityPapers} <= seen.closed
    assert Discipline not in seen.versions
    own = contents_of(an, person)
    assert {PlanEntry, Conclusion} == own.closed
    assert len(own.known(Discipline)) == 1


def test_versions_keep_marks_and_reasons(lan, person):
    record = add_record(access=lan, person=person, kind=PartyMembership, values={"probationary_on": PartialDate(2001)})
    fresh = verify_fields(access=lan, record=record, fields=["probationary_on"], paper="Quyết định kết nạp")
    training = add_record(access=lan, person=person, kind=Training, values={"course": "Lớp bồi dưỡng"})
    withdraw_record(access=lan, record=training, reason="ghi nhầm người")
    contents = contents_of(lan, person)
    assert contents.known(PartyMembership) == [fresh]
    assert contents.known(PartyMembership)[0].verified["probationary_on"]["by"] == "Trần Thị Lan"
    assert contents.known(Training) == []
    assert contents.versions[Training][0].withdrawn_reason == "ghi nhầm người"
    assert contents.known(Identity)[0].ethnicity == "Tày"
