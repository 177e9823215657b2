"""The list of people, its export and saved views, the boards: what each role sees, and at what cost."""

import io
from datetime import date

import openpyxl
import polars as pl
import pytest
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError
from canbo.facts.conditions import Condition, matching_text
from canbo.facts.models import SavedView
from canbo.personnel.models import (
    PoliticalTheory,
    Qualification,
    Recruitment,
    SalaryStep,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(desk):
    """Hà (head, advanced theory), Đức (staff, birth year alone) in the home unit; Mai in the other."""
    ha = desk.open("Hoàng Thị Hà", gender="female", born="1980-05-20", ethnicity="Tày")
    desk.add(ha, Recruitment, recruited_on="2003-09-01")
    desk.add(ha, PoliticalTheory, level="advanced", since="2015")
    desk.add(ha, Qualification, level="university", major="Luật", since="2002")
    desk.post(ha, "head", since="2018-01-01")
    duc = desk.open("Lý Minh Đức", gender="male", born="1964", ethnicity="Kinh")
    desk.add(duc, Recruitment, recruited_on="1990")
    desk.post(duc, since="2000-01")
    mai = desk.open("Trần Thị Mai", unit=desk.tree.other, gender="female", born="1990-01-01", ethnicity="Kinh")
    desk.post(mai, unit=desk.tree.other, since="2015-01-01")
    return {"ha": ha, "duc": duc, "mai": mai}


def names(answer):
    return [row.cells[0].value for row in answer.context["list"].rows]


def test_the_list_holds_the_scope_and_no_more(people, lan, cuong):
    assert sorted(names(lan.client.get(reverse("people-list")))) == ["Hoàng Thị Hà", "Lý Minh Đức"]
    assert names(cuong.client.get(reverse("people-list"))) == ["Trần Thị Mai"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=duc", ["Lý Minh Đức"]),
        ("q=ly+duc", ["Lý Minh Đức"]),
        ("q=ha", ["Hoàng Thị Hà"]),
        ("q=oang", []),
        ("gender=female", ["Hoàng Thị Hà"]),
        ("theory_level=advanced&theory_level=-", ["Hoàng Thị Hà", "Lý Minh Đức"]),
        ("is_leader=1", ["Hoàng Thị Hà"]),
        ("f=theory_level:ge:intermediate", ["Hoàng Thị Hà"]),
        ("f=qualification_level:null:1", ["Lý Minh Đức"]),
        ("age_from=60", ["Lý Minh Đức"]),
        ("age_to=50", ["Hoàng Thị Hà"]),
        ("unit=noi+vu", ["Hoàng Thị Hà", "Lý Minh Đức"]),
        ("unit=tai+chinh", []),
    ],
)
def test_search_and_filters(people, lan, query, expected):
    answer = lan.client.get(f"{reverse('people-list')}?{query}&ngay=2026-03-02&xep=full_name")
    assert sorted(names(answer)) == sorted(expected)


def test_the_order_of_names_is_vietnamese(people, lan):
    answer = lan.client.get(f"{reverse('people-list')}?xep=full_name")
    assert names(answer) == ["Lý Minh Đức", "Hoàng Thị Hà"]


def test_the_list_follows_the_day(people, lan):
    answer = lan.client.get(f"{reverse('people-list')}?ngay=2010-01-01&f=theory_level:ge:intermediate")
    assert names(answer) == []


def test_an_address_that_names_the_day_keeps_it(people, lan):
    answer = lan.client.get(f"{reverse('people-list')}?ngay=2026-03-02&gender=female")
    shown = answer.context["list"]
    assert "ngay=2026-03-02" in shown.chips[0].url
    assert "ngay=2026-03-02" in shown.columns[0].sort_url
    assert "ngay=" not in lan.client.get(reverse("people-list")).context["list"].columns[0].sort_url


@pytest.mark.parametrize(
    "bad", ["f=nothing:eq:1", "f=gender:ge:x", "f=age_months:le:abc", "f=x", "age_from=abc", "unit=khong+co"]
)
def test_a_condition_that_cannot_be_read_is_refused_in_words(people, lan, bad):
    answer = lan.client.get(f"{reverse('people-list')}?{bad}")
    assert answer.status_code == 400


def test_the_list_costs_no_more_with_more_people(people, lan, desk, django_assert_max_num_queries):
    lan.client.get(reverse("people-list"))
    for number in range(30):
        desk.post(desk.open(f"Nguyễn Văn {chr(65 + number % 26)}", born=f"19{60 + number}"), since="2010")
    lan.client.get(reverse("people-list"))  # the first look after a change patches the picture
    with django_assert_max_num_queries(12):
        answer = lan.client.get(reverse("people-list"))
    assert answer.context["list"].count == 32


def test_the_export_is_what_is_seen_and_is_audited(people, lan, binh):
    url = f"{reverse('people-export')}?xep=full_name&cot=full_name,born_year"
    book = openpyxl.load_workbook(io.BytesIO(lan.client.post(url, {"ly_do": "Họp"}).content))
    seen = [[cell.value for cell in row if cell.value is not None] for row in book.active.iter_rows()]
    assert ["Lý Minh Đức", 1964] in seen
    assert ["Hoàng Thị Hà", 1980] in seen
    assert not any("Trần Thị Mai" in row for row in seen)
    assert AuditEntry.objects.filter(action="list.exported", actor_id=lan.user.pk).count() == 1


def test_a_view_is_saved_for_oneself_and_deleted_by_oneself(people, lan, binh):
    answer = lan.client.post(reverse("people-view-save"), {"name": "Nữ", "query": "gender=female"}, follow=True)
    assert names(answer) == ["Hoàng Thị Hà"]
    view = SavedView.objects.get()
    assert binh.client.post(reverse("people-view-delete", args=[view.pk])).status_code == 404
    assert lan.client.post(reverse("people-view-delete", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name(people, lan):
    answer = lan.client.post(reverse("people-view-save"), {"name": " ", "query": ""}, follow=True)
    assert "đặt tên" in answer.content.decode()


def test_the_quality_board_counts_and_leads_to_the_mending(people, lan):
    answer = lan.client.get(f"{reverse('data-quality')}?ngay=2026-03-02&muc=qualification_missing")
    assert answer.context["count"] == 1
    assert "Lý Minh Đức" in answer.content.decode()
    assert "Trần Thị Mai" not in answer.content.decode()
    board = answer.context["board"]
    counted = {row.check.code: row.count for _label, rows in board.groups for row in rows}
    assert counted["born_partial"] == 1
    assert board.total == 2


def test_the_quality_board_finds_contradictions(desk, lan):
    early = desk.open("Vũ Văn Sớm", born="1990-01-01", gender="male")
    desk.add(early, Recruitment, recruited_on="2003-01-01")
    desk.post(early, since="2000-01-01")
    answer = lan.client.get(f"{reverse('data-quality')}?ngay=2026-03-02")
    counted = {row.check.code: row.count for _label, rows in answer.context["board"].groups for row in rows}
    assert counted["recruited_as_child"] == 1
    assert counted["post_longer_than_service"] == 1
    assert "party_before_18" not in counted


def test_the_due_lists(desk, lan):
    old = desk.open("Bế Văn Lão", born="1964-10-05", gender="male")
    desk.post(old, "head", since="2021-04-01", term_ends_on="2026-04-01")
    desk.add(old, SalaryStep, rank_code="01.003", coefficient="4.98", since="2023-05-01")
    answer = lan.client.get(f"{reverse('due-lists')}?ngay=2026-03-02&thang=6")
    lists = {each.kind: each for each in answer.context["lists"]}
    assert [(row.earliest, row.latest) for row in lists["retirement"].rows] == [(date(2026, 5, 1), date(2026, 5, 1))]
    assert [row.earliest for row in lists["salary"].rows] == [date(2026, 5, 1)]
    assert [row.earliest for row in lists["term"].rows] == [date(2026, 4, 1)]
    nearer = lan.client.get(f"{reverse('due-lists')}?ngay=2025-03-02&thang=3")
    assert all(each.count == 0 for each in nearer.context["lists"])


def test_boards_are_shut_for_a_cadre(people, desk, make_account):
    own = make_account("ha", "cadre", desk.tree.home, person_id=people["ha"].pk)
    assert own.client.get(reverse("data-quality")).status_code == 403
    assert own.client.get(reverse("due-lists")).status_code == 403
    assert names(own.client.get(reverse("people-list"))) == ["Hoàng Thị Hà"]


def test_a_condition_says_itself_and_keeps_null_apart():
    condition = Condition.parse("theory_level:ge:intermediate")
    frame = pl.DataFrame(
        {"theory_level": ["advanced", "elementary", None]},
        schema={"theory_level": pl.Enum(list(condition.fact.codes))},
    )
    assert frame.select(condition.expression()).to_series().to_list() == [True, False, None]
    assert str(condition) == "theory_level:ge:intermediate"
    assert "Trung cấp" in condition.words()
    with pytest.raises(DomainError):
        Condition.parse("theory_level:ge:very_high")


def test_the_search_takes_the_beginning_of_any_word_literally():
    frame = pl.DataFrame({"search_name": ["nguyen van a.b", "le thi (hoa)"]})
    assert frame.filter(matching_text("van ng")).height == 1
    assert frame.filter(matching_text("hoa)")).height in {0, 1}
    assert frame.filter(matching_text("[")).height in {0, 2}
