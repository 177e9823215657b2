# ruff: noqa: DTZ001 - tables of cases read best one case a line; a cell has no time zone
"""What offices write in a cell, and what it means."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from canbo.core.dates import PartialDate
from canbo.documents.sources.cells import Cell, Read, read_date, read_flag, read_name, read_number, read_text
from canbo.imports.domain import code_lists, codes, levels
from canbo.imports.domain.readers import (
    read_citizen_id,
    read_old_id,
    read_party_date,
    read_period,
    read_phone,
)
from canbo.imports.domain.terms import LABELS
from canbo.personnel import levels as personnel_levels


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ĐH", "university"), ("Đại Học", "university"), ("đại học", "university"), ("Đ.H", "university"), ("ĐH (2 bằng)", "university"),
        ("Cử nhân", "university"), ("Kỹ sư", "university"), ("Bác sĩ", "university"), ("Đại học tại chức", "university"),
        ("Trung cấp ", "intermediate"), ("TC", "intermediate"), ("T.C", "intermediate"), ("TCCN", "intermediate"), ("CĐ", "college"),
        ("Cao Đẳng", "college"), ("SC", "elementary"), ("Sơ cấp", "elementary"), ("Thạc sỹ", "master"), ("Thạc sĩ", "master"),
        ("Th.S", "master"), ("ThS. Quản lý công", "master"), ("Tiến sĩ", "doctorate"), ("TS", "doctorate"), ("Chưa qua", "none"),
        ("-", "none"), ("–", "none"), ("0", "none"), (0.0, "none"), ("Không", "none"), ("Chưa qua đào tạo", "none"),
        ("Đại học Luật", "university"), ("Kinh tế - Đại học", "university"), ("Luật (ĐH)", "university"), ("ĐHSP", "university"),
        ("Đại học, Cao đẳng", "university"), ("TC Kế toán; ĐH Luật", "university"),
    ],
)  # fmt: skip
def test_qualifications(text: Cell, code: str) -> None:
    found = levels.read_qualification(text)
    assert (found.value, found.problem) == (code, None)


@pytest.mark.parametrize(
    ("text", "major"),
    [("Đại học Luật", "Luật"), ("Luật (ĐH)", "Luật"), ("ĐH: Kế toán", "Kế toán"), ("Đại học (Luật)", "Luật"), ("ĐHSP", "Sư phạm"),
     ("Kinh tế - Đại học", "Kinh tế"), ("ThS. Quản lý công", "Quản lý công")],
)  # fmt: skip
def test_a_major_beside_the_level_is_kept(text: str, major: str) -> None:
    assert dict(levels.read_qualification(text).extra) == {"major": major}


@pytest.mark.parametrize("text", ["ĐH (2 bằng)", "Đại học tại chức", "Đại học (2005)", "ĐH (đang học thạc sĩ)"])
def test_notes_beside_the_level_are_no_major(text: str) -> None:
    assert levels.read_qualification(text).extra == ()


@pytest.mark.parametrize("text", ["Siêu nhân", "Luật", "12/12", "x", "Sau đại học"])
def test_an_unknown_qualification_is_refused_and_kept(text: str) -> None:
    found = levels.read_qualification(text)
    assert found.value is None
    assert found.original == text
    assert found.problem is not None
    assert (found.problem.code, found.problem.severity) == ("unknown_level", "refused")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TC", "intermediate"), ("Trung cấp lý luận chính trị - hành chính", "intermediate"), ("CC", "advanced"),
        ("Cao cấp LLCT", "advanced"), ("CN", "bachelor"), ("Cử nhân chính trị", "bachelor"), ("Trung cấp (TĐ)", "intermediate"),
        ("SC", "elementary"), ("Tương đương trung cấp", "intermediate"), ("-", "none"), ("Chưa qua", "none"), ("TC, CC", "advanced"),
        ("TCLLCT", "intermediate"), ("trung cấp", "intermediate"),
    ],
)  # fmt: skip
def test_theory(text: str, code: str) -> None:
    found = levels.read_theory(text)
    assert (found.value, found.problem) == (code, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [("CV", "specialist"), ("Chuyên viên chính", "principal_specialist"), ("CVCC", "senior_specialist"), ("Cán sự", "officer"),
     ("Bồi dưỡng ngạch chuyên viên", "specialist"), ("Chuyên viên; Chuyên viên chính", "principal_specialist"), ("Chưa qua", "none")],
)  # fmt: skip
def test_state_management(text: str, code: str) -> None:
    found = levels.read_state_management(text)
    assert (found.value, found.problem) == (code, None)


def test_a_level_under_study_is_not_a_level_yet() -> None:
    found = levels.read_theory("Đang học CC")
    assert found.value is None
    assert found.problem is not None
    assert found.problem.severity == "warned"


@pytest.mark.parametrize(
    ("text", "code"),
    [("HTXSNV", "excellent"), ("HTTNV", "good"), ("HTNV", "completed"), ("KHTNV", "not_completed"), ("Xuất sắc", "excellent"),
     ("Tốt", "good"), ("Hoàn thành xuất sắc chức trách, nhiệm vụ", "excellent"), ("Hoàn thành XS nhiệm vụ", "excellent"),
     ("Đảng viên đủ tư cách hoàn thành tốt nhiệm vụ", "good"), ("Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực", "completed")],
)  # fmt: skip
def test_ratings(text: str, code: str) -> None:
    assert codes.read_rating(text).value == code


@pytest.mark.parametrize("text", ["A", "Khá", "Lao động tiên tiến"])
def test_an_unknown_rating_is_no_rating(text: str) -> None:
    found = codes.read_rating(text)
    assert found.value is None
    assert found.problem is not None
    assert (found.problem.code, found.problem.severity) == ("unknown_rating", "warned")


@pytest.mark.parametrize(
    ("text", "code"),
    [("Tập trung", "full_time"), ("Hệ tập trung", "full_time"), ("Chính quy", "full_time"), ("Tại chức", "in_service"),
     ("VLVH", "in_service"), ("Vừa làm, vừa học", "in_service"), ("Không tập trung", "in_service"), ("Từ xa", "distance"),
     ("Liên thông", "specialised")],
)  # fmt: skip
def test_modes_of_study(text: str, code: str) -> None:
    assert codes.read_mode(text).value == code


@pytest.mark.parametrize(
    ("text", "name"),
    [("HMông", "Mông"), ("H'Mông", "Mông"), ("Hmông", "Mông"), ("M`nông", "Mnông"), ("Jrai", "Gia Rai"), ("Gia-rai", "Gia Rai"),
     ("Bahnar", "Ba Na"), ("Bana", "Ba Na"), ("Ra-Glay", "Ra Glai"), ("S'tiêng", "Xtiêng"), ("Khơ-me", "Khmer"), ("Cao Lan", "Sán Chay"),
     ("Cao Lan (Sán Chay)", "Sán Chay"), ("Sán Chay (Cao Lan)", "Sán Chay"), ("Kor", "Co"), ("Châu Mạ", "Mạ"), ("Vân Kiều", "Bru Vân Kiều"),
     ("Pa Cô", "Tà Ôi"), ("Cơ - ho", "Cơ Ho"), ("Hre", "Hrê"), ("Giẻ Triêng", "Gié Triêng"), ("Ka dong", "Xơ Đăng"),
     ("Xơ-đăng (Ca Dong)", "Xơ Đăng"), ("KINH", "Kinh"), ("dân tộc Tày", "Tày"), ("Tày ", "Tày")],
)  # fmt: skip
def test_ethnic_groups(text: str, name: str) -> None:
    found = code_lists.read_ethnicity(text)
    assert (found.value, found.problem) == (name, None)


def test_there_are_54_groups_and_both_numberings_are_whole() -> None:
    data = code_lists._load("ethnic_groups.yaml")
    assert len(data["groups"]) == 54
    for numbering in ("a", "b"):
        assert {group[numbering] for group in data["groups"]} == {f"{number:02d}" for number in range(1, 55)}


def test_no_spelling_means_two_groups() -> None:
    seen: dict[str, str] = {}
    for group in code_lists._load("ethnic_groups.yaml")["groups"]:
        for spelling in (group["name"], *group.get("aliases", ())):
            folded = code_lists.key(spelling)
            assert seen.setdefault(folded, group["name"]) == group["name"]


def test_an_unknown_group_is_kept_as_text() -> None:
    found = code_lists.read_ethnicity("Atlantis")
    assert found.value == "Atlantis"
    assert found.problem is not None
    assert found.problem.severity == "warned"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Không", "Không"),
        ("-", "Không"),
        ("Thiên chúa giáo", "Công giáo"),
        ("Phật", "Phật giáo"),
        ("Bà ni", "Hồi giáo"),
        ("balamôn", "Bà La Môn"),
    ],
)
def test_religions(text: str, name: str) -> None:
    assert code_lists.read_religion(text).value == name


def test_the_steps_of_each_rank() -> None:
    ranks = code_lists.ranks()
    assert [str(ranks["01.003"].coefficients[step]) for step in (0, 3, 8)] == ["2.34", "3.33", "4.98"]
    assert {code: (len(rank.coefficients), str(rank.coefficients[-1])) for code, rank in ranks.items() if code.startswith("01.")} == {
        "01.001": (6, "8.00"), "01.002": (8, "6.78"), "01.003": (9, "4.98"), "01.004": (10, "4.89"), "01.005": (12, "4.06"), "01.010": (12, "4.03"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "code"),
    [("01.003", "01.003"), (1.003, "01.003"), ("01003", "01.003"), ("1.003", "01.003"), ("V.07.04.11", "V.07.04.11")],
)
def test_rank_codes(value: Cell, code: str) -> None:
    assert code_lists.read_rank_code(value).value == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("15/8/1975", "1975-08-15"), ("15.08.1975", "1975-08-15"), ("15-08-1975", "1975-08-15"), ("1975-08-15 00:00:00", "1975-08-15"),
        (date(1975, 8, 15), "1975-08-15"), (datetime(1975, 8, 15, 10), "1975-08-15"), (27621.0, "1975-08-15"), ("03/2015", "2015-03"),
        (1975.0, "1975"), ("1975", "1975"), ("'1975", "1975"), (8.1975, "1975-08"), (5.198, "1980-05"), ("15081975", "1975-08-15"),
        (5081975.0, "1975-08-05"), ("00/00/1975", "1975"), ("../../1975", "1975"), ("00/8/1975", "1975-08"), ("15,8,1975", "1975-08-15"),
        ("15/O8/1975", "1975-08-15"), ("15 / 8 / 1975", "1975-08-15"), ("ngày 15 tháng 8 năm 1975", "1975-08-15"),
        ("Tháng 8/1975", "1975-08"), ("15/08//1975", "1975-08-15"), ("1975 (khai)", "1975"), ("15.8/1975", "1975-08-15"),
    ],
)  # fmt: skip
def test_dates(value: Cell, code: str) -> None:
    found = read_date(value)
    assert isinstance(found.value, PartialDate)
    assert found.value.code == code
    assert found.problem is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("31/02/1975", "date_nonexistent"), ("29/02/1975", "date_nonexistent"), ("05/25/1975", "date_nonexistent"), ("32/1/1975", "date_nonexistent"),
     ("không rõ", "date_unreadable"), ("15/8/197", "date_unreadable"), ("8/75", "date_unreadable"), ("1875", "date_unreadable")],
)  # fmt: skip
def test_dates_that_are_none(text: str, code: str) -> None:
    found = read_date(text)
    assert found.value is None
    assert found.problem is not None
    assert found.problem.code == code
    assert found.problem.suggestion


def test_a_year_of_two_digits_is_taken_with_a_warning() -> None:
    found = read_date("15/08/75")
    assert found.value == PartialDate(1975, 8, 15)
    assert found.problem is not None
    assert found.problem.severity == "warned"


def test_both_party_days_in_one_cell() -> None:
    found = read_party_date("3/2/1999 (CT: 3/2/2000)")
    assert found.value == PartialDate(1999, 2, 3)
    assert dict(found.extra) == {"party_official_on": PartialDate(2000, 2, 3)}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("7/2021 - 2/2025", "2021-07", "2025-02"), ("2009-2011", "2009", "2011"), ("từ 03/2010 đến 09/2011", "2010-03", "2011-09"),
     ("6/2004 -12/2007", "2004-06", "2007-12"), ("01/09/2010 - 30/06/2012", "2010-09-01", "2012-06-30"), ("9/2013 - nay", "2013-09", None)],
)  # fmt: skip
def test_periods(text: str, start: str, end: str | None) -> None:
    found = read_period(text)
    assert found.value == (PartialDate.from_code(start), PartialDate.from_code(end) if end else None)


@pytest.mark.parametrize(
    ("text", "name"),
    [("NGUYỄN VĂN AN", "Nguyễn Văn An"), ("  bàn văn thành ", "Bàn Văn Thành"), ("Nguyễn  Văn An", "Nguyễn Văn An"), ("Ksor H'Bơkhăp", "Ksor H'Bơkhăp"),
     ("Y Jone Ktull", "Y Jone Ktull"), ("Nguyễn Văn An\n", "Nguyễn Văn An")],
)  # fmt: skip
def test_names(text: str, name: str) -> None:
    assert read_name(text).value == name


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "=A1", "@SUM(A1)", "+cmd|' /C calc'!A0"])
def test_a_formula_is_no_name_and_is_kept_as_text(text: str) -> None:
    found = read_name(text)
    assert found.value is None
    assert found.original == text
    assert found.problem is not None
    assert found.problem.code == "formula"


@pytest.mark.parametrize(
    ("text", "languages"),
    [("B Anh", [("Anh", "B")]), ("Anh B1", [("Anh", "B1")]), ("Tiếng Tày", [("Tày", "")]), ("A, B Anh", [("Anh", "A"), ("Anh", "B")]),
     ("Chứng chỉ B tiếng Anh", [("Anh", "B")]), ("ĐH Anh", [("Anh", "Đại học")]), ("IELTS 6.5", [("", "IELTS 6.5")]), ("B", [("", "B")])],
)  # fmt: skip
def test_languages(text: str, languages: list[tuple[str, str]]) -> None:
    found = codes.read_language(text).value
    assert found == tuple(codes.Language(*pair) for pair in languages)


@pytest.mark.parametrize(
    ("value", "text"),
    [("12/12", "12/12"), ("12/12 bổ túc", "12/12 bổ túc"), ("BT 12/12", "12/12 bổ túc"), ("THPT", "THPT"), (date(2013, 12, 12), "12/12"),
     (date(2013, 10, 7), "7/10"), ("10/10", "10/10"), ("Lớp 12", "12/12")],
)  # fmt: skip
def test_general_schooling(value: Cell, text: str) -> None:
    assert codes.read_general_education(value).value == text


@pytest.mark.parametrize(
    ("value", "step", "extra"),
    [("4/9", 4, {"salary_steps": 9}), ("bậc 4", 4, {}), (4.0, 4, {}), ("IV", 4, {}), (date(2013, 9, 4), 4, {"salary_steps": 9}),
     ("12/12 VK 5%", 12, {"salary_steps": 12, "over_frame": 5})],
)  # fmt: skip
def test_salary_steps(value: Cell, step: int, extra: dict[str, int]) -> None:
    found = codes.read_step(value)
    assert found.value == step
    assert dict(found.extra) == extra


@pytest.mark.parametrize(
    ("value", "number"), [("2,34", "2.34"), (2.34, "2.34"), ("2.34 ", "2.34"), (4.4, "4.4"), ("5%", "5"), (3.0, "3")]
)
def test_numbers(value: Cell, number: str) -> None:
    assert read_number(value).value == Decimal(number)


@pytest.mark.parametrize(
    ("value", "number", "code"),
    [("001075012345", "001075012345", None), (1075012345.0, "001075012345", "citizen_id_zeros"), (38075012345.0, "038075012345", "citizen_id_zeros"),
     ("12", None, "citizen_id_invalid"), ("001 075 012 345", "001075012345", None)],
)  # fmt: skip
def test_citizen_numbers(value: Cell, number: str | None, code: str | None) -> None:
    found = read_citizen_id(value)
    assert found.value == number
    assert (found.problem.code if found.problem else None) == code


def test_numbers_in_the_column_of_the_other_card() -> None:
    assert dict(read_citizen_id("095123456").extra) == {"old_id": "095123456"}
    assert dict(read_old_id("001075012345").extra) == {"citizen_id": "001075012345"}
    assert read_old_id(95123456.0).value == "095123456"
    assert read_phone(912345678.0).value == "0912345678"


@pytest.mark.parametrize(
    ("value", "said"),
    [("x", True), ("X", True), ("✓", True), (1.0, True), ("0", False), ("Không", False), ("", None), ("-", None)],
)
def test_marks(value: Cell, said: bool | None) -> None:
    assert read_flag(value).value is said


def test_what_was_written_is_kept_only_where_it_differs() -> None:
    assert levels.read_qualification("Đại học").original is None
    assert levels.read_qualification("ĐH").original == "ĐH"
    assert read_text("xã A").original is None
    assert read_text(" xã  A").original == " xã  A"
    assert read_date("15/08/1975").original is None
    assert read_date("15/8/1975").original == "15/8/1975"
    assert read_text("-") == Read(None)


@pytest.mark.parametrize(
    ("name", "choices"),
    [("qualification", personnel_levels.QualificationLevel), ("theory", personnel_levels.TheoryLevel),
     ("state_management", personnel_levels.StateManagementLevel), ("rating", personnel_levels.Rating), ("mode", personnel_levels.StudyMode),
     ("gender", personnel_levels.Gender), ("defence", personnel_levels.DefenceGroup)],
)  # fmt: skip
def test_the_codes_are_those_of_the_files(name: str, choices: type[personnel_levels.Gender]) -> None:
    assert set(LABELS[name]) == set(choices.values)
