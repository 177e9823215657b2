"""Build the Word templates of the papers of evaluations: `python scripts/evaluation_papers.py [FOLDER]`."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_SPEC = importlib.util.spec_from_file_location("paper_parts", Path(__file__).with_name("paper_parts.py"))
if _SPEC is None or _SPEC.loader is None:
    raise ImportError("paper_parts.py stands beside this script")
parts = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(parts)

CENTER, LEFT, RIGHT = parts.CENTER, parts.LEFT, parts.RIGHT
add, control, each, gap, grid = parts.add, parts.control, parts.each, parts.gap, parts.grid
head, heading, line, signatures, when = parts.head, parts.heading, parts.line, parts.signatures, parts.when


def form(document: Any, style: str) -> None:
    """Phiếu đánh giá, bản kiểm điểm: what the person says, what the direct level says, what is concluded."""
    when(document, "ma_mau", lambda: add(document, "{{ ma_mau }}", 12, RIGHT, italic=True, after=4))
    head(document, style, "{{ ten_phieu|upper }}", has_number=False, abstract="{{ ky }}")
    when(document, "dung_cho", lambda: add(document, "({{ dung_cho }})", 13, italic=True, after=6, keep=True))
    control(document, "{%p for hang in nhan_than %}")
    line(document, "{{ hang.nhan }}: {{ hang.gia_tri }}", after=2, first=False)
    control(document, "{%p endfor %}")
    control(document, "{%p for hang in phan %}")
    line(document, ("b", "{{ hang.tieu_de }}"), keep=True, before=4, first=False)
    each(document, "", "{{ dong }}", among="hang.doan", after=4)
    control(document, "{%p endfor %}")
    when(document, "khac_phuc", lambda: mended(document))
    when(document, "diem", lambda: points(document))
    line(document, ("b", "Mức xếp loại"), keep=True, before=4, first=False)
    grid(document, [
        ("Mức", 57, "{{ hang.ten }}", LEFT), ("Tự đề xuất", 27, "{{ hang.tu_de_xuat }}", CENTER),
        ("Cấp trực tiếp đề xuất", 27, "{{ hang.cap_truc_tiep }}", CENTER),
        ("Tập thể đề xuất", 27, "{{ hang.tap_the }}", CENTER), ("Kết luận", 27, "{{ hang.ket_luan }}", CENTER),
    ], "muc")  # fmt: skip
    left, right = parts.two_cells(document, 480, 520)
    parts.described(document.tables[-1], "chữ ký")
    add(right, "{{ tu_cach_tu_ky|upper }}", 14, bold=True, after=56, keep=True)
    add(right, "{{ nguoi_tu_ky }}", 14, bold=True)
    gap(left, 2)
    line(document, ("b", "Nhận xét, đánh giá của cấp trực tiếp"), keep=True, before=8, first=False)
    each(document, "nhan_xet", "{{ dong }}", after=4)
    when(
        document, "ly_do", lambda: line(document, ("i", "Lý do đề xuất khác mức theo quy định:"), keep=True),
        lambda: each(document, "ly_do", "{{ dong }}", after=4),
    )  # fmt: skip
    when(document, "y_kien", lambda: opinions(document))
    line(document, ("b", "Kết luận của cấp có thẩm quyền"), keep=True, before=4, first=False)
    each(document, "ket_luan", "{{ dong }}", after=4)
    signatures(document, style, two=True, is_sent=False)
    control(document, "{%p if san_pham %}")
    products(document)
    control(document, "{%p endif %}")


def mended(document: Any) -> None:
    """What was wanting the period before, and what became of it."""
    line(document, ("b", "Kết quả khắc phục hạn chế, khuyết điểm đã nêu kỳ trước"), keep=True, before=4, first=False)
    grid(document, [
        ("TT", 10, "{{ hang.stt }}", CENTER), ("Hạn chế, khuyết điểm", 70, "{{ hang.noi_dung }}", LEFT),
        ("Kết quả", 35, "{{ hang.ket_qua }}", LEFT), ("Minh chứng", 50, "{{ hang.minh_chung }}", LEFT),
    ], "khac_phuc")  # fmt: skip


def points(document: Any) -> None:
    """The points of each group of criteria."""
    line(document, ("b", "Điểm theo nhóm tiêu chí"), keep=True, before=4, first=False)
    grid(document, [
        ("Nhóm tiêu chí", 87, "{{ hang.tieu_chi }}", LEFT), ("Điểm tối đa", 26, "{{ hang.toi_da }}", CENTER),
        ("Tự chấm", 26, "{{ hang.tu_cham }}", CENTER), ("Cấp trực tiếp chấm", 26, "{{ hang.cap_tren_cham }}", CENTER),
    ], "diem")  # fmt: skip


def opinions(document: Any) -> None:
    """What the committees and others said."""
    line(document, ("b", "Ý kiến của cấp uỷ và các nơi"), keep=True, before=4, first=False)
    control(document, "{%p for hang in y_kien %}")
    level = "{% if hang.muc %} (đề xuất: {{ hang.muc }}){% endif %}"
    line(document, ("i", "{{ hang.noi }}: "), "{{ hang.noi_dung }}" + level, after=3)
    control(document, "{%p endfor %}")


def products(document: Any) -> None:
    """The appendix: work products by quantity, progress and quality, on a page of its own."""
    title = add(document, "PHỤ LỤC", 14, bold=True, keep=True)
    title.paragraph_format.page_break_before = True
    add(document, "KẾT QUẢ THỰC HIỆN NHIỆM VỤ", 14, bold=True, keep=True)
    add(document, "{{ ky }}", 13, italic=True, after=8, keep=True)
    grid(document, [
        ("TT", 9, "{{ hang.stt }}", CENTER), ("Nội dung, sản phẩm", 42, "{{ hang.noi_dung }}", LEFT),
        ("Được giao", 14, "{{ hang.duoc_giao }}", CENTER), ("Hoàn thành", 15, "{{ hang.hoan_thanh }}", CENTER),
        ("Hệ số", 11, "{{ hang.he_so }}", CENTER), ("Tiến độ", 21, "{{ hang.tien_do }}", LEFT),
        ("Chất lượng", 17, "{{ hang.chat_luong }}", LEFT), ("Minh chứng", 19, "{{ hang.minh_chung }}", LEFT),
        ("Người kiểm tra", 17, "{{ hang.y_kien }}", LEFT),
    ], "san_pham")  # fmt: skip


def notice(document: Any, style: str) -> None:
    """Thông báo kết quả: what was concluded, and what the person may still say."""
    head(document, style, "THÔNG BÁO")
    line(document, "Kính gửi: {{ kinh_gui }}", align=CENTER)
    each(document, "can_cu", ("i", "{{ dong }}"), after=4)
    line(document, "{{ co_quan }} thông báo kết quả đánh giá, xếp loại chất lượng {{ ky }} như sau:")
    line(document, ("b", "1. Kết quả"), keep=True, before=4)
    when(document, "diem", lambda: line(document, "- Điểm: {{ diem }}", after=3))
    line(document, "- Mức xếp loại: ", ("b", "{{ muc }}"), after=3)
    line(document, "- Cấp kết luận: {{ cap_ket_luan }}, ngày {{ ngay_ket_luan }}", after=3)
    line(document, ("b", "2. Nhận xét"), keep=True, before=4)
    each(document, "uu_diem", "- {{ dong }}", after=3)
    when(
        document, "han_che", lambda: line(document, ("i", "Hạn chế, khuyết điểm:"), keep=True),
        lambda: each(document, "han_che", "- {{ dong }}", after=3),
    )  # fmt: skip
    when(
        document, "yeu_cau", lambda: line(document, ("i", "Yêu cầu khắc phục:"), keep=True),
        lambda: each(document, "yeu_cau", "- {{ dong }}", after=3),
    )  # fmt: skip
    line(document, ("b", "3. Quyền có ý kiến"), keep=True, before=4)
    each(document, "y_kien", "{{ dong }}", after=4)
    signatures(document, style)


def answer(document: Any, style: str) -> None:
    """Thông báo giải quyết kiến nghị: what was asked, what was found, and the level after it."""
    head(document, style, "THÔNG BÁO")
    line(document, "Kính gửi: {{ kinh_gui }}", align=CENTER)
    each(document, "can_cu", ("i", "{{ dong }}"), after=4)
    line(document, "{{ co_quan }} đã xem xét {{ loai_y_kien }} gửi ngày {{ ngay_gui }} về kết quả đánh giá, xếp loại "
         "chất lượng {{ ky }} và thông báo như sau:")  # fmt: skip
    line(document, ("b", "1. Nội dung đã nêu"), keep=True, before=4)
    each(document, "kien_nghi", "{{ dong }}", after=3)
    when(document, "muc_de_nghi", lambda: line(document, "Mức đề nghị: {{ muc_de_nghi }}", after=3))
    line(document, ("b", "2. Kết quả xem xét"), keep=True, before=4)
    each(document, "tra_loi", "{{ dong }}", after=3)
    line(document, ("b", "3. Mức xếp loại sau khi xem xét"), keep=True, before=4)
    line(document, ("b", "{{ ket_qua }}"), after=3)
    line(document, "Cấp trả lời: {{ cap_tra_loi }}, ngày {{ ngay_tra_loi }}", after=3)
    signatures(document, style)


def minutes(document: Any, style: str) -> None:
    """Biên bản hội nghị đánh giá: what was said of each, then the vote."""
    head(document, style, "BIÊN BẢN")
    line(document, "Hội nghị: {{ ten_hoi_nghi }}")
    line(document, "Kỳ đánh giá: {{ ky }}")
    line(document, "Thời gian: {{ thoi_gian }}")
    line(document, "Địa điểm: {{ dia_diem }}")
    heading(document, "1. Thành phần")
    each(document, "thanh_phan", "- {{ dong }}", after=3)
    line(document, "Triệu tập: {{ trieu_tap }} người; có mặt: {{ co_mat }} người; vắng mặt: {{ vang_mat }} người.")
    each(document, "ly_do_vang", "- {{ dong }}", after=3)
    line(document, "Chủ trì: {{ chu_tri }}")
    line(document, "Thư ký: {{ thu_ky }}")
    heading(document, "2. Kiểm điểm, góp ý")
    control(document, "{%p for hang in dien_bien %}")
    line(
        document,
        ("b", "2.{{ hang.stt }}. {{ hang.ho_ten }}{% if hang.mo_ta %}, {{ hang.mo_ta }}{% endif %}"),
        keep=True,
    )
    line(document, "Tự đề xuất: {{ hang.tu_xep }}", after=3)
    each(document, "", "- {{ dong }}", among="hang.gop_y", after=3)
    control(document, "{%p endfor %}")
    heading(document, "3. Kết quả {{ hinh_thuc }}")
    line(document, "Số phiếu phát ra: {{ phat_ra }}; thu về: {{ thu_ve }}; hợp lệ: {{ hop_le }}; không hợp lệ: "
         "{{ khong_hop_le }}.")  # fmt: skip
    parts.results(document)
    when(
        document, "quy_tac", lambda: line(document, ("i", "Quy tắc áp dụng:"), keep=True),
        lambda: each(document, "quy_tac", ("i", "- {{ dong }}"), after=3),
    )  # fmt: skip
    heading(document, "4. Kết luận")
    each(document, "ket_luan", "{{ dong }}")
    line(document, "Hội nghị kết thúc lúc {{ ket_thuc }}.")
    signatures(document, style, two=True)


def request(document: Any, style: str) -> None:
    """Công văn đề nghị cho ý kiến, with the slip to answer on."""
    head(document, style, "")
    when(document, "kinh_gui|length != 1", lambda: line(document, "Kính gửi:", align=CENTER, after=2, keep=True))
    one = "{% if kinh_gui|length == 1 %}Kính gửi: {% else %}- {% endif %}{{ dong }}"
    each(document, "kinh_gui", one, align=CENTER)
    each(document, "can_cu", ("i", "{{ dong }}"), after=4)
    each(document, "noi_dung", "{{ dong }}")
    parts.people(document, "Nơi ở, nội dung xin ý kiến")
    line(document, "Nội dung xin ý kiến:", keep=True)
    each(document, "noi_dung_hoi", "- {{ dong }}", after=3)
    line(document, "Đề nghị trả lời trước ngày {{ thoi_han }}, gửi về {{ noi_nhan_tra_loi }}.")
    signatures(document, style)
    control(document, "{%p if kem_mau %}")
    title = add(document, "Ý KIẾN NHẬN XÉT", 14, bold=True, keep=True)
    title.paragraph_format.page_break_before = True
    add(document, "{{ ky }}", 13, italic=True, keep=True)
    add(document, "(Kèm theo Công văn số {{ so_ky_hieu }} {{ ngay_thang_nam }} của {{ co_quan }})", 13, italic=True,
        after=8, keep=True)  # fmt: skip
    answer = "." * 30
    grid(document, [
        ("TT", 10, "{{ hang.stt }}", CENTER), ("Họ và tên", 38, "{{ hang.ho_ten }}", LEFT),
        ("Ưu điểm", 42, answer, LEFT), ("Hạn chế, khuyết điểm", 42, answer, LEFT), ("Đề xuất mức", 33, answer, LEFT),
    ], "danh_sach")  # fmt: skip
    left, right = parts.two_cells(document, 480, 520)
    parts.described(document.tables[-1], "chữ ký")
    add(right, "T/M NƠI CHO Ý KIẾN", 14, bold=True, keep=True)
    add(right, "(Ký, ghi rõ họ tên, đóng dấu)", 13, italic=True, after=56)
    gap(left, 2)
    control(document, "{%p endif %}")


KINDS: dict[str, Callable[[Any, str], None]] = {
    "evaluation_form": form, "evaluation_notice": notice, "evaluation_answer": answer, "evaluation_minutes": minutes,
    "opinion_request": request,
}  # fmt: skip


if __name__ == "__main__":
    parts.write(KINDS, Path(sys.argv[1]) if len(sys.argv) > 1 else parts.HERE)
