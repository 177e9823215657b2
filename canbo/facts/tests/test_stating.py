"""Facts of the act: stated in the page and by commands, usual where nobody states them, named where they are missing."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from canbo.core.errors import DomainError
from canbo.facts.standards.questions import about_kind
from canbo.facts.standards.search import candidates, lacks
from canbo.facts.standards.stating import fields, with_stated
from canbo.personnel.models import PlanEntry
from canbo.rules.lexicon import lexicon

pytestmark = pytest.mark.django_db

DAY = "2026-03-02"
KIND = "commune.people_committee_chair"


@pytest.fixture
def people(desk):
    """Hà, of whom nothing but the year of birth is known; Vân, planned for head of a division."""
    ha = desk.open("Hoàng Thị Hà", gender="female", born="1976")
    desk.post(ha, since="2012")
    van = desk.open("Nông Thị Vân", gender="female", born="1985-02-03")
    desk.post(van, "deputy", since="2019-05-01")
    desk.add(van, PlanEntry, title_text="Trưởng phòng", title=desk.titles["head"], since="2024-01-01")
    return {"ha": ha, "van": van}


def asked(access, act="planning", kind=KIND, **stated):
    return with_stated(about_kind(access, kind, act, date.fromisoformat(DAY)), stated)


def test_what_is_usual_of_planning_is_shown_and_can_be_changed(people, lan):
    shown = {each.word.name: each for each in fields(asked(lan.access))}
    assert shown["plan_round"].value == "next_term"
    assert shown["plan_body"].value == "state"
    assert shown["titles_planned_count"].is_per_person
    page = lan.client.get(reverse("candidates"), {"loai": KIND, "viec": "planning", "ngay": DAY}).content.decode()
    assert 'name="neu-plan_object"' in page
    assert "nhiệm kỳ quy hoạch: Nhiệm kỳ tiếp theo" in page


def test_only_what_differs_from_the_usual_stands_in_the_address(people, lan):
    typed = {
        "loai": KIND, "viec": "planning", "ngay": DAY, "neu-plan_round": "current_term", "neu-plan_object": "object_1",
        "neu-titles_planned_count": "1", "neu-plan_body": "",
    }  # fmt: skip
    address = lan.client.get(reverse("candidates"), typed)["Location"]
    assert parse_qs(urlsplit(address).query)["neu"] == [
        "plan_round:current_term", "plan_body:", "titles_planned_count:1"
    ]  # fmt: skip
    answer = lan.client.get(address)
    facts = answer.context["asking"].question.search.facts
    assert (facts["plan_round"], facts["plan_body"], facts["titles_planned_count"]) == ("current_term", None, 1)
    row = next(iter(answer.context["list"].rows))
    assert "neu=plan_round%3Acurrent_term" in row.url


@pytest.mark.parametrize("pair", ["plan_rund:x", "plan_round:x", "titles_planned_count:nhiều", "target_tier:commune"])
def test_what_cannot_be_stated_is_refused_in_words(people, lan, pair):
    answer = lan.client.get(reverse("candidates"), {"loai": KIND, "viec": "planning", "ngay": DAY, "neu": pair})
    assert answer.status_code == 200
    assert "«" in answer.context["error"]
    assert answer.context["classes"] == []


def test_a_basic_fact_is_named_where_one_is_missing(people, lan):
    day = date.fromisoformat(DAY)
    found = candidates(lan.access, day, asked(lan.access))
    rows = {row["full_name"]: row for row in found.frame.to_dicts()}
    missing = {each.rule: each.missing for each in lacks(rows["Hoàng Thị Hà"], found, lexicon())}
    assert missing["party.planning.months_left_next_term"] == ("ngày sinh (chỉ biết một phần)",)
    assert missing["party.planning.degree"][0] == "trình độ chuyên môn"
    stated = asked(lan.access, target_qualification_level="university")
    found = candidates(lan.access, day, stated)
    rows = {row["full_name"]: row for row in found.frame.to_dicts()}
    missing = {each.rule: each.missing for each in lacks(rows["Nông Thị Vân"], found, lexicon())}
    assert missing["party.planning.degree"] == ("trình độ chuyên môn",)
    for row in rows.values():
        assert all(each.missing for each in lacks(row, found, lexicon()) if each.outcome == "unknown"), row


def test_every_unknown_of_an_appointment_names_a_fact(people, lan):
    found = candidates(lan.access, date.fromisoformat(DAY), asked(lan.access, "appointment", "commune.division_head"))
    told = [each for row in found.frame.to_dicts() for each in lacks(row, found, lexicon())]
    assert any(each.outcome == "unknown" for each in told)
    assert all(each.missing for each in told if each.outcome == "unknown")


def test_titles_planned_are_counted_with_the_one_asked_about(people, lan):
    frame = candidates(lan.access, date.fromisoformat(DAY), asked(lan.access)).frame
    counted = dict(frame.select("full_name", "titles_planned_count").iter_rows())
    assert counted == {"Hoàng Thị Hà": 1, "Nông Thị Vân": 2}
    again = candidates(lan.access, date.fromisoformat(DAY), asked(lan.access, kind="commune.division_head")).frame
    assert dict(again.select("full_name", "planned_for_target").iter_rows())["Nông Thị Vân"] is not None


def test_a_stated_fact_stands_over_the_file(people, lan):
    stated = asked(lan.access, "appointment", "commune.division_head", planned_for_equal_or_higher="1")
    frame = candidates(lan.access, date.fromisoformat(DAY), stated).frame
    assert frame["party.appointment.planned"].to_list() == [1, 1]
    with pytest.raises(DomainError):
        asked(lan.access, plan_round="sometime")
