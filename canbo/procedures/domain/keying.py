"""Paper slips keyed twice by two people who do not see each other's screen; what differs is looked at again.

Slips carry a number written on them when the box is emptied, so that both key the same slip under the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from canbo.core.errors import DomainError
from canbo.procedures.domain.ballots import Form, Heap, Slip, add_up

#: Keyed slips by their number; None is a slip that the person keying calls invalid whatever stands on it.
type Keyed = Mapping[int, Slip | None]


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
