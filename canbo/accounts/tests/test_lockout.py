"""Too many tries lock the name and the address, whatever a header says and however many come at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from canbo_testing.people import PASSWORD
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from canbo.accounts.models import AttemptCount, User
from canbo.accounts.services import lockout
from canbo.audit.selectors import entries
from canbo.core.access import full_access

LOGIN = "/tai-khoan/dang-nhap/"
CONFIRM = "/tai-khoan/xac-nhan/"


@pytest.fixture
def user(db):
    return User.objects.create_user("lan", password=PASSWORD, full_name="Lan")


def attempt(client, password="sai", login="lan", **extra):  # noqa: S107
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def is_in(client):
    return "_auth_user_id" in client.session


def acts():
    return [each.action for each in entries(full_access(None, "kiểm thử")).order_by("id")]


def later(minutes):
    AttemptCount.objects.update(since=timezone.now() - timedelta(minutes=minutes))
    AttemptCount.objects.exclude(locked_until=None).update(
        locked_until=timezone.now() - timedelta(minutes=minutes) + lockout.WINDOW
    )


def test_five_failures_lock_the_name_and_the_sentence_says_how_long(client, user):
    for _number in range(5):
        assert "không đúng" in attempt(client).content.decode()
    answer = attempt(client, PASSWORD)
    assert "tạm khoá 15 phút" in answer.content.decode()
    assert not is_in(client)
    assert acts() == ["account.sign_in_failed"] * 5 + ["account.locked_out"]


def test_the_lock_opens_after_its_time_and_not_before(client, user):
    for _number in range(6):
        attempt(client)
    later(14)
    attempt(client, PASSWORD)
    assert not is_in(client)
    later(16)
    attempt(client, PASSWORD)
    assert is_in(client)


def test_tries_while_it_is_locked_do_not_lengthen_the_lock(client, user):
    for _number in range(5):
        attempt(client)
    until = AttemptCount.objects.get(key__startswith="name:").locked_until
    for _number in range(5):
        attempt(client)
    assert AttemptCount.objects.get(key__startswith="name:").locked_until == until


def test_a_right_password_takes_the_failures_back(client, user):
    for _round in range(3):
        for _number in range(4):
            attempt(client)
        attempt(client, PASSWORD)
        assert is_in(client)
        client.post("/tai-khoan/dang-xuat/")


@pytest.mark.parametrize(
    "invented",
    [
        {"HTTP_X_FORWARDED_FOR": "203.0.113.{}"},
        {"HTTP_FORWARDED": "for=203.0.113.{}"},
        {"HTTP_X_REAL_IP": "203.0.113.{}"},
        {"HTTP_CLIENT_IP": "203.0.113.{}"},
        {"HTTP_CF_CONNECTING_IP": "203.0.113.{}"},
        {"HTTP_HOST": "khac{}.example"},
        {"HTTP_USER_AGENT": "khac {}"},
    ],
)
def test_no_header_evades_the_lock_of_a_name(client, user, invented):
    for number in range(5):
        attempt(client, **{name: value.format(number) for name, value in invented.items()})
    attempt(client, PASSWORD, **{name: value.format(99) for name, value in invented.items()})
    assert not is_in(client)


@pytest.mark.parametrize("written", ["LAN", " lan ", "Lan", "lan\u200b"])
def test_another_way_of_writing_the_name_is_the_same_name_or_none(client, user, written):
    for _number in range(5):
        attempt(client, login=written)
    for _number in range(5):
        attempt(client)
    attempt(client, PASSWORD)
    assert not is_in(client)


def test_a_name_that_is_no_account_is_locked_all_the_same(client, user):
    for _number in range(5):
        attempt(client, login="khong-co")
    assert "tạm khoá 15 phút" in attempt(client, login="khong-co").content.decode()


def test_another_name_is_not_locked(client, user):
    for _number in range(6):
        attempt(client, login="khong-co")
    attempt(client, PASSWORD)
    assert is_in(client)


def test_an_address_that_tries_many_names_is_locked(client, user, settings):
    settings.CANBO_SIGN_IN_ATTEMPTS_PER_ADDRESS = 10
    for number in range(10):
        attempt(client, login=f"ten-{number}", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    told = attempt(client, PASSWORD, REMOTE_ADDR="198.51.100.7").content.decode()
    assert "Từ mạng này" in told
    assert "account.address_locked_out" in acts()
    assert not is_in(client)
    attempt(client, PASSWORD, REMOTE_ADDR="198.51.100.8")
    assert is_in(client)


def test_who_signs_in_rightly_does_not_use_up_the_address(client, user, settings):
    settings.CANBO_SIGN_IN_ATTEMPTS_PER_ADDRESS = 5
    for _number in range(12):
        attempt(client, PASSWORD)
        assert is_in(client)
        client.post("/tai-khoan/dang-xuat/")


def test_a_flood_of_names_and_an_emptied_cache_forget_nothing(client, user, settings):
    settings.CANBO_SIGN_IN_ATTEMPTS_PER_ADDRESS = 10_000
    for _number in range(5):
        attempt(client)
    now = timezone.now()
    AttemptCount.objects.bulk_create(AttemptCount(key=f"name:{number}", count=1, since=now) for number in range(2_000))
    cache.clear()
    attempt(client, PASSWORD)
    assert not is_in(client)


def test_old_counts_are_dropped_and_locks_are_kept(user):
    taken = lockout.of_name("lan")
    for _number in range(6):
        lockout.take(taken)
    AttemptCount.objects.create(key="name:cu", count=3, since=timezone.now() - timedelta(hours=1))
    lockout.prune()
    assert [each.count for each in AttemptCount.objects.all()] == [6]


def test_confirming_is_counted_apart_from_signing_in(client, user):
    stranger = Client()
    for _number in range(6):
        attempt(stranger)
    client.force_login(user)
    assert client.post(f"{CONFIRM}?next=/ho-so/", {"password": PASSWORD}).headers["Location"] == "/ho-so/"


def test_guessing_in_an_open_session_locks_confirming_and_changing_the_password(client, user):
    client.force_login(user)
    for number in range(5):
        page, field = (CONFIRM, "password") if number % 2 else ("/tai-khoan/mat-khau/", "oldpassword")
        client.post(page, {field: "sai", "password1": "mot-mat-khau-khac-2", "password2": "mot-mat-khau-khac-2"})
    assert client.post(f"{CONFIRM}?next=/", {"password": PASSWORD}).status_code == 200
    answer = client.post(
        "/tai-khoan/mat-khau/",
        {"oldpassword": PASSWORD, "password1": "mot-mat-khau-khac-2", "password2": "mot-mat-khau-khac-2"},
    )
    assert answer.status_code == 200
    assert acts().count("account.confirm_failed") == 5
    assert acts().count("account.locked_out") == 1


def test_many_at_the_same_moment_are_no_better_than_in_a_row(django_db_setup, django_db_blocker):
    limit = lockout.of_name("lan")

    def one(_number):
        try:
            return lockout.take(limit)
        finally:
            connections.close_all()

    with django_db_blocker.unblock():
        try:
            if connection.vendor == "postgresql":
                with ThreadPoolExecutor(8) as pool:
                    taken = sum(pool.map(one, range(40)))
            else:  # the tests' database in memory has one connection, which takes them one after the other
                taken = sum(lockout.take(limit) for _number in range(40))
        finally:
            AttemptCount.objects.all().delete()
    assert taken == 5
