"""The standards map of a unit's subtree: its posts against the conditions, by those who hold them or are planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.facts.standards.planned import planned_posts
from canbo.facts.standards.questions import language, places_above, target_of, without_own_plan
from canbo.facts.standards.search import people_in_scope, with_every_measure
from canbo.organizations import selectors as organizations
from canbo.rules.domain.engine import OVERALL, Demanded, Outcome, Overall, Search, Target, demanded, evaluate
from canbo.rules.domain.law import Law
from canbo.rules.library import library
from canbo.rules.members import BLOCKS, TIERS

#: Whose standing is looked at: those who hold the posts, or those planned for them.
HELD, PLANNED = "dang-giu", "quy-hoach"


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one kind of post: the question, and each one's outcomes beside the facts."""

    key: str
    label: str
    search: Search
    asked: tuple[Demanded, ...]
    frame: pl.DataFrame

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.frame.height

    @property
    def decides(self) -> bool:
        """Whether anything asked is required and confirmed."""
        return any(each.counts for each in self.asked)

    @property
    def fit(self) -> int:
        """How many meet everything."""
        return int((self.frame[OVERALL] == int(Overall.MEETS_ALL)).sum()) if self.decides else 0

    def count(self, rule: str, outcome: Outcome) -> int | None:
        """How many have the outcome; None where the condition is not asked of this post."""
        if not any(each.condition.id == rule and each.counts for each in self.asked):
            return None
        return int((self.frame[rule] == int(outcome)).sum())

    def with_outcome(self, rule: str, outcome: Outcome) -> pl.DataFrame:
        """The people who have the outcome."""
        return self.frame.filter(pl.col(rule) == int(outcome)) if rule in self.frame.columns else self.frame.clear()


@dataclass(frozen=True, slots=True)
class StandardsMap:
    """The groups of a subtree, and the conditions that any of them is asked for, those with most gaps first."""

    groups: tuple[Group, ...]
    rules: tuple[tuple[str, str], ...]
    people: int

    @property
    def gaps(self) -> int:
        """How many conditions are not met, over everybody."""
        return sum(group.count(rule, Outcome.FAIL) or 0 for group in self.groups for rule, _label in self.rules)

    @property
    def unknown(self) -> int:
        """Of how many conditions it is not known, over everybody."""
        return sum(group.count(rule, Outcome.UNKNOWN) or 0 for group in self.groups for rule, _label in self.rules)

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
        found = list(_held(access, frame.filter(pl.col("is_leader")), law, act))
    found.sort(key=lambda group: (-group.people, group.label))
    spoken = language()
    labels = {
        each.condition.id: each.condition.label.within(spoken)
        for group in found for each in group.asked if each.counts
    }  # fmt: skip
    gaps = {rule: sum(group.count(rule, Outcome.FAIL) or 0 for group in found) for rule in labels}
    doubts = {rule: sum(group.count(rule, Outcome.UNKNOWN) or 0 for group in found) for rule in labels}
    order = sorted(labels, key=lambda rule: (-gaps[rule], -doubts[rule], labels[rule]))
    return StandardsMap(tuple(found), tuple((rule, labels[rule]) for rule in order), sum(g.people for g in found))


def _held(access: AccessContext, frame: pl.DataFrame, law: Law, act: str) -> Iterable[Group]:
    titles = {title.pk: title for title in organizations.titles(access)}
    for (title_id, tier, block), people in frame.group_by("title_id", "tier", "block", maintain_order=True):
        title = titles.get(title_id) if isinstance(title_id, int) else None
        if title is not None:
            target = target_of(title.code, str(tier or ""), str(block or ""), title.rank, title.name)
            yield _group(f"{title.pk}-{tier or ''}-{block or ''}", target, people, law, act)


def _planned(access: AccessContext, frame: pl.DataFrame, law: Law, act: str) -> Iterable[Group]:
    by_target: dict[Target, list[int]] = {}
    for each in planned_posts(access, frame, law.day):
        by_target.setdefault(each.target, []).append(each.person_id)
    for number, (target, people) in enumerate(by_target.items()):
        yield _group(str(number), target, frame.filter(pl.col("person_id").is_in(people)), law, act)


def _group(key: str, target: Target, people: pl.DataFrame, law: Law, act: str) -> Group:
    search = Search(target, act)
    asked = demanded(law, target, act)
    outcomes = evaluate(people, law, law.day, search)
    return Group(key, _label(target), search, asked, people.hstack(outcomes))


def _label(target: Target) -> str:
    places = [str(m.label) for m in (*TIERS, *BLOCKS) if m.code in {target.tier, target.block}]
    return f"{target.label} ({', '.join(places)})" if places else target.label or _("Chức danh không rõ")
