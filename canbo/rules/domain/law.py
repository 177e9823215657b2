"""The law of a day: which packs stand, which version of each rule, which value of each parameter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from canbo.core.errors import DomainError
from canbo.rules.domain.confirming import confirmed
from canbo.rules.domain.faults import Place
from canbo.rules.domain.lexicon import Lexicon, nearest
from canbo.rules.domain.model import (
    Condition,
    Document,
    Layer,
    Overlay,
    Pack,
    Paper,
    Parameter,
    Procedure,
    Standard,
    TitleKind,
    Unread,
    Value,
)
from canbo.rules.domain.retirement import RetirementAges
from canbo.rules.domain.schemes import Key, Scheme, resolved

RETIREMENT_AGES: Final = "state.retirement.age"


class NoValueInForce(DomainError):  # noqa: N818
    """A parameter has no value on the day asked for."""

    def __init__(self, parameter: str, day: date) -> None:
        super().__init__(
            "no_value_in_force",
            "Tham số «{parameter}» không có giá trị nào có hiệu lực ngày {day}.",
            parameter=parameter, day=f"{day:%d/%m/%Y}",
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bound:
    """A parameter with its value of the day; from an overlay, `mark` says how it stands to the central one."""

    parameter: Parameter
    value: Value
    layer: Layer
    pack: str
    mark: Overlay | None = None


class Library:
    """Every pack that was read. Give the law of any day; the packs are checked by `rules check`, not here."""

    def __init__(self, packs: Sequence[Pack], lexicon: Lexicon) -> None:
        self.packs: Mapping[str, Pack] = confirmed({pack.id: pack for pack in packs})
        self.lexicon = lexicon
        self.documents: Mapping[str, Document] = {found.id: found for pack in packs for found in pack.documents}
        self.titles: Mapping[str, TitleKind] = {found.id: found for pack in packs for found in pack.titles}
        self._laws: dict[tuple[Any, ...], Law] = {}
        self._ages: dict[Place, RetirementAges] = {}

    def pack(self, name: str) -> Pack:
        """Give a pack; DomainError `pack_unknown`, with the nearest names, where there is none."""
        if name not in self.packs:
            near = nearest(name, self.packs) or list(self.packs)
            raise DomainError(
                "pack_unknown", "Không có bộ quy tắc «{pack}». Có: {near}.", pack=name, near=", ".join(near)
            )
        return self.packs[name]

    def law(
        self, day: date, *, instead: Iterable[str] = (), places: Iterable[str] = (), without: Iterable[str] = ()
    ) -> Law:
        """Give the law of a day: every pack in force.

        `instead` names packs that stand in the place of those of their layer and time, read as of the nearest day of
        their own; `places` the codes of the unit of the target and of all above it, from the root down, for overlays of
        a place: the nearest unit's stands over those of units above it; `without` packs left out.
        """
        key = (day, tuple(instead), tuple(places), frozenset(without))
        if key not in self._laws:
            if len(self._laws) > 256:
                self._laws.clear()
            self._laws[key] = self._made(day, [self.pack(name) for name in key[1]], key[2], key[3])
        return self._laws[key]

    def _made(self, day: date, instead: Sequence[Pack], places: tuple[str, ...], without: frozenset[str]) -> Law:
        pushed = {(pack.layer, pack.place_code) for pack in instead}
        clocks: dict[str, date] = {}
        for pack in self.packs.values():
            local_elsewhere = pack.place_code is not None and pack.place_code not in places
            is_pushed = pack.generation != "all" and (pack.layer, pack.place_code) in pushed
            if pack.span.holds(day) and not local_elsewhere and not is_pushed and pack.id not in without:
                clocks[pack.id] = day
        for pack in instead:
            clocks[pack.id] = nearest_day(pack, day)
        order = sorted(clocks, key=lambda name: self._depth(self.packs[name], places))
        law = Law(self, day, {name: clocks[name] for name in order})
        law.choice = ([pack.id for pack in instead], places, without)
        return law

    @staticmethod
    def _depth(pack: Pack, places: tuple[str, ...]) -> tuple[int, bool]:
        """Where a pack lies: central law below, then from the root to the nearest unit; what was entered on top."""
        if pack.place_code is None:
            return (int(pack.is_elsewhere), pack.is_office)
        return (2 + places.index(pack.place_code) if pack.place_code in places else 2, pack.is_office)

    def ages_of(self, value: Value) -> RetirementAges:
        """Give the ages that a value of kind `retirement` states, made once."""
        if value.place not in self._ages:
            self._ages[value.place] = retirement_ages(value.content)
        return self._ages[value.place]

    def boundaries(self, after: date, before: date) -> list[date]:
        """Give the days in (after, before) on which anything in any pack begins or ends."""
        return [day for day in self._boundaries if after < day < before]

    @cached_property
    def _boundaries(self) -> list[date]:
        days: set[date] = set()
        for pack in self.packs.values():
            spans = [pack.span, *(held.span for held in pack.conditions), *(held.span for held in pack.standards)]
            spans += [value.span for parameter in pack.parameters for value in parameter.values]
            for span in spans:
                days |= {span.start} | ({span.before} if span.before else set())
        return sorted(days)

    @cached_property
    def schemes(self) -> Mapping[Key, Scheme]:
        """Every scheme by its pack, id and first day, with what it takes from the one it extends."""
        return resolved(scheme for pack in self.packs.values() for scheme in pack.schemes)

    @property
    def local(self) -> tuple[str, ...]:
        """The packs of one place, which central law does not turn on; the office's central values are none."""
        return tuple(pack.id for pack in self.packs.values() if pack.is_elsewhere)

    @property
    def names(self) -> list[str]:
        """Every id that something bears."""
        found: list[str] = [*self.documents]
        for pack in self.packs.values():
            found += [held.id for held in pack.parameters] + [held.id for held in pack.conditions]
            found += [held.id for held in pack.standards] + [held.id for held in pack.procedures]
            found += [held.id for held in pack.papers] + [held.id for held in pack.schemes]
        return list(dict.fromkeys(found))

    def versions(self, rule: str) -> list[Condition]:
        """Give every version of a condition, in order of time."""
        found = [held for pack in self.packs.values() for held in pack.conditions if held.id == rule]
        return sorted(found, key=lambda held: held.span.start)

    def parameters(self, name: str) -> list[Parameter]:
        """Give every statement of a parameter: one a pack, overlays last."""
        found = [held for pack in self.packs.values() for held in pack.parameters if held.id == name]
        return sorted(
            found, key=lambda held: (held.overlay is not None, held.values[0].span.start if held.values else date.max)
        )


def nearest_day(pack: Pack, day: date) -> date:
    """Give the day itself where the pack is in force, else its first or last day."""
    if day < pack.span.start:
        return pack.span.start
    if pack.span.before is not None and day >= pack.span.before:
        return pack.span.before - timedelta(days=1)
    return day


class Law:
    """What stands on a day. `clocks` gives, for each pack in use, the day as of which it is read."""

    def __init__(self, library: Library, day: date, clocks: Mapping[str, date]) -> None:
        self.library = library
        self.lexicon = library.lexicon
        self.day = day
        self.clocks = clocks
        #: Which packs were chosen beside those in force: instead, places, without.
        self.choice: tuple[list[str], tuple[str, ...], frozenset[str]] = ([], (), frozenset())
        #: What others computed from this law and want to keep with it.
        self.kept: dict[Any, Any] = {}

    def at(self, day: date) -> Law:
        """Give the law of another day, under the same choice of packs."""
        instead, places, without = self.choice
        return self.library.law(day, instead=instead, places=places, without=without)

    @cached_property
    def packs(self) -> tuple[Pack, ...]:
        """The packs in use."""
        return tuple(self.library.packs[name] for name in self.clocks)

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """Every condition in force, by id."""
        return {
            held.id: held for pack in self.packs for held in pack.conditions if held.span.holds(self.clocks[pack.id])
        }

    @cached_property
    def replaced_by(self) -> Mapping[str, tuple[Condition, ...]]:
        """For each condition that has exceptions in force, those exceptions."""
        found: defaultdict[str, list[Condition]] = defaultdict(list)
        for held in self.conditions.values():
            for other in held.replaces:
                found[other].append(held)
        return {name: tuple(exceptions) for name, exceptions in found.items()}

    def unread(self, act: str) -> tuple[Unread, ...]:
        """What nobody has read of the law on an act, that day."""
        return tuple(
            each for pack in self.packs for each in pack.unread
            if act in each.acts and each.span.holds(self.clocks[pack.id])
        )  # fmt: skip

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """Every standard in force."""
        return tuple(held for pack in self.packs for held in pack.standards if held.span.holds(self.clocks[pack.id]))

    @cached_property
    def procedures(self) -> tuple[Procedure, ...]:
        """Every procedure in force."""
        return tuple(held for pack in self.packs for held in pack.procedures if held.span.holds(self.clocks[pack.id]))

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper in force."""
        return tuple(held for pack in self.packs for held in pack.papers if held.span.holds(self.clocks[pack.id]))

    @cached_property
    def schemes(self) -> Mapping[str, Scheme]:
        """Every scheme in force, by id."""
        return {
            held.id: self.library.schemes[held.key]
            for pack in self.packs for held in pack.schemes if held.span.holds(self.clocks[pack.id])
        }  # fmt: skip

    @cached_property
    def _bound(self) -> Mapping[str, Bound]:
        found: dict[str, Bound] = {}
        # From central law to the nearest unit: what lies nearer stands over what lies below it.
        for pack in self.packs:
            for parameter in pack.parameters:
                value = next((v for v in parameter.values if v.span.holds(self.clocks[pack.id])), None)
                if value is None:
                    continue
                # An overlay may leave out what it does not change: the label, the unit, what the value goes by.
                base = found[parameter.id].parameter if parameter.id in found else self._stated(parameter)
                if parameter.overlay in {None, Overlay.ADDITIONAL}:
                    found[parameter.id] = Bound(parameter, value, pack.layer, pack.id, parameter.overlay)
                elif parameter.overlay is Overlay.AMENDS and base is not None:
                    layer = self.library.packs[base.pack].layer
                    found[parameter.id] = Bound(base, value, layer, pack.id, parameter.overlay)
                elif parameter.id in found and base is not None:
                    found[parameter.id] = Bound(base, value, pack.layer, pack.id, parameter.overlay)
        return found

    def _stated(self, over: Parameter) -> Parameter | None:
        """The latest central statement of a parameter that has no value of its own on the day."""
        central = [each for each in self.library.parameters(over.id) if each.overlay is None]
        return central[-1] if central else None

    def bound(self, name: str) -> Bound:
        """Give a parameter's value of the day. Errors: parameter_unknown; NoValueInForce outside every interval."""
        found = self._bound.get(name)
        if found is not None:
            return found
        if not self.library.parameters(name):
            known = {held.id for pack in self.library.packs.values() for held in pack.parameters}
            near = ", ".join(nearest(name, known))
            raise DomainError(
                "parameter_unknown", "Không có tham số «{parameter}». Gần nhất: {near}.", parameter=name, near=near
            )
        raise NoValueInForce(name, self.day)

    def has_value(self, name: str) -> bool:
        """Tell whether the parameter has a value on the day."""
        return name in self._bound

    @property
    def parameters(self) -> Mapping[str, Bound]:
        """Every parameter with a value on the day, by id."""
        return self._bound

    def ages(self) -> RetirementAges:
        """Give the retirement ages in force. Errors: NoValueInForce."""
        return self.library.ages_of(self.bound(RETIREMENT_AGES).value)


def retirement_ages(content: Mapping[str, Mapping[Any, int]]) -> RetirementAges:
    """Read the content of a parameter of kind `retirement`."""
    return RetirementAges(
        {sex: {year: age for year, age in table.items() if isinstance(year, int)} for sex, table in content.items()},
        {sex: table["before"] for sex, table in content.items()},
    )
