"""The vocabulary as Polars types: the schema of the columnar picture and of one person's facts."""

from __future__ import annotations

import polars as pl

from canbo.rules.domain.lexicon import discipline_type
from canbo.rules.members import DISCIPLINE_FORMS, DISCIPLINE_TRACKS
from canbo.rules.vocabulary import VOCABULARY, Fact, Kind

_PLAIN: dict[Kind, pl.DataType] = {
    Kind.KEY: pl.Int64(),
    Kind.BOOL: pl.Boolean(),
    Kind.MONTHS: pl.Int32(),
    Kind.NUMBER: pl.Int32(),
    Kind.DECIMAL: pl.Float64(),
    Kind.TEXT: pl.String(),
    Kind.DATE: pl.Date(),
}


def dtype(fact: Fact) -> pl.DataType:
    """Give the column type: an Enum in the order of the members for a level or category, a List for a list."""
    if fact.kind is Kind.MEASURES:
        return discipline_type(
            tuple(member.code for member in DISCIPLINE_TRACKS), tuple(member.code for member in DISCIPLINE_FORMS)
        )
    if fact.kind in _PLAIN:
        return _PLAIN[fact.kind]
    item: pl.DataType = pl.Enum(fact.codes) if fact.members else pl.String()
    return pl.List(item) if fact.kind is Kind.LIST else item


def schema() -> dict[str, pl.DataType]:
    """Give every column of the picture in order, with its type."""
    return {name: dtype(fact) for name, fact in VOCABULARY.items()}
