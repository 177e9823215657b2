"""Restricted sections open to a recent sign-in only, in every role, and nothing is read, logged or written before."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from canbo.audit.selectors import entries
from canbo.core.access import full_access
from canbo.personnel.models import Attachment, Discipline

CONFIRM = "/tai-khoan/xac-nhan/"


def grow_old(client):
    session = client.session
    session["confirmed_at"] = time.time() - 86_400
    session.save()


def readings():
    return entries(full_access(None, "kiểm thử")).filter(action="file.restricted_read").count()


@pytest.fixture
def person(desk):
    person = desk.open("Nguyễn Thị Hạnh")
    desk.add(person, Discipline, track="state", form="warning", since="2020-05-01", until="2021-05-01")
    return person


def asked(answer):
    return answer.status_code == 302 and answer.headers["Location"].startswith(CONFIRM)


@pytest.fixture
def officer(make_account, tree):
    return make_account("to-chuc", "officer", tree.home)


@pytest.mark.parametrize("role", ["officer", "inspector"])
def test_a_tab_with_a_restricted_section_asks_first(person, make_account, tree, role):
    account = make_account("nguoi-xem", role, tree.home)
    grow_old(account.client)
    for tab in ("danh-gia", "lich-su", "cong-tac"):
        answer = account.client.get(f"/ho-so/{person.pk}/?muc={tab}")
        assert asked(answer), (tab, answer.status_code)
    assert readings() == 0
    account.client.post(f"{CONFIRM}?next=/", {"password": "mat-khau-cua-kiem-thu-1"})
    assert account.client.get(f"/ho-so/{person.pk}/?muc=lich-su").status_code == 200
    assert readings() == 1


def test_ones_own_file_is_no_exception(person, make_account, tree):
    owner = make_account("can-bo", "cadre", tree.home, person_id=person.pk)
    grow_old(owner.client)
    assert asked(owner.client.get(f"/ho-so/{person.pk}/?muc=lich-su"))


def test_who_may_not_read_the_section_is_not_asked(person, make_account, tree):
    head = make_account("thu-truong", "unit_head", tree.home)
    grow_old(head.client)
    assert head.client.get(f"/ho-so/{person.pk}/?muc=lich-su").status_code == 200


def test_other_tabs_and_sections_are_open(person, officer):
    grow_old(officer.client)
    assert officer.client.get(f"/ho-so/{person.pk}/?muc=giay-to").status_code == 200
    assert officer.client.get(f"/ho-so/{person.pk}/them/qualification/").status_code == 200


def test_writing_into_a_restricted_section_asks_and_writes_nothing_before(person, officer):
    address = f"/ho-so/{person.pk}/them/discipline/"
    grow_old(officer.client)
    assert asked(officer.client.get(address))
    before = Discipline.objects.count()
    answer = officer.client.post(address, {"track": "state", "form": "warning", "valid_from": "1/6/2021"})
    assert asked(answer)
    assert Discipline.objects.count() == before
    answer = officer.client.post(answer.headers["Location"], {"password": "mat-khau-cua-kiem-thu-1"})
    assert 'value="1/6/2021"' in officer.client.get(answer.headers["Location"]).content.decode()


def test_attaching_asks_where_the_form_would_name_restricted_records(person, officer):
    address = f"/ho-so/{person.pk}/giay-to/them/"
    grow_old(officer.client)
    assert asked(officer.client.get(address))
    upload = SimpleUploadedFile("bang.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    assert officer.client.post(address, {"file": upload, "title": "Bằng"}).status_code == 403
    assert not Attachment.objects.exists()
