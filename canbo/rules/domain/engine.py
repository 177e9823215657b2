"""The evaluator: which conditions an act demands for a target, and their outcomes, for one person or for millions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any, Final

import polars as pl

from canbo.rules.domain.binding import OTHERWISE, scene_of, unbound
from canbo.rules.domain.classes import Overall, Told, class_of, classes_of_many
from canbo.rules.domain.compiling import Part, Scene, all_of, any_of, compile_bool, fixed, opposite, point
from canbo.rules.domain.derivation import Moment
from canbo.rules.domain.following import FOLLOWING, following_column
from canbo.rules.domain.language import Expression
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Scope, Type
from canbo.rules.domain.model import Applies, Condition, Demand, Standard
from canbo.rules.domain.preparing import PLACEHOLDER, Needs, needs_of, with_needs


class Outcome(IntEnum):
    """What a condition comes to."""

    FAIL = 0
    PASS = 1
    UNKNOWN = 2
    NOT_APPLICABLE = 3

    @property
    def code(self) -> str:
        """The word of files and pages: pass, fail, unknown, not_applicable."""
        return self.name.lower()


__all__ = [
    "OVERALL", "Compiled", "Demanded", "Outcome", "Overall", "Search", "Target", "classify", "compiled", "covers",
    "demanded", "evaluate", "evaluate_many", "expressions", "is_confirmed", "overall_from", "overall_of", "prepared",
    "turns_on",
]  # fmt: skip

OVERALL: Final = "overall"
_ROWS: Final = "rows"


@dataclass(frozen=True, slots=True)
class Target:
    """What somebody is considered for: kinds of title, and where the position stands. Empty: not known.

    `tiers` and `blocks` are those in which a kind of title is found, where it is asked about without a place.
    """

    titles: tuple[str, ...] = ()
    tier: str = ""
    block: str = ""
    rank: str = ""
    label: str = ""
    tiers: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the act that follow from it."""
        return {
            "target_title": self.titles[0] if self.titles else None, "target_tier": self.tier or None,
            "target_block": self.block or None, "target_rank": self.rank or None,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Demanded:
    """A condition that the act demands for the target, how firmly, and by which standards."""

    condition: Condition
    demand: Demand
    standards: tuple[Standard, ...] = ()
    confirmed: bool = field(default=True)

    @property
    def counts(self) -> bool:
        """Whether it decides: required, and nothing about it unconfirmed."""
        return self.demand is Demand.REQUIRED and self.confirmed


def _fits(wanted: frozenset[str], have: Iterable[str]) -> bool:
    return not wanted or bool(wanted & set(have))


def _stands(wanted: frozenset[str], place: str, places: frozenset[str]) -> bool:
    """Whether a rule for some places is for a target: by its own place, else when every place it can be in is one."""
    return not wanted or (place in wanted if place or not places else places <= wanted)


def covers(applies: Applies, target: Target, act: str) -> bool:
    """Tell whether a rule is for this act and target."""
    return (
        _fits(applies.acts, [act])
        and _fits(applies.titles, target.titles)
        and _stands(applies.tiers, target.tier, target.tiers)
        and _stands(applies.blocks, target.block, target.blocks)
        and _fits(applies.ranks, [target.rank])
    )


def is_confirmed(condition: Condition, law: Law) -> bool:
    """Tell whether the condition and every value that it uses are confirmed."""
    values = (law.bound(name).value for expression in expressions(condition) for name in expression.params)
    return condition.confirmed and all(value.confirmed for value in values)


def expressions(condition: Condition) -> list[Expression]:
    """Give the expressions that decide a condition."""
    return [expression for expression in (condition.when, condition.expression) if expression is not None]


def demanded(law: Law, target: Target, act: str) -> tuple[Demanded, ...]:
    """Give what the act demands for the target under the law: the union of all standards that fit, exceptions included.

    Required stands before preferred, preferred before dossier.
    """
    key = (target, act)
    kept: dict[tuple[Target, str], tuple[Demanded, ...]] = law.kept.setdefault("demanded", {})
    if key not in kept:
        kept[key] = _demanded(law, target, act)
    return kept[key]


def _demanded(law: Law, target: Target, act: str) -> tuple[Demanded, ...]:
    order = list(Demand)
    asked: dict[str, tuple[Demand, list[Standard]]] = {}
    for standard in law.standards:
        if covers(standard.applies, target, act):
            for ask in standard.asks:
                demand, standards = asked.get(ask.condition, (ask.demand, []))
                asked[ask.condition] = (min(demand, ask.demand, key=order.index), [*standards, standard])
    waiting = list(asked)
    while waiting:
        name = waiting.pop()
        for exception in law.replaced_by.get(name, ()):
            if exception.id not in asked:
                asked[exception.id] = asked[name]
                waiting.append(exception.id)
    return tuple(
        Demanded(condition, demand, tuple(standards), is_confirmed(condition, law))
        for name, (demand, standards) in asked.items()
        for condition in [law.conditions.get(name)]
        if condition is not None and covers(condition.applies, target, act)
    )


@dataclass(frozen=True, slots=True)
class Compiled:
    """A condition as two truths: whether it applies, and whether it holds."""

    applies: Part
    holds: Part

    @property
    def fixed(self) -> Outcome | None:
        """The outcome where it is the same for everybody; else None."""
        if self.applies.is_fixed and self.applies.fixed is not True:
            return Outcome.UNKNOWN if self.applies.fixed is None else Outcome.NOT_APPLICABLE
        if self.applies.is_fixed and self.holds.is_fixed:
            return Outcome.UNKNOWN if self.holds.fixed is None else Outcome(int(self.holds.fixed))
        return None

    @property
    def outcome(self) -> pl.Expr:
        """The outcome as a code of Outcome (Int8)."""
        told = self.fixed
        if told is not None:
            return pl.lit(int(told), pl.Int8)
        held = self.holds.low.cast(pl.Int8).fill_null(pl.lit(int(Outcome.UNKNOWN), pl.Int8))
        if self.applies.is_fixed:
            return held
        applies = self.applies.low
        return (
            pl.when(applies).then(held).when(~applies).then(pl.lit(int(Outcome.NOT_APPLICABLE), pl.Int8))
            .otherwise(pl.lit(int(Outcome.UNKNOWN), pl.Int8))
        )  # fmt: skip

    @property
    def satisfied(self) -> Part:
        """True where it holds or does not apply, false where it fails, else null."""
        told = self.fixed
        if told is not None:
            truths = {Outcome.FAIL: False, Outcome.UNKNOWN: None}
            return fixed(Type.BOOL, truths.get(told, True), dtype=pl.Boolean())
        if self.applies.is_fixed:
            return self.holds
        applies = self.applies.low
        return point(Type.BOOL, pl.when(applies).then(self.holds.low).when(~applies).then(True))


def compiled(condition: Condition, law: Law, scene: Scene, target: Target, act: str) -> Compiled:
    """Compile a condition. It gives way to its exceptions that are for the same act and target, where they apply."""
    cases = [_own_case(condition, scene)]
    for exception in law.replaced_by.get(condition.id, ()):
        if covers(exception.applies, target, act):
            cases.append(opposite(_own_case(exception, scene)))
    return Compiled(all_of(cases), compile_bool(condition.expression.tree, scene))


def _own_case(condition: Condition, scene: Scene) -> Part:
    cases: list[Part] = []
    if condition.applies.regimes:
        names = [scene.lexicon.regimes[name] for name in sorted(condition.applies.regimes)]
        cases.append(any_of([scene.part(scene.lexicon.words[name]) for name in names]))
    if condition.when is not None:
        cases.append(compile_bool(condition.when.tree, scene))
    return all_of(cases)


@dataclass(frozen=True, slots=True)
class Search:
    """One question over a frame: a target in an act, and what is known of the act; columns of the frame come first."""

    target: Target
    act: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def prepared(
    frame: pl.DataFrame,
    law: Law,
    as_of: date,
    asked: Iterable[Demanded],
    *,
    acts: Iterable[Mapping[str, Any]] = (),
    day: pl.Expr | None = None,
    fresh: frozenset[str] = frozenset(),
) -> pl.DataFrame:
    """Add to a frame every column that the conditions and their exceptions turn on.

    Derived facts, measures, and for each of `acts` what of it follows from the person and the target.
    """
    needs = _needs(list(asked), law)
    moment = scene_of(law, as_of, frozenset(), {}, day=day).moment
    return with_needs(frame, needs, moment, fresh, _following(frozenset(frame.columns), needs, acts, law, moment))


def _needs(asked: Sequence[Demanded], law: Law) -> Needs:
    kept: dict[tuple[str, ...], Needs] = law.kept.setdefault("needs", {})
    key = tuple(each.condition.id for each in asked)
    if key not in kept:
        conditions: dict[str, Condition] = {}
        for each in asked:
            for condition in (each.condition, *law.replaced_by.get(each.condition.id, ())):
                conditions[condition.id] = condition
        kept[key] = needs_of(conditions.values(), law.lexicon)
    return kept[key]


def _following(
    columns: frozenset[str], needs: Needs, acts: Iterable[Mapping[str, Any]], law: Law, moment: Moment
) -> dict[str, pl.Expr]:
    """Give the columns of what follows for each act, where some condition turns on it."""
    wanted = [name for name in needs.following if name not in columns]
    found: dict[str, pl.Expr] = {}
    for act in acts if wanted else ():
        scene = Scene(law.lexicon, moment, columns, unbound, act)
        for name in wanted:
            column = following_column(name, act)
            if act.get(name) is None and column not in found and column not in columns:
                found[column] = scene.following(name)
    return found


def evaluate(frame: pl.DataFrame, law: Law, as_of: date, search: Search) -> pl.DataFrame:
    """Give the outcome of every demanded condition (Int8 by Outcome, a column by rule id) and `overall` (by Overall).

    `frame`: columns of the vocabulary as of the day, and any facts of the act that differ from person to person.
    """
    asked = demanded(law, search.target, search.act)
    frame = prepared(frame, law, as_of, asked, acts=[{**search.target.facts, **search.facts}])
    scene = scene_of(law, as_of, frozenset(frame.columns), {**search.target.facts, **search.facts})
    found = [(each, compiled(each.condition, law, scene, search.target, search.act)) for each in asked]
    outcomes = [one.outcome.alias(each.condition.id) for each, one in found]
    # A literal alone would be one row; beside a column it is one for each.
    rows = pl.repeat(0, frame.height, dtype=pl.Int8, eager=True).alias(_ROWS)
    return frame.select(rows, *outcomes, overall_of(found).alias(OVERALL)).drop(_ROWS)


def evaluate_many(
    frame: pl.DataFrame, law: Law, as_of: date, searches: Sequence[Search]
) -> tuple[pl.DataFrame, list[dict[str, str]]]:
    """Give the outcomes of many questions in one pass, and for each question the column of each condition, by rule id.

    A condition that several questions share is one column (Int8 by Outcome).
    """
    wanted = [demanded(law, search.target, search.act) for search in searches]
    acts = [{**search.target.facts, **search.facts} for search in searches]
    frame = prepared(frame, law, as_of, [each for asked in wanted for each in asked], acts=acts)
    columns = frozenset(frame.columns)
    made: dict[tuple[Any, ...], str] = {}
    exprs: list[pl.Expr] = []
    plans: list[dict[str, str]] = []
    for search, act, asked in zip(searches, acts, wanted, strict=True):
        scene = scene_of(law, as_of, columns, act)
        plan: dict[str, str] = {}
        for each in asked:
            key = (each.condition.id, search.act, *turns_on(each.condition, law, act))
            if key not in made:
                made[key] = f"outcome {len(made)}"
                outcome = compiled(each.condition, law, scene, search.target, search.act).outcome
                exprs.append(outcome.alias(made[key]))
            plan[each.condition.id] = made[key]
        plans.append(plan)
    rows = pl.repeat(0, frame.height, dtype=pl.Int8, eager=True).alias(_ROWS)
    return frame.select(rows, *exprs).drop(_ROWS), plans


def classify(frame: pl.DataFrame, law: Law, as_of: date, searches: Sequence[Search]) -> pl.DataFrame:
    """Give only `overall` for each of many questions, a column each ("0", "1", …), in one pass.

    A condition that several questions share is computed once.
    """
    wanted = [demanded(law, search.target, search.act) for search in searches]
    acts = [{**search.target.facts, **search.facts} for search in searches]
    frame = prepared(frame, law, as_of, [each for asked in wanted for each in asked], acts=acts)
    columns = frozenset(frame.columns)
    parts: dict[tuple[Any, ...], Told] = {}
    exprs: list[pl.Expr] = []
    plans: list[tuple[tuple[str, Told], ...]] = []
    for search, asked in zip(searches, wanted, strict=True):
        act = {**search.target.facts, **search.facts}
        scene = scene_of(law, as_of, columns, act)
        plan = []
        for each in asked:
            if each.counts:
                key = (each.condition.id, search.act, *turns_on(each.condition, law, act))
                if key not in parts:
                    part = compiled(each.condition, law, scene, search.target, search.act).satisfied
                    parts[key] = part.fixed if part.is_fixed else str(len(parts))
                    if not part.is_fixed:
                        exprs.append(part.low.alias(str(parts[key])))
                plan.append((each.condition.topic, parts[key]))
        plans.append(tuple(plan))
    held = frame.select(exprs) if exprs else pl.DataFrame({"none": [None] * frame.height})
    return classes_of_many(held, plans)


def turns_on(condition: Condition, law: Law, act: Mapping[str, Any], *, in_words: bool = False) -> tuple[Any, ...]:
    """Give what of an act the outcome of a condition hangs on: two acts that give the same have the same outcome.

    A parameter that goes by a fact of the act counts by its value, not by the fact: many titles share few values.
    `in_words`: what an explanation names as well, the fact itself.
    """
    names, tables = _hangs_on(condition, law)
    if in_words:
        names = [*names, *(by for by, _ in tables)]
    values = [content.get(act.get(by), content.get(OTHERWISE)) for by, content in tables]
    # Where the place is open, the kind of title tells in which it can be.
    if any(name in names and act.get(name) is None for name in ("target_tier", "target_block")):
        names = [*names, "target_title"]
    return (*(act.get(name) for name in names), *(tuple(each) if isinstance(each, list) else each for each in values))


def _hangs_on(condition: Condition, law: Law) -> tuple[list[str], list[tuple[str, Mapping[Any, Any]]]]:
    kept: dict[str, tuple[list[str], list[tuple[str, Mapping[Any, Any]]]]] = law.kept.setdefault("hangs on", {})
    if condition.id not in kept:
        exceptions = law.replaced_by.get(condition.id, ())
        names: dict[str, None] = {"retirement_age_decided": None}
        tables: list[tuple[str, Mapping[Any, Any]]] = []
        for each in (condition, *exceptions):
            told = [*expressions(each), *(found for found in (each.have, each.need) if found is not None)]
            params = dict.fromkeys(name for expression in told for name in expression.params)
            params |= dict.fromkeys(name[1:] for name in PLACEHOLDER.findall(each.reason.vi) if name.startswith("$"))
            for expression in told:
                names.update(dict.fromkeys(expression.names))
            for bound in (law.bound(name) for name in params):
                by = bound.parameter.by
                word = law.lexicon.words.get(by)
                if word is not None and word.scope is Scope.ACT:
                    tables.append((by, bound.value.content))
        # What follows from person and target, and exceptions that are for some targets only, hang on the target too.
        if set(names) & set(FOLLOWING):
            names.update(dict.fromkeys(("target_tier", "target_rank")))
        for each in exceptions:
            bounds = {"target_title": each.applies.titles, "target_tier": each.applies.tiers,
                      "target_block": each.applies.blocks, "target_rank": each.applies.ranks}  # fmt: skip
            names.update(dict.fromkeys(name for name, bound in bounds.items() if bound))
        kept[condition.id] = (list(names), tables)
    return kept[condition.id]


def overall_from(outcomes: Sequence[tuple[Demanded, Outcome]]) -> Overall:
    """Give the class that outcomes come to: what `overall_of` gives for a row."""
    topics: dict[str, bool | None] = {}
    truth = {Outcome.FAIL: False, Outcome.UNKNOWN: None}
    for each, outcome in outcomes:
        if each.counts:
            mine, topic = truth.get(outcome, True), each.condition.topic
            theirs = topics.get(topic, True)
            topics[topic] = False if False in {mine, theirs} else None if None in {mine, theirs} else True
    if all(held is True for held in topics.values()):
        return Overall.MEETS_ALL
    if False not in topics.values():
        return Overall.UNKNOWN
    good = sum(held is True for held in topics.values())
    return Overall.ALL_BUT_ONE if good == len(topics) - 1 else Overall.DOES_NOT


def overall_of(found: Sequence[tuple[Demanded, Compiled]]) -> pl.Expr:
    """Give the class of each row, by what counts."""
    return class_of([(each.condition.topic, one.satisfied) for each, one in found if each.counts])
