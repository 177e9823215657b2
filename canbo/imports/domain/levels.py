"""Levels of profession, political theory and state management: what offices write, and the code it means.

A level nobody knows is a problem to be asked about, never a guess.
"""

import re
from typing import Final, NamedTuple

from canbo.core.errors import Phrase, Said
from canbo.core.text import clean
from canbo.documents.sources.cells import NOTHING, Cell, Problem, Read, is_blank, key, written
from canbo.imports.domain.terms import LABELS, RANKING, TABLES, code_of, coded, letters

LEVEL_NAMES: Final = {
    "qualification": Phrase("trình độ chuyên môn"),
    "theory": Phrase("trình độ lý luận chính trị"),
    "state_management": Phrase("trình độ quản lý nhà nước"),
}


_STUDYING: Final = re.compile(
    r"^(?:dang (?:theo )?hoc|dang dao tao|hoc vien|sinh vien|chua tot nghiep|dang boi duong)\b"
)
_STUDY_NOTE: Final = re.compile(
    r"\b(?:tai chuc|chinh quy|tu xa|vlvh|vua lam vua hoc|vua hoc vua lam|chuyen tu|lien thong|tap trung|he)\b"
)
_COUNT: Final = re.compile(r"\(?\s*\b\d+\s*(?:bằng|văn bằng|bang)\b\s*\)?", re.IGNORECASE)
_NOTE: Final = re.compile(r"\(.*?\)")
_SEPARATOR: Final = re.compile(r"[;,/\n+]|\s[-–—]\s")
_TRIM: Final = " .,;:-–—()[]/"
_NOT_STATED: Final = frozenset({"x", "co", "da qua", "da hoc", "da co", "da boi duong", "v", "da qua boi duong"})
_THEORY_NOISE: Final = re.compile(
    r"\b(?:ly luan chinh tri|li luan chinh tri|ly luan|llct|ll|ct|chinh tri|hoan chinh|bang tot nghiep|bang"
    r"|hanh chinh|tuong duong|td|va|tri|hc)\b"
)
_STATE_NOISE: Final = re.compile(
    r"\b(?:ngach|boi duong|qlnn|quan ly nha nuoc|chuong trinh|chung chi|cc|lop|ve|tuong duong)\b"
)


def _unknown(name: str, raw: str) -> Read:
    return Read(
        None,
        raw,
        Problem(
            "unknown_level",
            "refused",
            Said("“{text}” không có trong danh mục {list}.", text=clean(raw), list=LEVEL_NAMES[name]),
            Said("Hãy ghi một trong: {known}.", known=", ".join(reversed(LABELS[name].values()))),
        ),
    )


def _studying(raw: str) -> Read:
    return Read(
        None,
        raw,
        Problem(
            "still_studying",
            "warned",
            Said("“{text}”: đang học nên chưa tính là trình độ.", text=clean(raw)),
            Said("Ghi trình độ khi đã có bằng."),
        ),
    )


def _none_or_blank(value: Cell, name: str) -> Read | None:
    """NOTHING for a blank cell, the level “none” for a dash or a zero."""
    if isinstance(value, str):
        if not value.strip():
            return NOTHING
        return coded(name, "none", value) if is_blank(value) else None
    return coded(name, "none", written(value)) if value == 0 else None


_JOINED: Final = re.compile(r"(ĐH|CĐ|TC|SC|[Tt]h\.?[Ss]|TS|KS|CN)(?:[.:_–-]+(?=\w)|(?=[A-ZĐ]{2,}))")
_PROFESSION: Final = re.compile(
    r"(?:dieu duong|nu ho sinh|ho sinh|duoc si|duoc sy|y si|y sy|ke toan|su pham|ky thuat vien|giao vien|luat|"
    r"hanh chinh|kinh te|nong nghiep|lam nghiep|tai chinh|xay dung)\b"
)
_ACADEMIC: Final = re.compile(r"^(?:P?GS|(?:Phó )?[Gg]iáo sư)[.,;\s-]+(?=[TtĐđCc])")
_COUNTED: Final = re.compile(r"^0?[1-9]\s+(?=\D)")


class _Level(NamedTuple):
    code: str
    rest: str


def _leading_level(text: str, table: dict[str, str]) -> _Level | None:
    """The level the text begins with and the words after it as written."""
    words = text.split()
    for count in range(min(5, len(words)), 0, -1):
        code = table.get(letters(key(" ".join(words[:count]))))
        if code is not None and code != "none":
            return _Level(code, " ".join(words[count:]).strip(_TRIM))
    joined = _JOINED.match(text)
    if joined:
        rest = text[joined.end() :]
        major = {"SP": "Sư phạm", "KT": "Kinh tế"}.get(rest.strip(_TRIM), rest.strip(_TRIM))
        return _Level(table[letters(key(joined.group(1)))], major)
    # “Điều dưỡng trung cấp”, “Sư phạm ĐH”: the level after the profession.
    for count in (2, 1):
        code = table.get(letters(key(" ".join(words[-count:]))))
        if len(words) > count and code not in (None, "none") and _PROFESSION.match(key(text)):
            return _Level(str(code), " ".join(words[:-count]).strip(_TRIM))
    return None


def _note(found: re.Match[str]) -> str:
    """What a bracketed note is worth: nothing when it only speaks of years, counts or studies under way."""
    folded = key(found.group())
    return " " if _STUDYING.match(folded) or any(letter.isdigit() for letter in folded) else found.group()


def read_qualification(value: Cell) -> Read:
    """The professional level of a cell; a major written beside it comes as `extra` (“Đại học Luật”).

    Of several levels in one cell the highest counts. Unknown: `unknown_level`, refused.
    """
    done = _none_or_blank(value, "qualification")
    if done is not None:
        return done
    raw = written(value)
    table = TABLES["qualification"]
    code = code_of("qualification", key(raw))
    if code is not None:
        return coded("qualification", code, raw)
    if _STUDYING.match(key(raw)):
        return _studying(raw)
    found: list[_Level] = []
    plain = _COUNTED.sub("", _ACADEMIC.sub("", _NOTE.sub(_note, _COUNT.sub(" ", clean(raw)))))
    for part in _SEPARATOR.split(plain.replace("(", " - ").replace(")", " ")):
        level = _leading_level(part.strip(_TRIM), table)
        if level is not None:
            found.append(level)
        elif found and not found[-1].rest and part.strip(_TRIM):
            found[-1] = found[-1]._replace(rest=part.strip(_TRIM))
        elif part.strip(_TRIM) and not found:
            found.append(_Level("", part.strip(_TRIM)))
    known = [level for level in found if level.code]
    if not known:
        return _unknown("qualification", raw)
    best = max(known, key=lambda level: RANKING["qualification"][level.code])
    rest = best.rest or next((level.rest for level in found if not level.code), "")
    rest = "" if _STUDY_NOTE.sub("", key(rest)).strip() == "" else rest
    return coded("qualification", best.code, raw, (("major", rest),) if rest else ())


def read_theory(value: Cell) -> Read:
    """The level of political theory, “tương đương” included. Unknown: `unknown_level`, refused."""
    done = _none_or_blank(value, "theory")
    if done is not None:
        return done
    raw = written(value)
    table = TABLES["theory"]
    folded = re.sub(r"^(tc|cc|sc|cn)(?:llct|llct hc|ct|ll)\b", r"\1", letters(key(raw)))
    code = code_of("theory", folded)
    if code is None:
        if _STUDYING.match(folded):
            return _studying(raw)
        if folded in _NOT_STATED:
            return _not_stated(raw)
        bare = " ".join(_THEORY_NOISE.sub(" ", folded).split())
        code = table.get(bare)
    if code is None:
        return _several("theory", raw, _THEORY_NOISE)
    return coded("theory", code, raw)


def read_state_management(value: Cell) -> Read:
    """The level of state management. Unknown: `unknown_level`, refused; a bare “x”: `level_not_stated`, warned."""
    done = _none_or_blank(value, "state_management")
    if done is not None:
        return done
    raw = written(value)
    table = TABLES["state_management"]
    folded = letters(key(raw))
    code = code_of("state_management", folded)
    if code is None:
        if _STUDYING.match(folded):
            return _studying(raw)
        if folded in _NOT_STATED:
            return _not_stated(raw)
        code = table.get(" ".join(_STATE_NOISE.sub(" ", folded).split()))
    if code is None:
        return _several("state_management", raw, _STATE_NOISE)
    return coded("state_management", code, raw)


def _several(name: str, raw: str, noise: re.Pattern[str]) -> Read:
    """The highest of several levels in one cell, when each part is a known level."""
    parts = [
        " ".join(noise.sub(" ", letters(key(part))).split())
        for part in _SEPARATOR.split(re.sub(r"[()]", ",", clean(raw)))
    ]
    codes = [TABLES[name].get(part) for part in parts if part and not part.isdigit()]
    if not codes or None in codes:
        return _unknown(name, raw)
    best = max((code for code in codes if code), key=lambda code: RANKING[name][code])
    return coded(name, best, raw)


def _not_stated(raw: str) -> Read:
    return Read(
        None,
        raw,
        Problem(
            "level_not_stated",
            "warned",
            Said("“{text}” không nói rõ trình độ nào.", text=clean(raw)),
            Said("Hãy ghi rõ trình độ."),
        ),
    )
