"""Asked once more who is there: on every way of asking, with nothing lost and nothing half done."""

import re
import time

import pytest
from canbo_testing.people import PASSWORD
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from canbo.accounts import step_up
from canbo.accounts.models import User
from canbo.accounts.step_up import require_recent, require_recent_sign_in
from canbo.audit.selectors import entries
from canbo.core.access import full_access

CONFIRM = "/tai-khoan/xac-nhan/"

done = []


@require_recent_sign_in
def guarded(request):
    done.append((request.method, request.POST.dict(), sorted(request.FILES)))
    return HttpResponse("bí mật")


def deep(request):
    require_recent(request)
    done.append("sâu")
    return HttpResponse("bí mật")


urlpatterns = [path("thu/", guarded), path("thu-sau/", deep), path("", include("canbo.config.urls"))]


@pytest.fixture
def user(db, settings):
    done.clear()
    settings.ROOT_URLCONF = __name__
    return User.objects.create_user("lan", password=PASSWORD, full_name="Lan")


@pytest.fixture
def stale(client, user):
    """A browser whose sign-in was recent an hour ago."""
    client.force_login(user)
    session = client.session
    session["confirmed_at"] = time.time() - 3600
    session.save()
    return client


def fields(page):
    page = page[page.index('<form class="account-form"') :]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return [(name, value) for name, value in found if name != "csrfmiddlewaretoken"]


def test_a_fresh_sign_in_is_recent(client, user):
    client.post("/tai-khoan/dang-nhap/", {"login": "lan", "password": PASSWORD})
    assert client.get("/thu/").content.decode() == "bí mật"


@pytest.mark.parametrize("address", ["/thu/", "/thu-sau/?x=1&y=%C3%A2"])
def test_a_page_asks_and_leads_back(stale, address):
    answer = stale.get(address)
    assert answer.status_code == 302
    assert not done
    where = answer.headers["Location"]
    assert where.startswith(CONFIRM)
    page = stale.get(where)
    assert "Gõ lại mật khẩu" in page.content.decode()
    answer = stale.post(where, {"password": PASSWORD})
    assert answer.headers["Location"] == address
    assert stale.get(address).content.decode() == "bí mật"


def test_a_wrong_password_leads_nowhere(stale):
    answer = stale.post(f"{CONFIRM}?next=/thu/", {"password": "sai"})
    assert answer.status_code == 200
    assert "không đúng" in answer.content.decode()
    assert stale.get("/thu/").status_code == 302


def test_it_leads_to_no_other_site(stale):
    answer = stale.post(f"{CONFIRM}?next=https://evil.example/", {"password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_the_time_is_the_setting(stale, settings):
    settings.CANBO_STEP_UP_MINUTES = 61
    assert stale.get("/thu/").status_code == 200


def test_a_clock_set_back_does_not_lengthen_it(stale):
    session = stale.session
    session["confirmed_at"] = time.time() + 1000
    session.save()
    assert stale.get("/thu/").status_code == 302


def test_a_form_is_not_lost_and_not_half_done(stale):
    answer = stale.post("/thu/?a=1", {"name": 'Đỗ <Thị> "Hà"\n& con', "many": ["1", "2"], "csrfmiddlewaretoken": "cu"})
    assert answer.status_code == 302
    assert not done
    answer = stale.post(answer.headers["Location"], {"password": PASSWORD})
    page = stale.get(answer.headers["Location"]).content.decode()
    assert 'action="/thu/?a=1"' in page
    assert [name for name, _value in fields(page)] == ["name", "many", "many"]
    assert "Đỗ &lt;Thị&gt; &quot;Hà&quot;\n&amp; con" in page
    stale.post("/thu/?a=1", {"name": 'Đỗ <Thị> "Hà"\n& con', "many": ["1", "2"]})
    assert done == [("POST", {"name": 'Đỗ <Thị> "Hà"\n& con', "many": "2"}, [])]
    # Once it has come again, nothing waits any more.
    assert stale.get("/tai-khoan/xac-nhan/gui-lai/").headers["Location"] == "/"


def test_what_waits_is_not_readable_in_the_database(stale):
    stale.post("/thu/", {"health": "viêm gan B"})
    kept = Session.objects.get(pk=stale.session.session_key).get_decoded()
    assert "viêm gan" not in str(kept)
    assert step_up._WAITING in kept


def test_what_waits_is_shown_to_a_recent_sign_in_only_and_never_kept_by_a_browser(stale):
    stale.post("/thu/", {"health": "viêm gan B"})
    assert stale.get("/tai-khoan/xac-nhan/gui-lai/").status_code == 302
    stale.post(f"{CONFIRM}?next=/", {"password": PASSWORD})
    assert stale.get("/tai-khoan/xac-nhan/gui-lai/").headers["Cache-Control"] == "no-store"


def test_another_user_of_the_same_browser_finds_nothing(stale):
    stale.post("/thu/", {"health": "viêm gan B"})
    other = User.objects.create_user("binh", password=PASSWORD)
    stale.post("/tai-khoan/dang-xuat/")
    stale.force_login(other)
    assert stale.get("/tai-khoan/xac-nhan/gui-lai/").headers["Location"] == "/"


def test_a_form_with_files_stays_in_the_browser(stale):
    answer = stale.post("/thu/", {"name": "x", "paper": SimpleUploadedFile("a.pdf", b"%PDF-1.4")})
    assert answer.status_code == 403
    assert not done
    page = answer.content.decode()
    assert "Chưa có gì được ghi" in page
    stale.post(re.search(rf'href="({CONFIRM}[^"]*)"', page).group(1), {"password": PASSWORD})
    answer = stale.post("/thu/", {"name": "x", "paper": SimpleUploadedFile("a.pdf", b"%PDF-1.4")})
    assert done == [("POST", {"name": "x"}, ["paper"])]


def test_a_very_long_form_stays_in_the_browser(stale):
    assert stale.post("/thu/", {"text": "x" * 300_000}).status_code == 403
    assert step_up._WAITING not in stale.session


def test_a_part_of_a_page_asks_through_the_whole_page(stale):
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ho-so/1/?muc=suc-khoe"}
    answer = stale.get("/thu/", headers=here)
    assert answer.headers["HX-Redirect"] == f"{CONFIRM}?next=%2Fho-so%2F1%2F%3Fmuc%3Dsuc-khoe"
    answer = stale.get("/thu/", headers={**here, "HX-Current-URL": "https://evil.example/x"})
    assert answer.headers["HX-Redirect"] == f"{CONFIRM}?next=%2F"


def test_a_part_that_writes_leaves_the_page_as_it_was_typed(stale):
    answer = stale.post("/thu/", {"a": "1"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (422, "none")
    assert CONFIRM in answer.content.decode()
    assert not done


def test_confirming_is_written_in_the_log(stale):
    stale.post(f"{CONFIRM}?next=/", {"password": "sai"})
    stale.post(f"{CONFIRM}?next=/", {"password": PASSWORD})
    found = entries(full_access(None, "kiểm thử")).order_by("id")
    assert [(each.action, each.object_label) for each in found] == [
        ("account.confirm_failed", "Lan"),
        ("account.confirmed", "Lan"),
    ]


def test_a_stranger_is_led_to_sign_in(user):
    assert "/dang-nhap/" in Client().get("/thu/").headers["Location"]


def test_the_demo_confirms_with_one_click(stale, settings):
    settings.CANBO_DEMO = True
    assert "xác nhận bằng một nút" in stale.get(f"{CONFIRM}?next=/thu/").content.decode()
    answer = stale.post("/dung-thu/", {"account": "lan", "next": "/thu/"})
    assert answer.headers["Location"] == "/thu/"
    assert stale.get("/thu/").status_code == 200
    assert stale.post("/dung-thu/", {"account": "lan", "next": "//evil.example"}).headers["Location"] == "/"
