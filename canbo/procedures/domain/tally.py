"""Reading a count by its rule: quorum, base, threshold, ties, seats, the next round, and why.

The lines of a rule are tried in order, as the law states them: a line that fits takes its people; seats left over and
people left over go on to the next line. Shares are exact fractions: one half is never "about 50 %".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from operator import eq, ge, gt, le, lt
from typing import Final

from canbo.core.errors import DomainError
from canbo.procedures.domain.counts import FOR, Base, Named, Numbers

OPERATORS: Final = {">": gt, ">=": ge, "=": eq, "<": lt, "<=": le}
#: How a line picks among those who fit: without one, each name is judged by itself.
TAKES: Final = ("highest", "all", "tied", "single", "two_highest")
#: What a line leads to. Only the first fills a seat.
THENS: Final = (
    "chosen", "advance", "second_round", "head_decides", "head_decides_and_reports", "chair_decides",
    "authority_decides", "report_all_opinions", "stop_and_report", "input_only", "rejected", "unsaid",
)  # fmt: skip
HALF: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """One reading of a count. `otherwise` always fits; `differs_from` fits only for another person than that step's."""

    then: str
    operator: str = ">"
    threshold: Fraction | None = None
    base: Base = Base.CONVENED
    take: str = ""
    otherwise: bool = False
    differs_from: str = ""
    measure: tuple[str, ...] = (FOR,)

    def needed(self, numbers: Numbers) -> int | None:
        """Give the least number of votes that fits, for "more than" and "at least"; None for other lines."""
        if self.threshold is None or self.operator not in {">", ">="}:
            return None
        share = self.threshold * numbers.of(self.base)
        return floor(share) + 1 if self.operator == ">" else ceil(share)

    def fits(self, votes: int, numbers: Numbers) -> bool:
        """Tell whether a number of votes fits. Errors: base_empty."""
        if self.otherwise or self.threshold is None:
            return True
        whole = numbers.of(self.base)
        if whole <= 0:
            raise DomainError(
                "base_empty", "Mẫu số của tỷ lệ ({base}) bằng 0 nên không tính được.", base=self.base.value
            )
        return bool(OPERATORS[self.operator](Fraction(votes, whole), self.threshold))


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """How many must be present, of which base."""

    operator: str
    threshold: Fraction
    base: Base = Base.CONVENED


@dataclass(frozen=True, slots=True)
class Rule:
    """How a vote is read. `tie` says what follows where more people are level at the cut than seats are left."""

    lines: tuple[Line, ...]
    quorum: QuorumRule | None = None
    tie: str = "unsaid"


@dataclass(frozen=True, slots=True)
class QuorumFound:
    """Whether enough were present."""

    met: bool
    present: int
    whole: int
    needed: int
    base: Base


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one name, by which line (counted from 0; None where no line reached it)."""

    named: Named
    votes: int
    whole: int
    base: Base
    outcome: str
    line: int | None
    is_half: bool

    @property
    def share(self) -> Fraction:
        """The exact share."""
        return Fraction(self.votes, self.whole) if self.whole else Fraction(0)


@dataclass(frozen=True, slots=True)
class Tally:
    """The whole reading. `outcome` is what the meeting comes to; verdicts in order of votes, the highest first."""

    outcome: str
    quorum: QuorumFound | None
    verdicts: tuple[Verdict, ...]
    seats: int
    seats_left: int
    lines: tuple[int, ...]
    numbers: Numbers
    rule: Rule

    def names(self, *outcomes: str) -> tuple[str, ...]:
        """Give the names with one of the outcomes, the most votes first."""
        return tuple(each.named.name for each in self.verdicts if each.outcome in outcomes)


@dataclass(slots=True)
class _Reading:
    """A reading under way."""

    numbers: Numbers
    left: list[Named]
    seats: int
    found: dict[str, tuple[str, int]] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)

    @property
    def is_tied(self) -> bool:
        return any(outcome == "tie" for outcome, _ in self.found.values())

    def settle(self, people: Sequence[Named], outcome: str, line: int) -> None:
        for each in people:
            self.found[each.name] = (outcome, line)
            self.left.remove(each)
        if line not in self.used:
            self.used.append(line)


def read(
    rule: Rule, numbers: Numbers, names: Sequence[Named], *, seats: int | None = None,
    earlier: Mapping[str, Sequence[str]] | None = None,
) -> Tally:  # fmt: skip
    """Read a count that adds up (`counts.faults` found nothing).

    `seats`: how many may be chosen; left out, one where the rule takes from a field, everybody where each name is
    judged by itself. `earlier`: the names that earlier steps came to, for lines that look back.
    Errors: base_empty, members_missing, earlier_missing, seats_unreadable.
    """
    apart = not any(line.take for line in rule.lines)
    if seats is None:
        seats = max(1, len(names)) if apart else 1
    if seats < 1:
        raise DomainError("seats_unreadable", "Số người được lấy phải từ 1 trở lên.")
    quorum = _quorum(rule.quorum, numbers)
    if quorum is not None and not quorum.met:
        return _closed(rule, numbers, names, "no_quorum", quorum, seats)
    reading = _Reading(numbers, _ranked(names, rule.lines), seats)
    if apart:
        _one_by_one(reading, rule)
    else:
        _together(reading, rule, earlier)
    verdicts = tuple(_verdict(each, reading, rule) for each in _ranked(names, rule.lines))
    return Tally(
        _outcome(verdicts, reading.seats, apart=apart), quorum, verdicts, seats, reading.seats, tuple(reading.used),
        numbers, rule,
    )  # fmt: skip


def _quorum(rule: QuorumRule | None, numbers: Numbers) -> QuorumFound | None:
    if rule is None:
        return None
    line = Line("", rule.operator, rule.threshold, rule.base)
    return QuorumFound(
        line.fits(numbers.present, numbers),
        numbers.present,
        numbers.of(rule.base),
        line.needed(numbers) or 0,
        rule.base,
    )


def _ranked(names: Sequence[Named], lines: Sequence[Line]) -> list[Named]:
    """The most votes first; names that are level keep the order of the ballot."""
    measure = next((line.measure for line in lines if line.threshold is not None), (FOR,))
    return sorted(names, key=lambda each: -each.counted(measure))


def _one_by_one(reading: _Reading, rule: Rule) -> None:
    """Each name is judged by itself; seats limit those chosen, and a tie at the cut is a tie."""
    fitting: dict[int, list[Named]] = {}
    for each in list(reading.left):
        at = next(
            (n for n, line in enumerate(rule.lines) if line.fits(each.counted(line.measure), reading.numbers)), None
        )
        if at is not None:
            fitting.setdefault(at, []).append(each)
    for at in sorted(fitting):
        line = rule.lines[at]
        if line.then == "chosen":
            _fill(reading, fitting[at], at, rule)
        else:
            reading.settle(fitting[at], line.then, at)


def _together(reading: _Reading, rule: Rule, earlier: Mapping[str, Sequence[str]] | None) -> None:
    """The names are read as a field: a line takes the highest, all, or those level."""
    for at, line in enumerate(rule.lines):
        done = reading.used and (reading.seats <= 0 or rule.lines[reading.used[-1]].then != "chosen")
        if not reading.left or done or reading.is_tied:
            break
        field_ = reading.left
        if line.differs_from:
            if not _differs(field_[0], line, earlier):
                continue
            field_ = field_[:1]
        fitting = [each for each in field_ if line.fits(each.counted(line.measure), reading.numbers)]
        if not fitting:
            continue
        if line.then == "chosen":
            _fill(reading, fitting, at, rule)
        else:
            taken = _taken(line, fitting)
            if taken:
                reading.settle(taken, line.then, at)


def _differs(top: Named, line: Line, earlier: Mapping[str, Sequence[str]] | None) -> bool:
    if earlier is None or line.differs_from not in earlier:
        raise DomainError(
            "earlier_missing",
            "Quy tắc này xét người đứng đầu có khác kết quả bước «{step}» không. Hãy ghi tên được chọn ở bước đó "
            '("earlier": {{"{step}": [...]}}).',
            step=line.differs_from,
        )
    return top.name not in earlier[line.differs_from]


def _taken(line: Line, fitting: list[Named]) -> list[Named]:
    def votes(each: Named) -> int:
        return each.counted(line.measure)

    match line.take:
        case "highest":
            return [each for each in fitting if votes(each) == votes(fitting[0])]
        case "two_highest":
            second = votes(fitting[min(1, len(fitting) - 1)])
            return [each for each in fitting if votes(each) >= second]
        case "tied":
            level = [each for each in fitting if votes(each) == votes(fitting[0])]
            return level if len(level) > 1 else []
        case "single":
            return fitting if len(fitting) == 1 else []
        case _:
            return list(fitting)


def _fill(reading: _Reading, fitting: list[Named], at: int, rule: Rule) -> None:
    """Fill the seats from the top; where the last seat falls among equals, none of them has it."""
    line = rule.lines[at]
    if line.take == "tied":
        fitting = _taken(line, fitting)
    if line.take == "single" and len(fitting) != 1:
        return
    if not fitting:
        return
    if len(fitting) <= reading.seats or line.take == "all":
        reading.seats = max(0, reading.seats - len(fitting))
        reading.settle(fitting, "chosen", at)
        return
    cut = fitting[reading.seats - 1].counted(line.measure)
    level = [each for each in fitting if each.counted(line.measure) == cut]
    above = [each for each in fitting if each.counted(line.measure) > cut]
    if len(above) + len(level) == reading.seats:
        reading.seats = 0
        reading.settle([*above, *level], "chosen", at)
        reading.settle([each for each in fitting if each.counted(line.measure) < cut], "outranked", at)
        return
    reading.seats -= len(above)
    if above:
        reading.settle(above, "chosen", at)
    reading.settle(level, "tie", at)
    reading.settle([each for each in fitting if each.counted(line.measure) < cut], "outranked", at)


def _outcome(verdicts: Sequence[Verdict], seats_left: int, *, apart: bool) -> str:
    """What the meeting comes to, the gravest first: a tie, seats left over, what a later line says, chosen."""
    found = {each.outcome for each in verdicts}
    if "tie" in found:
        return "tie"
    if len(found) == 1 or not found:
        only = found.pop() if found else "unsaid"
        if only != "chosen":
            return only
    others = [each.outcome for each in verdicts if each.outcome not in {"chosen", "outranked", "not_chosen"}]
    if "chosen" not in found | {each.outcome for each in verdicts}:
        return others[0]
    if apart and others:
        return "mixed"
    return "chosen_in_part" if seats_left else "chosen"


def going_on(tally: Tally) -> tuple[str, ...]:
    """Give the names that go to the next round or step: those that a line sends on, and those level where it is so."""
    level = ("tie",) if tally.rule.tie in {"second_round", "advance"} else ()
    return tally.names("second_round", "advance", *level)


def _verdict(each: Named, reading: _Reading, rule: Rule) -> Verdict:
    outcome, at = reading.found.get(each.name, ("not_chosen", None))
    decisive = rule.lines[at] if at is not None else None
    line = decisive if decisive is not None and decisive.threshold is not None else _first_with_threshold(rule)
    measure, base = (line.measure, line.base) if line else ((FOR,), Base.VALID)
    votes, whole = each.counted(measure), reading.numbers.of(base)
    return Verdict(each, votes, whole, base, outcome, at, whole > 0 and Fraction(votes, whole) == HALF)


def _first_with_threshold(rule: Rule) -> Line | None:
    return next((line for line in rule.lines if line.threshold is not None), None)


def _closed(
    rule: Rule, numbers: Numbers, names: Sequence[Named], outcome: str, quorum: QuorumFound, seats: int
) -> Tally:
    verdicts = tuple(
        Verdict(each, each.in_favour, numbers.convened, Base.CONVENED, outcome, None, False)
        for each in _ranked(names, rule.lines)
    )
    return Tally(outcome, quorum, verdicts, seats, seats, (), numbers, rule)
