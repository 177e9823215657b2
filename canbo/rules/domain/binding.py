"""Parameters inside expressions: a literal, or a column where the value goes by a fact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.rules.domain.compiling import Part, Scene, fixed, point
from canbo.rules.domain.derivation import RETIREMENT, Moment
from canbo.rules.domain.language import LanguageError, Param
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import Lexicon, Type, Word
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
    if own is not None:
        fresh = fresh | RETIREMENT
    moment = Moment(
        pl.lit(as_of, pl.Date()) if day is None else day, law.ages,
        None if own is None else pl.lit(own, pl.Int32()), as_of if day is None else None,
    )  # fmt: skip

    def param(node: Param) -> Part:
        bound = law.bound(node.id)
        found = type_of(bound.parameter, law.lexicon)
        if found is None:
            raise LanguageError(f"Tham số «{node.id}» không dùng được trong biểu thức.", "Xem kind của nó.", node.at)
        kind, codes = found
        if bound.parameter.by:
            return _by_fact(bound.value.content, law.lexicon.words[bound.parameter.by], scene, (kind, codes))
        return _literal(bound.value.content, kind, codes)

    scene = Scene(law.lexicon, moment, columns, param, act, fresh)
    return scene


def unbound(node: Param) -> Part:
    """Refuse a parameter where none is to be looked up. Errors: LanguageError."""
    raise LanguageError(f"Không dùng tham số «{node.id}» ở đây.", "Chỉ dùng dữ kiện.", node.at)


def chosen(content: Any, parameter: Parameter, key: Mapping[str, Any]) -> Any:
    """Give the plain value of a parameter for a key; None where it goes by a fact that the key does not give."""
    if not parameter.by:
        return content
    return content.get(key.get(parameter.by), content.get(OTHERWISE))


def _literal(content: Any, kind: Type, codes: tuple[str, ...]) -> Part:
    if isinstance(content, list):
        return point(kind, pl.lit(pl.Series([content], dtype=pl.List(pl.String))).first())
    return fixed(kind, content, codes, pl.Enum(codes) if codes else None)


def _by_fact(content: Mapping[Any, Any], word: Word, scene: Scene, sort: tuple[Type, tuple[str, ...]]) -> Part:
    kind, codes = sort
    otherwise = content.get(OTHERWISE)
    key = scene.part(word)
    if key.is_fixed:
        value = None if key.fixed is None else content.get(key.fixed, otherwise)
        return _literal(value, kind, codes) if value is not None else fixed(kind, None, codes, _dtype(content, codes))
    keys = [each for each in content if each != OTHERWISE]
    found = key.low.cast(pl.String if word.codes or word.type is Type.TEXT else word.dtype).replace_strict(
        keys, [content[each] for each in keys], default=otherwise, return_dtype=_dtype(content, codes)
    )
    return point(kind, pl.when(key.low.is_not_null()).then(found), codes)


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
