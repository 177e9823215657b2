"""The page of an account's security, what the administrator and the machine's operator can do, and the settings."""

import importlib
import json

import pytest
from allauth.mfa.models import Authenticator
from canbo_testing.people import PASSWORD
from django.test import Client

from canbo.accounts.models import AttemptCount, SignedIn, User
from canbo.accounts.selectors import device_words, method_words
from canbo.audit.selectors import entries
from canbo.cli import office
from canbo.cli.main import main
from canbo.config.env import BadSetting
from canbo.config.settings import sign_in
from canbo.core.access import full_access

HOME = "/tai-khoan/bao-mat/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0"


@pytest.fixture
def user(db):
    return User.objects.create_user("lan", password=PASSWORD, full_name="Lan")


def signed_in(user, agent):
    browser = Client(HTTP_USER_AGENT=agent)
    browser.post("/tai-khoan/dang-nhap/", {"login": user.username, "password": PASSWORD})
    return browser


def acts():
    return [each.action for each in entries(full_access(None, "kiểm thử")).order_by("id")]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox trên Linux"),
        (EDGE, "Edge trên Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari trên iOS"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/156.0 Mobile Safari/537.36", "Chrome trên Android"),
        ("curl/8", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
        ("<script>alert(1)</script>", "Thiết bị không rõ"),
    ],
)
def test_a_device_in_words(agent, words):
    assert device_words(agent) == words


def test_a_way_in_words():
    assert method_words("password+totp") == "mật khẩu + mã từ điện thoại"
    assert method_words("") == "một nút của bộ dùng thử"


def test_sessions_are_listed_and_ended_from_the_page(user):
    here, there = signed_in(user, FIREFOX), signed_in(user, EDGE)
    stranger = User.objects.create_user("binh", password=PASSWORD)
    signed_in(stranger, "Opera OPR/1 Windows")
    page = here.get(HOME).content.decode()
    assert "Firefox trên Linux" in page
    assert "Edge trên Windows" in page
    assert "Opera" not in page
    assert page.count("phiên này") == 1
    row = SignedIn.objects.get(device=EDGE)
    here.post(f"{HOME}phien/{row.pk}/ket-thuc/")
    assert there.get("/").status_code == 302
    assert "Edge trên Windows" not in here.get(HOME).content.decode()


def test_all_others_are_ended_at_once(user):
    here, *others = [signed_in(user, FIREFOX) for _number in range(4)]
    assert "Đã chấm dứt 3 phiên" in here.post(f"{HOME}phien/khac/ket-thuc/", follow=True).content.decode()
    assert here.get("/").status_code == 200
    assert all(other.get("/").status_code == 302 for other in others)


def test_a_session_that_ran_out_is_not_listed(user):
    here, there = signed_in(user, FIREFOX), signed_in(user, EDGE)
    session = there.session
    session.set_expiry(-1)
    session.save()
    assert "Edge" not in here.get(HOME).content.decode()


def test_what_happened_lately_is_shown_to_the_owner_alone(user):
    Client().post("/tai-khoan/dang-nhap/", {"login": "lan", "password": "sai"}, REMOTE_ADDR="198.51.100.7")
    here = signed_in(user, FIREFOX)
    page = here.get(HOME).content.decode()
    assert "đăng nhập không thành công" in page
    assert "198.51.100.7" in page
    other = User.objects.create_user("binh", password=PASSWORD)
    assert "198.51.100.7" not in signed_in(other, EDGE).get(HOME).content.decode()


def test_a_site_opened_by_a_number_says_that_passkeys_need_a_name(user):
    here = signed_in(user, FIREFOX)
    assert "Thêm khoá truy cập" in here.get(HOME, HTTP_HOST="canbo.example").content.decode()
    assert "Thêm khoá truy cập" not in here.get(HOME, HTTP_HOST="127.0.0.1:8000").content.decode()
    assert "Thêm khoá truy cập" not in here.get(HOME, HTTP_HOST="[::1]:8000").content.decode()


def test_the_administrator_takes_factors_away_on_the_page(user, administrator):
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Khoá", "credential": {}})
    address = f"/phan-quyen/tai-khoan/{user.pk}/xac-thuc/"
    assert administrator.client.get(address).status_code == 200
    administrator.client.post(address, {"reason": "mất khoá"})
    assert not Authenticator.objects.exists()
    answer = administrator.client.post(address, {"reason": "lần nữa"})
    assert "không có lớp xác thực thứ hai" in answer.content.decode()
    own = f"/phan-quyen/tai-khoan/{administrator.user.pk}/xac-thuc/"
    assert "tự gỡ lớp xác thực" in administrator.client.post(own, {"reason": "x"}).content.decode()
    assert acts() == ["account.factors_reset"]


def test_a_renewed_password_and_a_reset_need_a_recent_sign_in(user, administrator, settings):
    settings.CANBO_STEP_UP_MINUTES = 0
    for address in (f"/phan-quyen/tai-khoan/{user.pk}/xac-thuc/", f"/phan-quyen/tai-khoan/{user.pk}/mat-khau/"):
        answer = administrator.client.post(address, {"reason": "x"})
        assert answer.headers["Location"].startswith("/tai-khoan/xac-nhan/")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


class TestOperator:
    @pytest.fixture(autouse=True)
    def _here(self, monkeypatch):
        monkeypatch.setattr(office, "configure", lambda arguments: None)
        monkeypatch.setattr(office, "make_ready", lambda: None)

    def test_a_new_password(self, user, capsys):
        browser = signed_in(user, FIREFOX)
        assert main(["account", "reset-password", "lan", "--reason", "quên", "--json"]) == 0
        password = json.loads(capsys.readouterr().out)["password"]
        user.refresh_from_db()
        assert user.check_password(password)
        assert user.must_change_password
        assert browser.get("/").status_code == 302
        row = entries(full_access(None, "kiểm thử")).get(action="account.password_renewed")
        assert (row.actor_name, row.reason) == ("người vận hành máy", "quên")

    def test_factors(self, user, capsys):
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "Khoá", "credential": {}})
        assert main(["account", "reset-factors", "lan"]) == 0
        assert not Authenticator.objects.exists()
        assert main(["account", "reset-factors", "lan"]) == 1
        assert "không có lớp xác thực" in capsys.readouterr().err

    def test_unlocking(self, user, capsys):
        browser = Client()
        for _number in range(6):
            browser.post("/tai-khoan/dang-nhap/", {"login": "lan", "password": "sai"})
        assert AttemptCount.objects.filter(key__startswith="name:", locked_until__isnull=False).exists()
        assert main(["account", "unlock", "lan"]) == 0
        assert signed_in(user, FIREFOX).get("/").status_code == 200
        assert "account.unlocked" in acts()

    def test_binding(self, user, capsys):
        assert main(["account", "link-sso", "lan", "--subject", "abc", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"username": "lan", "subject": "abc"}
        assert main(["account", "link-sso", "lan", "--subject", "abc"]) == 1

    def test_nobody_of_that_name(self, db, capsys):
        assert main(["account", "unlock", "khong-co"]) == 1
        assert "Không có tài khoản" in capsys.readouterr().err


class TestSettings:
    @pytest.fixture
    def read(self, monkeypatch):
        def again(**values):
            for name, value in values.items():
                monkeypatch.setenv(name, value)
            return importlib.reload(sign_in)

        yield again
        monkeypatch.undo()
        importlib.reload(sign_in)

    def test_the_provider(self, read):
        settings = read(
            CANBO_OIDC_URL="https://sso.example.vn/realms/tinh/", CANBO_OIDC_CLIENT_ID="canbo",
            CANBO_OIDC_CLIENT_SECRET="x",
        )  # fmt: skip
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        assert app["settings"]["server_url"] == "https://sso.example.vn/realms/tinh"
        assert app["settings"]["oauth_pkce_enabled"] is True
        assert settings.CANBO_OIDC_ORIGINS == ["https://sso.example.vn"]

    def test_where_the_browser_signs_in_elsewhere(self, read):
        settings = read(
            CANBO_OIDC_URL="https://sso.example.vn", CANBO_OIDC_LOGIN_URL="https://vao.example.vn/x",
            CANBO_OIDC_CLIENT_ID="c",
        )  # fmt: skip
        assert settings.CANBO_OIDC_ORIGINS == ["https://vao.example.vn"]

    @pytest.mark.parametrize(
        "values",
        [
            {"CANBO_OIDC_URL": "sso.example.vn", "CANBO_OIDC_CLIENT_ID": "c"},
            {"CANBO_OIDC_URL": "javascript:x", "CANBO_OIDC_CLIENT_ID": "c"},
            {"CANBO_OIDC_URL": "https://sso.example.vn?x=1", "CANBO_OIDC_CLIENT_ID": "c"},
            {"CANBO_OIDC_URL": "https://sso.example.vn"},
            {"CANBO_STEP_UP_MINUTES": "0"},
            {"CANBO_SIGN_IN_ATTEMPTS": "1000"},
            {"CANBO_TRUSTED_PROXIES": "proxy"},
        ],
    )
    def test_nonsense_is_refused_by_name(self, read, values):
        with pytest.raises(BadSetting, match=next(iter(values)).removesuffix("_URL")):
            read(**values)
