"""Names of units, courses, measures: what words of lists mean."""

from __future__ import annotations

import pytest

from canbo.core.dates import PartialDate
from canbo.imports.domain.conduct import is_finished, read_course, read_measure, read_regime, read_times_away
from canbo.imports.domain.unit_names import nearest, same_unit_name, unit_key, unit_name
from canbo.imports.services.lists import day_after


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng LĐ-TB&XH", "Phòng Lao động, Thương binh và Xã hội"),
        ("Phòng Lao động - TB&XH", "Phòng Lao động - Thương binh và Xã hội"),
        ("P. Nội vụ", "Phòng Nội vụ"),
        ("VP Huyện uỷ", "Văn phòng Huyện ủy"),
        ("UBND x. Tú Trĩ", "Uỷ ban nhân dân xã Tú Trĩ"),
        ("UBND TT Phủ Thông", "UBND thị trấn Phủ Thông"),
        ("Phòng GD&ĐT", "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"),
        ("Trường THCS Hà Vị", "Trường Trung học cơ sở Hà Vị"),
    ],
)
def test_spellings_of_one_unit(one: str, other: str) -> None:
    assert unit_key(one) == unit_key(other)


def test_a_slip_of_the_keyboard_is_near_and_another_place_is_not() -> None:
    assert nearest(unit_key("Phòng Tài nguyên và Mội trườngg"), [unit_key("Phòng TN&MT")])
    assert not nearest(unit_key("UBND xã Tú Sơn"), [unit_key("UBND xã Tú Trĩ")])
    assert not nearest(unit_key("Trường Tiểu học số 1"), [unit_key("Trường Tiểu học số 2")])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("HUYỆN ỦY BẠCH THÔNG", "Huyện ủy Bạch Thông"),
        ("UBND HUYỆN BA BỂ", "UBND huyện Ba Bể"),
        ("SỞ NỘI VỤ TỈNH THÔNG NÔNG", "Sở nội vụ tỉnh Thông Nông"),
        ("Phòng Nội vụ", "Phòng Nội vụ"),
    ],
)
def test_a_letterhead_in_its_usual_case(written: str, name: str) -> None:
    assert unit_name(written) == name


@pytest.mark.parametrize(
    ("course", "field", "level"),
    [
        ("Cao cấp lý luận chính trị", "theory", "advanced"),
        ("Trung cấp lý luận chính trị - hành chính", "theory", "intermediate"),
        ("TC LLCT-HC", "theory", "intermediate"),
        ("Bồi dưỡng ngạch chuyên viên chính", "state_management", "principal_specialist"),
        ("QLNN chương trình chuyên viên", "state_management", "specialist"),
        ("Bồi dưỡng kiến thức quốc phòng đối tượng 3", "defence", "group_3"),
        ("Thạc sĩ Quản lý kinh tế", "professional", "master"),
        ("Tiếng Tày", "language", ""),
        ("Ứng dụng CNTT cơ bản", "it", ""),
        ("Kỹ năng hoà giải", "other", ""),
    ],
)
def test_courses(course: str, field: str, level: str) -> None:
    assert read_course(course) == (field, level)


def test_measures_and_regimes() -> None:
    assert read_measure("Khiển trách về Đảng năm 2012") == ("party", "reprimand", PartialDate(2012))
    assert read_measure("Cảnh cáo (QĐ ngày 15/3/2011)") == ("state", "warning", PartialDate(2011, 3, 15))
    assert read_measure("Khai trừ khỏi Đảng") == ("party", "expulsion", None)
    assert read_measure("Không") is None
    assert [read_regime(text) for text in ("Công chức", "VC", "Cán bộ chuyên trách", "HĐ 68", "?")] == [
        "civil_servant", "public_employee", "cadre", "contract", None,
    ]  # fmt: skip


def test_the_end_of_a_course() -> None:
    assert day_after(PartialDate(2012, 12, 31)) == PartialDate(2013, 1, 1)
    assert day_after(PartialDate(2012, 12)) == PartialDate(2013, 1)
    assert day_after(PartialDate(2012, 5)) == PartialDate(2012, 6)
    assert day_after(PartialDate(2012)) == PartialDate(2013)
    assert is_finished("Đang học", None) is False
    assert is_finished("Khá", None) is True
    assert is_finished(None, PartialDate(2012)) is True
    assert is_finished(None, None) is None


def test_marks_tell_units_apart_where_both_names_have_them() -> None:
    assert unit_key("UBND xã Tú Trĩ") == unit_key("UBND xã Tú Trì")
    assert not same_unit_name("UBND xã Tú Trĩ", "UBND xã Tú Trì")
    assert not same_unit_name("UBND xã Lam Sơn", "Ủy ban nhân dân xã Lâm Sơn")
    assert same_unit_name("UBND xa Tu Tri", "UBND xã Tú Trĩ")
    assert same_unit_name("UBND xã Tú Trĩ", "Uỷ ban nhân dân xã Tú Trĩ")


def test_times_away_end_with_the_day_after_the_last() -> None:
    assert read_times_away("Nghỉ thai sản từ 01/03/2026 đến 31/08/2026; nghỉ ốm tháng 11/2026") == [
        ("maternity", PartialDate(2026, 3, 1), PartialDate(2026, 9, 1)), ("sick", PartialDate(2026, 11), None),
    ]  # fmt: skip
    assert read_times_away("Nghỉ không hưởng lương 10/2026 - 12/2026") == [
        ("unpaid", PartialDate(2026, 10), PartialDate(2027, 1))
    ]
    assert read_times_away("Tạm đình chỉ công tác 2025-2026") == [("suspended", PartialDate(2025), PartialDate(2027))]
    assert read_times_away("Đi học tập trung") == [("study", None, None)]
    assert read_times_away("Nghỉ ốm từ 31/02/2026")[0].since is None
    assert read_times_away("Không") == read_times_away("") == []
