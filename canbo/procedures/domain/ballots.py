"""One slip of a ballot: what it asks, what a voter may mark, and what a heap of slips adds up to.

A slip is the same thing on line and on paper: for each name one mark, or none. On line a slip that breaks the rule is
refused before it is sealed; on paper it is keyed as it lies there and counted invalid, with the reason.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from canbo.core.errors import DomainError
from canbo.core.unicode_forms import clean, tone_key
from canbo.procedures.domain.counts import CONFIDENCE_LEVELS, FOR, Kind, Named

AGAINST: Final = "against"
NO_OPINION: Final = "no_opinion"
#: Names a voter may write in, and how long one may be: a slip has one length, whatever stands on it.
MOST_ADDED: Final = 5
LONGEST_NAME: Final = 60
#: An opinion written on a slip that is kept.
LONGEST_OPINION: Final = 500
#: A kept slip: the voter signs it or not, must, or must not. A secret one is never signed.
SIGNING: Final = ("", "free", "signed", "unsigned")
#: How many levels a scale may have; each is keyed as one digit.
LEVELS: Final = (2, 9)
#: The longest that UTF-8 makes of one letter: some letters lie beyond those of living scripts.
_BYTES_A_CHARACTER: Final = 4
#: The longest that JSON makes of one character: an escaped control character.
_ESCAPED: Final = 6
_LONGEST_SIGNED: Final = 200


class State(StrEnum):
    """What a slip counts as."""

    VALID = "valid"
    INVALID = "invalid"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Form:
    """What a ballot asks: its kind, the names in the order of the slip, and what may be marked.

    `max_choices`: names that may be chosen at most (choose). `levels`: codes of the scale, the best first (rate);
    a vote of confidence has its own three. `added`: how many names a voter may write in (0 to MOST_ADDED).
    `signing`: "" for a secret slip; else the slip is kept, may carry an opinion, and is signed as SIGNING says.
    Errors: ballot_form_unusable.
    """

    kind: Kind
    names: tuple[str, ...]
    max_choices: int | None = None
    levels: tuple[str, ...] = ()
    added: int = 0
    signing: str = ""

    def __post_init__(self) -> None:
        wrong = ""
        if not self.names and not self.added:
            wrong = "phiếu không có tên ai và không cho ghi thêm tên"
        elif len({tone_key(name) for name in self.names}) != len(self.names):
            wrong = "có tên ghi hai lần; hãy ghi thêm năm sinh hoặc đơn vị để phân biệt"
        elif not 0 <= self.added <= MOST_ADDED:
            wrong = f"số tên được ghi thêm phải từ 0 đến {MOST_ADDED}"
        elif self.kind is Kind.CHOOSE and not 1 <= (self.max_choices or 0) <= len(self.names) + self.added:
            wrong = "số người được chọn phải từ 1 đến số tên trên phiếu"
        elif self.kind is Kind.RATE and not LEVELS[0] <= len(self.levels) <= LEVELS[1]:
            wrong = f"thang đánh giá cần từ {LEVELS[0]} đến {LEVELS[1]} mức"
        if wrong:
            raise DomainError("ballot_form_unusable", "Chưa lập được phiếu: {wrong}.", wrong=wrong)

    @property
    def marks(self) -> tuple[str, ...]:
        """What may be marked beside a name."""
        match self.kind:
            case Kind.CHOOSE:
                return (FOR,)
            case Kind.APPROVE:
                return (FOR, AGAINST, NO_OPINION)
            case Kind.CONFIDENCE:
                return (*CONFIDENCE_LEVELS, NO_OPINION)
            case Kind.RATE:
                return (*self.levels, NO_OPINION)


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on one slip: the mark beside each name of the form ("" for none), and names written in.

    A name written in counts as marked with the first mark of the form (chosen, agreed to, the best level). `opinion`
    and `signed` (the voter's name) stand on kept slips only.
    """

    marks: tuple[str, ...]
    added: tuple[str, ...] = ()
    opinion: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Heap:
    """What the slips of one vote add up to."""

    valid: int
    invalid: int
    blank: int
    names: tuple[Named, ...]

    @property
    def returned(self) -> int:
        """All slips that came back."""
        return self.valid + self.invalid + self.blank


def filled(form: Form, marks: Sequence[str], added: Iterable[str] = (), *, opinion: str = "", signed: str = "") -> Slip:
    """Give the slip of a voter who fills it on line; nothing marked at all is a blank slip, which is allowed.

    `marks`: one per name of the form, in its order. Errors: slip_wrong_shape, mark_unknown, name_unreadable,
    too_many_added, name_on_slip, too_many_choices, slip_not_kept, signature_wrong, opinion_too_long.
    """
    written = tuple(map(clean, added))
    slip = Slip(tuple(marks), tuple(name for name in written if name), clean(opinion), signed)
    fault = wrong_with(form, slip)
    if fault is not None:
        raise fault
    return slip


def wrong_with(form: Form, slip: Slip) -> DomainError | None:
    """Tell why a slip does not count, as an error that can be shown; None where it is in order (or blank)."""
    if len(slip.marks) != len(form.names):
        return DomainError("slip_wrong_shape", "Phiếu không đủ dòng cho các tên. Hãy mở lại trang bỏ phiếu.")
    unknown = next((mark for mark in slip.marks if mark and mark not in form.marks), None)
    if unknown is not None:
        return DomainError("mark_unknown", "Phiếu không có lựa chọn «{mark}».", mark=unknown)
    if len(slip.added) > form.added:
        return DomainError(
            "too_many_added",
            "Phiếu này cho ghi thêm nhiều nhất {most} tên, đã ghi {count}.", most=form.added, count=len(slip.added),
        )  # fmt: skip
    for name in slip.added:
        if len(name) > LONGEST_NAME or not all(part.isalpha() or part in " .-'()0123456789" for part in name):
            return DomainError(
                "name_unreadable", "Tên ghi thêm chỉ gồm chữ, số và dấu cách, dài nhất {most} ký tự.", most=LONGEST_NAME
            )
    listed = {tone_key(name) for name in form.names}
    written = [tone_key(name) for name in slip.added]
    if len(set(written)) != len(written) or listed & set(written):
        return DomainError("name_on_slip", "Tên ghi thêm đã có trên phiếu. Hãy đánh dấu ở dòng của tên ấy.")
    wrong = _wrong_beside_marks(form, slip)
    if wrong is not None:
        return wrong
    chosen = sum(mark == FOR for mark in slip.marks) + len(slip.added)
    if form.kind is Kind.CHOOSE and chosen > (form.max_choices or 0):
        return DomainError(
            "too_many_choices", "Chỉ được chọn nhiều nhất {most} người, đã chọn {count}.", most=form.max_choices,
            count=chosen,
        )  # fmt: skip
    return None


def _wrong_beside_marks(form: Form, slip: Slip) -> DomainError | None:
    if not form.signing and (slip.opinion or slip.signed):
        return DomainError("slip_not_kept", "Phiếu kín không ghi ý kiến riêng và không ký tên.")
    if len(slip.opinion) > LONGEST_OPINION:
        return DomainError("opinion_too_long", "Ý kiến dài nhất {most} ký tự.", most=LONGEST_OPINION)
    if (form.signing == "signed" and not slip.signed) or (form.signing == "unsigned" and slip.signed):
        return DomainError(
            "signature_wrong", "Bước này quy định phiếu phải ký tên, hoặc không ký tên. Hãy xem lại phiếu."
        )
    return None


def state_of(form: Form, slip: Slip) -> State:
    """Tell what a slip counts as: blank where nothing stands on it, invalid where it breaks the form."""
    if not any(slip.marks) and not slip.added and not slip.opinion:
        return State.BLANK
    return State.VALID if wrong_with(form, slip) is None else State.INVALID


def add_up(form: Form, slips: Iterable[Slip]) -> Heap:
    """Count a heap of slips: names of the form first, in its order, then those written in, the most votes first.

    A name that a valid slip leaves unmarked counts there as no opinion (not for `choose`, where it is not chosen).
    A name written in stands on its own slips only; on all others it counts as no opinion.
    """
    states: Counter[State] = Counter()
    held: list[Counter[str]] = [Counter() for _ in form.names]
    added: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for slip in slips:
        state = state_of(form, slip)
        states[state] += 1
        if state is not State.VALID:
            continue
        for counter, mark in zip(held, slip.marks, strict=True):
            counter[mark or NO_OPINION] += 1
        for name in slip.added:
            added[tone_key(name)] += 1
            spelled.setdefault(tone_key(name), Counter())[name] += 1
    valid = states[State.VALID]
    names = [_named(form, name, counter, valid) for name, counter in zip(form.names, held, strict=True)]
    for same, count in sorted(added.items(), key=lambda pair: (-pair[1], pair[0])):
        spelling = min(spelled[same], key=lambda name: (-spelled[same][name], name))
        names.append(_named(form, spelling, Counter({form.marks[0]: count}), valid))
    return Heap(valid, states[State.INVALID], states[State.BLANK], tuple(names))


def _named(form: Form, name: str, counter: Counter[str], valid: int) -> Named:
    if form.kind is Kind.CHOOSE:
        return Named(name, in_favour=counter[FOR])
    if form.kind is Kind.APPROVE:
        return Named(name, counter[FOR], counter[AGAINST], valid - counter[FOR] - counter[AGAINST])
    levels = tuple((level, counter[level]) for level in form.marks if level != NO_OPINION)
    return Named(name, no_opinion=valid - sum(count for _, count in levels), levels=levels)


@dataclass(frozen=True, slots=True)
class _Coding:
    """How the slips of a form become bytes of one and the same length, whatever stands on them."""

    form: Form
    letters: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        letters = {"": "-"} | {mark: chr(ord("a") + place) for place, mark in enumerate(self.form.marks)}
        object.__setattr__(self, "letters", letters)

    @property
    def size(self) -> int:
        names = self.form.added * (LONGEST_NAME * _BYTES_A_CHARACTER + len('"",'))
        kept = len(',"o":"","s":""') + (LONGEST_OPINION + _LONGEST_SIGNED) * _ESCAPED if self.form.signing else 0
        return len('{"m":"","a":[]}') + len(self.form.names) + names + kept


def to_bytes(form: Form, slip: Slip) -> bytes:
    """Give a slip as bytes, padded so that every slip of one form has the same length: a length tells nothing.

    Errors: those of `filled`.
    """
    fault = wrong_with(form, slip)
    if fault is not None:
        raise fault
    coding = _Coding(form)
    marks = "".join(coding.letters[mark] for mark in slip.marks)
    held: dict[str, object] = {"m": marks, "a": list(slip.added)}
    if form.signing:
        held |= {"o": slip.opinion, "s": slip.signed[:_LONGEST_SIGNED]}
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    raw = text.encode()
    if len(raw) > coding.size:
        raise AssertionError("a slip longer than the others would tell whose it is")
    return raw.ljust(coding.size)


def from_bytes(form: Form, raw: bytes) -> Slip:
    """Read a slip back. Errors: slip_unreadable."""
    named = {letter: mark for mark, letter in _Coding(form).letters.items()}
    try:
        read = json.loads(raw)
        marks = tuple(named[letter] for letter in read["m"])
        return Slip(marks, tuple(read["a"]), read.get("o", ""), read.get("s", ""))
    except (ValueError, KeyError, TypeError) as error:
        raise DomainError(
            "slip_unreadable", "Một phiếu trong hòm không đọc được. Hãy lập biên bản và bỏ phiếu lại."
        ) from error
