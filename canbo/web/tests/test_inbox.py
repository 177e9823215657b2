"""What waits for somebody: the list by nearness, the number beside its entry, who sees what."""

from __future__ import annotations

from datetime import date

import pytest

from canbo.common import inbox
from canbo.common.inbox import Waiting, When, grouped, waiting_for, when

MONDAY = date(2026, 11, 23)


@pytest.fixture
def only(monkeypatch):
    """Nothing waits but what the test registers."""
    held: dict[str, inbox.Kind] = {}
    monkeypatch.setattr(inbox, "_kinds", held)

    def register(key, *things, to=None):
        def provider(access, today):
            return things if to is None or access.user_id == to else ()

        inbox.register_inbox(key, f"Loại {key}", provider)

    return register


@pytest.mark.parametrize(
    ("due", "found"),
    [
        (date(2026, 11, 22), When.OVERDUE), (MONDAY, When.TODAY), (date(2026, 11, 24), When.WEEK),
        (date(2026, 11, 29), When.WEEK), (date(2026, 11, 30), When.LATER), (None, When.NO_DAY),
    ],
)  # fmt: skip
def test_how_near_a_day_is(due, found):
    assert when(due, MONDAY) is found


def test_the_nearest_come_first_and_what_has_no_day_last(only, lan):
    only("a", Waiting("sau", "/a", date(2027, 1, 1)), Waiting("không hạn", "/b"))
    only("b", Waiting("quá hạn", "/c", date(2026, 11, 1)))
    groups = grouped(waiting_for(lan.access, MONDAY), MONDAY)
    assert [(key, [item.waiting.title for item in held]) for key, held in groups] == [
        (When.OVERDUE, ["quá hạn"]), (When.LATER, ["sau"]), (When.NO_DAY, ["không hạn"]),
    ]  # fmt: skip


def test_the_page_shows_kinds_and_only_the_one_chosen(only, lan):
    only("a", Waiting("Việc thứ nhất", "/a", MONDAY))
    only("b", Waiting("Việc thứ hai", "/b"))
    whole = lan.client.get("/viec-can-lam/").content.decode()
    assert "Việc thứ nhất" in whole
    assert "Việc thứ hai" in whole
    one = lan.client.get("/viec-can-lam/?loai=b").content.decode()
    assert "Việc thứ nhất" not in one
    assert "Việc thứ hai" in one
    assert "Việc thứ nhất" in lan.client.get("/viec-can-lam/?loai=la").content.decode()


def test_an_empty_list_says_what_would_stand_there(only, lan):
    assert "Không có việc nào đang chờ bạn" in lan.client.get("/viec-can-lam/").content.decode()


def test_the_first_page_names_the_nearest_and_counts_the_rest(only, lan):
    only("a", *(Waiting(f"Việc {number}", f"/{number}", date(2026, 12, number)) for number in range(1, 12)))
    text = lan.client.get("/").content.decode()
    assert "Việc 8" in text
    assert "Việc 9" not in text
    assert "Còn 3 việc khác" in text


def test_the_number_stands_beside_its_entry_and_is_asked_again_once_old(only, lan):
    only("a", Waiting("Việc", "/a"), Waiting("Việc", "/b"))
    fresh = lan.client.get("/tim-kiem/").content.decode()
    assert 'hx-get="/viec-can-lam/so/"' in fresh  # not known yet
    told = lan.client.get("/viec-can-lam/so/").content.decode()
    assert ">2<" in told.replace("\n", "").replace("</span>2<", "</span>>2<")
    after = lan.client.get("/tim-kiem/").content.decode()
    assert 'hx-get="/viec-can-lam/so/"' not in after
    assert "việc đang chờ" in after
    session = lan.client.session
    session["count:inbox"] = [2, 0]
    session.save()
    assert 'hx-get="/viec-can-lam/so/"' in lan.client.get("/tim-kiem/").content.decode()


def test_everybody_sees_their_own(only, lan, binh):
    only("a", Waiting("Việc của Lan", "/a"), to=lan.user.pk)
    assert "Việc của Lan" in lan.client.get("/viec-can-lam/").content.decode()
    assert "Việc của Lan" not in binh.client.get("/viec-can-lam/").content.decode()


def test_each_kind_takes_two_queries_at_most(
    lan, administrator, make_account, tree, desk, django_assert_max_num_queries
):
    mine = desk.open("Trần Văn Mình")
    everything = make_account("moi-vai", "officer", tree.home, person_id=mine.pk)
    for account in (everything, administrator):
        for kind in inbox.kinds():
            with django_assert_max_num_queries(2):
                list(kind.provider(account.access, MONDAY))


def test_the_page_stays_cheap(lan, django_assert_max_num_queries):
    lan.client.get("/viec-can-lam/")
    with django_assert_max_num_queries(20):
        lan.client.get("/viec-can-lam/")
