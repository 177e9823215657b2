"""Corrections item by item: proposed by the person, decided by the officer, written by the services of the file."""

from __future__ import annotations

import pytest

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.personnel.models import Attachment, Contact, Identity, PlanEntry, Qualification
from canbo.personnel.services import DecisionGiven, correct_record
from canbo.personnel.services.attachments import stored_content
from canbo.privacy.models import FileRequest, RequestItem
from canbo.privacy.proposals import Proposal, item_view, read
from canbo.privacy.selectors.requests import items_of, request_of, requests_to_settle
from canbo.privacy.services.corrections import decide_item, drop_item, propose, send

from .conftest import TODAY, paper

A, S = RequestItem.Action, RequestItem.State


@pytest.fixture
def identity(person):
    return Identity.objects.known().get(person=person)


def correct(access, record, **values):
    return propose(
        access=access, kind=type(record), action=A.CORRECT, proposal=Proposal(values), record_of_file=record,
        uploads=[paper()],
    )  # fmt: skip


def add_degree(access, **more):
    values = {"level": "university", "major": "Luật", "valid_from": PartialDate(1999, 6)}
    return propose(access=access, kind=Qualification, action=A.ADD, proposal=Proposal(values, **more))


def test_a_proposal_keeps_its_types(an, identity):
    decision = DecisionGiven("12/QĐ", PartialDate(2020, 5), "UBND huyện")
    item = propose(
        access=an.access, kind=Identity, action=A.CORRECT, record_of_file=identity,
        proposal=Proposal({"born": PartialDate(1975, 9), "religion": ""}, decision),
    )  # fmt: skip
    item = RequestItem.objects.get(pk=item.pk)
    assert read(item) == Proposal({"born": PartialDate(1975, 9), "religion": ""}, decision)
    shown = {each.label: (each.before, each.after) for each in item_view(item, identity).differences}
    assert shown["Sinh ngày"] == ("15/8/1975", "9/1975") or shown["Sinh ngày"][1].endswith("9/1975")


def test_approved_items_are_written_as_corrections_with_reason_source_and_paper(an, lan, identity):
    correct(an.access, identity, born=PartialDate(1975, 9, 15))
    add_degree(an.access)
    sent = send(access=an.access, content="Theo giấy khai sinh", today=TODAY)
    assert sent.state == FileRequest.State.RECEIVED
    assert list(requests_to_settle(lan.access)) == [sent]
    first, second = sent.items.order_by("id")
    decide_item(access=lan.access, item=first, approve=True, reason="đúng giấy khai sinh")
    decide_item(access=lan.access, item=second, approve=False, reason="Chưa có bằng")
    now = Identity.objects.known().get(person=identity.person)
    assert now.born == PartialDate(1975, 9, 15)
    assert now.supersedes_id == identity.pk
    assert now.reason == f"Theo đề nghị số {sent.pk} của cán bộ: đúng giấy khai sinh"
    assert now.ethnicity == "Tày"  # what nobody asked to change stays
    attached = Attachment.objects.get()
    assert (attached.section_key, attached.record_key) == ("identity", now.pk)
    assert not Qualification.objects.exists()
    sent.refresh_from_db()
    assert (sent.state, sent.items.get(pk=first.pk).written_key) == (FileRequest.State.PARTLY, now.pk)


def test_an_added_record_has_the_request_as_its_source(an, lan):
    add_degree(an.access)
    sent = send(access=an.access, content="", today=TODAY)
    decide_item(access=lan.access, item=sent.items.get(), approve=True, reason="")
    degree = Qualification.objects.get()
    assert degree.source.description == f"Theo đề nghị số {sent.pk} của cán bộ"
    sent.refresh_from_db()
    assert sent.state == FileRequest.State.DONE


def test_a_record_is_taken_out_with_the_reason(an, lan, contact):
    propose(
        access=an.access, kind=Contact, action=A.WITHDRAW, proposal=Proposal({}), record_of_file=contact,
        note="Không còn ở đó",
    )  # fmt: skip
    sent = send(access=an.access, content="", today=TODAY)
    decide_item(access=lan.access, item=sent.items.get(), approve=True, reason="đã xác minh")
    contact.refresh_from_db()
    assert contact.superseded_at
    assert contact.withdrawn_reason.endswith("đã xác minh")


def test_a_refusal_says_why(an, lan):
    add_degree(an.access)
    sent = send(access=an.access, content="", today=TODAY)
    with pytest.raises(DomainError) as refused:
        decide_item(access=lan.access, item=sent.items.get(), approve=False, reason="  ")
    assert refused.value.code == "reason_missing"
    assert sent.items.get().state == S.PENDING


def test_nobody_decides_their_own_request(make_account, tree, lan, identity):
    officer = make_account("tu-sua", "officer", tree.home, "Tự Sửa", person_id=identity.person_id)
    correct(officer.access, identity, religion="Không")
    sent = send(access=officer.access, content="", today=TODAY)
    assert not requests_to_settle(officer.access).exists()
    with pytest.raises(Forbidden):
        decide_item(access=officer.access, item=sent.items.get(), approve=True, reason="")
    assert Identity.objects.known().get().religion == ""


def test_out_of_scope_nobody_decides(an, cuong, binh, identity):
    correct(an.access, identity, religion="Không")
    sent = send(access=an.access, content="", today=TODAY)
    for other in (cuong, binh):
        with pytest.raises(NotFound):
            decide_item(access=other.access, item=sent.items.get(), approve=True, reason="")
        with pytest.raises(NotFound):
            request_of(other.access, sent.pk)


def test_a_record_changed_meanwhile_is_not_overwritten(an, lan, identity):
    correct(an.access, identity, religion="Không")
    sent = send(access=an.access, content="", today=TODAY)
    correct_record(access=lan.access, record=identity, values={"religion": "Phật giáo"}, reason="theo phiếu")
    assert items_of(lan.access, request_of(lan.access, sent.pk))[0].is_overtaken
    with pytest.raises(DomainError) as refused:
        decide_item(access=lan.access, item=sent.items.get(), approve=True, reason="")
    assert refused.value.code == "record_superseded"
    assert Identity.objects.known().get().religion == "Phật giáo"
    assert sent.items.get().state == S.PENDING


def test_a_decision_is_taken_once(an, lan):
    add_degree(an.access)
    add_degree(an.access)
    sent = send(access=an.access, content="", today=TODAY)
    item = sent.items.first()
    decide_item(access=lan.access, item=item, approve=True, reason="")
    with pytest.raises(DomainError) as refused:
        decide_item(access=lan.access, item=item, approve=True, reason="")
    assert refused.value.code == "item_decided"
    assert Qualification.objects.count() == 1


def test_what_others_say_of_a_person_is_not_theirs_to_propose(an, lan, person):
    with pytest.raises(DomainError) as closed:
        propose(access=an.access, kind=PlanEntry, action=A.ADD, proposal=Proposal({"title_text": "Trưởng phòng"}))
    assert closed.value.code == "section_closed"


def test_another_persons_record_cannot_be_named(an, lan, cuong, tree, identity):
    from canbo.personnel.services import open_file

    other = open_file(access=cuong.access, unit=tree.other, identity={"full_name": "Trần Văn Tư"})
    theirs = Identity.objects.known().get(person=other)
    with pytest.raises(NotFound):
        correct(an.access, theirs, religion="Không")
    with pytest.raises(NotFound):
        correct(lan.access, identity, religion="Không")  # Lan has no file of her own


def test_an_empty_draft_is_not_sent_and_items_can_be_dropped(an, lan, identity, django_capture_on_commit_callbacks):
    item = correct(an.access, identity, religion="Không")
    digest = item.papers.get().sha256
    with pytest.raises(DomainError) as twice:
        correct(an.access, identity, religion="Phật giáo")
    assert twice.value.code == "proposed_before"
    with pytest.raises(NotFound):
        drop_item(access=lan.access, item=item)
    assert stored_content(digest)
    with django_capture_on_commit_callbacks(execute=True):
        drop_item(access=an.access, item=item)
    assert stored_content(digest) is None
    with pytest.raises(DomainError) as empty:
        send(access=an.access, content="", today=TODAY)
    assert empty.value.code == "draft_empty"
    assert FileRequest.objects.get().received_on is None


def test_a_section_closed_to_the_officer_shows_nothing_of_the_item(an, binh, make_account, tree, person, lan):
    from canbo.personnel.models import FamilyMember

    propose(
        access=an.access, kind=FamilyMember, action=A.ADD,
        proposal=Proposal({"side": "own", "relation": "Bố", "full_name": "Hoàng Văn Bố"}),
    )  # fmt: skip
    sent = send(access=an.access, content="", today=TODAY)
    shown = items_of(lan.access, request_of(lan.access, sent.pk))[0]
    assert any(each.after == "Hoàng Văn Bố" for each in shown.differences)
    closed = items_of(binh.access, sent)[0]
    assert closed.is_closed
    assert (closed.differences, closed.line) == ((), "")
