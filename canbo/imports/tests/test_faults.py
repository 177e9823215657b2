"""Rows that are refused, rows taken with a warning, and where each fault is said to be."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from canbo.documents.sources.sheet import Sheet
from canbo.documents.sources.workbook import open_workbook
from canbo.documents.tests.books import write_csv, write_xls, write_xlsx
from canbo.imports.domain.layout import recognise
from canbo.imports.domain.mapping import Mapping
from canbo.imports.domain.parsed import ParsedRow
from canbo.imports.domain.rows import parse

AS_OF = date(2013, 12, 31)
HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị", "Dân tộc", "Ngày tuyển dụng", "Ngày vào Đảng", "Ngày chính thức",
        "Trình độ chuyên môn", "LLCT", "QLNN", "Xếp loại 2013", "Số CCCD", "Hệ số"]  # fmt: skip
GOOD: dict[str, Any] = {
    "STT": 1, "Họ và tên": "Nguyễn Văn An", "Ngày sinh": "15/08/1975", "Giới tính": "Nam", "Đơn vị": "Phòng Nội vụ", "Dân tộc": "Kinh",
    "Ngày tuyển dụng": "01/09/1998", "Ngày vào Đảng": "03/02/2000", "Ngày chính thức": "03/02/2001", "Trình độ chuyên môn": "Đại học",
    "LLCT": "Trung cấp", "QLNN": "Chuyên viên", "Xếp loại 2013": "Hoàn thành tốt nhiệm vụ", "Số CCCD": "001075012345", "Hệ số": "2,34",
}  # fmt: skip


def sheet_with(folder: Path, *changes: dict[str, Any]) -> Sheet:
    """A sheet of good rows, each with these changes; many good ones in front so that the columns are plain."""
    rows = [[{**GOOD, **change}[name] for name in HEAD] for change in ({}, {}, {}, {}, {}, {}, *changes)]
    (sheet,) = open_workbook(write_xlsx(folder / "a.xlsx", [HEAD, *rows]))
    return sheet


def row_with(folder: Path, change: dict[str, Any], *, as_of: date | None = AS_OF) -> ParsedRow:
    """The row read from a sheet whose last row has these changes."""
    sheet = sheet_with(folder, change)
    layout = recognise(sheet)
    assert layout is not None
    assert layout.sure
    rows = parse(sheet, layout.mapping(), as_of=as_of).rows
    assert all(row.issues == [] for row in rows[:6])
    return rows[-1]


@pytest.mark.parametrize(
    ("change", "code", "cell", "column"),
    [
        ({"Họ và tên": ""}, "name_missing", "B8", "Họ và tên"),
        ({"Họ và tên": '{=HYPERLINK("http://127.0.0.1/","An")}An'}, "formula", "B8", "Họ và tên"),
        ({"Họ và tên": "=1+1"}, "formula", "B8", "Họ và tên"),
        ({"Ngày sinh": "31/02/1975"}, "date_nonexistent", "C8", "Ngày sinh"),
        ({"Ngày sinh": "05/05/2041"}, "date_future", "C8", "Ngày sinh"),
        ({"Ngày sinh": "2041"}, "date_future", "C8", "Ngày sinh"),
        ({"Ngày sinh": "không rõ"}, "date_unreadable", "C8", "Ngày sinh"),
        ({"Ngày vào Đảng": "03/02/1990"}, "party_before_18", "H8", "Ngày vào Đảng"),
        ({"Ngày vào Đảng": "1992"}, "party_before_18", "H8", "Ngày vào Đảng"),
        ({"Ngày vào Đảng": "30/02/2000"}, "date_nonexistent", "H8", "Ngày vào Đảng"),
        ({"Ngày vào Đảng": "03/02/2020", "Ngày chính thức": ""}, "date_future", "H8", "Ngày vào Đảng"),
        ({"Ngày tuyển dụng": "01/09/2031"}, "date_future", "G8", "Ngày tuyển dụng"),
        ({"Ngày tuyển dụng": "31/09/1998"}, "date_nonexistent", "G8", "Ngày tuyển dụng"),
        ({"Trình độ chuyên môn": "Siêu nhân"}, "unknown_level", "J8", "Trình độ chuyên môn"),
        ({"LLCT": "Siêu cấp"}, "unknown_level", "K8", "LLCT"),
        ({"QLNN": "Đại tướng"}, "unknown_level", "L8", "QLNN"),
        ({"Đơn vị": ""}, "unit_missing", "E8", "Đơn vị"),
    ],
)  # fmt: skip
def test_what_is_refused(change: dict[str, Any], code: str, cell: str, column: str, tmp_path: Path) -> None:
    row = row_with(tmp_path, change)
    found = [issue for issue in row.issues if issue.severity == "refused"]
    assert [(issue.code, issue.cell, issue.column, issue.row) for issue in found] == [(code, cell, column, 8)]
    assert found[0].reason.endswith(".")
    assert found[0].suggestion.endswith(".")
    assert row.refused


@pytest.mark.parametrize(
    ("change", "code", "cell"),
    [
        ({"Ngày tuyển dụng": "01/09/1985"}, "recruited_before_15", "G8"),
        ({"Ngày chính thức": "03/02/1999"}, "official_before_probationary", "I8"),
        ({"Dân tộc": "Atlantis"}, "unknown_ethnicity", "F8"),
        ({"Xếp loại 2013": "Khá"}, "unknown_rating", "M8"),
        ({"Số CCCD": 1075012345}, "citizen_id_zeros", "N8"),
        ({"Số CCCD": "123"}, "citizen_id_invalid", "N8"),
        ({"Ngày sinh": "15/08/75"}, "date_two_digit_year", "C8"),
        ({"Ngày sinh": ""}, "birth_missing", "C8"),
        ({"Ngày sinh": "{=DATE(1975,8,15)}27621"}, "formula_value", "C8"),
        ({"Giới tính": "{=B2}x"}, "formula", "D8"),
        ({"Ngày vào Đảng": "có", "Ngày chính thức": ""}, "date_unreadable", "H8"),
        ({"Hệ số": "hai phẩy ba"}, "number_unreadable", "O8"),
        ({"QLNN": "x"}, "level_not_stated", "L8"),
        ({"Ngày sinh": "01/01/2005", "Ngày vào Đảng": "", "Ngày chính thức": "", "Ngày tuyển dụng": ""}, "too_young", "C8"),
    ],
)  # fmt: skip
def test_what_is_taken_with_a_warning(change: dict[str, Any], code: str, cell: str, tmp_path: Path) -> None:
    row = row_with(tmp_path, change)
    assert [(issue.code, issue.cell, issue.severity) for issue in row.issues] == [(code, cell, "warned")]
    assert row.warned
    assert not row.refused


def test_party_and_birth_known_by_year_are_refused_only_when_sure(tmp_path: Path) -> None:
    assert not row_with(tmp_path, {"Ngày sinh": "1975", "Ngày vào Đảng": "1993"}).issues
    assert row_with(tmp_path, {"Ngày sinh": "1975", "Ngày vào Đảng": "1992"}).refused
    assert row_with(tmp_path, {"Ngày vào Đảng": "14/08/1993"}).refused
    assert not row_with(tmp_path, {"Ngày vào Đảng": "15/08/1993"}).issues


def test_without_a_day_nothing_lies_in_the_future(tmp_path: Path) -> None:
    change = {"Ngày sinh": "1990", "Ngày vào Đảng": "2031", "Ngày chính thức": "", "Ngày tuyển dụng": "2030"}
    assert not row_with(tmp_path, change, as_of=None).issues


def test_a_formula_is_kept_as_text(tmp_path: Path) -> None:
    row = row_with(tmp_path, {"Họ và tên": '{=HYPERLINK("http://127.0.0.1/","An")}An'})
    assert row.original["full_name"] == '=HYPERLINK("http://127.0.0.1/","An")'
    assert "full_name" not in row.values


def test_a_date_by_formula_is_taken_by_its_value(tmp_path: Path) -> None:
    row = row_with(tmp_path, {"Ngày sinh": "{=DATE(1975,8,15)}27621"})
    assert str(row.values["born"]) == "15/08/1975"
    assert row.original["born"] == "=DATE(1975,8,15)"


def test_a_level_by_formula_is_unknown_rather_than_none(tmp_path: Path) -> None:
    row = row_with(tmp_path, {"LLCT": "{=A1}"})
    assert "theory" not in row.values
    assert [issue.code for issue in row.issues] == ["formula"]


def test_the_running_number_may_be_a_formula(tmp_path: Path) -> None:
    assert row_with(tmp_path, {"STT": "{=A7+1}7"}).issues == []


def test_a_formula_in_a_text_file(tmp_path: Path) -> None:
    grid = [
        HEAD,
        *[[GOOD[name] for name in HEAD]] * 6,
        [{**GOOD, "Họ và tên": "=cmd|' /C calc'!A0"}[name] for name in HEAD],
    ]
    (sheet,) = open_workbook(write_csv(tmp_path / "a.csv", grid))
    layout = recognise(sheet)
    assert layout is not None
    row = parse(sheet, layout.mapping(), as_of=AS_OF).rows[-1]
    assert [(issue.code, issue.cell) for issue in row.issues] == [("formula", "B8")]


def test_a_formula_in_an_old_workbook(tmp_path: Path) -> None:
    grid = [HEAD, *[[GOOD[name] for name in HEAD]] * 6, [{**GOOD, "Họ và tên": "{=UPPER(B2)}X"}[name] for name in HEAD]]
    (sheet,) = open_workbook(write_xls(tmp_path / "a.xls", grid))
    layout = recognise(sheet)
    assert layout is not None
    row = parse(sheet, layout.mapping(), as_of=AS_OF).rows[-1]
    assert [(issue.code, issue.severity) for issue in row.issues] == [("formula", "refused")]


def test_male_and_female_births_both_filled(tmp_path: Path) -> None:
    head = ["STT", "Họ và tên", "Năm sinh nam", "Năm sinh nữ", "Đơn vị"]
    grid = [
        head,
        [1, "Lê Văn An", 1970, "", "Phòng A"],
        [2, "Lê Thị Ba", "", 1971, "Phòng A"],
        [3, "Lê Thị Tư", 1972, 1973, "Phòng A"],
    ]
    (sheet,) = open_workbook(write_xlsx(tmp_path / "a.xlsx", grid))
    layout = recognise(sheet)
    assert layout is not None
    rows = parse(sheet, layout.mapping(), as_of=AS_OF).rows
    assert [row.values["gender"] for row in rows] == ["male", "female", "male"]
    assert [[issue.code for issue in row.issues] for row in rows] == [[], [], ["both_births"]]


def test_blank_levels_mean_none_unless_told_otherwise(tmp_path: Path) -> None:
    sheet = sheet_with(tmp_path, {"LLCT": "", "Trình độ chuyên môn": ""})
    layout = recognise(sheet)
    assert layout is not None
    mapping = layout.mapping()
    said = parse(sheet, mapping, as_of=AS_OF).rows[-1].values
    assert (said["theory"], said["qualification"]) == ("none", "none")
    told = Mapping.from_json({**mapping.to_json(), "options": {"blank_means": "unknown"}})
    values = parse(sheet, told, as_of=AS_OF).rows[-1].values
    assert "theory" not in values
    assert "qualification" not in values


def test_an_absent_column_is_unknown(tmp_path: Path) -> None:
    sheet = sheet_with(tmp_path, {})
    layout = recognise(sheet)
    assert layout is not None
    mapping = layout.mapping()
    without = Mapping(
        mapping.sheet, mapping.header_rows, mapping.kind, {"B": "full_name", "C": "born", "E": "unit"}, {}
    )
    assert set(parse(sheet, without, as_of=AS_OF).rows[-1].values) == {"full_name", "born"}
