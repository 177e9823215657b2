"""A plain slow evaluator for tests: one person at a time, values as Python values, its own three-valued logic.

It shares the parsed trees with the engine and nothing else: dates by canbo.core.dates, ages by the retirement table.
A value is a pair (least, most), or None where nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from canbo.core.dates import PartialDate, add_months
from canbo.rules.domain.engine import Demanded, Outcome, Target, covers
from canbo.rules.domain.language import Among, Arithmetic, Call, Compare, Literal, Logic, Name, Not, Param, Tree
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Scope
from canbo.rules.domain.model import Condition

SPANS = {"age_months": "born", "party_months": "party_joined", "service_months": "recruited", "post_months": "post_since",
         "step_months": "step_since"}  # fmt: skip
RUNS: dict[str, Callable[[str], bool]] = {
    "good_years": lambda r: r in {"good", "excellent"}, "excellent_years": lambda r: r == "excellent",
    "not_completed_years": lambda r: r == "not_completed",
}  # fmt: skip


def both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(one: bool | None, other: bool | None) -> bool | None:
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def opposite(one: bool | None) -> bool | None:
    return None if one is None else not one


def full_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month - (start.day > end.day)
    return max(months, 0)


def number(day: date) -> int:
    return day.year * 12 + day.month - 1


class Person:
    """The facts of one person as a file gives them, read without the engine."""

    def __init__(self, facts: Mapping[str, Any], act: Mapping[str, Any], law: Law, as_of: date) -> None:
        self.facts, self.act, self.law, self.as_of = facts, act, law, as_of
        self.words = law.lexicon.words

    def day(self, name: str) -> tuple[date, date] | None:
        written = self.facts.get(name)
        if written is None:
            return None
        found = PartialDate.from_code(written)
        return found.earliest, found.latest

    def ages(self) -> tuple[int, int] | None:
        born, gender = self.day("born"), self.facts.get("gender")
        if born is None:
            return None
        own = self.act.get("retirement_age_decided")
        if own is not None:
            return own, own
        table = self.law.ages()
        low, high = (gender, gender) if gender else ("female", "male")
        return table.at_birth(low, born[0].replace(day=1)), table.at_birth(high, born[1].replace(day=1))

    def fact(self, name: str) -> Any:
        """A pair (least, most) for everything, or None."""
        if name == "as_of":
            return self.as_of, self.as_of
        word = self.words[name]
        if word.scope is Scope.ACT:
            value = self.following(name) if self.act.get(name) is None else self.act[name]
            return None if value is None else (value, value)
        if name in SPANS:
            day = self.day(SPANS[name])
            return None if day is None else (full_months(day[1], self.as_of), full_months(day[0], self.as_of))
        if name in RUNS:
            return self.run(RUNS[name])
        if name in {"retirement_age", "age_limit_month", "retirement_month", "months_left"}:
            return self.retirement(name)
        if word.is_interval:
            return self.day(name)
        value = self.plain(name)
        return None if value is None else (value, value)

    def plain(self, name: str) -> Any:
        facts = self.facts
        if facts.get(name) is not None:
            return facts[name]
        if name == "is_female" and facts.get("gender") is not None:
            return facts["gender"] == "female"
        if name == "is_leader" and facts.get("title_rank") is not None:
            return facts["title_rank"] != "staff"
        if name == "has_led" and self.plain("is_leader"):
            return True
        return None

    def following(self, name: str) -> Any:
        if name == "first_leadership":
            if self.plain("is_leader"):
                return False
            return opposite(self.plain("has_led"))
        if name in {"planned_for_target", "planned_for_equal_or_higher"}:
            return False if self.plain("in_plan") is False else None
        if name == "post_change":
            return self.post_change()
        return self.words[name].usual

    def post_change(self) -> str | None:
        tier, rank = self.act.get("target_tier"), self.act.get("target_rank")
        mine, own = self.plain("tier"), self.plain("title_rank")
        if tier is None or rank is None:
            return None
        if own == "staff" and rank != "staff":
            return "higher"
        if mine is None or own is None:
            return None
        tiers, ranks = ("central", "province", "district", "commune"), ("staff", "deputy", "head")
        up = ranks.index(rank) - ranks.index(own)
        step = tiers.index(mine) - tiers.index(tier)
        if step == 0:
            return "higher" if up > 0 else "lower" if up < 0 else "equal"
        if step > 0 and up >= 0:
            return "higher"
        return "lower" if step < 0 and up <= 0 else None

    def retirement(self, name: str) -> Any:
        ages, born = self.ages(), self.day("born")
        if ages is None or born is None:
            return None
        if name == "retirement_age":
            return ages
        limits = [number(day) + age for day, age in zip(born, ages, strict=True)]
        if name == "months_left":
            return tuple(limit - number(self.as_of) for limit in limits)
        later = 1 if name == "retirement_month" else 0
        return tuple(date((limit + later) // 12, (limit + later) % 12 + 1, 1) for limit in limits)

    def run(self, test: Callable[[str], bool]) -> tuple[int, int]:
        now = self.facts.get("rating_y0")
        if now is not None and not test(now):
            return 0, 0
        ends = []
        for doubt in (False, True):
            total = 0
            for back in (1, 2, 3, 4):
                rating = self.facts.get(f"rating_y{back}")
                if not (doubt if rating is None else test(rating)):
                    break
                total += 1
            ends.append(total + (now is not None))
        return ends[0], ends[1]

    def measure(self, track: str, form: str) -> tuple[bool | None, tuple[date, date] | None]:
        told = self.facts.get("disciplines")
        if told is None:
            return None, None
        days = [
            (day.earliest, min(day.latest, self.as_of))
            for each in told if each["track"] == track and each["form"] == form
            for day in [PartialDate.from_code(each["from"])] if day.earliest <= self.as_of
        ]  # fmt: skip
        if not days:
            return False, None
        return True, (max(low for low, _ in days), max(high for _, high in days))

    # expressions

    def truth(self, tree: Tree) -> bool | None:
        found = self.value(tree)
        return None if found is None else found[0]

    def value(self, tree: Tree) -> Any:
        match tree:
            case Literal(value=value):
                return value, value
            case Name(name=name):
                return self.fact(name)
            case Param(id=name):
                return self.param(name)
            case Logic(op=op, parts=parts):
                join = both if op == "and" else either
                found = self.truth(parts[0])
                for part in parts[1:]:
                    found = join(found, self.truth(part))
                return _told(found)
            case Not(part=part):
                return _told(opposite(self.truth(part)))
            case Compare(op=op, left=left, right=right):
                return _told(self.compare(op, left, right))
            case Among(part=part, items=items):
                found = False
                for item in items:
                    found = either(found, self.compare("=", part, item))
                return _told(found)
            case Arithmetic(op=op, left=left, right=right):
                one, other = self.value(left), self.value(right)
                if one is None or other is None:
                    return None
                (a, b), (c, d) = one, other
                return {"+": (a + c, b + d), "-": (a - d, b - c), "*": (a * c, b * d)}[op]
            case Call():
                return self.call(tree)

    def param(self, name: str) -> Any:
        bound = self.law.bound(name)
        content = bound.value.content
        if bound.parameter.by:
            key = self.fact(bound.parameter.by)
            if key is None:
                return None
            content = content.get(key[0], content.get("otherwise"))
        return None if content is None else (content, content)

    def compare(self, op: str, left: Tree, right: Tree) -> bool | None:
        one, other = self.value(left), self.value(right)
        if one is None or other is None:
            return None
        codes = self.codes(left) or self.codes(right)
        if codes:
            one, other = (tuple(codes.index(each) for each in pair) for pair in (one, other))
        (a, b), (c, d) = one, other
        pairs = [(x, y) for x in (a, b) for y in (c, d)]
        tests: dict[str, Callable[[Any, Any], bool]] = {
            "=": lambda x, y: x == y, "<>": lambda x, y: x != y, "<": lambda x, y: x < y, "<=": lambda x, y: x <= y,
            ">": lambda x, y: x > y, ">=": lambda x, y: x >= y,
        }  # fmt: skip
        if op in {"=", "<>"}:
            if a == b and c == d:
                return tests[op](a, c)
            return (op == "<>") if b < c or a > d else None
        found = {tests[op](x, y) for x, y in pairs}
        return found.pop() if len(found) == 1 else None

    def codes(self, tree: Tree) -> tuple[str, ...]:
        if isinstance(tree, Name) and tree.name in self.words:
            return self.words[tree.name].codes
        if isinstance(tree, Param):
            of = self.law.bound(tree.id).parameter.of
            return self.words[of].codes if of else ()
        return ()

    def call(self, tree: Call) -> Any:
        name, args = tree.name, tree.args
        if name in {"had", "clear_of", "bar_ends"}:
            return self.bar(tree)
        if name == "if":
            test = self.truth(args[0])
            return None if test is None else self.value(args[1] if test else args[2])
        if name == "has":
            found, item = self.value(args[0]), self.value(args[1])
            return None if found is None or item is None else _told(item[0] in found[0])
        found = [self.value(arg) for arg in args]
        if any(each is None for each in found):
            return None
        if name == "round_half_up":
            return tuple(int(end + 0.5) for end in found[0])
        (a, b), (c, d) = found
        return {
            "full_months": lambda: (full_months(b, c), full_months(a, d)),
            "months_from": lambda: (number(c) - number(b), number(d) - number(a)),
            "add_months": lambda: (add_months(a, int(c), rounding="up"), add_months(b, int(d), rounding="up")),
            "greatest": lambda: (max(a, c), max(b, d)),
            "least": lambda: (min(a, c), min(b, d)),
        }[name]()

    def bar(self, tree: Call) -> Any:
        track, form = (arg.value for arg in tree.args[:2] if isinstance(arg, Literal))
        had, day = self.measure(str(track), str(form))
        if tree.name == "had":
            return _told(had)
        months = self.value(tree.args[2])
        if tree.name == "bar_ends":
            return None if day is None or months is None else tuple(
                add_months(end, months[0], rounding="up") for end in day
            )  # fmt: skip
        if had is False:
            return True, True
        if had is None or months is None or day is None:
            return None
        # The bar is over for sure when n months have passed since the last day on which it can have begun.
        over = [self.as_of >= add_months(end, months[0], rounding="up") for end in day]
        return _told(over[0] if over[0] == over[1] else None)


def _told(value: bool | None) -> tuple[bool, bool] | None:
    return None if value is None else (value, value)


def own_case(person: Person, condition: Condition) -> bool | None:
    found: bool | None = True
    if condition.applies.regimes:
        regimes: bool | None = False
        for name in condition.applies.regimes:
            regimes = either(regimes, person.truth(Name(person.law.lexicon.regimes[name], 0)))
        found = both(found, regimes)
    if condition.when is not None:
        found = both(found, person.truth(condition.when.tree))
    return found


def outcome(person: Person, asked: Demanded, target: Target, act: str) -> Outcome:
    condition = asked.condition
    applies = own_case(person, condition)
    for exception in person.law.replaced_by.get(condition.id, ()):
        if covers(exception.applies, target, act):
            applies = both(applies, opposite(own_case(person, exception)))
    if applies is False:
        return Outcome.NOT_APPLICABLE
    held = person.truth(condition.expression.tree)
    if applies is None or held is None:
        return Outcome.UNKNOWN
    return Outcome.PASS if held else Outcome.FAIL


def over_on(day: date, months: int) -> date:
    """The last day of a bar."""
    return add_months(day, months, rounding="up") - timedelta(days=1)
