import pytest
from canbo_testing.people import PASSWORD
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from canbo.accounts.demo import DEMO_ACCOUNTS
from canbo.accounts.models import User
from canbo.accounts.passwords import first_password
from canbo.audit.selectors import entries
from canbo.core.access import full_access

LOGIN = "/tai-khoan/dang-nhap/"


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()


@pytest.fixture
def user(db):
    return User.objects.create_user("lan", password=PASSWORD, full_name="Lan")


def acts():
    return list(entries(full_access(None, "kiểm thử")).values_list("action", "actor_name"))


def test_sign_in_by_name_and_password(client, user):
    answer = client.post(LOGIN, {"login": "lan", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert acts() == [("account.signed_in", "Lan")]


def test_a_wrong_password_is_refused_in_vietnamese_and_recorded(client, user):
    text = client.post(LOGIN, {"login": "lan", "password": "sai"}).content.decode()
    assert "không đúng" in text
    assert acts() == [("account.sign_in_failed", "Lan")]


def test_a_name_that_is_no_account_is_not_kept(client, user):
    client.post(LOGIN, {"login": "mat-khau-go-nham", "password": "x"})
    entry = entries(full_access(None, "kiểm thử")).get()
    assert (entry.actor_name, entry.object_label) == ("khách", "")
    assert "mat-khau-go-nham" not in str(entry.changes)


def test_a_closed_account_stays_out(client, user):
    User.objects.filter(pk=user.pk).update(is_active=False)
    answer = client.post(LOGIN, {"login": "lan", "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert "khoá" in answer.content.decode()


def test_nobody_signs_up_or_resets_by_mail(client, db):
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    page = client.get(LOGIN).content.decode()
    assert "signup" not in page
    assert "Quên mật khẩu: nhờ người quản trị" in page


def test_signing_out_needs_a_post(client, user):
    client.force_login(user)
    client.get("/tai-khoan/dang-xuat/")
    assert "_auth_user_id" in client.session
    client.post("/tai-khoan/dang-xuat/")
    assert "_auth_user_id" not in client.session


def test_a_first_password_must_be_changed_before_anything_else(client, user):
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    client.force_login(user)
    assert client.get("/").headers["Location"] == "/tai-khoan/mat-khau/"
    assert client.get("/tim-kiem/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/tai-khoan/mat-khau/"
    fresh = "mot-mat-khau-khac-2"
    answer = client.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert answer.status_code == 302, answer.context["form"].errors
    user.refresh_from_db()
    assert not user.must_change_password
    assert client.get("/").status_code == 200
    assert acts() == [("account.password_changed", "Lan")]


def test_who_is_held_at_a_page_asks_for_nothing_in_the_background(lan):
    """The number of what waits would be answered by a redirect, and load the page again and again."""
    number = 'hx-get="' + reverse("inbox-count")
    assert number in lan.client.get(reverse("account_change_password")).content.decode()
    User.objects.filter(pk=lan.user.pk).update(must_change_password=True)
    assert number not in lan.client.get(reverse("account_change_password")).content.decode()


def test_a_weak_password_is_refused(client, user):
    client.force_login(user)
    answer = client.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]


def test_first_passwords_are_strong_and_differ():
    made = {first_password() for _number in range(200)}
    assert len(made) == 200
    assert all(len(password) == 19 for password in made)


class TestDemo:
    @pytest.fixture
    def demo(self, settings, user):
        settings.CANBO_DEMO = True

    def test_one_click_signs_in(self, client, demo):
        page = client.get(LOGIN).content.decode()
        assert all(str(account.label) in page for account in DEMO_ACCOUNTS)
        assert client.post("/dung-thu/", {"account": "lan"}).headers["Location"] == "/"
        assert client.session["_auth_user_id"]

    @pytest.mark.parametrize(
        "extra", [{"REMOTE_ADDR": "192.168.1.7"}, {"HTTP_X_FORWARDED_FOR": "1.2.3.4"}, {"REMOTE_ADDR": ""}]
    )
    def test_only_on_this_machine(self, client, demo, extra):
        assert client.post("/dung-thu/", {"account": "lan"}, **extra).status_code == 404
        assert "dùng thử" not in client.get(LOGIN, **extra).content.decode()

    def test_only_the_accounts_of_the_demo(self, client, demo):
        User.objects.create_user("khac", password=PASSWORD)
        assert client.post("/dung-thu/", {"account": "khac"}).status_code == 404

    def test_nowhere_else(self, client, user):
        assert client.post("/dung-thu/", {"account": "lan"}).status_code == 404
        assert "dùng thử" not in client.get(LOGIN).content.decode()


HERE = "http://testserver/danh-gia/phieu/7/tu-danh-gia/?trang=2"
BACK = "%2Fdanh-gia%2Fphieu%2F7%2Ftu-danh-gia%2F%3Ftrang%3D2"


def test_who_is_signed_out_while_writing_comes_back_to_the_page_and_not_to_what_it_sent(client, db):
    part = client.post("/danh-gia/phieu/7/tu-danh-gia/nhap/", headers={"HX-Request": "true", "HX-Current-URL": HERE})
    assert part.headers["HX-Redirect"] == f"/tai-khoan/dang-nhap/?next={BACK}"
    whole = client.post("/danh-gia/phieu/7/tu-danh-gia/bo/", headers={"Referer": HERE})
    assert whole.headers["Location"] == f"/tai-khoan/dang-nhap/?next={BACK}"


def test_the_way_back_stays_in_this_house(client, db):
    for headers in ({"Referer": "https://evil.example/x"}, {}):
        answer = client.post("/danh-gia/phieu/7/tu-danh-gia/bo/", headers=headers)
        assert answer.headers["Location"] == "/tai-khoan/dang-nhap/?next=%2F"
