"""Nobody gets more of the picture than their scope and their rights."""

from datetime import date

import pytest
from canbo_testing.desk import DAY, DIRECTOR

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden
from canbo.facts import selectors, services
from canbo.organizations.models import Line
from canbo.organizations.selectors import tree as day_tree
from canbo.personnel.models import Discipline, PlanEntry


@pytest.fixture
def people(desk):
    made = {
        "head": desk.open("Nông Văn Bình"),
        "team": desk.open("Trần Thị Lan", unit=desk.tree.team),
        "other": desk.open("Lý Văn Cường", unit=desk.tree.other),
    }
    desk.post(made["head"], "head", since="2010")
    desk.post(made["team"], "staff", unit=desk.tree.team, since="2010")
    desk.post(made["other"], "staff", unit=desk.tree.home, since="2010", until="2020-01-01")
    desk.post(made["other"], "staff", unit=desk.tree.other, since="2020-01-01")
    for person in made.values():
        desk.add(person, PlanEntry, title_text="Trưởng phòng", since="2020")
        desk.add(person, Discipline, track="state", form="warning", since="2025-06-01", until="2026-06-01")
    return made


def seen(access, as_of=DAY, **options):
    return selectors.picture(access, as_of, **options)["person_id"].to_list()


def test_files_of_the_scope(people, lan, binh, cuong, administrator):
    assert seen(lan.access) == [people["head"].pk, people["team"].pk]
    assert seen(binh.access) == [people["head"].pk, people["team"].pk]
    assert seen(cuong.access) == [people["other"].pk]
    assert seen(administrator.access) == []
    assert seen(AccessContext(None, "khách")) == []


def test_a_report_counts_who_was_there_then(people, lan, cuong):
    then = date(2015, 1, 1)
    by_report = {"permission": Permission.VIEW_REPORTS}
    assert set(seen(lan.access, then, **by_report)) == {person.pk for person in people.values()}
    assert seen(cuong.access, then, **by_report) == []
    assert seen(lan.access, then) == [people["head"].pk, people["team"].pk]
    assert seen(cuong.access, **by_report) == [people["other"].pk]


def test_restricted_sections_stay_closed(people, lan, binh):
    open_to_lan = selectors.picture(lan.access, DAY)
    assert open_to_lan["in_plan"].to_list() == [True, True]
    assert open_to_lan["discipline_in_force"].to_list() == [True, True]
    closed = selectors.picture(binh.access, DAY)
    for name in ("in_plan", "plan_titles", "discipline_in_force", "discipline_last_form"):
        assert closed[name].null_count() == closed.height, name


def test_the_own_file_is_listed_but_never_its_place_in_a_plan(people, make_account, tree):
    cadre = make_account("lycuong", "cadre", tree.home, person_id=people["other"].pk)
    row = selectors.picture(cadre.access, DAY)
    assert row["person_id"].to_list() == [people["other"].pk]
    assert row["in_plan"].to_list() == [None]
    assert row["plan_titles"].to_list() == [None]
    assert row["discipline_in_force"].to_list() == [True]
    assert seen(cadre.access, permission=Permission.VIEW_REPORTS) == []
    officer = make_account("thu", "officer", None, person_id=people["head"].pk)
    plans = dict(selectors.picture(officer.access, DAY).select("person_id", "in_plan").iter_rows())
    assert plans == {people["head"].pk: None, people["team"].pk: True, people["other"].pk: True}


def test_a_subtree_is_a_slice(people, tree):
    whole = selectors.picture(DIRECTOR, DAY)
    today = day_tree(DIRECTOR, Line.STATE, DAY)
    assert selectors.subtree(whole, today, tree.root.pk).equals(whole)
    assert selectors.subtree(whole, today, tree.home.pk)["person_id"].to_list() == [
        people["head"].pk, people["team"].pk,
    ]  # fmt: skip
    assert selectors.subtree(whole, today, tree.other.pk)["person_id"].to_list() == [people["other"].pk]
    assert selectors.subtree(whole, today, 10**9).is_empty()


def test_a_warm_picture_costs_one_query(people, lan, django_assert_num_queries):
    first = selectors.picture(lan.access, DAY)
    assert selectors.is_ready(lan.access, DAY)
    with django_assert_num_queries(1):
        assert selectors.picture(lan.access, DAY) is first


def test_preparing_needs_a_right_to_look(people, lan, make_account):
    assert services.prepare(access=lan.access, as_of=DAY).kind == "facts.prepare"
    nobody = make_account("khach")
    with pytest.raises(Forbidden):
        services.prepare(access=nobody.access, as_of=DAY)
