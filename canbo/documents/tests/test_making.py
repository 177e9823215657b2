"""Made papers: the copy, the version, the same bytes years later, who reads them, printing many together."""

from __future__ import annotations

import json
import zipfile
from datetime import date, timedelta
from functools import cache
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.secrecy import Secrecy
from canbo.documents import pdf
from canbo.documents.filling import words_of
from canbo.documents.models import ExportRequest, MadePaper, PaperPrint, PaperTemplate
from canbo.documents.paper_kinds import KINDS
from canbo.documents.paper_selectors import paper_of, papers_of
from canbo.documents.papers import Draft, Source, register_source, unregister_source
from canbo.documents.services import making
from canbo.documents.services.standing import (
    add_template,
    choose_template,
    return_to_shipped,
    shipped,
    standing_template,
)
from canbo.jobs.models import Job
from canbo.jobs.services import perform

INVITATION = KINDS["invitation"]
GUESTS = ("Hoàng Thị Hà", "Lý Minh Đức", "Nông Văn Bảy")


def draft(path, guest=GUESTS[0], **more):
    data = {"kinh_moi": guest, "co_quan": "Sở Nội vụ", "ngay": date(2026, 12, 5), "dia_danh": "Cao Bằng"}
    return Draft(data=data, unit_path=path, label=guest, **more)


@pytest.fixture
def source(tree, people):
    """A source of three invitations in scope; of none for what is out of it."""

    def drafts(access, object_id):
        if object_id != 7:
            raise NotFound("meeting_not_found", "Không có.")
        return [
            draft(tree.home.path, guest, people=(person.pk,)) for guest, person in zip(GUESTS, people, strict=False)
        ]

    register_source(
        Source(key="thu-giay-moi", kind="invitation", label="Giấy mời", object_type="meeting", drafts=drafts)
    )
    yield "thu-giay-moi"
    unregister_source("thu-giay-moi")


@cache  # a zip tells the time it was made at
def own_template(line="MẪU CỦA CƠ QUAN"):
    document = docx.Document(BytesIO(shipped("invitation", "state")))
    document.paragraphs[0].insert_paragraph_before(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def make(account, tree, source, **more):
    return making.make_paper(access=account.access, source=source, draft=draft(tree.home.path, **more), object_id=7)


def run(job):
    """What the worker does, at once."""
    job.refresh_from_db()
    if not job.is_over:
        perform(job)
        job.refresh_from_db()
    return job


def test_a_paper_made_again_after_its_template_was_replaced_is_the_same_to_the_byte(lan, administrator, tree, source):
    paper = make(lan, tree, source)
    before, is_same = making.remake(access=lan.access, paper=paper)
    assert is_same
    assert len(before) == paper.size
    row = add_template(access=administrator.access, kind=INVITATION, style="state", content=own_template())
    choose_template(access=administrator.access, row=row)
    after, is_same = making.remake(access=lan.access, paper=paper_of(lan.access, paper.pk))
    assert (after, is_same) == (before, True)
    newer = make(lan, tree, source)
    assert "MẪU CỦA CƠ QUAN" in words_of(making.remake(access=lan.access, paper=newer)[0])
    assert "MẪU CỦA CƠ QUAN" not in words_of(after)
    assert newer.template_id == row.pk != paper.template_id


def test_versions_go_forward_and_back_and_none_is_lost(lan, administrator, tree, source):
    access = administrator.access
    make(lan, tree, source)
    first = add_template(access=access, kind=INVITATION, style="state", content=own_template("Một"), note=" ghi  chú ")
    second = add_template(access=access, kind=INVITATION, style="state", content=own_template("Hai"))
    assert (first.number, second.number, first.note) == (2, 3, "ghi chú")
    assert add_template(access=access, kind=INVITATION, style="state", content=own_template("Một")).pk == first.pk
    for row in (second, first):
        choose_template(access=access, row=row)
        assert standing_template(INVITATION, "state").pk == row.pk
    with pytest.raises(DomainError, match="đang được dùng"):
        choose_template(access=access, row=PaperTemplate.objects.get(pk=first.pk))
    assert standing_template(INVITATION, "party").origin == "shipped"
    return_to_shipped(access=access, kind=INVITATION, style="state")
    assert standing_template(INVITATION, "state").origin == "shipped"
    with pytest.raises(DomainError):
        return_to_shipped(access=access, kind=INVITATION, style="state")
    assert PaperTemplate.objects.filter(kind="invitation", style="state").count() == 3
    assert AuditEntry.objects.filter(action="paper_template.added").count() == 3
    assert AuditEntry.objects.filter(action="paper_template.chosen").count() == 3


def test_only_who_answers_for_the_whole_replaces_a_template(lan, administrator, make_account):
    everywhere = make_account("quy-trinh", "officer", None)
    for account in (administrator, everywhere):
        add_template(access=account.access, kind=INVITATION, style="state", content=own_template())
    with pytest.raises(Forbidden, match="người quản trị"):
        add_template(access=lan.access, kind=INVITATION, style="state", content=own_template())
    with pytest.raises(Forbidden):
        choose_template(access=lan.access, row=PaperTemplate.objects.get())
    with pytest.raises(Forbidden):
        return_to_shipped(access=lan.access, kind=INVITATION, style="state")


def test_the_copy_is_sealed_and_the_log_names_nobody(lan, tree, source):
    paper = make(lan, tree, source)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data, label FROM documents_madepaper WHERE id = %s", [paper.pk])
        stored = "".join(cursor.fetchone())
    assert GUESTS[0] not in stored
    assert "Hoàng" not in stored
    assert json.loads(paper.data)["values"]["kinh_moi"] == GUESTS[0]
    entry = AuditEntry.objects.get(action="paper.made")
    assert (entry.object_type, entry.object_id, entry.unit_path) == ("meeting", 7, tree.home.path)
    assert GUESTS[0] not in str(entry.changes) + entry.object_label


def test_who_reads_a_made_paper(lan, binh, cuong, tree, source):
    paper = make(lan, tree, source)
    assert papers_of(lan.access, "meeting", 7) == [paper]
    for account, error in ((binh, Forbidden), (cuong, NotFound)):
        assert papers_of(account.access, "meeting", 7) == []
        with pytest.raises(error):
            paper_of(account.access, paper.pk)
        with pytest.raises(error):
            making.remake(access=account.access, paper=paper)
        with pytest.raises(error):
            making.start_printing(access=account.access, papers=[paper], form="zip")


def test_a_secret_paper_is_nobodys_who_may_not_see_the_mark(lan, make_account, tree, source):
    secretary = make_account("thu-ky", "evaluation_secretary", tree.home)
    paper = make(lan, tree, source, secrecy=Secrecy.MAT)
    assert "MẬT" in words_of(making.remake(access=lan.access, paper=paper)[0])
    with pytest.raises(NotFound):
        paper_of(secretary.access, paper.pk)
    with pytest.raises(Forbidden):
        make(secretary, tree, source, secrecy=Secrecy.MAT)
    assert make(secretary, tree, source).pk


def test_where_the_right_is_missing_nothing_is_made(binh, cuong, tree, source):
    for account in (binh, cuong):
        with pytest.raises(Forbidden):
            make(account, tree, source)
    assert not MadePaper.objects.exists()


def test_one_paper_leaves_as_it_is_and_a_secret_one_marked(lan, tree, source):
    paper = make(lan, tree, source)
    answer = lan.client.get(reverse("paper-file", args=[paper.pk]))
    assert answer.content == making.remake(access=lan.access, paper=paper)[0]
    assert "giay-moi.docx" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(action="paper.given").count() == 1
    secret = make(lan, tree, source, secrecy=Secrecy.MAT)
    marked = lan.client.get(reverse("paper-file", args=[secret.pk])).content
    footers = [line.text for part in docx.Document(BytesIO(marked)).sections for line in part.footer.paragraphs]
    assert any("Lan" in line for line in footers)


def test_a_paper_of_several_people_is_asked_what_for(lan, tree, source, people):
    paper = make(lan, tree, source, people=(people[0].pk, people[1].pk))
    address = reverse("paper-file", args=[paper.pk])
    assert "2 người" in lan.client.get(address).content.decode()
    answer = lan.client.post(address, {"ly_do": "Họp"})
    assert answer.content == making.remake(access=lan.access, paper=paper)[0]
    assert ExportRequest.objects.get().people_count == 2


@pytest.mark.parametrize("form", ["docx", "zip"])
def test_many_papers_are_made_and_printed_in_one_job(lan, source, form):
    page = lan.client.get(reverse("paper-make", args=[source, 7])).content.decode()
    assert "Số bản" in page
    assert "Thời gian" in page  # stays as dots
    lan.client.post(reverse("paper-make", args=[source, 7]), {"the_thuc": "party", "dang": form})
    job = run(Job.objects.get())
    assert job.state == Job.State.DONE, job.message
    row = PaperPrint.objects.get()
    assert len(row.papers) == 3
    assert {paper.style for paper in MadePaper.objects.all()} == {"party"}
    assert GUESTS[0] not in json.dumps(job.arguments) + job.title
    perform(job)  # a worker that takes it a second time makes nothing twice
    assert MadePaper.objects.count() == 3
    address = reverse("paper-print-file", args=[row.pk])
    assert "3 người" in lan.client.get(address).content.decode()
    content = lan.client.post(address, {"ly_do": "Mời họp"}).content
    if form == "docx":
        lines = "\n".join(words_of(content))
        assert [lines.count(guest) for guest in GUESTS] == [1, 1, 1]
        assert lines.index(GUESTS[0]) < lines.index(GUESTS[1]) < lines.index(GUESTS[2])
    else:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert [name.rpartition("-")[2] for name in archive.namelist()] == ["moi.docx"] * 3
            assert GUESTS[1] in "\n".join(words_of(archive.read(archive.namelist()[1])))


def test_more_people_than_one_person_may_take_wait_for_a_second(lan, hien, source, settings):
    settings.CANBO_EXPORT_APPROVAL_ABOVE = 2
    lan.client.post(reverse("paper-make", args=[source, 7]), {"the_thuc": "state", "dang": "docx"})
    run(Job.objects.get())
    answer = lan.client.post(reverse("paper-print-file", args=[PaperPrint.objects.get().pk]), {"ly_do": "Mời họp"})
    assert answer.status_code == 302
    assert ExportRequest.objects.get().state == ExportRequest.State.HELD
    decide = reverse("export-decide", args=[ExportRequest.objects.get().pk])
    assert hien.client.post(decide, {"y_kien": "Đồng ý", "quyet-dinh": "duyet"}).status_code == 302


def test_papers_chosen_are_printed_as_one_pdf(lan, source, tree):
    papers = [make(lan, tree, source, guest=guest) for guest in GUESTS]
    keys = {"van_ban": [str(paper.pk) for paper in papers], "dang": "pdf"}
    lan.client.post(reverse("papers-print"), keys)
    job = run(Job.objects.get())
    assert job.state == Job.State.DONE, job.message
    content = making.printed(PaperPrint.objects.get())
    assert content.startswith(b"%PDF-")
    import pypdfium2

    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    assert [guest in page for guest, page in zip(GUESTS, pages, strict=True)] == [True] * 3


def test_where_libreoffice_is_missing_the_page_says_so_and_word_still_comes(lan, source, tree, monkeypatch):
    monkeypatch.setattr(pdf, "_NAMES", ("no-such-program",))
    paper = make(lan, tree, source)
    page = lan.client.get(reverse("paper", args=[paper.pk])).content.decode()
    assert "chưa có LibreOffice" in page
    answer = lan.client.post(reverse("papers-print"), {"van_ban": [paper.pk], "dang": "pdf"})
    assert answer.status_code == 422
    assert "chưa có LibreOffice" in answer.content.decode()
    assert not Job.objects.exists()
    assert lan.client.get(reverse("paper-file", args=[paper.pk])).status_code == 200


def test_papers_of_several_templates_are_no_single_word_file(lan, source, tree):
    papers = [make(lan, tree, source)]
    papers.append(
        making.make_paper(access=lan.access, source=source, draft=draft(tree.home.path), object_id=7, style="party")
    )
    with pytest.raises(DomainError, match="nhiều mẫu khác nhau"):
        making.start_printing(access=lan.access, papers=papers, form="docx")
    assert making.start_printing(access=lan.access, papers=papers, form="zip").pk


def test_a_print_is_its_askers_alone_and_is_destroyed_in_time(lan, hien, source):
    lan.client.post(reverse("paper-make", args=[source, 7]), {"the_thuc": "state", "dang": "zip"})
    run(Job.objects.get())
    row = PaperPrint.objects.get()
    for name in ("paper-print", "paper-print-file"):
        assert hien.client.get(reverse(name, args=[row.pk])).status_code == 404
    assert making.destroy_expired_prints(timezone.now()) == 0
    assert making.destroy_expired_prints(timezone.now() + timedelta(days=400)) == 1
    assert "hết hạn" in lan.client.get(reverse("paper-print", args=[row.pk])).content.decode()
    assert lan.client.post(reverse("paper-print-file", args=[row.pk]), {"ly_do": "x"}).status_code == 400


def test_a_paper_that_no_longer_comes_out_the_same_says_so(lan, source, tree):
    paper = make(lan, tree, source)
    address = reverse("paper", args=[paper.pk])
    assert "từng byte" in lan.client.get(address).content.decode()
    MadePaper.objects.filter(pk=paper.pk).update(sha256="0" * 64)
    assert "không còn giống hệt" in lan.client.get(address).content.decode()


def test_a_template_is_sent_tried_and_put_to_use_on_its_page(administrator, lan):
    address = reverse("paper-template", args=["invitation", "state"])
    sent = SimpleUploadedFile("mau.docx", own_template())
    assert administrator.client.post(address, {"tep": sent, "ghi_chu": "mới"}).status_code == 302
    row = PaperTemplate.objects.get()
    assert not row.is_standing
    tried = administrator.client.get(reverse("paper-template-try", args=[row.pk])).content
    assert "MẪU CỦA CƠ QUAN" in words_of(tried)
    assert "Bà Trần Thị B, Trưởng phòng Tổ chức" in "".join(words_of(tried))
    administrator.client.post(reverse("paper-template-choose", args=[row.pk]))
    standing = lan.client.get(reverse("paper-template-standing", args=["invitation", "state"])).content
    assert standing == own_template()
    assert "bản 1" in lan.client.get(reverse("paper-templates")).content.decode()
    administrator.client.post(reverse("paper-template-restore", args=["invitation", "state"]))
    assert lan.client.get(reverse("paper-template-standing", args=["invitation", "state"])).content == shipped(
        "invitation", "state"
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"x", "không phải tệp Word"), (b"PK\x03\x04", "hỏng"), (b"\0" * (5 * 1024 * 1024 + 1), "5 MB")],
)
def test_a_template_that_is_refused_is_told_beside_the_field(administrator, content, words):
    address = reverse("paper-template", args=["invitation", "state"])
    answer = administrator.client.post(address, {"tep": SimpleUploadedFile("mau.docx", content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not PaperTemplate.objects.exists()


def test_a_broken_version_is_told_in_words(lan, source, tree):
    paper = make(lan, tree, source)
    PaperTemplate.objects.update(content=b"broken")
    with pytest.raises(DomainError) as refused:
        making.remake(access=lan.access, paper=paper_of(lan.access, paper.pk))
    assert refused.value.code == "paper_template_broken"
    assert lan.client.get(reverse("paper", args=[paper.pk])).status_code == 200
