"""The mark stands on every page of every kind of file; a locked file opens with its password alone."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
import zlib
from base64 import b64decode
from datetime import UTC, datetime

import docx
import olefile
import openpyxl
import pypdfium2
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from docx.enum.section import WD_SECTION
from lxml import etree
from python_calamine import CalamineWorkbook

from canbo.core.errors import DomainError
from canbo.core.secrecy import Secrecy
from canbo.documents.excel import Sheet, write_book
from canbo.documents.exports import EXCEL, JSON, PDF, PNG, WORD, PrintMark
from canbo.documents.grid import Column, Grid, Row
from canbo.documents.marking import locked, new_number, new_password, stamp
from canbo.documents.paper import Paper, Paragraph
from canbo.documents.word import write_paper

AT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
OPEN = PrintMark("ABCDE-23456", "Nguyễn Thị Lan & Cộng sự", AT, "Danh sách cán bộ")
SECRET = PrintMark("ABCDE-23456", "Nguyễn Thị Lan", AT, "Danh sách cán bộ", Secrecy.TOI_MAT)


def book() -> bytes:
    rows = (*(Row((f"=HYPERLINK({n})", n)) for n in range(1, 4)), Row(("Cộng", 6), kind="total", sums=(0, 1, 2)))
    grid = Grid((Column("Họ và tên"), Column("Số", kind="int")), rows)
    return write_book([Sheet("Một", grid, title="Danh sách"), Sheet("Hai", Grid((Column("A"),), ()))])


def test_every_sheet_carries_the_mark_and_the_last_one_tells_more():
    marked, media = stamp(book(), EXCEL, OPEN)
    read = openpyxl.load_workbook(io.BytesIO(marked))
    assert media == EXCEL
    assert read.sheetnames == ["Một", "Hai", "Dấu tệp"]
    for sheet in read:
        assert "số ABCDE-23456 · Nguyễn Thị Lan && Cộng sự · 14:05 23/11/2026" in sheet.oddFooter.left.text
        assert sheet.oddHeader.center.text is None
    cover = {row[0].value: row[1].value for row in read["Dấu tệp"].iter_rows(max_col=2)}
    assert cover["Số"] == "ABCDE-23456"
    assert cover["Người xuất"] == "Nguyễn Thị Lan & Cộng sự"


def test_the_mark_leaves_cells_as_they_were():
    marked, _media = stamp(book(), EXCEL, SECRET, has_cover=False)
    read = openpyxl.load_workbook(io.BytesIO(marked))
    assert read.sheetnames == ["Một", "Hai"]
    texts = [cell for row in read["Một"].iter_rows() for cell in row if str(cell.value).startswith("=HYPERLINK")]
    assert len(texts) == 3
    assert all(cell.data_type == "s" for cell in texts)  # text, whatever sign it begins with
    assert [cell.value for cell in read["Một"]["B"] if cell.data_type == "f"] == ["=SUM(B4:B6)"]
    assert CalamineWorkbook.from_filelike(io.BytesIO(marked)).get_sheet_by_name("Một").to_python()[-1][1] == 6
    assert all("TỐI MẬT" in sheet.oddHeader.center.text for sheet in read)


def test_a_name_that_is_a_code_of_footers_or_xml_stays_a_name():
    mark = PrintMark("ABCDE-23456", '&"Arial"&40</oddFooter>', AT, "x")
    read = openpyxl.load_workbook(io.BytesIO(stamp(book(), EXCEL, mark)[0]))
    with zipfile.ZipFile(io.BytesIO(stamp(book(), EXCEL, mark)[0])) as parts:
        foot = etree.fromstring(parts.read("xl/worksheets/sheet1.xml")).findtext(".//{*}oddFooter")
    assert '&&"Arial"&&40</oddFooter>' in foot
    assert read.sheetnames[-1] == "Dấu tệp"


def test_a_workbook_of_others_is_marked_too():
    made = openpyxl.Workbook()
    made.active["A1"] = "x"
    made.active.oddFooter.center.text = "chân trang cũ"
    made.create_sheet("Rỗng")
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(made.active, min_col=1, min_row=1, max_row=2))
    made.active.add_chart(chart, "C3")
    out = io.BytesIO()
    made.save(out)
    read = openpyxl.load_workbook(io.BytesIO(stamp(out.getvalue(), EXCEL, SECRET)[0]))
    assert all("ABCDE-23456" in sheet.oddFooter.left.text for sheet in read)
    assert not any(sheet.oddFooter.center.text for sheet in read)
    assert len(read.worksheets[0]._charts) == 1


def test_every_page_of_word_carries_the_mark():
    made = docx.Document()
    first = made.sections[0]
    first.different_first_page_header_footer = True
    made.settings.odd_and_even_pages_header_footer = True
    second = made.add_section(WD_SECTION.NEW_PAGE)
    second.footer.is_linked_to_previous = False
    second.footer.paragraphs[0].text = "chân trang riêng"
    out = io.BytesIO()
    made.save(out)
    read = docx.Document(io.BytesIO(stamp(out.getvalue(), WORD, SECRET)[0]))
    for section in read.sections:
        for foot in (section.footer, section.first_page_footer, section.even_page_footer):
            assert "ABCDE-23456" in "\n".join(line.text for line in foot.paragraphs)
        for head in (section.header, section.first_page_header, section.even_page_header):
            assert "TỐI MẬT" in "\n".join(line.text for line in head.paragraphs)
    assert "chân trang riêng" in read.sections[1].footer.paragraphs[0].text


@pytest.mark.parametrize("style", ["state", "party", "plain"])
def test_the_papers_of_the_house_carry_the_mark(style):
    paper = write_paper(Paper(title="BÁO CÁO", style=style, blocks=(Paragraph("Nội dung."),)))
    read = docx.Document(io.BytesIO(stamp(paper, WORD, OPEN)[0]))
    section = read.sections[0]
    feet = [section.footer] + ([section.first_page_footer] if section.different_first_page_header_footer else [])
    assert all("ABCDE-23456" in "\n".join(line.text for line in foot.paragraphs) for foot in feet)
    assert "MẬT" not in "\n".join(line.text for line in section.header.paragraphs)


def pdf() -> bytes:
    made = pypdfium2.PdfDocument.new()
    for turn in (0, 90, 180, 270):
        made.new_page(595, 842).set_rotation(turn)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_every_page_of_a_pdf_carries_the_mark_however_it_is_turned():
    read = pypdfium2.PdfDocument(stamp(pdf(), PDF, SECRET)[0])
    assert len(read) == 4
    for page in read:
        text = page.get_textpage().get_text_bounded().replace("\xa0", " ").replace("\xad", "-")
        assert "ABCDE-23456 · Nguyễn Thị Lan" in text
        assert "TỐI MẬT" in text
        picture = page.render(scale=1, grayscale=True).to_numpy()
        high = picture.shape[0]
        assert (picture[high - 30 :] < 200).any()  # at the foot as one reads
        assert (picture[:40] < 200).any()
        assert not (picture[60 : high - 60] < 200).any()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 400, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress((b"\0" + b"\1\2\3" * 40) * 400))
        + chunk(b"IEND", b"")
    )


def test_a_secret_picture_leaves_on_a_marked_page():
    content, media = stamp(png(), PNG, SECRET)
    read = docx.Document(io.BytesIO(content))
    assert media == WORD
    assert len(read.inline_shapes) == 1
    assert read.sections[0].header.paragraphs[0].text == "TỐI MẬT"


def test_json_says_who_took_it():
    assert b'"number": "ABCDE-23456"' in stamp(b'{"total": 3}', JSON, OPEN)[0]


@pytest.mark.parametrize(
    ("content", "media"), [(b"PK\3\4 no", EXCEL), (b"no", WORD), (b"%PDF-1.4 no", PDF), (b"[]", JSON)]
)
def test_what_cannot_be_marked_does_not_leave(content, media):
    with pytest.raises(DomainError) as error:
        stamp(content, media, SECRET)
    assert error.value.code == "mark_impossible"


def test_numbers_and_passwords_are_not_guessed():
    assert len({new_number() for _ in range(2000)}) == 2000
    assert all(len(new_password()) == 19 and new_password() != new_password() for _ in range(50))


def opened(content: bytes, password: str) -> bytes:
    """Open a locked Office file by the letter of [MS-OFFCRYPTO] 2.3.4.10-15, without the library that locked it."""
    ole = olefile.OleFileIO(io.BytesIO(content))
    info = etree.fromstring(ole.openstream("EncryptionInfo").read()[8:])
    data, key = info.find("{*}keyData").attrib, info.find(".//{*}encryptedKey").attrib
    assert (key["cipherAlgorithm"], key["keyBits"], key["hashAlgorithm"]) == ("AES", "256", "SHA512")
    assert int(key["spinCount"]) >= 100_000
    digest = hashlib.sha512(b64decode(key["saltValue"]) + password.encode("utf-16-le")).digest()
    for turn in range(int(key["spinCount"])):
        digest = hashlib.sha512(struct.pack("<I", turn) + digest).digest()

    def plain(block: str, stored: str) -> bytes:
        own = hashlib.sha512(digest + bytes.fromhex(block)).digest()[:32]
        cipher = Cipher(algorithms.AES(own), modes.CBC(b64decode(key["saltValue"]))).decryptor()
        return cipher.update(b64decode(stored))

    proof = hashlib.sha512(plain("fea7d2763b4b9e79", key["encryptedVerifierHashInput"])).digest()
    if proof != plain("d7aa0f6d3061344e", key["encryptedVerifierHashValue"]):
        raise ValueError("wrong password")
    secret = plain("146e0be7abacd0d6", key["encryptedKeyValue"])
    package = ole.openstream("EncryptedPackage").read()
    size, out = struct.unpack("<Q", package[:8])[0], b""
    for number in range(0, len(package) - 8, 4096):
        start = hashlib.sha512(b64decode(data["saltValue"]) + struct.pack("<I", number // 4096)).digest()[:16]
        cipher = Cipher(algorithms.AES(secret), modes.CBC(start)).decryptor()
        out += cipher.update(package[8 + number : 8 + number + 4096])
    return out[:size]


def test_a_locked_file_opens_with_its_password_alone():
    content = book()
    shut = locked(content, "abcd-efgh")
    assert b"HYPERLINK" not in shut
    assert opened(shut, "abcd-efgh") == content
    with pytest.raises(ValueError, match="wrong password"):
        opened(shut, "abcd-efgi")


def test_a_large_file_is_locked_whole():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as parts, zipfile.ZipFile(out, "w") as larger:
        for part in parts.namelist():
            larger.writestr(part, parts.read(part))
        larger.writestr("customXml/item1.xml", os.urandom(12_000_000))
    assert opened(locked(out.getvalue(), "x"), "x") == out.getvalue()
