"""Papers: what is taken in, what is refused, who reads them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from canbo.audit.selectors import entries
from canbo.core.access import full_access
from canbo.core.errors import DomainError
from canbo.personnel.models import Attachment, FamilyMember
from canbo.personnel.services import add_record, attach_document
from canbo.personnel.services.attachments import stored_content

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


def office(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return content.getvalue()


DOCX = office("[Content_Types].xml", "word/document.xml")


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def attach(access, person, content=PDF, name="Bằng đại học.pdf", **more):
    upload = SimpleUploadedFile(name, content)
    return attach_document(access=access, person=person, upload=upload, title="Bằng đại học", **more)


def test_a_paper_is_kept_once_under_its_hash(lan, units, person, store):
    from canbo.personnel.services import open_file

    paper = attach(lan, person)
    assert (paper.media_type, paper.file_name, paper.size) == ("application/pdf", "Bang-ai-hoc.pdf", len(PDF)) or (
        paper.file_name == "Bang-dai-hoc.pdf"
    )
    path = Path(store) / paper.sha256[:2] / paper.sha256
    assert stored_content(paper.sha256) == PDF
    assert b"%PDF" not in path.read_bytes()
    with pytest.raises(DomainError) as error:
        attach(lan, person)
    assert error.value.code == "attachment_twice"
    other = open_file(access=lan, unit=units["home"], identity={"full_name": "Ma Thị Bé"})
    attach(lan, other)
    assert len([each for each in Path(store).rglob("*") if each.is_file()]) == 1


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "rong.pdf", "attachment_empty"),
        (b"MZ\x90\x00 chuong trinh", "may.exe", "attachment_type"),
        (b"chi la chu", "chu.pdf", "attachment_type"),
        (b"<html><script>alert(1)</script></html>", "trang.pdf", "attachment_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "anh.svg", "attachment_type"),
        (PDF, "bang.png", "attachment_type"),
        (PDF, "bang.pdf.exe", "attachment_type"),
        (PDF, "", "attachment_type"),
        (b"GIF89a\x01\x00\x01\x00", "anh.gif", "attachment_type"),
        (office("a.txt"), "goi.docx", "attachment_type"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macro.docx", "attachment_type"),
        (b"PK\x03\x04 khong phai zip", "gia.docx", "attachment_type"),
        (DOCX, "bang.xlsx", "attachment_type"),
        (PNG + office("word/document.xml"), "anh.png", "attachment_mixed"),
        (PNG + b"<?php system($_GET['c']); ?>", "anh.png", "attachment_mixed"),
        (PDF + office("a.txt"), "bang.pdf", "attachment_mixed"),
        (b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF", "bang.pdf", "attachment_mixed"),
        (PNG[:33] + b"%PDF-1.4 " + PNG[33:], "anh.png", "attachment_mixed"),
    ],
)
def test_what_is_refused(lan, person, store, content, name, code):
    with pytest.raises(DomainError) as error:
        attach(lan, person, content, name or "khong-duoi")
    assert error.value.code == code
    assert not Attachment.objects.exists()
    assert not Path(store).exists()


@pytest.mark.parametrize(("content", "name"), [(PDF, "a.PDF"), (PNG, "a.png"), (DOCX, "a.docx")])
def test_what_is_taken_in(lan, person, content, name):
    assert attach(lan, person, content, name).pk


def test_too_large(lan, person, settings):
    settings.CANBO_ATTACHMENT_LIMIT = 50
    with pytest.raises(DomainError) as error:
        attach(lan, person)
    assert error.value.code == "attachment_too_large"


def test_download_is_an_attachment_and_is_audited(sign_in, lan, person):
    paper = attach(lan, person)
    answer = sign_in("binh").get(reverse("attachment", args=[person.pk, paper.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    read = entries(full_access(None, "kiểm tra")).filter(action="file.document_read")
    assert read.get().object_id == person.pk
    assert sign_in("cuong").get(reverse("attachment", args=[person.pk, paper.pk])).status_code == 404
    assert sign_in("lan").get(reverse("attachment", args=[person.pk + 1, paper.pk])).status_code == 404


def test_papers_of_restricted_sections_are_restricted(sign_in, lan, person, an):
    record = add_record(access=lan, person=person, kind=FamilyMember, values={"relation": "Vợ"})
    paper = attach(lan, person, record=record)
    assert paper.section_key == "family"
    url = reverse("attachment", args=[person.pk, paper.pk])
    assert sign_in("binh").get(url).status_code == 403
    assert sign_in("lan").get(url).status_code == 200
    assert sign_in("an").get(url).status_code == 200


def test_pages(sign_in, lan, person, store):
    client = sign_in("lan")
    url = reverse("attachment-add", args=[person.pk])
    data = {"file": SimpleUploadedFile("bang.pdf", PDF), "title": "Bằng đại học", "record": ""}
    assert client.post(url, data).status_code == 302
    bad = client.post(url, {"file": SimpleUploadedFile("bang.pdf", b"chu"), "title": "Bằng"})
    assert bad.status_code == 422
    assert "Chỉ nhận tệp PDF" in bad.content.decode()
    paper = Attachment.objects.get()
    assert "Bằng đại học" in client.get(reverse("file", args=[person.pk]), {"muc": "giay-to"}).content.decode()
    withdraw = reverse("attachment-withdraw", args=[person.pk, paper.pk])
    assert sign_in("binh").post(withdraw, {"reason": "thử"}).status_code == 403
    assert sign_in("lan").post(withdraw, {"reason": ""}).status_code == 422
    assert sign_in("lan").post(withdraw, {"reason": "nhầm người"}).status_code == 302
    assert sign_in("lan").get(reverse("attachment", args=[person.pk, paper.pk])).status_code == 404


def test_photo_stands_on_the_paper(sign_in, lan, person):
    with pytest.raises(DomainError) as error:
        attach(lan, person, is_photo=True)
    assert error.value.code == "photo_type"
    attach(lan, person, PNG, "anh.png", is_photo=True)
    assert (
        "data:image/png;base64,"
        in sign_in("lan").post(reverse("file-print", args=[person.pk, "tt06"]), {"ly_do": "Họp"}).content.decode()
    )
