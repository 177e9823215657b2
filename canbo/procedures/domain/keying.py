"""Paper slips keyed twice by two people who do not see each other's screen; what differs is looked at again.

Slips carry a number written on them when the box is emptied, so that both key the same slip under the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from canbo.core.errors import DomainError
from canbo.core.unicode_forms import clean
from canbo.procedures.domain.ballots import AGAINST, NO_OPINION, Form, Heap, Slip, add_up
from canbo.procedures.domain.counts import FOR, Kind

#: Keyed slips by their number; None is a slip that the person keying calls invalid whatever stands on it.
type Keyed = Mapping[int, Slip | None]


#: What is typed for a slip that is invalid as it lies, and for one on which nothing stands.
STRUCK: Final = "x"
EMPTY: Final = "t"
#: What is typed for a name left unmarked.
UNMARKED: Final = "-"


def letters(form: Form) -> dict[str, str]:
    """Give the letter typed for each mark: d, k, o for agree, disagree, no opinion; digits for levels, best first."""
    if form.kind in {Kind.APPROVE, Kind.CHOOSE}:
        return {mark: {FOR: "d", AGAINST: "k", NO_OPINION: "o"}[mark] for mark in form.marks}
    levels = [mark for mark in form.marks if mark != NO_OPINION]
    return {mark: str(place) for place, mark in enumerate(levels, start=1)} | {NO_OPINION: "o"}


def read_lines(form: Form, text: str) -> dict[int, Slip | None]:
    """Read keyed slips, one a line, numbered as they stand: a letter for each name, names written in after a semicolon.

    "dk-" marks three names; "x" is an invalid slip, "t" one that is blank; capitals and đ are read as d. A slip with
    too many marks is keyed as it lies and counted invalid. Empty lines count nothing.
    Errors: keying_unreadable, with the first line that cannot be read.
    """
    slips: dict[int, Slip | None] = {}
    for line in filter(None, (clean(each) for each in text.splitlines())):
        number = len(slips) + 1
        typed, _semicolon, names = line.partition(";")
        code = typed.replace(" ", "").lower().replace("đ", "d")
        added = tuple(name for name in (clean(each) for each in names.split(",")) if name)
        if code == STRUCK:
            slips[number] = None
        elif code == EMPTY:
            slips[number] = Slip(("",) * len(form.names))
        else:
            slips[number] = Slip(_marks(form, code, number, line), added)
    return slips


def _marks(form: Form, code: str, number: int, line: str) -> tuple[str, ...]:
    known = {letter: mark for mark, letter in letters(form).items()} | {UNMARKED: ""}
    if len(code) != len(form.names) or any(letter not in known for letter in code):
        raise DomainError(
            "keying_unreadable",
            "Phiếu số {number} ghi «{line}» không đọc được: cần {names} ký tự, mỗi tên một ký tự trong {letters}; "
            "«x» là phiếu không hợp lệ, «t» là phiếu trắng.",
            number=number, line=line[:60], names=len(form.names), letters=" ".join(known),
        )  # fmt: skip
    return tuple(known[letter] for letter in code)


def written(form: Form, slip: Slip | None) -> str:
    """Give a keyed slip as it is typed."""
    if slip is None:
        return STRUCK
    if not any(slip.marks) and not slip.added:
        return EMPTY
    named = letters(form) | {"": UNMARKED}
    return "".join(named[mark] for mark in slip.marks) + (f"; {', '.join(slip.added)}" if slip.added else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """A slip that the two keyed unlike, or that only one of them keyed (`first_has`, `second_has`)."""

    number: int
    first: Slip | None
    second: Slip | None
    first_has: bool = True
    second_has: bool = True


def differences(first: Keyed, second: Keyed) -> tuple[Difference, ...]:
    """Give the slips on which two keyings differ, by number; () where they agree on every slip."""
    return tuple(
        Difference(number, first.get(number), second.get(number), number in first, number in second)
        for number in sorted(first.keys() | second.keys())
        if number not in first or number not in second or not _alike(first[number], second[number])
    )


def _alike(one: Slip | None, other: Slip | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.marks == other.marks and set(one.added) == set(other.added)


def settle(first: Keyed, second: Keyed, settled: Keyed) -> dict[int, Slip | None]:
    """Give each slip as both have it, or as it was settled on looking at the paper again.

    Errors: keying_unsettled (which numbers are left), keying_not_in_question (a settled slip on which both agreed).
    """
    apart = {each.number for each in differences(first, second)}
    left = sorted(apart - settled.keys())
    if left:
        raise DomainError(
            "keying_unsettled",
            "Hai lần nhập còn khác nhau ở phiếu số {numbers}. Hãy xem lại tờ phiếu và thống nhất từng phiếu.",
            numbers=", ".join(map(str, left)),
        )  # fmt: skip
    needless = sorted(settled.keys() - apart)
    if needless:
        raise DomainError(
            "keying_not_in_question",
            "Hai người nhập giống nhau ở phiếu số {numbers}; không sửa được phiếu đã khớp.",
            numbers=", ".join(map(str, needless)),
        )  # fmt: skip
    return {
        number: settled[number] if number in apart else first[number] for number in sorted(first.keys() | second.keys())
    }


def count(form: Form, slips: Keyed) -> Heap:
    """Count the agreed slips; those that were called invalid count as such."""
    heap = add_up(form, [slip for slip in slips.values() if slip is not None])
    struck = sum(slip is None for slip in slips.values())
    return Heap(heap.valid, heap.invalid + struck, heap.blank, heap.names)
