"""Secrecy marks on requests and breaches: lists, counts, addresses, papers and the log obey them."""

from __future__ import annotations

import io

import docx
import pytest
from django.urls import reverse
from django.utils import timezone

from canbo.access.models import RoleGrant
from canbo.access.selectors import context_for
from canbo.audit.models import AuditEntry
from canbo.privacy.models import Breach, FileRequest
from canbo.privacy.selectors.breaches import breaches, running_clocks
from canbo.privacy.selectors.requests import requests_to_settle
from canbo.privacy.services.requests import file_request


@pytest.fixture
def asked(an, person):
    return file_request(access=an.access, kind="complaint", content="Khiếu nại", today=timezone.localdate())


@pytest.fixture
def breach(person):
    now = timezone.now()
    return Breach.objects.create(
        title="Mất máy tính của An", unit=person.unit, detected_at=now, notify_due_at=now, description="x",
        recorded_at=now, recorded_by_name="A",
    )  # fmt: skip


def mark(account, name, row, secrecy, reason="Theo văn bản"):
    return account.client.post(reverse(name, args=[row.pk]), {"secrecy": secrecy, "reason": reason})


def now_of(account):
    return context_for(account.user, timezone.localdate())


def without_marks(monkeypatch, account):
    """The same officer of personal data, their role without the right to what is marked."""
    from canbo.access.roles import Role, all_roles
    from canbo.core.access import Permission

    role = all_roles()["data_officer"]
    marked = {Permission.VIEW_CONFIDENTIAL, Permission.VIEW_SECRET}
    monkeypatch.setitem(all_roles(), "data_officer", Role(role.code, role.label, role.permissions - marked))
    return now_of(account)


def test_a_marked_request_is_not_there_for_who_may_not_see_the_mark(asked, an, duc, monkeypatch):
    assert mark(duc, "request-secrecy", asked, "mat").status_code == 302
    assert "Mật" in duc.client.get(reverse("request", args=[asked.pk])).content.decode()
    access = without_marks(monkeypatch, duc)
    assert not requests_to_settle(access).exists()
    assert (
        "Khiếu nại"
        not in duc.client.get(reverse("requests")).content.decode().split("<main")[1].split("filter-menu")[0]
    )
    for name in ("request", "request-answer", "request-extend", "request-close", "request-secrecy"):
        assert duc.client.get(reverse(name, args=[asked.pk])).status_code == 404, name
        assert duc.client.post(reverse(name, args=[asked.pk]), {"words": "x", "reason": "x"}).status_code in {
            404,
            405,
        }, name
    assert FileRequest.objects.get().answered_at is None
    assert an.client.get(reverse("request", args=[asked.pk])).status_code == 200  # who wrote it


def test_the_log_of_a_marked_request_names_nobody(asked, duc, person):
    mark(duc, "request-secrecy", asked, "mat")
    duc.client.post(reverse("request-answer", args=[asked.pk]), {"words": "Đã nhận"})
    before = ("file.opened", "file.record_added", "privacy.request_filed")
    rows = AuditEntry.objects.filter(object_type="person", object_id=person.pk).exclude(action__in=before)
    assert {row.action for row in rows} >= {"secrecy.changed", "privacy.request_answered"}
    assert all(row.object_label == "Tài liệu Mật" for row in rows)
    assert AuditEntry.objects.get(action="secrecy.changed").reason == "Theo văn bản"


def test_a_mark_needs_its_right_and_a_reason(asked, duc):
    assert mark(duc, "request-secrecy", asked, "mat", " ").status_code == 422
    assert mark(duc, "request-secrecy", asked, "toi_mat").status_code == 422  # not offered to this role
    FileRequest.objects.update(secrecy="toi_mat")
    assert mark(duc, "request-secrecy", asked, "").status_code == 404
    assert FileRequest.objects.get().secrecy == "toi_mat"


def test_a_marked_breach_is_not_counted_and_its_notice_bears_the_mark(breach, duc, monkeypatch):
    assert mark(duc, "breach-secrecy", breach, "mat").status_code == 302
    answer = duc.client.get(reverse("breach-notice", args=[breach.pk]))
    section = docx.Document(io.BytesIO(answer.content)).sections[0]
    heads = [section.header] + ([section.first_page_header] if section.different_first_page_header_footer else [])
    assert all("MẬT" in [line.text for line in head.paragraphs] for head in heads)
    access = without_marks(monkeypatch, duc)
    assert not breaches(access).exists()
    assert running_clocks(access) == []
    assert "Mất máy" not in duc.client.get(reverse("home")).content.decode()
    for name in ("breach", "breach-notice", "breach-work", "breach-notify", "breach-secrecy"):
        assert duc.client.get(reverse(name, args=[breach.pk])).status_code == 404, name


def test_a_right_to_the_mark_elsewhere_opens_nothing_here(breach, duc, tree, monkeypatch):
    Breach.objects.update(secrecy="mat")
    without_marks(monkeypatch, duc)
    RoleGrant.objects.create(
        user=duc.user, role="officer", unit=tree.other, valid_from="2000-01-01", granted_by_name="x",
        granted_at=timezone.now(),
    )  # fmt: skip
    assert not breaches(now_of(duc)).exists()
