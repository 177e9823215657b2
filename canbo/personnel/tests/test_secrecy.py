"""Secrecy marks on papers: who may not see the mark does not know of the paper; no name in the log; marked on each page."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden
from canbo.documents.models import ExportRequest
from canbo.personnel.selectors.papers import papers_of
from canbo.personnel.services import attach_document, mark_document, photo_of, withdraw_document


def pdf() -> bytes:
    made = pypdfium2.PdfDocument.new()
    made.new_page(595, 842)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


CONTENT = pdf()


@pytest.fixture
def lan(make_account, tree):
    return make_account("lan", "officer", tree.home, "Lan")


@pytest.fixture
def binh(make_account, tree):
    return make_account("binh", "committee_member", tree.home, "Bình")


@pytest.fixture
def person(desk):
    return desk.open("Hoàng Thị Hà", born="1980")


@pytest.fixture
def papers(lan, person):
    """An open paper, one marked Mật, one marked Tối mật."""
    made = {}
    for number, mark in enumerate(("", "mat", "toi_mat")):
        upload = SimpleUploadedFile("a.pdf", CONTENT + b"\n" * number, content_type="application/pdf")
        made[mark] = attach_document(
            access=lan.access, person=person, upload=upload, title=f"Kết luận của Hà {number}", secrecy=mark
        )
    return made


def seen(account, person) -> list[str]:
    return sorted(paper.secrecy for paper in papers_of(account.access, person))


def fetched(account, paper):
    return account.client.get(reverse("attachment", args=[paper.person_id, paper.pk]))


def test_who_may_not_see_a_mark_does_not_know_of_the_paper(papers, person, lan, binh, make_account, tree):
    head = make_account("truong", "unit_head", tree.home, "Trưởng")
    own = make_account("ha", "cadre", tree.home, "Hà", person_id=person.pk)
    for account, marks in ((lan, ["", "mat", "toi_mat"]), (binh, ["", "mat"]), (head, [""]), (own, [""])):
        assert seen(account, person) == marks
        listed = account.client.get(reverse("file", args=[person.pk]), {"muc": "giay-to"}).content.decode()
        for number, (mark, paper) in enumerate(papers.items()):
            assert (f"Kết luận của Hà {number}" in listed) == (mark in marks)
            assert fetched(account, paper).status_code == (200 if mark in marks else 404)
    copied = own.client.get(reverse("my-data-copy")).content.decode()
    assert "Kết luận của Hà 0" in copied
    assert "Kết luận của Hà 1" not in copied


def test_other_pages_of_a_hidden_paper_are_not_there_either(papers, binh, make_account, tree):
    writer = make_account("viet", "officer", tree.home)
    from canbo.access.models import RoleGrant

    RoleGrant.objects.filter(user=writer.user).update(role="unit_head")
    for name in ("attachment", "attachment-secrecy", "attachment-withdraw"):
        for verb in ("get", "post", "head"):
            address = reverse(name, args=[papers["mat"].person_id, papers["mat"].pk])
            assert getattr(writer.client, verb)(address).status_code in {404, 405}, (name, verb)


def test_a_marked_paper_carries_its_mark_on_each_page_and_an_open_one_leaves_as_it_is(papers, lan):
    assert fetched(lan, papers[""]).content == CONTENT
    for mark, words in (("mat", "MẬT"), ("toi_mat", "TỐI MẬT")):
        page = pypdfium2.PdfDocument(fetched(lan, papers[mark]).content)[0]
        text = page.get_textpage().get_text_bounded().replace("\xa0", " ").replace("\xad", "-")
        assert words in text
        assert ExportRequest.objects.order_by("-id")[0].number in text


def test_the_log_names_nobody_of_a_marked_paper(papers, person, lan):
    fetched(lan, papers["mat"])
    withdraw_document(access=lan.access, attachment=papers["mat"], reason="nhầm")
    rows = AuditEntry.objects.filter(object_id=person.pk, action__startswith="file.document")
    marked = [row for row in rows if row.object_label == "Tài liệu Mật"]
    assert {row.action for row in marked} == {"file.document_attached", "file.document_read", "file.document_withdrawn"}
    for row in marked:
        assert "Hà" not in f"{row.object_label} {row.changes}"
    kept = ExportRequest.objects.order_by("-id")[0]
    assert "Hà" not in f"{kept.title} {kept.file_name} {kept.object_label} {kept.changes}"


def test_a_mark_is_changed_by_right_and_reason_alone(papers, person, lan, binh):
    paper, address = papers["mat"], reverse("attachment-secrecy", args=[person.pk, papers["mat"].pk])
    assert binh.client.post(address, {"secrecy": "", "reason": "x"}).status_code == 403  # reads, does not write
    assert lan.client.post(address, {"secrecy": "", "reason": " "}).status_code == 422
    assert lan.client.post(address, {"secrecy": "mat", "reason": "x"}).status_code == 422  # as it is
    assert lan.client.post(address, {"secrecy": "tuyet_mat", "reason": "x"}).status_code == 422
    assert lan.client.post(address, {"secrecy": "toi_mat", "reason": "Theo QĐ 12"}).status_code == 302
    paper.refresh_from_db()
    assert paper.secrecy == "toi_mat"
    row = AuditEntry.objects.get(action="secrecy.changed")
    assert (row.reason, row.changes["secrecy"], row.object_label) == (
        "Theo QĐ 12",
        ["mat", "toi_mat"],
        "Tài liệu Tối mật",
    )
    assert binh.client.get(reverse("attachment", args=[person.pk, paper.pk])).status_code == 404


def test_nobody_sets_a_mark_that_they_may_not_see(papers, person, lan, monkeypatch):
    from canbo.access.roles import Role, all_roles
    from canbo.access.selectors import context_for
    from canbo.core.access import Permission

    officer = all_roles()["officer"]
    weaker = Role("officer", officer.label, officer.permissions - {Permission.VIEW_SECRET})
    monkeypatch.setitem(all_roles(), "officer", weaker)
    from django.utils import timezone

    access = context_for(lan.user, timezone.localdate())
    for before, after in (("mat", "toi_mat"), ("toi_mat", ""), ("", "toi_mat")):
        with pytest.raises(Forbidden):
            mark_document(access=access, attachment=papers[before], mark=after, reason="x")
    with pytest.raises(Forbidden):
        attach_document(
            access=access, person=person, upload=SimpleUploadedFile("b.pdf", CONTENT + b"\n\n\n"), title="b",
            secrecy="toi_mat",
        )  # fmt: skip
    form = lan.client.get(reverse("attachment-add", args=[person.pk])).content.decode()
    assert 'value="mat"' in form
    assert 'value="toi_mat"' not in form


def test_a_marked_paper_that_cannot_be_marked_does_not_leave(person, lan):
    upload = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    paper = attach_document(access=lan.access, person=person, upload=upload, title="x", secrecy="mat")
    assert fetched(lan, paper).status_code == 400
    assert not AuditEntry.objects.filter(action="file.document_read").exists()


def test_a_photo_bears_no_mark(person, lan):
    upload = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, content_type="image/png")
    with pytest.raises(DomainError) as error:
        attach_document(access=lan.access, person=person, upload=upload, title="x", is_photo=True, secrecy="mat")
    assert error.value.code in {"photo_secret", "attachment_type"}
    assert photo_of(person) is None
