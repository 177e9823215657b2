"""What a heading may mean: every known field that fits it, how well, and why."""

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from canbo.imports.domain.fields import heading_index, label_key, over_headings
from canbo.imports.domain.terms import is_short_for

type Path = tuple[str, ...]
"""The headings over a column from the top down, folded."""


class Fit(NamedTuple):
    """How well a target fits a heading, from 0 to 1, and why, in words."""

    target: str
    score: float
    reason: str


# Headings that mean many things: alone they are weaker evidence than a whole phrase.
_VAGUE: Final = frozenset(
    """ten|ban|dv|phong|to|lop|tu|den|bac|truong|khoa|khoi|dt|nn|cv|cm|ho|th|tg|ns|ct|db|giai doan|doi tuong|noi dung|
    thoi gian|hinh thuc|ket qua|chuyen mon|trinh do|quy hoach|gioi|cao|nang|ngay cap|noi cap|danh hieu|chinh thuc|
    phu cap|van bang|dia diem|tinh trang|chi bo|chung chi|ma so|he so|tu thang nawm""".replace("\n    ", "").split("|")
)
_RELATIVES: Final = frozenset(
    """cha|me|vo|chong|con|vo chong|bo|cha me|nguoi than|than nhan|quan he gia dinh|vo hoac chong|bo me|
    ho ten vo chong|anh chi em""".replace("\n    ", "").split("|")
)
# Under “Lý luận chính trị” these say only that the level stands here.
_GENERIC: Final = frozenset(
    {"trinh do", "muc", "cap do", "trinh do dao tao", "bang cap", "trinh do cao nhat", "cap", "trinh do hien nay"}
)
_GRADED: Final = frozenset(
    {"qualification", "theory", "state_management", "general_education", "language", "english", "it", "defence"}
)
_PARTY_RATING: Final = re.compile(r"\b(?:dang vien|dang|xldv)\b")
_RATING: Final = re.compile(r"\b(?:xep loai|danh gia|phan loai|ket qua|hoan thanh nhiem vu|kq|xl|chat luong)\b")
_YEAR: Final = re.compile(r"\b((?:19|20)\d\d)\b")
_OLD: Final = re.compile(r"\b(?:cu|hien huong|dang huong|truoc khi|truoc|da huong)\b")
_NEW: Final = re.compile(r"\b(?:moi|sau khi|duoc nang|len|de nghi)\b")


def path_key(parts: tuple[str, ...]) -> Path:
    """The folded headings of a column, blanks and repetitions left out."""
    folded: list[str] = []
    for part in parts:
        form = label_key(part)
        if form and (not folded or folded[-1] != form):
            folded.append(form)
    return tuple(folded)


@lru_cache(maxsize=8192)
def fits(path: Path) -> tuple[Fit, ...]:
    """The targets that fit the headings of a column, the best first."""
    if not path or any(over in _RELATIVES for over in path[:-1]) or path[-1] in _RELATIVES:
        return ()
    found: dict[str, Fit] = {}
    leaf, over = path[-1], path[:-1]
    _add(found, _exact(leaf, over))
    if over:
        whole = " ".join(path)
        for target, needed in heading_index().get(whole, ()):
            if not needed:
                _add(found, [Fit(target, 0.97, "tên cột trùng khớp")])
    if leaf in _GENERIC and over:
        for target, needed in heading_index().get(over[-1], ()):
            if not needed and target in _GRADED:
                _add(found, [Fit(target, 0.96, "tiêu đề trên trùng khớp")])
    if leaf in ("nam", "nu") and not over:
        gender, born = ("male", "male_born") if leaf == "nam" else ("female", "female_born")
        reason = "cột Nam, Nữ không có tiêu đề chung"
        _add(found, [Fit(born, 0.84, reason), Fit(f"gender={gender}", 0.84, reason)])
    _add(found, _yearly(path))
    if not found or max(fit.score for fit in found.values()) < 0.9:
        _add(found, _alike(leaf, over))
    return tuple(sorted(found.values(), key=lambda fit: -fit.score))


def _add(found: dict[str, Fit], more: list[Fit]) -> None:
    for fit in more:
        if fit.target not in found or found[fit.target].score < fit.score:
            found[fit.target] = fit


def _exact(leaf: str, over: Path) -> list[Fit]:
    result = []
    for target, needed in heading_index().get(leaf, ()):
        if needed:
            near = _nearest(needed, over)
            if near:
                result.append(Fit(target, _aged(near, over), "tên cột và tiêu đề trên trùng khớp"))
            continue
        score = 0.86 if leaf in _VAGUE else 0.95
        # A parent that belongs to other fields makes the same words mean something else.
        if over and over[-1] not in over_headings() and len(over[-1]) < 60:
            score -= 0.04
        result.append(Fit(target, _aged(score, over), "tên cột trùng khớp"))
    return result


def _aged(score: float, over: Path) -> float:
    """Of “mức lương cũ” and “mức lương mới” the new one is meant."""
    above = " ".join(over)
    if _OLD.search(above):
        return score - 0.06
    return score + 0.01 if _NEW.search(above) else score


def _nearest(needed: str, over: Path) -> float:
    """How surely one of the headings above is the one needed: the nearest and the equal count most."""
    best = 0.0
    for distance, heading in enumerate(reversed(over)):
        if heading == needed:
            best = max(best, 0.98 - 0.02 * distance)
        elif f" {needed} " in f" {heading} ":
            best = max(best, 0.95 - 0.02 * distance - 0.02 * (len(needed) < len(heading) / 3))
    return best


def _yearly(path: Path) -> list[Fit]:
    """Ratings by year: “2013” under “Kết quả đánh giá”, “Xếp loại năm 2013”, “Năm 2013” over “Đảng viên”."""
    leaf, over = path[-1], " ".join(path[:-1])
    whole = " ".join(path)
    years = _YEAR.findall(whole)
    if not years:
        return []
    bare_leaf = " ".join(word for word in _YEAR.sub(" ", leaf).split() if word != "nawm")
    party = _PARTY_RATING.search(bare_leaf) or (not bare_leaf and _PARTY_RATING.search(over))
    name = "party_rating" if party else "rating"
    target = f"{name}@{years[-1]}"
    marked = next(
        (target for target, needed in heading_index().get(bare_leaf, ()) if target.startswith("rating=") and needed),
        None,
    )
    if marked and _RATING.search(over):
        return [Fit(f"{marked}@{years[-1]}", 0.93, "mức xếp loại của năm")]
    if not bare_leaf:
        if _RATING.search(over):
            return [Fit(target, 0.97, "năm đánh giá")]
        return [Fit(target, 0.62, "tên cột là một năm")]
    if _RATING.search(bare_leaf):
        return [Fit(target, 0.95, "xếp loại có ghi năm")]
    if party and _RATING.search(over):
        return [Fit(target, 0.95, "xếp loại có ghi năm")]
    if _YEAR.search(over) and bare_leaf in (
        "chinh quyen",
        "can bo",
        "cong chuc",
        "cbcc",
        "chuyen mon",
        "can bo cong chuc",
    ):
        return [Fit(target, 0.9, "xếp loại có ghi năm")]
    return []


def _alike(leaf: str, over: Path) -> list[Fit]:
    """Headings that contain a known one, are cut short, or are mistyped."""
    result: list[Fit] = []
    padded = f" {leaf} "
    shortened = any(len(word) == 1 for word in leaf.split())
    for form, targets in heading_index().items():
        if form == leaf:
            continue
        score, reason = 0.0, ""
        if shortened and is_short_for(leaf, form):
            score, reason = 0.9, "tên cột viết tắt"
        elif len(form) >= 6 and f" {form} " in padded:
            share = len(form) / len(leaf)
            score = (0.66 if leaf.startswith(form) else 0.6) + 0.28 * share
            reason = "tên cột có chứa tên quen thuộc"
        elif len(leaf) >= 6 and len(form) >= 6 and abs(len(form) - len(leaf)) <= 4:
            likeness = fuzz.ratio(form, leaf, score_cutoff=86)
            if likeness:
                score, reason = 0.55 + 0.35 * (likeness - 80) / 20, "tên cột gần giống"
        if not score:
            continue
        for target, needed in targets:
            if not needed:
                result.append(Fit(target, _aged(score, over), reason))
            elif _nearest(needed, over):
                result.append(Fit(target, score, reason))
    return result


@lru_cache(maxsize=1 << 15)
def names_people(text: str) -> bool:
    """Whether a cell heads the names of people, or begins to (“Họ và” over “tên”)."""
    form = label_key(text)
    if not 2 <= len(form) <= 60:
        return False
    if form in ("ho va", "ho", "ten") or any(target in _NAMED for target, _ in heading_index().get(form, ())):
        return True
    return "ten" in form.split() and any(fit.target in _NAMED and fit.score >= 0.6 for fit in fits((form,)))


_NAMED: Final = frozenset({"full_name", "family_name"})


@lru_cache(maxsize=1 << 15)
def looks_like_heading(text: str) -> bool:
    """Whether the text of a cell is a known heading, alone or over others; cells of people are told apart quickly."""
    form = label_key(text)
    if not form:
        return False
    if form in heading_index() or form in over_headings():
        return True
    if not 6 <= len(form) <= 90:
        return False
    words = form.split()
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            part = " ".join(words[start:end])
            if len(part) < 6 or len(part) * 2 < len(form):
                break
            if part in heading_index() and not (start and any(map(str.isdigit, form))):
                return True
    if (
        2 <= len(words) <= 6
        and not any(map(str.isdigit, form))
        and any(len(word) == 1 for word in words)
        and fits((form,))
    ):
        return True
    return process.extractOne(form, _forms(), scorer=fuzz.ratio, score_cutoff=90) is not None


@cache
def _forms() -> tuple[str, ...]:
    return tuple(form for form in heading_index() if len(form) >= 6)
