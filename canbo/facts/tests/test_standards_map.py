"""The standards map: the holders of posts against what the posts ask; a cell opens the people behind it."""

import pytest
from django.urls import reverse

from canbo.organizations.models import Position, Title, Unit
from canbo.personnel.models import PlanEntry, PoliticalTheory
from canbo.rules.domain.engine import Outcome

pytestmark = pytest.mark.django_db

DAY = "2026-03-02"
MONTHS = "party.appointment.months_in_post"


@pytest.fixture
def people(desk):
    """A new head and an old deputy in the home unit, a head in the other."""
    Unit.objects.update(tier="commune", block="government")
    desk.titles["head"] = Title.objects.get(code="truong-phong")
    ha = desk.open("Hoàng Thị Hà", gender="female", born="1980-05-20")
    desk.post(ha, "head", since="2025-10-01")
    desk.add(ha, PoliticalTheory, level="elementary", since="2010")
    van = desk.open("Nông Thị Vân", gender="female")
    desk.post(van, "deputy", since="2019-05-01")
    desk.add(van, PlanEntry, title_text="Trưởng phòng", title=desk.titles["head"], since="2024-01-01")
    mai = desk.open("Trần Thị Mai", unit=desk.tree.other, gender="female", born="1990-01-01")
    desk.post(mai, "head", unit=desk.tree.other, since="2015-01-01")
    return {"ha": ha, "van": van, "mai": mai}


def show(account, **asked):
    return account.client.get(reverse("standards-map"), {"ngay": DAY, **asked})


def test_gaps_are_counted_within_the_scope(people, lan):
    found = show(lan).context["map"]
    assert found.people == 2
    heads = next(group for group in found.groups if group.search.target.rank == "head")
    assert heads.frame["full_name"].to_list() == ["Hoàng Thị Hà"]
    assert MONTHS not in {each.condition.id for each in heads.asked}
    for confirmed in (True, False):
        assert found.total(Outcome.FAIL, confirmed=confirmed) == sum(
            int((group.frame[each.condition.id] == 0).sum())
            for group in found.groups
            for each in group.asked
            if each.confirmed == confirmed
        )
    assert found.total(Outcome.FAIL, confirmed=False) > 0


def test_seats_that_nobody_holds_are_gaps(people, lan, cuong, desk):
    head, deputy = (
        Position.objects.create(unit=desk.tree.home, title=desk.titles[name], seats=2) for name in ("head", "deputy")
    )
    Position.objects.create(unit=desk.tree.other, title=desk.titles["deputy"])
    Position.objects.create(unit=desk.tree.home, title=desk.titles["staff"], seats=9)
    answer = show(lan)
    assert answer.context["map"].vacant == 2  # Hà holds one of two, Vân one of two; the other unit is out of scope
    group = next(group for group in answer.context["map"].groups if group.search.target.rank == "deputy")
    opened = show(lan, nhom=group.key).content.decode()
    assert f"vi-tri={deputy.pk}" in opened
    assert f"vi-tri={head.pk}" not in opened
    assert show(cuong).context["map"].vacant == 1
    assert show(lan, ai="quy-hoach").context["map"].vacant == 0


def test_a_cell_opens_the_people_behind_it(people, lan):
    key = next(g.key for g in show(lan).context["map"].groups if g.search.target.rank == "head")
    opened = show(lan, nhom=key, muc="fail", **{"dieu_kien": "state.standard.theory"})
    assert [row["name"] for row in opened.context["rows"]] == ["Hoàng Thị Hà"]
    assert "chưa đạt" in opened.content.decode()
    assert "Trần Thị Mai" not in opened.content.decode()


def test_those_planned_stand_against_the_planned_post(people, lan, make_account, desk):
    found = show(lan, ai="quy-hoach").context["map"]
    assert [group.frame["full_name"].to_list() for group in found.groups] == [["Nông Thị Vân"]]
    van = make_account("van", "unit_head", desk.tree.home, "Vân", person_id=people["van"].pk)
    assert show(van, ai="quy-hoach").context["map"].people == 0


def test_a_unit_is_chosen_by_what_was_typed(people, lan, tree):
    answer = lan.client.get(reverse("standards-map"), {"don-vi-chu": f"Phòng (#{tree.home.pk})"})
    assert f"don-vi={tree.home.pk}" in answer["Location"]
    assert lan.client.get(reverse("standards-map"), {"don-vi-chu": "không có"}).status_code == 422


def test_the_map_costs_no_more_with_more_people(people, lan, desk, django_assert_max_num_queries):
    for number in range(20):
        desk.post(desk.open(f"Nguyễn Văn {chr(65 + number)}"), "deputy", since="2010")
    show(lan)
    with django_assert_max_num_queries(12):
        show(lan)
