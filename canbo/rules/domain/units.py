"""Units inside expressions: months are not compared with days, years, per cent or a bare number of the law."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from canbo.rules.domain.language import Among, Arithmetic, Call, Compare, LanguageError, Name, Param, Tree, walk
from canbo.rules.domain.lexicon import Lexicon, Type
from canbo.rules.domain.model import Parameter

_OF_KIND: Final = {
    "months": "months", "days": "days", "working_days": "working_days", "percent": "percent", "number": "number",
    "decimal": "number",
}  # fmt: skip
_WORDS: Final = {
    "months": "tháng", "days": "ngày", "working_days": "ngày làm việc", "percent": "phần trăm", "number": "số đếm",
}  # fmt: skip


def check_units(tree: Tree, lexicon: Lexicon, stated: Mapping[str, Parameter]) -> None:
    """Go through an expression that compiles. Errors: LanguageError where two units meet."""
    for node in walk(tree):
        match node:
            case Compare(left=left, right=right, at=at):
                _alike((left, right), at, lexicon, stated)
            case Among(part=part, items=items, at=at):
                _alike((part, *items), at, lexicon, stated)
            case Arithmetic(op=op, left=left, right=right, at=at) if op != "*":
                _alike((left, right), at, lexicon, stated)
            case Call(name="greatest" | "least", args=args, at=at):
                _alike(args, at, lexicon, stated)
            case Call(name="add_months", args=(_, months), at=at):
                _months(months, at, lexicon, stated)
            case Call(name="clear_of" | "bar_ends", args=(_, _, months), at=at):
                _months(months, at, lexicon, stated)
            case _:
                continue


def _alike(parts: tuple[Tree, ...], at: int, lexicon: Lexicon, stated: Mapping[str, Parameter]) -> None:
    units = [unit for unit in (_unit(part, lexicon, stated) for part in parts) if unit]
    for other in units[1:]:
        if other != units[0]:
            raise LanguageError(
                f"Hai vế khác đơn vị: {_WORDS[units[0]]} và {_WORDS[other]}.",
                "Hãy xem lại kind của tham số, hoặc đổi về cùng đơn vị (một năm là 12 tháng).", at,
            )  # fmt: skip


def _months(part: Tree, at: int, lexicon: Lexicon, stated: Mapping[str, Parameter]) -> None:
    unit = _unit(part, lexicon, stated)
    if unit not in {"", "months"}:
        raise LanguageError(f"Ở đây cần số tháng, không phải {_WORDS[unit]}.", "Hãy xem lại kind của tham số.", at)


def _unit(tree: Tree, lexicon: Lexicon, stated: Mapping[str, Parameter]) -> str:
    """The unit of a part; "" where it has none or is a literal, which takes that of what it meets."""
    match tree:
        case Param(id=name):
            return _OF_KIND.get(stated[name].kind, "") if name in stated else ""
        case Name(name=name) if name in lexicon.words:
            word = lexicon.words[name]
            if word.type in {Type.NUMBER, Type.DECIMAL}:
                return "percent" if str(word.unit) == "%" else "number"
            return "months" if word.type is Type.MONTHS else ""
        case Call(name="full_months" | "months_from"):
            return "months"
        case Call(name="greatest" | "least" | "round_half_up", args=args):
            return next((unit for unit in (_unit(arg, lexicon, stated) for arg in args) if unit), "")
        case Call(name="if", args=(_, one, other)):
            return _unit(one, lexicon, stated) or _unit(other, lexicon, stated)
        case Arithmetic(op=op, left=left, right=right):
            found = [unit for unit in (_unit(left, lexicon, stated), _unit(right, lexicon, stated)) if unit]
            if op == "*":
                return "" if "percent" in found else next((unit for unit in found if unit != "number"), "")
            return "".join(found[:1])
        case _:
            return ""
