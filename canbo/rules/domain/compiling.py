"""From the tree of an expression to Polars: typed, three-valued, intervals and all.

Kleene's AND, OR, NOT are Polars' own. A comparison of intervals is true where it holds at every point of both, false
where it holds at none, else null.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.rules.domain import derivation
from canbo.rules.domain.following import FOLLOWING, following_column
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


class _Absent:
    """What stands where a part has no fixed value."""


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled part: its type and the two ends of what it can be (one and the same expression for a point).

    `fixed` is its plain value where no row can change it (None: not known for anybody), so that whole branches that
    turn on the act alone are settled before any row is looked at.
    """

    type: Type
    low: pl.Expr
    high: pl.Expr
    codes: tuple[str, ...] = ()
    fixed: Any = ABSENT

    @property
    def is_point(self) -> bool:
        """Whether it is known exactly wherever it is known."""
        return self.low is self.high

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same for every row."""
        return self.fixed is not ABSENT


def point(kind: Type, expr: pl.Expr, codes: tuple[str, ...] = ()) -> Part:
    """Give a part that is no interval."""
    return Part(kind, expr, expr, codes)


def fixed(kind: Type, value: Any, codes: tuple[str, ...] = (), dtype: pl.DataType | None = None) -> Part:
    """Give a part that is the same for every row."""
    expr = pl.lit(value, dtype) if dtype is not None else pl.lit(value)
    return Part(kind, expr, expr, codes, value)


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
            if self.follows(name):
                computed = following_column(name, self.act)
                return pl.col(computed) if computed in self.columns else self.following(name)
            return pl.lit(self.act.get(name, word.usual), word.dtype)
        return pl.lit(None, word.dtype)

    def part(self, word: Word) -> Part:
        """Give a word as a part."""
        low = self.column(word, word.columns[0])
        if word.is_interval:
            return Part(word.type, low, self.column(word, word.columns[1]))
        if word.name in self.columns or word.name in derivation.DERIVATIONS or self.follows(word.name):
            return point(word.type, low, word.codes)
        value = self.act.get(word.name, word.usual) if word.scope is Scope.ACT else None
        return Part(word.type, low, low, word.codes, value)

    def follows(self, name: str) -> bool:
        """Whether a fact of the act follows from the person, because nobody stated it."""
        return name in FOLLOWING and name not in self.columns and self.act.get(name) is None

    def following(self, name: str) -> pl.Expr:
        """Compute a fact of the act that follows from the person and the target."""
        return FOLLOWING[name](self.named, self.act, self.lexicon.words[name].dtype)

    def named(self, name: str) -> pl.Expr:
        """Give the column of a word that is no interval."""
        return self.column(self.lexicon.words[name], name)


def compile_bool(tree: Tree, scene: Scene) -> Part:
    """Compile a condition; LanguageError where it is not one, or names what there is not."""
    part = _Compiler(scene).part(tree)
    if part.type is not Type.BOOL:
        raise LanguageError(
            f"Điều kiện phải cho ra đúng hoặc sai, đây là {_WORDS_OF[part.type]}.", "Hãy so sánh với một giá trị.", 0
        )
    return part


def compile_part(tree: Tree, scene: Scene) -> Part:
    """Compile any expression, for what a finding says that one has and needs."""
    return _Compiler(scene).part(tree)


def all_of(parts: Sequence[Part]) -> Part:
    """Join by AND: one that is false for everybody settles it, those true for everybody say nothing."""
    return _joined(parts, settles=False)


def any_of(parts: Sequence[Part]) -> Part:
    """Join by OR."""
    return _joined(parts, settles=True)


def opposite(part: Part) -> Part:
    """Give NOT."""
    if part.is_fixed:
        return _truth(None if part.fixed is None else not part.fixed)
    return point(Type.BOOL, ~part.low)


def _truth(value: bool | None) -> Part:
    return fixed(Type.BOOL, value, dtype=pl.Boolean())


def _joined(parts: Sequence[Part], *, settles: bool) -> Part:
    told = [part for part in parts if part.is_fixed]
    if any(part.fixed is settles for part in told):
        return _truth(settles)
    open_ = [part for part in parts if not part.is_fixed]
    doubtful = any(part.fixed is None for part in told)
    if not open_:
        return _truth(None if doubtful else not settles)
    whole = open_[0].low
    for part in open_[1:]:
        whole = whole | part.low if settles else whole & part.low
    if doubtful:
        nothing = pl.lit(None, pl.Boolean())
        whole = whole | nothing if settles else whole & nothing
    return point(Type.BOOL, whole)


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
                return (all_of if op == "and" else any_of)([self.bool(part) for part in parts])
            case Not(part=part):
                return opposite(self.bool(part))
            case Compare(op=op, left=left, right=right, at=at):
                return compared(op, *_alike(self.part(left), self.part(right), op, at))
            case Among(part=part, items=items, at=at):
                found = self.part(part)
                return any_of([compared("=", *_alike(found, self.part(item), "=", at)) for item in items])
            case Arithmetic():
                return self.arithmetic(tree)
            case Call():
                return self.call(tree)

    def bool(self, tree: Tree) -> Part:
        part = self.part(tree)
        if part.type is not Type.BOOL:
            raise LanguageError(
                f"AND, OR, NOT cần vế đúng/sai, đây là {_WORDS_OF[part.type]}.", "Hãy so sánh với một giá trị.", tree.at
            )
        return part

    def name(self, name: str, at: int) -> Part:
        if name == TODAY:
            day = self.scene.moment.fixed
            return fixed(Type.DATE, day) if day is not None else point(Type.DATE, self.scene.moment.day)
        word = self.scene.lexicon.words.get(name)
        if word is None:
            base = name.rpartition("_")[0]
            if base in self.scene.lexicon.words and self.scene.lexicon.words[base].is_interval:
                raise LanguageError(
                    f"«{name}» chỉ là một đầu của khoảng.", f"Hãy viết «{base}»; máy tự xét cả hai đầu.", at
                )
            near = ", ".join(self.scene.lexicon.near(name)) or "xem canbo rules vocabulary"
            raise LanguageError(f"Không có dữ kiện «{name}».", f"Gần nhất: {near}.", at)
        return self.scene.part(word)

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
                return _pair(
                    Type.MONTHS, start, end, _month(end, end.low) - _month(start, start.high),
                    lambda: _month(end, end.high) - _month(start, start.low),
                )  # fmt: skip
            case "add_months":
                day, months = self.typed(tree.args[0], DAYS, tree), self.typed(tree.args[1], NUMERIC, tree)
                return _pair(
                    Type.DATE, day, months, derivation.add_months(day.low, _months(months, months.low)),
                    lambda: derivation.add_months(day.high, _months(months, months.high)),
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
        test = self.bool(tree.args[0])
        one, other = self.part(tree.args[1]), self.part(tree.args[2])
        if one.type in WORDY or other.type in WORDY or one.type is Type.BOOL:
            one, other = _alike(one, other, "=", tree.at)
        else:
            _same_sort(one, other, tree)
        if test.is_fixed and test.fixed is not None:
            return one if test.fixed else other
        condition = test.low

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
        column = derivation.measure_column
        had = point(Type.BOOL, pl.col(column(track, form, "had")))
        if tree.name == "had":
            return had
        months = self.typed(tree.args[2], NUMERIC, tree)
        if tree.name == "bar_ends":
            low, high = (
                derivation.add_months(pl.col(column(track, form, end)), _months(months, edge))
                for end, edge in (("low", months.low), ("high", months.high))
            )
            return Part(Type.DATE, low, high)
        least, most = (pl.col(column(track, form, end)) for end in ("least", "most"))
        return any_of([opposite(had), compared(">=", Part(Type.MONTHS, least, most), months)])

    def text_of(self, arg: Tree, function: str) -> str:
        if not isinstance(arg, Literal) or not isinstance(arg.value, str):
            raise LanguageError(
                f"Hàm {function} cần chữ trong dấu nháy ở đây.", "Ví dụ had('party', 'warning').", arg.at
            )
        return arg.value


def _literal(tree: Literal) -> Part:
    value = tree.value
    kinds = ((bool, Type.BOOL), (date, Type.DATE), (str, Type.TEXT), (float, Type.DECIMAL))
    return fixed(next((kind for sort, kind in kinds if isinstance(value, sort)), Type.NUMBER), value)


def _month(part: Part, end: pl.Expr) -> Any:
    """The number of a calendar month: plain where the day is the same for every row."""
    if part.is_fixed and part.fixed is not None:
        return part.fixed.year * 12 + part.fixed.month - 1
    return derivation.month_number(end)


def _months(part: Part, end: pl.Expr) -> pl.Expr | int:
    """A number of months: plain where it is the same for every row."""
    return int(part.fixed) if part.is_fixed and part.fixed is not None else end


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
    if part.is_fixed:
        if part.fixed is not None and part.fixed not in codes:
            raise _no_member(part.fixed, Part(Type.LEVEL, part.low, part.low, codes), at)
        return fixed(part.type, part.fixed, codes, pl.Enum(codes))
    return point(part.type, part.low.cast(pl.Enum(codes)), codes)


def _no_member(value: object, part: Part, at: int) -> LanguageError:
    near = nearest(str(value), part.codes)
    return LanguageError(
        f"Không có mức «{value}».", f"Gần nhất: {', '.join(near)}." if near else f"Chỉ có: {', '.join(part.codes)}.", at
    )


_PLAIN: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def compared(op: str, left: Part, right: Part) -> Part:
    """Compare two comparable parts: true for sure, false for sure, or null."""
    if (left.is_fixed and left.fixed is None) or (right.is_fixed and right.fixed is None):
        return _truth(None)
    if left.is_fixed and right.is_fixed:
        one, other = (_ordered(part) for part in (left, right))
        return _truth(bool(_PLAIN[op](one, other)))
    if left.is_point and right.is_point:
        return point(Type.BOOL, _PLAIN[op](_plain(left), _plain(right)))
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
    return point(Type.BOOL, pl.when(sure).then(True).when(never).then(False))


def _ordered(part: Part) -> Any:
    """The value to compare by: a level's place in its list."""
    return part.codes.index(part.fixed) if part.codes else part.fixed


def _plain(part: Part) -> Any:
    """A member as its place in its list: whole numbers compare faster than members, and come to the same."""
    if not part.codes:
        return part.low
    return part.codes.index(part.fixed) if part.is_fixed else part.low.to_physical()
