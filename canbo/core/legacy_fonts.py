"""Text typed for fonts older than Unicode: TCVN3 (ABC fonts, “.VnTime”) and VNI (“VNI-Times”).

Such text reaches us as if it were Western (cp1252): “B¶o Th¾ng” is “Bảo Thắng” in TCVN3, “Nguyeãn” is “Nguyễn”
in VNI. Only the font of the cell or run tells; the letters alone do not.
"""

import re
from typing import Final

from canbo.core.unicode_forms import nfc

# TCVN 5712:1993, VN3: one code for each small letter with marks, capitals only for the seven bare letters.
_TCVN3: Final = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9,
    "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC, "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6,
    "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA, "ậ": 0xCB,
    "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1,
    "ê": 0xAA, "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6,
    "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC, "í": 0xDD, "ị": 0xDE,
    "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4,
    "ô": 0xAB, "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9,
    "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB, "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE,
    "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
    "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9,
    "ỳ": 0xFA, "ỷ": 0xFB, "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE, "đ": 0xAE,
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
_FROM_TCVN3: Final = {code: letter for letter, code in _TCVN3.items()} | {ord("μ"): "à"}

_TONES: Final = dict(zip("øûõùï", "\u0300\u0309\u0303\u0301\u0323", strict=True))
_CIRCUMFLEX: Final = dict(zip("âàåãáä", ("", *_TONES.values()), strict=True))
_BREVE: Final = dict(zip("êèúüéë", ("", *_TONES.values()), strict=True))
_VNI_ALONE: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í", "ò": "ị", "î": "ỵ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_ALONE)
    for letter in ("a", "e", "o", "u", "y", "ô", "ö"):
        for mark, tone in _TONES.items():
            table[letter + mark] = nfc(_VNI_ALONE.get(letter, letter) + tone)
    for letter in "aeo":
        for mark, tone in _CIRCUMFLEX.items():
            table[letter + mark] = nfc(letter + "\u0302" + tone)
    for mark, tone in _BREVE.items():
        table["a" + mark] = nfc("a\u0306" + tone)
    return table


_FROM_VNI: Final = _vni_table()
_VNI_MARKS: Final = "".join(dict.fromkeys("".join((*_TONES, *_CIRCUMFLEX, *_BREVE))))
_VNI_LETTER: Final = re.compile(f"[aeouyôö][{_VNI_MARKS}]|[{''.join(_VNI_ALONE)}]", re.IGNORECASE)

# Letters no Western code page has: a text with one of them is Unicode already, whatever its font.
_UNICODE_LETTER: Final = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_STYLE: Final = re.compile(r"(?:[ ,-]+(?:bold|italic|regular|normal))+$")


def tcvn3_to_unicode(text: str) -> str:
    """Decode text of a TCVN3 (ABC) font; characters outside the table stay."""
    return text.translate(_FROM_TCVN3)


def vni_to_unicode(text: str) -> str:
    """Decode text of a VNI font; characters outside the table stay. The base letter gives the case."""
    return _VNI_LETTER.sub(_vni_letter, text)


def _vni_letter(found: re.Match[str]) -> str:
    pair = found.group()
    decoded = _FROM_VNI.get(pair.lower())
    if decoded is None:
        # A mark this letter never bears ("uâ"): the first letter may still stand alone ("ôâ").
        return _vni_alone(pair[0]) + pair[1:]
    return decoded.upper() if pair[0].isupper() else decoded


def _vni_alone(letter: str) -> str:
    decoded = _VNI_ALONE.get(letter.lower(), letter)
    return decoded.upper() if letter.isupper() else decoded


def decode_font(text: str, font_name: str) -> str | None:
    """The Unicode (NFC) text of a cell or run written in `font_name`; None where that is no legacy font.

    “.Vn…” fonts are TCVN3, those ending in H (“.VnTimeH”) show small letters as capitals; “VNI-…” fonts are VNI.
    Text that is plainly Unicode already, put under a legacy font, comes back unchanged.
    """
    font = _STYLE.sub("", font_name.strip().lower())
    if not font.startswith((".vn", "vni-")):
        return None
    if _UNICODE_LETTER.search(text):
        return nfc(text)
    if font.startswith("vni-"):
        return vni_to_unicode(text)
    decoded = tcvn3_to_unicode(text)
    return decoded.upper() if font.endswith("h") else decoded
