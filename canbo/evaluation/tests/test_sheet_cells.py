"""What a unit types into a cell, and what it is taken for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.evaluation.domain.level_words import level_in
from canbo.evaluation.domain.sheet_cells import Field, Refusal, canonical, digest, number_text, read

WORDS = {
    "excellent": "Hoàn thành xuất sắc nhiệm vụ", "well": "Hoàn thành tốt nhiệm vụ", "completed": "Hoàn thành nhiệm vụ",
    "not_completed": "Không hoàn thành nhiệm vụ",
}  # fmt: skip
LEVEL, POINTS = Field("self_level", "level", words=WORDS), Field("in.general_points", "number", Decimal(30))
DAY, FLAG, TEXT = Field("votes.day", "day"), Field("in.x", "flag"), Field("comment", "text")
COUNT, SHARE = Field("votes.well", "count"), Field("in.share", "percent")


@pytest.mark.parametrize(("text", "level"), [
    ("HTXSNV", "excellent"), ("xuất sắc", "excellent"), ("Xuat sac", "excellent"), ("H.T.X.S.N.V", "excellent"),
    ("hoan thanh xuat sac nhiem vu", "excellent"), ("XS", "excellent"), ("Tốt", "well"), ("HTTNV", "well"),
    ("ht tốt nv", "well"), ("Đảng viên hoàn thành tốt nhiệm vụ", "well"), ("Mức: tốt", "well"), ("HTNV", "completed"),
    ("Hoàn thành", "completed"), ("KHTNV", "not_completed"), ("Chưa hoàn thành nhiệm vụ", "not_completed"),
    ("không hoàn thành", "not_completed"),
])  # fmt: skip
def test_levels_as_units_type_them(text, level):
    assert level_in(text, WORDS) == level
    assert read(LEVEL, text) == level


@pytest.mark.parametrize(
    "text", ["Đạt", "Tốt/Xuất sắc", "không tốt", "Xuất sắc?", "không", "A", "2", "thành tích", "tốt khá"]
)
def test_what_is_no_level_is_refused_with_the_words_of_the_scheme(text):
    found = read(LEVEL, text)
    assert isinstance(found, Refusal)
    assert text in str(found)
    assert "Hoàn thành tốt nhiệm vụ" in str(found)


def test_the_words_of_the_scheme_go_before_the_usual_ones():
    assert level_in("Hoàn thành", {"well": "Hoàn thành"}) == "well"


@pytest.mark.parametrize(("value", "text"), [
    ("27,5", "27.5"), ("27.5", "27.5"), (27.5, "27.5"), (27.0, "27"), ("30", "30"), ("0", "0"), (0, "0"), ("27,50", "27.5"),
    (" 27,5 điểm", "27.5"), (29.999, "29.999"),
])  # fmt: skip
def test_numbers_with_comma_or_point(value, text):
    assert read(POINTS, value) == text


@pytest.mark.parametrize(("field", "value", "part"), [
    (POINTS, "31", "tối đa 30"), (POINTS, 30.01, "tối đa 30"), (POINTS, "-1", "nhỏ hơn 0"), (POINTS, "hai mươi", "không phải là số"),
    (POINTS, date(2026, 5, 27), "đổi số thành ngày"), (POINTS, True, "không phải là số"), (POINTS, "#REF!", "lỗi công thức"),
    (POINTS, "27,12345", "bốn chữ số"), (POINTS, "1,5,5", "không phải là số"), (COUNT, "2,5", "số nguyên"), (SHARE, "101", "tối đa 100"),
    (COUNT, 10_000_000, "lớn quá"), (FLAG, "có thể", "Có hoặc Không"), (DAY, "31/02/2026", "31/02/2026"), (DAY, "2026", "chưa đủ"),
    (DAY, "11/2026", "chưa đủ"), (DAY, "hôm qua", "hôm qua"), (TEXT, "x" * 8_001, "8000"),
])  # fmt: skip
def test_refused_with_what_was_given_and_what_to_do(field, value, part):
    found = read(field, value)
    assert isinstance(found, Refusal)
    assert part in str(found)
    assert found.advice


@pytest.mark.parametrize(
    "value",
    ["5/12/2026", "05/12/2026", "5-12-2026", "5.12.2026", date(2026, 12, 5), datetime(2026, 12, 5), 46361],  # noqa: DTZ001
)
def test_days_as_dates_text_and_day_numbers(value):
    assert read(DAY, value) == "2026-12-05"


@pytest.mark.parametrize(
    ("value", "text"), [("x", "1"), ("Có", "1"), ("không", "0"), (1, "1"), (0, "0"), (True, "1"), ("K", "0")]
)
def test_marks(value, text):
    assert read(FLAG, value) == text


@pytest.mark.parametrize("field", [LEVEL, POINTS, DAY, FLAG, TEXT, COUNT])
@pytest.mark.parametrize("value", ["", "  ", "-", "…"])
def test_blanks_and_dashes_say_nothing(field, value):
    if field.kind == "text" and value in {"-", "…"}:
        assert read(field, value) == value
    else:
        assert read(field, value) == ""


@given(st.decimals(min_value=0, max_value=30, places=2))
def test_a_number_reads_back_as_it_was_written(number):
    text = number_text(number)
    assert Decimal(text) == number
    assert read(POINTS, float(text)) == read(POINTS, text.replace(".", ",")) == text == canonical("number", number)


@given(st.text(max_size=200))
def test_words_read_back_as_they_were_kept(text):
    kept = canonical("text", text)
    assert read(TEXT, kept) == kept or kept.strip().lower().startswith("#")
    assert canonical("text", kept) == kept


def test_the_mark_of_a_cell_tells_every_change_apart():
    made = {
        digest("s", "M1", "a", "x"),
        digest("s", "M1", "a", "y"),
        digest("s", "M1", "b", "x"),
        digest("s", "M2", "a", "x"),
        digest("t", "M1", "a", "x"),
    }
    assert len(made) == 5
