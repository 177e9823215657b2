"""Erasure: only what the schedule releases, by two people, and then nothing is left: rows, papers on disk, requests."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.personnel.models import RECORD_KINDS, Attachment, Contact, Identity, Person
from canbo.personnel.services import attach_document, withdraw_document
from canbo.personnel.services.attachments import stored_content
from canbo.privacy.models import Erasure, Evidence, FileRequest
from canbo.privacy.papers import certificate_paper
from canbo.privacy.selectors.retention import due_erasures, erasure_of, erasures
from canbo.privacy.services import requests
from canbo.privacy.services.erasing import decide_erasure, propose_erasure

from .conftest import PDF, TODAY, paper

LATER = date(2026, 9, 1)


@pytest.fixture
def withdrawn(person, contact):
    Person.objects.filter(pk=person.pk).update(withdrawn_at=datetime(2026, 1, 5, tzinfo=UTC))
    person.refresh_from_db()
    return person


def propose(access, person, rule="opened_by_mistake", **more):
    return propose_erasure(
        access=access, rule=rule, person_key=person.pk, reason="Hồ sơ lập nhầm", today=more.pop("today", LATER), **more
    )


def approve(access, erasure, today=LATER):
    return decide_erasure(access=access, erasure=erasure, approve=True, reason="Đồng ý", today=today)


def everything_stored() -> str:
    """Every cell of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [_unescaped(str(row)) for row in cursor.fetchall()]
    return "\n".join(found)


def _unescaped(text: str) -> str:
    """JSON columns of SQLite hold letters as escapes."""
    return re.sub(r"\\+u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def test_a_file_in_use_is_never_released(duc, person):
    with pytest.raises(DomainError) as refused:
        propose(duc.access, person)
    assert refused.value.code == "must_be_kept"
    with pytest.raises(DomainError) as kept:
        propose(duc.access, person, rule="file")
    assert (kept.value.code, "buộc" in kept.value.message or "lưu trữ" in kept.value.message) == ("must_be_kept", True)
    with pytest.raises(DomainError):
        propose(duc.access, person, rule="log")


def test_before_its_time_nothing_is_due(duc, withdrawn):
    with pytest.raises(DomainError) as early:
        propose(duc.access, withdrawn, today=date(2026, 4, 4))
    assert early.value.code == "must_be_kept"
    assert due_erasures(duc.access, date(2026, 4, 4)) == []
    assert [each.person_key for each in due_erasures(duc.access, date(2026, 4, 6))] == [withdrawn.pk]


def test_a_whole_file_leaves_nothing_but_an_empty_shell(
    duc, mai, lan, person, contact, django_capture_on_commit_callbacks
):
    attach_document(access=lan.access, person=person, upload=paper(), title="Giấy khai sinh của Hoàng Văn An")
    digest = Attachment.objects.get().sha256
    requests.file_request(
        access=duc.access, kind="complaint", content="Thư của tôi", today=TODAY, person=person, received_on=TODAY,
        uploads=[paper("don.pdf", PDF + b"%%EOF\n")],
    )  # fmt: skip
    second = Evidence.objects.get().sha256
    Person.objects.filter(pk=person.pk).update(withdrawn_at=datetime(2026, 1, 5, tzinfo=UTC))
    assert "Hoàng Văn An" in everything_stored()
    assert "xã Đông Phong" in everything_stored()
    proposal = propose(duc.access, person)
    with django_capture_on_commit_callbacks(execute=True):
        done = approve(mai.access, proposal)
    shell = Person.objects.get(pk=person.pk)
    assert (shell.full_name, shell.search_name, shell.born, shell.citizen_index) == ("(hồ sơ đã xoá)", "", None, "")
    assert not any(kind._default_manager.filter(person=person).exists() for kind in RECORD_KINDS)
    assert not Attachment.objects.exists()
    assert not FileRequest.objects.exists()
    assert not Evidence.objects.exists()
    assert stored_content(digest) is None
    assert stored_content(second) is None
    assert done.counts["papers"] == 1
    assert done.counts["requests"] == 1
    stored = everything_stored()
    for word in ("Hoàng", "hoang van an", "xã Đông Phong", "0900000001", "Giấy khai sinh của", "don.pdf"):
        assert word not in stored, word
    assert "Hồ sơ lập nhầm" not in stored  # the reason could name the person
    words = str(certificate_paper(done))
    assert "Hoàng" not in words
    assert "bản sao lưu" in words


def test_the_same_content_of_another_file_stays(
    duc, mai, lan, tree, person, withdrawn, django_capture_on_commit_callbacks
):
    from canbo.personnel.services import open_file

    other = open_file(access=lan.access, unit=tree.home, identity={"full_name": "Lê Thị Bưởi"})
    attach_document(access=lan.access, person=other, upload=paper(), title="Bằng")
    Attachment.objects.create(
        person=person, title="Bằng", file_name="bang.pdf", media_type="application/pdf", size=len(PDF),
        sha256=Attachment.objects.get().sha256, uploaded_at=withdrawn.withdrawn_at, uploaded_by_name="Lan",
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        approve(mai.access, propose(duc.access, withdrawn))
    assert stored_content(Attachment.objects.get().sha256) == PDF


def test_the_second_person_is_another_one_in_scope(duc, mai, lan, binh, cuong, foreign_duc, withdrawn):
    proposal = propose(duc.access, withdrawn)
    with pytest.raises(DomainError) as same:
        approve(duc.access, proposal)
    assert same.value.code == "same_person"
    for other in (binh, cuong, foreign_duc):
        with pytest.raises(NotFound):
            approve(other.access, proposal)
        with pytest.raises(NotFound):
            erasure_of(other.access, proposal.pk)
    assert Identity.objects.filter(person=withdrawn).exists()
    approve(lan.access, proposal)  # who keeps the files there
    with pytest.raises(DomainError) as again:
        approve(mai.access, proposal)
    assert again.value.code == "erasure_decided"


def test_who_keeps_the_whole_system_sees_and_decides(duc, make_account, withdrawn):
    everywhere = make_account("toan-he", "officer", None, "Toàn Hệ")
    proposal = propose(duc.access, withdrawn)
    assert erasure_of(everywhere.access, proposal.pk) == proposal
    approve(everywhere.access, proposal)
    assert not Identity.objects.filter(person=withdrawn).exists()


def test_nobody_proposes_or_decides_on_their_own_file(make_account, tree, duc, withdrawn):
    own = make_account("chinh-minh", "data_officer", tree.home, "Chính Mình", person_id=withdrawn.pk)
    with pytest.raises(Forbidden):
        propose(own.access, withdrawn)
    proposal = propose(duc.access, withdrawn)
    with pytest.raises(Forbidden):
        approve(own.access, proposal)
    assert not erasures(own.access).exists()


def test_a_refusal_leaves_everything(duc, mai, withdrawn):
    proposal = propose(duc.access, withdrawn)
    decide_erasure(access=mai.access, erasure=proposal, approve=False, reason="Còn cần đối chiếu", today=LATER)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_reason) == (Erasure.State.REFUSED, "Còn cần đối chiếu")
    assert Contact.objects.filter(person=withdrawn).exists()


def test_it_is_asked_again_whether_it_is_due_when_it_is_done(duc, mai, withdrawn):
    proposal = propose(duc.access, withdrawn)
    Person.objects.filter(pk=withdrawn.pk).update(withdrawn_at=None)  # somebody took the file back meanwhile
    with pytest.raises(DomainError) as refused:
        approve(mai.access, proposal)
    assert refused.value.code == "must_be_kept"
    assert Identity.objects.filter(person=withdrawn).exists()


def test_sections_go_on_request_and_only_those_that_no_law_keeps(duc, mai, person, contact):
    asked = requests.file_request(
        access=duc.access, kind="deletion", content="Xoá số điện thoại", today=TODAY, person=person, received_on=TODAY
    )
    with pytest.raises(DomainError) as kept:
        propose(duc.access, person, rule="on_request", request=asked, sections=["identity"], today=TODAY)
    assert kept.value.code == "must_be_kept"
    with pytest.raises(DomainError):
        propose(duc.access, person, rule="on_request", sections=["contact"], today=TODAY)  # without a request
    proposal = propose(duc.access, person, rule="on_request", request=asked, sections=["contact"], today=TODAY)
    approve(mai.access, proposal, today=TODAY)
    assert not Contact.objects.filter(person=person).exists()
    assert Identity.objects.filter(person=person).exists()
    stored = everything_stored()
    assert "0900000001" not in stored
    assert "Hoàng Văn An" in stored  # what the law keeps is kept, in the log too
    proposal.refresh_from_db()
    assert proposal.counts["versions"] == 1


def test_withdrawn_papers_go_with_their_content(duc, mai, lan, person, django_capture_on_commit_callbacks):
    kept = attach_document(access=lan.access, person=person, upload=paper(), title="Bằng")
    gone = attach_document(access=lan.access, person=person, upload=paper("b.pdf", PDF + b"%%EOF\n"), title="Nhầm")
    withdraw_document(access=lan.access, attachment=gone, reason="nhầm")
    Attachment.objects.filter(pk=gone.pk).update(withdrawn_at=datetime(2026, 1, 5, tzinfo=UTC))
    day = date(2027, 1, 6)
    assert due_erasures(duc.access, date(2027, 1, 4)) == []
    (row,) = due_erasures(duc.access, day)
    assert (row.rule.key, row.count, row.is_proposed) == ("withdrawn_paper", 1, False)
    proposal = propose(duc.access, person, rule="withdrawn_paper", today=day)
    assert due_erasures(duc.access, day)[0].is_proposed
    with django_capture_on_commit_callbacks(execute=True):
        approve(mai.access, proposal, today=day)
    assert list(Attachment.objects.values_list("pk", flat=True)) == [kept.pk]
    assert stored_content(gone.sha256) is None
    assert stored_content(kept.sha256) == PDF


def test_the_log_tells_that_it_was_done_and_by_whom_but_not_whose(duc, mai, withdrawn):
    approve(mai.access, propose(duc.access, withdrawn))
    row = AuditEntry.objects.get(action="privacy.erased")
    assert (row.actor_name, row.object_label) == ("Mai", "")
    assert "Hoàng" not in str(row.changes)
