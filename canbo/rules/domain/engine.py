"""The evaluator: which conditions an act demands for a target, and their outcomes, for one person or for millions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any, Final

import polars as pl

from canbo.rules.domain.binding import scene_of
from canbo.rules.domain.compiling import Scene, compile_bool
from canbo.rules.domain.derivation import with_measures
from canbo.rules.domain.following import FOLLOWING
from canbo.rules.domain.language import Call, Expression, Literal, walk
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Applies, Condition, Demand, Standard


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


class Overall(IntEnum):
    """What everything that is required and confirmed comes to."""

    DOES_NOT = 0
    MEETS_ALL = 1
    UNKNOWN = 2
    ALL_BUT_ONE = 3

    @property
    def code(self) -> str:
        """The word of files and pages."""
        return {0: "does_not", 1: "meets_all", 2: "unknown", 3: "meets_all_but_one"}[self.value]


OVERALL: Final = "overall"


@dataclass(frozen=True, slots=True)
class Target:
    """What somebody is considered for: kinds of title, and where the position stands. Empty: not known."""

    titles: tuple[str, ...] = ()
    tier: str = ""
    block: str = ""
    rank: str = ""
    label: str = ""

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


def covers(applies: Applies, target: Target, act: str) -> bool:
    """Tell whether a rule is for this act and target."""
    return (
        _fits(applies.acts, [act])
        and _fits(applies.titles, target.titles)
        and _fits(applies.tiers, [target.tier])
        and _fits(applies.blocks, [target.block])
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
    """A condition as two expressions: whether it applies (None: to everybody), and whether it holds."""

    applies: pl.Expr | None
    holds: pl.Expr

    @property
    def outcome(self) -> pl.Expr:
        """The outcome as a code of Outcome (Int8)."""
        held = self.holds.cast(pl.Int8).fill_null(int(Outcome.UNKNOWN))
        if self.applies is None:
            return held
        return (
            pl.when(self.applies).then(held).when(~self.applies).then(pl.lit(int(Outcome.NOT_APPLICABLE), pl.Int8))
            .otherwise(pl.lit(int(Outcome.UNKNOWN), pl.Int8))
        )  # fmt: skip

    @property
    def satisfied(self) -> pl.Expr:
        """True where it holds or does not apply, false where it fails, else null."""
        if self.applies is None:
            return self.holds
        return pl.when(self.applies).then(self.holds).when(~self.applies).then(True)


def compiled(condition: Condition, law: Law, scene: Scene, target: Target, act: str) -> Compiled:
    """Compile a condition. It gives way to its exceptions that are for the same act and target, where they apply."""
    applies = _own_case(condition, scene)
    for exception in law.replaced_by.get(condition.id, ()):
        if covers(exception.applies, target, act):
            case = _own_case(exception, scene)
            gives_way = ~case if case is not None else pl.lit(False)
            applies = gives_way if applies is None else applies & gives_way
    return Compiled(applies, compile_bool(condition.expression.tree, scene))


def _own_case(condition: Condition, scene: Scene) -> pl.Expr | None:
    parts: list[pl.Expr] = []
    if condition.applies.regimes:
        words = [scene.lexicon.words[scene.lexicon.regimes[name]] for name in sorted(condition.applies.regimes)]
        regime = scene.column(words[0], words[0].name)
        for word in words[1:]:
            regime = regime | scene.column(word, word.name)
        parts.append(regime)
    if condition.when is not None:
        parts.append(compile_bool(condition.when.tree, scene))
    if not parts:
        return None
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part
    return whole


def measures_in(found: Iterable[Expression | None]) -> set[tuple[str, str]]:
    """Give the (track, form) pairs of disciplinary measures that expressions ask about."""
    return {
        (str(node.args[0].value), str(node.args[1].value))
        for expression in found
        if expression is not None
        for node in walk(expression.tree)
        if isinstance(node, Call) and node.name in {"had", "clear_of", "bar_ends"}
        and isinstance(node.args[0], Literal) and isinstance(node.args[1], Literal)
    }  # fmt: skip


def measures_of(asked: Iterable[Demanded], law: Law) -> set[tuple[str, str]]:
    """Give every (track, form) that conditions and their exceptions ask about."""
    found: list[Expression | None] = []
    for each in asked:
        for condition in (each.condition, *law.replaced_by.get(each.condition.id, ())):
            found += [condition.when, condition.expression, condition.have, condition.need]
    return measures_in(found)


@dataclass(frozen=True, slots=True)
class Search:
    """One question over a frame: a target in an act, and what is known of the act; columns of the frame come first."""

    target: Target
    act: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def evaluate(frame: pl.DataFrame, law: Law, as_of: date, search: Search) -> pl.DataFrame:
    """Give the outcome of every demanded condition (Int8 by Outcome, a column by rule id) and `overall` (by Overall).

    `frame`: columns of the vocabulary as of the day, and any facts of the act that differ from person to person.
    """
    asked = demanded(law, search.target, search.act)
    frame = with_measures(frame, measures_of(asked, law))
    scene = scene_of(law, as_of, frozenset(frame.columns), {**search.target.facts, **search.facts})
    found = [(each, compiled(each.condition, law, scene, search.target, search.act)) for each in asked]
    return frame.select(
        *(one.outcome.alias(each.condition.id) for each, one in found), overall_of(found).alias(OVERALL)
    )


def classify(frame: pl.DataFrame, law: Law, as_of: date, searches: Sequence[Search]) -> pl.DataFrame:
    """Give only `overall` for each of many questions, a column each ("0", "1", …), in one pass.

    A condition that several questions share is computed once.
    """
    wanted = [demanded(law, search.target, search.act) for search in searches]
    frame = with_measures(frame, set().union(*(measures_of(asked, law) for asked in wanted)))
    columns = frozenset(frame.columns)
    parts: dict[tuple[Any, ...], str] = {}
    exprs: list[pl.Expr] = []
    plans: list[list[tuple[Demanded, str]]] = []
    for search, asked in zip(searches, wanted, strict=True):
        act = {**search.target.facts, **search.facts}
        scene = scene_of(law, as_of, columns, act)
        plan = []
        for each in asked:
            if each.counts:
                key = (each.condition.id, search.act, *(act.get(name) for name in _act_names(each.condition, law)))
                if key not in parts:
                    parts[key] = f"part.{len(parts)}"
                    one = compiled(each.condition, law, scene, search.target, search.act)
                    exprs.append(one.satisfied.alias(parts[key]))
                plan.append((each, parts[key]))
        plans.append(plan)
    held = frame.select(exprs) if exprs else pl.DataFrame({"part": [None] * frame.height})
    return held.select(
        _overall([(each.condition.topic, pl.col(name)) for each, name in plan]).alias(str(i))
        for i, plan in enumerate(plans)
    )


def _act_names(condition: Condition, law: Law) -> list[str]:
    """The facts of the act that the outcome of a condition hangs on, through its exceptions and parameters too."""
    kept: dict[str, list[str]] = law.kept.setdefault("act_names", {})
    if condition.id not in kept:
        names: dict[str, None] = {"target_title": None, "target_tier": None, "target_block": None, "target_rank": None}
        uses_target = False
        for each in (condition, *law.replaced_by.get(condition.id, ())):
            uses_target |= each is not condition
            for expression in expressions(each):
                names.update(dict.fromkeys(expression.names))
                names.update(dict.fromkeys(law.bound(name).parameter.by for name in expression.params))
        own = {name for each in expressions(condition) for name in each.names}
        uses_target |= bool(own & set(FOLLOWING))
        own |= {law.bound(name).parameter.by for each in expressions(condition) for name in each.params}
        kept[condition.id] = [
            name for name in names
            if name and (uses_target or not name.startswith("target_") or name in own)
        ] + ["retirement_age_decided"]  # fmt: skip
    return kept[condition.id]


def overall_of(found: Sequence[tuple[Demanded, Compiled]]) -> pl.Expr:
    """Give the class of each row, by what counts."""
    return _overall([(each.condition.topic, one.satisfied) for each, one in found if each.counts])


def _overall(parts: Sequence[tuple[str, pl.Expr]]) -> pl.Expr:
    """Party and State conditions on one topic are one: the topic fails where either fails."""
    topics: dict[str, pl.Expr] = {}
    for topic, satisfied in parts:
        topics[topic] = topics[topic] & satisfied if topic in topics else satisfied
    if not topics:
        return pl.lit(int(Overall.MEETS_ALL), pl.Int8)
    held = list(topics.values())
    everything = held[0]
    count = held[0].cast(pl.UInt8).fill_null(0)
    for each in held[1:]:
        everything = everything & each
        count = count + each.cast(pl.UInt8).fill_null(0)
    return (
        pl.when(everything).then(pl.lit(int(Overall.MEETS_ALL), pl.Int8))
        .when(everything.is_null()).then(pl.lit(int(Overall.UNKNOWN), pl.Int8))
        .when(count == len(held) - 1).then(pl.lit(int(Overall.ALL_BUT_ONE), pl.Int8))
        .otherwise(pl.lit(int(Overall.DOES_NOT), pl.Int8))
    )  # fmt: skip
