"""A scheme made ready for the law of a day: its values bound, its expressions compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from canbo.core.errors import DomainError
from canbo.rules.domain.exact import Formula, Value, exact, formula, lacking
from canbo.rules.domain.language import Expression
from canbo.rules.domain.law import Law
from canbo.rules.domain.lexicon import nearest
from canbo.rules.domain.schemes import PRODUCTS, TOTAL, Asked, Computed, Cut, Follow, Scheme


class Prepared:
    """A scheme made ready for a law: its values bound, its expressions compiled. Make it once, score many."""

    def __init__(self, scheme: Scheme, law: Law) -> None:
        self.scheme = scheme
        self.law = law
        self.params: dict[str, Value] = {}
        self.unconfirmed: set[str] = set()
        for _kind, expression, _place in scheme.expressions():
            self.bind(expression)
        self._made: dict[int, Formula] = {}
        self.inputs = {each.id: each for each in scheme.inputs}
        self.follows = tuple(each for each in scheme.follows if each.start is None or each.start.holds(law.day))

    def bind(self, expression: Expression) -> None:
        """Bind the values that an expression names; one without a value that day stays unknown."""
        for name in expression.params:
            if name in self.params or not self.law.has_value(name):
                self.params.setdefault(name, None)
                continue
            bound = self.law.bound(name)
            self.params[name] = exact(bound.value.content)
            if not bound.value.confirmed:
                self.unconfirmed.add(name)

    def value(self, expression: Expression | None, env: Mapping[str, Value]) -> Value:
        """Give what an expression comes to."""
        if expression is None:
            return None
        made = self._made.get(id(expression))
        if made is None:
            made = self._made[id(expression)] = formula(expression.tree, self.params)
        return made(env)

    def lacking(self, expression: Expression, env: Mapping[str, Value]) -> tuple[str, ...]:
        """Name the inputs that keep an expression unknown."""
        found: dict[str, None] = {}
        for name in lacking(expression.tree, env, self.params):
            found.update(dict.fromkeys(self.inputs_behind(name, env)))
        return tuple(found)

    def inputs_behind(self, name: str, env: Mapping[str, Value]) -> Iterable[str]:
        """Name the inputs that an unknown name waits for: those of what it is computed from, or itself."""
        for value in self.scheme.values:
            if value.id == name:
                return self._behind(value, env)
        if name in PRODUCTS:
            return ["products"]
        if name == TOTAL:
            groups = [group for group in self.scheme.groups if env[group.name] is None]
            return [each for group in groups for each in self.inputs_behind(group.name, env)] or [TOTAL]
        for group in self.scheme.groups:
            if group.name == name and group.shares:
                shares = [each.value for each in group.shares if env[each.value] is None]
                behind = [each for share in shares for each in self.inputs_behind(share, env)]
                # Either the points themselves, or what they are computed from.
                return dict.fromkeys(behind if len(shares) < len(group.shares) else [name, *behind])
        return [name]

    def _behind(self, value: Computed, env: Mapping[str, Value]) -> Iterable[str]:
        parts = [each for each in (value.formula, value.part, value.of) if each is not None]
        found = [name for each in parts for name in self.lacking(each, env)]
        return dict.fromkeys(found) or [value.of.names[0] if value.of is not None and value.of.names else value.id]

    def is_confirmed(self, rule: Cut | Asked | Follow) -> bool:
        """Tell whether a rule and every value it names were held against the full text."""
        if isinstance(rule, Cut):
            named = [rule.threshold]
        else:
            named = [rule.when if isinstance(rule, Follow) else rule.expression]
        params = {name for each in named if each is not None for name in each.params}
        return self.scheme.confirmed and rule.confirmed and not params & self.unconfirmed


def prepared(scheme: Scheme, law: Law) -> Prepared:
    """Give a scheme made ready for a law, made once for as long as the law is kept."""
    key = ("scheme", *scheme.key)
    if key not in law.kept:
        law.kept[key] = Prepared(scheme, law)
    found: Prepared = law.kept[key]
    return found


def scheme_of(law: Law, name: str) -> Scheme:
    """Give a scheme in force. Errors: scheme_unknown (a base for others is none), scheme_not_in_force."""
    scheme = law.schemes.get(name)
    if scheme is None or scheme.is_base:
        every = {each.id: each for each in law.library.schemes.values() if not each.is_base}
        if name not in every:
            near = nearest(name, every) or sorted(every)[:3]
            raise DomainError(
                "scheme_unknown", "Không có bộ tiêu chí «{scheme}». Gần nhất: {near}. Xem: canbo evaluation schemes.",
                scheme=name, near=", ".join(near),
            )  # fmt: skip
        beside = [each.id for each in law.schemes.values() if _alike(each, every[name])]
        raise DomainError(
            "scheme_not_in_force",
            "Bộ tiêu chí «{scheme}» không có hiệu lực ngày {day}. Cho đối tượng ấy, ngày đó có: {beside}.",
            scheme=name, day=f"{law.day:%d/%m/%Y}", beside=", ".join(beside) or "không có bộ nào",
        )  # fmt: skip
    return scheme


def _alike(one: Scheme, other: Scheme) -> bool:
    return (
        not one.is_base and one.subject == other.subject and bool(one.regimes & other.regimes)
        and (not one.ranks or not other.ranks or bool(one.ranks & other.ranks))
    )  # fmt: skip


def shown(value: Value) -> str:
    """Give a number exactly where it ends within six places, else cut (never rounded up) and marked so."""
    if not isinstance(value, Fraction):
        return str(value)
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value * 10**6
    whole = int(scaled)
    sign, digits = "-" if whole < 0 else "", f"{abs(whole):07d}"
    text = f"{sign}{digits[:-6]}.{digits[-6:]}".rstrip("0").rstrip(".")
    return text if scaled.denominator == 1 else f"{text}…"
