"""The numbers of one vote: how many were convened, came, got a slip, gave it back; and what each name got."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from canbo.core.errors import DomainError


class Kind(StrEnum):
    """What a ballot asks."""

    APPROVE = "approve"
    CHOOSE = "choose"
    RATE = "rate"
    CONFIDENCE = "confidence"


class Base(StrEnum):
    """The number that a share is taken of."""

    MEMBERS = "members"
    CONVENED = "convened"
    PRESENT = "present"
    ISSUED = "issued"
    RETURNED = "returned"
    VALID = "valid"


#: The three levels of a vote of confidence, the best first.
CONFIDENCE_LEVELS: Final = ("high", "medium", "low")
FOR: Final = "for"

_BASE_WORDS: Final = {
    Base.MEMBERS: {"vi": "tổng số thành viên", "en": "all members"},
    Base.CONVENED: {"vi": "số người được triệu tập", "en": "those convened"},
    Base.PRESENT: {"vi": "số người có mặt", "en": "those present"},
    Base.ISSUED: {"vi": "số phiếu phát ra", "en": "the ballots issued"},
    Base.RETURNED: {"vi": "số phiếu thu về", "en": "the ballots returned"},
    Base.VALID: {"vi": "số phiếu hợp lệ", "en": "the valid ballots"},
}


def base_words(base: Base, language: str = "vi") -> str:
    """Give the words for a base."""
    return _BASE_WORDS[base][language]


@dataclass(frozen=True, slots=True)
class Numbers:
    """People and slips of one vote. Blank slips are returned but neither valid nor invalid."""

    convened: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int = 0
    blank: int = 0
    members: int | None = None

    def of(self, base: Base) -> int:
        """Give the number of a base. Errors: members_missing."""
        if base is Base.MEMBERS:
            if self.members is None:
                raise DomainError(
                    "members_missing",
                    "Quy tắc này tính trên tổng số thành viên mà chưa có số đó. Hãy ghi tổng số thành viên (members).",
                )
            return self.members
        return int(getattr(self, base.value))


@dataclass(frozen=True, slots=True)
class Named:
    """What one name got: in favour, against, no opinion; or one count for each level."""

    name: str
    in_favour: int = 0
    against: int = 0
    no_opinion: int = 0
    levels: tuple[tuple[str, int], ...] = ()

    def counted(self, measure: tuple[str, ...]) -> int:
        """Give the votes that a threshold looks at: in favour, against, none, or those of the levels named."""
        held = {FOR: self.in_favour, "against": self.against, "none": self.no_opinion} | dict(self.levels)
        return sum(held.get(mark, 0) for mark in measure)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that does not add up, in words; `where` names the number as a tally file does."""

    code: str
    text: str
    where: str = ""


def faults(
    kind: Kind, numbers: Numbers, names: Iterable[Named], *, max_choices: int | None = None, names_added: bool = False
) -> list[Wrong]:
    """Tell what does not add up: votes = valid ≤ returned ≤ issued ≤ present ≤ convened; () where all is right.

    A vote that names people (`choose`) allows fewer than `max_choices` crosses a ballot, never more. `names_added`:
    voters may write names in, so that there may be none at all.
    """
    found = [*_slips(numbers)]
    names = list(names)
    if not names and not names_added:
        found.append(Wrong("no_names", "Phiếu không có tên ai.", "names"))
    doubled = sorted({each.name for each in names if sum(other.name == each.name for other in names) > 1})
    if doubled:
        found.append(Wrong("name_twice", f"Tên bị ghi hai lần: {', '.join(doubled)}.", "names"))
    for each in names:
        found += _of_name(kind, numbers, each)
    if kind is Kind.CHOOSE and max_choices is not None:
        crosses = sum(each.in_favour for each in names)
        if crosses > numbers.valid * max_choices:
            found.append(Wrong(
                "too_many_choices",
                f"Tổng số phiếu bầu cho các tên ({crosses}) vượt {numbers.valid} phiếu hợp lệ × {max_choices} người.",
                "names",
            ))  # fmt: skip
    return found


def beyond_members(numbers: Numbers, bases: Collection[Base]) -> Iterable[Wrong]:
    """Tell where a share of all members is asked and more came than there are."""
    if Base.MEMBERS in bases and numbers.members is not None and numbers.present > numbers.members:
        yield Wrong(
            "present_over_members",
            f"Quy tắc tính trên tổng số thành viên ({numbers.members}) mà số người có mặt ({numbers.present}) "
            "nhiều hơn. Chỉ ghi người có quyền bỏ phiếu.",
            "numbers.members",
        )


def _slips(numbers: Numbers) -> Iterable[Wrong]:
    chain = (
        ("returned", "số phiếu thu về", "issued", "số phiếu phát ra"),
        ("issued", "số phiếu phát ra", "present", "số người có mặt"),
        ("present", "số người có mặt", "convened", "số người được triệu tập"),
    )
    for name in ("convened", "present", "issued", "returned", "valid", "invalid", "blank"):
        if getattr(numbers, name) < 0:
            yield Wrong("negative", f"Số «{name}» không được âm.", f"numbers.{name}")
    for less, less_words, more, more_words in chain:
        if getattr(numbers, less) > getattr(numbers, more):
            yield Wrong(
                f"{less}_over_{more}",
                f"{less_words.capitalize()} ({getattr(numbers, less)}) nhiều hơn "
                f"{more_words} ({getattr(numbers, more)}).",
                f"numbers.{less}",
            )  # fmt: skip
    if numbers.valid + numbers.invalid + numbers.blank != numbers.returned:
        yield Wrong(
            "returned_unaccounted",
            f"Phiếu hợp lệ ({numbers.valid}) + không hợp lệ ({numbers.invalid}) + trắng ({numbers.blank}) "
            f"khác số phiếu thu về ({numbers.returned}).",
            "numbers.returned",
        )  # fmt: skip


def _of_name(kind: Kind, numbers: Numbers, each: Named) -> Iterable[Wrong]:
    where = f"names.{each.name}"
    counts = (each.in_favour, each.against, each.no_opinion, *(count for _, count in each.levels))
    if min(counts) < 0:
        yield Wrong("negative", f"Số phiếu của «{each.name}» không được âm.", where)
        return
    match kind:
        case Kind.APPROVE:
            got = each.in_favour + each.against + each.no_opinion
            if got != numbers.valid:
                yield Wrong(
                    "votes_unaccounted",
                    f"«{each.name}»: đồng ý {each.in_favour} + không đồng ý {each.against} + không có ý kiến "
                    f"{each.no_opinion} = {got}, khác số phiếu hợp lệ ({numbers.valid}).",
                    where,
                )  # fmt: skip
        case Kind.CHOOSE:
            got = each.in_favour + each.against + each.no_opinion
            if got > numbers.valid or (got != each.in_favour and got != numbers.valid):
                yield Wrong(
                    "votes_over_valid" if got > numbers.valid else "votes_unaccounted",
                    f"«{each.name}» có {got} phiếu, số phiếu hợp lệ là {numbers.valid}.",
                    where,
                )
        case Kind.RATE | Kind.CONFIDENCE:
            got = sum(count for _, count in each.levels) + each.no_opinion
            if got != numbers.valid:
                yield Wrong(
                    "votes_unaccounted",
                    f"«{each.name}»: tổng các mức và không có ý kiến là {got}, khác số phiếu hợp lệ ({numbers.valid}).",
                    where,
                )
