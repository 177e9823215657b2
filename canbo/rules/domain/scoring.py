"""Scoring: from what was entered about one person or collective to the level that a scheme proposes, exactly.

Nothing is rounded before it is compared, and what is not known stays unknown. The level is proposed, never decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.rules.domain.exact import Value, exact
from canbo.rules.domain.language import Expression
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Citation
from canbo.rules.domain.ready_schemes import Prepared, shown
from canbo.rules.domain.schemes import CONCLUDED, LEVELS, PRODUCTS, TOTAL, Asked, Computed, Cut, Follow, Group, Scheme

HUNDRED: Final = Fraction(100)
#: A month or quarter without points, for a justified absence: it is left out of the average.
ABSENT: Final = "absent"


@dataclass(frozen=True, slots=True)
class Product:
    """A work product of the period; failed checks and delays without those that had an objective, confirmed cause."""

    name: str
    assigned: Fraction
    done: Fraction
    coefficient: Fraction = Fraction(1)
    failed_checks: int = 0
    delays: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """What was entered. `values` by name: inputs, points of groups, shares given instead of counts, the total.

    `products` None: not entered. `parts`: the points of the months or quarters of the year, `ABSENT`, or None.
    """

    values: Mapping[str, Value]
    products: Sequence[Product] | None = None
    parts: Sequence[Fraction | str | None] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How one rule of the scheme comes out: "pass", "fail", "unknown", "weighed"; for a follow, pass: it does not bite.

    `missing`: the inputs that would settle it.
    """

    rule: Cut | Asked | Follow
    state: str
    have: Value = None
    need: Value = None
    missing: tuple[str, ...] = ()
    confirmed: bool = True

    @property
    def cite(self) -> tuple[Citation, ...]:
        """The clauses it stands on."""
        return self.rule.cite


@dataclass(frozen=True, slots=True)
class Average:
    """Points of the year from its parts: which counted, which were absent, the mean (None: a part is unknown)."""

    counted: tuple[Fraction, ...]
    absent: int
    unknown: tuple[int, ...]
    mean: Fraction | None


@dataclass(frozen=True, slots=True)
class Scored:
    """What came out.

    `outcome`: "proposed" (a level), "unknown" (with what is missing), "not_rated", or "undecided" (the text does not
    say what follows; the authority decides). `by` is the rule that settled it, `how`: "rule", "ceiling", "conditions",
    "points", "fall", "concluded". `band` is the level of the points alone, `possible` the levels still open.
    """

    scheme: Scheme
    law: Law
    outcome: str
    level: str | None
    how: str
    by: tuple[Finding, ...]
    band: str | None
    possible: tuple[str, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    env: Mapping[str, Value]
    computed: frozenset[str]
    average: Average | None
    confirmed: bool


def score(ready: Prepared, given: Given) -> Scored:
    """Propose a level. Errors: inputs_disagree where what was entered cannot all be true."""
    return _Scoring(ready, given).run()


@dataclass(slots=True)
class _Scoring:
    ready: Prepared
    given: Given
    env: dict[str, Value] = field(default_factory=dict)
    computed: set[str] = field(default_factory=set)
    average: Average | None = None

    def run(self) -> Scored:
        scheme = self.ready.scheme
        self.fill()
        follows = [self.follow(each) for each in self.ready.follows]
        cuts, band = self.cuts()
        asked = [self.asked(each) for each in scheme.conditions]
        findings = (*follows, *cuts, *asked)
        return self.proposal(follows, cuts, band, asked, findings)

    # what is known

    def fill(self) -> None:
        """Know the inputs, then what is computed from them, in order."""
        scheme, given = self.ready.scheme, self.given.values
        for each in scheme.inputs:
            value = given.get(each.id)
            self.env[each.id] = each.usual if value is None else value
        for each in scheme.inputs:
            self.within(each.id, each.most)
        if scheme.products is not None:
            self.add_up(self.ready.value(scheme.products.deduction, {}))
        for computed in scheme.values:
            self.env[computed.id] = self.agreed(computed.id, self.compute(computed), given.get(computed.id))
        if scheme.groups:
            self.points(given)

    def within(self, name: str, most: str | int | None) -> None:
        """Refuse a count over what it is a part of."""
        value, bound = self.env[name], self.env.get(most) if isinstance(most, str) else exact(most)
        if not isinstance(value, Fraction) or not isinstance(bound, Fraction) or value <= bound:
            return
        if isinstance(most, str):
            raise DomainError(
                "inputs_disagree", "«{field}» là {value}, nhiều hơn «{whole}» là {bound}. Hãy xem lại hai số này.",
                field=name, value=shown(value), bound=shown(bound), whole=most,
            )  # fmt: skip
        raise DomainError(
            "inputs_disagree", "«{field}» là {value}, nhiều nhất chỉ được {bound}. Hãy xem lại.", field=name,
            value=shown(value), bound=shown(bound),
        )  # fmt: skip

    def add_up(self, deduction: Value) -> None:
        """Add up the products, converted; each failed check or delay takes its share off, never below nothing."""
        totals: list[Value] = [None] * len(PRODUCTS)
        if self.given.products is not None and isinstance(deduction, Fraction):
            sums = [Fraction(0)] * len(PRODUCTS)
            for each in self.given.products:
                assigned, done = each.assigned * each.coefficient, min(each.done, each.assigned) * each.coefficient
                failed = max(Fraction(0), 1 - deduction / HUNDRED * each.failed_checks)
                late = max(Fraction(0), 1 - deduction / HUNDRED * each.delays)
                for number, part in enumerate((assigned, done, done * failed, done * late)):
                    sums[number] += part
            totals = [*sums]
        self.env.update(zip(PRODUCTS, totals, strict=True))

    def compute(self, computed: Computed) -> Value:
        if computed.formula is not None:
            return self.ready.value(computed.formula, self.env)
        part, whole = self.ready.value(computed.part, self.env), self.ready.value(computed.of, self.env)
        if whole == 0:
            return computed.empty
        if isinstance(part, Fraction) and isinstance(whole, Fraction):
            return HUNDRED * part / whole
        return None

    def agreed(self, name: str, made: Value, given: Value) -> Value:
        """What was computed, or what was given in its place; both must agree."""
        if made is not None:
            self.computed.add(name)
        if made is None or given is None or made == given:
            return given if made is None else made
        raise DomainError(
            "inputs_disagree", "«{field}» ghi {value}, tính ra {made}. Hãy bỏ một trong hai hoặc sửa cho khớp.",
            field=name, value=shown(given), made=shown(made),
        )  # fmt: skip

    def points(self, given: Mapping[str, Value]) -> None:
        """Know the points of each group, then the total; in a year by average, the total comes from its parts."""
        total: Value = Fraction(0)
        for group in self.ready.scheme.groups:
            value = self.agreed(group.name, self.weighed(group), given.get(group.name))
            self.env[group.name] = value
            self.at_most(group.name, value, self.ready.value(group.most, self.env))
            total = total + value if isinstance(total, Fraction) and isinstance(value, Fraction) else None
        if self.given.parts is not None:
            self.average = averaged(self.given.parts)
            total = self.agreed(TOTAL, total, self.average.mean) if self.average.mean is not None else total
        self.env[TOTAL] = self.agreed(TOTAL, total, given.get(TOTAL))
        self.at_most(TOTAL, self.env[TOTAL], self.most_in_all())

    def weighed(self, group: Group) -> Value:
        """The points of a group from its percentages: the most points times their weighted mean."""
        most, total, weights = self.ready.value(group.most, self.env), Fraction(0), 0
        for share in group.shares:
            value = self.env[share.value]
            if not isinstance(value, Fraction):
                return None
            total += min(value, HUNDRED) * share.weight
            weights += share.weight
        return most * total / weights / HUNDRED if weights and isinstance(most, Fraction) else None

    def most_in_all(self) -> Value:
        found = [self.ready.value(group.most, self.env) for group in self.ready.scheme.groups]
        known = [each for each in found if isinstance(each, Fraction)]
        return sum(known, Fraction(0)) if len(known) == len(found) else None

    def at_most(self, name: str, value: Value, most: Value) -> None:
        if isinstance(value, Fraction) and isinstance(most, Fraction) and value > most:
            raise DomainError(
                "inputs_disagree", "«{field}» là {value}, nhiều hơn mức tối đa {most} điểm. Hãy xem lại.", field=name,
                value=shown(value), most=shown(most), bound=shown(most),
            )  # fmt: skip

    # how each rule comes out

    def follow(self, rule: Follow) -> Finding:
        bites = self.ready.value(rule.when, self.env)
        state = "unknown" if bites is None else "fail" if bites else "pass"
        if state == "fail" and rule.escape and self.env.get(rule.escape) is True:
            state = "weighed"
        return self.finding(rule, state, rule.when)

    def asked(self, rule: Asked) -> Finding:
        holds = self.ready.value(rule.expression, self.env)
        return self.finding(rule, "unknown" if holds is None else "pass" if holds else "fail", rule.expression)

    def finding(self, rule: Asked | Follow, state: str, expression: Expression) -> Finding:
        return Finding(
            rule, state, self.ready.value(rule.have, self.env), self.ready.value(rule.need, self.env),
            self.ready.lacking(expression, self.env) if state == "unknown" else (), self.ready.is_confirmed(rule),
        )  # fmt: skip

    def cuts(self) -> tuple[list[Finding], str | None]:
        """The level that the points alone give, and how each level's points come out."""
        scheme = self.ready.scheme
        if not scheme.cuts:
            return [], None
        total, band = self.env[TOTAL], None
        ordered = sorted(scheme.cuts, key=lambda cut: LEVELS.index(cut.level), reverse=True)
        missing = tuple(dict.fromkeys(self.ready.inputs_behind(TOTAL, self.env))) if total is None else ()
        needs = {cut.level: self.ready.value(cut.threshold, self.env) for cut in ordered}
        if isinstance(total, Fraction):
            for cut in ordered:
                need = needs[cut.level]
                if cut.threshold is None or (isinstance(need, Fraction) and _reaches(total, cut.operator, need)):
                    band = cut.level
                    break
        found = [
            Finding(
                cut, "unknown" if band is None else "pass" if cut.level == band else "fail", total, needs[cut.level],
                missing, self.ready.is_confirmed(cut),
            ) for cut in ordered
        ]  # fmt: skip
        return found, band

    # the level

    def proposal(
        self, follows: list[Finding], cuts: list[Finding], band: str | None, asked: list[Finding],
        findings: tuple[Finding, ...],
    ) -> Scored:  # fmt: skip
        def made(
            outcome: str, level: str | None, how: str, by: Sequence[Finding], *, possible: Sequence[str] = (),
            missing: Iterable[str] = (), confirmed: bool = True,
        ) -> Scored:  # fmt: skip
            took_part = [*by, *(each for each in cuts if how in {"points", "conditions", "fall"})]
            return Scored(
                self.ready.scheme, self.ready.law, outcome, level, how, tuple(by), band, tuple(possible), findings,
                tuple(dict.fromkeys(missing)), self.env, frozenset(self.computed), self.average,
                confirmed and all(each.confirmed for each in took_part) and self.points_confirmed(how),
            )  # fmt: skip

        off = [each for each in follows if _then(each) == "not_rated"]
        out = [each for each in off if each.state == "fail"]
        if out:
            return made("not_rated", None, "rule", out)
        sets = [each for each in follows if _then(each) == "level"]
        bitten = [each for each in sets if each.state == "fail"]
        unsure = [each for each in (*off, *sets) if each.state == "unknown"]
        if bitten and not any(_then(each) == "not_rated" for each in unsure):
            level = min((_level(each) for each in bitten), key=LEVELS.index)
            return made("proposed", level, "rule", [each for each in bitten if _level(each) == level])
        base, how, by, possible, missing = self.by_criteria(cuts, band, asked)
        if base == LEVELS[0] and not any(_then(each) == "not_rated" for each in unsure):
            return made("proposed", base, how, by)
        ceilings = [each for each in follows if _then(each) == "at_most"]
        if unsure or (base is None and how == "unknown"):
            for each in unsure:
                missing = [*missing, *each.missing]
            levels = {_level(each) for each in bitten} or {*possible, *([base] if base else [])}
            levels |= {_level(each) for each in unsure if _level(each)}
            open_levels = _lowered(levels, ceilings)
            return made("unknown", None, "unknown", by, possible=open_levels, missing=missing, confirmed=False)
        return self.under(ceilings, base, how, by, made)

    def under(self, ceilings: list[Finding], base: str | None, how: str, by: list[Finding], made: Any) -> Scored:
        """The level under its ceilings, the lowest that bites; an unknown one that could bite leaves it unknown."""
        if base is None:
            undecided: Scored = made("undecided", None, how, by, confirmed=False)
            return undecided
        over = [each for each in ceilings if LEVELS.index(base) > LEVELS.index(_level(each))]
        bites = sorted((each for each in over if each.state == "fail"), key=lambda each: LEVELS.index(_level(each)))
        found: Scored
        if bites:
            found = made("proposed", _level(bites[0]), "ceiling", [bites[0], *by], confirmed=how != "fall")
        elif unknown := [each for each in over if each.state == "unknown"]:
            levels = [level for level in LEVELS if level in {base, *(_level(each) for each in unknown)}]
            missing = [name for each in unknown for name in each.missing]
            found = made("unknown", None, "unknown", unknown, possible=levels, missing=missing, confirmed=False)
        else:
            found = made("proposed", base, how, by, confirmed=how != "fall")
        return found

    def by_criteria(
        self, cuts: list[Finding], band: str | None, asked: list[Finding]
    ) -> tuple[str | None, str, list[Finding], list[str], list[str]]:
        """The level by points and conditions: level, how, by which findings, levels still possible, what is missing."""
        scheme = self.ready.scheme
        if scheme.way == "concluded":
            level = self.env.get(CONCLUDED)
            if isinstance(level, str):
                return level, "concluded", [], [], []
            return None, "unknown", [], list(LEVELS), [CONCLUDED]
        if cuts and band is None:
            return None, "unknown", [], list(LEVELS), list(cuts[0].missing)
        top = band or LEVELS[-1]
        of_band = [each for each in cuts if isinstance(each.rule, Cut) and each.rule.level == band]
        if top == LEVELS[0]:
            return top, "points", of_band, [], []
        failed: list[Finding] = []
        for level in reversed(LEVELS[1 : LEVELS.index(top) + 1]):
            of_level = [each for each in asked if isinstance(each.rule, Asked) and level in each.rule.levels]
            if any(each.state == "fail" for each in of_level):
                failed += [each for each in of_level if each.state == "fail"]
                if self.stays_undecided():
                    break
                continue
            unknown = [each for each in of_level if each.state == "unknown"]
            if unknown:
                lower = list(LEVELS[: LEVELS.index(level) + 1])
                return None, "unknown", unknown, lower, [name for each in unknown for name in each.missing]
            if not of_level and not cuts:
                continue
            fell = bool(cuts) and level != band
            return level, "fall" if fell else "conditions", [*of_band, *of_level, *failed], [], []
        return None, "undecided", [*of_band, *failed], [], []

    def stays_undecided(self) -> bool:
        """Whether high points with a condition failing leave the level to the authority."""
        fall = self.ready.scheme.fall
        return fall is not None and self.ready.value(fall, self.env) != "next"

    def points_confirmed(self, how: str) -> bool:
        """Whether points that were computed were computed by a formula that somebody held against the text."""
        if how not in {"points", "conditions", "fall", "ceiling"}:
            return True
        scheme = self.ready.scheme
        if not all(group.shares_confirmed for group in scheme.groups if group.shares and group.name in self.computed):
            return False
        return self.average is None or (scheme.year is not None and scheme.year.confirmed)


def averaged(parts: Sequence[Fraction | str | None]) -> Average:
    """Give the mean of the points of months or quarters; those of a justified absence do not count."""
    counted = tuple(each for each in parts if isinstance(each, Fraction))
    unknown = tuple(number for number, each in enumerate(parts, start=1) if each is None)
    absent = sum(each == ABSENT for each in parts)
    mean = sum(counted, Fraction(0)) / len(counted) if counted and not unknown else None
    return Average(counted, absent, unknown, mean)


def _reaches(total: Fraction, operator: str, need: Fraction) -> bool:
    return total > need if operator == ">" else total >= need


def _lowered(levels: Iterable[str], ceilings: Sequence[Finding]) -> list[str]:
    """Give the levels that are open under their ceilings: one that bites lowers them, an unknown one may."""
    found = set(levels)
    for each in ceilings:
        over = {level for level in found if LEVELS.index(level) > LEVELS.index(_level(each))}
        if over and each.state in {"fail", "unknown"}:
            found = (found - over if each.state == "fail" else found) | {_level(each)}
    return [level for level in LEVELS if level in found]


def _then(finding: Finding) -> str:
    return finding.rule.then if isinstance(finding.rule, Follow) else ""


def _level(finding: Finding) -> str:
    return finding.rule.level if not isinstance(finding.rule, Asked) else ""
