"""The class of people from the outcomes of conditions, over whichever of them are to be counted."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from canbo.rules.domain.classes import class_of
from canbo.rules.domain.compiling import point
from canbo.rules.domain.engine import Demanded, Outcome
from canbo.rules.domain.lexicon import Type
from canbo.rules.domain.model import Demand


def is_counted(each: Demanded, *, unconfirmed: bool) -> bool:
    """Whether a condition is counted: required and confirmed; with `unconfirmed`, required."""
    return each.counts or (unconfirmed and each.demand is Demand.REQUIRED)


def class_over(outcomes: pl.DataFrame, counted: Iterable[Demanded]) -> pl.Series:
    """Give the class (Int8 by Overall) of each row, by columns of outcomes named by rule; topics count once."""
    truths = []
    for each in counted:
        told = pl.col(each.condition.id)
        held = (
            pl.when(told == int(Outcome.FAIL)).then(pl.lit(False, pl.Boolean()))
            .when(told != int(Outcome.UNKNOWN)).then(pl.lit(True, pl.Boolean()))
        )  # fmt: skip
        truths.append((each.condition.topic, point(Type.BOOL, held)))
    rows = pl.repeat(0, outcomes.height, dtype=pl.Int8, eager=True).alias("rows")
    return outcomes.select(rows, class_of(truths).alias("class"))["class"]
