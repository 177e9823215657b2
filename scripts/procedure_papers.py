"""Build the Word templates of the papers of a procedure: `python scripts/procedure_papers.py [FOLDER]`.

One file for each kind of paper and each of the two layouts: Decree 30/2020/NĐ-CP, annex I, and Guide 36-HD/VPTW of
2018. What stands in them is what an office would write in Word: plain names in braces, lines and rows that repeat.
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


def state_head(document: Any, title: str, *, has_number: bool = True) -> None:
    """The head of Decree 30/2020: issuer and number on the left, the State's name and motto on the right."""
    left, right = two_cells(document, 400, 600)
    when(left, "co_quan_chu_quan", lambda: add(left, "{{ co_quan_chu_quan|upper }}", 13))
    add(left, "{{ co_quan|upper }}", 13, bold=True)
    rule(left, 21)
    if has_number:
        add(left, "Số: {{ so_ky_hieu }}", 13, before=4)
    secrecy(left)
    add(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True)
    add(right, "Độc lập - Tự do - Hạnh phúc", 14, bold=True)
    rule(right, 18.5)
    add(right, "{{ dia_danh_ngay }}", 14, italic=True, before=4)
    add(document, title, 14, bold=True, before=14, keep=True)
    add(document, "{{ trich_yeu }}", 14, bold=True, keep=True)
    rule(document, 65)


def party_head(document: Any, title: str, *, has_number: bool = True) -> None:
    """The head of Guide 36: issuer, asterisk and number on the left, the Party's name on the right."""
    left, right = two_cells(document, 450, 550)
    when(left, "co_quan_chu_quan", lambda: add(left, "{{ co_quan_chu_quan|upper }}", 14))
    add(left, "{{ co_quan|upper }}", 14, bold=True)
    add(left, "*", 14)
    if has_number:
        add(left, "Số {{ so_ky_hieu }}", 14)
    secrecy(left)
    add(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True)
    rule(right, 11)
    add(right, "{{ dia_danh_ngay }}", 14, italic=True, before=10)
    add(document, title, 16, bold=True, before=14, keep=True)
    add(document, "{{ trich_yeu }}", 15, bold=True, keep=True)
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


def head(document: Any, style: str, title: str, *, has_number: bool = True) -> None:
    """The head of the layout."""
    (state_head if style == "state" else party_head)(document, title, has_number=has_number)


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


def signatures(document: Any, style: str, *, two: bool = False) -> None:
    """The place for signatures: recipients on the left, or a second signature with the recipients below."""
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
    if two:
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


def proposal(document: Any, style: str) -> None:
    """Tờ trình."""
    head(document, style, "TỜ TRÌNH")
    when(document, "kinh_gui|length != 1", lambda: line(document, "Kính gửi:", align=CENTER, after=2, keep=True))
    one = "{% if kinh_gui|length == 1 %}Kính gửi: {% else %}- {% endif %}{{ dong }}"
    each(document, "kinh_gui", one, align=CENTER)
    each(document, "can_cu", ("i", "{{ dong }}"))
    each(document, "noi_dung", "{{ dong }}")
    when(document, "danh_sach", lambda: people(document, "Nội dung đề nghị"))
    when(
        document, "ho_so", lambda: line(document, ("i", "Hồ sơ gửi kèm:"), keep=True),
        lambda: each(document, "ho_so", "- {{ dong }}", after=2),
    )  # fmt: skip
    signatures(document, style)


def invitation(document: Any, style: str) -> None:
    """Giấy mời."""
    head(document, style, "GIẤY MỜI")
    line(document, "{{ co_quan }} trân trọng kính mời: ", ("b", "{{ kinh_moi }}"))
    line(document, "Tới dự: {{ ten_hoi_nghi }}")
    line(document, "Nội dung:", keep=True)
    each(document, "noi_dung", "- {{ dong }}", after=3)
    line(document, "Chủ trì: {{ chu_tri }}", before=3)
    line(document, "Thời gian: {{ thoi_gian }}")
    line(document, "Địa điểm: {{ dia_diem }}")
    when(document, "ghi_chu", lambda: line(document, ("i", "Lưu ý: "), "{{ ghi_chu }}"))
    signatures(document, style)


def ballot(document: Any, style: str) -> None:
    """Phiếu: as many as are asked for, each like the other, cut apart along dashed lines."""
    section = document.sections[0]
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin = section.bottom_margin = Mm(15)
    section.different_first_page_header_footer = False
    for run in list(section.header.paragraphs[0].runs):
        run._r.getparent().remove(run._r)
    outer = document.add_table(3, 1)
    outer.autofit = False
    for row in outer.rows:
        row.cells[0].width = Mm(WIDTH)
    outer.columns[0].width = Mm(WIDTH)
    outer.rows[0].cells[0].paragraphs[0].add_run("{%tr for phieu in cac_phieu %}")
    outer.rows[2].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    row, cell = outer.rows[1], outer.rows[1].cells[0]
    row._tr.get_or_add_trPr().append(element("cantSplit"))
    properties = cell._tc.get_or_add_tcPr()
    borders, margins = element("tcBorders"), element("tcMar")
    borders.append(element("bottom", val="dashed", sz="6", space="0", color="808080"))
    for side, twips in (("top", "200"), ("bottom", "240")):
        margins.append(element(side, w=twips, type="dxa"))
    properties.append(borders)
    properties.append(margins)
    cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
    slip(cell, style)
    gap(document, 2)


def slip(cell: Any, style: str) -> None:
    """One slip."""
    top = cell.add_table(1, 2)
    top.autofit = False
    low(cell.paragraphs[-1])
    left, right = top.rows[0].cells
    for each_cell, share, column in zip((left, right), (66, 87), top.columns, strict=True):
        each_cell.width = column.width = Mm(share)
        each_cell.paragraphs[0]._p.getparent().remove(each_cell.paragraphs[0]._p)
    when(left, "co_quan_chu_quan", lambda: add(left, "{{ co_quan_chu_quan|upper }}", 11))
    add(left, "{{ co_quan|upper }}", 11, bold=True)
    if style == "party":
        add(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 12, bold=True)
    else:
        add(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 11, bold=True)
        add(right, "Độc lập - Tự do - Hạnh phúc", 12, bold=True)
    when(cell, "do_mat", lambda: add(cell, "{{ do_mat }}", 12, LEFT, bold=True))
    add(cell, "{{ ten_phieu|upper }}", 14, bold=True, before=8, keep=True)
    add(cell, "{{ cau_hoi }}", 13, bold=True, after=2, keep=True)
    add(cell, "{{ ten_hoi_nghi }}, ngày {{ ngay_hop }}", 12, italic=True, after=6, keep=True)
    table, rows = laid_out(cell, 7, (11, 70, 24, 24, 24))
    box = ("{%tc for cot in lua_chon %}", "", "{%tc endfor %}")
    headings = ("TT", "Họ và tên, chức vụ", box[0], "{{ cot }}", box[2])
    name = "{{ hang.ho_ten }}{% if hang.mo_ta %}, {{ hang.mo_ta }}{% endif %}"
    fill_row(rows[0], headings, CENTER, CENTER, bold=True)
    words(rows[1][0], "{%tr for hang in ung_vien %}", LEFT)
    fill_row(rows[2], ("{{ hang.stt }}", name, *box), CENTER, LEFT)
    words(rows[3][0], "{%tr endfor %}", LEFT)
    words(rows[4][0], "{%tr for dong in hang_them %}", LEFT)
    fill_row(rows[5], ("", "{{ dong }}", *box), CENTER, LEFT)
    words(rows[6][0], "{%tr endfor %}", LEFT)
    keep_rows(table, heading=0, rows=(2, 5))
    low(cell.paragraphs[-1])
    control(cell, "{%p for dong in huong_dan %}")
    add(cell, "{{ dong }}", 12, LEFT, italic=True)
    control(cell, "{%p endfor %}")
    control(cell, "{%p if co_ky_ten %}")
    add(cell, "Người ghi phiếu ký, ghi rõ họ tên", 12, RIGHT, bold=True, before=4, after=34)
    control(cell, "{%p endif %}")
    gap(cell, 2)


def tally_minutes(document: Any, style: str) -> None:
    """Biên bản kiểm phiếu."""
    head(document, style, "BIÊN BẢN KIỂM PHIẾU")
    line(document, "Hội nghị: {{ ten_hoi_nghi }}")
    line(document, "Thời gian: {{ thoi_gian }}")
    line(document, "Địa điểm: {{ dia_diem }}")
    line(document, "Nội dung: {{ noi_dung }}")
    line(document, "Hình thức: {{ hinh_thuc }}")
    heading(document, "1. Tổ kiểm phiếu")
    control(document, "{%p for hang in to_kiem_phieu %}")
    line(
        document, "- {{ hang.ho_ten }}{% if hang.chuc_vu %}, {{ hang.chuc_vu }}{% endif %}"
        "{% if hang.nhiem_vu %}: {{ hang.nhiem_vu }}{% endif %}", after=3,
    )  # fmt: skip
    control(document, "{%p endfor %}")
    heading(document, "2. Số phiếu")
    for label, name, unit in (
        ("Số người được triệu tập", "trieu_tap", "người"), ("Số người có mặt", "co_mat", "người"),
        ("Số phiếu phát ra", "phat_ra", "phiếu"), ("Số phiếu thu về", "thu_ve", "phiếu"),
        ("Số phiếu hợp lệ", "hop_le", "phiếu"), ("Số phiếu không hợp lệ", "khong_hop_le", "phiếu"),
    ):  # fmt: skip
        line(document, f"- {label}: {{{{ {name} }}}} {unit}", after=3)
    heading(document, "3. Kết quả")
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
    when(
        document, "quy_tac", lambda: line(document, ("i", "Quy tắc áp dụng:"), keep=True),
        lambda: each(document, "quy_tac", ("i", "- {{ dong }}"), after=3),
    )  # fmt: skip
    heading(document, "4. Kết luận")
    each(document, "ket_luan", "{{ dong }}")
    line(document, "Việc kiểm phiếu kết thúc lúc {{ ket_thuc }}.")
    signatures(document, style, two=True)


def minutes(document: Any, style: str) -> None:
    """Biên bản hội nghị."""
    head(document, style, "BIÊN BẢN")
    line(document, "Hội nghị: {{ ten_hoi_nghi }}")
    line(document, "Thời gian: {{ thoi_gian }}")
    line(document, "Địa điểm: {{ dia_diem }}")
    heading(document, "1. Thành phần")
    each(document, "thanh_phan", "- {{ dong }}", after=3)
    line(document, "Triệu tập: {{ trieu_tap }} người; có mặt: {{ co_mat }} người; vắng mặt: {{ vang_mat }} người.")
    each(document, "ly_do_vang", "- {{ dong }}", after=3)
    line(document, "Chủ trì: {{ chu_tri }}")
    line(document, "Thư ký: {{ thu_ky }}")
    heading(document, "2. Nội dung")
    control(document, "{%p for hang in noi_dung %}")
    line(document, ("b", "2.{{ hang.stt }}. {{ hang.tieu_de }}"), keep=True)
    each(document, "", "{{ dong }}", among="hang.dien_bien")
    when(
        document, "hang.bieu_quyet", lambda: line(document, ("i", "Kết quả bỏ phiếu:"), keep=True),
        lambda: each(document, "", "- {{ dong }}", among="hang.bieu_quyet", after=3),
    )  # fmt: skip
    when(
        document, "hang.ket_luan", lambda: line(document, ("i", "Kết luận:"), keep=True),
        lambda: each(document, "", "{{ dong }}", among="hang.ket_luan"),
    )  # fmt: skip
    control(document, "{%p endfor %}")
    line(document, "Hội nghị kết thúc lúc {{ ket_thuc }}.")
    signatures(document, style, two=True)


def conclusion(document: Any, style: str) -> None:
    """Thông báo kết luận."""
    head(document, style, "THÔNG BÁO")
    each(document, "mo_dau", "{{ dong }}")
    each(document, "ket_luan", "{{ dong }}")
    when(document, "danh_sach", lambda: people(document, "Nội dung kết luận"))
    each(document, "thuc_hien", "{{ dong }}")
    signatures(document, style)


def decision(document: Any, style: str) -> None:
    """Quyết định, with the list that belongs to it."""
    head(document, style, "QUYẾT ĐỊNH")
    if style == "state":
        line(document, ("b", "{{ tham_quyen|upper }}"), align=CENTER, before=4, after=8, keep=True)
    mark = "" if style == "state" else "- "
    each(document, "can_cu", ("i" if style == "state" else "", f"{mark}{{{{ dong }}}}"), after=4)
    line(document, ("i" if style == "state" else "", f"{mark}Theo đề nghị của {{{{ theo_de_nghi }}}}."
         if style == "state" else f"{mark}Xét đề nghị của {{{{ theo_de_nghi }}}},"))  # fmt: skip
    if style == "party":
        line(document, ("b", "{{ tham_quyen|upper }}"), align=CENTER, before=6, after=0, keep=True)
    line(
        document, ("b", "QUYẾT ĐỊNH:" if style == "state" else "QUYẾT ĐỊNH"), align=CENTER, before=4, after=8, keep=True
    )
    each(document, "dieu", ("b", "Điều {{ loop.index }}."), " {{ dong }}")
    signatures(document, style)
    control(document, "{%p if danh_sach %}")
    title = add(document, "{{ ten_phu_luc|upper }}", 14, bold=True, keep=True)
    title.paragraph_format.page_break_before = True
    add(
        document, "(Kèm theo Quyết định số {{ so_ky_hieu }} {{ ngay_thang_nam }} của {{ co_quan }})", 13, italic=True,
        after=8, keep=True,
    )  # fmt: skip
    people(document, "Nội dung", is_dated=True)
    control(document, "{%p endif %}")


KINDS: dict[str, Callable[[Any, str], None]] = {
    "proposal": proposal, "invitation": invitation, "ballot": ballot, "tally_minutes": tally_minutes,
    "minutes": minutes, "conclusion": conclusion, "decision": decision,
}  # fmt: skip


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


def main(folder: Path) -> None:
    """Write every template into a folder."""
    from canbo.documents.filling import canonical

    folder.mkdir(parents=True, exist_ok=True)
    for kind, build in KINDS.items():
        for style in ("state", "party"):
            document = base.new_document(BODY, 6)
            build(document, style)
            lean(document)
            out = BytesIO()
            document.save(out)
            (folder / f"{kind}-{style}.docx").write_bytes(canonical(out.getvalue(), f"{kind}-{style}", packed=True))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
