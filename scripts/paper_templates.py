"""Build the Word templates of canbo/documents/templates/docx: `python scripts/paper_templates.py [FOLDER]`.

State: Decree 30/2020/NĐ-CP. Party: Guide 36-HD/VPTW of 2018. Plain: printed forms that have no head.
The sizes are those of the two rules; an office that wants others edits the files in Word.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

FONT = "Times New Roman"
HERE = Path(__file__).resolve().parents[1] / "canbo" / "documents" / "templates" / "docx"
CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def element(tag: str, **attributes: str) -> Any:
    """Make a WordprocessingML element with w: attributes."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def font(style: Any, size: float) -> None:
    """Give a style the papers' typeface for every script, in black."""
    style.font.name, style.font.size = FONT, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def add(place: Any, text: str, size: float, align: Any = CENTER, **look: Any) -> Any:
    """Add a paragraph of one run; `after` is the space below in points."""
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(look.pop("after", 0))
    paragraph.paragraph_format.space_before = Pt(look.pop("before", 0))
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_with_next = look.pop("keep", False)
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic = look.get("bold", False), look.get("italic", False)
    run.underline = look.get("underline")
    return paragraph


def rule(place: Any, indent_mm: float) -> None:
    """Draw a line: an empty low paragraph with a border, drawn in from both sides."""
    paragraph = place.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_after, shape.space_before = Pt(4), Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    shape.left_indent = shape.right_indent = Mm(indent_mm)
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz="6", space="0", color="000000"))
    paragraph._p.get_or_add_pPr().append(borders)
    # The schema wants the border before spacing and indents.
    properties = paragraph._p.pPr
    properties.remove(borders)
    properties.insert(0, borders)


def control(place: Any, tag: str) -> None:
    """Add a paragraph that only steers the template engine and vanishes when it is filled in."""
    place.add_paragraph(tag)


def new_document(size: float, spacing: float) -> Any:
    """Begin an A4 paper with the margins of both rules and the page number on top, not on the first page."""
    document = Document()
    for style in document.styles:
        if style.type is not None and style.element.tag == qn("w:style") and style.element.rPr is not None:
            for name in ("rFonts", "color"):
                found = style.element.rPr.find(qn(f"w:{name}"))
                if found is not None:
                    style.element.rPr.remove(found)
    normal = document.styles["Normal"]
    font(normal, size)
    normal.paragraph_format.space_after = Pt(spacing)
    normal.paragraph_format.line_spacing = 1.0
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(defaults):
        if child.tag in {qn("w:lang"), qn("w:rFonts")}:
            defaults.remove(child)
    defaults.insert(0, element("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
    defaults.append(element("lang", val="vi-VN", eastAsia="vi-VN", bidi="ar-SA"))
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("shown", "2"), ("end", "")):
        run = number.add_run()
        run.font.size = Pt(min(size, 14))
        if kind in {"begin", "separate", "end"}:
            run._r.append(element("fldChar", fldCharType=kind))
        elif kind == "shown":
            run.text = text
        else:
            instruction = element("instrText")
            instruction.text = text
            run._r.append(instruction)
    properties = document.core_properties
    properties.author = properties.last_modified_by = "canbo"
    properties.title = properties.comments = properties.subject = properties.keywords = ""
    for name in ("created", "modified"):
        found = properties._element.find(f"{{http://purl.org/dc/terms/}}{name}")
        if found is not None:
            properties._element.remove(found)
    return document


def two_cells(document: Any, left: int, right: int) -> tuple[Any, Any]:
    """Add a table of two cells without borders, in per mille of the width of the text."""
    table = document.add_table(1, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    width = 165
    for cell, part in zip(table.rows[0].cells, (left, right), strict=True):
        cell.width = Mm(width * part / 1000)
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    for column, part in zip(table.columns, (left, right), strict=True):
        column.width = Mm(width * part / 1000)
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="0", type="dxa"))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(element("cantSplit"))
    return table.rows[0].cells[0], table.rows[0].cells[1]


def signatures(document: Any, size: float, *, party: bool) -> None:
    """Add the place for signatures: whoever drew it up or the recipients on the left, who signs on the right."""
    control(document, "{%p if signer or recipients or prepared_by %}")
    left, right = two_cells(document, 480, 520)
    add(left, "", 6)
    add(right, "", 6)
    control(left, "{%p if prepared_by %}")
    add(left, "{{ prepared_by.role }}", size, bold=True, keep=True)
    add(left, "{{ prepared_by.note }}", size - 1, italic=True, after=46, keep=True)
    add(left, "{{ prepared_by.name }}", size, bold=True)
    control(left, "{%p endif %}")
    control(left, "{%p if recipients %}")
    look = {"underline": True} if party else {"bold": True, "italic": True}
    add(left, "Nơi nhận:", 14 if party else 12, LEFT, **look)
    control(left, "{%p for line in recipients %}")
    add(left, "- {{ line }}", 12 if party else 11, LEFT)
    control(left, "{%p endfor %}")
    control(left, "{%p endif %}")
    left.add_paragraph().paragraph_format.space_after = Pt(0)
    control(right, "{%p if signer %}")
    control(right, "{%p for line in signer.above %}")
    add(right, "{{ line }}", size, bold=True, keep=True)
    control(right, "{%p endfor %}")
    add(right, "{{ signer.role }}", size, bold=True, keep=True)
    add(right, "{{ signer.note }}", size - 1, italic=True, after=46, keep=True)
    add(right, "{{ signer.name }}", size, bold=True)
    control(right, "{%p endif %}")
    right.add_paragraph().paragraph_format.space_after = Pt(0)
    control(document, "{%p endif %}")


def state() -> Any:
    """Decree 30/2020/NĐ-CP, annex I."""
    document = new_document(14, 6)
    left, right = two_cells(document, 400, 600)
    control(left, "{%p if issuer_above %}")
    add(left, "{{ issuer_above }}", 13)
    control(left, "{%p endif %}")
    add(left, "{{ issuer }}", 13, bold=True)
    rule(left, 21)
    add(left, "Số: {{ number }}", 13, before=4)
    add(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    add(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    rule(right, 18.5)
    add(right, "{{ place_and_day }}", 14, italic=True, before=4)
    add(document, "{{ title }}", 14, bold=True, before=14, keep=True)
    control(document, "{%p if abstract %}")
    add(document, "{{ abstract }}", 14, bold=True, keep=True)
    control(document, "{%p endif %}")
    rule(document, 65)
    add(document, "{{ body }}", 14, LEFT)
    signatures(document, 14, party=False)
    return document


def party() -> Any:
    """Guide 36-HD/VPTW of 3 April 2018."""
    document = new_document(14, 6)
    left, right = two_cells(document, 480, 520)
    control(left, "{%p if issuer_above %}")
    add(left, "{{ issuer_above }}", 14)
    control(left, "{%p endif %}")
    add(left, "{{ issuer }}", 14, bold=True)
    add(left, "*", 14)
    add(left, "Số {{ number }}", 14)
    add(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True)
    rule(right, 9)
    add(right, "{{ place_and_day }}", 14, italic=True, before=10)
    add(document, "{{ title }}", 16, bold=True, before=14, keep=True)
    control(document, "{%p if abstract %}")
    add(document, "{{ abstract }}", 15, bold=True, keep=True)
    control(document, "{%p endif %}")
    add(document, "-----", 14, after=6)
    add(document, "{{ body }}", 14, LEFT)
    signatures(document, 14, party=True)
    return document


def plain() -> Any:
    """A printed form: its code on top, the title centred."""
    document = new_document(13, 4)
    control(document, "{%p if form_code %}")
    add(document, "{{ form_code }}", 12, RIGHT, italic=True)
    control(document, "{%p endif %}")
    control(document, "{%p if title %}")
    add(document, "{{ title }}", 16, bold=True, before=4, after=4, keep=True)
    control(document, "{%p endif %}")
    control(document, "{%p if abstract %}")
    add(document, "{{ abstract }}", 13, italic=True, after=6, keep=True)
    control(document, "{%p endif %}")
    add(document, "{{ body }}", 13, LEFT)
    control(document, "{%p if place_and_day_known %}")
    add(document, "{{ place_and_day }}", 13, RIGHT, italic=True, before=8, keep=True)
    control(document, "{%p endif %}")
    signatures(document, 13, party=False)
    return document


def main(folder: Path) -> None:
    """Write the three templates into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in (("state", state), ("party", party), ("plain", plain)):
        build().save(str(folder / f"{name}.docx"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
