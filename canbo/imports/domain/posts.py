"""A title and the unit it is held in, taken apart where one cell names both."""

import re
from typing import Final, NamedTuple

from canbo.core.text import clean, fold
from canbo.imports.domain.grouping import names_an_office


class Post(NamedTuple):
    """A title and a unit; either may be ""."""

    title: str
    unit: str


# Titles that take their unit with them: the part of the unit's name that the title swallows is put back.
_SWALLOWED: Final = (
    (
        re.compile(
            r"^((?:q\. |quyen )?(?:pho )?(?:truong|chanh)) "
            r"(phong|ban|thanh tra|van phong|doan|tram|khoa|to|doi|tieu ban) (?=\S)"
        ),
        2,
    ),
    (re.compile(r"^((?:pho )?chi cuc truong|(?:pho )?cuc truong|(?:pho )?vu truong) (?=\S)"), 0),
)
_TITLES: Final = re.compile(
    r"^(?:q\. |quyen |phu trach )?(?:uy vien (?:ban thuong vu|ban chap hanh|btv|bch)|pho bi thu thuong truc|"
    r"pho bi thu|bi thu|pho chu tich thuong truc|"
    r"pho chu tich|chu tich(?: hdnd| ubnd| ub mttq)?|pho giam doc|giam doc|pho hieu truong|hieu truong|pho chu nhiem|"
    r"chu nhiem|"
    r"pho chanh van phong|chanh van phong|pho chanh thanh tra|chanh thanh tra|chuyen vien chinh|chuyen vien cao cap|"
    r"chuyen vien|can su|nhan vien|"
    r"ke toan truong|ke toan|van thu|thu quy|lai xe|thanh tra vien|cong chuc|can bo|giao vien|pho truong cong an|"
    r"truong cong an|"
    r"chi huy truong|pho tong bien tap|tong bien tap|vien truong|chanh an|pho vien truong|pho chanh an)\b"
)
_HEADS: Final = re.compile(r"^(?:pho )?(?:truong|chanh) (?:phong|ban|thanh tra|van phong|doan|tram|cac)\b")
_DIVIDERS: Final = re.compile(r"\s*(?:,|;|\n| - | – |/)\s*")


def is_title(text: str) -> bool:
    """Whether the text begins with a title: a heading over those planned for it, not a unit."""
    folded = fold(clean(text))
    return bool(_TITLES.match(folded) or _HEADS.match(folded)) or folded.startswith(("chuc danh", "chuc vu"))


def split_post(text: str) -> Post:
    """“Trưởng phòng, Phòng Nội vụ” and “Trưởng phòng Nội vụ” are both (Trưởng phòng, Phòng Nội vụ);
    “Chủ tịch UBND xã A” is (Chủ tịch UBND, UBND xã A). Where no unit can be told, the unit is ""."""
    text = clean(text)
    parts = [part for part in _DIVIDERS.split(text) if part]
    if len(parts) >= 2:
        for place in range(len(parts) - 1, 0, -1):
            if names_an_office(parts[place]) and not _TITLES.match(fold(parts[place])):
                return Post(", ".join(parts[:place]), ", ".join(parts[place:]))
        return split_post(parts[0]) if len(parts) == 1 else Post(text, _one(parts[0]).unit)
    return _one(text)


def _one(text: str) -> Post:
    folded = fold(text)
    if len(folded) != len(text):
        return Post(text, "")
    for pattern, group in _SWALLOWED:
        found = pattern.match(folded)
        if found:
            rest = text[found.end() :]
            if not group:
                return Post(text[: found.end()].strip(), rest)
            word = text[found.start(group) : found.end(group)]
            return Post(text[: found.end(group)].strip(), f"{word[:1].upper()}{word[1:]} {rest}".strip())
    found = _TITLES.match(folded)
    if not found or found.end() == len(folded):
        return Post(text, "")
    rest = text[found.end() :].strip()
    if not names_an_office(rest):
        return Post(text, "")
    title = text[: found.end()].strip()
    body = re.search(r"\b(hdnd|ubnd|ub mttq)$", fold(title))
    if body:
        # “Chủ tịch UBND xã A”: the words of the body belong to the title and to the name of the unit.
        return Post(title, f"{title[body.start() :]} {rest}")
    place = re.match(r"(UBND|HĐND|UB MTTQ|MTTQ|UBMTTQ|Hội|Đoàn|Đảng ủy|Huyện ủy)\b", rest)
    return Post(f"{title} {place.group()}" if place else title, rest)
