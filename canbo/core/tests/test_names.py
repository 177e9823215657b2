"""Parts and case of personal names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.tests.vietnamese import syllables
from canbo.core.text import name_parts, proper_name


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Nguyễn Thị Minh Khai", ("Nguyễn", "Thị Minh", "Khai")),
        ("Lê Lợi", ("Lê", "", "Lợi")),
        ("Bình", ("", "", "Bình")),
        ("", ("", "", "")),
        (" Nguyễn\u00a0Văn  A (Ba Tơ)", ("Nguyễn", "Văn", "A")),
        ("Nguyễn Văn A (Ba Tơ", ("Nguyễn", "Văn", "A")),
        ("(Ba Tơ)", ("Ba", "", "Tơ")),
        ("Ksor H'Bơkhăp", ("Ksor", "", "H'Bơkhăp")),
    ],
)
def test_name_parts(full: str, parts: tuple[str, str, str]) -> None:
    assert name_parts(full) == parts


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("NGUYỄN VĂN A", "Nguyễn Văn A"),
        ("nguyễn văn a", "Nguyễn Văn A"),
        ("ĐẶNG THỊ ƯNG", "Đặng Thị Ưng"),
        ("Nguyễn VĂN A", "Nguyễn VĂN A"),
        ("NGUYễN VăN Hà", "Nguyễn Văn Hà"),
        ("Lê Hà", "Lê Hà"),
        ("Ksor H'Bơkhăp", "Ksor H'Bơkhăp"),
        ("KSOR H'BƠKHĂP", "Ksor H'Bơkhăp"),
        ("KSOR H’BƠKHĂP", "Ksor H’Bơkhăp"),
        ("K'SOR", "K'Sor"),
        ("Y JONE KTULL", "Y Jone Ktull"),
        ("Y Jone Ktull", "Y Jone Ktull"),
        ("TÔN NỮ-HOÀNG", "Tôn Nữ-Hoàng"),
        ("NGUYỄN VĂN A (BA TƠ)", "Nguyễn Văn A (Ba Tơ)"),
        ("NGUYỄN VĂN A (tức Ba Tơ)", "Nguyễn Văn A (tức Ba Tơ)"),
        ("NGUYỄN VĂN A (BÍ DANH BA TƠ)", "Nguyễn Văn A (bí danh Ba Tơ)"),
        ("Nguyễn Văn A (TV)", "Nguyễn Văn A (TV)"),
        ("NGUYỄN  VĂN\u00a0A", "Nguyễn Văn A"),
        ("", ""),
    ],
)
def test_proper_name(written: str, expected: str) -> None:
    assert proper_name(written) == expected


@given(st.lists(st.sampled_from(syllables()), min_size=2, max_size=5))
def test_proper_name_of_capitals_and_small_letters_agree(words: list[str]) -> None:
    full = " ".join(words)
    proper = " ".join(word.capitalize() for word in words)
    assert proper_name(full.upper()) == proper_name(full) == proper_name(proper) == proper


@given(st.text())
def test_proper_name_keeps_the_letters(s: str) -> None:
    assert proper_name(proper_name(s)).casefold() == proper_name(s).casefold()
