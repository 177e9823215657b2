"""Personal names: their parts and their usual case."""

import re
from typing import Final

from canbo.core.unicode_forms import APOSTROPHES, HYPHENS, clean

_BRACKETED: Final = re.compile(r"[(\[][^)\]]*[)\]]?")
_SEGMENT: Final = re.compile(r"([()\[\]])")
_LEAD_IN: Final = re.compile(
    r"(?:tức|bí danh|tên thật|tên thường gọi|thường gọi|tên khác|tên gọi khác|còn gọi là|pháp danh|tên thánh)\b",
    re.IGNORECASE,
)
_PIECE: Final = re.compile(rf"([{re.escape(APOSTROPHES)}{re.escape(HYPHENS)}\s./]+)")


def words_of_name(full: str) -> list[str]:
    """The words of a name, without an alias in brackets (unless there is nothing else)."""
    if "(" in full or "[" in full:
        outside = _BRACKETED.sub(" ", full).split()
        return outside or _SEGMENT.sub(" ", full).split()
    return full.split()


def name_parts(full: str) -> tuple[str, str, str]:
    """(family, middle, given) by place: first word, the words between, last word.

    A single word is a given name. An alias in brackets belongs to no part. Names not built this way
    (“Y Jone Ktull”) come out by place as well; whoever sorts them keeps a hand-written “sort as” name.
    """
    words = words_of_name(clean(full))
    if not words:
        return "", "", ""
    if len(words) == 1:
        return "", "", words[0]
    return words[0], " ".join(words[1:-1]), words[-1]


def proper_name(s: str) -> str:
    """A name in its usual case: “NGUYỄN VĂN A” becomes “Nguyễn Văn A”.

    Names all in capitals or all in small letters are changed; mixed case is somebody's choice and stays.
    “KSOR H'BƠKHĂP” becomes “Ksor H'Bơkhăp”. An alias in brackets follows the name before it, unless the alias
    itself is in mixed case: “NGUYỄN VĂN A (tức Ba Tơ)” becomes “Nguyễn Văn A (tức Ba Tơ)”.
    """
    segments = _SEGMENT.split(clean(s))
    name = next((segment for segment in segments if any(map(str.isalpha, segment))), "")
    if not _in_one_case(name):
        return "".join(segments)
    return "".join(_proper(segment) if _in_one_case(segment) else segment for segment in segments)


def _in_one_case(segment: str) -> bool:
    return segment.isupper() or segment.islower() or _capitals_of_old_font(segment)


def _proper(segment: str) -> str:
    """Each word of `segment` with a capital, save words such as “tức” that introduce an alias."""
    lead_in = _LEAD_IN.match(segment)
    if lead_in is not None and lead_in.end() < len(segment):
        return lead_in.group().lower() + _proper(segment[lead_in.end() :])
    pieces = _PIECE.split(segment.lower())
    for place in range(0, len(pieces), 2):
        mark_before = pieces[place - 1] if place else ""
        # "H'Bơkhăp", "K'Brể": a capital after a short prefix; elsewhere the apostrophe is inside a word.
        if mark_before in APOSTROPHES and place and len(pieces[place - 2]) > 2:
            continue
        pieces[place] = pieces[place][:1].upper() + pieces[place][1:]
    return "".join(pieces)


def _capitals_of_old_font(segment: str) -> bool:
    """Whether only the marked vowels are small (“NGUYễN VăN”): TCVN3 fonts have no capitals with a tone."""
    plain = [[c for c in word if c.isascii() and c.isalpha()] for word in segment.split()]
    return all(c.isupper() for word in plain for c in word) and any(len(word) > 1 for word in plain)
