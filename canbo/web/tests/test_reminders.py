"""Mails of reminder: one a day, counts and days without a name; chosen by each, failures told to the administrator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from canbo.accounts.models import Reminder, User
from canbo.accounts.services.reminders import choose_reminders, claim
from canbo.audit.models import AuditEntry
from canbo.common import inbox
from canbo.common.inbox import Waiting
from canbo.core.errors import DomainError, Forbidden
from canbo.web.daily import remind
from canbo.web.reminders import remind_all

MONDAY = date(2026, 11, 23)
CADRE = "Nguyễn Thị Kín Đáo"


@pytest.fixture(autouse=True)
def mail_is_set_up(settings):
    settings.CANBO_MAIL_HOST = "mail.example.vn"
    settings.CANBO_SITE_URL = "https://canbo.example.vn"
    settings.DEFAULT_FROM_EMAIL = "canbo@example.vn"


@pytest.fixture(autouse=True)
def waiting(monkeypatch):
    """Two things wait for everybody: one late, one by a day; both name a cadre in the page."""
    monkeypatch.setattr(inbox, "_kinds", {})
    things = [
        Waiting(f"Bước của {CADRE}", "/a", MONDAY - timedelta(days=3), detail=f"Đề nghị kỷ luật {CADRE}"),
        Waiting(f"Đơn của {CADRE}", "/b", MONDAY + timedelta(days=2)),
    ]
    inbox.register_inbox("steps", "Bước của quy trình", lambda access, today: things)
    return things


@pytest.fixture
def wants(lan):
    def choose(reminders="daily", email="lan@example.vn"):
        choose_reminders(access=lan.access, user=lan.user, email=email, reminders=reminders)
        return lan

    return choose


def test_one_mail_a_day_with_counts_days_and_a_link(wants):
    wants()
    assert remind_all(MONDAY) == 1
    (sent,) = mail.outbox
    assert sent.to == ["lan@example.vn"]
    assert sent.subject == "canbo: 2 việc đang chờ, 1 việc quá hạn"
    assert "- Bước của quy trình: 2 việc, 1 việc quá hạn, hạn gần nhất 25/11/2026" in sent.body
    assert "https://canbo.example.vn/viec-can-lam/" in sent.body
    assert sent.message()["Auto-Submitted"] == "auto-generated"


def test_no_name_and_no_case_is_in_a_mail(wants):
    wants()
    remind_all(MONDAY)
    whole = mail.outbox[0].message().as_string() + mail.outbox[0].body + mail.outbox[0].subject
    for word in ("Kín Đáo", "Nguyễn", "kỷ luật", "Đơn của", "/a\n"):
        assert word not in whole


def test_a_second_run_sends_nothing_again(wants):
    wants()
    assert (remind_all(MONDAY), remind_all(MONDAY)) == (1, 0)
    assert len(mail.outbox) == 1
    assert remind_all(MONDAY + timedelta(days=1)) == 1


def test_a_mail_that_another_run_has_claimed_is_not_sent(wants):
    lan = wants()
    assert claim(user=lan.user, day=MONDAY) is not None
    assert claim(user=lan.user, day=MONDAY) is None
    assert remind_all(MONDAY) == 0
    assert not mail.outbox


def test_weekly_is_once_from_monday_to_sunday(wants):
    wants("weekly")
    days = [MONDAY + timedelta(days=number) for number in range(-1, 8)]
    assert [remind_all(day) for day in days] == [1, 1, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(("reminders", "email"), [("off", "lan@example.vn"), ("daily", "")])
def test_who_wants_none_or_has_no_address_gets_none(wants, reminders, email):
    wants(reminders, email)
    assert remind_all(MONDAY) == 0
    assert not Reminder.objects.exists()


def test_nothing_is_sent_where_nothing_waits_to_closed_accounts_or_without_a_server(wants, waiting, settings):
    lan = wants()
    held = list(waiting)
    waiting.clear()
    assert remind_all(MONDAY) == 0
    waiting.extend(held)
    User.objects.filter(pk=lan.user.pk).update(is_active=False)
    assert remind_all(MONDAY) == 0
    User.objects.filter(pk=lan.user.pk).update(is_active=True)
    settings.CANBO_MAIL_HOST = ""
    assert remind_all(MONDAY) == 0
    assert not mail.outbox


def test_each_gets_their_own(wants, binh, monkeypatch):
    lan = wants()
    choose_reminders(access=binh.access, user=binh.user, email="binh@example.vn", reminders="daily")
    mine = {lan.user.pk: [Waiting("x", "/x")], binh.user.pk: [Waiting("y", "/y"), Waiting("z", "/z")]}
    inbox.register_inbox("steps", "Bước", lambda access, today: mine[access.user_id])
    assert remind_all(MONDAY) == 2
    assert {each.to[0]: each.subject for each in mail.outbox} == {
        "lan@example.vn": "canbo: 1 việc đang chờ", "binh@example.vn": "canbo: 2 việc đang chờ",
    }  # fmt: skip


def test_what_the_server_refuses_is_told_to_the_administrator_and_tried_again(wants, administrator, lan, monkeypatch):
    wants()

    def refuse(self, messages):
        raise ConnectionResetError("550 no such mailbox")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert remind_all(MONDAY) == 0
    failed = Reminder.objects.get()
    assert (failed.state, "550" in failed.error) == ("failed", True)
    shown = administrator.client.get("/viec-can-lam/thu/").content.decode()
    assert "550 no such mailbox" in shown
    assert "không gửi được" in shown
    assert lan.client.get("/viec-can-lam/thu/").status_code == 403
    assert remind_all(MONDAY) == 1
    assert Reminder.objects.get().state == "sent"


def test_a_server_that_is_not_there_is_asked_once(wants, binh, monkeypatch):
    wants()
    choose_reminders(access=binh.access, user=binh.user, email="binh@example.vn", reminders="daily")
    asked = []

    def nobody(self):
        asked.append(1)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(EmailBackend, "open", nobody)
    assert remind_all(MONDAY) == 0
    assert len(asked) == 1
    assert Reminder.objects.filter(state="failed").count() == 2


def test_a_fault_in_one_persons_list_does_not_keep_the_others_from_theirs(wants, binh):
    lan = wants()
    choose_reminders(access=binh.access, user=binh.user, email="binh@example.vn", reminders="daily")

    def provider(access, today):
        if access.user_id == lan.user.pk:
            raise KeyError("hỏng")
        return [Waiting("y", "/y")]

    inbox.register_inbox("steps", "Bước", provider)
    assert remind_all(MONDAY) == 1
    assert [each.to for each in mail.outbox] == [["binh@example.vn"]]
    assert Reminder.objects.get(user=lan.user).state == "failed"


def test_failures_stand_in_the_administrators_list(lan, administrator, monkeypatch):
    from canbo.web.panels import failed_mails

    inbox.register_inbox("mails", "Thư nhắc việc không gửi được", failed_mails)
    Reminder.objects.create(user=lan.user, day=timezone.localdate(), state="failed", error="550")
    assert "1 thư không gửi được" in administrator.client.get("/viec-can-lam/").content.decode()
    assert "thư không gửi được" not in lan.client.get("/viec-can-lam/").content.decode()


def test_each_chooses_for_themselves_and_the_log_keeps_it(lan, binh):
    answer = lan.client.post("/viec-can-lam/nhac-viec/", {"email": "lan@so.gov.vn", "reminders": "weekly"})
    assert answer.status_code == 302
    lan.user.refresh_from_db()
    assert (lan.user.email, lan.user.reminders) == ("lan@so.gov.vn", "weekly")
    assert AuditEntry.objects.filter(action="account.reminders_set", object_id=lan.user.pk).count() == 1
    assert lan.client.post("/viec-can-lam/nhac-viec/", {"email": "khong", "reminders": "daily"}).status_code == 422
    with pytest.raises(DomainError, match="không phải địa chỉ"):
        choose_reminders(access=lan.access, user=lan.user, email="a\nb@c.vn", reminders="daily")
    with pytest.raises(Forbidden):
        choose_reminders(access=binh.access, user=lan.user, email="", reminders="off")


def test_the_daily_work_sends_them(wants):
    wants()
    remind.func()
    assert len(mail.outbox) == 1
