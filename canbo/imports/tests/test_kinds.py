"""Lists of other kinds, odd headings and units, and tables nobody should take unseen."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import write_xlsx
from canbo.imports.domain.layout import Layout, choose, recognise, recognise_all
from canbo.imports.domain.parsed import ParsedSheet
from canbo.imports.domain.rows import parse

AS_OF = date(2013, 12, 31)


def read(
    folder: Path, grid: list[list[Any]], merges: list[tuple[int, int, int, int]] | None = None
) -> tuple[Layout, ParsedSheet]:
    """The layout of a sheet and what was read of it."""
    width = max(map(len, grid))
    (sheet,) = open_workbook(
        write_xlsx(folder / "a.xlsx", [[*row, *[""] * (width - len(row))] for row in grid], merges or [])
    )
    layout = recognise(sheet)
    assert layout is not None
    return layout, parse(sheet, layout.mapping(), as_of=AS_OF)


def test_a_training_list(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["KẾT QUẢ CỬ CÁN BỘ ĐI ĐÀO TẠO, BỒI DƯỠNG"],
            [
                "TT",
                "Họ tên",
                "Năm sinh",
                "Đơn vị",
                "Nội dung đào tạo",
                "Loại hình",
                "Thời gian đào tạo",
                "Nơi đào tạo",
                "Văn bằng",
            ],
            [
                1,
                "Nguyễn Văn An",
                1970,
                "Phòng Nội vụ",
                "Cao cấp LLCT",
                "Tập trung",
                "9/2010 - 6/2012",
                "Học viện Chính trị",
                "Bằng",
            ],
            [2, "Lê Thị Ba", 1975, "Phòng Nội vụ", "Trung cấp LLCT", "VLVH", "2009-2011", "Trường Chính trị tỉnh", ""],
        ],
    )
    assert (layout.kind, layout.sure) == ("training", True)
    first = parsed.rows[0].values
    assert first["course"] == "Cao cấp LLCT"
    assert first["study_mode"] == "full_time"
    assert first["period"] == (PartialDate(2010, 9), PartialDate(2012, 6))
    assert parsed.rows[1].values["study_mode"] == "in_service"


def test_a_list_of_ratings_five_years_back(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["TỔNG HỢP XẾP LOẠI CÁN BỘ"],
            ["TT", "Họ và tên", "Năm sinh", "Đơn vị", "Kết quả xếp loại các năm"],
            ["", "", "", "", 2009, 2010, 2011, 2012, 2013],
            [1, "Nguyễn Văn An", 1970, "Phòng Nội vụ", "HTTNV", "HTTNV", "HTXSNV", "HTNV", "KHTNV"],
            [2, "Lê Thị Ba", 1975, "Phòng Nội vụ", "HTTNV", "", "HTXSNV", "HTNV", "HTNV"],
        ],
        [(1, 4, 1, 8)],
    )
    assert (layout.kind, layout.sure) == ("ratings", True)
    assert [parsed.rows[0].values[f"rating@{year}"] for year in range(2009, 2014)] == [
        "good",
        "good",
        "excellent",
        "completed",
        "not_completed",
    ]
    assert "rating@2010" not in parsed.rows[1].values


def test_ratings_marked_by_x_with_the_year_in_the_title(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI CÁN BỘ NĂM 2012"],
            ["TT", "Họ và tên", "Chức vụ", "Đơn vị", "Mức xếp loại"],
            [
                "",
                "",
                "",
                "",
                "Hoàn thành xuất sắc nhiệm vụ",
                "Hoàn thành tốt nhiệm vụ",
                "Hoàn thành nhiệm vụ",
                "Không hoàn thành nhiệm vụ",
            ],
            [1, "Nguyễn Văn An", "CV", "Phòng A", "x"],
            [2, "Lê Thị Ba", "CV", "Phòng A", "", "", "x"],
        ],
        [(1, 4, 1, 7)],
    )
    assert (layout.kind, layout.sure) == ("ratings", True)
    assert [row.values["rating@2012"] for row in parsed.rows] == ["excellent", "completed"]


def test_state_and_party_ratings_of_a_year(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["DANH SÁCH XẾP LOẠI"],
            [
                "TT",
                "Họ và tên",
                "Đơn vị",
                "Xếp loại cán bộ năm 2013",
                "Xếp loại đảng viên năm 2013",
                "Cá nhân tự xếp loại",
            ],
            [1, "Nguyễn Văn An", "Phòng A", "HTTNV", "Đủ tư cách HTXSNV", "HTXSNV"],
        ],
    )
    assert layout.kind == "ratings"
    assert parsed.rows[0].values["rating@2013"] == "good"
    assert parsed.rows[0].values["party_rating@2013"] == "excellent"


def test_a_plan_with_the_planned_titles_as_headings(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["DANH SÁCH QUY HOẠCH CÁN BỘ LÃNH ĐẠO NHIỆM KỲ 2015-2020"],
            [
                "TT",
                "Họ và tên",
                "Năm sinh",
                "",
                "Dân tộc",
                "Quê quán",
                "Chức vụ, đơn vị công tác",
                "Trình độ",
                "",
                "Ngày vào Đảng",
                "Ghi chú",
            ],
            ["", "", "Nam", "Nữ", "", "", "", "Chuyên môn", "LLCT", "", ""],
            ["I", "Bí thư Huyện ủy"],
            [1, "Nguyễn Văn An", 1970, "", "Kinh", "xã A", "Phó Bí thư Huyện ủy", "ĐH", "CC", "1/1/1995", ""],
            ["II", "Chủ tịch UBND huyện"],
            [1, "Lê Thị Ba", "", 1975, "Tày", "xã B", "Trưởng phòng Nội vụ", "ThS", "CC", "1/1/2000", ""],
        ],
        [(1, 2, 1, 3), (1, 7, 1, 8)],
    )
    assert (layout.kind, layout.sure) == ("plans", True)
    assert [row.values["planned_title"] for row in parsed.rows] == ["Bí thư Huyện ủy", "Chủ tịch UBND huyện"]
    assert [row.values["term"] for row in parsed.rows] == ["2015-2020"] * 2
    assert [(row.values["position"], row.unit_name) for row in parsed.rows] == [
        ("Phó Bí thư Huyện ủy", "Huyện ủy"),
        ("Trưởng phòng", "Phòng Nội vụ"),
    ]


def test_a_list_of_appointments(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["DANH SÁCH CÁN BỘ ĐƯỢC BỔ NHIỆM NĂM 2013"],
            [
                "STT",
                "Họ và tên",
                "Ngày sinh",
                "Chức vụ cũ",
                "Chức vụ được bổ nhiệm",
                "Đơn vị",
                "Số quyết định",
                "Ngày quyết định",
                "Hiệu lực từ",
            ],
            [
                1,
                "Nguyễn Văn An",
                "1/2/1970",
                "Phó phòng",
                "Trưởng phòng",
                "Phòng Nội vụ",
                "123/QĐ-UBND",
                date(2013, 5, 6),
                "01/06/2013",
            ],
        ],
    )
    assert (layout.kind, layout.sure) == ("appointments", True)
    values = parsed.rows[0].values
    assert (values["new_position"], values["old_position"], values["decision_no"]) == (
        "Trưởng phòng",
        "Phó phòng",
        "123/QĐ-UBND",
    )
    assert (values["decision_on"], values["effective_on"]) == (PartialDate(2013, 5, 6), PartialDate(2013, 6, 1))


def test_of_the_old_and_the_new_pay_the_new_is_read(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["DANH SÁCH NÂNG BẬC LƯƠNG THƯỜNG XUYÊN"],
            [
                "STT",
                "Họ và tên",
                "Ngày sinh",
                "Đơn vị",
                "Ngạch",
                "Mã ngạch",
                "Lương hiện hưởng",
                "",
                "",
                "Lương được nâng",
                "",
                "",
            ],
            ["", "", "", "", "", "", "Bậc", "Hệ số", "Từ ngày", "Bậc", "Hệ số", "Từ ngày"],
            [
                1,
                "Nguyễn Văn An",
                "1/2/1970",
                "Phòng Nội vụ",
                "Chuyên viên",
                "01.003",
                "3/9",
                "3,00",
                "1/1/2010",
                "4/9",
                "3,33",
                "1/1/2013",
            ],
        ],
        [(1, 6, 1, 8), (1, 9, 1, 11)],
    )
    assert (layout.kind, layout.sure) == ("salary", True)
    values = parsed.rows[0].values
    assert (values["salary_step"], values["salary_steps"], values["coefficient"]) == (4, 9, Decimal("3.33"))
    assert values["salary_from"] == PartialDate(2013, 1, 1)


def test_a_roster_with_pay_and_ratings_stays_a_roster(tmp_path: Path) -> None:
    layout, _ = read(
        tmp_path,
        [
            [
                "STT",
                "Họ và tên",
                "Ngày sinh",
                "Dân tộc",
                "Quê quán",
                "Đơn vị",
                "Ngạch",
                "Bậc",
                "Hệ số",
                "Hưởng từ",
                "Xếp loại 2012",
                "Xếp loại 2013",
            ],
            [
                1,
                "Nguyễn Văn An",
                "1/2/1970",
                "Kinh",
                "xã A",
                "Phòng Nội vụ",
                "CV",
                "3/9",
                "3,00",
                "1/1/2010",
                "HTTNV",
                "HTTNV",
            ],
        ],
    )
    assert (layout.kind, layout.sure) == ("roster", True)


@pytest.mark.parametrize(
    "grid",
    [
        [["BÁO CÁO"], ["Chỉ tiêu", "Tổng số", "Nam", "Nữ"], ["Cán bộ", 12, 5, 7], ["Công chức", 3, 1, 2]],
        [["xin chào", "các bạn"], ["một", "hai"]],
        [["Mặt hàng", "Số lượng", "Đơn vị tính", "Đơn giá"], ["Giấy", 10, "ram", 50_000]],
    ],
)  # fmt: skip
def test_tables_of_other_things_are_no_list_of_people(grid: list[list[Any]], tmp_path: Path) -> None:
    layouts = recognise_all(open_workbook(write_xlsx(tmp_path / "a.xlsx", grid)))
    with pytest.raises(DomainError) as caught:
        choose(layouts, "roster")
    assert caught.value.code == "no_table"


def test_the_sheet_of_the_kind_asked_for_is_chosen(tmp_path: Path) -> None:
    roster = [
        ["STT", "Họ và tên", "Ngày sinh", "Dân tộc", "Đơn vị", "Trình độ chuyên môn"],
        [1, "Lê Văn An", 1970, "Kinh", "Phòng A", "ĐH"],
    ]
    training = [
        ["STT", "Họ và tên", "Lớp", "Từ ngày", "Đến ngày"],
        [1, "Lê Văn An", "Trung cấp LLCT", "1/2/2010", "1/2/2011"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", training, name="Một", sheets={"Hai": roster})
    layouts = recognise_all(open_workbook(path))
    assert choose(layouts, "roster")[0].sheet == "Hai"
    assert choose(layouts, "training")[0].sheet == "Một"


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    layout, _ = read(
        tmp_path, [["STT", "Họ và tên", "Dân tộc", "Quê quán", "Đơn vị"], [1, "Lê Văn An", "Kinh", "xã A", "Phòng A"]]
    )
    assert not layout.sure
    assert layout.missing == ("Chưa thấy cột ngày sinh.",)


def test_two_columns_of_one_thing_are_a_doubt(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Dân tộc", "Đơn vị", "Đơn vị công tác"]
    layout, _ = read(tmp_path, [head, [1, "Lê Văn An", 1970, "Kinh", "Phòng A", "Phòng B"]])
    assert not layout.sure
    assert [(doubt.letter, doubt.heading) for doubt in layout.doubts] == [("F", "Đơn vị công tác")]
    assert "cột E" in layout.doubts[0].reason


def test_a_heading_over_values_of_another_kind_is_a_doubt(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Trình độ chuyên môn"]
    rows = [
        [n, "Lê Văn An", 1970, "Phòng A", value] for n, value in enumerate(["ĐH", "tốt", "khá", "ĐH", "giỏi"] * 3, 1)
    ]
    layout, _ = read(tmp_path, [head, *rows])
    assert not layout.sure
    assert [(doubt.letter, doubt.heading) for doubt in layout.doubts] == [("E", "Trình độ chuyên môn")]


def test_one_faulty_row_alone_is_a_fault_of_the_row(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Trình độ chuyên môn", "LLCT"],
            [1, "=1+1", "31/02/1975", "Phòng A", "Siêu nhân", "Siêu cấp"],
        ],
    )
    assert layout.sure
    assert {issue.code for issue in parsed.rows[0].issues} == {"formula", "date_nonexistent", "unknown_level"}


def test_a_list_is_read_as_what_is_asked_for_when_it_holds_all_of_it(tmp_path: Path) -> None:
    grid = [
        ["DANH SÁCH ĐÁNH GIÁ, XẾP LOẠI CÁN BỘ NĂM 2013"],
        ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Xếp loại"],
        [1, "Lê Văn An", 1970, "Phòng A", "HTTNV"],
    ]
    sheets = open_workbook(write_xlsx(tmp_path / "a.xlsx", grid))
    layouts = recognise_all(sheets)
    assert layouts[0].kind == "ratings"
    assert choose(layouts, "roster", sheets)[0].kind == "roster"
    with pytest.raises(DomainError):
        choose(layouts, "training", sheets)


def test_units_whose_names_differ_by_a_tone_are_two(tmp_path: Path) -> None:
    _, parsed = read(
        tmp_path,
        [
            ["STT", "Họ và tên", "Ngày sinh", "Đơn vị"],
            [1, "Lê Văn An", 1970, "UBND xã Hà Vị"],
            [2, "Lê Văn Ba", 1971, "UBND xã Hạ Vị"],
            [3, "Lê Văn Tư", 1972, "UBND  xã Hà Vị "],
        ],
    )
    assert [(unit.name, unit.people) for unit in parsed.units] == [("UBND xã Hà Vị", 2), ("UBND xã Hạ Vị", 1)]


def test_one_name_in_two_blocks_is_two_units(tmp_path: Path) -> None:
    _, parsed = read(
        tmp_path,
        [
            ["STT", "Họ và tên", "Ngày sinh", "Chức vụ"],
            ["I", "KHỐI ĐẢNG"],
            ["1", "Văn phòng"],
            [1, "Lê Văn An", 1970, "Chánh Văn phòng"],
            ["II", "KHỐI CHÍNH QUYỀN"],
            ["1", "Văn phòng"],
            [2, "Lê Văn Ba", 1971, "Chánh Văn phòng"],
        ],
    )
    assert [(unit.name, unit.block) for unit in parsed.units] == [("Văn phòng", "party"), ("Văn phòng", "government")]


def test_a_heading_over_the_person_outweighs_the_unit_in_the_title(tmp_path: Path) -> None:
    _, parsed = read(
        tmp_path,
        [
            ["STT", "Họ và tên", "Ngày sinh", "Chức vụ, đơn vị công tác"],
            ["I", "Văn phòng HĐND và UBND huyện"],
            [1, "Lê Văn An", 1970, "Phó Chủ tịch UBND huyện"],
            ["II", "Phòng Nội vụ"],
            [2, "Lê Văn Ba", 1971, "Trưởng phòng Nội vụ"],
        ],
    )
    assert [(row.unit_name, row.values["position"]) for row in parsed.rows] == [
        ("Văn phòng HĐND và UBND huyện", "Phó Chủ tịch UBND huyện"),
        ("Phòng Nội vụ", "Trưởng phòng"),
    ]


def test_headings_cut_short_by_dots(tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [
            ["TT", "Họ và tên", "Năm sinh", "Đơn vị", "T.độ chuyên môn", "L.luận C.trị", "Dân tộc/Tôn giáo"],
            [1, "Lê Văn An", 1970, "Phòng A", "Đ.học", "C.cấp", "Tày/Không"],
        ],
    )
    assert layout.sure
    values = parsed.rows[0].values
    assert (values["qualification"], values["theory"]) == ("university", "advanced")
    assert (values["ethnicity"], values["religion"]) == ("Tày", "Không")


def test_levels_under_a_heading_nobody_knows_are_a_doubt(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Abc xyz"]
    rows = [
        [n, "Lê Văn An", 1970, "Phòng A", value] for n, value in enumerate(["CC", "TC", "SC", "CC", "TC", "Cao cấp"], 1)
    ]
    layout, _ = read(tmp_path, [head, *rows])
    assert [doubt.letter for doubt in layout.doubts] == ["E"]
    assert "Lý luận chính trị" in layout.doubts[0].reason


def test_what_stands_beside_the_people_is_read_or_noted(tmp_path: Path) -> None:
    _, parsed = read(
        tmp_path,
        [
            ["TT", "Họ và tên", "Ngày sinh", "Chức vụ", "Trình độ CM", "Khen thưởng"],
            ["Đơn vị: Phòng Nội vụ"],
            [1, "Lê Văn An", "1/1/1970", "TP", "ĐH Luật", "BK 2010"],
            ["", "", "", "", "CĐ Kế toán", "BK 2011"],
            ["*", "PHÒNG TƯ PHÁP: 01 đ/c"],
            [2, "Lê Văn Ba", "1/1/1971", "PP", "ĐH"],
        ],
    )
    assert [row.unit_name for row in parsed.rows] == ["Phòng Nội vụ", "PHÒNG TƯ PHÁP"]
    assert parsed.notes == ["Dòng 4 không có họ tên và ngày sinh nên không được đọc."]


@pytest.mark.parametrize("heading", ["Chi bộ", "Phòng/ban", "ĐV", "Trường", "Tổ, phòng ban"])
def test_the_unit_goes_by_many_names(heading: str, tmp_path: Path) -> None:
    layout, parsed = read(
        tmp_path,
        [["TT", "Họ và tên", "Ngày sinh", heading, "LLCT"], [1, "Lê Văn An", 1970, "Chi bộ Phòng Nội vụ", "CC"]],
    )
    assert layout.sure, layout.missing
    assert parsed.rows[0].unit_name == "Chi bộ Phòng Nội vụ"
