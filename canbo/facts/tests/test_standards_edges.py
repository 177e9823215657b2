"""Where there is little to judge by: no kind of title, no law yet, no post, no files in scope."""

import pytest
from django.urls import reverse

from canbo.organizations.models import Position

pytestmark = pytest.mark.django_db

DAY = "2026-03-02"


@pytest.fixture
def position(desk):
    """A position of a title that no kind of the packs takes in."""
    return Position.objects.create(unit=desk.tree.home, title=desk.titles["head"])


@pytest.fixture
def ha(desk):
    person = desk.open("Hoàng Thị Hà", gender="female", born="1980-05-20")
    desk.post(person, "head", since="2025-10-01")
    return person


def search(account, **asked):
    return account.client.get(reverse("candidates"), {"ngay": DAY, **asked})


def test_a_title_of_no_kind_is_judged_by_the_general_standards(ha, lan, position):
    answer = search(lan, **{"vi-tri": position.pk})
    question = answer.context["asking"].question
    assert question.search.target.titles == ()
    assert question.asked
    assert sum(count for _code, _tag, count, _tab in answer.context["classes"]) == 1


@pytest.mark.parametrize("day", ["1950-01-01", "1996-01-01"])
def test_before_any_pack_nobody_is_called_fit(ha, lan, position, day):
    for asked in ({"vi-tri": position.pk}, {"loai": "commune.division_head"}):
        answer = search(lan, **{**asked, "ngay": day})
        assert answer.status_code == 200
        assert answer.context["classes"] == []
        assert answer.context["error"]
    page = lan.client.get(reverse("candidate-explained", args=[ha.pk]), {"vi-tri": position.pk, "ngay": day})
    assert page.status_code == 200
    assert page.context["assessment"] is None
    for name in ("standards-map", "packs-compared"):
        assert (
            lan.client.get(reverse(name), {"ngay": day, "bo_a": "party_2020", "bo_b": "party_2025"}).status_code == 200
        )


def test_somebody_without_a_post_is_asked_for_one(lan, desk):
    person = desk.open("Lý Minh Đức", gender="male", born="1964")
    answer = lan.client.get(reverse("candidate-explained", args=[person.pk]), {"ngay": DAY})
    assert answer.context["question"] is None
    assert "Hãy chọn vị trí hoặc loại chức danh" in answer.content.decode()
    file = lan.client.get(f"{reverse('file', args=[person.pk])}?ngay={DAY}").content.decode()
    assert "Hồ sơ không ghi chức vụ nào vào ngày đang xem" in file


def test_officers_of_two_units_see_each_their_own_people(ha, lan, cuong, position, desk):
    other = desk.open("Trần Thị Mai", unit=desk.tree.other, gender="female", born="1990-01-01")
    desk.post(other, unit=desk.tree.other, since="2015-01-01")

    def names(account):
        shown = search(account, **{"vi-tri": position.pk}).context["list"]
        return [str(row.cells[0].value) for row in shown.rows]

    assert names(lan) == ["Hoàng Thị Hà"]
    assert names(cuong) == ["Trần Thị Mai"]
    url = reverse("candidate-explained", args=[ha.pk])
    assert cuong.client.get(url, {"vi-tri": position.pk, "ngay": DAY}).status_code == 404


def test_nobody_stands_in_their_own_search(ha, make_account, desk, position):
    mine = make_account("ha", "unit_head", desk.tree.home, "Hà", person_id=ha.pk)
    assert list(search(mine, **{"vi-tri": position.pk}).context["list"].rows) == []


@pytest.mark.parametrize("asked", [{"vi-tri": 999999}, {"loai": "nothing"}, {"vi-tri": "x"}, {"don-vi": 999999}])
def test_what_does_not_exist_is_told_or_left_out(ha, lan, asked):
    assert search(lan, **asked).status_code == 200
