"""The kinds of list, told apart by title and columns."""

import re
from collections.abc import Sequence
from typing import Final, Literal

from canbo.core.errors import Phrase
from canbo.core.text import fold
from canbo.imports.domain.fields import split_target
from canbo.imports.domain.headings import Path, fits

type Kind = Literal["roster", "training", "ratings", "plans", "appointments", "salary", "other"]

KIND_LABELS: Final[dict[str, Phrase]] = {
    "roster": Phrase("danh sách trích ngang"),
    "training": Phrase("danh sách đào tạo, bồi dưỡng"),
    "ratings": Phrase("danh sách đánh giá, xếp loại"),
    "plans": Phrase("danh sách quy hoạch"),
    "appointments": Phrase("danh sách bổ nhiệm, điều động"),
    "salary": Phrase("danh sách lương"),
    "other": Phrase("bảng khác"),
}

_TITLES: Final[tuple[tuple[Kind, re.Pattern[str], float], ...]] = (
    ("plans", re.compile(r"\bquy hoach\b"), 4.0),
    ("training", re.compile(r"\b(?:cu di (?:hoc|dao tao)|dao tao|boi duong|hoc vien|lop hoc|di hoc|theo hoc)\b"), 4.0),
    ("appointments", re.compile(r"\b(?:bo nhiem|dieu dong|luan chuyen|biet phai|mien nhiem|giu chuc)\b"), 4.0),
    (
        "salary",
        re.compile(r"\b(?:nang luong|nang bac|bac luong|tien luong|dien bien luong|bang luong|he so luong)\b"),
        4.0,
    ),
    ("ratings", re.compile(r"\b(?:xep loai|danh gia|phan loai)\b"), 4.0),
    ("roster", re.compile(r"\b(?:trich ngang|ly lich|danh sach (?:can bo|cong chuc|cb|trich)|ho so)\b"), 2.5),
)

_WEIGHTS: Final[dict[Kind, dict[str, float]]] = {
    "roster": {
        "born": 0.5,
        "male_born": 0.5,
        "born_year": 0.5,
        "ethnicity": 1.0,
        "home_place": 1.0,
        "religion": 0.7,
        "position": 0.5,
        "position_unit": 0.5,
        "unit": 0.3,
        "qualification": 1.0,
        "theory": 1.0,
        "state_management": 0.8,
        "major": 0.4,
        "party_probationary_on": 1.0,
        "party_official_on": 0.8,
        "recruited_on": 1.0,
        "general_education": 0.7,
        "language": 0.5,
        "it": 0.5,
        "citizen_id": 0.7,
        "residence": 0.6,
        "gender": 0.4,
        "party_member": 0.5,
        "birth_place": 0.6,
        "phone": 0.3,
        "social_insurance_no": 0.4,
        "family_origin": 0.5,
        "health": 0.5,
        "rank": 0.6,
        "rank_code": 0.6,
        "salary_step": 0.8,
        "coefficient": 0.8,
        "salary_from": 0.8,
        "rating": 1.2,
        "party_rating": 1.0,
    },
    "training": {
        "course": 2.5,
        "from_on": 1.0,
        "to_on": 1.0,
        "result": 1.0,
        "institution": 1.0,
        "school": 0.8,
        "study_mode": 0.8,
        "period": 1.0,
        "certificate": 0.6,
        "course_level": 1.0,
        "decision_no": 0.2,
        "graduated_in": 0.3,
    },
    "ratings": {"rating": 2.0, "party_rating": 1.8, "self_rating": 1.5, "score": 1.0},
    "plans": {"planned_title": 3.5, "term": 1.5, "planned_unit": 2.0},
    "appointments": {
        "new_position": 3.0,
        "effective_on": 2.0,
        "decision_no": 1.5,
        "decision_on": 1.5,
        "old_position": 1.5,
        "action": 1.0,
        "new_unit": 1.5,
        "old_unit": 1.5,
        "decision_by": 1.0,
        "term_years": 1.0,
        "appointed_on": 0.3,
    },
    "salary": {
        "salary_step": 1.5,
        "coefficient": 1.0,
        "salary_from": 1.2,
        "rank": 0.6,
        "rank_code": 0.6,
        "next_salary_on": 1.5,
        "over_frame": 0.6,
        "position_allowance": 0.4,
        "rank_on": 0.3,
    },
}


def judge_kind(title: str, sheet_name: str, keys: Sequence[Path]) -> tuple[Kind, float]:
    """The kind of list a header and a title belong to, and how surely (0 to 1).

    What a roster says of everybody (ethnic group, home, levels, Party) outweighs the few columns that also make
    another list, unless the title names that other list.
    """
    present: set[str] = set()
    ratings = 0
    for path in keys:
        found = fits(path)
        if found and found[0].score >= 0.6:
            best = found[0]
            present.update(split_target(fit.target)[0] for fit in found if fit.score >= best.score - 0.12)
            ratings += split_target(best.target)[0] in ("rating", "party_rating")
    if not present & {"full_name", "family_name"}:
        return "other", 1.0
    scores: dict[Kind, float] = {
        kind: sum(weight for name, weight in weights.items() if name in present) for kind, weights in _WEIGHTS.items()
    }
    scores["ratings"] += 0.5 * max(0, ratings - 1)
    for text, share in ((title, 1.0), (sheet_name, 0.7)):
        folded = fold(text)
        for kind, pattern, weight in _TITLES:
            # A title alone makes no list: some column of that kind has to be there. Plans name the planned titles
            # in rows as often as in a column.
            if pattern.search(folded) and (scores[kind] > 0 or kind == "plans"):
                scores[kind] += weight * share * (3 if kind == "plans" else 1)
                if kind != "roster":
                    break
    ordered = sorted(scores, key=lambda kind: (-scores[kind], kind != "roster"))
    best_kind, second = ordered[0], ordered[1]
    if scores[best_kind] < 0.5:
        return "other", 1.0
    margin = scores[best_kind] - scores[second]
    return best_kind, round(min(1.0, 0.5 + margin / 4), 2)
