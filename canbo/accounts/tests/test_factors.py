"""Second factors: set up, asked for, good once, kept sealed, counted, taken away, demanded by role."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from canbo_testing.people import PASSWORD
from django.db import connection
from django.test import Client
from django.utils import timezone

from canbo.accounts.models import AttemptCount, SignedIn, User
from canbo.accounts.services import factors
from canbo.audit.selectors import entries
from canbo.common.crypto import decrypt
from canbo.core.access import AccessContext, full_access
from canbo.core.errors import Forbidden

HOME = "/tai-khoan/bao-mat/"
APP = f"{HOME}ung-dung/"
CODES = f"{HOME}ma-khoi-phuc/"
LOGIN, CODE = "/tai-khoan/dang-nhap/", "/tai-khoan/dang-nhap/ma/"


@pytest.fixture
def user(db):
    return User.objects.create_user("lan", password=PASSWORD, full_name="Lan")


@pytest.fixture
def clock(monkeypatch):
    """The time of the codes, which tests move on."""

    class Clock:
        now = 1_800_000_015.0

        def on(self, seconds):
            self.now += seconds

    held = Clock()
    monkeypatch.setattr("canbo.accounts.services.factors.time.time", lambda: held.now)
    return held


def code_at(secret, moment):
    return format_hotp_value(hotp_value(secret, int(moment) // 30))


@pytest.fixture
def owner(client, user, clock):
    """Lan with an app: her browser, the secret, the recovery codes."""
    client.force_login(user)
    page = client.get(APP).content.decode()
    secret = re.search(r'id="totp-secret">([A-Z2-7=]+)<', page).group(1)
    answer = client.post(APP, {"code": code_at(secret, clock.now)}, follow=True)
    found = re.findall(r"<li><code>(\d{8})</code></li>", answer.content.decode())
    assert len(found) == 10
    client.post("/tai-khoan/dang-xuat/")
    return client, secret, found


def sign_in(browser, code=None, password=PASSWORD):
    browser.post(LOGIN, {"login": "lan", "password": password})
    return browser.post(CODE, {"code": code}) if code else None


def is_in(browser):
    return "_auth_user_id" in browser.session


def acts():
    return [each.action for each in entries(full_access(None, "kiểm thử")).order_by("id")]


def test_the_password_alone_no_longer_signs_in(owner, clock):
    browser, secret, _codes = owner
    clock.on(30)
    answer = browser.post(LOGIN, {"login": "lan", "password": PASSWORD})
    assert answer.headers["Location"].endswith(CODE)
    assert not is_in(browser)
    assert browser.get("/").status_code == 302
    page = browser.get(CODE).content.decode()
    assert "Xác thực lớp thứ hai" in page
    assert "không đúng" in browser.post(CODE, {"code": "000000"}).content.decode()
    assert not is_in(browser)
    assert browser.post(CODE, {"code": code_at(secret, clock.now)}).headers["Location"] == "/"
    assert is_in(browser)
    assert SignedIn.objects.latest("id").method == "password+totp"


def test_the_second_step_needs_the_first(user):
    assert Client().get(CODE).headers["Location"] == LOGIN
    assert Client().post(CODE, {"code": "123456"}).headers["Location"] == LOGIN


@pytest.mark.parametrize(("drift", "goes"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_wrong(owner, clock, drift, goes):
    browser, secret, _codes = owner
    clock.on(300)
    sign_in(browser, code_at(secret, clock.now + drift))
    assert is_in(browser) is goes


def test_a_code_is_good_once_and_an_older_one_not_after_it(owner, clock):
    _browser, secret, _codes = owner
    clock.on(300)
    code = code_at(secret, clock.now)
    sign_in(Client(), code)
    for again in (code, code_at(secret, clock.now - 30), f"{code[:3]} {code[3:]}"):
        other = Client()
        sign_in(other, again)
        assert not is_in(other)
    clock.on(30)
    later = Client()
    sign_in(later, code_at(secret, clock.now))
    assert is_in(later)


def test_the_code_that_set_it_up_is_used_up(owner, clock):
    browser, secret, _codes = owner
    sign_in(browser, code_at(secret, clock.now))
    assert not is_in(browser)


def test_secrets_are_sealed_where_they_are_kept(owner, user):
    _browser, secret, codes = owner
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = str(cursor.fetchall())
    assert secret not in stored
    assert not any(code in stored for code in codes)
    held = Authenticator.objects.get(user=user, type="totp")
    assert decrypt(held.data["secret"]) == secret


def test_recovery_codes_are_shown_once(owner, clock):
    browser, secret, codes = owner
    clock.on(60)
    sign_in(browser, code_at(secret, clock.now))
    page = browser.get(CODES).content.decode()
    assert "Còn 10 mã chưa dùng" in page
    assert not any(code in page for code in codes)


def test_a_recovery_code_signs_in_once(owner):
    browser, _secret, codes = owner
    sign_in(browser, codes[3])
    assert is_in(browser)
    assert "account.recovery_used" in acts()
    assert "còn 9 mã" in browser.get(HOME).content.decode()
    other = Client()
    sign_in(other, codes[3])
    assert not is_in(other)
    sign_in(other, codes[4])
    assert is_in(other)


def test_new_recovery_codes_take_the_place_of_the_old(owner):
    browser, _secret, codes = owner
    sign_in(browser, codes[0])
    answer = browser.post(f"{CODES}moi/", follow=True)
    fresh = re.findall(r"<li><code>(\d{8})</code></li>", answer.content.decode())
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)
    other = Client()
    sign_in(other, codes[1])
    assert not is_in(other)
    sign_in(other, fresh[1])
    assert is_in(other)


def test_codes_are_counted_also_when_the_password_is_typed_again_each_time(owner, clock):
    _browser, secret, codes = owner
    clock.on(60)
    for _number in range(5):
        sign_in(Client(), "000000")
    other = Client()
    assert "tạm khoá 15 phút" in sign_in(other, code_at(secret, clock.now)).content.decode()
    sign_in(other, codes[0])
    assert not is_in(other)
    assert acts().count("account.factor_failed") == 5
    assert acts().count("account.locked_out") == 1
    AttemptCount.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    sign_in(other, code_at(secret, clock.now))
    assert is_in(other)


def test_confirming_by_a_code(owner, clock):
    browser, secret, codes = owner
    sign_in(browser, codes[0])
    session = browser.session
    session["confirmed_at"] = time.time() - 7200
    session.save()
    asked = browser.get(APP + "go/").headers["Location"]
    assert asked.startswith("/tai-khoan/xac-nhan/?next=")
    assert "Bằng mã trên điện thoại" in browser.get(asked).content.decode()
    clock.on(60)
    answer = browser.post(f"/tai-khoan/xac-nhan/ma/?next={APP}go/", {"code": code_at(secret, clock.now)})
    assert answer.headers["Location"] == APP + "go/"
    assert browser.get(APP + "go/").status_code == 200


def test_setting_up_needs_a_recent_sign_in(client, user):
    client.force_login(user)
    session = client.session
    session["confirmed_at"] = time.time() - 7200
    session.save()
    for address in (APP, f"{CODES}moi/", f"{HOME}khoa/them/"):
        assert client.get(address).headers["Location"].startswith("/tai-khoan/xac-nhan/"), address


def test_removing_the_app_ends_other_sessions_and_leaves_its_trace(owner, clock, user):
    browser, _secret, codes = owner
    sign_in(browser, codes[0])
    other = Client()
    sign_in(other, codes[1])
    browser.post(APP + "go/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert other.get("/").status_code == 302
    assert browser.get("/").status_code == 200
    assert acts()[-2:] == ["account.factor_removed", "account.session_ended"]
    assert "account.factor_added" in acts()


def test_a_wrong_first_code_sets_up_nothing(client, user, clock):
    client.force_login(user)
    client.get(APP)
    assert "không đúng" in client.post(APP, {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"id": 1}',
        '{"id":"x","rawId":"x","type":"public-key","response":{"userHandle":"MQ"}}',
        "x",
    ],
)
def test_an_invented_passkey_is_refused_in_words(client, user, credential):
    answer = client.post("/tai-khoan/dang-nhap/khoa/", {"credential": credential})
    assert answer.headers["Location"] == LOGIN
    assert not is_in(client)
    client.force_login(user)
    client.get(f"{HOME}khoa/them/")
    assert client.post(f"{HOME}khoa/them/", {"credential": credential, "name": "x"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_nobody_touches_another_persons_key(client, user):
    other = User.objects.create_user("binh", password=PASSWORD)
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Khoá", "credential": {}})
    client.force_login(user)
    for what in ("ten", "go"):
        assert client.get(f"{HOME}khoa/{key.pk}/{what}/").status_code == 404
        assert client.post(f"{HOME}khoa/{key.pk}/{what}/", {"name": "x"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_key_is_renamed_and_removed_with_its_trace(client, user):
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Khoá 1", "credential": {}})
    client.force_login(user)
    client.post(f"{HOME}khoa/{key.pk}/ten/", {"name": "USB ở két"})
    assert "USB ở két" in client.get(HOME).content.decode()
    client.post(f"{HOME}khoa/{key.pk}/go/")
    assert not Authenticator.objects.exists()
    assert [each for each in acts() if "factor" in each] == ["account.factor_renamed", "account.factor_removed"]


class TestReset:
    def test_who_manages_access_takes_them_away_and_the_person_sees_it(self, owner, user):
        browser, _secret, codes = owner
        sign_in(browser, codes[0])
        assert factors.remove_all(access=full_access(None, "quản trị"), user=user, reason="mất điện thoại") == 2
        assert browser.get("/").status_code == 302
        fresh = Client()
        fresh.post(LOGIN, {"login": "lan", "password": PASSWORD})
        assert is_in(fresh)
        page = fresh.get(HOME).content.decode()
        assert "gỡ mọi lớp xác thực của tài khoản" in page
        assert "mất điện thoại" in page

    def test_nobody_else_does(self, owner, user):
        with pytest.raises(Forbidden):
            factors.remove_all(access=AccessContext(user.pk, "Lan"), user=user, reason="")
        assert Authenticator.objects.count() == 2


class TestDemanded:
    @pytest.fixture
    def demanded(self, settings, clock, lan):
        settings.CANBO_SECOND_FACTOR_ROLES = ["officer"]
        return lan

    @pytest.mark.parametrize("address", ["/", "/ho-so/", "/tim-kiem/?q=a", "/phan-quyen/vai-tro/", "/khong-co/"])
    def test_nothing_else_can_be_done(self, demanded, address):
        answer = demanded.client.get(address)
        if address == "/khong-co/":
            assert answer.status_code == 404  # there is no such page for anybody
        else:
            assert answer.headers["Location"] == HOME
            assert demanded.client.get(address, headers={"HX-Request": "true"}).headers["HX-Redirect"] == HOME

    def test_no_form_goes_through(self, demanded):
        assert demanded.client.post("/xem-theo-ngay/", {"as_of": "31/12/2013"}).headers["Location"] == HOME
        assert "as_of" not in demanded.client.session

    def test_the_page_says_why_and_leads_to_it(self, demanded, clock):
        page = demanded.client.get(HOME).content.decode()
        assert "phải có lớp xác thực thứ hai" in page
        secret = re.search(r'id="totp-secret">([A-Z2-7=]+)<', demanded.client.get(APP).content.decode()).group(1)
        demanded.client.post(APP, {"code": code_at(secret, clock.now)})
        assert demanded.client.get("/").status_code == 200
        assert "phải có lớp xác thực thứ hai" not in demanded.client.get(HOME).content.decode()
        demanded.client.post(APP + "go/")
        assert demanded.client.get("/").headers["Location"] == HOME

    def test_recovery_codes_alone_are_no_factor(self, demanded):
        Authenticator.objects.create(user=demanded.user, type="recovery_codes", data={"seed": "", "used_mask": 0})
        assert demanded.client.get("/").headers["Location"] == HOME

    def test_another_role_goes_on(self, demanded, binh):
        assert binh.client.get("/").status_code == 200

    def test_it_holds_from_the_next_request_after_the_role_is_given(self, demanded, binh, tree):
        from canbo.access.services import grant_role

        grant_role(
            access=full_access(None, "quản trị"), user=binh.user, role="officer", unit=tree.home,
            valid_from=timezone.localdate(),
        )  # fmt: skip
        assert binh.client.get("/").headers["Location"] == HOME
