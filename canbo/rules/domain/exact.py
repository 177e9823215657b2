"""The language of conditions over exact numbers: what a scheme of evaluation computes for one person.

Values are Fractions, truth values, texts; None is unknown, and stays so (three-valued logic).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from canbo.rules.domain.language import (
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

type Value = Fraction | bool | str | None
type Env = Mapping[str, Value]
type Formula = Callable[[Env], Value]

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ADD: Final[dict[str, Callable[[Any, Any], Any]]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_CHOOSE: Final[dict[str, Callable[[Any, Any], Any]]] = {"greatest": max, "least": min}


def exact(content: Any) -> Value:
    """Give a plain value exactly: 0.3 is three tenths."""
    if isinstance(content, (bool, str)) or content is None:
        return content
    return Fraction(str(content))


def formula(tree: Tree, params: Mapping[str, Value]) -> Formula:
    """Compile a tree into a function of an environment. LanguageError where a scheme may not say so."""
    match tree:
        case Literal(value=value):
            known = exact(value)
            return lambda _env: known
        case Param(id=name):
            bound = params[name]
            return lambda _env: bound
        case Name(name=name):
            return lambda env: env[name]
        case Logic(op=op, parts=parts):
            return _logic(op == "or", [formula(part, params) for part in parts])
        case Not(part=part):
            inner = formula(part, params)
            return lambda env: None if (value := inner(env)) is None else not value
        case Among(part=part, items=items):
            inner, among = formula(part, params), [formula(item, params) for item in items]
            return lambda env: None if (value := inner(env)) is None else value in [item(env) for item in among]
        case Compare(op=op, left=left, right=right):
            return _both(_COMPARE[op], formula(left, params), formula(right, params))
        case Arithmetic(op=op, left=left, right=right):
            return _both(_ADD[op], formula(left, params), formula(right, params))
        case Call(name="if", args=args):
            test, one, other = (formula(arg, params) for arg in args)
            return lambda env: None if (value := test(env)) is None else one(env) if value else other(env)
        case Call(name=name, args=args) if name in _CHOOSE:
            return _both(_CHOOSE[name], *(formula(arg, params) for arg in args))
        case Call(name=name, at=at):
            raise LanguageError(f"Bộ tiêu chí không dùng hàm {name}.", "Chỉ có greatest, least, if.", at)


def _both(do: Callable[[Any, Any], Any], left: Formula, right: Formula) -> Formula:
    def made(env: Env) -> Value:
        one, other = left(env), right(env)
        found: Value = None if one is None or other is None else do(one, other)
        return found

    return made


def _logic(settles: bool, parts: list[Formula]) -> Formula:
    def made(env: Env) -> Value:
        found: Value = not settles
        for part in parts:
            value = part(env)
            if value is settles:
                return settles
            if value is None:
                found = None
        return found

    return made


def lacking(tree: Tree, env: Env, params: Mapping[str, Value]) -> Iterator[str]:
    """Go through the unknown names that keep a tree unknown; none where it is known."""
    if formula(tree, params)(env) is not None:
        return
    match tree:
        case Name(name=name):
            yield name
        case Logic(parts=parts):
            for part in parts:
                yield from lacking(part, env, params)
        case Not(part=part):
            yield from lacking(part, env, params)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            yield from lacking(left, env, params)
            yield from lacking(right, env, params)
        case Among(part=part):
            yield from lacking(part, env, params)
        case Call(args=args):
            for arg in args:
                yield from lacking(arg, env, params)
        case _:
            return


def kind_of(tree: Tree, kinds: Mapping[str, str], params: Mapping[str, str]) -> str:
    """Give "number", "bool" or "text". LanguageError where parts do not fit, or a name is not known."""

    def need(part: Tree, wanted: str) -> None:
        found = kind_of(part, kinds, params)
        if found != wanted:
            words = {"number": "số", "bool": "có hoặc không", "text": "chữ"}
            raise LanguageError(f"Chỗ này phải là {words[wanted]}, không phải {words[found]}.", "Sửa vế này.", part.at)

    match tree:
        case Literal(value=value):
            return "bool" if isinstance(value, bool) else "number" if isinstance(value, (int, float)) else "text"
        case Param(id=name, at=at):
            if name not in params:
                raise LanguageError(f"Không có tham số «{name}» dùng được ở đây.", "Hãy sửa mã tham số.", at)
            return params[name]
        case Name(name=name, at=at):
            if name not in kinds:
                raise LanguageError(f"Không có mục «{name}».", "Hãy khai trong inputs hoặc values, trước chỗ dùng.", at)
            return kinds[name]
        case Logic(parts=parts):
            for part in parts:
                need(part, "bool")
            return "bool"
        case Not(part=part):
            need(part, "bool")
            return "bool"
        case Compare(op=op, left=left, right=right):
            found = kind_of(left, kinds, params)
            if found != "number" and op not in {"=", "<>"}:
                need(left, "number")
            need(right, found)
            return "bool"
        case Among(part=part, items=items):
            found = kind_of(part, kinds, params)
            for item in items:
                need(item, found)
            return "bool"
        case Arithmetic(left=left, right=right):
            need(left, "number")
            need(right, "number")
            return "number"
        case Call(name="if", args=args):
            need(args[0], "bool")
            found = kind_of(args[1], kinds, params)
            need(args[2], found)
            return found
        case Call(name=name, args=args, at=at):
            if name not in _CHOOSE:
                raise LanguageError(f"Bộ tiêu chí không dùng hàm {name}.", "Chỉ có greatest, least, if.", at)
            for arg in args:
                need(arg, "number")
            return "number"
