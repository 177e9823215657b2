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
            r"^((?:q\. |quyen )?(?:(?:pho )?(?:truong|chanh)|pho)) "
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
_OFFICE: Final = re.compile(
    r"(?<= )(?:van phong|phong|ban|ubnd|uy ban|ubkt|ub mttq|mttq|hdnd|hoi dong|hoi|huyen doan|doan|trung tam|truong|"
    r"tram|cong an|thanh tra|so|chi cuc|cuc|dang uy|dang bo|huyen uy|tinh uy|thanh uy|quan uy|thi uy|co quan|lien doan|"
    r"benh vien|dai|chi bo|xa|phuong|thi tran|khoa|hoc vien|bch|to) (?=\S)"
    r"(?!hoi\b)|(?<= )(?:huyen uy|tinh uy|thanh uy|quan uy|thi uy|dang uy|huyen doan)$"
)
_BODY: Final = re.compile(
    r"(?:van phong|phong|ban|ubnd|uy ban|ubkt|ub|mttq|ubmttq|hdnd|hoi|huyen doan|tinh doan|quan doan|doan|trung tam|"
    r"truong|tram|cong an|thanh tra|so|chi cuc|cuc|dang uy|dang bo|huyen uy|tinh uy|thanh uy|quan uy|thi uy|co quan|"
    r"lien doan|mat tran|benh vien|dai|chi bo|xa(?! hoi)|phuong|thi tran|khoa|kho bac|bao hiem|vien|toa an|thu vien|"
    r"cong ty|hoc vien|bch|to|doi|huyen|quan(?! ly)|quy|nha)\b"
)
_DIVIDERS: Final = re.compile(r"\s*(?:,|;|\n| - | – |/)\s*")
_CLAUSES: Final = re.compile(r"\s*(?:[,;\n]|[-–] (?=(?:[Pp]hó |[Cc]hủ tịch|[Bb]í thư|[Tt]rưởng )))\s*")


def is_title(text: str) -> bool:
    """Whether the text begins with a title: a heading over those planned for it, not a unit."""
    folded = fold(clean(text))
    return bool(_TITLES.match(folded) or _HEADS.match(folded)) or folded.startswith(("chuc danh", "chuc vu"))


def split_post(text: str) -> Post:
    """“Trưởng phòng, Phòng Nội vụ” and “Trưởng phòng Nội vụ” are both (Trưởng phòng, Phòng Nội vụ);
    “Chủ tịch UBND xã A” is (Chủ tịch UBND, UBND xã A). Where no unit can be told, the unit is ""."""
    text = clean(text)
    dividers = list(_DIVIDERS.finditer(text))
    parts = [text[start:end] for start, end in _between(text, dividers)]
    for place, divider in enumerate(dividers):
        rest = parts[place + 1 :]
        # “Văn hóa - Xã hội” and “Kinh tế - Hạ tầng” are one name: a unit begins with the word for an office.
        if _BODY.match(fold(rest[0])) and not any(_is_held(part) for part in rest):
            return Post(text[: divider.start()], text[divider.end() :])
    clauses = _CLAUSES.split(text)
    for clause in reversed(clauses):
        if len(clauses) > 1 and _is_held(clause) and (unit := _one(clause).unit):
            return Post(text, unit)
    return _one(text)


def _between(text: str, dividers: list[re.Match[str]]) -> list[tuple[int, int]]:
    starts = [0, *(divider.end() for divider in dividers)]
    ends = [*(divider.start() for divider in dividers), len(text)]
    return list(zip(starts, ends, strict=True))


def _is_held(part: str) -> bool:
    """Whether a part of a cell is a title, not the unit it is held in."""
    folded = fold(part)
    return bool(_TITLES.match(folded) or _HEADS.match(folded))


def _one(text: str) -> Post:
    folded = _flat(text)
    for pattern, group in _SWALLOWED:
        found = pattern.match(folded)
        if found:
            rest = text[found.end() :]
            if not group:
                return Post(text[: found.end()].strip(), rest)
            word = text[found.start(group) : found.end(group)]
            if fold(rest).startswith(f"{fold(word)} "):
                return Post(text[: found.end(group)].strip(), rest)
            return Post(text[: found.end(group)].strip(), f"{word[:1].upper()}{word[1:]} {rest}".strip())
    found = _TITLES.match(folded)
    if not found:
        return _before_office(text, 1)
    if found.end() == len(folded):
        return Post(text, "")
    rest = text[found.end() :].strip()
    if not names_an_office(rest):
        return Post(text, "")
    if not _BODY.match(fold(rest)):
        return _before_office(text, found.end())
    title = text[: found.end()].strip()
    body = re.search(r"\b(hdnd|ubnd|ub mttq)$", fold(title))
    if body:
        # “Chủ tịch UBND xã A”: the words of the body belong to the title and to the name of the unit.
        return Post(title, f"{title[body.start() :]} {rest}")
    place = re.match(r"(UBND|HĐND|UB MTTQ|MTTQ|UBMTTQ|Hội|Đoàn|Đảng ủy|Huyện ủy)\b", rest)
    return Post(f"{title} {place.group()}" if place else title, rest)


def _before_office(text: str, start: int) -> Post:
    """“Nhân viên lái xe Văn phòng Huyện ủy”: what stands before the office is the title, unless it is an office too."""
    if _BODY.match(_flat(text)) and " - " not in text:
        return Post("", text)
    found = _OFFICE.search(_flat(text), start)
    return Post(text[: found.start()].strip(), text[found.start() :]) if found else Post(text, "")


def _flat(text: str) -> str:
    """The text folded letter by letter: as long as it was."""
    return "".join(fold(letter)[:1] or " " for letter in text)
