"""Workbooks that are refused whole: what could act, what is too large, what is not ours, what came twice."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from canbo.evaluation.models import Sheet
from canbo.evaluation.tests.sheet_desk import MAIN, book_of, closed, edited, fill, looked, returned, sent

pytestmark = pytest.mark.django_db
B, SELF = "Phạm Văn B", "Cá nhân đề xuất"
WHOLE = {(MAIN, B, SELF): "xuất sắc", (MAIN, B, "A (30)"): "28,5"}


def _foreign():
    """A workbook of somebody else."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B1"] = "STT", "Họ và tên"
    return closed(book)


@pytest.fixture
def desk(lan, office):
    """A workbook that was sent, and its bytes."""
    sheet = sent(lan, office)
    office.extra |= {"sheet": sheet, "content": book_of(lan, sheet)}
    return office


def _with_part(content, name, data=b"x"):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(("part", "word"), [
    ("xl/vbaProject.bin", "macro"), ("xl/externalLinks/externalLink1.xml", "liên kết tới tệp khác"),
    ("xl/embeddings/oleObject1.bin", "tệp nhúng"), ("xl/activeX/activeX1.xml", "ActiveX"),
    ("xl/connections.xml", "kết nối dữ liệu"), ("xl/macrosheets/sheet1.xml", "macro"),
])  # fmt: skip
def test_what_could_act_is_refused_whole(lan, desk, part, word):
    content = _with_part(edited(desk.extra["content"], fill(WHOLE)), part, b"<x/>")
    (found,) = returned(lan, desk, content)
    assert not found.is_taken
    assert word in found.sentence
    assert Sheet.objects.get(pk=desk.extra["sheet"].pk).state == "sent"


def test_bombs_passwords_and_other_files_are_refused_whole(lan, desk):
    bomb = _with_part(desk.extra["content"], "xl/media/x.bin", b"\0" * 130_000_000)
    found = returned(
        lan, desk, ("bom.xlsx", bomb), ("cat.xlsx", desk.extra["content"][:3000]), ("anh.xlsx", b"\x89PNG\r\n\x1a\n123"),
        ("rong.xlsx", b""), ("chu.xlsx", b"STT;Ho va ten"), ("la.xlsx", _foreign()),
        ("tot.xlsx", desk.extra["content"]),
    )  # fmt: skip
    assert [each.is_taken for each in found] == [False] * 6 + [True]
    assert len({each.sentence for each in found[:6]}) >= 5
    assert "phình" in found[0].sentence
    assert "không phải tệp mà hệ thống đã gửi" in found[5].sentence


def test_a_workbook_of_another_office_campaign_or_unit_is_refused(lan, desk):
    other = sent(lan, desk)
    other_content = book_of(lan, other)
    other.delete()
    assert "nơi khác gửi" in returned(lan, desk, other_content)[0].sentence

    next_year = desk.campaign
    next_year.pk, next_year.title = None, "Đánh giá năm 2027"
    next_year.save(force_insert=True)
    desk.campaign.pk = next_year.pk
    found = returned(lan, desk, desk.extra["content"])[0]
    assert "Đánh giá năm 2026" in found.sentence
    assert "không phải đợt đang mở" in found.sentence


def test_a_unit_out_of_reach_is_refused(lan, desk, tree):
    Sheet.objects.filter(pk=desk.extra["sheet"].pk).update(unit=tree.other)
    assert "ngoài phạm vi" in returned(lan, desk, desk.extra["content"])[0].sentence


def test_a_hidden_sheet_that_was_changed_is_refused(lan, desk):
    def change(book):
        page = book["canbo"]
        page.cell(3, 2).value, page.cell(4, 2).value = page.cell(4, 2).value, page.cell(3, 2).value

    assert "Dấu nhận biết" in returned(lan, desk, edited(desk.extra["content"], change))[0].sentence


def test_the_same_file_and_the_same_workbook_twice(lan, desk):
    content = edited(desk.extra["content"], fill({(MAIN, B, SELF): "Tốt"}))
    second = edited(desk.extra["content"], fill({(MAIN, B, SELF): "Hoàn thành"}))
    one, two = returned(lan, desk, content, second)
    assert one.is_taken
    assert not two.is_taken
    assert "cùng một tệp" in two.sentence
    assert "đã nhận ngày 10/12/2026" in returned(lan, desk, content)[0].sentence
    assert returned(lan, desk, second)[0].is_taken
    assert looked(lan, desk.extra["sheet"]).of("write")[0].new == "completed"


def test_an_archive_is_opened_and_a_bad_file_in_it_holds_nothing_back(lan, desk):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("phong/Mau 02.xlsx", edited(desk.extra["content"], fill(WHOLE)))
        archive.writestr("ghi chu.txt", "abc")
        archive.writestr("trong.zip", b"PK")
        archive.writestr("__MACOSX/._Mau 02.xlsx", b"x")
    found = returned(lan, desk, ("tat ca.zip", out.getvalue()), ("hong.zip", b"PK\x03\x04zzz"))
    assert [(each.name, each.is_taken) for each in found] == [
        ("Mau 02.xlsx", True), ("ghi chu.txt", False), ("trong.zip", False), ("hong.zip", False),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", b"%PDF-1.4 xx", b"\x89PNG\r\n\x1a\n0000"])
def test_whatever_else_a_file_is_the_way_on_is_the_workbook_that_was_sent(lan, office, content):
    [found] = returned(lan, office, ("bang.csv", content))
    assert not found.is_taken
    assert "lưu lại thành .xlsx" in str(found.sentence)
    assert ".docx" not in str(found.sentence)
