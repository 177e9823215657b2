"""Free conditions of a search: facts of the vocabulary compared with values, joined by and, or, not.

In an address each `f` is one condition and all of them hold; within one, `|` stands between alternatives and `!` before
what must not be: `theory_level:ge:advanced`, `age_months:lt:540|!is_leader:eq:1`, `excellent_years:ge:2`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from django.utils.translation import gettext as _

from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import fold
from canbo.rules.domain.binding import scene_of
from canbo.rules.domain.compiling import Part, Scene, any_of, compile_bool, opposite, point
from canbo.rules.domain.language import LanguageError, parse
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import DAYS, Scope, Type, Word
from canbo.rules.lexicon import lexicon
from canbo.rules.library import library

OR: Final = "|"
_NOT: Final = "!"
_SIGNS: Final = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "eq": "=", "ne": "<>"}
_SHOWN: Final = {"ge": "≥ ", "le": "≤ ", "gt": "> ", "lt": "< ", "eq": "", "ne": "≠ ", "has": "", "null": ""}
_TRUE: Final = {"1": True, "co": True, "yes": True, "true": True, "0": False, "khong": False, "no": False,
                "false": False}  # fmt: skip
_LONGEST: Final = 80
_ALTERNATIVES: Final = 8


@dataclass(frozen=True, slots=True)
class Atom:
    """One fact compared with one value; `is_not` asks for the contrary."""

    word: Word
    operator: str
    value: str
    is_not: bool = False

    def part(self, scene: Scene) -> Part:
        """Give its truth for each person; not known where the fact is not."""
        if self.operator == "null":
            truth = pl.any_horizontal(scene.column(self.word, name).is_null() for name in self.word.columns)
            found = point(Type.BOOL, truth if self.value != "0" else ~truth)
        else:
            found = compile_bool(parse(self._expression()).tree, scene)
        return opposite(found) if self.is_not else found

    def _expression(self) -> str:
        name = self.word.name
        if self.operator == "has":
            return f"has({name}, '{self.value}')"
        match self.word.type:
            case Type.BOOL:
                value = "TRUE" if self.value == "1" else "FALSE"
            case Type.DATE | Type.MONTH:
                value = f"DATE '{self.value}'"
            case Type.NUMBER | Type.MONTHS | Type.DECIMAL:
                value = self.value
            case _:
                value = f"'{self.value}'"
        return f"{name} {_SIGNS[self.operator]} {value}"

    def words(self) -> str:
        """Say it: "lý luận chính trị: ≥ Cao cấp"."""
        told = self._value_words()
        words = f"{self.word.label}: {_SHOWN[self.operator]}{told}"
        return _("không (%(condition)s)") % {"condition": words} if self.is_not else words

    def _value_words(self) -> str:
        if self.operator == "null":
            return _("chưa biết") if self.value != "0" else _("đã biết")
        if self.word.type is Type.BOOL:
            return _("có") if self.value == "1" else _("không")
        if self.word.type is Type.MONTHS:
            years, months = divmod(int(self.value), 12)
            if not months:
                return _("%(years)s năm") % {"years": years}
            return _("%(years)s năm %(months)s tháng") % {"years": years, "months": months}
        if self.word.type in DAYS:
            return f"{date.fromisoformat(self.value):%d/%m/%Y}"
        return self.word.label_of(self.value)

    def __str__(self) -> str:
        return f"{_NOT if self.is_not else ''}{self.word.name}:{self.operator}:{self.value}"


def words_offered() -> list[Word]:
    """Give the facts that conditions may name: what files record and what follows from it, not facts of an act."""
    return [word for word in lexicon().words.values() if word.scope is not Scope.ACT]


def read_atom(name: str, operator: str, typed: str, *, is_not: bool = False) -> Atom:
    """Read a fact, an operator and a value as somebody types it: members by their words, spans in years.

    Errors: condition_unreadable.
    """
    word = next((each for each in words_offered() if each.name == name), None)
    if word is None or operator not in {*_SIGNS, "has", "null"}:
        raise DomainError("condition_unreadable", "Hãy chọn dữ kiện và phép so sánh của điều kiện.")
    typed = typed.strip()
    if operator == "null":
        return Atom(word, operator, "0" if typed == "0" else "1", is_not)
    if not typed:
        raise DomainError("condition_unreadable", "Hãy cho giá trị để so sánh với «{fact}».", fact=str(word.label))
    folded = fold(typed)
    match word.type:
        case Type.BOOL:
            value = "" if folded not in _TRUE else str(int(_TRUE[folded]))
        case Type.MONTHS if typed.isdecimal():
            value = str(int(typed) * 12)
        case Type.DATE | Type.MONTH:
            value = _day(typed)
        case _:
            value = next(
                (code for code in word.codes if folded in {fold(word.label_of(code)), fold(code)}),
                typed.replace(",", ".") if word.type is Type.DECIMAL else typed,
            )
    return _checked(Atom(word, operator, value, is_not))


def parse_free(text: str) -> tuple[Atom, ...]:
    """Read one condition of an address: its alternatives. Errors: condition_unreadable."""
    atoms: list[Atom] = []
    for piece in text.split(OR)[: _ALTERNATIVES + 1]:
        is_not = piece.startswith(_NOT)
        name, _sign, rest = piece.removeprefix(_NOT).partition(":")
        operator, _sign, value = rest.partition(":")
        word = next((each for each in words_offered() if each.name == name), None)
        if word is None or operator not in {*_SIGNS, "has", "null"} or len(atoms) == _ALTERNATIVES:
            raise _unreadable(text)
        atoms.append(_checked(Atom(word, operator, value or ("1" if operator == "null" else ""), is_not)))
    return tuple(atoms)


def expressions_of(texts: Sequence[str], frame: pl.DataFrame, law: Law, as_of: date) -> list[pl.Expr]:
    """Give the conditions as expressions over a frame; whoever's facts are not known does not satisfy them.

    Errors: condition_unreadable.
    """
    scene = scene_of(law, as_of, frozenset(frame.columns), {})
    found = []
    for text in texts:
        part = any_of([atom.part(scene) for atom in parse_free(text)])
        found.append(part.low if not part.is_fixed else pl.lit(part.fixed, pl.Boolean()))
    return found


def free_words(text: str) -> str:
    """Say a condition: "tuổi: < 45 năm hoặc không (là lãnh đạo: có)"."""
    try:
        return _(" hoặc ").join(atom.words() for atom in parse_free(text))
    except DomainError:
        return _("không hiểu: %(text)s") % {"text": text[:40]}


def _checked(atom: Atom) -> Atom:
    """Refuse what does not compile: an operator that the fact does not know, a value that is none of its own."""
    word = atom.word
    numeric = word.type in {Type.NUMBER, Type.MONTHS, Type.DECIMAL}
    good = len(atom.value) <= _LONGEST and not set(atom.value) & {"'", OR, "\\"}
    if good and numeric and atom.operator in _SIGNS:
        good = _is_number(atom.value, whole=word.type is not Type.DECIMAL)
    if good and word.type is Type.BOOL and atom.operator in _SIGNS:
        good = atom.value in {"0", "1"} and atom.operator in {"eq", "ne"}
    if good and word.codes and atom.operator != "null":
        good = atom.value in word.codes
    if good and atom.operator != "null" and (atom.operator == "has") != (word.type is Type.LIST):
        good = False
    if not good:
        raise _unreadable(str(atom))
    try:
        atom.part(_blank())
    except (LanguageError, ValueError) as wrong:
        raise _unreadable(str(atom)) from wrong
    return atom


def _blank() -> Scene:
    """Give a scene without columns, in which a condition is compiled to see whether it makes sense."""
    packs = library()
    day = max((pack.span.start for pack in packs.packs.values()), default=date(2026, 1, 1))
    return scene_of(packs.law(day, without=packs.local), day, frozenset(), {})


def _is_number(text: str, *, whole: bool) -> bool:
    digits = text.removeprefix("-")
    return len(digits) < 9 and (digits.isdecimal() or (not whole and digits.replace(".", "", 1).isdecimal()))


def _day(text: str) -> str:
    try:
        found: Any = PartialDate.parse(text)
    except DomainError:
        return ""
    return found.earliest.isoformat() if found.precision == "day" else ""


def _unreadable(text: str) -> DomainError:
    return DomainError(
        "condition_unreadable",
        "Không hiểu điều kiện «{text}». Hãy bỏ điều kiện này và chọn lại dữ kiện, phép so sánh, giá trị.",
        text=text[:80],
    )
