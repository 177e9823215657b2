"""Names of units as lists write them: the key two spellings share, the near spelling worth asking about. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from canbo.core.text import clean, fold, proper_name, tone_key

#: Usual short forms, by folded words; the longer first so that “tb xh” is read before “xh”.
_SHORT: Final = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubmttq": "uy ban mat tran to quoc",
    "mttq": "mat tran to quoc",
    "ubkt": "uy ban kiem tra",
    "lhpn": "lien hiep phu nu",
    "ldld": "lien doan lao dong",
    "tncs hcm": "thanh nien cong san ho chi minh",
    "tncs": "thanh nien cong san",
    "ccb": "cuu chien binh",
    "ldtbxh": "lao dong thuong binh va xa hoi",
    "ld tbxh": "lao dong thuong binh va xa hoi",
    "ld tb va xh": "lao dong thuong binh va xa hoi",
    "ld tb xh": "lao dong thuong binh va xa hoi",
    "tbxh": "thuong binh va xa hoi",
    "tb va xh": "thuong binh va xa hoi",
    "gddt": "giao duc va dao tao",
    "gd dt": "giao duc va dao tao",
    "gd va dt": "giao duc va dao tao",
    "nnptnt": "nong nghiep va phat trien nong thon",
    "nn ptnt": "nong nghiep va phat trien nong thon",
    "nn va ptnt": "nong nghiep va phat trien nong thon",
    "ptnt": "phat trien nong thon",
    "tnmt": "tai nguyen va moi truong",
    "tn mt": "tai nguyen va moi truong",
    "tn va mt": "tai nguyen va moi truong",
    "vhtt": "van hoa va thong tin",
    "vh tt": "van hoa va thong tin",
    "vh va tt": "van hoa va thong tin",
    "kt ht": "kinh te va ha tang",
    "ktht": "kinh te va ha tang",
    "kt va ht": "kinh te va ha tang",
    "tckh": "tai chinh ke hoach",
    "tc kh": "tai chinh ke hoach",
    "khdt": "ke hoach va dau tu",
    "kh dt": "ke hoach va dau tu",
    "khcn": "khoa hoc va cong nghe",
    "kh cn": "khoa hoc va cong nghe",
    "tttt": "thong tin va truyen thong",
    "vhttdl": "van hoa the thao va du lich",
    "btc": "ban to chuc",
    "btg": "ban tuyen giao",
    "bdv": "ban dan van",
    "qlda": "quan ly du an",
    "ttbd": "trung tam boi duong",
    "thpt": "trung hoc pho thong",
    "thcs": "trung hoc co so",
    "ptdtnt": "pho thong dan toc noi tru",
    "ptdtbt": "pho thong dan toc ban tru",
    "gdtx": "giao duc thuong xuyen",
    "gdnn": "giao duc nghe nghiep",
    "bhxh": "bao hiem xa hoi",
    "bql": "ban quan ly",
    "vp": "van phong",
    "p": "phong",
    "tx": "thi xa",
    "tp": "thanh pho",
}
_AT_FRONT: Final = {"tt": "trung tam", "th": "tieu hoc", "mn": "mam non"}
_BEFORE_PLACE: Final = {"x": "xa", "tt": "thi tran", "h": "huyen", "t": "tinh", "q": "quan"}
_WORDS: Final = re.compile(r"[^a-z0-9&]+")
_LONGEST: Final = max(len(short.split()) for short in _SHORT)
#: Fuzzy likeness (0 to 100) from which a new name is asked about.
NEAR: Final = 93


@lru_cache(maxsize=20_000)
def unit_key(name: str) -> str:
    """The form under which two spellings of one unit are the same: folded, short forms written out, “&” as “và”."""
    words = _WORDS.sub(" ", fold(name).replace("&", " va ")).split()
    out: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            full = _SHORT.get(" ".join(words[at : at + length]))
            if full is not None:
                out.append(full)
                at += length
                break
        else:
            word = words[at]
            if at == 0 and word in _AT_FRONT:
                word = _AT_FRONT[word]
            elif 0 < at < len(words) - 1 and word in _BEFORE_PLACE:
                word = _BEFORE_PLACE[word]
            out.append(word)
            at += 1
    # “Thương binh và Xã hội” and “Thương binh Xã hội”: the word “và” tells no two units apart.
    return " ".join(word for word in " ".join(out).split() if word != "va")


def same_unit_name(one: str, other: str) -> bool:
    """Whether two names with the same key are of one unit: «Tú Trĩ» and «Tú Trì» are two, «Tu Tri» may be either.

    Marks tell names apart where both are written with marks; the words that short forms stand for are left aside.
    """
    words, others = tone_key(clean(one)).split(), tone_key(clean(other)).split()
    if not _has_marks(one) or not _has_marks(other):
        return True
    for word, its in zip(reversed(words), reversed(others), strict=False):
        if fold(word) != fold(its):
            break
        if word.strip(".,;:()") != its.strip(".,;:()"):
            return False
    return True


def _has_marks(text: str) -> bool:
    return fold(text) != clean(text).lower()


class Near(NamedTuple):
    """A unit already known whose name is almost the same, and how alike they are (0 to 100)."""

    key: str
    likeness: float


def nearest(key: str, known: Iterable[str]) -> Near | None:
    """The known key that may be meant; None where none is near. Names that differ by a number are never near."""
    found = process.extract(key, list(known), scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
    for other, likeness, _ in found:
        if other != key and _figures(other) == _figures(key) and _only_typing(key, other):
            return Near(other, likeness)
    return None


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _only_typing(one: str, other: str) -> bool:
    """Whether the words differ by letters within a word, not by a whole word: «xã Tú Trĩ» and «xã Tú Sơn» are two."""
    words, others = one.split(), other.split()
    if len(words) != len(others):
        return True
    different = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return all(fuzz.ratio(a, b) >= 60 and len(a) > 3 for a, b in different)


def unit_name(written: str) -> str:
    """The name in its usual case: a heading in capitals is written as a name, anything else is only cleaned."""
    text = clean(written)
    letters = [letter for letter in text if letter.isalpha()]
    if not letters or not all(letter.isupper() for letter in letters):
        return text
    return _office_case(text)


_LOWER: Final = frozenset(
    {
        "ủy", "uỷ", "ban", "nhân", "dân", "kiểm", "tra", "hội", "đồng", "phòng", "trung", "tâm", "trường", "cơ", "quan",
        "văn", "tổ", "chức", "tỉnh", "huyện", "xã", "quận", "phường", "thành", "phố", "thị", "trấn", "và", "của", "về",
        "đảng", "bộ", "nội", "vụ", "chính", "trị", "tuyên", "giáo", "vận", "thanh", "tư", "pháp", "tài", "kế", "hoạch",
        "công", "thương", "y", "tế", "dục", "đào", "tạo", "khoa", "học", "nghệ", "nguyên", "môi", "nông", "nghiệp",
        "phát", "triển", "thôn", "xây", "dựng", "giao", "thông", "tải", "lao", "động", "binh", "hóa", "thể", "thao",
        "du", "lịch", "tin", "truyền",
    }
)  # fmt: skip
_KEEP: Final = frozenset({"UBND", "HĐND", "MTTQ", "UBMTTQ", "UBKT", "TNCS", "HCM", "THPT", "THCS", "BHXH", "LĐLĐ"})
_PLACE: Final = frozenset({"tỉnh", "huyện", "xã", "quận", "phường", "phố", "trấn"})
_PLACE_WORDS: Final = _PLACE | {"thành", "thị", "ủy", "uỷ"}


def _office_case(text: str) -> str:
    """«HUYỆN ỦY BẠCH THÔNG» -> «Huyện ủy Bạch Thông», «UBND HUYỆN A» -> «UBND huyện A»."""
    out = []
    in_place_name = False
    for place, word in enumerate(text.split()):
        bare = word.strip(".,;:()")
        small = word.lower()
        if bare in _KEEP:
            out.append(word)
        elif place == 0:
            out.append(proper_name(word))
        elif small in _LOWER and (not in_place_name or small in _PLACE_WORDS):
            out.append(small)
            in_place_name = in_place_name or small in _PLACE
        else:
            # The name of a place goes to the end: «tỉnh Thông Nông» keeps its capitals.
            out.append(proper_name(word))
            in_place_name = True
    return " ".join(out)
