"""Which collectives are rated, who answers for each and who concludes on it, under the Party's regulation of 2025.

Clauses: Regulation 366, Articles 5.1, 12.1, 13; Guidance 43 of the Central Organisation Commission, 1.1, 3 and 7.4.
`confirmed` is False where the reading goes beyond the clause: what the files do not tell, what the text leaves open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from canbo.core.text import fold

#: The form of a collective's report and the sections of its written part.
FORM: Final = "01"
#: A leadership of fewer members is reviewed in its Party committee or together with a like one (Guidance 43, 7.4).
SMALLEST_LEADERSHIP: Final = 3


class Sort(StrEnum):
    """A sort of collective, as the clauses tell them apart."""

    LEADERSHIP = "leadership"
    CELL = "cell"
    DEPENDENT_CELL = "dependent_cell"
    COMMITTEE = "committee"
    STANDING_COMMITTEE = "standing_committee"
    PROVINCIAL_COMMITTEE = "provincial_committee"


@dataclass(frozen=True, slots=True)
class Concluder:
    """Who concludes: in words, by which clause, and whether that is the clause or a reading of it."""

    words: str
    clause: str
    confirmed: bool


_TABLE: Final = "Hướng dẫn 43-HD/BTCTW, mục 3; Điều 13, Quy định 366-QĐ/TW"
_DECIDES: Final = "Điều 13, Quy định 366-QĐ/TW"
_ABOVE: Final = "Ban thường vụ cấp uỷ cấp trên trực tiếp của tổ chức cơ sở đảng"
_CONCLUDERS: Final = {
    Sort.LEADERSHIP: Concluder("Cấp uỷ cấp trên trực tiếp theo phân cấp quản lý cán bộ", _DECIDES, True),
    Sort.DEPENDENT_CELL: Concluder("Đảng uỷ cơ sở", _TABLE, True),
    Sort.CELL: Concluder(_ABOVE, _TABLE, True),
    Sort.COMMITTEE: Concluder(_ABOVE, _TABLE, True),
    Sort.STANDING_COMMITTEE: Concluder("Ban thường vụ tỉnh uỷ, thành uỷ", _TABLE, False),
    Sort.PROVINCIAL_COMMITTEE: Concluder("Bộ Chính trị, Ban Bí thư", _TABLE, True),
}  # fmt: skip
#: The group in which the cap on the top level is counted: collectives of one sort, apart from people (366, 11.1.5).
_GROUPS: Final = {
    Sort.LEADERSHIP: "Tập thể lãnh đạo, quản lý",
    Sort.DEPENDENT_CELL: "Chi bộ trực thuộc",
    Sort.CELL: "Chi bộ cơ sở",
    Sort.COMMITTEE: "Cấp uỷ cơ sở",
    Sort.STANDING_COMMITTEE: "Ban thường vụ cấp uỷ cấp trên trực tiếp cơ sở",
    Sort.PROVINCIAL_COMMITTEE: "Ban thường vụ cấp uỷ trực thuộc Trung ương",
}
_SECRETARY: Final = ("bi thu", "chu nhiem", "truong ban", "thu truong")


def concluder_of(sort: Sort, above: str = "") -> Concluder:
    """Give who concludes on a collective; `above` names the body directly above where the files tell it."""
    found = _CONCLUDERS[sort]
    return Concluder(f"{found.words} ({above})", found.clause, found.confirmed) if above else found


def group_of(sort: Sort) -> str:
    """Give the group of like collectives in which the cap is counted."""
    return _GROUPS[sort]


def sort_of(kind: str, tier: str, *, beside_standing: bool, under_committee: bool) -> Sort | None:
    """Tell what sort of collective a body is (`kind`, `tier`: those of `organizations`); None where it is not rated.

    `beside_standing`: its unit has a standing committee, which is rated in the place of the executive one.
    `under_committee`: another Party body of the files stands directly above it.
    """
    if kind == "party_cell":
        return Sort.DEPENDENT_CELL if under_committee else Sort.CELL
    if kind == "standing_committee":
        return Sort.PROVINCIAL_COMMITTEE if tier in {"province", "central"} else Sort.STANDING_COMMITTEE
    if kind == "executive_committee" and not beside_standing:
        return Sort.COMMITTEE
    return Sort.LEADERSHIP if kind == "leadership" else None


def leads_body(role: str) -> bool:
    """Tell whether a role in a body, as the file words it, answers for the body: the secretary, not the deputy."""
    return fold(role).startswith(_SECRETARY)
