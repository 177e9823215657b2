"""The printed terms of the code lists and what the readers of codes share."""

from typing import Final

from canbo.imports.domain.reading import Read

NO_LEVEL: Final[tuple[str, ...]] = (
    "khong", "ko", "k", "0", "chua", "chua qua", "chua co", "khong co", "chua hoc", "chua dao tao", "chua qua dao tao",
    "chua qua boi duong", "chua duoc dao tao", "chua boi duong", "chua qua lop", "khong bang cap", "chua co bang cap",
    "cdt", "cqdt", "chua bd", "chua qua dt", "chua qua bd", "none",
)  # fmt: skip

LABELS: Final = {
    "qualification": {
        "doctorate": "Tiến sĩ", "master": "Thạc sĩ", "university": "Đại học", "college": "Cao đẳng",
        "intermediate": "Trung cấp", "elementary": "Sơ cấp", "none": "Chưa qua đào tạo",
    },
    "theory": {
        "bachelor": "Cử nhân", "advanced": "Cao cấp", "intermediate": "Trung cấp", "elementary": "Sơ cấp",
        "none": "Chưa qua đào tạo",
    },
    "state_management": {
        "senior_specialist": "Chuyên viên cao cấp", "principal_specialist": "Chuyên viên chính",
        "specialist": "Chuyên viên", "officer": "Cán sự", "none": "Chưa qua bồi dưỡng",
    },
    "rating": {
        "excellent": "Hoàn thành xuất sắc nhiệm vụ", "good": "Hoàn thành tốt nhiệm vụ",
        "completed": "Hoàn thành nhiệm vụ", "not_completed": "Không hoàn thành nhiệm vụ",
    },
    "mode": {
        "full_time": "Tập trung", "in_service": "Vừa làm vừa học", "distance": "Từ xa", "specialised": "Chuyên tu",
        "short": "Bồi dưỡng",
    },
    "gender": {"male": "Nam", "female": "Nữ"},
    "defence": {f"group_{n}": f"Đối tượng {n}" for n in (1, 2, 3, 4)},
}  # fmt: skip
"""List -> code -> the Vietnamese term as printed."""


def table_of(codes: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Folded word -> code."""
    return {word: code for code, words in codes.items() for word in words}


def letters(folded: str) -> str:
    """An abbreviation without its dots: “Đ.H” folds to “d h” and means “dh”."""
    return folded.replace(" ", "") if folded and all(len(word) == 1 for word in folded.split()) else folded


def coded(name: str, code: str, raw: str, extra: tuple[tuple[str, object], ...] = ()) -> Read:
    """The code, with what was written where that is not the printed term."""
    return Read(code, raw if raw != LABELS[name][code] else None, None, extra)
