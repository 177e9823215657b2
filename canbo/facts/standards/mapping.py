"""The standards map of a unit's subtree: its posts against the conditions, by those who hold them or are planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from django.utils.translation import gettext as _

from canbo.core.access import AccessContext, Permission
from canbo.facts.standards.acting import EQUAL, TARGET
from canbo.facts.standards.counting import class_over
from canbo.facts.standards.planned import planned_posts
from canbo.facts.standards.questions import PLANNING, language, places_above, target_of, without_own_plan
from canbo.facts.standards.search import people_in_scope, with_every_measure
from canbo.organizations import selectors as organizations
from canbo.organizations.models import Line, Position
from canbo.rules.domain.engine import Demanded, Outcome, Overall, Search, Target, demanded, evaluate, expressions
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Demand
from canbo.rules.library import library
from canbo.rules.members import BLOCKS, TIERS

#: Whose standing is looked at: those who hold the posts, or those planned for them.
HELD, PLANNED = "dang-giu", "quy-hoach"
#: Facts of coming into a post: conditions that turn on them ask nothing of whoever is in it.
_OF_ENTRY: Final = frozenset({"post_months", "months_left", "source", TARGET, EQUAL})
_STAFF: Final = "staff"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A position with seats that nobody holds."""

    position_id: int
    words: str
    seats: int


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one kind of post, each with the outcomes beside the facts, and its vacant seats.

    `asked` holds what is required of whoever stands there; what is not confirmed is shown and decides nothing.
    """

    key: str
    label: str
    search: Search
    asked: tuple[Demanded, ...]
    frame: pl.DataFrame
    vacancies: tuple[Vacancy, ...] = ()

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.frame.height

    @property
    def vacant(self) -> int:
        """How many seats nobody holds."""
        return sum(each.seats for each in self.vacancies)

    @property
    def decides(self) -> bool:
        """Whether anything asked is required and confirmed."""
        return any(each.counts for each in self.asked)

    @property
    def fit(self) -> int:
        """How many meet everything that decides."""
        if not self.decides:
            return 0
        found = class_over(self.frame, [each for each in self.asked if each.counts])
        return int((found == int(Overall.MEETS_ALL)).sum())

    def count(self, rule: str, outcome: Outcome) -> int | None:
        """How many have the outcome; None where the condition is not asked of this post."""
        if not any(each.condition.id == rule for each in self.asked):
            return None
        return int((self.frame[rule] == int(outcome)).sum())

    def with_outcome(self, rule: str, outcome: Outcome) -> pl.DataFrame:
        """The people who have the outcome."""
        return self.frame.filter(pl.col(rule) == int(outcome)) if rule in self.frame.columns else self.frame.clear()


@dataclass(frozen=True, slots=True)
class StandardsMap:
    """The groups of a subtree, and the conditions that any of them is asked for, those with most gaps first.

    `rules`: id, words, and whether it is confirmed. What is not confirmed counts as a warning, never as a gap.
    """

    groups: tuple[Group, ...]
    rules: tuple[tuple[str, str, bool], ...]
    people: int

    def total(self, outcome: Outcome, *, confirmed: bool = True) -> int:
        """Of how many conditions, over everybody, the outcome is this one."""
        rules = [rule for rule, _label, is_confirmed in self.rules if is_confirmed == confirmed]
        return sum(group.count(rule, outcome) or 0 for group in self.groups for rule in rules)

    @property
    def vacant(self) -> int:
        """How many seats nobody holds."""
        return sum(group.vacant for group in self.groups)

    @property
    def judged(self) -> int:
        """How many people stand in a group of which a confirmed rule asks something."""
        return sum(group.people for group in self.groups if group.decides)

    @property
    def fit(self) -> int:
        """How many people meet everything."""
        return sum(group.fit for group in self.groups)

    def group(self, key: str) -> Group | None:
        """Give the group of a key."""
        return next((group for group in self.groups if group.key == key), None)


def standards_map(access: AccessContext, as_of: date, unit_id: int | None, whose: str, act: str) -> StandardsMap:
    """Give the map of a unit's subtree, or of the viewer's whole scope: leadership posts, by what an act asks."""
    law = library().law(as_of, places=places_above(access, unit_id, as_of) if unit_id is not None else ())
    frame = with_every_measure(without_own_plan(access, people_in_scope(access, as_of, unit_id), act))
    if whose == PLANNED:
        found = list(_planned(access, frame, law, act))
    else:
        found = list(_held(access, frame, law, act, unit_id))
    found.sort(key=lambda group: (-group.people - group.vacant, group.label))
    spoken = language()
    labels = {each.condition.id: each.condition.label.within(spoken) for group in found for each in group.asked}
    confirmed = {each.condition.id for group in found for each in group.asked if each.confirmed}
    gaps = {rule: sum(group.count(rule, Outcome.FAIL) or 0 for group in found) for rule in labels}
    doubts = {rule: sum(group.count(rule, Outcome.UNKNOWN) or 0 for group in found) for rule in labels}
    order = sorted(labels, key=lambda rule: (rule not in confirmed, -gaps[rule], -doubts[rule], labels[rule]))
    rules = tuple((rule, labels[rule], rule in confirmed) for rule in order)
    return StandardsMap(tuple(found), rules, sum(group.people for group in found))


def _held(access: AccessContext, frame: pl.DataFrame, law: Law, act: str, unit_id: int | None) -> Iterable[Group]:
    """The leadership posts by title, tier and block, with those who hold them and the seats that nobody holds."""
    titles = {title.pk: title for title in organizations.titles(access)}
    vacant: dict[tuple[Any, ...], list[Vacancy]] = {}
    for position, seats in _vacancies(access, frame, law.day, unit_id):
        unit = position.unit
        vacant.setdefault((position.title_id, unit.tier or None, unit.block or None), []).append(
            Vacancy(position.pk, f"{position}, {unit.name}", seats)
        )
    leaders = frame.filter(pl.col("is_leader"))
    found = {
        (title_id, None if tier is None else str(tier), None if block is None else str(block)): people
        for (title_id, tier, block), people in leaders.group_by("title_id", "tier", "block", maintain_order=True)
    }  # fmt: skip
    for key in dict.fromkeys([*found, *vacant]):
        title_id, tier, block = key
        title = titles.get(title_id) if isinstance(title_id, int) else None
        if title is not None:
            target = target_of(title.code, tier or "", block or "", title.rank, title.name)
            people = found.get(key, leaders.clear())
            name = f"{title.pk}-{tier or ''}-{block or ''}"
            yield _group(name, target, people, law, Search(target, act), _OF_ENTRY, tuple(vacant.get(key, ())))


def _vacancies(
    access: AccessContext, frame: pl.DataFrame, as_of: date, unit_id: int | None
) -> Iterable[tuple[Position, int]]:
    """The leadership positions of the subtree with seats that nobody holds, as far as the files tell."""
    tree = organizations.tree(access, Line.STATE, as_of)
    inside = (
        tree.subtree(unit_id) if unit_id is not None and unit_id in tree else tuple(tree) if unit_id is None else ()
    )
    units = [each for each in inside if access.covers(Permission.VIEW_FILES, tree.path_of(each))]
    by_position = dict(frame.group_by("position_id").len().iter_rows())
    unplaced = frame.filter(pl.col("position_id").is_null()).group_by("unit_id", "title_id").len()
    by_title = {(unit, title): count for unit, title, count in unplaced.iter_rows()}
    for position in organizations.positions_of(access, units, as_of):
        held = by_position.get(position.pk, 0) + by_title.get((position.unit_id, position.title_id), 0)
        if position.title.rank != _STAFF and position.seats > held:
            yield position, position.seats - held


def _planned(access: AccessContext, frame: pl.DataFrame, law: Law, act: str) -> Iterable[Group]:
    """Those planned, by the post they are planned for: of that very post, their place in the plan is no question."""
    by_target: dict[Target, list[int]] = {}
    for each in planned_posts(access, frame, law.day):
        by_target.setdefault(each.target, []).append(each.person_id)
    for number, (target, people) in enumerate(by_target.items()):
        search = Search(target, act, {TARGET: True, EQUAL: True} if act != PLANNING else {})
        yield _group(str(number), target, frame.filter(pl.col("person_id").is_in(people)), law, search)


def _group(
    key: str, target: Target, people: pl.DataFrame, law: Law, search: Search, without: frozenset[str] = frozenset(),
    vacancies: tuple[Vacancy, ...] = (),
) -> Group:  # fmt: skip
    """Judge the people of a post by what is required of it, conditions that turn on the facts `without` left out."""
    asked = tuple(
        each for each in demanded(law, target, search.act)
        if each.demand is Demand.REQUIRED
        and not any(without & set(expression.names) for expression in expressions(each.condition))
    )  # fmt: skip
    outcomes = evaluate(people, law, law.day, search)
    return Group(key, _label(target), search, asked, people.hstack(outcomes), vacancies)


def _label(target: Target) -> str:
    places = [str(m.label) for m in (*TIERS, *BLOCKS) if m.code in {target.tier, target.block}]
    return f"{target.label} ({', '.join(places)})" if places else target.label or _("Chức danh không rõ")
