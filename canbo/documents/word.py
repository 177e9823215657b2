"""Papers as Word files: the head and the signatures from a template that an office may replace, the body drawn in."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings
from docx.enum.section import WD_ORIENT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from docxtpl import DocxTemplate
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.documents.grid import printable
from canbo.documents.paper import Paper, Signer
from canbo.documents.word_blocks import draw

SHIPPED = Path(__file__).parent / "templates" / "docx"
#: Where an office puts its own state.docx, party.docx or plain.docx, inside the data directory.
OWN_FOLDER = "mau-van-ban"
DOTS = "…" * 3
#: Stands in the template where the body comes; no text of a paper can contain it.
_BODY = "\u2060canbo-body\u2060"


def template_path(style: str) -> Path:
    """Give the template of a style: the office's own where there is one, else the one shipped."""
    own = Path(settings.CANBO_DATA_DIR) / OWN_FOLDER / f"{style}.docx"
    return own if own.is_file() else SHIPPED / f"{style}.docx"


def write_paper(paper: Paper) -> bytes:
    """Give the paper as the bytes of a .docx.

    Errors: paper_template_broken where the template (an office's own) cannot be filled in.
    """
    path = template_path(paper.style)
    template = DocxTemplate(BytesIO(_template_bytes(path, path.stat().st_mtime_ns)))
    try:
        template.render(_context(paper), jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
        document = template.docx  # get_docx() would read the template anew
        place = next(item for item in document.element.body.iter(qn("w:p")) if _BODY in _words(item))
    except (TemplateError, StopIteration, ValueError, KeyError, BadZipFile, PackageNotFoundError) as error:
        raise DomainError(
            "paper_template_broken",
            "Không điền được mẫu văn bản «{template}». Mẫu phải có dòng {{ body }} và chỉ dùng các tên trong hướng "
            "dẫn; hãy sửa mẫu hoặc bỏ tệp này khỏi thư mục «{own_folder}» để dùng mẫu có sẵn.",
            own_folder=OWN_FOLDER,
            template=path.name,
        ) from error
    if paper.size is not None:
        document.styles["Normal"].font.size = Pt(paper.size)
    before, width = _turn(document, landscape=paper.landscape)
    _widen(document, width)
    _keep_lines(document.paragraphs, width - before)
    draw(document, place, paper.blocks, width)
    place.getparent().remove(place)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "canbo"
    properties.title = printable(paper.title)[:250]
    out = BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def _template_bytes(path: Path, _changed: int) -> bytes:
    return path.read_bytes()


def _context(paper: Paper) -> dict[str, Any]:
    number = paper.number or (f"{DOTS}/{DOTS}" if paper.style == "state" else f"{DOTS}-{DOTS}/{DOTS}")
    return {
        "issuer_above": printable(paper.issuer_above.upper()),
        "issuer": printable(paper.issuer.upper()) or DOTS * 3,
        "number": printable(number),
        "place_and_day": place_and_day(paper.place, paper.day),
        "place_and_day_known": bool(paper.place or paper.day or (paper.style == "plain" and paper.signer)),
        "title": printable(paper.title),
        "abstract": printable(paper.abstract),
        "form_code": printable(paper.form_code),
        "signer": _signer(paper.signer),
        "prepared_by": _signer(paper.prepared_by),
        "recipients": [printable(line) for line in paper.recipients],
        "body": _BODY,
    }


def place_and_day(place: str, day: date | PartialDate | None) -> str:
    """Write “Cao Bằng, ngày 05 tháng 02 năm 2013”, dots for what is not known.

    Days under 10 and the months 1 and 2 take a leading zero (Decree 30/2020, annex I, II.4).
    """
    known = PartialDate.from_date(day) if isinstance(day, date) else day
    year = str(known.year) if known else DOTS
    short = DOTS[:2]
    month = known.month if known else None
    in_month = known.day if known else None
    month_text = short if month is None else f"{month:02d}" if month < 3 else str(month)
    day_text = short if in_month is None else f"{in_month:02d}"
    return f"{printable(place) or DOTS}, ngày {day_text} tháng {month_text} năm {year}"


def _signer(signer: Signer | None) -> dict[str, Any] | None:
    if signer is None:
        return None
    return {
        "role": printable(signer.role),
        "name": printable(signer.name),
        "note": printable(signer.note),
        "above": [printable(line) for line in signer.above],
    }


def _words(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _turn(document: Any, *, landscape: bool) -> tuple[Emu, Emu]:
    """Turn the page where asked, and give the width of the text before and after."""
    section = document.sections[0]
    before = Emu(section.page_width - section.left_margin - section.right_margin)
    wide = section.page_width > section.page_height
    if landscape != wide:
        section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    return before, Emu(section.page_width - section.left_margin - section.right_margin)


def _widen(document: Any, width: Emu) -> None:
    """Stretch the tables of the template (head, signatures) to the width of the text; drawn lines keep their length."""
    for table in document.tables:
        widths = [column.width or Emu(0) for column in table.columns]
        whole = sum(widths)
        if not whole:
            continue
        for column, before in zip(table.columns, widths, strict=True):
            share = Emu(int(width * before / whole))
            column.width = share
            for cell in column.cells:
                cell.width = share
                _keep_lines(cell.paragraphs, share - before)


def _keep_lines(paragraphs: Any, wider: int) -> None:
    """Draw the lines under heads in from both sides by half of what the place has become wider."""
    for paragraph in paragraphs:
        shape = paragraph.paragraph_format
        if paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:pBdr")) is not None and shape.left_indent:
            shape.left_indent = shape.right_indent = Emu(max(shape.left_indent + wider // 2, 0))
