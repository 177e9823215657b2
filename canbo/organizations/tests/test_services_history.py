"""Random histories: the tree of every day equals a naive replay that keeps each day's parents in a dict."""

from __future__ import annotations

import os
from copy import deepcopy
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from canbo.core.access import full_access
from canbo.core.errors import DomainError
from canbo.organizations import selectors, services
from canbo.organizations.models import Line, Unit
from canbo.organizations.services import Founding, Part

LAN = full_access(1, "Lan")
FIRST_DAY = date(2020, 1, 1)
SPAN = 8

type Days = list[dict[int, int | None]]


def to_day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


class Replay:
    """For each line each day's parents, and the days on which a change of a unit was recorded."""

    def __init__(self) -> None:
        self.days: dict[str, Days] = {line: [{} for _ in range(SPAN)] for line in Line.values}
        self.cuts: dict[tuple[str, int], set[int]] = {}

    def until(self, line: str, unit: int, on: int) -> int:
        return min((cut for cut in self.cuts[line, unit] if cut > on), default=SPAN)

    def is_there(self, line: str, unit: int | None, start: int, before: int) -> bool:
        return unit is None or all(unit in self.days[line][n] for n in range(start, before))

    def circles(self, line: str, unit: int, parent: int | None, start: int, before: int) -> bool:
        for n in range(start, before):
            above = parent
            while above is not None:
                if above == unit:
                    return True
                above = self.days[line][n][above]
        return False

    def place(self, line: str, unit: int, parent: int | None, start: int, before: int) -> None:
        for n in range(start, before):
            self.days[line][n][unit] = parent
        self.cuts.setdefault((line, unit), set()).update({start} | ({before} if before < SPAN else set()))

    def end(self, unit: int, on: int) -> None:
        for line in Line.values:
            for n in range(on, SPAN):
                del self.days[line][n][unit]
            self.cuts[line, unit].add(on)

    def below(self, unit: int, on: int) -> list[tuple[str, int, int]]:
        """(line, child, day) for every day from `on` on which a child stands under the unit."""
        return [
            (line, child, n)
            for line in Line.values
            for n in range(on, SPAN)
            for child, above in self.days[line][n].items()
            if above == unit
        ]

    def may_end(self, unit: int, on: int) -> bool:
        later = any(cut >= on for line in Line.values for cut in self.cuts[line, unit])
        state = self.days[Line.STATE]
        return on > 0 and unit in state[on] and unit in state[on - 1] and not later

    def take(self, taken: list[tuple[str, int, int]], target: int) -> None:
        for line, child, n in taken:
            self.days[line][n][child] = target
            if (line, child, n - 1) not in taken:
                self.cuts[line, child].add(n)


class HistoryTest(HypothesisTestCase):
    """Founding, moving, abolishing, merging and splitting in any order of days, the past included."""

    replay: Replay
    units: list[Unit]

    @settings(
        max_examples=int(os.environ.get("HISTORIES", "25")), deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def test_tree_of_every_day(self, data: st.DataObject) -> None:
        self.replay, self.units = Replay(), []
        remembered: list[tuple[datetime, dict[str, Days]]] = []
        for number in range(data.draw(st.integers(2, 10), label="changes")):
            kind = data.draw(st.sampled_from(["found", "move", "move", "abolish", "merge", "split"]), label="kind")
            if len(self.units) < 3:
                kind = "found"
            getattr(self, kind)(data, data.draw(st.integers(0, SPAN - 1), label="day"), number)
            for unit in self.units:
                unit.refresh_from_db()
            self.compare(self.replay.days)
            remembered.append((timezone.now(), deepcopy(self.replay.days)))
        for moment, days in remembered:
            self.compare(days, moment)
        self.compare_paths()

    def attempt(self, allowed: bool, act: object, *done: object) -> None:
        """The service does what the replay allows, and refuses what it does not."""
        assert callable(act)
        note(f"allowed: {allowed}")
        if not allowed:
            with pytest.raises(DomainError):
                act()
            return
        made = act()
        for step in done:
            assert callable(step)
            step(made)

    def found(self, data: st.DataObject, on: int, number: int) -> None:
        parent = data.draw(st.none() | st.sampled_from(self.units) if self.units else st.none(), label="parent")
        before = data.draw(st.just(SPAN) | st.integers(1, SPAN - 1), label="before")
        above = parent.pk if parent else None

        def done(made: Unit) -> None:
            self.units.append(made)
            for line in Line.values:
                self.replay.place(line, made.pk, above, on, before)

        self.attempt(
            on < before and all(self.replay.is_there(line, above, on, before) for line in Line.values),
            lambda: services.found_unit(
                access=LAN, founding=Founding(f"Đơn vị {number}"), parent=parent, on=to_day(on),
                before=None if before == SPAN else to_day(before),
            ),
            done,
        )  # fmt: skip

    def move(self, data: st.DataObject, on: int, number: int) -> None:
        unit = data.draw(st.sampled_from(self.units), label="unit")
        parent = data.draw(st.none() | st.sampled_from(self.units), label="parent")
        line = data.draw(st.sampled_from(Line.values), label="line")
        above, today = parent.pk if parent else None, self.replay.days[line][on]
        allowed = unit.pk in today and today[unit.pk] != above
        if allowed:
            before = self.replay.until(line, unit.pk, on)
            allowed = self.replay.is_there(line, above, on, before)
            allowed = allowed and not self.replay.circles(line, unit.pk, above, on, before)
        self.attempt(
            allowed,
            lambda: services.move_unit(access=LAN, unit=unit, parent=parent, on=to_day(on), line=line),
            lambda _: self.replay.place(line, unit.pk, above, on, self.replay.until(line, unit.pk, on)),
        )

    def abolish(self, data: st.DataObject, on: int, number: int) -> None:
        unit = data.draw(st.sampled_from(self.units), label="unit")
        self.attempt(
            self.replay.may_end(unit.pk, on) and not self.replay.below(unit.pk, on),
            lambda: services.abolish_unit(access=LAN, unit=unit, on=to_day(on)),
            lambda _: self.replay.end(unit.pk, on),
        )

    def merge(self, data: st.DataObject, on: int, number: int) -> None:
        gone = data.draw(st.sampled_from(self.units), label="gone")
        into = data.draw(st.sampled_from(self.units), label="into")
        days, taken = self.replay.days, self.replay.below(gone.pk, on)
        allowed = gone != into and self.replay.may_end(gone.pk, on) and into.pk in days[Line.STATE][on]
        allowed = allowed and all(
            child != into.pk and into.pk in days[line][n] and not self.replay.circles(line, child, into.pk, n, n + 1)
            for line, child, n in taken
        )
        self.attempt(
            allowed,
            lambda: services.merge_units(access=LAN, units=[gone], into=into, on=to_day(on)),
            lambda _: self.replay.take(taken, into.pk),
            lambda _: self.replay.end(gone.pk, on),
        )

    def split(self, data: st.DataObject, on: int, number: int) -> None:
        unit = data.draw(st.sampled_from(self.units), label="unit")
        below = self.replay.below(unit.pk, on)
        goes = [child for child in sorted({child for _, child, _ in below}) if data.draw(st.booleans())]
        taken = [each for each in below if each[1] in goes]
        days = self.replay.days
        allowed = unit.pk in days[Line.STATE][on]
        above = {line: days[line][on].get(unit.pk) for line in Line.values}
        allowed = allowed and all(self.replay.is_there(line, above[line], on, SPAN) for line in Line.values)
        allowed = allowed and not any(
            self.replay.circles(line, child, above[line], n, n + 1) for line, child, n in taken
        )

        def done(made: list[Unit]) -> None:
            self.units.append(made[0])
            for line in Line.values:
                self.replay.place(line, made[0].pk, above[line], on, SPAN)
            self.replay.take(taken, made[0].pk)

        self.attempt(
            allowed,
            lambda: services.split_unit(
                access=LAN, unit=unit, on=to_day(on), keep=True,
                parts=[Part(Founding(f"Phần {number}"), tuple(goes))],
            ),
            done,
        )  # fmt: skip

    def compare(self, days: dict[str, Days], moment: datetime | None = None) -> None:
        for line in Line.values:
            for n in range(SPAN):
                tree = selectors.tree(LAN, line, to_day(n), known_on=moment)
                assert {unit: tree.parent_of(unit) for unit in tree} == days[line][n], (line, n)
                assert not tree.orphans

    def compare_paths(self) -> None:
        for n in (0, SPAN // 2, SPAN - 1):
            services.refresh_today(to_day(n))
            tree = selectors.tree(LAN, Line.STATE, to_day(n))
            paths = dict(Unit.objects.values_list("pk", "path"))
            assert {unit: paths[unit] for unit in tree} == {unit: tree.path_of(unit) for unit in tree}
