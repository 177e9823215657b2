"""Rows that name the block or the unit of the people below them, and what a name tells of block and tier."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from canbo.core.text import clean, fold

# Block by the words of a name, the first that fits; the order settles “Văn phòng HĐND” against “Văn phòng Huyện ủy”.
_BLOCKS: Final = (
    ("armed_forces", r"\b(?:cong an|quan su|bien phong|luc luong vu trang|llvt|bo chi huy|ban chi huy quan su)\b"),
    (
        "public_service",
        r"\b(?:su nghiep|truong (?!ban|phong)|truong$|truong mam non|truong tieu hoc|truong thcs|truong thpt|"
        r"benh vien|tram y te|"
        r"dai (?:phat thanh|truyen)|trung tam (?!boi duong chinh tri|chinh tri|boi duong ly luan)|ban quan ly|"
        r"thu vien|bao tang|"
        r"nha van hoa|hoc vien|don vi sn)",
    ),
    (
        "front_and_mass",
        r"\b(?:mttq|mat tran|doan the|ubmttq|lien doan lao dong|ldld|doan thanh nien|huyen doan|tinh doan|thanh doan|"
        r"thi doan|"
        r"quan doan|tinh uy doan|doan tncs|hoi (?!dong)|cong doan|to chuc chinh tri xa hoi|ct xh|lhpn|ccb)\b",
    ),
    (
        "party",
        r"\b(?:khoi dang|co quan dang|ban dang|to chuc dang|huyen uy|tinh uy|thanh uy|quan uy|thi uy|dang uy|dang bo|"
        r"chi bo|"
        r"ban to chuc|ban tuyen giao|ban dan van|ban noi chinh|uy ban kiem tra|ubkt|boi duong chinh tri|"
        r"trung tam chinh tri|"
        r"truong chinh tri|cac co quan dang|dang)\b",
    ),
    (
        "government",
        r"^p\b|\b(?:chinh quyen|quan ly nha nuoc|qlnn|hanh chinh|ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan|phong|"
        r"thanh tra|so|"
        r"chi cuc|cuc|nha nuoc|van phong hdnd|xa|phuong|thi tran)\b",
    ),
)
_BLOCK_PATTERNS: Final = tuple((block, re.compile(pattern)) for block, pattern in _BLOCKS)
_TIERS: Final = (
    ("commune", re.compile(r"\b(?:xa|phuong|thi tran|dac khu|cap xa|cap co so)\b(?! hoi)")),
    (
        "district",
        re.compile(r"\b(?:huyen|quan|thi xa|cap huyen|thanh pho thuoc tinh|huyen uy|thi uy|quan uy|huyen doan)\b"),
    ),
    ("province", re.compile(r"\b(?:tinh|so|cap tinh|tinh uy|tinh doan|thanh uy|thanh pho)\b")),
    ("central", re.compile(r"\b(?:trung uong|bo|tong cuc|ban to chuc trung uong)\b")),
)
_NOT_TIER: Final = re.compile(
    r"\b(?:xa hoi|thuong binh va xa hoi|quan su|quan ly|quan doi|quan nhan|quan chung|so ket|so cap|bo doi|can bo)\b"
)
_BLOCK_HEADING: Final = re.compile(
    r"^(?:khoi|cac|cap|nhom|cum|co quan (?:dang|hanh chinh|nha nuoc|chinh quyen|chuyen mon)|don vi su nghiep|phan|"
    r"can bo|cong chuc|"
    r"vien chuc|lanh dao|doan the|mttq va|dang$|chinh quyen|su nghiep|xa, (?:phuong|thi tran)|ban dang|phong, ban|"
    r"phong ban)\b"
)
_OFFICE_WORD: Final = re.compile(
    r"\b(?:van phong|phong|ban|ubnd|uy ban|hdnd|hoi|doan|trung tam|truong|tram|cong an|thanh tra|so|chi cuc|cuc|"
    r"dang uy|dang bo|"
    r"huyen uy|tinh uy|thanh uy|co quan|mttq|mat tran|lien doan|benh vien|dai|chi bo|xa|phuong|thi tran|doi|to|khoa|"
    r"kho bac|"
    r"bao hiem|vien|toa an|thu vien|nha|cong ty|ban quan ly|huyen|quan|quy|hoc vien)\b"
)


@dataclass(eq=False, slots=True)
class UnitGuess:
    """A unit a list speaks of: its name as written (cleaned), what block and tier it seems to be of, the unit over it,
    and the row that names it first. One object for each unit of a sheet."""

    name: str
    block: str | None
    tier: str | None
    parent: "UnitGuess | None"
    row: int
    people: int = 0


@lru_cache(maxsize=8192)
def block_of(name: str) -> str | None:
    """The block a name of a unit or of a block speaks of: party, government, front_and_mass, public_service,
    armed_forces; None where it says nothing."""
    folded = _plain(name)
    for block, pattern in _BLOCK_PATTERNS:
        if pattern.search(folded):
            return block
    return None


_TIER_WORDS: Final = re.compile(r"\b(?:xa|phuong|thi tran|huyen|quan|tinh|thanh pho|thi xa)\b(?! uy)")


def heading_block(name: str) -> str | None:
    """The block a heading over many units puts them in; one that only names a tier (“CÁC XÃ, THỊ TRẤN”) puts none."""
    return block_of(_TIER_WORDS.sub(" ", _plain(name)))


@lru_cache(maxsize=8192)
def tier_of(name: str) -> str | None:
    """The tier a name speaks of: commune, district, province, central; None where it says nothing."""
    folded = _NOT_TIER.sub(" ", _plain(name))
    for tier, pattern in _TIERS:
        if pattern.search(folded):
            return tier
    return None


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9,&]+", " ", fold(name)).split())


_PREFIX: Final = re.compile(
    r"^(?:(?P<roman>[IVXLC]{1,6})|(?P<number>\d{1,3}(?:\.\d{1,2}){0,3})|(?P<letter>[A-HĐa-hđ]))\s*[.,)/:\-–]+\s*(?=\S)"
)
_MARK: Final = re.compile(
    r"(?:(?P<roman>[IVXLC]{1,6})|(?P<number>\d{1,3}(?:\.\d{1,2}){0,3})|(?P<letter>[A-HĐa-hđ]))\s*[.)]?"
)
_COUNT: Final = re.compile(
    r"\s*[:(\-–]+\s*(?:tổng số|có|gồm|cộng)?\s*:?\s*\d+\s*(?:người|đ/c|đồng chí|cán bộ|cbcc|cb|công chức|biên chế|"
    r"biên chế giao)?\s*\)?\s*$",
    re.IGNORECASE,
)


_CALLED: Final = re.compile(r"^(?:tên )?(?:đơn vị|cơ quan|cơ quan, đơn vị|khối cơ quan)\s*:\s*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GroupName:
    """The text of a grouping row: its name, and the kind of its numbering ("" where it has none)."""

    name: str
    numbering: str
    is_block: bool
    has_block_word: bool = False


# “Văn phòng Đảng ủy Khối” is an office of the Party committee of a block, not a block.
_OF_BLOCK: Final = re.compile(r"^(?!co quan|cac ).*\b(?:dang uy|dang bo|doan|cong doan|hoi|uy ban kiem tra) khoi\b")


def numbering_of(mark: str) -> str:
    """The kind of a number before a name: roman, letter, 1, 1.1 …; "" when it is none."""
    found = _MARK.fullmatch(mark.strip())
    if not found:
        return ""
    if found.group("number"):
        return "1" + ".1" * found.group("number").count(".")
    return (
        "roman"
        if found.group("roman") and len(found.group("roman")) + (found.group("roman") in "IVX") > 1
        else "letter"
    )


def group_name(text: str, mark: str = "") -> GroupName:
    """Read the text of a grouping row; `mark` is the number in the column of numbers, "" where there is none."""
    name = clean(text)
    numbering = numbering_of(mark) if mark else ""
    found = _PREFIX.match(name)
    if found:
        numbering = numbering or numbering_of(found.group().strip(" .,)/:-–"))
        name = name[found.end() :]
    name = _CALLED.sub("", name)
    name = _COUNT.sub("", name).strip(" :.-–")
    folded = fold(name)
    block_word = bool(re.search(r"\bkhoi\b", folded)) and not _OF_BLOCK.search(folded)
    return GroupName(name, numbering, bool(_BLOCK_HEADING.match(folded)) or block_word, block_word)


def names_an_office(text: str) -> bool:
    """Whether the text has a word that names of offices have."""
    return bool(_OFFICE_WORD.search(fold(text)))


_TOTAL: Final = re.compile(
    r"^(?:tong cong|tong so|tong chung|cong chung|cong lai|cong khoi|cong muc|cong don vi|tong bien che|so luong|"
    r"danh sach (?:nay )?(?:co|gom)|an dinh danh sach|(?:tong|cong)\s*(?:$|[:(.]|\d))"
)
_CLOSING: Final = re.compile(
    r"\b(?:nguoi lap|lap bieu|ky ten|thu truong|t/m|tm\.|kt\.|k/t|tl\.|ngay \d{1,2} thang|ngay …|ngay \.\.|noi nhan|"
    r"ky va ghi ro|xac nhan|"
    r"nguoi tong hop|ke toan truong|phe duyet|dong dau|ky, ghi ro)"
)


def is_total(text: str) -> bool:
    """Whether the text opens a row of totals."""
    return bool(_TOTAL.match(fold(text)))


def is_closing(text: str) -> bool:
    """Whether the text belongs to the signatures under a table."""
    return bool(_CLOSING.search(fold(text)))
