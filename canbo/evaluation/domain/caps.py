"""The cap on the top level, for one group of like work: how many may be excellent, and how many too many there are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from canbo.core.errors import DomainError
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Citation
from canbo.rules.domain.ready_schemes import Prepared, shown
from canbo.rules.domain.schemes import Cap, Order

_HALF: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class CapRead:
    """The cap of a group as its people are rated now.

    `whole` is the base, `allowed` how many may be excellent, `over` how many too many there are, `to_move` how many
    must at least move down to well (in a base of those rated well, each one moved makes the base larger).
    """

    excellent: int
    whole: int
    share: Fraction
    allowed: int
    over: int
    to_move: int
    base: str
    rounding: str
    cite: tuple[Citation, ...]
    confirmed: bool


def cap_in_force(ready: Prepared) -> Cap | None:
    """Give the cap that a scheme states for the day of its law; None where it has none then."""
    cap = ready.scheme.cap
    return None if cap is None or (cap.span is not None and not cap.span.holds(ready.law.day)) else cap


def cap_of(
    ready: Prepared, counts: Mapping[str, int], *, higher: Fraction | None = None, base: str = "", rounding: str = ""
) -> CapRead | None:  # fmt: skip
    """Read the cap of a scheme for one group. None where the scheme has none on its day.

    `counts`: people by level; `not_rated` counts in a base of all. `higher`: the share (percent) set by the authority
    where results stand out. `base`, `rounding`: as the locality settled them, in the place of the pack's.
    Errors: cap_share_unknown, cap_higher_unfounded, cap_higher_too_high.
    """
    cap = cap_in_force(ready)
    if cap is None:
        return None
    cap = replace(cap, base=base or cap.base, rounding=rounding or cap.rounding)
    share = ready.value(cap.share, {})
    if not isinstance(share, Fraction):
        raise DomainError(
            "cap_share_unknown", "Tỷ lệ xuất sắc tối đa không có giá trị ngày {day}.", day=f"{ready.law.day:%d/%m/%Y}"
        )
    if higher is not None and higher > share:
        share = _higher(ready, cap, higher)
    people = {level: counts.get(level, 0) for level in ("excellent", "well", "completed", "not_completed", "not_rated")}
    whole = _whole(cap.base, people)
    allowed = _rounded(share * whole / 100, cap.rounding)
    excellent = people["excellent"]
    # A higher share is the authority's own: what it may be at most, sure or not, does not loosen the cap.
    named = set(cap.share.params)
    return CapRead(
        excellent, whole, share, allowed, max(0, excellent - allowed), _to_move(cap, share, people), cap.base,
        cap.rounding, cap.cite, ready.scheme.confirmed and cap.confirmed and not named & ready.unconfirmed,
    )  # fmt: skip


def _higher(ready: Prepared, cap: Cap, higher: Fraction) -> Fraction:
    """The share of the authority, as far as the text lets it go."""
    if cap.higher is None:
        raise DomainError(
            "cap_higher_unfounded",
            "Bộ tiêu chí này không nêu tỷ lệ cao hơn cho nơi có thành tích nổi trội. Hãy để trống ô «Tỷ lệ cao hơn».",
        )  # fmt: skip
    most = ready.value(cap.higher, {})
    if not isinstance(most, Fraction) or higher > most:
        raise DomainError(
            "cap_higher_too_high", "Tỷ lệ {share} % vượt mức cao nhất được phép ({most} %).", share=shown(higher),
            most=shown(most),
        )  # fmt: skip
    return higher


def _whole(base: str, people: Mapping[str, int]) -> int:
    if base == "well":
        return people["well"]
    if base == "well_or_better":
        return people["well"] + people["excellent"]
    return sum(people.values())


def _to_move(cap: Cap, share: Fraction, people: Mapping[str, int]) -> int:
    """The fewest who must move from excellent to well until the cap holds: it holds for all who are more than that."""

    def holds(moved: int) -> bool:
        left = dict(people, excellent=people["excellent"] - moved, well=people["well"] + moved)
        return left["excellent"] <= _rounded(share * _whole(cap.base, left) / 100, cap.rounding)

    return bisect_left(range(people["excellent"]), True, key=holds)


def _rounded(number: Fraction, way: str) -> int:
    if way == "up":
        return -(-number.numerator // number.denominator)
    return int(number + _HALF) if way == "nearest" else int(number)


def orders_of(law: Law) -> tuple[Order, ...]:
    """Give what must be rated before what, on the day of a law, each rule once."""
    found: dict[tuple[str, tuple[str, ...]], Order] = {}
    for scheme in law.schemes.values():
        for each in scheme.order:
            found.setdefault((each.rated, each.after), each)
    return tuple(found.values())
