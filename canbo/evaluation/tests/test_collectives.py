"""Collectives: which are rated, by which scheme, who answers, who concludes; what ties them to their heads."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from canbo.evaluation.domain.collectives import Sort, concluder_of, leads_body, sort_of
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_subject, may_read_all
from canbo.evaluation.selectors.collective_facts import tied_inputs
from canbo.evaluation.selectors.roster_collectives import SMALL, collective_entries
from canbo.organizations.models import Body, BodyTerm
from canbo.personnel.models import BodyMembership, Discipline
from canbo.rules import library as packs

DAY = date(2026, 11, 23)
SCHEMES = packs.library().law(DAY).schemes
UNITS = ("units_led", "units_not_completed")


@pytest.fixture
def campaign(tree):
    return Campaign.objects.create(
        unit=tree.root, title="Đánh giá năm 2026", year=2026, law_day=DAY, state=Campaign.State.OPEN,
        created_by_name="Lan",
    )  # fmt: skip


@pytest.fixture
def leaders(desk):
    people = [desk.open(name) for name in ("Trần Văn An", "Lê Thị Bích", "Phạm Văn Cư")]
    for person, title in zip(people, ("deputy", "head", "deputy"), strict=True):
        desk.post(person, title, since="2020-01-01")
    return people


def entries(campaign, *units, day=DAY, schemes=SCHEMES):
    return collective_entries(campaign, [unit.pk for unit in units], day=day, schemes=schemes.values())


def body(unit, kind, name, parent=None, **members):
    made = Body.objects.create(unit=unit, kind=kind, name=name, parent=parent)
    return made, BodyTerm.objects.create(body=made, name="2025–2030", valid_from=date(2025, 1, 1))


def test_the_leaders_of_a_unit_are_a_collective_and_their_head_answers(campaign, tree, leaders):
    (made,) = entries(campaign, tree.home, tree.other)
    assert (made.rated_unit, made.body, made.person) == (tree.home, None, None)
    assert made.scheme == "party.qd_366_2025.collective"
    assert made.answerer_id == leaders[1].pk, "the head, not the first by name"
    assert (made.form, made.rank, made.circumstances) == ("01", "collective", [])
    assert "Điều 13" in made.concluder
    made.save()


def test_a_leadership_of_two_is_told(campaign, tree, desk):
    desk.post(desk.open("Trần Văn An"), "head", since="2020-01-01")
    desk.post(desk.open("Lê Thị Bích"), "deputy", since="2020-01-01")
    (made,) = entries(campaign, tree.home)
    assert made.circumstances == [SMALL]


def test_a_leadership_entered_as_a_body_stands_for_the_unit(campaign, tree, leaders):
    made, _term = body(tree.home, Body.Kind.LEADERSHIP, "Tập thể lãnh đạo Phòng Nội vụ")
    (entry,) = entries(campaign, tree.home)
    assert (entry.body, entry.rated_unit, entry.answerer_id) == (made, None, leaders[1].pk)


def test_bodies_answer_through_their_secretary(campaign, tree, desk):
    committee, term = body(tree.root, Body.Kind.EXECUTIVE_COMMITTEE, "Đảng uỷ Mẫu")
    _cell, cell_term = body(tree.home, Body.Kind.PARTY_CELL, "Chi bộ Nội vụ", parent=committee)
    body(tree.root, Body.Kind.PEOPLES_COUNCIL, "Hội đồng nhân dân")
    deputy, secretary = desk.open("Trần Văn An"), desk.open("Lê Thị Bích")
    for held, person, role in (
        (term, secretary, "Bí thư"), (cell_term, deputy, "Phó Bí thư"), (cell_term, secretary, "Bí thư chi bộ"),
    ):  # fmt: skip
        desk.add(person, BodyMembership, term=held, role=role, since="2025-01-01")
    made = {entry.body.name: entry for entry in entries(campaign, tree.root, tree.home)}
    assert set(made) == {"Đảng uỷ Mẫu", "Chi bộ Nội vụ"}
    assert {entry.answerer_id for entry in made.values()} == {secretary.pk}
    assert "Đảng uỷ cơ sở (Đảng uỷ Mẫu)" in made["Chi bộ Nội vụ"].concluder
    assert made["Chi bộ Nội vụ"].group != made["Đảng uỷ Mẫu"].group


def test_a_body_that_ended_is_not_rated(campaign, tree, desk):
    made, _term = body(tree.home, Body.Kind.PARTY_CELL, "Chi bộ cũ")
    Body.objects.filter(pk=made.pk).update(abolished_on=date(2026, 1, 1))
    assert entries(campaign, tree.home) == []


def test_no_scheme_for_collectives_no_entry(campaign, tree, leaders):
    people = {key: scheme for key, scheme in SCHEMES.items() if scheme.subject != "collective"}
    assert entries(campaign, tree.home, schemes=people) == []
    campaign.kind = "month"
    assert entries(campaign, tree.home) == [], "the Party's regulation knows no month"


@pytest.mark.parametrize(
    ("kind", "tier", "standing", "under", "sort"),
    [
        ("party_cell", "", False, True, Sort.DEPENDENT_CELL),
        ("party_cell", "", False, False, Sort.CELL),
        ("executive_committee", "commune", False, False, Sort.COMMITTEE),
        ("executive_committee", "commune", True, False, None),
        ("standing_committee", "commune", True, False, Sort.STANDING_COMMITTEE),
        ("standing_committee", "province", True, False, Sort.PROVINCIAL_COMMITTEE),
        ("inspection_committee", "commune", False, False, None),
        ("peoples_council", "commune", False, False, None),
    ],
)
def test_sorts_of_bodies(kind, tier, standing, under, sort):
    assert sort_of(kind, tier, beside_standing=standing, under_committee=under) == sort


def test_who_concludes_by_the_table_of_the_guidance():
    assert concluder_of(Sort.CELL).words.startswith("Ban thường vụ cấp uỷ cấp trên trực tiếp")
    assert concluder_of(Sort.PROVINCIAL_COMMITTEE).words == "Bộ Chính trị, Ban Bí thư"
    assert not concluder_of(Sort.STANDING_COMMITTEE).confirmed, "the commune's is a reading"


def test_the_deputy_secretary_does_not_lead():
    assert leads_body("Bí thư")
    assert leads_body("BÍ THƯ CHI BỘ")
    assert not leads_body("Phó Bí thư")
    assert not leads_body("Uỷ viên")
    assert not leads_body("")


def test_who_answers_neither_rates_nor_concludes(campaign, tree, leaders, make_account):
    (made,) = entries(campaign, tree.home)
    made.save()
    head = make_account("truong", "officer", tree.root, person_id=leaders[1].pk)
    other = make_account("pho", "officer", tree.root, person_id=leaders[0].pk)
    assert is_subject(head.access, made)
    assert not may_read_all(head.access, made)
    assert not is_subject(other.access, made)
    assert may_read_all(other.access, made)


def test_nobody_without_a_file_answers(make_account, tree):
    stranger = make_account("la", "officer", tree.root)
    assert not is_subject(stranger.access, SimpleNamespace(person_id=None, answerer_id=None))


def test_a_member_disciplined_in_the_period_counts(campaign, tree, desk, leaders):
    (made,) = entries(campaign, tree.home)
    made.save()
    assert tied_inputs(made, ["member_disciplined"]) == {}, "no record is no statement"
    desk.add(leaders[0], Discipline, track="party", form="reprimand", since="2025-12-31", until="2026-12-31")
    assert tied_inputs(made, ["member_disciplined"]) == {}, "of the year before"
    desk.add(leaders[0], Discipline, track="party", form="reprimand", since="2026-03-01", until="2027-03-01")
    value, why = tied_inputs(made, ["member_disciplined"])["member_disciplined"]
    assert value is True
    assert "kỷ luật" in why
    assert tied_inputs(made, []) == {}


def test_the_head_carries_the_tasks_and_the_level_of_the_unit(campaign, tree, desk, leaders):
    (collective,) = entries(campaign, tree.home)
    collective.entered = {"tasks_assigned": 10, "tasks_done": 8}
    collective.checked = {"tasks_done": 7}
    collective.save()
    head = Rating.objects.create(
        campaign=campaign, unit=tree.home, person=leaders[1], scheme="party.qd_366_2025.leader", rank="head"
    )
    assert {name: value for name, (value, _why) in tied_inputs(head, UNITS).items()} == {
        "tasks_assigned": 10, "tasks_done": 7,
    }  # fmt: skip
    collective.concluded_level = "not_completed"
    collective.save(update_fields=["concluded_level"])
    told = {name: value for name, (value, _why) in tied_inputs(head, UNITS).items()}
    assert (told["units_led"], told["units_not_completed"]) == (1, 1)
    head.rank = "staff"
    assert tied_inputs(head, UNITS) == {}


def test_units_below_stand_for_the_unit_itself(campaign, tree, desk, leaders):
    desk.post(desk.open("Đỗ Văn Tổ"), "head", unit=tree.team, since="2020-01-01")
    own, below = entries(campaign, tree.home, tree.team)
    for each, level in ((own, "not_completed"), (below, "well")):
        each.concluded_level = level
        each.save()
    head = Rating.objects.create(
        campaign=campaign, unit=tree.home, person=leaders[1], scheme="party.qd_366_2025.leader", rank="head"
    )
    told = {name: value for name, (value, _why) in tied_inputs(head, UNITS).items()}
    assert (told["units_led"], told["units_not_completed"]) == (1, 0), "the team below, not the unit itself"
    below.concluded_level = ""
    below.save(update_fields=["concluded_level"])
    assert "units_led" not in tied_inputs(head, UNITS), "not before every one is concluded"


@pytest.mark.parametrize(
    ("fields", "first", "last"),
    [
        ({}, date(2026, 1, 1), date(2026, 12, 31)),
        ({"quarter": 1}, date(2026, 1, 1), date(2026, 3, 31)),
        ({"quarter": 4}, date(2026, 10, 1), date(2026, 12, 31)),
        ({"month": 2}, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_the_days_of_a_period(fields, first, last):
    period = Campaign(year=2026, **fields)
    assert (period.first_day, period.last_day) == (first, last)
