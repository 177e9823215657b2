"""The four classes of people: who meets all, all but one, who does not, and of whom it is not known."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import polars as pl

from canbo.rules.domain.compiling import Part, all_of, fixed, point
from canbo.rules.domain.lexicon import Type


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


def class_of(parts: Sequence[tuple[str, Part]]) -> pl.Expr:
    """Give the class of each row from its truths by topic.

    Party and State conditions on one topic are one: the topic fails where either fails.
    """
    topics: dict[str, list[Part]] = {}
    for topic, satisfied in parts:
        topics.setdefault(topic, []).append(satisfied)
    held = [all_of(found) for found in topics.values()]
    whole = all_of(held)
    told = [part.fixed for part in held if part.is_fixed]
    if whole.is_fixed and whole.fixed is not False:
        return pl.lit(int(Overall.UNKNOWN if whole.fixed is None else Overall.MEETS_ALL), pl.Int8)
    if told.count(False) > 1 or (False in told and None in told):
        return pl.lit(int(Overall.DOES_NOT), pl.Int8)
    if False in told:
        # One fails for everybody: all but one are met where all the others are.
        others = all_of([part for part in held if not part.is_fixed])
        one = others.low if not others.is_fixed else pl.lit(others.fixed, pl.Boolean())
        return pl.when(one).then(pl.lit(int(Overall.ALL_BUT_ONE), pl.Int8)).otherwise(_code(Overall.DOES_NOT))
    if None in told:
        return pl.when(~whole.low).then(_code(Overall.DOES_NOT)).otherwise(_code(Overall.UNKNOWN))
    return _class(*_all_and_one([part.low for part in held if not part.is_fixed]))


def _class(everything: pl.Expr, one: pl.Expr) -> pl.Expr:
    return (
        pl.when(everything).then(_code(Overall.MEETS_ALL))
        .when(everything.is_null()).then(_code(Overall.UNKNOWN))
        .when(one).then(_code(Overall.ALL_BUT_ONE))
        .otherwise(_code(Overall.DOES_NOT))
    )  # fmt: skip


def _code(overall: Overall) -> pl.Expr:
    return pl.lit(int(overall), pl.Int8)


def _all_and_one(truths: Sequence[pl.Expr]) -> tuple[pl.Expr, pl.Expr]:
    """Give whether all hold, and whether exactly one fails while all others hold; by halves, so both stay short."""
    if len(truths) == 1:
        return truths[0], ~truths[0]
    middle = len(truths) // 2
    (all_left, one_left), (all_right, one_right) = _all_and_one(truths[:middle]), _all_and_one(truths[middle:])
    return all_left & all_right, (one_left & all_right) | (all_left & one_right)


#: A truth of a plan: the name of its column, or what it is for every row.
type Told = str | bool | None


def classes_of_many(truths: pl.DataFrame, plans: Sequence[tuple[tuple[str, Told], ...]]) -> pl.DataFrame:
    """Give the class of each row for each of many plans, a column each ("0", "1", …).

    A plan names, by topic, columns of `truths` (or truths that are the same for every row). Plans that ask the same
    are counted once, and so is each half of a plan that others share.
    """
    halves: dict[tuple[str, ...], str] = {}
    shared: list[pl.Expr] = []
    made: dict[tuple[tuple[str, Told], ...], str] = {}
    exprs: list[pl.Expr] = []

    def half(columns: tuple[str, ...]) -> tuple[pl.Expr, pl.Expr]:
        if columns not in halves:
            name = halves[columns] = f"half {len(halves)}"
            everything, one = _all_and_one([pl.col(column) for column in columns])
            shared.extend((everything.alias(f"{name} all"), one.alias(f"{name} one")))
        return pl.col(f"{halves[columns]} all"), pl.col(f"{halves[columns]} one")

    for plan in plans:
        if plan in made:
            continue
        made[plan] = f"class {len(made)}"
        columns = _columns(plan)
        if columns is None:
            exprs.append(class_of([(topic, _part(told)) for topic, told in plan]).alias(made[plan]))
            continue
        middle = len(columns) // 2
        (all_left, one_left), (all_right, one_right) = half(columns[:middle]), half(columns[middle:])
        found = _class(all_left & all_right, (one_left & all_right) | (all_left & one_right))
        exprs.append(found.alias(made[plan]))
    # A truth that is the same for every row would be one row; beside a column it is one for each.
    rows = pl.repeat(0, truths.height, dtype=pl.Int8, eager=True).alias("rows")
    found_classes = truths.with_columns(shared).select(rows, *exprs)
    return found_classes.select(pl.col(made[plan]).alias(str(i)) for i, plan in enumerate(plans))


def _columns(plan: Sequence[tuple[str, Told]]) -> tuple[str, ...] | None:
    """The columns of a plan where each topic is one column; None where it takes more to tell."""
    open_ = [(topic, told) for topic, told in plan if told is not True]
    names = [told for _, told in open_ if isinstance(told, str)]
    if len(names) < len(open_) or len({topic for topic, _ in open_}) < len(open_) or len(names) < 2:
        return None
    return tuple(names)


def _part(told: Told) -> Part:
    if isinstance(told, str):
        return point(Type.BOOL, pl.col(told))
    return fixed(Type.BOOL, told, dtype=pl.Boolean())
