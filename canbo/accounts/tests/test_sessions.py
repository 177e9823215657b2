"""Sessions are listed, and end at once: one by one, all others, by a new password, by the administrator."""

import time
from datetime import timedelta

import pytest
from canbo_testing.people import PASSWORD
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from canbo.access import services as rights
from canbo.accounts.models import SignedIn, User
from canbo.accounts.services import sessions
from canbo.audit.selectors import entries
from canbo.core.access import AccessContext, full_access
from canbo.core.errors import Forbidden, NotFound

FRESH = "mot-mat-khau-khac-2"


@pytest.fixture
def user(db):
    return User.objects.create_user("lan", password=PASSWORD, full_name="Lan")


def signed_in(user, agent="Firefox", **extra):
    browser = Client(HTTP_USER_AGENT=agent)
    browser.post("/tai-khoan/dang-nhap/", {"login": user.username, "password": PASSWORD}, **extra)
    assert is_in(browser)
    return browser


def is_in(browser):
    return browser.get("/").status_code == 200


def acts():
    return [each.action for each in entries(full_access(None, "kiểm thử")).order_by("id")]


def own(user):
    return AccessContext(user.pk, str(user))


def test_each_browser_has_its_row(user):
    signed_in(user, "Firefox", REMOTE_ADDR="192.0.2.7")
    signed_in(user, "Chrome")
    rows = SignedIn.objects.order_by("id")
    assert [(row.device, row.address, row.method) for row in rows] == [
        ("Firefox", "192.0.2.7", "password"), ("Chrome", "127.0.0.1", "password"),
    ]  # fmt: skip
    assert {row.session_key for row in rows} == set(Session.objects.values_list("pk", flat=True))


def test_one_is_ended_at_once_and_the_others_go_on(user):
    lost, kept = signed_in(user), signed_in(user)
    row = SignedIn.objects.order_by("id").first()
    sessions.end_session(access=own(user), session_id=row.pk)
    assert not is_in(lost)
    assert is_in(kept)
    row.refresh_from_db()
    assert (row.ended_why, row.session_key) == ("ended", None)
    assert acts().count("account.session_ended") == 1
    with pytest.raises(NotFound):
        sessions.end_session(access=own(user), session_id=row.pk)


def test_nobody_ends_another_persons_session(user):
    browser = signed_in(user)
    other = User.objects.create_user("binh", password=PASSWORD)
    with pytest.raises(NotFound):
        sessions.end_session(access=own(other), session_id=SignedIn.objects.get().pk)
    with pytest.raises(Forbidden):
        sessions.end_sessions(access=own(other), user=user)
    assert is_in(browser)


def test_a_new_password_ends_every_other_session(user):
    here, there = signed_in(user), signed_in(user)
    here.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": FRESH, "password2": FRESH})
    assert is_in(here)
    assert not is_in(there)
    assert list(SignedIn.objects.order_by("id").values_list("ended_why", flat=True)) == ["", "password"]
    row = SignedIn.objects.order_by("id").first()
    assert row.session_key == here.session.session_key


def test_an_account_that_is_closed_is_out_at_once_and_stays_out_when_opened_again(user):
    browser = signed_in(user)
    chief = full_access(None, "quản trị")
    rights.close_account(access=chief, user=user, reason="nghỉ việc")
    assert not is_in(browser)
    rights.reopen_account(access=chief, user=user)
    assert not is_in(browser)


def test_a_renewed_password_ends_every_session(user):
    browser = signed_in(user)
    rights.renew_password(access=full_access(None, "quản trị"), user=user)
    assert not is_in(browser)
    assert SignedIn.objects.get().ended_why == "closed"


def test_signing_out_is_kept(user):
    browser = signed_in(user)
    browser.post("/tai-khoan/dang-xuat/")
    assert SignedIn.objects.get().ended_why == "signed_out"


def test_use_is_kept_now_and_then(user):
    browser = signed_in(user)
    SignedIn.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    browser.get("/")
    assert SignedIn.objects.get().seen_at < timezone.now() - timedelta(minutes=50)
    session = browser.session
    session["signed_in_seen"] = time.time() - 400
    session.save()
    browser.get("/", REMOTE_ADDR="192.0.2.9")
    row = SignedIn.objects.get()
    assert row.seen_at > timezone.now() - timedelta(minutes=1)
    assert row.address == "192.0.2.9"


def test_old_rows_are_forgotten(user):
    signed_in(user)
    SignedIn.objects.update(seen_at=timezone.now() - timedelta(days=91))
    sessions.prune_sessions()
    assert not SignedIn.objects.exists()


def test_a_session_key_is_made_anew_at_sign_in(user):
    browser = Client()
    browser.get("/tai-khoan/dang-nhap/")
    session = browser.session
    session["x"] = 1
    session.save()
    before = session.session_key
    browser.cookies["sessionid"] = before
    browser.post("/tai-khoan/dang-nhap/", {"login": "lan", "password": PASSWORD})
    assert browser.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
