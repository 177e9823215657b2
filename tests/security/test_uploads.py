"""What people send: told by its own marks, bounded in bytes, pixels, pages and unpacked size, given back as a download."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from canbo.common import uploads as looking
from canbo.common.uploads import look_at
from canbo.core.errors import DomainError

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
WORD_PARTS = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}
EXCEL_PARTS = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def office(parts, **more):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **more}.items():
            archive.writestr(name, content)
    return out.getvalue()


def png(width, height, tail=b""):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"") + tail


def jpeg(width, height):
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + b"\x01\x22\x00" * 3 + b"\xff\xd9"
    )  # fmt: skip


def pages(count):
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count "
        + b"%d /Kids [%s] >>\nendobj\n" % (count, kids)
        + b"".join(b"%d 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n" % (number + 3) for number in range(count))
        + b"trailer << /Root 1 0 R >>\n%%EOF\n"
    )


def refused(name, content):
    with pytest.raises(DomainError) as refusal:
        look_at(SimpleUploadedFile(name, content))
    return refusal.value.code


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF), ("a.png", png(10, 10)), ("a.jpg", jpeg(10, 10)), ("a.docx", office(WORD_PARTS)),
        ("a.xlsx", office(EXCEL_PARTS)), ("a.pdf", pages(3)),
    ],
)  # fmt: skip
def test_what_is_taken_in(name, content):
    assert look_at(SimpleUploadedFile(name, content)).content == content


def test_pictures_and_papers_that_are_huge_once_opened():
    assert refused("a.png", png(40_000, 40_000)) == "picture_too_large"
    assert refused("a.png", png(2**31, 2**31)) == "picture_too_large"
    assert refused("a.jpg", jpeg(65_000, 65_000)) == "picture_too_large"
    assert refused("a.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 50) == "attachment_type"
    assert refused("a.pdf", pages(looking._MOST_PAGES + 1)) == "too_many_pages"


@pytest.mark.parametrize(("name", "parts"), [("a.docx", WORD_PARTS), ("a.xlsx", EXCEL_PARTS)])
def test_bombs_in_office_files(name, parts):
    assert refused(name, office(parts, **{"media/a.bin": b"\0" * (40 * 1024 * 1024)})) == "file_bomb"
    assert refused(name, office(parts, **{f"x/{number}": b"" for number in range(6_000)})) == "file_bomb"
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert refused(name, office(parts, **{"docProps/core.xml": laughs})) == "file_broken"
    outside = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    assert refused(name, office(parts, **{"docProps/app.xml": outside})) == "file_broken"
    assert refused(name, office(parts, **{"docProps/app.xml": outside.decode().encode("utf-16")})) == "file_broken"


def test_an_archive_that_lies_about_what_it_holds():
    whole = bytearray(office(WORD_PARTS))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 24 : at + 28] = struct.pack("<I", 2**31)
    assert refused("a.docx", bytes(whole)) == "file_bomb"
    assert refused("a.docx", bytes(whole[:-30])) in {"attachment_type", "file_broken"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", office({"a.txt": b"x"})), ("a.docx", office({"a.txt": b"x"})), ("a.pdf", b"MZ\x90\x00" + b"\0" * 100),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), ("a.html", b"<html></html>"),
        ("a.docx", office(WORD_PARTS, **{"word/vbaProject.bin": b"x"})), ("a.gif", b"GIF89a" + b"\0" * 20),
        ("a.pdf.exe", PDF), ("a.png", PDF), ("a", PDF), ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("a.tar.gz", b"\x1f\x8b\x08\x00" + b"\0" * 50), ("a.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 50),
    ],
)  # fmt: skip
def test_what_is_no_paper(name, content):
    assert refused(name, content) == "attachment_type"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", png(5, 5, b"<script>alert(1)</script>")), ("a.png", png(5, 5, office({"a": b"x"}))),
        ("a.pdf", PDF + office({"a": b"x"})), ("a.pdf", PDF.replace(b"%%EOF", b"")),
        ("a.pdf", b"%PDF-1.4\n<script>alert(1)</script>\n%%EOF"), ("a.png", png(5, 5)[:40] + b"%PDF-1.4" + b"\0" * 80),
    ],
)  # fmt: skip
def test_two_kinds_of_file_in_one(name, content):
    assert refused(name, content) == "attachment_mixed"


@pytest.mark.parametrize(
    "name",
    [
        'x"; filename="a.html.pdf', "a\r\nSet-Cookie: a=1.pdf", "../../etc/passwd.pdf", "..\\..\\a.pdf", "a\0b.pdf", "\u202efdp.pdf",
        "C:\\a.pdf", ".pdf", "x" * 5_000 + ".pdf", "Bằng đại học.PDF", "%2e%2e%2fa.pdf", "a;b=c.pdf", "​.pdf",
    ],
)  # fmt: skip
def test_a_name_can_do_nothing_in_a_header_or_a_path(name):
    upload = SimpleUploadedFile("a.pdf", PDF)
    upload._name = name
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,110}\.pdf", look_at(upload).file_name)


@pytest.mark.django_db
class TestThroughThePages:
    """The same by way of the pages of a file."""

    @pytest.fixture
    def person(self, desk):
        return desk.open("Hoàng Văn An", born="1975")

    def test_it_comes_back_as_a_download_in_a_closed_box(self, lan, person):
        name = "x; filename=a.html\u202efdp.pdf"
        sent = {
            "file": SimpleUploadedFile(name, PDF, content_type="text/html"),
            "title": "Bằng",
            "section": "",
            "record": "",
        }
        assert lan.client.post(reverse("attachment-add", args=[person.pk]), sent).status_code == 302
        paper = person.attachments.get()
        answer = lan.client.get(reverse("attachment", args=[person.pk, paper.pk]))
        assert (b"".join(answer.streaming_content) if answer.streaming else answer.content) == PDF
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["Content-Disposition"].count('"') == 2
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        assert not answer.cookies

    def test_no_address_gives_what_lies_on_the_disk(self, lan, person, settings):
        sent = {"file": SimpleUploadedFile("a.pdf", PDF), "title": "Bằng", "section": "", "record": ""}
        lan.client.post(reverse("attachment-add", args=[person.pk]), sent)
        digest = person.attachments.get().sha256
        tried = (
            f"/files/{digest[:2]}/{digest}",
            f"/media/{digest[:2]}/{digest}",
            f"/static/../files/{digest[:2]}/{digest}",
        )
        for where in (*tried, "/static/%2e%2e/secrets.json", "/static/..%2f..%2fetc/passwd", "/static//etc/passwd"):
            assert lan.client.get(where).status_code in {404, 400}, where

    def test_a_request_too_long_is_refused_by_its_length(self, lan, person, settings):
        settings.CANBO_REQUEST_LIMIT = 100_000
        sent = {"file": SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 200_000), "title": "Bằng"}
        assert lan.client.post(reverse("attachment-add", args=[person.pk]), sent).status_code == 400
        assert not person.attachments.exists()

    def test_many_files_in_one_request(self, lan, person):
        sent = {f"file{number}": SimpleUploadedFile("a.pdf", PDF) for number in range(30)}
        assert lan.client.post(reverse("attachment-add", args=[person.pk]), sent).status_code == 400

    def test_nothing_sent_touches_the_disk_in_the_open(self, lan, person, monkeypatch):
        import tempfile

        def forbidden(*_args, **_named):
            raise AssertionError("a plain file was made")

        monkeypatch.setattr(tempfile, "NamedTemporaryFile", forbidden)
        monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", forbidden)
        sent = {"file": SimpleUploadedFile("a.pdf", PDF + b" " * 6_000_000 + b"\n%%EOF\n"), "title": "Bằng", "section": "",
                "record": ""}  # fmt: skip
        assert lan.client.post(reverse("attachment-add", args=[person.pk]), sent).status_code == 302
