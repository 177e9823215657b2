"""Which column is which field: headings weighed against what stands below them, one field to one column."""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from canbo.core.text import clean
from canbo.documents.sources.cells import Cell, Reader, is_blank, key, read_date, read_flag, written
from canbo.documents.sources.sheet import column_letter
from canbo.imports.domain.fields import BY_KEY, split_target, target_label
from canbo.imports.domain.headings import Fit, Path, fits
from canbo.imports.domain.kinds import Kind
from canbo.imports.domain.readers import READERS


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a column seems to be. `rival` is a sentence where another column claims the same field
    nearly as well, or where what nobody recognised looks like something that counts."""

    index: int
    letter: str
    heading: str
    target: str | None
    confidence: float
    reason: str
    alternatives: tuple[tuple[str, float], ...]
    has_values: bool
    rival: str = ""


_OF_KIND: Final[dict[str, frozenset[str]]] = {
    "training": frozenset(
        {"course", "from_on", "to_on", "result", "institution", "study_mode", "certificate", "period", "course_level"}
    ),
    "appointments": frozenset(
        {
            "new_position",
            "old_position",
            "decision_no",
            "decision_on",
            "effective_on",
            "action",
            "new_unit",
            "old_unit",
            "decision_by",
            "term_years",
        }
    ),
    "plans": frozenset({"planned_title", "term", "planned_unit"}),
    "salary": frozenset(
        {"salary_step", "coefficient", "salary_from", "rank", "rank_code", "next_salary_on", "decision_no"}
    ),
    "ratings": frozenset({"rating", "party_rating", "score", "self_rating"}),
    "roster": frozenset({"school", "rating", "graduated_in", "salary_from"}),
}
_STRANGE: Final[dict[str, frozenset[str]]] = {
    "roster": _OF_KIND["training"] - {"study_mode"} | {"result"},
    "training": frozenset({"school", "rating", "graduated_in", "regime", "salary_from"}),
    "salary": _OF_KIND["training"],
    "ratings": _OF_KIND["training"],
    "plans": _OF_KIND["training"],
}
_MANY: Final = 12
_NAME: Final = re.compile(r"[^\W\d_]+(?:[\s'’.\-`()]+[^\W\d_]+){0,9}[)\s]*")
_TYPED: Final = frozenset(
    {
        "date",
        "party_date",
        "year",
        "number",
        "gender",
        "ethnicity",
        "religion",
        "ethnicity_religion",
        "citizen_id",
        "old_id",
        "general_education",
        "qualification",
        "theory",
        "state_management",
        "defence",
        "mode",
        "rank_code",
        "step",
        "rating",
        "period",
        "flag",
        "language",
        "phone",
    }
)


def assign(
    paths: Sequence[tuple[str, ...]], keys: Sequence[Path], samples: Sequence[list[Cell]], kind: Kind, year: int | None
) -> tuple[ColumnGuess, ...]:
    """Give every column its field, or none: the best pairs of column and field first, no field twice."""
    candidates = [
        sorted(
            (_weigh(fit, sample, kind, year, _has_rating_year(keys)) for fit in fits(path)),
            key=lambda fit: -fit.score,
        )
        for path, sample in zip(keys, samples, strict=True)
    ]
    _divide(keys, samples, candidates)
    _party_days(samples, candidates)
    if kind == "training":
        _course_levels(keys, candidates)
    pairs = sorted(
        ((fit.score, -index, fit) for index, found in enumerate(candidates) for fit in found if fit.score >= 0.45),
        key=lambda pair: (-pair[0], -pair[1]),
    )
    taken: dict[str, int] = {}
    given: dict[int, Fit] = {}
    for _, minus_index, fit in pairs:
        index = -minus_index
        repeatable = BY_KEY[split_target(fit.target)[0]].reader == "skip"
        if index in given or (fit.target in taken and not repeatable) or _clashes(fit.target, taken):
            continue
        given[index] = fit
        taken.setdefault(fit.target, index)
    return tuple(_guess(index, paths, candidates, given, taken, samples) for index in range(len(paths)))


def _divide(keys: Sequence[Path], samples: Sequence[list[Cell]], candidates: list[list[Fit]]) -> None:
    """Family and given name side by side, or two columns under one heading: both names, both Party days."""
    for left in range(len(keys) - 1):
        right = left + 1
        if candidates[left] and candidates[left][0].target == "family_name" and keys[right][-1:] == ("ten",):
            candidates[right] = [Fit("given_name", 0.95, "cột tên đứng sau cột họ và đệm")]
            continue
        if not keys[left] or keys[left] != keys[right] or not candidates[left] or not samples[right]:
            continue
        best = candidates[left][0].target
        if best == "full_name" and _share(samples[right], lambda value: len(written(value).split()) == 1) > 0.8:
            candidates[left] = [Fit("family_name", 0.93, "cột đầu dưới “Họ và tên”")]
            candidates[right] = [Fit("given_name", 0.93, "cột thứ hai dưới “Họ và tên”")]
        elif best == "party_probationary_on" and _share(samples[right], _is_date) > 0.6:
            candidates[right] = [Fit("party_official_on", 0.9, "cột thứ hai dưới “Ngày vào Đảng”")]


def _course_levels(keys: Sequence[Path], candidates: list[list[Fit]]) -> None:
    """“Trình độ” beside a class says at which level the class was, not which level the person has."""
    for index, path in enumerate(keys):
        if path and path[-1] in ("trinh do", "trinh do dao tao", "cap", "bac"):
            candidates[index] = [Fit("course_level", 0.92, "trình độ của lớp trong danh sách đào tạo")]


def _party_days(samples: Sequence[list[Cell]], candidates: list[list[Fit]]) -> None:
    """Days under “Đảng viên” are those on which people entered the Party."""
    for index, path_fits in enumerate(candidates):
        if (
            samples[index]
            and any(fit.target == "party_member" for fit in path_fits[:2])
            and _share(samples[index], lambda value: _is_date(value) or _is_serial(value)) > 0.6
            and not _taken(candidates, "party_probationary_on", index)
        ):
            candidates[index] = [Fit("party_probationary_on", 0.88, "ngày tháng dưới cột đảng viên")]


def _taken(candidates: list[list[Fit]], target: str, besides: int) -> bool:
    return any(
        fits and fits[0].target == target and fits[0].score > 0.8
        for index, fits in enumerate(candidates)
        if index != besides
    )


def _has_rating_year(keys: Sequence[Path]) -> bool:
    return any(found and found[0].target.startswith("rating@") for found in map(fits, keys))


# A field and what it is made of are not read side by side.
_EXCLUDES: Final = {
    "born": ("born_year", "born_month", "born_day"),
    "born_year": ("born",),
    "gender": ("gender=male", "gender=female"),
    "gender=male": ("gender",),
    "gender=female": ("gender",),
}


def _clashes(target: str, taken: dict[str, int]) -> bool:
    return any(other in taken for other in _EXCLUDES.get(target, ()))


def _guess(
    index: int,
    paths: Sequence[tuple[str, ...]],
    candidates: Sequence[list[Fit]],
    given: dict[int, Fit],
    taken: dict[str, int],
    samples: Sequence[list[Cell]],
) -> ColumnGuess:
    parts: list[str] = []
    for part in paths[index]:
        text = clean(part)
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    fit = given.get(index)
    found = candidates[index]
    rival = ""
    if found and samples[index] and (fit is None or fit is not found[0]):
        best = found[0]
        holder = taken.get(best.target)
        serious = BY_KEY[split_target(best.target)[0]].serious
        if (
            holder is not None
            and holder != index
            and serious
            and best.score >= 0.88
            and (fit is None or fit.score < 0.8)
        ):
            other = column_letter(holder)
            rival = f"Cột này và cột {other} cùng giống “{target_label(best.target)}”."
    if fit is None and samples[index] and not found:
        rival = _unknown_levels(samples[index], {split_target(target)[0] for target in taken})
    return ColumnGuess(
        index=index,
        letter=column_letter(index),
        heading=" > ".join(parts),
        target=fit.target if fit else None,
        confidence=round(fit.score, 2) if fit else 0.0,
        reason=fit.reason if fit else ("chưa nhận ra tên cột" if parts else "cột không có tên"),
        alternatives=tuple((other.target, round(other.score, 2)) for other in found if other is not fit)[:4],
        has_values=bool(samples[index]),
        rival=rival,
    )


def _says_more_than_none(read: Reader, value: Cell) -> bool:
    return read(value).value not in (None, "none")


def _unknown_levels(sample: list[Cell], taken: Container[str]) -> str:
    """A sentence where a column nobody knows holds what the reports count."""
    if len(sample) < 5:
        return ""
    for name in ("theory", "qualification", "state_management", "rating"):
        read = READERS[name]
        if name not in taken and _share(sample, partial(_says_more_than_none, read)) > 0.8:
            return f"Chưa nhận ra tên cột, nhưng giá trị giống “{BY_KEY[name].label}”."
    return ""


def _weigh(fit: Fit, sample: list[Cell], kind: Kind, year: int | None, has_years: bool) -> Fit:
    """The fit after looking at the values below the heading and at the kind of list."""
    name, code, _ = split_target(fit.target)
    score, reason, target = fit.score, fit.reason, fit.target
    if name in _OF_KIND.get(kind, ()):
        score += 0.03
    elif name in _STRANGE.get(kind, ()):
        score -= 0.1
    if name in ("rating", "party_rating") and "@" not in target and year and not (has_years and name == "rating"):
        target, reason = f"{target}@{year}", f"{reason}, năm lấy từ tiêu đề bảng"
    if sample:
        change, why = _evidence(BY_KEY[name].reader if not code else "flag", sample)
        # A few odd values under a plain heading are faults of rows, not of the column.
        if change > 0 and "@" in target and score < 0.65:
            # A heading that is only a year, over nothing but ratings.
            change += 0.17
        score += change if change > 0 else change * min(1.0, len(sample) / _MANY)
        if why:
            reason = f"{reason}; {why}"
    return Fit(target, max(0.0, min(0.99, score)), reason)


def _evidence(reader: str, sample: list[Cell]) -> tuple[float, str]:
    """How far the values speak for a reader, as a change of the score and a word on why."""
    if reader == "skip":
        return 0.0, ""
    if reader == "name":
        share = _share(sample, lambda value: isinstance(value, str) and bool(_NAME.fullmatch(clean(value))))
        words = _share(sample, lambda value: isinstance(value, str) and 2 <= len(value.split()) <= 9)
        if share >= 0.8 and words >= 0.6:
            return 0.03, "bên dưới là họ tên"
        return (-0.3, "bên dưới không giống họ tên") if share < 0.5 else (-0.08 if words < 0.5 else 0.0, "")
    if reader == "flag":
        share = _share(sample, lambda value: isinstance(read_flag(value).value, (bool, type(None))))
        dates = _share(sample, _is_date)
        if dates > 0.5:
            return -0.5, "bên dưới là ngày tháng"
        return (0.03, "bên dưới là dấu x") if share >= 0.7 else (-0.4, "bên dưới không phải dấu x")
    if reader in _TYPED:
        read = READERS[reader]
        share = _share(
            sample,
            lambda value: (
                ((found := read(value)).problem is None and (found.value is not None or bool(found.extra)))
                or is_blank(value)
            ),
        )
        if share >= 0.85:
            return 0.03, "giá trị bên dưới phù hợp"
        if share >= 0.6:
            return 0.0, ""
        return (
            (-0.2, "nhiều giá trị bên dưới không phù hợp")
            if share >= 0.3
            else (-0.45, "giá trị bên dưới không phù hợp")
        )
    if _share(sample, _is_date) > 0.7:
        return -0.35, "bên dưới là ngày tháng"
    if reader in ("unit", "position_unit", "text") and _share(sample, _is_mark) > 0.9:
        return -0.25, "bên dưới chỉ là dấu"
    if reader == "unit" and _share(sample, lambda value: not isinstance(value, str)) > 0.5:
        return -0.5, "bên dưới là số"
    return 0.0, ""


def _share(sample: list[Cell], fits_in: Callable[[Cell], bool]) -> float:
    return sum(1 for value in sample if fits_in(value)) / len(sample)


def _is_date(value: Cell) -> bool:
    if isinstance(value, date):
        return True
    return (
        isinstance(value, str) and sum(letter.isdigit() for letter in value) >= 4 and read_date(value).value is not None
    )


def _is_serial(value: Cell) -> bool:
    """Whether a number may be a day as Excel counts them, from 1927 on."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 10_000 <= value < 60_000


def _is_mark(value: Cell) -> bool:
    return isinstance(value, str) and key(written(value)) in ("x", "v", "")
