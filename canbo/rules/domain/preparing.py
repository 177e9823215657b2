"""Columns that conditions turn on, added to a frame once, so that no expression computes them again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from canbo.rules.domain.derivation import Moment, measure_column, measure_months, with_derived, with_measures
from canbo.rules.domain.language import Call, Expression, Literal, walk
from canbo.rules.domain.law import Law
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


def columns_of(conditions: Sequence[Condition], lexicon: Lexicon) -> set[str]:
    """Give the columns of every fact that conditions name, in their expressions or in their words."""
    names: set[str] = set()
    for condition in conditions:
        for expression in (condition.when, condition.expression, condition.have, condition.need):
            names |= set(expression.names) if expression is not None else set()
        for words in (condition.reason, condition.passed):
            names |= set(PLACEHOLDER.findall(words.vi)) if words is not None else set()
    return {column for name in names if name in lexicon.words for column in lexicon.words[name].columns}


def prepared_for(
    frame: pl.DataFrame, conditions: Sequence[Condition], law: Law, moment: Moment, fresh: frozenset[str]
) -> pl.DataFrame:
    """Add the derived columns and the measures that conditions turn on."""
    measures = measures_in(
        expression for each in conditions for expression in (each.when, each.expression, each.have, each.need)
    )
    frame = with_measures(frame, measures).with_columns(
        measure_months(track, form, end, moment.day).alias(measure_column(track, form, end))
        for track, form in sorted(measures)
        for end in ("least", "most")
    )
    return with_derived(frame, columns_of(conditions, law.lexicon), moment, fresh)
