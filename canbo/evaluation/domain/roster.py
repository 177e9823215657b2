"""Who is rated, by which schemes, by whom: from the posts, regimes and Party membership of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from canbo.evaluation.domain.away import Away
from canbo.rules.domain.law import Law
from canbo.rules.domain.schemes import Scheme, base_of

#: The regimes of which a person may have two at once; Party membership stands beside them.
REGIMES: Final = ("cadre", "civil_servant", "public_employee")
PARTY: Final = "party_member"
HEAD, DEPUTY, STAFF, MEMBER = "head", "deputy", "staff", "member"
#: The groups of like work that an opening proposes.
GROUPS: Final[Mapping[str, str]] = {
    HEAD: "Người đứng đầu", DEPUTY: "Cấp phó", STAFF: "Không giữ chức vụ lãnh đạo, quản lý", MEMBER: "Cấp uỷ viên",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """A person as the files tell them on the day. `rank`: head, deputy, staff; `is_party`: None where not known.

    `party_months`: full months since admission, None where not known; `months`: full months of service within the
    period, None for whoever served before it. `is_present`: None where the files leave it open; `is_told`: whether a
    regime is on record at all, be it none of those that are rated.
    """

    person_id: int
    unit_id: int
    rank: str
    post: str
    regimes: frozenset[str]
    is_party: bool | None
    is_present: bool | None = True
    party_months: int | None = None
    months: int | None = None
    is_told: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """Where Party membership puts a person: the cell with its unit and secretary; a seat in a committee."""

    cell: str = ""
    cell_unit: int | None = None
    secretary: int | None = None
    committee: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """From where a person came within the period: the former unit, and how many full months they were there in it."""

    unit_id: int
    name: str
    months: int


@dataclass(frozen=True, slots=True)
class Rater:
    """The direct level that rates: the person where the files tell one, and in words."""

    person_id: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A rating to be opened. `scheme` "" where nobody can tell under which; then `not_rated` says why.

    `months`: of service in the period, for whoever was recruited within it (`Served.months`).
    """

    person_id: int
    unit_id: int
    scheme: str
    regime: str
    rank: str
    post: str
    group: str
    form: str
    circumstances: tuple[str, ...]
    rater: Rater
    concluder: str
    not_rated: str = ""
    former: Came | None = None
    order: int = 0
    away: tuple[Away, ...] = ()
    months: int | None = None


def schemes_for(
    law: Law, schemes: Iterable[Scheme], *, regimes: frozenset[str], rank: str, is_party: bool, kind: str
) -> list[Scheme]:
    """Give the schemes by which such a person is rated for a period of this kind, one of each line of schemes.

    Of two where one extends the other: that of the place where it is the place's own, else the general one; the special
    one (leaders managed by the Centre, members outside the political system) is for an officer to choose.
    """
    held = regimes | ({PARTY} if is_party else frozenset())
    found = [
        each for each in schemes
        if each.subject == "person" and not each.is_base and kind in each.periods and each.regimes & held
        and (not each.ranks or rank in each.ranks) and each.party_member in (None, is_party)
    ]  # fmt: skip
    dropped: set[str] = set()
    for each in found:
        for above in _above(law, each) & {other.id for other in found}:
            is_own = law.library.packs[each.pack].place_code is not None
            dropped.add(above if is_own else each.id)
    return [each for each in found if each.id not in dropped]


def _above(law: Law, scheme: Scheme) -> set[str]:
    """The ids that a scheme goes back to, its own left out."""
    stated, found = law.library.schemes, set()
    at = base_of(scheme, stated)
    while at is not None and at[1] not in found:
        found.add(at[1])
        at = base_of(stated[at], stated)
    return found - {scheme.id}


def heads_of(people: Iterable[Served]) -> dict[int, Served]:
    """Give the head of each unit: the first in the given order who is present."""
    found: dict[int, Served] = {}
    for each in people:
        if each.rank == HEAD and each.is_present:
            found.setdefault(each.unit_id, each)
    return found


def raters(people: Iterable[Served], parents: Mapping[int, int | None], names: Mapping[int, str]) -> dict[int, Rater]:
    """Give who rates each: the head of the unit, a head by that of the unit above; the next above where there is none.

    The first head of a unit in the given order is its head. Who has nobody above is rated by the upper level.
    """
    people = list(people)
    heads = heads_of(people)
    found: dict[int, Rater] = {}
    for each in people:
        unit: int | None = each.unit_id if each.rank != HEAD else parents.get(each.unit_id)
        seen: set[int] = set()
        while unit is not None and unit not in seen:
            seen.add(unit)
            head = heads.get(unit)
            if head is not None and head.person_id != each.person_id:
                break
            unit = parents.get(unit)
        else:
            unit = None
        if unit is None:
            found[each.person_id] = Rater(None, "Cấp có thẩm quyền quản lý trực tiếp")
        else:
            found[each.person_id] = as_rater(heads[unit], names.get(unit, ""))
    return found


def as_rater(head: Served, unit: str) -> Rater:
    """Give the head of a unit as the one who rates."""
    return Rater(head.person_id, _joined(head.post, unit))


def _joined(post: str, unit: str) -> str:
    post = post.strip()
    return (post if unit.casefold() in post.casefold() else f"{post}, {unit}" if post else unit)[:250]


def form_of(scheme: Scheme) -> str:
    """Give the form of a scheme's self-review; "" where it names none."""
    return next((each.form for each in scheme.steps if each.id == "self_review"), "")


def is_of_party(scheme: Scheme) -> bool:
    """Tell whether a scheme rates on the Party's scale."""
    return scheme.layer == "party"


def unclear(each: Served) -> str:
    """Say why nobody can tell under which scheme somebody is rated."""
    if each.is_present is None:
        return (
            "Chưa rõ có đang công tác không: hồ sơ chưa đủ ngày giữ chức vụ. Hãy bổ sung hồ sơ hoặc chọn bộ tiêu chí."
        )
    if not each.is_told:
        return "Chưa rõ đối tượng: hồ sơ chưa ghi là cán bộ, công chức, viên chức hay đảng viên."
    return "Không thuộc đối tượng của bộ tiêu chí nào trong kỳ này (ví dụ: hợp đồng lao động)."
