"""The kinds of papers of procedures and evaluations and the fields of each, as they stand in the Word templates.

The names are Vietnamese without diacritics, because officers read and write them in Word. A field that nothing is
known of is printed as dots; one whose `dots` are 0 leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type FieldKind = Literal["text", "number", "day", "lines", "table", "flag"]
type KindKey = Literal[
    "proposal", "invitation", "ballot", "tally_minutes", "minutes", "conclusion", "decision",
    "evaluation_form", "evaluation_notice", "evaluation_answer", "evaluation_minutes", "opinion_request",
]  # fmt: skip
type PaperStyle = Literal["state", "party"]

STYLES: Final[dict[PaperStyle, str | Promise]] = {
    "state": _("Nhà nước (Nghị định 30/2020/NĐ-CP)"),
    "party": _("Đảng (Hướng dẫn 36-HD/VPTW)"),
}
#: Dots of a whole line, of a stretch of a line, of a number.
LINE, STRETCH, SHORT = 26, 8, 3


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the template, what it says, an example, and what stands where nothing is known.

    `dots`: how many signs of dots; 0 prints nothing. `rows`: how many dotted rows an empty list leaves. A template
    without a `required` field is refused. `made`: the program makes it, nobody hands it over.
    """

    name: str
    label: str | Promise
    kind: FieldKind = "text"
    example: Any = ""
    columns: tuple[Field, ...] = ()
    dots: int = STRETCH
    rows: int = 1
    required: bool = False
    made: bool = False

    @property
    def is_list(self) -> bool:
        """Whether a template repeats over it."""
        return self.kind in {"lines", "table"}


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper."""

    key: KindKey
    label: str | Promise
    #: ASCII, for the names of files.
    slug: str
    own_fields: tuple[Field, ...]
    #: What an example says in the fields that every kind has.
    examples: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every field of the kind by its name: the common ones, then its own."""
        return {each.name: each for each in (*COMMON, *self.own_fields)}


def _text(name: str, label: str | Promise, example: str = "", **more: Any) -> Field:
    return Field(name, label, "text", example, **more)


def _number(name: str, label: str | Promise, example: int, **more: Any) -> Field:
    return Field(name, label, "number", example, dots=more.pop("dots", SHORT), **more)


def _lines(name: str, label: str | Promise, example: list[str], **more: Any) -> Field:
    return Field(name, label, "lines", example, dots=more.pop("dots", LINE), **more)


COMMON: Final = (
    _text("co_quan_chu_quan", _("Cơ quan cấp trên trực tiếp"), "Uỷ ban nhân dân tỉnh Mẫu", dots=0),
    _text("co_quan", _("Cơ quan ban hành"), "Sở Nội vụ", required=True),
    _text("so_ky_hieu", _("Số và ký hiệu"), made=True),
    _text("so", _("Số"), "12", dots=SHORT),
    _text("ky_hieu", _("Ký hiệu"), "SNV", dots=SHORT),
    _text("dia_danh_ngay", _("Địa danh, ngày tháng năm"), made=True),
    _text("dia_danh", _("Địa danh"), "Mẫu", dots=STRETCH),
    Field("ngay", _("Ngày ban hành"), "day", date(2026, 12, 5), dots=SHORT),
    _text("ngay_thang_nam", _("Ngày ban hành viết đủ chữ"), made=True),
    _text("trich_yeu", _("Trích yếu nội dung"), "Về công tác cán bộ", dots=LINE),
    _lines("thay_mat", _("Các dòng trên chức vụ người ký (TM., KT., TL., TUQ.)"), ["TM. TẬP THỂ LÃNH ĐẠO"], dots=0),
    _text("chuc_vu_ky", _("Chức vụ người ký"), "GIÁM ĐỐC"),
    _text("nguoi_ky", _("Họ và tên người ký"), "Nguyễn Văn Mẫu", dots=0),
    _lines("noi_nhan", _("Nơi nhận"), ["Như trên;", "Lưu: VT."], dots=STRETCH),
    _text("do_mat", _("Độ mật"), dots=0, made=True),
)

_ORDER = Field("stt", _("Số thứ tự"), "number", made=True)
_NAME = _text("ho_ten", _("Họ và tên"), "Nguyễn Văn A", dots=SHORT)
_NOTE = _text("ghi_chu", _("Ghi chú"), dots=0)


def _people(of: str | Promise) -> tuple[Field, ...]:
    return (
        _ORDER, _NAME,
        Field("ngay_sinh", _("Ngày sinh"), "day", date(1980, 5, 12), dots=SHORT),
        _text("chuc_vu", _("Chức vụ"), "Phó Trưởng phòng", dots=SHORT),
        _text("don_vi", _("Đơn vị"), "Phòng Tổ chức", dots=SHORT),
        _text("noi_dung", of, "Trưởng phòng Tổ chức", dots=SHORT), _NOTE,
    )  # fmt: skip


def _row(columns: tuple[Field, ...]) -> list[dict[str, Any]]:
    """Give one or two example rows of these columns."""
    first = {column.name: column.example for column in columns if not column.made}
    return [first, {**first, "ho_ten": "Trần Thị B"}] if "ho_ten" in first else [first]


def _table(name: str, label: str | Promise, columns: tuple[Field, ...], **more: Any) -> Field:
    return Field(name, label, "table", _row(columns), columns, **more)


_MEETING = _text("ten_hoi_nghi", _("Tên hội nghị, cuộc họp"), "Hội nghị tập thể lãnh đạo mở rộng", dots=STRETCH * 2)
_TIME = _text("thoi_gian", _("Thời gian"), "8 giờ 00, ngày 05 tháng 12 năm 2026", dots=STRETCH * 2)
_PLACE = _text("dia_diem", _("Địa điểm"), "Phòng họp số 1", dots=STRETCH * 2)
_CHAIR = _text("chu_tri", _("Chủ trì"), "Ông Nguyễn Văn Mẫu, Giám đốc", dots=STRETCH * 2)
_CALLED = _number("trieu_tap", _("Số người được triệu tập"), 25)
_PRESENT = _number("co_mat", _("Số người có mặt"), 23)
_END = _text("ket_thuc", _("Giờ kết thúc"), "10 giờ 30 cùng ngày", dots=STRETCH)
_LEFT = (
    _text("chuc_vu_ky_trai", _("Người ký bên trái: tư cách"), "THƯ KÝ"),
    _text("nguoi_ky_trai", _("Người ký bên trái: họ và tên"), "Lê Thị C", dots=0),
)
_GROUNDS = _lines(
    "can_cu", _("Các căn cứ"), ["Căn cứ quy chế làm việc của cơ quan;", "Căn cứ kết quả kiểm phiếu ngày 05/12/2026;"]
)
_ASKED = _("Nội dung đề nghị")
_PERIOD = _text("ky", _("Kỳ đánh giá"), "Năm 2026")
_LEVEL = "Hoàn thành tốt nhiệm vụ"
_BALLOTS = (
    _number("phat_ra", _("Số phiếu phát ra"), 23), _number("thu_ve", _("Số phiếu thu về"), 23),
    _number("hop_le", _("Số phiếu hợp lệ"), 22), _number("khong_hop_le", _("Số phiếu không hợp lệ"), 1),
)  # fmt: skip


def _results(columns: list[str], figures: list[str], concluded: str) -> tuple[Field, ...]:
    """Give a table with as many columns of figures as there are answers."""
    return (
        _lines("cot_ket_qua", _("Các cột của bảng kết quả"), columns, dots=SHORT, rows=2),
        _table("ket_qua", _("Kết quả của từng người"), (
            _ORDER, _NAME, _text("mo_ta", _("Chức vụ, đơn vị"), "Phó Trưởng phòng Tổ chức", dots=0),
            _lines("so_lieu", _("Số phiếu theo từng cột"), figures, dots=SHORT, rows=2),
            _text("ket_luan", _("Kết luận"), concluded, dots=SHORT),
        ), rows=3, required=True),
    )  # fmt: skip


_EVALUATION_KINDS: Final = (
    PaperKind("evaluation_form", _("Phiếu đánh giá, bản kiểm điểm"), "phieu-danh-gia", (
        _text("ma_mau", _("Ký hiệu mẫu"), "Mẫu 2B-HD KĐ.ĐG 2025", dots=0),
        _text("ten_phieu", _("Tên phiếu"), "BẢN KIỂM ĐIỂM CÁ NHÂN", dots=LINE, required=True),
        _PERIOD,
        _text("dung_cho", _("Dùng cho đối tượng nào"), "Cá nhân không giữ chức vụ lãnh đạo, quản lý", dots=0),
        _table("nhan_than", _("Các dòng đầu phiếu"), (
            _text("nhan", _("Tên mục"), "Chức vụ", dots=SHORT),
            _text("gia_tri", _("Nội dung"), "Chuyên viên Phòng Tổ chức"),
        ), rows=3, required=True),
        _table("phan", _("Các phần tự kiểm điểm, tự đánh giá"), (
            _text("tieu_de", _("Đề mục"), "I. Ưu điểm, kết quả đạt được", dots=LINE),
            _lines("doan", _("Nội dung, mỗi dòng là một đoạn"), ["Hoàn thành 12 đề án đúng hạn."], rows=3),
        ), rows=3, required=True),
        _table("khac_phuc", _("Hạn chế, khuyết điểm đã nêu kỳ trước"), (
            _ORDER, _text("noi_dung", _("Hạn chế, khuyết điểm"), "Chậm trả lời đơn thư quý II", dots=SHORT),
            _text("ket_qua", _("Kết quả khắc phục"), "đã khắc phục", dots=SHORT),
            _text("minh_chung", _("Minh chứng"), "Báo cáo số 15 ngày 20/11/2026", dots=SHORT),
        ), dots=0, rows=0),
        _table("diem", _("Bảng điểm"), (
            _text("tieu_chi", _("Nhóm tiêu chí"), "Nhóm tiêu chí chung", dots=SHORT),
            _text("toi_da", _("Điểm tối đa"), "30", dots=SHORT), _text("tu_cham", _("Tự chấm"), "28,5", dots=SHORT),
            _text("cap_tren_cham", _("Cấp trực tiếp chấm"), "27", dots=SHORT),
        ), dots=0, rows=0),
        _table("muc", _("Các mức xếp loại, đánh dấu X"), (
            _text("ten", _("Mức"), _LEVEL, dots=SHORT), _text("tu_de_xuat", _("Tự đề xuất"), "X", dots=0),
            _text("cap_truc_tiep", _("Cấp trực tiếp đề xuất"), "X", dots=0),
            _text("tap_the", _("Tập thể đề xuất"), "X", dots=0), _text("ket_luan", _("Kết luận"), "X", dots=0),
        ), rows=4, required=True),
        _text("tu_cach_tu_ky", _("Người tự đánh giá ký: tư cách"), "NGƯỜI TỰ KIỂM ĐIỂM", dots=STRETCH),
        _text("nguoi_tu_ky", _("Người tự đánh giá ký: họ và tên"), "Nguyễn Văn A", dots=0),
        _lines("nhan_xet", _("Nhận xét của cấp trực tiếp"), ["Làm việc chắc chắn, đúng hạn."], rows=2),
        _lines("ly_do", _("Lý do đề xuất khác mức theo quy định"), ["Đã khắc phục xong trước ngày 30/11."], dots=0,
               rows=0),
        _table("y_kien", _("Ý kiến của các nơi"), (
            _text("noi", _("Nơi cho ý kiến"), "Chi uỷ nơi cư trú", dots=SHORT),
            _text("noi_dung", _("Nội dung"), "Gương mẫu tham gia sinh hoạt.", dots=SHORT),
            _text("muc", _("Mức đề xuất"), dots=0),
        ), dots=0, rows=0),
        _lines("ket_luan", _("Kết luận của cấp có thẩm quyền"), ["Đồng ý mức tập thể đề xuất."], rows=2),
        _table("san_pham", _("Phụ lục kết quả thực hiện nhiệm vụ"), (
            _ORDER, _text("noi_dung", _("Nội dung công việc, sản phẩm"), "Đề án vị trí việc làm", dots=SHORT),
            _text("duoc_giao", _("Được giao"), "1", dots=0), _text("hoan_thanh", _("Hoàn thành"), "1", dots=0),
            _text("he_so", _("Hệ số"), "2", dots=0), _text("tien_do", _("Tiến độ"), "đúng hạn 30/6/2026", dots=0),
            _text("chat_luong", _("Chất lượng"), "đạt", dots=0), _text("minh_chung", _("Minh chứng"), "QĐ 12", dots=0),
            _text("y_kien", _("Ý kiến người kiểm tra"), "đã xác nhận", dots=0),
        ), dots=0, rows=0),
        *_LEFT,
    ), {"chuc_vu_ky_trai": "CẤP TRỰC TIẾP ĐÁNH GIÁ", "nguoi_ky_trai": "Lê Thị C"}),
    PaperKind("evaluation_notice", _("Thông báo kết quả đánh giá, xếp loại"), "thong-bao-xep-loai", (
        _text("kinh_gui", _("Kính gửi"), "Ông Nguyễn Văn A, chuyên viên Phòng Tổ chức", dots=LINE, required=True),
        _PERIOD, _GROUNDS,
        _text("cap_ket_luan", _("Cấp kết luận"), "Tập thể lãnh đạo Sở Nội vụ"),
        Field("ngay_ket_luan", _("Ngày kết luận"), "day", date(2026, 12, 5), dots=SHORT),
        _text("diem", _("Điểm"), "84,5", dots=0),
        _text("muc", _("Mức xếp loại"), _LEVEL, required=True),
        _lines("uu_diem", _("Nhận xét"), ["Hoàn thành 12/12 nhiệm vụ được giao."], rows=2),
        _lines("han_che", _("Hạn chế, khuyết điểm"), ["Chậm 02 báo cáo quý."], dots=0, rows=0),
        _lines("yeu_cau", _("Yêu cầu khắc phục"), ["Gửi báo cáo quý trước ngày 25."], dots=0, rows=0),
        _lines("y_kien", _("Quyền có ý kiến, thời hạn, nơi nhận"), ["Kiến nghị trước ngày 20/12/2026."], rows=2),
    ), {"ky_hieu": "TB-SNV", "trich_yeu": "Kết quả đánh giá, xếp loại chất lượng năm 2026"}),
    PaperKind("evaluation_answer", _("Thông báo giải quyết kiến nghị về xếp loại"), "tra-loi-kien-nghi", (
        _text("kinh_gui", _("Kính gửi"), "Ông Nguyễn Văn A, chuyên viên Phòng Tổ chức", dots=LINE, required=True),
        _PERIOD, _GROUNDS,
        _text("loai_y_kien", _("Kiến nghị hay ý kiến bảo lưu"), "kiến nghị"),
        Field("ngay_gui", _("Ngày gửi kiến nghị"), "day", date(2026, 12, 15), dots=SHORT),
        _lines("kien_nghi", _("Nội dung kiến nghị"), ["Sản phẩm số 3 đã hoàn thành trước hạn."], rows=2),
        _text("muc_de_nghi", _("Mức người kiến nghị đề nghị"), "Hoàn thành xuất sắc nhiệm vụ", dots=0),
        _lines("tra_loi", _("Nội dung trả lời"), ["Đã đối chiếu lại hồ sơ nghiệm thu."], rows=3, required=True),
        _text("ket_qua", _("Mức sau khi xem xét"), "Giữ nguyên mức Hoàn thành tốt nhiệm vụ", required=True),
        _text("cap_tra_loi", _("Cấp trả lời"), "Tập thể lãnh đạo Sở Nội vụ"),
        Field("ngay_tra_loi", _("Ngày trả lời"), "day", date(2026, 12, 20), dots=SHORT),
    ), {"ky_hieu": "TB-SNV", "trich_yeu": "Kết quả giải quyết kiến nghị về xếp loại chất lượng năm 2026"}),
    PaperKind("evaluation_minutes", _("Biên bản hội nghị đánh giá, xếp loại"), "bien-ban-danh-gia", (
        _MEETING, _PERIOD, _TIME, _PLACE, _CALLED, _PRESENT, _number("vang_mat", _("Số người vắng mặt"), 2),
        _lines("ly_do_vang", _("Người vắng mặt, lý do"), ["Ông Lê Văn D: đi công tác."], dots=0, rows=0),
        _lines("thanh_phan", _("Thành phần dự"), ["Toàn thể công chức của Sở."], dots=0, rows=0),
        _CHAIR, _text("thu_ky", _("Thư ký"), "Bà Lê Thị C, chuyên viên", dots=STRETCH * 2),
        _table("dien_bien", _("Kiểm điểm, góp ý từng người"), (
            _ORDER, _NAME, _text("mo_ta", _("Chức vụ, đơn vị"), "Phó Trưởng phòng Tổ chức", dots=0),
            _text("tu_xep", _("Mức tự đề xuất"), _LEVEL, dots=SHORT),
            _lines("gop_y", _("Ý kiến góp ý"), ["Cần chủ động hơn khi phối hợp."], rows=2),
        ), required=True),
        _text("hinh_thuc", _("Hình thức"), "bỏ phiếu kín"),
        *_BALLOTS,
        *_results(["Xuất sắc", "Tốt", "Hoàn thành", "Không hoàn thành"], ["3", "18", "1", "0"], _LEVEL),
        _lines("quy_tac", _("Quy tắc đã áp dụng"), ["Mức được quá một nửa số phiếu thì được đề nghị."], dots=0, rows=0),
        _lines("ket_luan", _("Kết luận"), ["Hội nghị thống nhất đề nghị mức xếp loại như trên."]),
        _END, *_LEFT,
    ), {"ky_hieu": "BB-SNV", "trich_yeu": "Hội nghị đánh giá, xếp loại chất lượng năm 2026",
        "chuc_vu_ky": "CHỦ TRÌ", "thay_mat": [], "chuc_vu_ky_trai": "THƯ KÝ"}),
    PaperKind("opinion_request", _("Công văn đề nghị cho ý kiến nhận xét"), "de-nghi-nhan-xet", (
        _lines("kinh_gui", _("Kính gửi"), ["Chi uỷ Chi bộ Tổ dân phố số 3"], dots=STRETCH * 2),
        _PERIOD, _GROUNDS,
        _lines("noi_dung", _("Nội dung, mỗi dòng là một đoạn"), ["Đề nghị cho ý kiến nhận xét về người có tên sau."],
               required=True, rows=3),
        _table("danh_sach", _("Những người được hỏi"), _people(_("Nơi ở, nội dung xin ý kiến")), required=True, rows=3),
        _lines("noi_dung_hoi", _("Các nội dung xin ý kiến"), ["Việc chấp hành chủ trương, pháp luật ở nơi cư trú;"]),
        Field("thoi_han", _("Trả lời trước ngày"), "day", date(2026, 12, 10), dots=SHORT),
        _text("noi_nhan_tra_loi", _("Nơi nhận trả lời"), "Phòng Tổ chức, Sở Nội vụ", dots=STRETCH * 2),
        Field("kem_mau", _("Kèm mẫu trả lời"), "flag", example=True),
    ), {"ky_hieu": "SNV", "trich_yeu": "Về việc cho ý kiến nhận xét đảng viên năm 2026"}),
)  # fmt: skip

_KINDS: Final = (
    PaperKind("proposal", _("Tờ trình"), "to-trinh", (
        _lines("kinh_gui", _("Kính gửi"), ["Ban Thường vụ Huyện uỷ Mẫu"], dots=STRETCH * 2),
        _GROUNDS,
        _lines("noi_dung", _("Nội dung, mỗi dòng là một đoạn"), ["Kính trình xem xét, quyết định."], required=True,
               rows=3),
        _table("danh_sach", _("Danh sách người được đề nghị"), _people(_ASKED), dots=0, rows=0),
        _lines("ho_so", _("Hồ sơ gửi kèm"), ["Biên bản hội nghị ngày 05/12/2026;"], dots=0, rows=0),
    ), {"ky_hieu": "TTr-SNV", "trich_yeu": "Về việc bổ nhiệm cán bộ lãnh đạo cấp phòng"}),
    PaperKind("invitation", _("Giấy mời"), "giay-moi", (
        _text("kinh_moi", _("Người được mời"), "Bà Trần Thị B, Trưởng phòng Tổ chức", dots=LINE, required=True),
        _MEETING, _TIME, _PLACE, _CHAIR,
        _lines("noi_dung", _("Nội dung, chương trình"), ["Thảo luận về nhân sự;", "Bỏ phiếu kín."]),
        _text("ghi_chu", _("Lưu ý"), "Đề nghị đến đúng giờ.", dots=0),
    ), {"ky_hieu": "GM-SNV", "trich_yeu": "Về việc dự hội nghị"}),
    PaperKind("ballot", _("Phiếu"), "phieu", (
        _text("ten_phieu", _("Tên phiếu"), "PHIẾU BIỂU QUYẾT"),
        _MEETING, Field("ngay_hop", _("Ngày họp"), "day", date(2026, 12, 5), dots=SHORT),
        _text("cau_hoi", _("Nội dung lấy phiếu"), "Về việc bổ nhiệm Trưởng phòng Tổ chức", dots=LINE),
        _lines("huong_dan", _("Cách ghi phiếu"), ["Đánh dấu X vào một ô ở mỗi dòng."], dots=0, rows=0),
        _lines("lua_chon", _("Các cột để đánh dấu"), ["Đồng ý", "Không đồng ý"], dots=SHORT, rows=2, required=True),
        _table("ung_vien", _("Những người được hỏi"), (
            _ORDER, _NAME, _text("mo_ta", _("Chức vụ, đơn vị"), "Phó Trưởng phòng Tổ chức", dots=0),
        ), rows=3, required=True),
        _number("dong_them", _("Số dòng để ghi thêm tên"), 1, dots=0),
        Field("hang_them", _("Các dòng để ghi thêm tên"), "lines", dots=STRETCH, rows=0, made=True),
        Field("co_ky_ten", _("Phiếu ký tên"), "flag", example=False),
        _number("so_phieu", _("Số phiếu cần in"), 4, dots=0),
        Field("cac_phieu", _("Các phiếu, mỗi phiếu như nhau"), "lines", dots=0, rows=1, made=True, required=True),
    )),
    PaperKind("tally_minutes", _("Biên bản kiểm phiếu"), "bien-ban-kiem-phieu", (
        _MEETING, _TIME, _PLACE,
        _text("noi_dung", _("Nội dung lấy phiếu"), "Bổ nhiệm Trưởng phòng Tổ chức", dots=LINE),
        _text("hinh_thuc", _("Hình thức"), "bỏ phiếu kín"),
        _table("to_kiem_phieu", _("Tổ kiểm phiếu"), (
            _NAME, _text("chuc_vu", _("Chức vụ"), "Chuyên viên", dots=0),
            _text("nhiem_vu", _("Nhiệm vụ"), "Tổ trưởng", dots=0),
        ), rows=3),
        _CALLED, _PRESENT, *_BALLOTS,
        *_results(["Đồng ý", "Không đồng ý", "Tỷ lệ (%)"], ["20", "2", "90,9"], "Đạt"),
        _lines("quy_tac", _("Quy tắc đã áp dụng"), ["Quá một nửa số người có mặt đồng ý thì được thông qua."], dots=0,
               rows=0),
        _lines("ket_luan", _("Kết luận"), ["Có 01 người đạt số phiếu theo quy định."]),
        _END, *_LEFT,
    ), {"ky_hieu": "BB-SNV", "trich_yeu": "Kiểm phiếu bổ nhiệm Trưởng phòng Tổ chức",
        "chuc_vu_ky": "TỔ TRƯỞNG TỔ KIỂM PHIẾU", "thay_mat": []}),
    PaperKind("minutes", _("Biên bản hội nghị"), "bien-ban-hoi-nghi", (
        _MEETING, _TIME, _PLACE, _CALLED, _PRESENT, _number("vang_mat", _("Số người vắng mặt"), 2),
        _lines("ly_do_vang", _("Người vắng mặt, lý do"), ["Ông Lê Văn D: đi công tác."], dots=0, rows=0),
        _lines("thanh_phan", _("Thành phần dự"), ["Tập thể lãnh đạo Sở;", "Trưởng các phòng, đơn vị."], dots=0, rows=0),
        _CHAIR, _text("thu_ky", _("Thư ký"), "Bà Lê Thị C, chuyên viên", dots=STRETCH * 2),
        _table("noi_dung", _("Các nội dung"), (
            _ORDER, _text("tieu_de", _("Tên nội dung"), "Bổ nhiệm Trưởng phòng Tổ chức", dots=STRETCH * 2),
            _lines("dien_bien", _("Diễn biến, ý kiến"), ["Hội nghị nghe báo cáo và thảo luận."]),
            _lines("bieu_quyet", _("Kết quả bỏ phiếu"), ["Đồng ý 20/23 phiếu."], dots=0, rows=0),
            _lines("ket_luan", _("Kết luận"), ["Nhất trí trình cấp có thẩm quyền."], dots=0, rows=0),
        ), required=True),
        _END, *_LEFT,
    ), {"ky_hieu": "BB-SNV", "trich_yeu": "Hội nghị tập thể lãnh đạo mở rộng", "chuc_vu_ky": "CHỦ TRÌ",
        "thay_mat": []}),
    PaperKind("conclusion", _("Thông báo kết luận"), "thong-bao-ket-luan", (
        _lines("mo_dau", _("Phần mở đầu"), ["Ngày 05/12/2026, tập thể lãnh đạo họp và thống nhất kết luận như sau:"]),
        _lines("ket_luan", _("Nội dung kết luận"), ["Đồng ý chủ trương bổ nhiệm Trưởng phòng Tổ chức."], rows=3,
               required=True),
        _table("danh_sach", _("Danh sách"), _people(_("Nội dung kết luận")), dots=0, rows=0),
        _lines("thuc_hien", _("Giao thực hiện"), ["Phòng Tổ chức hoàn thiện hồ sơ trước ngày 20/12/2026."], dots=0,
               rows=0),
    ), {"ky_hieu": "TB-SNV", "trich_yeu": "Kết luận của tập thể lãnh đạo về công tác cán bộ"}),
    PaperKind("decision", _("Quyết định"), "quyet-dinh", (
        _text("tham_quyen", _("Thẩm quyền ban hành"), "GIÁM ĐỐC SỞ NỘI VỤ", dots=LINE),
        _GROUNDS,
        _text("theo_de_nghi", _("Người đề nghị"), "Trưởng phòng Tổ chức", dots=STRETCH * 2),
        _lines("dieu", _("Nội dung từng điều"), ["Bổ nhiệm ông Nguyễn Văn A giữ chức vụ Trưởng phòng Tổ chức.",
               "Quyết định này có hiệu lực từ ngày 01/01/2027."], rows=3, required=True),
        _text("ten_phu_luc", _("Tên danh sách kèm theo"), "Danh sách cán bộ được bổ nhiệm", dots=STRETCH * 2),
        _table("danh_sach", _("Danh sách kèm theo"), (
            *_people(_("Nội dung quyết định"))[:-1],
            Field("hieu_luc", _("Hiệu lực từ ngày"), "day", date(2027, 1, 1), dots=0), _NOTE,
        ), dots=0, rows=0),
    ), {"ky_hieu": "QĐ-SNV", "trich_yeu": "Về việc bổ nhiệm cán bộ"}),
)  # fmt: skip

KINDS: Final[dict[str, PaperKind]] = {kind.key: kind for kind in (*_KINDS, *_EVALUATION_KINDS)}


def example_of(kind: PaperKind) -> dict[str, Any]:
    """Give the data of an example: made-up people, made-up numbers; nothing of the files."""
    return {each.name: kind.examples.get(each.name, each.example) for each in kind.fields.values() if not each.made}


def kinds_label(kinds: Iterable[str]) -> str | Promise:
    """Name papers by their kind; those of several kinds as papers."""
    found = set(kinds)
    return KINDS[found.pop()].label if len(found) == 1 else _("Văn bản")


def kinds_slug(kinds: Iterable[str]) -> str:
    """Name a file of papers: ASCII."""
    found = set(kinds)
    return KINDS[found.pop()].slug if len(found) == 1 else "van-ban"
