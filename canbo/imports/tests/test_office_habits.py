"""How offices write days, levels, posts, totals and names: forms met in lists of many layouts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from canbo.documents.sources.cells import Read
from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import write_xlsx
from canbo.imports.domain.grouping import group_name
from canbo.imports.domain.layout import recognise
from canbo.imports.domain.posts import split_post
from canbo.imports.domain.readers import READERS
from canbo.imports.domain.rows import parse
from canbo.imports.domain.titles import read_title_block


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thời điểm: 31/12/2018", date(2018, 12, 31)),
        ("Thời điểm báo cáo: 31/12/2014", date(2014, 12, 31)),
        ("(Đến thời điểm tháng 6 năm 2021)", date(2021, 6, 30)),
        ("Tính đến ngày: 31/12/2013", date(2013, 12, 31)),
        ("Số liệu chốt ngày 15/6/2026", date(2026, 6, 15)),
        ("CÓ MẶT NGÀY 01/4/2014", date(2014, 4, 1)),
        ("Số liệu có đến 0 giờ ngày 01/7/2023", date(2023, 7, 1)),
        ("Tính từ ngày 01/01/2009 đến ngày 31/12/2013", date(2013, 12, 31)),
        # “tỉnh” is no “tính”: the day of a letter says nothing of the list.
        ("(Kèm theo Quyết định số 5 ngày 05/8/2025 của UBND tỉnh A)", None),
        ("Tỉnh Hà Giang, ngày 05 tháng 01 năm 2015", None),
        ("Từ tháng 9/2010 đến tháng 6/2012", None),
    ],
)
def test_the_day_a_list_holds_on(line: str, day: date | None) -> None:
    assert read_title_block([line]).as_of == day


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("theory", "C.C LLCT", "advanced"),
        ("theory", "T.C LLCT", "intermediate"),
        ("theory", "Cao cấp LL", "advanced"),
        ("theory", "Tr.cấp", "intermediate"),
        ("qualification", "Đ.H Luật", "university"),
        ("qualification", "T.C kế toán", "intermediate"),
        ("qualification", "ĐH.Luật", "university"),
        ("qualification", "ĐH-Luật", "university"),
        ("qualification", "02 đại học", "university"),
        ("qualification", "GS.TS Y học", "doctorate"),
        ("qualification", "Điều dưỡng trung cấp", "intermediate"),
        ("qualification", "Y sỹ đa khoa", "intermediate"),
        ("qualification", "CNKT", "elementary"),
        ("qualification", "Siêu đại học", None),
        ("qualification", "Chưa có bằng đại học", None),
        ("qualification", "Sau đại học", None),
    ],
)
def test_levels_with_dots_counts_and_professions(field: str, text: str, code: str | None) -> None:
    found = READERS[field](text)
    assert (found.value if isinstance(found, Read) else found) == code
    if code is None:
        assert found.problem is not None
        assert found.problem.code == "unknown_level"


@pytest.mark.parametrize(
    ("text", "title", "unit"),
    [
        ("Trưởng phòng Phòng Tư pháp", "Trưởng phòng", "Phòng Tư pháp"),
        ("Công chức Tư pháp - Hộ tịch UBND xã Vĩnh Hảo", "Công chức Tư pháp - Hộ tịch", "UBND xã Vĩnh Hảo"),
        ("Văn phòng - Thống kê, UBND xã Vĩnh Hảo", "Văn phòng - Thống kê", "UBND xã Vĩnh Hảo"),
        ("Chuyên viên, Phòng Kinh tế - Hạ tầng", "Chuyên viên", "Phòng Kinh tế - Hạ tầng"),
        ("Nhân viên lái xe Văn phòng Huyện ủy", "Nhân viên lái xe", "Văn phòng Huyện ủy"),
        ("Phó ban Dân vận Huyện ủy", "Phó ban", "Ban Dân vận Huyện ủy"),
        ("Huyện ủy viên, Trưởng phòng Nội vụ", "Huyện ủy viên, Trưởng phòng Nội vụ", "Phòng Nội vụ"),
        ("Văn phòng Huyện ủy", "", "Văn phòng Huyện ủy"),
        ("Bí thư Đảng ủy, Chủ tịch UBND xã A", "Bí thư Đảng ủy, Chủ tịch UBND xã A", "UBND xã A"),
    ],
)
def test_a_title_and_a_unit_in_one_cell(text: str, title: str, unit: str) -> None:
    assert tuple(split_post(text)) == (title, unit)


def test_counts_under_births_and_names_under_signatures_are_nobody(tmp_path: Path) -> None:
    rows = [
        ["UBND HUYỆN NA HANG"],
        ["DANH SÁCH CÁN BỘ có mặt đến 30/6/2015"],
        ["TT", "Họ tên", "Năm sinh", "", "Chức vụ", "Chuyên môn"],
        ["", "", "Nam", "Nữ", "", ""],
        ["I", "PHÒNG NỘI VỤ"],
        [1, "Nguyễn Văn An", 1975, "", "Trưởng phòng", "ĐH"],
        [2, "Trần Thị Bình", "", 1980, "Chuyên viên", "Đ.H"],
        ["", "Cộng", 1, 1, "", ""],
        [],
        ["", "", "Người lập biểu", "", "", "TRƯỞNG PHÒNG"],
        ["", "", "Nguyễn Văn Lập", "", "", "Trần Thị Kiểm"],
    ]
    merges = [(2, 2, 2, 3)]
    sheet = open_workbook(write_xlsx(tmp_path / "a.xlsx", rows, merges))[0]
    layout = recognise(sheet)
    assert layout is not None
    found = parse(sheet, layout.mapping(), as_of=date(2015, 6, 30))
    assert [row.values["full_name"] for row in found.rows] == ["Nguyễn Văn An", "Trần Thị Bình"]
    assert not any(row.issues for row in found.rows)


def test_a_family_name_and_a_name_side_by_side(tmp_path: Path) -> None:
    rows = [
        ["TRƯỜNG THCS LÊ QUÝ ĐÔN"],
        ["DANH SÁCH GIÁO VIÊN tính đến 30/9/2023"],
        ["STT", "Họ đệm", "Tên", "Nữ", "Ngày sinh", "Chức vụ", "Trình độ đào tạo"],
        [1, "Nguyễn Văn", "An", "", "01/02/1975", "Hiệu trưởng", "ThS"],
        [2, "Trần Thị Thu", "Bình", "x", "05/06/1980", "Giáo viên", "ĐHSP"],
        [],
        ["", "", "", "", "", "HIỆU TRƯỞNG"],
    ]
    sheet = open_workbook(write_xlsx(tmp_path / "a.xlsx", rows))[0]
    layout = recognise(sheet)
    assert layout is not None
    assert layout.sure
    assert layout.unit_fallback == "TRƯỜNG THCS LÊ QUÝ ĐÔN"
    found = parse(sheet, layout.mapping(), as_of=date(2023, 9, 30))
    assert [(row.values["full_name"], row.values["gender"]) for row in found.rows] == [
        ("Nguyễn Văn An", "male"),
        ("Trần Thị Thu Bình", "female"),
    ]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("BÁO CÁO DANH SÁCH VÀ TIỀN LƯƠNG CÁN BỘ, CÔNG CHỨC NĂM 2010", 2010),
        ("DANH SÁCH CÁN BỘ CỬ ĐI HỌC TỪ NĂM 2009", None),
        ("DANH SÁCH GIÁO VIÊN NĂM HỌC 2023-2024", None),
    ],
)
def test_the_year_of_a_list(title: str, year: int | None) -> None:
    assert read_title_block([title]).list_year == year


def test_a_mark_for_minorities_says_who_is_kinh(tmp_path: Path) -> None:
    rows = [
        ["TRUNG TÂM Y TẾ HÒA AN"],
        ["DANH SÁCH VIÊN CHỨC tính đến 31/12/2024"],
        ["STT", "HỌ TÊN", "NGÀY SINH", "GIỚI TÍNH", "DÂN TỘC THIỂU SỐ", "CHỨC VỤ"],
        [1, "Nguyễn Văn An", "01/02/1975", "Nam", "", "Giám đốc"],
        [2, "Nông Thị Bình", "05/06/1980", "Nữ", "x", "Điều dưỡng"],
    ]
    sheet = open_workbook(write_xlsx(tmp_path / "a.xlsx", rows))[0]
    layout = recognise(sheet)
    assert layout is not None
    found = parse(sheet, layout.mapping(), as_of=date(2024, 12, 31))
    assert [row.values["ethnicity"] for row in found.rows] == ["Kinh", "Dân tộc thiểu số"]
    assert not any(row.issues for row in found.rows)


def test_the_level_of_a_class_under_a_heading_of_two_rows(tmp_path: Path) -> None:
    rows = [
        ["DANH SÁCH CÁN BỘ CỬ ĐI ĐÀO TẠO LÝ LUẬN CHÍNH TRỊ"],
        ["STT", "Họ và tên", "Năm sinh", "Đơn vị", "Nội dung đào tạo", "", "Hệ đào tạo", "Thời gian"],
        ["", "", "", "", "Khóa", "Trình độ", "", ""],
        [1, "Nguyễn Văn An", 1975, "Phòng Nội vụ", "LLCT khóa 12", "Cao cấp", "Tập trung", "9/2010 - 6/2012"],
        [2, "Trần Thị Bình", 1980, "Phòng Nội vụ", "LLCT khóa 13", "Trung cấp", "Tại chức", "9/2011 - 6/2012"],
    ]
    merges = [(1, 4, 1, 5), *((1, column, 2, column) for column in (0, 1, 2, 3, 6, 7))]
    sheet = open_workbook(write_xlsx(tmp_path / "a.xlsx", rows, merges))[0]
    layout = recognise(sheet)
    assert layout is not None
    assert layout.kind == "training"
    assert layout.header_rows == (2, 3)
    targets = {column.letter: column.target for column in layout.columns}
    assert (targets["E"], targets["F"]) == ("course", "course_level")


@pytest.mark.parametrize(
    ("text", "is_block"),
    [
        ("Văn phòng Đảng ủy Khối (8 người)", False),
        ("Đảng ủy Khối các cơ quan tỉnh", False),
        ("KHỐI ĐẢNG", True),
        ("Cơ quan khối Đảng, đoàn thể", True),
        ("Các phòng thuộc khối nhà nước", True),
    ],
)
def test_an_office_of_a_block_is_no_block(text: str, is_block: bool) -> None:
    assert group_name(text).has_block_word is is_block


def test_days_under_party_members(tmp_path: Path) -> None:
    rows = [
        ["TRƯỜNG THCS LÊ QUÝ ĐÔN"],
        ["STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Đảng viên (ngày vào)"],
        [1, "Nguyễn Văn An", "01/02/1975", "Hiệu trưởng", "03/02/2000"],
        [2, "Trần Thị Bình", "05/06/1980", "Giáo viên", ""],
        [3, "Lê Thị Chi", "05/06/1981", "Giáo viên", 40_317],
    ]
    sheet = open_workbook(write_xlsx(tmp_path / "a.xlsx", rows))[0]
    layout = recognise(sheet)
    assert layout is not None
    assert layout.columns[4].target == "party_probationary_on"
