"""What a scheme of evaluation holds: for whom, its levels, what is entered, how points come about, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from canbo.rules.domain.faults import Place
from canbo.rules.domain.language import Expression
from canbo.rules.domain.model import Citation, Layer, Span, Words

#: The four levels, lowest first; each scheme has its own words for them.
LEVELS: Final = ("not_completed", "completed", "well", "excellent")
#: Kinds of input: a whole number, points, a percentage, months, yes or no, a level.
INPUT_KINDS: Final = ("count", "points", "percent", "months", "flag", "level")
#: How a level comes about: by points and conditions, by conditions alone, or only by what the authority concluded.
WAYS: Final = ("points", "conditions", "concluded")
#: What a rule that follows does: sets a level, sets the highest one, takes the person out of the rating, or only tells.
THENS: Final = ("level", "at_most", "not_rated", "consider")
PERIODS: Final = ("month", "quarter", "year")
SUBJECTS: Final = ("person", "collective")
BASES: Final = ("well", "well_or_better", "all")
ROUNDINGS: Final = ("down", "nearest", "up")
FALLS: Final = ("next", "decide")
#: The totals that products give, in converted products: assigned, done, done less failed checks, done less delays.
PRODUCTS: Final = ("products_assigned", "products_done", "products_good", "products_on_time")
TOTAL: Final = "total_points"
#: The steps of a rating in their order: who says what, what is asked of whom, how it is made known.
STEPS: Final = (
    "self_review", "colleagues", "head", "meeting", "vote", "workplace_opinion", "residence_opinion",
    "former_unit_opinion", "temporary_cell_opinion", "advisory", "conclusion", "notice", "appeal", "decision",
)  # fmt: skip
CONCLUDED: Final = "concluded_level"


@dataclass(frozen=True, slots=True)
class Input:
    """What is entered. `most`: a number or another input that it may not exceed; `usual`: where nobody states it."""

    id: str
    kind: str
    label: Words
    most: str | int | None
    usual: bool | None
    example: Any
    place: Place


@dataclass(frozen=True, slots=True)
class Computed:
    """A value from others: a formula, or the percentage that a part has of a whole, `empty` where the whole is 0."""

    id: str
    label: Words
    formula: Expression | None
    part: Expression | None
    of: Expression | None
    empty: Fraction | None
    place: Place


@dataclass(frozen=True, slots=True)
class Products:
    """How lists of work products are added up: what each failed check or delay takes off, in percent."""

    deduction: Expression
    cite: tuple[Citation, ...]
    confirmed: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Weighed:
    """A percentage that takes part in a group's points, and its weight."""

    value: str
    weight: int
    place: Place


@dataclass(frozen=True, slots=True)
class Group:
    """A group of criteria: the most points, its criteria, and where they are computed, from which percentages."""

    id: str
    label: Words
    most: Expression
    criteria: tuple[tuple[str, Words], ...]
    shares: tuple[Weighed, ...]
    shares_confirmed: bool
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place

    @property
    def name(self) -> str:
        """The name of its points."""
        return f"{self.id}_points"


@dataclass(frozen=True, slots=True)
class Cut:
    """The points from (`>=`) or above (`>`) which a level begins; the lowest level has none."""

    level: str
    operator: str
    threshold: Expression | None
    cite: tuple[Citation, ...]
    confirmed: bool
    place: Place

    @property
    def id(self) -> str:
        """What it is called among the findings."""
        return f"points.{self.level}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition of one or more levels."""

    id: str
    levels: tuple[str, ...]
    label: Words
    expression: Expression
    have: Expression | None
    need: Expression | None
    reason: Words
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Follow:
    """A level that follows by rule. `escape`: the input by which the authority says that it weighed the rule away."""

    id: str
    label: Words
    when: Expression
    then: str
    level: str
    have: Expression | None
    need: Expression | None
    escape: str
    reason: Words
    cite: tuple[Citation, ...]
    confirmed: bool
    start: Span | None
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Cap:
    """How many may be rated excellent: a share of a base, in each group; `higher`: the most where it is proven."""

    share: Expression
    base: str
    higher: Expression | None
    higher_ground: Words | None
    rounding: str
    rounding_confirmed: bool
    groups: tuple[str, ...]
    span: Span | None
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Order:
    """What is rated only after others are."""

    rated: str
    after: tuple[str, ...]
    label: Words
    cite: tuple[Citation, ...]
    confirmed: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the way of a rating: whether it is asked, and by which clause; where that is not confirmed, the office
    settles it.

    `form`: what is filled in at a self-review; `done_before`: (month, day) of the year rated before which it is done;
    `days`: how long it may take once its turn has come, working days where `working`; `answer_days`: how long the
    answer to an appeal may take; `secret`: of a vote.
    """

    id: str
    asked: bool
    form: str
    secret: bool | None
    done_before: tuple[int, int] | None
    days: int | None
    working: bool
    answer_days: int | None
    answer_working: bool
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Year:
    """How the points of the year follow from those of its months or quarters."""

    by: str
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of evaluation over a time. What it `extends` says everything that it does not say itself."""

    id: str
    label: Words | None
    who: Words | None
    subject: str
    regimes: frozenset[str]
    ranks: frozenset[str]
    party_member: bool | None
    periods: tuple[str, ...]
    way: str
    words: Mapping[str, Words]
    inputs: tuple[Input, ...]
    products: Products | None
    values: tuple[Computed, ...]
    groups: tuple[Group, ...]
    cuts: tuple[Cut, ...]
    fall: Expression | None
    year: Year | None
    conditions: tuple[Asked, ...]
    follows: tuple[Follow, ...]
    cap: Cap | None
    order: tuple[Order, ...]
    steps: tuple[Step, ...]
    span: Span
    cite: tuple[Citation, ...]
    confirmed: bool
    note: str
    is_base: bool
    extends: str
    extends_in: str
    without: tuple[str, ...]
    pack: str
    layer: Layer
    place: Place

    @property
    def key(self) -> Key:
        """What names this version."""
        return self.pack, self.id, self.span.start

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that its expressions may use, in the order in which they are known."""
        found = [each.id for each in self.inputs]
        if self.products is not None:
            found += PRODUCTS
        found += [each.id for each in self.values]
        if self.groups:
            found += [*(group.name for group in self.groups), TOTAL]
        return tuple(found)

    def expressions(self) -> Iterator[tuple[str, Expression, Place]]:
        """Go through its expressions, each with the type it must have ("number", "bool", "text") and its place."""
        for computed in self.values:
            for each in (computed.formula, computed.part, computed.of):
                if each is not None:
                    yield "number", each, computed.place
        if self.products is not None:
            yield "number", self.products.deduction, self.products.place
        for group in self.groups:
            yield "number", group.most, group.place
        for cut in self.cuts:
            if cut.threshold is not None:
                yield "number", cut.threshold, cut.place
        if self.fall is not None:
            yield "text", self.fall, self.place
        yield from self._ruled()

    def _ruled(self) -> Iterator[tuple[str, Expression, Place]]:
        for asked in self.conditions:
            yield "bool", asked.expression, asked.place
            for each in (asked.have, asked.need):
                if each is not None:
                    yield "", each, asked.place
        for follow in self.follows:
            yield "bool", follow.when, follow.place
            for each in (follow.have, follow.need):
                if each is not None:
                    yield "", each, follow.place
        if self.cap is not None:
            yield "number", self.cap.share, self.cap.place
            if self.cap.higher is not None:
                yield "number", self.cap.higher, self.cap.place


#: The lists that are merged entry by entry, and what names an entry.
_MERGED: Final = ("inputs", "values", "groups", "cuts", "conditions", "follows", "steps")
_WHOLE: Final = ("label", "who", "subject", "regimes", "ranks", "party_member", "periods", "way", "words", "products",
                 "fall", "year", "cap", "order")  # fmt: skip


#: What names one version of a scheme: its pack, its id, its first day.
type Key = tuple[str, str, date]


def resolved(schemes: Iterable[Scheme]) -> dict[Key, Scheme]:
    """Give every scheme by pack, id and first day, with what it takes from the one it extends.

    One that extends what there is not, or itself in a circle, stays as it is; `check_schemes` tells.
    """
    stated = {each.key: each for each in schemes}
    made: dict[Key, Scheme] = {}

    def of(key: Key, seen: frozenset[Key]) -> Scheme:
        if key in made:
            return made[key]
        scheme = stated[key]
        base = base_of(scheme, stated)
        if base is not None and base not in seen:
            scheme = _over(of(base, seen | {base}), scheme)
        made[key] = scheme
        return scheme

    return {key: of(key, frozenset({key})) for key in stated}


def base_of(scheme: Scheme, stated: Iterable[Key]) -> Key | None:
    """Give the version that a scheme extends: the latest that had begun; None where there is none."""
    pack = scheme.extends_in or scheme.pack
    versions = sorted(
        key for key in stated
        if key[:2] == (pack, scheme.extends) and key[2] <= scheme.span.start and key != scheme.key
    )  # fmt: skip
    return versions[-1] if scheme.extends and versions else None


def _over(base: Scheme, scheme: Scheme) -> Scheme:
    taken: dict[str, Any] = {}
    for name in _WHOLE:
        own = getattr(scheme, name)
        taken[name] = getattr(base, name) if own in (None, "", (), frozenset(), {}) else own
    for name in _MERGED:
        kept = {each.id: each for each in getattr(base, name) if each.id not in scheme.without}
        taken[name] = tuple((kept | {each.id: each for each in getattr(scheme, name)}).values())
    return replace(scheme, **taken)
