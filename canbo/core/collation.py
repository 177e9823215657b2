"""Sort keys whose byte order is the Vietnamese order, the same in every database.

A key holds ASCII letters, digits and blanks. A word is its letters (a ă â b c d đ e ê …), then the tones it
bears (huyền, hỏi, ngã, sắc, nặng; ngang is nothing); words follow each other after a blank. So letters decide
first within a word, then tones, and only then the next word. Where the tone mark stands within the word does
not matter: “Hòa” and “Hoà” are the same name. Neither does case. Numbers sort by value (“Tổ 2” before “Tổ 10”).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from canbo.core.names import words_of_name
from canbo.core.unicode_forms import clean, nfc

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_OTHER_MARK: Final = "6"
_PUNCTUATION: Final = "9"
_DIGITS: Final = "ABCDEFGHIJ"
_WEIGHTS: Final = "KLMNOPQRSTUVWXYZabcdefghijklmnopq"
_BEYOND: Final = "z"
_QUALITY: Final = "\u0302\u0306\u031b"
_NUMBER: Final = re.compile(r"[0-9]+")


def _letters() -> dict[str, tuple[str, str]]:
    table = {}
    for letter, weight in zip(_ALPHABET, _WEIGHTS, strict=True):
        table[letter] = (weight, "")
        if letter in "aăâeêioôơuưy":
            for mark, tone in _TONES.items():
                table[nfc(letter + mark)] = (weight, tone)
    return table


_LETTERS: Final = _letters()


def _number(found: re.Match[str]) -> str:
    """Digits as weights, the count of them first, so that the value decides."""
    digits = found.group().lstrip("0") or "0"
    return _DIGITS[min(len(digits), 10) - 1] + "".join(_DIGITS[int(digit)] for digit in digits)


def _foreign(character: str) -> tuple[str, str]:
    """Weights of a character outside the Vietnamese alphabet."""
    parts = unicodedata.normalize("NFD", character)
    base = _LETTERS.get(parts[0])
    if base is not None and len(parts) > 1:
        quality = nfc(parts[0] + "".join(mark for mark in parts[1:] if mark in _QUALITY))
        weight = _LETTERS.get(quality, base)[0]
        return weight, "".join(_TONES.get(mark, _OTHER_MARK) for mark in parts[1:] if mark not in _QUALITY)
    if unicodedata.combining(character):
        return "", _TONES.get(character, _OTHER_MARK)
    if character.isalnum():
        return f"{_BEYOND}{ord(character):06x}", ""
    return _PUNCTUATION, ""


@lru_cache(maxsize=1 << 16)
def _word_key(word: str) -> str:
    weights: list[str] = []
    tones: list[str] = []
    place = 0
    word = clean(word).lower()
    while place < len(word):
        number = _NUMBER.match(word, place)
        if number is not None:
            weights.append(_number(number))
            place = number.end()
            continue
        weight, tone = _LETTERS.get(word[place]) or _foreign(word[place])
        weights.append(weight)
        tones.append(tone)
        place += 1
    # Quotes, brackets and commas around a word say nothing of its place.
    letters = "".join(weights).strip(_PUNCTUATION)
    return letters + "".join(tones) if letters else ""


def name_sort_key(full: str) -> str:
    """The key of a personal name: given name, then family name, then the middle words.

    Names that differ only in case, in the place of the tone mark or in an alias have the same key.
    """
    words = words_of_name(full)
    if len(words) > 1:
        words.insert(0, words.pop())
    return " ".join(filter(None, map(_word_key, words)))


def text_sort_key(s: str) -> str:
    """The key of any other text (units, posts, places): its words in written order."""
    return " ".join(filter(None, map(_word_key, s.split())))
