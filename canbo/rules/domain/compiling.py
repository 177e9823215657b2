"""From the tree of an expression to Polars: typed, three-valued, intervals and all.

Kleene's AND, OR, NOT are Polars' own. A comparison of intervals is true where it holds at every point of both, false
where it holds at none, else null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.rules.domain import derivation
from canbo.rules.domain.following import FOLLOWING
from canbo.rules.domain.language import (
    TODAY,
    Among,
    Arithmetic,
    Call,
    Compare,
    LanguageError,
    Literal,
    Logic,
    Name,
    Not,
    Param,
    Tree,
)
from canbo.rules.domain.lexicon import DAYS, NUMERIC, WORDY, Lexicon, Scope, Type, Word, nearest

_WORDS_OF: Final = {
    Type.BOOL: "đúng/sai", Type.NUMBER: "số", Type.DECIMAL: "số lẻ", Type.MONTHS: "số tháng", Type.DATE: "ngày",
    Type.MONTH: "tháng", Type.LEVEL: "mức", Type.CATEGORY: "loại", Type.TEXT: "chữ", Type.LIST: "danh sách",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled part: its type and the two ends of what it can be (one and the same expression for a point)."""

    type: Type
    low: pl.Expr
    high: pl.Expr
    codes: tuple[str, ...] = ()
    word: str = ""
    text: str | None = None

    @property
    def is_point(self) -> bool:
        """Whether it is known exactly wherever it is known."""
        return self.low is self.high


def point(kind: Type, expr: pl.Expr, codes: tuple[str, ...] = (), word: str = "") -> Part:
    """Give a part that is no interval."""
    return Part(kind, expr, expr, codes, word)


@dataclass(frozen=True)
class Scene:
    """What names mean: the words, the day, the columns at hand, the parameters, the facts of the act.

    `fresh` names the columns that are derived anew though the frame has them (for another day than the frame's own).
    """

    lexicon: Lexicon
    moment: derivation.Moment
    columns: frozenset[str]
    param: Callable[[Param], Part]
    act: Mapping[str, Any]
    fresh: frozenset[str] = frozenset()

    def column(self, word: Word, name: str) -> pl.Expr:
        """Give one column of a word."""
        derive = derivation.DERIVATIONS.get(name)
        if derive is not None and (name in self.fresh or name not in self.columns):
            return derive(self.moment)
        if name in self.columns:
            return pl.col(name)
        if word.scope is Scope.ACT:
            if self.act.get(name) is None and name in FOLLOWING:
                return FOLLOWING[name](self.named, self.act, word.dtype)
            return pl.lit(self.act.get(name, word.usual), word.dtype)
        return pl.lit(None, word.dtype)

    def named(self, name: str) -> pl.Expr:
        """Give the column of a word that is no interval."""
        return self.column(self.lexicon.words[name], name)


def compile_bool(tree: Tree, scene: Scene) -> pl.Expr:
    """Compile a condition; LanguageError where it is not one, or names what there is not."""
    part = _Compiler(scene).part(tree)
    if part.type is not Type.BOOL:
        raise LanguageError(
            f"Điều kiện phải cho ra đúng hoặc sai, đây là {_WORDS_OF[part.type]}.", "Hãy so sánh với một giá trị.", 0
        )
    return part.low


def compile_part(tree: Tree, scene: Scene) -> Part:
    """Compile any expression, for what a finding says that one has and needs."""
    return _Compiler(scene).part(tree)


class _Compiler:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def part(self, tree: Tree) -> Part:
        match tree:
            case Literal():
                return _literal(tree)
            case Name(name=name, at=at):
                return self.name(name, at)
            case Param():
                return self.scene.param(tree)
            case Logic(op=op, parts=parts):
                exprs = [self.bool(part) for part in parts]
                whole = exprs[0]
                for each in exprs[1:]:
                    whole = whole & each if op == "and" else whole | each
                return point(Type.BOOL, whole)
            case Not(part=part):
                return point(Type.BOOL, ~self.bool(part))
            case Compare(op=op, left=left, right=right, at=at):
                return point(Type.BOOL, compared(op, *_alike(self.part(left), self.part(right), op, at)))
            case Among(part=part, items=items, at=at):
                found = self.part(part)
                whole = compared("=", *_alike(found, self.part(items[0]), "=", at))
                for item in items[1:]:
                    whole = whole | compared("=", *_alike(found, self.part(item), "=", at))
                return point(Type.BOOL, whole)
            case Arithmetic():
                return self.arithmetic(tree)
            case Call():
                return self.call(tree)

    def bool(self, tree: Tree) -> pl.Expr:
        part = self.part(tree)
        if part.type is not Type.BOOL:
            raise LanguageError(
                f"AND, OR, NOT cần vế đúng/sai, đây là {_WORDS_OF[part.type]}.", "Hãy so sánh với một giá trị.", tree.at
            )
        return part.low

    def name(self, name: str, at: int) -> Part:
        if name == TODAY:
            return point(Type.DATE, self.scene.moment.day)
        word = self.scene.lexicon.words.get(name)
        if word is None:
            base = name.rpartition("_")[0]
            if base in self.scene.lexicon.words and self.scene.lexicon.words[base].is_interval:
                raise LanguageError(
                    f"«{name}» chỉ là một đầu của khoảng.", f"Hãy viết «{base}»; máy tự xét cả hai đầu.", at
                )
            near = ", ".join(self.scene.lexicon.near(name)) or "xem canbo rules vocabulary"
            raise LanguageError(f"Không có dữ kiện «{name}».", f"Gần nhất: {near}.", at)
        if word.is_interval:
            low, high = (self.scene.column(word, column) for column in word.columns)
            return Part(word.type, low, high, word=name)
        return point(word.type, self.scene.column(word, name), word.codes, name)

    def arithmetic(self, tree: Arithmetic) -> Part:
        left, right = self.part(tree.left), self.part(tree.right)
        for side in (left, right):
            if side.type not in NUMERIC:
                raise LanguageError(
                    f"Chỉ cộng, trừ, nhân được số, không phải {_WORDS_OF[side.type]}.",
                    "Với ngày, hãy dùng add_months, full_months, months_from.", tree.at,
                )  # fmt: skip
        kinds = {left.type, right.type}
        kind = next(each for each in (Type.DECIMAL, Type.MONTHS, Type.NUMBER) if each in kinds)
        if tree.op == "+":
            return _pair(kind, left, right, left.low + right.low, lambda: left.high + right.high)
        if tree.op == "-":
            return _pair(kind, left, right, left.low - right.high, lambda: left.high - right.low)
        return _pair(kind, left, right, left.low * right.low, lambda: left.high * right.high)

    def call(self, tree: Call) -> Part:
        match tree.name:
            case "full_months" | "months_from":
                start, end = (self.typed(arg, DAYS, tree) for arg in tree.args)
                if tree.name == "full_months":
                    return _pair(
                        Type.MONTHS, start, end, derivation.full_months(start.high, end.low),
                        lambda: derivation.full_months(start.low, end.high),
                    )  # fmt: skip
                number = derivation.month_number
                return _pair(
                    Type.MONTHS, start, end, number(end.low) - number(start.high),
                    lambda: number(end.high) - number(start.low),
                )  # fmt: skip
            case "add_months":
                day, months = self.typed(tree.args[0], DAYS, tree), self.typed(tree.args[1], NUMERIC, tree)
                return _pair(
                    Type.DATE, day, months, derivation.add_months(day.low, months.low),
                    lambda: derivation.add_months(day.high, months.high),
                )  # fmt: skip
            case "greatest" | "least":
                one, other = (self.typed(arg, NUMERIC | DAYS, tree) for arg in tree.args)
                _same_sort(one, other, tree)
                choose = pl.max_horizontal if tree.name == "greatest" else pl.min_horizontal
                return _pair(
                    one.type, one, other, _both(choose, one.low, other.low), lambda: _both(choose, one.high, other.high)
                )
            case "round_half_up":
                part = self.typed(tree.args[0], NUMERIC, tree)
                low, high = ((end + 0.5).floor().cast(pl.Int32) for end in (part.low, part.high))
                kind = Type.MONTHS if part.type is Type.MONTHS else Type.NUMBER
                return point(kind, low) if part.is_point else Part(kind, low, high)
            case "if":
                return self.choice(tree)
            case "has":
                return self.has(tree)
            case _:
                return self.measure(tree)

    def typed(self, arg: Tree, kinds: frozenset[Type], call: Call) -> Part:
        part = self.part(arg)
        if part.type not in kinds:
            raise LanguageError(
                f"Hàm {call.name} không nhận {_WORDS_OF[part.type]} ở đây.",
                f"Cần {' hoặc '.join(sorted(_WORDS_OF[kind] for kind in kinds))}.", arg.at,
            )  # fmt: skip
        return part

    def choice(self, tree: Call) -> Part:
        condition = self.bool(tree.args[0])
        one, other = self.part(tree.args[1]), self.part(tree.args[2])
        if one.type in WORDY or other.type in WORDY or one.type is Type.BOOL:
            one, other = _alike(one, other, "=", tree.at)
        else:
            _same_sort(one, other, tree)

        def chosen(then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
            return pl.when(condition).then(then).when(~condition).then(otherwise)

        if one.is_point and other.is_point:
            return point(one.type, chosen(one.low, other.low), one.codes or other.codes)
        return Part(one.type, chosen(one.low, other.low), chosen(one.high, other.high))

    def has(self, tree: Call) -> Part:
        found, item = self.part(tree.args[0]), tree.args[1]
        if found.type is not Type.LIST:
            raise LanguageError(f"has cần một danh sách, đây là {_WORDS_OF[found.type]}.", "Hãy dùng =.", tree.at)
        if isinstance(item, Literal) and found.codes and item.value not in found.codes:
            raise _no_member(item.value, found, item.at)
        wanted = self.part(item).low
        return point(Type.BOOL, found.low.cast(pl.List(pl.String)).list.contains(wanted.cast(pl.String)))

    def measure(self, tree: Call) -> Part:
        track, form = (self.text_of(arg, tree.name) for arg in tree.args[:2])
        for value, known, arg in (
            (track, self.scene.lexicon.tracks, tree.args[0]), (form, self.scene.lexicon.forms, tree.args[1]),
        ):  # fmt: skip
            if value not in known:
                raise LanguageError(f"Không có «{value}» ở đây.", f"Chỉ có: {', '.join(known)}.", arg.at)
        had, low, high = (pl.col(derivation.measure_column(track, form, end)) for end in ("had", "low", "high"))
        if tree.name == "had":
            return point(Type.BOOL, had)
        months = self.typed(tree.args[2], NUMERIC, tree)
        if tree.name == "bar_ends":
            return Part(Type.DATE, derivation.add_months(low, months.low), derivation.add_months(high, months.high))
        day = self.scene.moment.day
        since = Part(Type.MONTHS, derivation.full_months(high, day), derivation.full_months(low, day))
        return point(Type.BOOL, ~had | compared(">=", since, months))

    def text_of(self, arg: Tree, function: str) -> str:
        if not isinstance(arg, Literal) or not isinstance(arg.value, str):
            raise LanguageError(
                f"Hàm {function} cần chữ trong dấu nháy ở đây.", "Ví dụ had('party', 'warning').", arg.at
            )
        return arg.value


def _literal(tree: Literal) -> Part:
    value = tree.value
    if isinstance(value, bool):
        return point(Type.BOOL, pl.lit(value))
    if isinstance(value, date):
        return point(Type.DATE, pl.lit(value, pl.Date()))
    if isinstance(value, str):
        expr = pl.lit(value)
        return Part(Type.TEXT, expr, expr, text=value)
    return point(Type.DECIMAL if isinstance(value, float) else Type.NUMBER, pl.lit(value))


def _pair(kind: Type, one: Part, other: Part, low: pl.Expr, high: Callable[[], pl.Expr]) -> Part:
    """A point where both parts are points, for then both ends are the same sum."""
    if one.is_point and other.is_point:
        return point(kind, low)
    return Part(kind, low, high())


def _both(choose: Callable[..., pl.Expr], one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Polars passes over nulls when it chooses; what is not known must stay so."""
    return pl.when(one.is_not_null() & other.is_not_null()).then(choose(one, other))


def _same_sort(one: Part, other: Part, call: Call) -> None:
    if not ({one.type, other.type} <= NUMERIC or {one.type, other.type} <= DAYS or one.type is other.type):
        raise LanguageError(
            f"{call.name} gặp {_WORDS_OF[one.type]} và {_WORDS_OF[other.type]}.", "Hai giá trị phải cùng loại.", call.at
        )


def _alike(one: Part, other: Part, op: str, at: int) -> tuple[Part, Part]:
    """Make two parts comparable; LanguageError where they are not."""
    kinds = {one.type, other.type}
    if kinds <= NUMERIC or kinds <= DAYS:
        return one, other
    if kinds == {Type.BOOL} and op in {"=", "<>"}:
        return one, other
    if kinds <= WORDY:
        codes = one.codes or other.codes
        if not codes:
            if op in {"=", "<>"}:
                return one, other
        elif op in {"=", "<>"} or Type.LEVEL in kinds:
            return _as_member(one, codes, at), _as_member(other, codes, at)
    raise LanguageError(
        f"Không so «{op}» được {_WORDS_OF[one.type]} với {_WORDS_OF[other.type]}.", "Hai vế phải cùng loại.", at
    )


def _as_member(part: Part, codes: tuple[str, ...], at: int) -> Part:
    if part.codes == codes:
        return part
    if part.codes:
        raise LanguageError("Hai vế thuộc hai danh mục khác nhau.", "Chỉ so sánh trong cùng một danh mục.", at)
    if part.text is not None and part.text not in codes:
        raise _no_member(part.text, Part(Type.LEVEL, part.low, part.low, codes), at)
    return point(part.type, part.low.cast(pl.Enum(codes)), codes)


def _no_member(value: object, part: Part, at: int) -> LanguageError:
    near = nearest(str(value), part.codes)
    return LanguageError(
        f"Không có mức «{value}».", f"Gần nhất: {', '.join(near)}." if near else f"Chỉ có: {', '.join(part.codes)}.", at
    )


_PLAIN: Final[Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def compared(op: str, left: Part, right: Part) -> pl.Expr:
    """Compare two comparable parts: true for sure, false for sure, or null."""
    if left.is_point and right.is_point:
        return _PLAIN[op](left.low, right.low)
    match op:
        case ">=":
            sure, never = left.low >= right.high, left.high < right.low
        case ">":
            sure, never = left.low > right.high, left.high <= right.low
        case "<=":
            sure, never = left.high <= right.low, left.low > right.high
        case "<":
            sure, never = left.high < right.low, left.low >= right.high
        case _:
            same = (left.low == left.high) & (right.low == right.high) & (left.low == right.low)
            apart = (left.high < right.low) | (left.low > right.high)
            sure, never = (same, apart) if op == "=" else (apart, same)
    return pl.when(sure).then(True).when(never).then(False)
