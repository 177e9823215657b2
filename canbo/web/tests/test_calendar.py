"""The calendar of meetings and deadlines: the month's page, and the feed behind a secret link."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from canbo.accounts.models import AttemptCount, CalendarLink, User
from canbo.accounts.services import calendar_links
from canbo.audit.models import AuditEntry
from canbo.common import calendar as registry
from canbo.common import inbox
from canbo.common.calendar import Event
from canbo.common.inbox import Waiting
from canbo.web.feed import feed_of

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HERE)
CADRE = "Nguyễn Thị Kín Đáo"
LONG = "Hội nghị · Ban Thường vụ Đảng uỷ các cơ quan tỉnh Đồng Tháp mở rộng, bàn việc thường kỳ tháng mười một năm nay"


def meeting(**more):
    values = {
        "key": "meeting-1", "starts": datetime(2026, 11, 25, 14, 0, tzinfo=HERE), "title": f"Lấy phiếu {CADRE}",
        "plain": LONG, "url": "/hoi-nghi/1/", "place": "Phòng họp số 2, trụ sở Đảng uỷ",
    }  # fmt: skip
    return Event(**(values | more))


@pytest.fixture
def held(monkeypatch):
    """One meeting and one deadline stand in Lan's calendar, and in nobody else's."""
    found: list[Event] = []
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(inbox, "_kinds", {})
    owner: list[int] = []
    registry.register_events(
        "meetings", "Hội nghị", lambda access, start, end: found if access.user_id in owner else []
    )
    today = timezone.localdate()
    inbox.register_inbox(
        "steps", "Bước của quy trình",
        lambda access, day: [Waiting(f"Bước của {CADRE}", "/viec/7/", today)] if access.user_id in owner else [],
    )  # fmt: skip
    return found, owner


def read(events, base="https://canbo.example.vn"):
    return feed_of(events, base, NOW)


def lines(content: bytes) -> list[bytes]:
    return content.split(b"\r\n")


def test_the_feed_is_what_the_standard_asks():
    content = read([meeting(), Event("steps:/viec/7/", date(2026, 11, 30), CADRE, "Hạn: Bước", "/viec/7/")])
    assert all(len(line) <= 75 for line in lines(content))
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines(content):
        line.decode()  # a letter is never cut in two
    feed = Calendar.from_ical(content)
    first, second = feed.walk("VEVENT")
    assert first["summary"] == LONG
    assert first["dtstart"].dt == datetime(2026, 11, 25, 14, 0, tzinfo=HERE)
    assert b"DTSTART;TZID=Asia/Ho_Chi_Minh:20261125T140000" in content
    assert [str(zone["tzid"]) for zone in feed.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]
    assert first["location"] == "Phòng họp số 2, trụ sở Đảng uỷ"
    assert str(first["url"]) == "https://canbo.example.vn/hoi-nghi/1/"
    assert (second["dtstart"].dt, second["dtend"].dt) == (date(2026, 11, 30), date(2026, 12, 1))
    assert feed["version"] == "2.0"
    assert feed["prodid"]


def test_no_name_of_a_person_is_in_the_feed():
    content = read([meeting(), Event("a", date(2026, 11, 30), CADRE, "Hạn: Bước", "/viec/7/")])
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "Kín Đáo" not in unfolded
    assert "Lấy phiếu" not in unfolded


def test_an_event_keeps_its_number_when_it_is_moved_and_cancelled():
    def number(**more):
        return str(Calendar.from_ical(read([meeting(**more)])).walk("VEVENT")[0]["uid"])

    moved = {"starts": datetime(2026, 12, 1, 8, 0, tzinfo=HERE)}
    assert number() == number(**moved) == number(is_cancelled=True)
    assert number() != number(key="meeting-2")
    assert "meeting" not in number()


def test_a_cancelled_meeting_is_told_as_cancelled():
    (entry,) = Calendar.from_ical(read([meeting(is_cancelled=True)])).walk("VEVENT")
    assert entry["status"] == "CANCELLED"
    assert entry["summary"] == f"Đã huỷ: {LONG}"


def made(lan) -> str:
    shown = lan.client.post("/viec-can-lam/nhac-viec/lien-ket/").content.decode()
    (link,) = re.findall(r'value="http://testserver(/lich/[\w-]+\.ics)"', shown)
    return str(link)


def test_the_link_is_shown_once_and_kept_as_a_digest(lan, held, client):
    link = made(lan)
    secret = link.split("/")[2].removesuffix(".ics")
    assert len(secret) >= 43  # 256 bits
    row = CalendarLink.objects.get()
    assert secret not in (row.digest, str(row.__dict__))
    assert secret not in lan.client.get("/viec-can-lam/nhac-viec/").content.decode()
    assert not AuditEntry.objects.filter(action="account.calendar_linked").exclude(object_id=lan.user.pk).exists()


def test_the_link_opens_its_owners_calendar_to_a_stranger(lan, binh, held, client):
    events, owner = held
    events.append(meeting(starts=timezone.now()))
    owner.append(lan.user.pk)
    answer = client.get(made(lan))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    words = answer.content.replace(b"\r\n ", b"").decode()
    assert LONG.replace(",", "\\,") in words
    assert "Hạn: Bước của quy trình" in words
    assert "Kín Đáo" not in words
    other = client.get(made(binh)).content.decode()
    assert "VEVENT" not in other


def test_a_link_replaced_revoked_or_of_a_closed_account_opens_nothing(lan, client):
    first = made(lan)
    second = made(lan)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    User.objects.filter(pk=lan.user.pk).update(is_active=False)
    assert client.get(second).status_code == 404
    User.objects.filter(pk=lan.user.pk).update(is_active=True)
    assert client.get(second).status_code == 200
    assert lan.client.post("/viec-can-lam/nhac-viec/lien-ket/thu-hoi/").status_code == 302
    assert client.get(second).status_code == 404
    assert lan.client.post("/viec-can-lam/nhac-viec/lien-ket/thu-hoi/").status_code == 404
    assert list(
        AuditEntry.objects.filter(action__startswith="account.calendar").order_by("pk").values_list("action", flat=True)
    ) == ["account.calendar_linked", "account.calendar_relinked", "account.calendar_unlinked"]


def test_asking_too_often_is_refused_by_link_and_by_address(lan, binh, client):
    link, other = made(lan), made(binh)
    answers = [client.get(link).status_code for _number in range(calendar_links.ALLOWED + 1)]
    assert answers == [200] * calendar_links.ALLOWED + [429]
    assert client.get(other).status_code == 200  # colleagues behind the same address are not shut out
    guesses = [client.get(f"/lich/doan-{number}.ics").status_code for number in range(calendar_links.ALLOWED + 1)]
    assert guesses == [404] * calendar_links.ALLOWED + [429]
    assert not AttemptCount.objects.filter(key__contains=link[6:20]).exists()


def test_the_month_shows_names_to_its_owner_and_leads_on(lan, binh, held):
    events, owner = held
    events.append(meeting())
    owner.append(lan.user.pk)
    text = lan.client.get("/viec-can-lam/lich/?thang=2026-11").content.decode()
    assert CADRE in text
    assert "14:00" in text
    assert "?thang=2026-10" in text
    assert "?thang=2026-12" in text
    assert CADRE not in binh.client.get("/viec-can-lam/lich/?thang=2026-11").content.decode()
    for junk in ("2026-13", "x", "0001-01", "99999-01"):
        assert lan.client.get("/viec-can-lam/lich/", {"thang": junk}).status_code == 200
