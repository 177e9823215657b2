"""Ratings, modes of study, languages, informatics, schooling and steps: what offices write, and the code it means."""

import re
from datetime import date
from typing import Final, NamedTuple

from canbo.core.errors import Phrase, Said
from canbo.core.text import clean, fold
from canbo.documents.sources.cells import NOTHING, Cell, Problem, Read, Reader, is_blank, key, read_text, written
from canbo.imports.domain.terms import LABELS, LANGUAGES, NO_LEVEL, NOT_RATED, TABLES, coded, letters

_PARTY_NOISE: Final = re.compile(
    r"\b(?:dang vien|dv|du tu cach|dtc|dutc|can bo|cbcc|cong chuc|vien chuc|chuc trach|duoc giao|cb|cc|loai|xep loai|"
    r"muc)\b"
)


_RATING_WORDS: Final = {"ht": "hoan thanh", "xs": "xuat sac", "nv": "nhiem vu", "t": "tot", "k": "khong"}


def read_rating(value: Cell) -> Read:
    """A yearly rating; an unknown one is no rating: text kept, warned (`unknown_rating`)."""
    if is_blank(value):
        return NOTHING
    raw = written(value)
    folded = key(raw)
    if folded in NOT_RATED:
        return Read(None, raw)
    table = TABLES["rating"]
    code = table.get(letters(folded))
    if code is None:
        bare = " ".join(_PARTY_NOISE.sub(" ", folded).split())
        code = table.get(bare) or table.get(" ".join(_RATING_WORDS.get(word, word) for word in bare.split()))
    if code is None and folded.startswith("hoan thanh nhiem vu nhung con han che"):
        code = "completed"
    if code is None:
        return Read(
            None,
            raw,
            Problem(
                "unknown_rating",
                "warned",
                Said("“{text}” không phải là một mức xếp loại đã biết.", text=clean(raw)),
                Said("Hãy ghi: {known}.", known=", ".join(LABELS["rating"].values())),
            ),
        )
    return coded("rating", code, raw)


def _simple(name: str, problem: str, what: str) -> Reader:
    """A reader of a closed list whose unknown values are kept as text with a warning."""

    def read(value: Cell) -> Read:
        if is_blank(value):
            return NOTHING
        raw = written(value)
        folded = key(raw)
        table = TABLES[name]
        code = table.get(folded) or table.get(re.sub(r"^(?:he|hinh thuc|lop|dao tao|gioi tinh) ", "", folded))
        if code is None:
            return Read(
                None,
                raw,
                Problem(
                    problem,
                    "warned",
                    Said("“{text}” không phải là {what} đã biết.", text=clean(raw), what=what),
                    Said("Hãy ghi: {known}.", known=", ".join(LABELS[name].values())),
                ),
            )
        return coded(name, code, raw)

    return read


read_mode: Final = _simple("mode", "unknown_mode", Phrase("hình thức đào tạo"))
read_gender: Final = _simple("gender", "unknown_gender", Phrase("giới tính"))
read_defence: Final = _simple("defence", "unknown_defence_group", Phrase("đối tượng bồi dưỡng quốc phòng, an ninh"))


class Language(NamedTuple):
    """A language and the level or certificate named with it, either possibly ""."""

    language: str
    level: str


_LEVEL_WORD: Final = re.compile(
    r"\b(a1|a2|b1|b2|c1|c2|a|b|c|d|ielts(?: \d(?: \d)?)?|toeic(?: \d+)?|toefl(?: \w+)?(?: \d+)?|bac \d|"
    r"dai hoc|dh|cu nhan|cn|thac si|ths|cao dang|cd|giao tiep|thanh thao|co ban)\b"
)
_LANGUAGE_LEVELS: Final = {
    "dai hoc": "Đại học",
    "dh": "Đại học",
    "cu nhan": "Cử nhân",
    "cn": "Cử nhân",
    "thac si": "Thạc sĩ",
    "ths": "Thạc sĩ",
    "cao dang": "Cao đẳng",
    "cd": "Cao đẳng",
    "giao tiep": "Giao tiếp",
    "thanh thao": "Thành thạo",
    "co ban": "Cơ bản",
}
_LANGUAGE_NOISE: Final = re.compile(r"\b(?:tieng|chung chi|cchi|cc|trinh do|ngoai ngu|bang|van|biet|cap)\b")


def read_language(value: Cell) -> Read:
    """The languages of a cell as a tuple of Language; “B Anh”, “Anh B1”, “Tiếng Tày”, “A, B Anh”.

    A text with neither a known language nor a level is kept as one Language with the text as its level.
    """
    if is_blank(value):
        return NOTHING
    raw = written(value)
    if key(raw) in NO_LEVEL:
        return Read(None, raw)
    found = tuple(_language(part) for part in re.split(r"[;,\n+&]|\bvà\b", clean(raw)) if part.strip())
    if len(found) > 1 and all(not item.language for item in found[:-1]) and found[-1].language:
        found = tuple(item._replace(language=found[-1].language) for item in found)
    return Read(found, raw)


def _language(part: str) -> Language:
    folded = key(part)
    level = _LEVEL_WORD.search(folded)
    rest = _LANGUAGE_NOISE.sub(" ", folded.replace(level.group(), " ", 1) if level else folded)
    language = LANGUAGES.get(" ".join(rest.split()), "")
    if not language and not level:
        return Language("", clean(part))
    words = level.group() if level else ""
    if words.startswith(("ielts", "toe")):
        # The score as written: folding turned “6.5” into two words.
        score = re.search(r"(?i)(?:ielts|toeic|toefl)[\w\s.,]*", part)
        return Language(language, score.group().strip() if score else words.upper())
    return Language(language, _LANGUAGE_LEVELS.get(words, words.upper().replace("BAC", "Bậc")))


def read_it(value: Cell) -> Read:
    """A level of informatics as code (A, B, C, basic, advanced, certificate, intermediate …) or the text itself."""
    if is_blank(value):
        return NOTHING
    raw = written(value)
    if key(raw) in NO_LEVEL:
        return Read(None, raw)
    code = TABLES["it"].get(key(raw))
    if code is None:
        return read_text(value)
    return Read(code, raw if raw != code else None)


_SCHOOL: Final = re.compile(r"(?:lop )?(\d{1,2}) (10|12)(?: (btvh|bt|bo tuc|bo tuc van hoa|gdtx))?")


_SCHOOLS: Final = {
    word: school
    for school, words in {
        "12/12": ("12", "lop 12"),
        "THPT": ("thpt", "ptth", "cap 3", "cap iii", "trung hoc pho thong", "tot nghiep thpt", "tn thpt"),
        "THCS": ("thcs", "cap 2", "cap ii", "trung hoc co so"),
        "Tiểu học": ("tieu hoc", "th", "cap 1", "cap i"),
    }.items()
    for word in words
}


def read_general_education(value: Cell) -> Read:
    """General schooling: “12/12”, “7/10”, “12/12 bổ túc”, THPT, THCS, Tiểu học; others as written.

    Excel turns “12/12” into the twelfth of December: such a date is turned back.
    """
    if isinstance(value, date):
        parts = (value.day, value.month)
        full = 12 if 12 in parts else 10 if 10 in parts else 0
        if full:
            grade = parts[1] if parts[0] == full else parts[0]
            return Read(f"{grade}/{full}", written(value))
    if is_blank(value):
        return NOTHING
    raw = written(value)
    folded = key(raw)
    found = _SCHOOL.fullmatch(re.sub(r"^(bt|bo tuc|btvh) (\d+ \d+)$", r"\2 \1", folded))
    if found:
        text = f"{int(found.group(1))}/{found.group(2)}" + (" bổ túc" if found.group(3) else "")
    else:
        text = _SCHOOLS.get(folded) or clean(raw)
    return Read(text, raw if raw != text else None)


_STEP: Final = re.compile(
    r"(?:bac\s*)?(\d{1,2})(?:\s*[/-]\s*(\d{1,2}))?(?:\s*(?:\(?\s*vk|vuot khung|\+)[\s:]*(\d{1,2})\s*%?\s*\)?)?"
)
_ROMAN: Final = {
    numeral: number
    for number, numeral in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)
}


def read_step(value: Cell) -> Read:
    """A salary step as an int; “4/9” also gives `salary_steps`, “12/12 VK 5%” also `over_frame`.

    Excel turns “4/9” into a date: such a date is turned back, the smaller number being the step.
    """
    if isinstance(value, date):
        low, high = sorted((value.day, value.month))
        return Read(low, written(value), None, (("salary_steps", high),)) if high <= 12 else _bad_step(written(value))
    if is_blank(value):
        return NOTHING
    raw = written(value)
    roman = _ROMAN.get(key(raw).removeprefix("bac "))
    if roman is not None:
        return Read(roman, raw)
    # Folding makes a blank of the hyphen, which here stands between the step and the number of steps.
    found = _STEP.fullmatch(fold(clean(raw).replace("-", "/").replace(",0", "")))
    if not found or not 1 <= int(found.group(1)) <= 16:
        return _bad_step(raw)
    extra: list[tuple[str, object]] = []
    if found.group(2):
        extra.append(("salary_steps", int(found.group(2))))
    if found.group(3):
        extra.append(("over_frame", int(found.group(3))))
    return Read(int(found.group(1)), raw if raw != found.group(1) else None, None, tuple(extra))


def _bad_step(raw: str) -> Read:
    return Read(
        None,
        raw,
        Problem(
            "step_unreadable",
            "warned",
            Said("“{text}” không phải là bậc lương.", text=clean(raw)),
            Said("Hãy ghi dạng 4/9 hoặc 4."),
        ),
    )
