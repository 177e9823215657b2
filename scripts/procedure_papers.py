"""Build the Word templates of the papers of a procedure: `python scripts/procedure_papers.py [FOLDER]`."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx.shared import Mm

_SPEC = importlib.util.spec_from_file_location("paper_parts", Path(__file__).with_name("paper_parts.py"))
if _SPEC is None or _SPEC.loader is None:
    raise ImportError("paper_parts.py stands beside this script")
parts = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(parts)

CENTER, LEFT, RIGHT = parts.CENTER, parts.LEFT, parts.RIGHT
add, control, each, element, fill_row = parts.add, parts.control, parts.each, parts.element, parts.fill_row
gap, head, heading, keep_rows, laid_out = parts.gap, parts.head, parts.heading, parts.keep_rows, parts.laid_out
line, low, people, signatures, when, words = (
    parts.line, parts.low, parts.people, parts.signatures, parts.when, parts.words,
)  # fmt: skip


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
        row.cells[0].width = Mm(parts.WIDTH)
    outer.columns[0].width = Mm(parts.WIDTH)
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
    parts.results(document)
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


if __name__ == "__main__":
    parts.write(KINDS, Path(sys.argv[1]) if len(sys.argv) > 1 else parts.HERE)
