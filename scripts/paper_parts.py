"""The parts that the Word templates of papers are built of: heads, lists, tables, signatures; and writing them out.

Two layouts: Decree 30/2020/NĐ-CP, annex I, and Guide 36-HD/VPTW of 2018. What stands in them is what an office would
write in Word: plain names in braces, lines and rows that repeat.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

_SPEC = importlib.util.spec_from_file_location("paper_templates", Path(__file__).with_name("paper_templates.py"))
if _SPEC is None or _SPEC.loader is None:
    raise ImportError("paper_templates.py stands beside this script")
base = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(base)

HERE = Path(__file__).resolve().parents[1] / "canbo" / "documents" / "templates" / "docx" / "procedures"
CENTER, LEFT, RIGHT, JUSTIFY = base.CENTER, base.LEFT, base.RIGHT, 3
add, control, element, rule, two_cells = base.add, base.control, base.element, base.rule, base.two_cells
WIDTH = 165
BODY = 14
type Part = str | tuple[str, str]


def line(place: Any, *parts: Part, size: float = BODY, align: Any = JUSTIFY, **look: Any) -> Any:
    """Add a paragraph of the body; a part ("b" | "i" | "bi", text) is bold, italic."""
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_after, shape.space_before = Pt(look.get("after", 6)), Pt(look.get("before", 0))
    shape.line_spacing = look.get("spacing", 1.1)
    shape.keep_with_next = look.get("keep", False) or None
    if look.get("first", align == JUSTIFY):
        shape.first_line_indent = Mm(12.7)
    for part in parts:
        how, text = part if isinstance(part, tuple) else ("", part)
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        run.bold, run.italic = "b" in how or None, "i" in how or None
    return paragraph


def each(place: Any, name: str, *parts: Part, among: str = "", **look: Any) -> None:
    """Add a paragraph for each line of a list; `dong` is the line."""
    control(place, f"{{%p for dong in {among or name} %}}")
    line(place, *parts, **look)
    control(place, "{%p endfor %}")


def heading(place: Any, text: str) -> None:
    """Add a heading of the body."""
    line(place, ("b", text), keep=True, before=4)


def when(place: Any, condition: str, *build: Callable[[], Any]) -> None:
    """Put what is built under a condition."""
    control(place, f"{{%p if {condition} %}}")
    for part in build:
        part()
    control(place, "{%p endif %}")


def state_head(document: Any, title: str, *, has_number: bool = True, abstract: str = "{{ trich_yeu }}") -> None:
    """The head of Decree 30/2020: issuer and number on the left, the State's name and motto on the right."""
    left, right = two_cells(document, 400, 600)
    when(left, "co_quan_chu_quan", lambda: add(left, "{{ co_quan_chu_quan|upper }}", 13))
    add(left, "{{ co_quan|upper }}", 13, bold=True)
    rule(left, 21)
    if has_number:
        add(left, "Số: {{ so_ky_hieu }}", 13, before=4)
    if not title:
        add(left, "{{ trich_yeu }}", 12, before=2)
    secrecy(left)
    add(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    add(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    rule(right, 18.5)
    add(right, "{{ dia_danh_ngay }}", 14, italic=True, before=4)
    if not title:
        add(document, "", 8)
        return
    add(document, title, 14, bold=True, before=14, keep=True)
    add(document, abstract, 14, bold=True, keep=True)
    rule(document, 65)


def party_head(document: Any, title: str, *, has_number: bool = True, abstract: str = "{{ trich_yeu }}") -> None:
    """The head of Guide 36: issuer, asterisk and number on the left, the Party's name on the right."""
    left, right = two_cells(document, 450, 550)
    when(left, "co_quan_chu_quan", lambda: add(left, "{{ co_quan_chu_quan|upper }}", 14))
    add(left, "{{ co_quan|upper }}", 14, bold=True)
    add(left, "*", 14)
    if has_number:
        add(left, "Số {{ so_ky_hieu }}", 14)
    if not title:
        add(left, "{{ trich_yeu }}", 12, italic=True, before=2)
    secrecy(left)
    add(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True)
    rule(right, 11)
    add(right, "{{ dia_danh_ngay }}", 14, italic=True, before=10)
    if not title:
        add(document, "", 8)
        return
    add(document, title, 16, bold=True, before=14, keep=True)
    add(document, abstract, 15, bold=True, keep=True)
    add(document, "-----", 14, after=6, keep=True)


def secrecy(place: Any) -> None:
    """The mark of secrecy in its frame, where there is one."""
    control(place, "{%p if do_mat %}")
    paragraph = add(place, "{{ do_mat }}", 13, bold=True, before=6)
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = Mm(18)
    borders = element("pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(side, val="single", sz="8", space="2", color="000000"))
    properties = paragraph._p.pPr
    keep = properties.find(qn("w:keepNext"))
    properties.insert(0 if keep is None else list(properties).index(keep) + 1, borders)
    control(place, "{%p endif %}")


def head(document: Any, style: str, title: str, **more: Any) -> None:
    """The head of the layout; a letter has no title: what it is about stands under its number."""
    (state_head if style == "state" else party_head)(document, title, **more)


def signing(place: Any, size: float) -> None:
    """The lines of who signs, with room for the signature."""
    control(place, "{%p for dong in thay_mat %}")
    add(place, "{{ dong|upper }}", size, bold=True, keep=True)
    control(place, "{%p endfor %}")
    add(place, "{{ chuc_vu_ky|upper }}", size, bold=True, after=62, keep=True)
    add(place, "{{ nguoi_ky }}", size, bold=True)


def recipients(place: Any, style: str) -> None:
    """Where the paper goes."""
    look = {"underline": True} if style == "party" else {"bold": True, "italic": True}
    add(place, "Nơi nhận:", 14 if style == "party" else 12, LEFT, keep=True, **look)
    control(place, "{%p for dong in noi_nhan %}")
    add(place, "- {{ dong }}", 12 if style == "party" else 11, LEFT)
    control(place, "{%p endfor %}")


def signatures(document: Any, style: str, *, two: bool = False, is_sent: bool = True) -> None:
    """The place for signatures: recipients on the left, or a second signature with the recipients below, if any."""
    left, right = two_cells(document, 480, 520)
    described(document.tables[-1], "chữ ký")
    for cell in (left, right):
        add(cell, "", 6, keep=True)
    if two:
        add(left, "{{ chuc_vu_ky_trai|upper }}", BODY, bold=True, after=62, keep=True)
        add(left, "{{ nguoi_ky_trai }}", BODY, bold=True)
    else:
        recipients(left, style)
    signing(right, BODY)
    if two and is_sent:
        add(document, "", 6)
        recipients(document, style)
    else:
        gap(document, 2)


def described(table: Any, text: str) -> None:
    """Give a table its alternative text, by which the program knows the signatures."""
    table._tbl.tblPr.append(element("tblDescription", val=text))


def laid_out(place: Any, rows: int, widths: tuple[float, ...]) -> tuple[Any, list[list[Any]]]:
    """Add a table with lines around its cells, of columns of these widths in millimetres; give it and its cells."""
    table = place.add_table(rows, len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    bordered(table)
    cells = [list(row.cells) for row in table.rows]
    for index, width in enumerate(widths):
        table.columns[index].width = Mm(width)
        for row in cells:
            row[index].width = Mm(width)
    return table, cells


def fill_row(cells: list[Any], texts: tuple[str, ...], align: Any, second: Any, *, bold: bool = False) -> None:
    """Write a row: the second column, of names, is aligned by itself."""
    for index, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        words(cell, text, second if index == 1 else align, bold=bold)
        if bold:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def keep_rows(table: Any, *, heading: int, rows: tuple[int, ...]) -> None:
    """Keep rows on one page, and repeat the heading on every page."""
    for index in (heading, *rows):
        properties = table.rows[index]._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if index == heading:
            properties.append(element("tblHeader"))


def gap(place: Any, points: float = 6) -> None:
    """Add a low empty paragraph: two tables that touch become one."""
    low(place.add_paragraph(), points)


def low(paragraph: Any, points: float = 6) -> None:
    """Make an empty paragraph low."""
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), Pt(points)


def grid(place: Any, columns: list[tuple[str, float, str, Any]], among: str) -> None:
    """Add a table with a heading that repeats and a row, `hang`, for each row of a list."""
    table, cells = laid_out(place, 4, tuple(width for _, width, _, _ in columns))
    for index, (label, _, text, align) in enumerate(columns):
        words(cells[0][index], label, CENTER, bold=True)
        words(cells[2][index], text, align)
        cells[0][index].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    words(cells[1][0], f"{{%tr for hang in {among} %}}", LEFT)
    words(cells[3][0], "{%tr endfor %}", LEFT)
    keep_rows(table, heading=0, rows=(2,))
    gap(place)


def words(cell: Any, text: str, align: Any, *, bold: bool = False) -> None:
    """Write into a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(1), 1.0
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(12), bold or None


def bordered(table: Any) -> None:
    """Draw thin lines around every cell, and leave little room beside the words."""
    borders = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(element(side, val="single", sz="4", space="0", color="000000"))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w="70", type="dxa"))
    properties = table._tbl.tblPr
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)


def results(document: Any) -> None:
    """The table of a vote: a column for each answer."""
    table, rows = laid_out(document, 4, (11, 62, 23, 23, 23, 23))
    labels = ("TT", "Họ và tên, chức vụ", "{%tc for cot in cot_ket_qua %}", "{{ cot }}", "{%tc endfor %}", "Kết luận")
    told = (
        "{{ hang.stt }}", "{{ hang.ho_ten }}{% if hang.mo_ta %}, {{ hang.mo_ta }}{% endif %}",
        "{%tc for dong in hang.so_lieu %}", "{{ dong }}", "{%tc endfor %}", "{{ hang.ket_luan }}",
    )  # fmt: skip
    fill_row(rows[0], labels, CENTER, CENTER, bold=True)
    words(rows[1][0], "{%tr for hang in ket_qua %}", LEFT)
    fill_row(rows[2], told, CENTER, LEFT)
    words(rows[3][0], "{%tr endfor %}", LEFT)
    keep_rows(table, heading=0, rows=(2,))
    gap(document)


def people(document: Any, asked: str, *, among: str = "danh_sach", is_dated: bool = False) -> None:
    """A list of people."""
    columns = [
        ("TT", 10, "{{ hang.stt }}", CENTER),
        ("Họ và tên", 36, "{{ hang.ho_ten }}", LEFT),
        ("Ngày sinh", 25, "{{ hang.ngay_sinh }}", CENTER),
        ("Chức vụ, đơn vị", 38, "{{ hang.chuc_vu }}{% if hang.don_vi %}, {{ hang.don_vi }}{% endif %}", LEFT),
        (asked, 36, "{{ hang.noi_dung }}", LEFT),
    ]
    if is_dated:
        columns.append(("Hiệu lực từ", 26, "{{ hang.hieu_luc }}", CENTER))
    columns.append(("Ghi chú", 17, "{{ hang.ghi_chu }}", LEFT))
    whole = sum(width for _, width, _, _ in columns)
    grid(document, [(label, WIDTH * width / whole, text, align) for label, width, text, align in columns], among)


def lean(document: Any) -> None:
    """Leave out what python-docx brings along and no paper uses: it would stand in every paper that is made."""
    used = {"Normal", "Header", "Footer", "DefaultParagraphFont", "TableNormal", "NoList"}
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in used:
            styles.remove(style)
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.rpartition("/")[2] in {
                "stylesWithEffects",
                "customXml",
                "thumbnail",
                "numbering",
                "theme",
            }:
                del owner.rels[key]


def write(kinds: dict[str, Callable[[Any, str], None]], folder: Path) -> None:
    """Write the templates of these kinds, in both layouts, into a folder."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from canbo.documents.filling import canonical

    folder.mkdir(parents=True, exist_ok=True)
    for kind, build in kinds.items():
        for style in ("state", "party"):
            document = base.new_document(BODY, 6)
            build(document, style)
            lean(document)
            out = BytesIO()
            document.save(out)
            (folder / f"{kind}-{style}.docx").write_bytes(canonical(out.getvalue(), f"{kind}-{style}", packed=True))
