"""The mark on every page of a file: Excel, Word, PDF, pictures; and the lock with a password."""

from __future__ import annotations

import json
import re
import secrets
import threading
import zipfile
from ctypes import c_ubyte, c_ushort
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import docx
import pypdfium2
import pypdfium2.raw as pdf
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Emu, Mm, Pt
from msoffcrypto.format.ooxml import OOXMLFile

from canbo.core.errors import DomainError
from canbo.documents.exports import EXCEL, JPEG, JSON, PDF, PNG, WORD, ZIP, Media, PrintMark
from canbo.documents.grid import printable

_FONT: Final = Path(__file__).parent / "fonts" / "Tinos-Regular.ttf"
_COVER: Final = "Dấu tệp"
#: Letters and digits that nobody mistakes for another.
_SIGNS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
#: pdfium knows one thread at a time.
ONE_AT_A_TIME: Final = threading.Lock()


def new_number() -> str:
    """Give the number of an export: ten signs that nobody guesses."""
    text = "".join(secrets.choice(_SIGNS.upper()) for _ in range(10))
    return f"{text[:5]}-{text[5:]}"


def new_password() -> str:
    """Give a password of sixteen signs (79 bits) in four groups."""
    text = "".join(secrets.choice(_SIGNS) for _ in range(16))
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def stamp(content: bytes, media: Media, mark: PrintMark, *, has_cover: bool = True) -> tuple[bytes, Media]:
    """Give the file with the mark on every page, and its kind: a picture leaves as a page of Word.

    Errors: mark_impossible for a file that cannot be read and so cannot be marked.
    """
    try:
        if media == EXCEL:
            return _excel(content, mark, has_cover=has_cover), EXCEL
        if media == WORD:
            return _word(content, mark), WORD
        if media == PDF:
            return _pdf(content, mark), PDF
        if media == ZIP:
            return _archive(content, mark), ZIP
        if media in {PNG, JPEG}:
            return _word(_picture(content), mark), WORD
        return _json(content, mark), JSON
    except (zipfile.BadZipFile, KeyError, ValueError, PackageNotFoundError, pypdfium2.PdfiumError) as error:
        raise DomainError(
            "mark_impossible",
            "Không đóng được dấu lên tệp này (tệp hỏng hoặc có mật khẩu), nên không cho tải. "
            "Hãy đính kèm lại bản không có mật khẩu.",
        ) from error


def _archive(content: bytes, mark: PrintMark) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as files, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as marked:
        for name in files.namelist():
            if name.endswith(f".{WORD.ending}"):
                marked.writestr(name, _word(files.read(name), mark))
            elif name.endswith(f".{EXCEL.ending}"):
                marked.writestr(name, _excel(files.read(name), mark, has_cover=False))
            else:
                raise ValueError("an archive of what carries no mark")
    return out.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """Give a Word or Excel file locked with a password, as Office itself locks it (AES-256)."""
    out = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, out)
    return out.getvalue()


# Excel: the parts of the file are mended as text behind the rows, however many rows there are.

_SHEET = re.compile(r"xl/(worksheets|chartsheets|dialogsheets)/[^/]+\.xml")
_OLD_FOOT = re.compile(rb"<(?:\w+:)?headerFooter\b[^>]*?(?:/>|>.*?</(?:\w+:)?headerFooter>)", re.DOTALL)
#: What may stand behind headerFooter in a sheet, by the schema.
_BEHIND = re.compile(
    rb"<(?:\w+:)?(?:rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing|"
    rb"legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</(?:\w+:)?"
    rb"(?:worksheet|chartsheet|dialogsheet)>"
)


def _excel(content: bytes, mark: PrintMark, *, has_cover: bool) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as marked:
        sheets = 0
        for part in book.infolist():
            data = book.read(part)
            if _SHEET.fullmatch(part.filename):
                data = _sheet(data, mark)
                sheets += 1
            elif has_cover and part.filename in _WITH_COVER:
                data = _WITH_COVER[part.filename](data)
            marked.writestr(part.filename, data)
        if not sheets:
            raise ValueError("a workbook without sheets")
        if has_cover:
            marked.writestr(f"xl/worksheets/{_COVER_PART}", _sheet(_cover(mark), mark))
    return out.getvalue()


def _sheet(data: bytes, mark: PrintMark) -> bytes:
    rows, end, tail = data.rpartition(b"sheetData>")
    if not end:
        rows, tail = b"", data
    tail = _OLD_FOOT.sub(b"", tail)
    place = _BEHIND.search(tail)
    if place is None:
        raise ValueError("a sheet without an end")
    prefix = re.match(rb"</?(\w+:)?", place[0])
    name = (prefix[1] or b"") if prefix else b""
    words = f"&L&8{_plain(mark.words)}&R&8&P/&N"
    head = f'&C&"Times New Roman,Bold"&16{mark.secrecy.stamp}' if mark.secrecy.stamp else ""
    made = b"<%bheaderFooter>" % name
    if head:
        made += b"<%boddHeader>%b</%boddHeader>" % (name, escape(head).encode(), name)
    made += b"<%boddFooter>%b</%boddFooter></%bheaderFooter>" % (name, escape(words).encode(), name, name)
    return rows + end + tail[: place.start()] + made + tail[place.start() :]


def _plain(words: str) -> str:
    """Double the sign that begins the codes of a footer."""
    return printable(words).replace("&", "&&")


_COVER_PART = "canbo-mark.xml"
_COVER_ID = "rIdCanboMark"


def _with_cover_type(data: bytes) -> bytes:
    made = (
        f'<Override PartName="/xl/worksheets/{_COVER_PART}" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    )
    return data.replace(b"</Types>", made.encode() + b"</Types>")


def _with_cover_relation(data: bytes) -> bytes:
    made = (
        f'<Relationship Id="{_COVER_ID}" Target="worksheets/{_COVER_PART}" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
    )
    return data.replace(b"</Relationships>", made.encode() + b"</Relationships>")


def _with_cover_sheet(data: bytes) -> bytes:
    highest = max(int(number) for number in re.findall(rb'sheetId="(\d+)"', data))
    made = (
        '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'name="{_COVER}" sheetId="{highest + 1}" r:id="{_COVER_ID}"/>'
    )
    return data.replace(b"</sheets>", made.encode() + b"</sheets>")


_WITH_COVER: Final = {
    "[Content_Types].xml": _with_cover_type,
    "xl/_rels/workbook.xml.rels": _with_cover_relation,
    "xl/workbook.xml": _with_cover_sheet,
}


def _cover(mark: PrintMark) -> bytes:
    lines = [
        ("Dấu tệp", ""),
        ("Tệp", mark.title),
        ("Số", mark.number),
        ("Người xuất", mark.who),
        ("Lúc", f"{mark.at:%H:%M:%S %d/%m/%Y}"),
        *([("Độ mật", mark.secrecy.stamp)] if mark.secrecy.stamp else []),
        ("", "Tra số này ở trang «Xuất dữ liệu» để biết ai lấy tệp, khi nào, để làm gì."),
    ]
    rows = "".join(
        f'<row r="{row}">'
        + "".join(
            f'<c r="{column}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(printable(words))}</t></is></c>'
            for column, words in zip("AB", line, strict=True)
            if words
        )
        + "</row>"
        for row, line in enumerate(lines, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cols><col min="1" max="1" width="16" customWidth="1"/>'
        '<col min="2" max="2" width="80" customWidth="1"/></cols>'
        f'<sheetData>{rows}</sheetData><pageSetup paperSize="9" orientation="landscape"/></worksheet>'
    ).encode()


# Word


def _word(content: bytes, mark: PrintMark) -> bytes:
    document = docx.Document(BytesIO(content))
    even = document.settings.odd_and_even_pages_header_footer
    for number, section in enumerate(document.sections):
        first = section.different_first_page_header_footer
        feet = [section.footer, *([section.first_page_footer] if first else [])]
        feet += [section.even_page_footer] if even else []
        heads = [section.header, *([section.first_page_header] if first else [])]
        heads += [section.even_page_header] if even else []
        for foot in feet:
            if number == 0 or not foot.is_linked_to_previous:
                _line(foot, mark.words, size=8)
        for head in heads if mark.secrecy.stamp else ():
            if number == 0 or not head.is_linked_to_previous:
                _line(head, mark.secrecy.stamp, size=16, bold=True, first=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _line(place: Any, words: str, *, size: int, bold: bool = False, first: bool = False) -> None:
    """Write a line into a header or footer: as its last, or its first."""
    place.is_linked_to_previous = False
    empty = next((each for each in place.paragraphs if not each.text and len(place.paragraphs) == 1), None)
    has_fields = empty is not None and empty._p.xpath(".//w:fldSimple | .//w:fldChar | .//w:drawing")
    line = empty if empty is not None and not has_fields else place.add_paragraph()
    if first and line is not empty:
        place._element.insert(0, line._p)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER if bold else WD_ALIGN_PARAGRAPH.LEFT
    line.paragraph_format.first_line_indent = Pt(0)
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(0)
    run = line.add_run(printable(words))
    run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), "Times New Roman")
    if not bold:
        language = OxmlElement("w:noProof")
        run._r.get_or_add_rPr().append(language)


def _picture(content: bytes) -> bytes:
    """Give a page of Word with a picture on it, no larger than the page."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    picture = document.paragraphs[0] if document.paragraphs else document.add_paragraph()
    shape = picture.add_run().add_picture(BytesIO(content))
    share = min(Mm(170) / shape.width, Mm(240) / shape.height, 1)
    shape.width, shape.height = Emu(int(shape.width * share)), Emu(int(shape.height * share))
    document.core_properties.author = "canbo"
    out = BytesIO()
    document.save(out)
    return out.getvalue()


# PDF


def _pdf(content: bytes, mark: PrintMark) -> bytes:
    out = BytesIO()
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(content)
        try:
            font = _loaded_font(document)
            for page in document:
                _mark_page(document, page, font, mark)
                page.gen_content()
                page.close()
            document.save(out)
        finally:
            document.close()
    return out.getvalue()


def _loaded_font(document: Any) -> Any:
    data = _FONT.read_bytes()
    buffer = (c_ubyte * len(data)).from_buffer_copy(data)
    font = pdf.FPDFText_LoadFont(document.raw, buffer, len(data), pdf.FPDF_FONT_TRUETYPE, True)
    if not font:
        raise ValueError("the font of the mark cannot be used")
    return font


def _mark_page(document: Any, page: Any, font: Any, mark: PrintMark) -> None:
    left, bottom, right, top = page.get_cropbox(fallback_ok=True)
    turned = page.get_rotation()
    high = right - left if turned in {90, 270} else top - bottom
    wide = top - bottom if turned in {90, 270} else right - left
    lines = [(mark.words, 7.0, 14.0, 8.0)]
    if mark.secrecy.stamp:
        lines.append((mark.secrecy.stamp, 18.0, wide / 2 - 9.0 * len(mark.secrecy.stamp) / 2, high - 26.0))
    for words, size, across, up in lines:
        line = pdf.FPDFPageObj_CreateTextObj(document.raw, font, size)
        text = words.encode("utf-16-le") + b"\0\0"
        pdf.FPDFText_SetText(line, (c_ushort * (len(text) // 2)).from_buffer_copy(text))
        pdf.FPDFPageObj_SetFillColor(
            line, 160 if size > 10 else 60, 0 if size > 10 else 60, 0 if size > 10 else 60, 255
        )
        # Where the viewer sees the lower left corner, and along which axis they read, by the turn of the page.
        matrix = {
            0: (1, 0, 0, 1, left + across, bottom + up),
            90: (0, 1, -1, 0, right - up, bottom + across),
            180: (-1, 0, 0, -1, right - across, top - up),
            270: (0, -1, 1, 0, left + up, top - across),
        }[turned]
        pdf.FPDFPageObj_Transform(line, *matrix)
        pdf.FPDFPage_InsertObject(page.raw, line)


def _json(content: bytes, mark: PrintMark) -> bytes:
    data = json.loads(content)
    if not isinstance(data, dict):
        raise ValueError("only an object carries a mark")
    taken = {"number": mark.number, "by": mark.who, "at": mark.at.isoformat(timespec="seconds")}
    if mark.secrecy.stamp:
        taken["secrecy"] = mark.secrecy.stamp
    return json.dumps({**data, "export": taken}, ensure_ascii=False, indent=1).encode()
