"""Partial dates and calendar months."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.dates import DateError, PartialDate, add_months, months_between

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def shortened(day: date, precision: str) -> PartialDate:
    whole = PartialDate.from_date(day)
    return {
        "day": whole,
        "month": PartialDate(whole.year, whole.month),
        "year": PartialDate(whole.year),
    }[precision]


PARTIAL = st.builds(shortened, DAYS, st.sampled_from(["day", "month", "year"]))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("15/8/1975", "1975-08-15"),
        ("15/08/1975", "1975-08-15"),
        ("15.08.1975", "1975-08-15"),
        ("15-8-1975", "1975-08-15"),
        ("15 / 8 / 1975", "1975-08-15"),
        ("1975-08-15", "1975-08-15"),
        ("1975/8/15", "1975-08-15"),
        ("03/2015", "2015-03"),
        ("3/2015", "2015-03"),
        ("3-2015", "2015-03"),
        ("2015-03", "2015-03"),
        (" 1975\u00a0", "1975"),
        ("năm 1975", "1975"),
        ("tháng 3 năm 2015", "2015-03"),
        ("Tháng 03/2015", "2015-03"),
        ("ngày 5 tháng 3 năm 1975", "1975-03-05"),
        ("Nga\u0300y 05 tha\u0301ng 03 na\u0306m 1975", "1975-03-05"),
        ("ngày 05/3/1975", "1975-03-05"),
        ("29/02/2000", "2000-02-29"),
    ],
)
def test_parse(written: str, code: str) -> None:
    assert PartialDate.parse(written).code == code


@pytest.mark.parametrize(
    ("written", "error", "said"),
    [
        ("31/02/1975", "date_nonexistent", "tháng 2/1975 chỉ có các ngày từ 1 đến 28, không có ngày 31"),
        ("29/02/1900", "date_nonexistent", "từ 1 đến 28"),
        ("31/04/2020", "date_nonexistent", "từ 1 đến 30"),
        ("00/05/1975", "date_nonexistent", "chỉ ghi 5/1975"),
        ("00/00/1975", "date_nonexistent", "nếu không rõ tháng, chỉ ghi 1975"),
        ("13/2015", "date_nonexistent", "không có tháng 13"),
        ("8/15/1975", "date_nonexistent", "ngày trước, tháng sau: 15/8/1975"),
        ("ngày 31 tháng 2 năm 1975", "date_nonexistent", "không có ngày 31"),
        ("15/8/75", "date_unreadable", "bốn chữ số"),
        ("8/75", "date_unreadable", "bốn chữ số"),
        ("tháng 8 năm 75", "date_unreadable", "bốn chữ số"),
        ("75", "date_unreadable", "bốn chữ số"),
        ("15/8", "date_unreadable", "bốn chữ số"),
        ("1899", "date_unreadable", "1900–2100"),
        ("15/8/2101", "date_unreadable", "1900–2100"),
        ("1975.0", "date_unreadable", "Hãy ghi dạng"),
        ("27621", "date_unreadable", "Hãy ghi dạng"),
        ("15/8-1975", "date_unreadable", "Hãy ghi dạng"),
        ("không rõ", "date_unreadable", "Không đọc được “không rõ”"),
        ("", "date_unreadable", "Chưa ghi ngày"),
    ],
)
def test_parse_refuses(written: str, error: str, said: str) -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse(written)
    assert caught.value.code == error
    assert said in caught.value.message
    assert caught.value.extra["text"] == written


@given(st.text())
def test_parse_reads_or_refuses(text: str) -> None:
    refused = ""
    try:
        PartialDate.parse(text)
    except DateError as error:
        refused = error.message or "(không có lời)"
    assert refused != "(không có lời)"


@given(PARTIAL)
def test_written_forms_there_and_back(partial: PartialDate) -> None:
    assert PartialDate.from_code(partial.code) == partial
    assert PartialDate.parse(partial.text) == partial
    assert PartialDate.parse(partial.code) == partial
    assert len(partial.code) == {"year": 4, "month": 7, "day": 10}[partial.precision]


@given(PARTIAL, PARTIAL)
def test_order_of_codes_is_order_of_earliest_days(one: PartialDate, other: PartialDate) -> None:
    if one.earliest < other.earliest:
        assert one.code < other.code


@given(PARTIAL, DAYS)
def test_at_or_before(partial: PartialDate, day: date) -> None:
    answers = {partial.earliest <= day, partial.latest <= day}
    assert partial.at_or_before(day) is (answers.pop() if len(answers) == 1 else None)
    assert partial.earliest <= partial.latest


def test_at_or_before_by_hand() -> None:
    assert PartialDate(1975).at_or_before(date(1975, 12, 31)) is True
    assert PartialDate(1975).at_or_before(date(1975, 6, 1)) is None
    assert PartialDate(1975, 2).at_or_before(date(1975, 1, 31)) is False
    assert PartialDate(2000, 2).latest == date(2000, 2, 29)


@pytest.mark.parametrize(
    "parts", [(1975, 2, 29), (1975, 13, None), (1975, 0, 1), (1975, None, 5), (1899,), (2101, 1, 1)]
)
def test_no_such_date(parts: tuple[int, ...]) -> None:
    with pytest.raises(DateError):
        PartialDate(*parts)


@pytest.mark.parametrize("code", ["", "75", "1975-3", "1975-03-5", "1975-02-30", "15/08/1975", "1975-03-15T00"])
def test_from_code_refuses(code: str) -> None:
    with pytest.raises(DateError):
        PartialDate.from_code(code)


def test_from_date_takes_a_datetime() -> None:
    assert PartialDate.from_date(datetime(1975, 8, 15, 7, 30, tzinfo=UTC)) == PartialDate(1975, 8, 15)
    assert str(PartialDate(1975, 8, 15)) == "15/08/1975"
    assert len({PartialDate(1975), PartialDate(1975), PartialDate(1975, 1)}) == 2


def test_add_months_by_hand() -> None:
    assert add_months(date(2023, 1, 31), 1, rounding="down") == date(2023, 2, 28)
    assert add_months(date(2023, 1, 31), 1, rounding="up") == date(2023, 3, 1)
    assert add_months(date(2024, 1, 31), 1, rounding="down") == date(2024, 2, 29)
    assert add_months(date(2024, 2, 29), 60, rounding="up") == date(2029, 3, 1)
    assert add_months(date(2024, 2, 29), 60, rounding="down") == date(2029, 2, 28)
    assert add_months(date(2024, 3, 31), -1, rounding="down") == date(2024, 2, 29)
    assert add_months(date(2024, 1, 15), -1, rounding="up") == date(2023, 12, 15)
    assert add_months(date(2024, 12, 31), 0, rounding="up") == date(2024, 12, 31)


def test_months_between_by_hand() -> None:
    assert months_between(PartialDate(2023, 8, 31), date(2023, 9, 30)) == (0, 0)
    assert months_between(PartialDate(2023, 8, 31), date(2023, 10, 1)) == (1, 1)
    assert months_between(PartialDate(2023, 8, 15), date(2023, 9, 15)) == (1, 1)
    assert months_between(PartialDate(2023, 8, 15), date(2023, 9, 14)) == (0, 0)
    assert months_between(PartialDate(2020, 3), date(2025, 3, 1)) == (59, 60)
    assert months_between(PartialDate(2020), date(2025, 12, 31)) == (60, 71)
    assert months_between(PartialDate(2020), date(2020, 6, 1)) == (0, 5)
    assert months_between(PartialDate(2030), date(2020, 6, 1)) == (0, 0)


@given(DAYS, st.integers(0, 600))
def test_months_between_counts_what_add_months_adds(day: date, n: int) -> None:
    start = PartialDate.from_date(day)
    reached = add_months(day, n, rounding="up")
    assert months_between(start, reached) == (n, n)
    if n:
        eve = date.fromordinal(reached.toordinal() - 1)
        assert months_between(start, eve) == (n - 1, n - 1)


@given(PARTIAL, DAYS)
def test_least_is_not_above_most(start: PartialDate, end: date) -> None:
    least, most = months_between(start, end)
    assert 0 <= least <= most
