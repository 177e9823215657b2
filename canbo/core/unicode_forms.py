"""Forms of one text: stored (NFC, clean), searched (folded) and compared (one place for the tone mark)."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Zero-width and direction characters that come along when text is pasted from web pages and Word.
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
APOSTROPHES: Final = "'’‘‛`´ʼʹ′ˋˊ＇"
HYPHENS: Final = "-‐‑‒–—―−﹣－"

# The Icelandic and African letters look like Đ and were typed for it by old keyboards.
_LOOKALIKES: Final = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
_CLEAN: Final = str.maketrans({**dict.fromkeys(_INVISIBLE), **_LOOKALIKES})

# A circumflex or breve written after the tone mark: NFC keeps that order and would not compose "ế".
_MISORDERED: Final = re.compile("([aeoAEO])([\u0300\u0301\u0303\u0309])([\u0302\u0306])")


def nfc(s: str) -> str:
    """The composed form (NFC) of `s`."""
    return unicodedata.normalize("NFC", s)


def clean(s: str) -> str:
    """`s` as it is stored: NFC, without invisible characters, blanks trimmed and collapsed to one.

    Every kind of blank counts, line breaks and non-breaking blanks included. Letters that only look like Đ
    become Đ. Text of a legacy font has to be decoded first (`decode_font`): there a soft hyphen is a letter.
    """
    if s.isascii():
        return " ".join(s.split())
    composed = nfc(s.translate(_CLEAN))
    if "\u0302" in composed or "\u0306" in composed:
        composed = nfc(_MISORDERED.sub(r"\1\3\2", unicodedata.normalize("NFD", composed)))
    return " ".join(composed.split())


def clean_lines(s: str) -> str:
    """`s` as a text of several lines is stored: each line as `clean` gives it, without empty ones."""
    return "\n".join(line for line in map(clean, s.splitlines()) if line)


def _fold_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(mark): None for mark in _INVISIBLE}
    table |= dict.fromkeys(range(0x300, 0x370))
    for point in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = "".join(c for c in unicodedata.normalize("NFD", chr(point).lower()) if not unicodedata.combining(c))
        if bare != chr(point):
            table[point] = bare
    table |= {ord(letter): "d" for letter in "ĐđÐðƉɖ"}
    table |= {ord(mark): " " for mark in APOSTROPHES + HYPHENS}
    return table


_FOLD: Final = _fold_table()


def fold(s: str) -> str:
    """The form `s` is searched by: lower case, without marks, đ as d, apostrophes and hyphens as one blank.

    NFC and NFD fold to the same. Folding twice changes nothing.
    """
    folded = s.translate(_FOLD)
    if not folded.isascii():
        # Letters outside the Latin blocks: rare, so the slow way.
        decomposed = unicodedata.normalize("NFD", folded.lower())
        folded = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_FOLD)
    return " ".join(folded.split())


_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
_PLAIN_VOWELS: Final = "aăâeêioôơuưy"
_TONED: Final = {nfc(v + tone): (v, tone) for v in _PLAIN_VOWELS for tone in _TONES}
_TONED_CLASS: Final = "".join(_TONED)
_LATE_TONE: Final = re.compile(
    rf"([{_TONED_CLASS}])([ăâêôơ])"  # a vowel with its own mark always bears the tone
    r"|([òỏõóọ])([ae])"
    r"|([ùủũúụ])(y)"
    rf"|(?<=q)([ùủũúụ])([{_PLAIN_VOWELS}])"
    r"|(?<=\bg)([ìỉĩíị])([aăâeêoôơuư])"
)


def _move_tone(found: re.Match[str]) -> str:
    first, second = (group for group in found.groups() if group is not None)
    vowel, tone = _TONED[first]
    return vowel + nfc(second + tone)


@lru_cache(maxsize=1 << 16)
def _tone_key_of_word(word: str) -> str:
    return _LATE_TONE.sub(_move_tone, word)


def tone_key(s: str) -> str:
    """The form `s` is compared by: clean, lower case, every tone mark at its place in the newer style.

    “Hòa” and “Hoà”, “Thúy” and “Thuý”, “Qúy” and “Quý” give the same key. For comparison only, never stored
    as the name itself.
    """
    return " ".join(map(_tone_key_of_word, clean(s).lower().split(" ")))
