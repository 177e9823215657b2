"""Text of TCVN3 and VNI fonts."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canbo.core.tests.vietnamese import syllables, to_tcvn3, to_vni
from canbo.core.text import decode_font, tcvn3_to_unicode, vni_to_unicode

SYLLABLES = syllables()
MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("B¶o Th¾ng", "Bảo Thắng"),
        ("NguyÔn V¨n §øc", "Nguyễn Văn Đức"),
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc", MOTTO),
        ("TrÇn ThÞ Kim Ph\u00adîng", "Trần Thị Kim Phượng"),
        ("Hµ Néi, Hµ Giang", "Hà Nội, Hà Giang"),
        ("Hμ Néi", "Hà Nội"),
        ("Lª Quý §«n", "Lê Quý Đôn"),
        ("Phã Tr\u00adëng phßng", "Phó Trưởng phòng"),
        ("Chøc vô: Gi¸m ®èc Së", "Chức vụ: Giám đốc Sở"),
        ("¢u C¬, ¤ M«n, ¥n, ¦ng, £ §ª", "Âu Cơ, Ô Môn, Ơn, Ưng, Ê Đê"),
        ("15/8/1975", "15/8/1975"),
    ],
)
def test_tcvn3(written: str, expected: str) -> None:
    assert tcvn3_to_unicode(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Nguyeãn Vaên Ñöùc", "Nguyễn Văn Đức"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc", MOTTO),
        ("NGUYEÃN THÒ THUÙY", "NGUYỄN THỊ THÚY"),
        ("Traàn Thò Kim Phöôïng", "Trần Thị Kim Phượng"),
        ("Lyù Myõ Kyø, Thuûy, Kyû, kî", "Lý Mỹ Kỳ, Thủy, Kỷ, kỵ"),
        ("Thaønh phoá Hoà Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Phoù Tröôûng phoøng, Giaùm ñoác Sôû", "Phó Trưởng phòng, Giám đốc Sở"),
        ("Ñaëng, Thaéng, Haèng, Haúng, Nguyeån, vaãn, chæ, ÔÛ", "Đặng, Thắng, Hằng, Hẳng, Nguyển, vẫn, chỉ, Ở"),
        ("Aân, AÂn", "Ân, Ân"),
        ("15/8/1975", "15/8/1975"),
    ],
)
def test_vni(written: str, expected: str) -> None:
    assert vni_to_unicode(written) == expected


@pytest.mark.parametrize("encode_decode", [(to_tcvn3, tcvn3_to_unicode), (to_vni, vni_to_unicode)])
def test_every_syllable_there_and_back(encode_decode: tuple[Callable[[str], str], Callable[[str], str]]) -> None:
    encode, decode = encode_decode
    for syllable in SYLLABLES:
        assert encode(syllable).encode("cp1252")
        assert decode(encode(syllable)) == syllable


def test_capitals_there_and_back() -> None:
    for syllable in SYLLABLES:
        assert vni_to_unicode(to_vni(syllable.upper())) == syllable.upper()
        assert decode_font(to_tcvn3(syllable), ".VnTimeH") == syllable.upper()


@given(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8).map(" ".join))
def test_phrases_there_and_back(phrase: str) -> None:
    assert decode_font(to_tcvn3(phrase), ".VnTime") == phrase
    assert decode_font(to_vni(phrase.title()), "VNI-Times") == phrase.title()


@pytest.mark.parametrize(
    ("text", "font", "expected"),
    [
        ("B¶o Th¾ng", ".VnTime", "Bảo Thắng"),
        ("b¶o th¾ng", ".VnTimeH", "BẢO THẮNG"),
        ("b¶o th¾ng", ".VNARIALH", "BẢO THẮNG"),
        ("b¶o th¾ng", ".VnArial NarrowH", "BẢO THẮNG"),
        ("b¶o th¾ng", ".VnTimeH Bold", "BẢO THẮNG"),
        ("B¶o Th¾ng", ".VnTime Bold Italic", "Bảo Thắng"),
        ("Nguyeãn", "VNI-Helve-Condense", "Nguyễn"),
        ("Nguyễn Văn A", ".VnTime", "Nguyễn Văn A"),
        ("Nguyễn Văn A", "VNI-Times", "Nguyễn Văn A"),
        ("B¶o Th¾ng", "Times New Roman", None),
        ("B¶o Th¾ng", "", None),
    ],
)
def test_decode_font(text: str, font: str, expected: str | None) -> None:
    assert decode_font(text, font) == expected


@given(st.text())
def test_decoders_take_any_text(text: str) -> None:
    assert tcvn3_to_unicode(text) is not None
    assert vni_to_unicode(text) is not None
    assert decode_font(text, "VNI-Times") is not None
