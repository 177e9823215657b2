"""Parameters inside expressions: a literal, or a column where the value goes by a fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.rules.domain.compiling import Part, Scene, point
from canbo.rules.domain.derivation import Moment
from canbo.rules.domain.language import LanguageError, Param
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Lexicon, Scope, Type, Word
from canbo.rules.domain.model import Parameter

_TYPES: Final = {
    "number": Type.NUMBER, "decimal": Type.DECIMAL, "percent": Type.DECIMAL, "months": Type.MONTHS, "days": Type.NUMBER,
    "working_days": Type.NUMBER, "date": Type.DATE, "bool": Type.BOOL, "level": Type.LEVEL,
    "category": Type.CATEGORY, "text": Type.TEXT, "list": Type.LIST,
}  # fmt: skip
OTHERWISE: Final = "otherwise"


def type_of(parameter: Parameter, lexicon: Lexicon) -> tuple[Type, tuple[str, ...]] | None:
    """Give the type that a parameter has in expressions, and its codes; None where it may not stand in any."""
    kind = _TYPES.get(parameter.kind)
    if kind is None:
        return None
    word = lexicon.words.get(parameter.of)
    return kind, word.codes if word is not None and kind in {Type.LEVEL, Type.CATEGORY} else ()


def scene_of(
    law: Law,
    as_of: date,
    columns: frozenset[str],
    act: Mapping[str, Any],
    *,
    day: pl.Expr | None = None,
    fresh: frozenset[str] = frozenset(),
) -> Scene:
    """Give what names mean under a law, as of a day (or a column of days), over a frame, in an act."""
    own = act.get("retirement_age_decided")
    moment = Moment(
        pl.lit(as_of, pl.Date()) if day is None else day, law.ages, None if own is None else pl.lit(own, pl.Int32())
    )

    def param(node: Param) -> Part:
        bound = law.bound(node.id)
        found = type_of(bound.parameter, law.lexicon)
        if found is None:
            raise LanguageError(f"Tham số «{node.id}» không dùng được trong biểu thức.", "Xem kind của nó.", node.at)
        kind, codes = found
        if bound.parameter.by:
            return point(
                kind, _by_fact(bound.value.content, law.lexicon.words[bound.parameter.by], scene, codes), codes
            )
        return point(kind, _literal(bound.value.content, codes), codes)

    scene = Scene(law.lexicon, moment, columns, param, act, fresh)
    return scene


def chosen(content: Any, parameter: Parameter, key: Mapping[str, Any]) -> Any:
    """Give the plain value of a parameter for a key; None where it goes by a fact that the key does not give."""
    if not parameter.by:
        return content
    return content.get(key.get(parameter.by), content.get(OTHERWISE))


def _literal(content: Any, codes: tuple[str, ...]) -> pl.Expr:
    if codes:
        return pl.lit(content, pl.Enum(codes))
    if isinstance(content, list):
        return pl.lit(pl.Series([content], dtype=pl.List(pl.String))).first()
    return pl.lit(content)


def _by_fact(content: Mapping[Any, Any], word: Word, scene: Scene, codes: tuple[str, ...]) -> pl.Expr:
    otherwise = content.get(OTHERWISE)
    if word.scope is Scope.ACT and word.name not in scene.columns:
        given = scene.act.get(word.name)
        value = None if given is None else content.get(given, otherwise)
        return _literal(value, codes) if value is not None else pl.lit(None, _dtype(content, codes))
    column = scene.column(word, word.name)
    keys = [key for key in content if key != OTHERWISE]
    chosen_value = column.cast(pl.String if word.codes or word.type is Type.TEXT else word.dtype).replace_strict(
        keys, [content[key] for key in keys], default=otherwise, return_dtype=_dtype(content, codes)
    )
    return pl.when(column.is_not_null()).then(chosen_value)


def _dtype(content: Mapping[Any, Any], codes: tuple[str, ...]) -> pl.DataType:
    if codes:
        return pl.Enum(codes)
    sample = next((value for value in content.values() if value is not None), 0)
    if isinstance(sample, bool):
        return pl.Boolean()
    if isinstance(sample, date):
        return pl.Date()
    if isinstance(sample, str):
        return pl.String()
    return pl.Float64() if any(isinstance(value, float) for value in content.values()) else pl.Int32()
