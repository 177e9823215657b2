"""Reading a count by its rule: quorum, base, threshold, ties, seats, the next round, and why.

The lines of a rule are tried in order, as the law states them: a line that fits takes its people; seats left over and
people left over go on to the next line. Shares are exact fractions: one half is never "about 50 %". A share of nothing
(no valid slip, nobody convened) is no share: it is never "more than" or "at least" anything.
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
#: What a line leads to that is no longer asked once every seat is taken.
_PASSING: Final = frozenset(THENS) - {"chosen", "rejected", "input_only"}
#: What became of a name that decides nothing for the meeting.
_IDLE: Final = frozenset({"not_chosen", "outranked"})


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

    @property
    def asks(self) -> bool:
        """Whether it asks for a share."""
        return self.threshold is not None and not self.otherwise

    def needed(self, numbers: Numbers) -> int | None:
        """Give the least number of votes that fits, for "more than" and "at least"; None for other lines."""
        if self.threshold is None or self.operator not in {">", ">="}:
            return None
        share = self.threshold * numbers.of(self.base)
        return max(1, floor(share) + 1 if self.operator == ">" else ceil(share))

    def fits(self, votes: int, numbers: Numbers) -> bool:
        """Tell whether a number of votes fits. Errors: members_missing."""
        if self.otherwise or self.threshold is None:
            return True
        whole = numbers.of(self.base)
        return bool(OPERATORS[self.operator](Fraction(votes, whole) if whole else Fraction(0), self.threshold))

    def ranked(self, names: Sequence[Named]) -> list[Named]:
        """Give names by what this line counts, the most votes first; those level keep the order of the ballot."""
        return sorted(names, key=lambda each: -each.counted(self.measure))


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

    @property
    def bases(self) -> frozenset[Base]:
        """The numbers that its shares are taken of."""
        return frozenset(line.base for line in self.lines if line.asks) | (
            {self.quorum.base} if self.quorum else frozenset()
        )

    @property
    def looks_back_at(self) -> tuple[str, ...]:
        """The earlier steps whose outcome it asks for."""
        return tuple(sorted({line.differs_from for line in self.lines if line.differs_from}))


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
    """What became of one name, by which line (counted from 0; None where no line reached it).

    `asked`: the lines whose share decided, or those that the name fell short of.
    """

    named: Named
    votes: int
    whole: int
    base: Base
    outcome: str
    line: int | None
    is_half: bool
    asked: tuple[int, ...] = ()

    @property
    def share(self) -> Fraction:
        """The exact share; nothing of nothing is 0."""
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
    """A reading under way. `are_limited`: somebody said how many seats there are."""

    numbers: Numbers
    left: list[Named]
    seats: int
    are_limited: bool
    found: dict[str, tuple[str, int]] = field(default_factory=dict)
    asked: dict[str, list[int]] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)

    @property
    def is_tied(self) -> bool:
        return any(outcome == "tie" for outcome, _ in self.found.values())

    @property
    def is_full(self) -> bool:
        return self.are_limited and (self.seats <= 0 or self.is_tied)

    def fits(self, each: Named, line: Line, at: int) -> bool:
        if line.asks:
            self.asked.setdefault(each.name, []).append(at)
        return line.fits(each.counted(line.measure), self.numbers)

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
    Errors: members_missing, earlier_missing, seats_unreadable.
    """
    apart = not any(line.take for line in rule.lines)
    is_limited = seats is not None or not apart
    if seats is None:
        seats = max(1, len(names)) if apart else 1
    if seats < 1:
        raise DomainError("seats_unreadable", "Số người được lấy phải từ 1 trở lên.")
    quorum = quorum_found(rule.quorum, numbers) if rule.quorum is not None else None
    if quorum is not None and not quorum.met:
        return _closed(rule, numbers, names, "no_quorum", quorum, seats)
    reading = _Reading(numbers, list(names), seats, is_limited)
    if apart:
        _one_by_one(reading, rule)
    else:
        _together(reading, rule, earlier)
    verdicts = tuple(_verdict(each, reading, rule) for each in _ranked(names, rule))
    outcome = _outcome(verdicts, reading, rule, apart=apart)
    return Tally(outcome, quorum, verdicts, seats, reading.seats, tuple(reading.used), numbers, rule)


def quorum_found(rule: QuorumRule, numbers: Numbers) -> QuorumFound:
    """Tell whether enough are present. Errors: members_missing."""
    line = Line("", rule.operator, rule.threshold, rule.base)
    return QuorumFound(
        line.fits(numbers.present, numbers),
        numbers.present,
        numbers.of(rule.base),
        line.needed(numbers) or 0,
        rule.base,
    )


def _ranked(names: Sequence[Named], rule: Rule) -> list[Named]:
    """The most votes first by what the first line with a share counts."""
    return next((line for line in rule.lines if line.asks), rule.lines[0]).ranked(names)


def _one_by_one(reading: _Reading, rule: Rule) -> None:
    """Each name is judged by itself; seats limit those chosen, and a tie at the cut is a tie."""
    fitting: dict[int, list[Named]] = {}
    for each in list(reading.left):
        at = next((n for n, line in enumerate(rule.lines) if reading.fits(each, line, n)), None)
        if at is not None:
            fitting.setdefault(at, []).append(each)
    for at in sorted(fitting):
        line = rule.lines[at]
        if line.then == "chosen":
            _fill(reading, line.ranked(fitting[at]), at, rule)
        elif line.then in _PASSING and reading.is_full:
            reading.settle(fitting[at], "not_chosen", at)
        else:
            reading.settle(fitting[at], line.then, at)


def _together(reading: _Reading, rule: Rule, earlier: Mapping[str, Sequence[str]] | None) -> None:
    """The names are read as a field: a line takes the highest, all, or those level."""
    for at, line in enumerate(rule.lines):
        done = reading.used and (reading.seats <= 0 or rule.lines[reading.used[-1]].then != "chosen")
        if not reading.left or done or reading.is_tied:
            break
        field_ = line.ranked(reading.left)
        if line.differs_from:
            field_ = _level(field_, line)
            if not _differs(field_, line, earlier):
                continue
        fitting = [each for each in field_ if reading.fits(each, line, at)]
        if not fitting:
            continue
        if line.then == "chosen":
            _fill(reading, fitting, at, rule)
        else:
            taken = _taken(line, fitting)
            if taken:
                reading.settle(taken, line.then, at)


def _level(ranked: Sequence[Named], line: Line) -> list[Named]:
    """Those level at the top."""
    return [each for each in ranked if each.counted(line.measure) == ranked[0].counted(line.measure)]


def _differs(top: Sequence[Named], line: Line, earlier: Mapping[str, Sequence[str]] | None) -> bool:
    """Another than the earlier step's: nobody of those level at the top was that step's."""
    if earlier is None or line.differs_from not in earlier:
        raise DomainError(
            "earlier_missing",
            "Quy tắc này xét người đứng đầu có khác kết quả bước «{step}» không. Hãy ghi tên được chọn ở bước đó "
            '("earlier": {{"{step}": [...]}}).',
            step=line.differs_from,
        )
    return not any(each.name in earlier[line.differs_from] for each in top)


def _taken(line: Line, fitting: list[Named]) -> list[Named]:
    match line.take:
        case "highest":
            return _level(fitting, line)
        case "two_highest":
            second = fitting[min(1, len(fitting) - 1)].counted(line.measure)
            return [each for each in fitting if each.counted(line.measure) >= second]
        case "tied":
            level = _level(fitting, line)
            return level if len(level) > 1 else []
        case "single":
            return fitting if len(fitting) == 1 else []
        case _:
            return list(fitting)


def _fill(reading: _Reading, fitting: list[Named], at: int, rule: Rule) -> None:
    """Fill the seats from the top; where the last seat falls among equals, none of them has it."""
    line = rule.lines[at]
    if line.take in {"tied", "single", "two_highest"}:
        fitting = _taken(line, fitting)
    if not fitting:
        return
    if len(fitting) <= reading.seats or line.take == "all":
        reading.seats = max(0, reading.seats - len(fitting))
        reading.settle(fitting, "chosen", at)
        return
    if reading.seats <= 0:
        reading.settle(fitting, "outranked", at)
        return
    cut = fitting[reading.seats - 1].counted(line.measure)
    level = [each for each in fitting if each.counted(line.measure) == cut]
    above = [each for each in fitting if each.counted(line.measure) > cut]
    below = [each for each in fitting if each.counted(line.measure) < cut]
    reading.seats -= len(above)
    reading.settle(above, "chosen", at)
    if len(level) <= reading.seats:
        reading.seats -= len(level)
        reading.settle(level, "chosen", at)
    else:
        reading.settle(level, "tie", at)
    reading.settle(below, "outranked", at)


def _outcome(verdicts: Sequence[Verdict], reading: _Reading, rule: Rule, *, apart: bool) -> str:
    """What the meeting comes to, the gravest first: a tie, seats left over, what a later line says, chosen."""
    if not verdicts:
        return next((line.then for line in rule.lines if line.otherwise and line.then != "chosen"), "not_chosen")
    found = {each.outcome for each in verdicts}
    if "tie" in found:
        return "tie"
    others = [each.outcome for each in verdicts if each.outcome not in _IDLE | {"chosen"}]
    if "chosen" not in found:
        return "mixed" if apart and len(set(others)) > 1 else (others or ["not_chosen"])[0]
    if not reading.are_limited:
        return "chosen" if found == {"chosen"} else "mixed"
    if not reading.seats:
        return "chosen"
    return "mixed" if apart and set(others) - {"second_round", "advance", "rejected"} else "chosen_in_part"


def going_on(tally: Tally) -> tuple[str, ...]:
    """Give the names that go to the next round or step: those that a line sends on, and those level where it is so."""
    level = ("tie",) if tally.rule.tie in {"second_round", "advance"} else ()
    return tally.names("second_round", "advance", *level)


def _verdict(each: Named, reading: _Reading, rule: Rule) -> Verdict:
    outcome, at = reading.found.get(each.name, ("not_chosen", None))
    asked = tuple(reading.asked.get(each.name, ()))
    if at is not None and rule.lines[at].asks:
        asked = (at,)
    line = rule.lines[asked[0]] if asked else None
    measure = line.measure if line else (rule.lines[at] if at is not None else rule.lines[0]).measure
    reached = next((rule.lines[each] for each in reading.used if rule.lines[each].asks), None)
    base = line.base if line else reached.base if reached else Base.VALID
    votes, whole = each.counted(measure), reading.numbers.of(base)
    return Verdict(each, votes, whole, base, outcome, at, whole > 0 and Fraction(votes, whole) == HALF, asked)


def _closed(
    rule: Rule, numbers: Numbers, names: Sequence[Named], outcome: str, quorum: QuorumFound, seats: int
) -> Tally:
    line = next((each for each in rule.lines if each.asks), rule.lines[0])
    verdicts = tuple(
        Verdict(each, each.counted(line.measure), numbers.convened, Base.CONVENED, outcome, None, is_half=False)
        for each in line.ranked(names)
    )
    return Tally(outcome, quorum, verdicts, seats, seats, (), numbers, rule)
