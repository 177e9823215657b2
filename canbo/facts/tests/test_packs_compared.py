"""The comparison of packs in the page: who becomes eligible, who stops, by which rules."""

import pytest
from django.urls import reverse

from canbo.organizations.models import Unit
from canbo.personnel.models import PlanEntry

pytestmark = pytest.mark.django_db

DAY = "2026-03-02"
MONTHS = "party.appointment.months_in_post"


@pytest.fixture
def people(desk):
    """A head for a year and a half: two years were asked once, one year is asked now."""
    ha = desk.open("Hoàng Thị Hà", gender="female", born="1980-05-20")
    desk.post(ha, "head", since="2024-09-01")
    van = desk.open("Nông Thị Vân", gender="female", born="1985-01-01")
    desk.post(van, "deputy", since="2010-01-01")
    return {"ha": ha, "van": van}


def compare(account, **asked):
    return account.client.get(reverse("packs-compared"), {"ngay": DAY, "viec": "appointment", **asked})


def test_the_rules_that_turn_are_named_with_their_people(people, lan):
    answer = compare(lan, bo_a="party_2020", bo_b="party_2025", loai="commune.division_head")
    comparison = answer.context["comparison"]
    assert comparison.total == 2
    changed = {change.full_name: change.rules for change in comparison.changes}
    assert all(MONTHS in rules for name, rules in changed.items() if name == "Hoàng Thị Hà")
    assert sum(comparison.before.values()) == sum(comparison.after.values())
    assert len(answer.context["people_tabs"]) == 3


def test_a_pack_compared_with_itself_changes_nobody(people, lan):
    answer = compare(lan, bo_a="party_2025", bo_b="party_2025", loai="commune.division_head")
    assert answer.context["comparison"].changes == ()
    assert "Không có ai thay đổi như vậy" in answer.content.decode()


def test_a_local_overlay_can_be_laid_over_a_pack(people, lan):
    names = [name for name, _words in compare(lan).context["packs"]]
    overlay = next(name for name in names if "+" in name)
    answer = compare(lan, bo_a=overlay.split("+", maxsplit=1)[0], bo_b=overlay, loai="commune.division_head")
    assert answer.context["comparison"].total == 2


def test_what_cannot_be_compared_is_said_in_words(people, lan, cuong):
    assert "Không có bộ quy tắc" in compare(lan, bo_a="nothing", bo_b="party_2025").content.decode()
    assert "Hãy chọn hai bộ quy tắc" in compare(lan).content.decode()
    asked = {"bo_a": "party_2020", "bo_b": "party_2025"}
    assert compare(cuong, **asked, loai="commune.division_head").context["comparison"].total == 0


def test_without_a_target_everybody_is_looked_at_for_the_post_held(people, lan):
    found = compare(lan, bo_a="party_2020", bo_b="party_2025", ca="1").context["comparison"]
    assert found.total == 2
    changed = {change.full_name: change for change in found.changes}
    assert MONTHS in changed["Hoàng Thị Hà"].rules
    assert changed["Hoàng Thị Hà"].words
    confirmed = compare(lan, bo_a="party_2020", bo_b="party_2025").context["comparison"]
    assert sum(confirmed.before.values()) == sum(found.before.values())


def test_those_planned_are_looked_at_for_the_post_they_are_planned_for(people, lan, desk, make_account):
    desk.add(people["van"], PlanEntry, title_text="Trưởng phòng", title=desk.titles["head"], since="2024-01-01")
    asked = {"bo_a": "party_2020", "bo_b": "party_2025", "xet": "quy-hoach", "ca": "1"}
    assert compare(lan, **asked).context["comparison"].total == 1
    van = make_account("van", "unit_head", desk.tree.home, "Vân", person_id=people["van"].pk)
    assert compare(van, **asked).context["comparison"].total == 0


def test_the_overlays_of_a_place_are_switched_on_for_it(people, lan, desk):
    """The example asks two years in post where the centre asks one; Hà has a year and a half."""
    Unit.objects.filter(pk=desk.tree.home.pk).update(code="VI-DU")
    asked = {"bo_a": "", "bo_b": "dia-phuong", "ca": "1", "loai": "commune.division_head"}
    found = compare(lan, **asked, **{"don-vi": desk.tree.home.pk}).context["comparison"]
    assert MONTHS in found.rules
    outside = compare(lan, **asked, **{"don-vi": desk.tree.root.pk}).context["comparison"]
    assert MONTHS not in outside.rules
