"""The language of conditions: facts, parameters, comparisons, AND OR NOT and a few functions; no other doors.

It reads as SQL does, with `$id` for a parameter. A text is parsed once into a tree, with the place of every name.
There is no IS NULL: what is not known stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

#: Function name to the number of its arguments.
FUNCTIONS: Final = {
    "full_months": 2, "months_from": 2, "add_months": 2, "has": 2, "greatest": 2, "least": 2, "if": 3,
    "round_half_up": 1, "had": 2, "clear_of": 3, "bar_ends": 3,
}  # fmt: skip

#: The day of the assessment.
TODAY: Final = "as_of"


class LanguageError(Exception):
    """A text that is no expression. `at` counts characters from 0."""

    def __init__(self, message: str, mend: str, at: int) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
        self.at = at


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, truth value or day."""

    value: int | float | str | bool | date
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, or `as_of`."""

    name: str
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter."""

    id: str
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """AND or OR over two or more."""

    op: str
    parts: tuple[Tree, ...]
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Tree
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """`=`, `<>`, `<`, `<=`, `>`, `>=`."""

    op: str
    left: Tree
    right: Tree
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Among:
    """IN (…)."""

    part: Tree
    items: tuple[Tree, ...]
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+`, `-`, `*`."""

    op: str
    left: Tree
    right: Tree
    at: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function."""

    name: str
    args: tuple[Tree, ...]
    at: int = field(compare=False)


type Tree = Literal | Name | Param | Logic | Not | Compare | Among | Arithmetic | Call


@dataclass(frozen=True)
class Expression:
    """A text and the tree it parses to; `line` is where the text stands in its file."""

    text: str
    tree: Tree
    file: str = ""
    line: int = 0

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The facts it names, in order, each once; `as_of` is none."""
        return tuple(dict.fromkeys(node.name for node in walk(self.tree) if isinstance(node, Name)))

    @cached_property
    def params(self) -> tuple[str, ...]:
        """The parameters it names."""
        return tuple(dict.fromkeys(node.id for node in walk(self.tree) if isinstance(node, Param)))

    @cached_property
    def uses_discipline(self) -> bool:
        """Whether it asks about disciplinary measures."""
        return any(isinstance(node, Call) and node.name in {"had", "clear_of", "bar_ends"} for node in walk(self.tree))


def walk(tree: Tree) -> Iterator[Tree]:
    """Go through a tree, parents before their parts."""
    yield tree
    match tree:
        case Logic(parts=parts):
            children: tuple[Tree, ...] = parts
        case Not(part=part):
            children = (part,)
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            children = (left, right)
        case Among(part=part, items=items):
            children = (part, *items)
        case Call(args=args):
            children = args
        case _:
            children = ()
    for child in children:
        yield from walk(child)


_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'(?:[^']|'')*')|(?P<param>\$[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign><>|!=|<=|>=|[=<>()+\-*,]))"
)
_WORDS: Final = {"and", "or", "not", "in", "between", "true", "false", "date"}
_LONGEST: Final = 4000
_DEEPEST: Final = 40
_SIGNS: Final = {"=", "<>", "!=", "<", "<=", ">", ">="}


def parse(text: str, file: str = "", line: int = 0) -> Expression:
    """Parse a text; LanguageError where it is none of the language."""
    if len(text) > _LONGEST:
        raise LanguageError(f"Biểu thức dài {len(text)} ký tự.", "Hãy tách thành nhiều điều kiện.", _LONGEST)
    parser = _Parser(text)
    tree = parser.either()
    if parser.kind:
        raise LanguageError(f"Thừa «{parser.word}».", "Hãy xem lại dấu ngoặc và phép nối AND, OR.", parser.at)
    return Expression(text, tree, file, line)


class _Parser:
    """Recursive descent, one word ahead."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.next_at = 0
        self.depth = 0
        self.kind, self.word, self.at = "", "", 0
        self.advance()

    def advance(self) -> None:
        rest = self.text[self.next_at :]
        if not rest.strip():
            self.kind, self.word, self.at = "", "", len(self.text.rstrip())
            return
        found = _TOKEN.match(rest)
        if found is None or found.lastgroup is None:
            at = self.next_at + len(rest) - len(rest.lstrip())
            raise LanguageError(f"Không hiểu ký tự «{self.text[at]}».", "Chữ phải đặt trong dấu nháy đơn.", at)
        self.kind = found.lastgroup
        self.word = found.group(self.kind)
        self.at = self.next_at + found.start(self.kind)
        self.next_at += found.end()
        if self.kind == "name" and self.word.lower() in _WORDS:
            self.kind, self.word = "word", self.word.lower()

    def takes(self, kind: str, *words: str) -> bool:
        if self.kind == kind and self.word in words:
            self.advance()
            return True
        return False

    def need(self, sign: str) -> None:
        if not self.takes("sign", sign):
            found = f"«{self.word}»" if self.kind else "hết câu"
            raise LanguageError(f"Thiếu «{sign}» trước {found}.", "Hãy thêm dấu còn thiếu.", self.at)

    def either(self) -> Tree:
        self.deeper()
        at, parts = self.at, [self.both()]
        while self.takes("word", "or"):
            parts.append(self.both())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Logic("or", tuple(parts), at)

    def both(self) -> Tree:
        at, parts = self.at, [self.negation()]
        while self.takes("word", "and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts), at)

    def negation(self) -> Tree:
        at = self.at
        if self.takes("word", "not"):
            self.deeper()
            part = self.negation()
            self.depth -= 1
            return Not(part, at)
        return self.comparison()

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise LanguageError(f"Lồng nhau quá {_DEEPEST} lớp.", "Hãy bớt dấu ngoặc, NOT.", self.at)

    def comparison(self) -> Tree:
        at, left = self.at, self.sum()
        if self.kind == "sign" and self.word in _SIGNS:
            op = self.word
            self.advance()
            return Compare("<>" if op == "!=" else op, left, self.sum(), at)
        negated = self.takes("word", "not")
        if self.takes("word", "in"):
            self.need("(")
            items = [self.sum()]
            while self.takes("sign", ","):
                items.append(self.sum())
            self.need(")")
            among = Among(left, tuple(items), at)
            return Not(among, at) if negated else among
        if self.takes("word", "between"):
            low = self.sum()
            if not self.takes("word", "and"):
                raise LanguageError("BETWEEN thiếu AND.", "Hãy viết BETWEEN a AND b.", self.at)
            inside = Logic("and", (Compare(">=", left, low, at), Compare("<=", left, self.sum(), at)), at)
            return Not(inside, at) if negated else inside
        if negated:
            raise LanguageError("Sau NOT phải là IN hoặc BETWEEN.", "Hãy đặt NOT trước cả vế.", self.at)
        if self.kind == "name" and self.word.lower() == "is":
            raise LanguageError(
                "Không có IS NULL: điều chưa biết phải giữ là chưa biết.",
                "Hãy bỏ vế này, hoặc thêm một dữ kiện nói rõ có hay không.", self.at,
            )  # fmt: skip
        return left

    def sum(self) -> Tree:
        at, left = self.at, self.product()
        while self.kind == "sign" and self.word in "+-":
            op = self.word
            self.advance()
            left = Arithmetic(op, left, self.product(), at)
        return left

    def product(self) -> Tree:
        at, left = self.at, self.primary()
        while self.takes("sign", "*"):
            left = Arithmetic("*", left, self.primary(), at)
        return left

    def primary(self) -> Tree:
        at, kind, word = self.at, self.kind, self.word
        if kind == "number":
            self.advance()
            return Literal(float(word) if "." in word else int(word), at)
        if kind == "text":
            self.advance()
            return Literal(word[1:-1].replace("''", "'"), at)
        if kind == "param":
            self.advance()
            return Param(word[1:], at)
        if self.takes("sign", "("):
            inside = self.either()
            self.need(")")
            return inside
        if kind == "word" and word in {"true", "false"}:
            self.advance()
            return Literal(word == "true", at)
        if kind == "word" and word == "date":
            self.advance()
            return self.day()
        if kind == "name":
            self.advance()
            return self.call(word, at) if self.takes("sign", "(") else Name(word, at)
        found = f"«{word}»" if kind else "hết câu"
        raise LanguageError(f"Thiếu một giá trị trước {found}.", "Hãy viết dữ kiện, $tham_số hoặc số.", at)

    def day(self) -> Tree:
        at, word = self.at, self.word
        if self.kind != "text":
            raise LanguageError("Sau DATE phải là ngày.", "Hãy viết DATE '2030-04-01'.", at)
        try:
            found = date.fromisoformat(word[1:-1])
        except ValueError as error:
            raise LanguageError(f"Không có ngày {word}.", "Hãy viết DATE '2030-04-01'.", at) from error
        self.advance()
        return Literal(found, at)

    def call(self, name: str, at: int) -> Tree:
        known = name.lower()
        if known not in FUNCTIONS:
            raise LanguageError(f"Không có hàm «{name}».", f"Chỉ có: {', '.join(sorted(FUNCTIONS))}.", at)
        args: list[Tree] = []
        if not self.takes("sign", ")"):
            args.append(self.either())
            while self.takes("sign", ","):
                args.append(self.either())
            self.need(")")
        if len(args) != FUNCTIONS[known]:
            raise LanguageError(
                f"Hàm {known} cần {FUNCTIONS[known]} giá trị, không phải {len(args)}.", "Hãy xem lại dấu phẩy.", at
            )
        return Call(known, tuple(args), at)
