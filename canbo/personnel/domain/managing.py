"""At which tier somebody is managed: who decides on them (diện quản lý)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from canbo.core.text import fold

#: The highest first.
TIERS: Final = ("central", "province", "district", "commune")

#: How files write who manages, folded; "thành uỷ" alone is of a province or of a district, so it tells nothing.
_WRITTEN: Final = (
    ("central", r"\b(trung uong|bo chinh tri|ban bi thu)\b"),
    ("province", r"\btinh( uy)?\b"),
    ("district", r"\b(huyen|quan uy|thi uy|cap quan)\b"),
    ("commune", r"\b(xa|phuong|thi tran)\b"),
)


def tier_named(text: str) -> str:
    """Give the tier that the words of a file name ("Ban Thường vụ Tỉnh uỷ quản lý"); "" where they name none."""
    words = fold(text)
    return next((tier for tier, pattern in _WRITTEN if re.search(pattern, words)), "")


def highest_tier(tiers: Iterable[str]) -> str:
    """Give the highest of some tiers; "" of none."""
    held = set(tiers)
    return next((tier for tier in TIERS if tier in held), "")
