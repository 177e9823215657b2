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
from canbo.facts.standards.search import people_in_scope
from canbo.organizations import selectors as organizations
from canbo.organizations.models import Line, Position
from canbo.rules.domain.engine import Demanded, Outcome, Overall, Search, Target, demanded, evaluate_many, expressions
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
    frame = without_own_plan(access, people_in_scope(access, as_of, unit_id), act)
    if whose == PLANNED:
        posts, without = list(_planned(access, frame, as_of, act)), frozenset[str]()
    else:
        posts, without = list(_held(access, frame, as_of, act, unit_id)), _OF_ENTRY
    found = _groups(frame, posts, law, without)
    found.sort(key=lambda group: (-group.people - group.vacant, group.label))
    spoken = language()
    labels = {each.condition.id: each.condition.label.within(spoken) for group in found for each in group.asked}
    confirmed = {each.condition.id for group in found for each in group.asked if each.confirmed}
    gaps = {rule: sum(group.count(rule, Outcome.FAIL) or 0 for group in found) for rule in labels}
    doubts = {rule: sum(group.count(rule, Outcome.UNKNOWN) or 0 for group in found) for rule in labels}
    order = sorted(labels, key=lambda rule: (rule not in confirmed, -gaps[rule], -doubts[rule], labels[rule]))
    rules = tuple((rule, labels[rule], rule in confirmed) for rule in order)
    return StandardsMap(tuple(found), rules, sum(group.people for group in found))


@dataclass(frozen=True, slots=True)
class _Post:
    """One kind of post before it is judged: the question, the people by their ids, the vacant seats."""

    key: str
    search: Search
    people: list[int]
    vacancies: tuple[Vacancy, ...] = ()


def _groups(frame: pl.DataFrame, posts: list[_Post], law: Law, without: frozenset[str]) -> list[Group]:
    """Judge the people of each post by what is required of it; conditions that turn on the facts `without` left out."""
    outcomes, plans = evaluate_many(frame, law, law.day, [post.search for post in posts])
    judged = frame.hstack(outcomes)
    places = {person_id: row for row, person_id in enumerate(frame["person_id"].to_list())}
    found = []
    for post, plan in zip(posts, plans, strict=True):
        target = post.search.target
        asked = tuple(
            each for each in demanded(law, target, post.search.act)
            if each.demand is Demand.REQUIRED
            and not any(without & set(expression.names) for expression in expressions(each.condition))
        )  # fmt: skip
        people = judged[[places[person_id] for person_id in post.people]]
        told = people.select(
            *frame.columns, *(pl.col(plan[each.condition.id]).alias(each.condition.id) for each in asked)
        )
        found.append(Group(post.key, _label(target), post.search, asked, told, post.vacancies))
    return found


def _held(access: AccessContext, frame: pl.DataFrame, as_of: date, act: str, unit_id: int | None) -> Iterable[_Post]:
    """The leadership posts by title, tier and block, with those who hold them and the seats that nobody holds."""
    titles = {title.pk: title for title in organizations.titles(access)}
    vacant: dict[tuple[Any, ...], list[Vacancy]] = {}
    for position, seats in _vacancies(access, frame, as_of, unit_id):
        unit = position.unit
        vacant.setdefault((position.title_id, unit.tier or None, unit.block or None), []).append(
            Vacancy(position.pk, f"{position}, {unit.name}", seats)
        )
    leaders = frame.filter(pl.col("is_leader")).select("title_id", "tier", "block", "person_id")
    held: dict[tuple[Any, ...], list[int]] = {}
    for title_id, tier, block, person_id in leaders.iter_rows():
        held.setdefault((title_id, tier, block), []).append(person_id)
    for key in dict.fromkeys([*held, *vacant]):
        title_id, tier, block = key
        title = titles.get(title_id)
        if title is not None:
            target = target_of(title.code, tier or "", block or "", title.rank, title.name)
            name = f"{title.pk}-{tier or ''}-{block or ''}"
            yield _Post(name, Search(target, act), held.get(key, []), tuple(vacant.get(key, ())))


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


def _planned(access: AccessContext, frame: pl.DataFrame, as_of: date, act: str) -> Iterable[_Post]:
    """Those planned, by the post they are planned for: of that very post, their place in the plan is no question."""
    by_target: dict[Target, list[int]] = {}
    for each in planned_posts(access, frame, as_of):
        people = by_target.setdefault(each.target, [])
        if each.person_id not in people:
            people.append(each.person_id)
    for number, (target, people) in enumerate(by_target.items()):
        yield _Post(str(number), Search(target, act, {TARGET: True, EQUAL: True} if act != PLANNING else {}), people)


def _label(target: Target) -> str:
    places = [str(m.label) for m in (*TIERS, *BLOCKS) if m.code in {target.tier, target.block}]
    return f"{target.label} ({', '.join(places)})" if places else target.label or _("Chức danh không rõ")
