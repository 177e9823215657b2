"""The words that expressions may use, with their types: what the vocabulary says, in a form without Django."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import polars as pl


class Type(StrEnum):
    """What an expression's part is."""

    BOOL = "bool"
    NUMBER = "number"
    DECIMAL = "decimal"
    MONTHS = "months"
    DATE = "date"
    MONTH = "month"
    LEVEL = "level"
    CATEGORY = "category"
    TEXT = "text"
    LIST = "list"


class Scope(StrEnum):
    """Where a fact comes from: recorded in the file, derived from what is recorded, or of the act under way."""

    RECORDED = "recorded"
    DERIVED = "derived"
    ACT = "act"


NUMERIC: Final = frozenset({Type.NUMBER, Type.DECIMAL, Type.MONTHS})
DAYS: Final = frozenset({Type.DATE, Type.MONTH})
WORDY: Final = frozenset({Type.LEVEL, Type.CATEGORY, Type.TEXT})


@dataclass(frozen=True, slots=True)
class Word:
    """A fact that expressions may name.

    An interval stands in two columns, `name_low` and `name_high`. `codes` are the members, lowest first for a level;
    `labels` their words (anything that `str` turns into words of the active language). `comes_from` names what a
    derived fact is computed from. `usual` is what a fact of the act is where nobody states it: a special case is one
    only when somebody says so.
    """

    name: str
    type: Type
    scope: Scope
    label: object
    meaning: object
    unit: object = ""
    is_interval: bool = False
    codes: tuple[str, ...] = ()
    labels: tuple[object, ...] = ()
    restricted: str = ""
    comes_from: tuple[str, ...] = ()
    usual: object = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it stands in."""
        return (f"{self.name}_low", f"{self.name}_high") if self.is_interval else (self.name,)

    @property
    def dtype(self) -> pl.DataType:
        """The type of each of its columns."""
        match self.type:
            case Type.BOOL:
                return pl.Boolean()
            case Type.MONTHS | Type.NUMBER:
                return pl.Int32()
            case Type.DECIMAL:
                return pl.Float64()
            case Type.DATE | Type.MONTH:
                return pl.Date()
            case Type.LEVEL | Type.CATEGORY:
                return pl.Enum(self.codes)
            case Type.LIST:
                return pl.List(pl.Enum(self.codes) if self.codes else pl.String())
            case _:
                return pl.String()

    def label_of(self, code: str) -> str:
        """Give the words of a member; the code itself where it is none."""
        return str(dict(zip(self.codes, self.labels, strict=True)).get(code, code))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every word, and the closed lists that packs name: titles' tiers, acts, regimes, tracks and forms of discipline.

    `regimes` gives, for each regime, the fact that tells whether a person falls under it.
    """

    words: Mapping[str, Word]
    acts: tuple[str, ...]
    regimes: Mapping[str, str]
    tiers: tuple[str, ...]
    blocks: tuple[str, ...]
    ranks: tuple[str, ...]
    tracks: tuple[str, ...]
    forms: tuple[str, ...]
    form_labels: tuple[object, ...]
    roles: tuple[str, ...]
    step_kinds: tuple[str, ...]
    events: tuple[str, ...]

    def form_label(self, form: str) -> str:
        """Give the words of a form of discipline."""
        return str(dict(zip(self.forms, self.form_labels, strict=True)).get(form, form))

    def near(self, name: str) -> list[str]:
        """Give the words most like a name that is none."""
        return nearest(name, self.words)


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Give at most three of the known names that look like this one."""
    return difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)


def discipline_type(tracks: tuple[str, ...], forms: tuple[str, ...]) -> pl.List:
    """Give the type of the column `disciplines`: measures begun by the day, each with the span of its first day."""
    return pl.List(pl.Struct({"track": pl.Enum(tracks), "form": pl.Enum(forms), "low": pl.Date(), "high": pl.Date()}))
