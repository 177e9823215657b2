"""Columns that conditions turn on, added to a frame once, so that no expression computes them again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from canbo.rules.domain.derivation import DERIVATIONS, Moment, measure_column, measure_months, with_measures
from canbo.rules.domain.following import FOLLOWING
from canbo.rules.domain.language import Call, Expression, Literal, walk
from canbo.rules.domain.lexicon import Lexicon
from canbo.rules.domain.model import Condition

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


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


@dataclass(frozen=True, slots=True)
class Needs:
    """What conditions turn on: columns of facts, measures, and facts of the act that may follow from the person."""

    columns: frozenset[str]
    measures: frozenset[tuple[str, str]]
    following: tuple[str, ...]


def needs_of(conditions: Iterable[Condition], lexicon: Lexicon) -> Needs:
    """Tell what conditions turn on, in their expressions and in their words."""
    names: set[str] = set()
    deciding: set[str] = set()
    measures: set[tuple[str, str]] = set()
    for condition in conditions:
        used = (condition.when, condition.expression, condition.have, condition.need)
        measures |= measures_in(used)
        for expression in used:
            names |= set(expression.names) if expression is not None else set()
        for expression in used[:2]:
            deciding |= set(expression.names) if expression is not None else set()
        for words in (condition.reason, condition.passed):
            names |= set(PLACEHOLDER.findall(words.vi)) if words is not None else set()
    columns = {column for name in names if name in lexicon.words for column in lexicon.words[name].columns}
    return Needs(frozenset(columns), frozenset(measures), tuple(name for name in FOLLOWING if name in deciding))


def with_needs(
    frame: pl.DataFrame, needs: Needs, moment: Moment, fresh: frozenset[str], more: Mapping[str, pl.Expr]
) -> pl.DataFrame:
    """Add the measures, the full months since them, the derived columns, and `more` over the recorded ones.

    What the frame has already stands, for it is of the frame's own day; with `fresh` another day is meant.
    """
    frame = with_measures(frame, needs.measures)
    wanted = {name for name in needs.columns if name in DERIVATIONS and (name in fresh or name not in frame.columns)}
    added = [DERIVATIONS[name](moment).alias(name) for name in sorted(wanted)]
    for track, form in sorted(needs.measures):
        for end in ("least", "most"):
            name = measure_column(track, form, end)
            if fresh or name not in frame.columns:
                added.append(measure_months(track, form, end, moment.day).alias(name))
    return frame.with_columns(*added, **more) if added or more else frame
