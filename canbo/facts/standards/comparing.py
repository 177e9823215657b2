"""What changes when the law changes: the same people under two laws, who becomes eligible or stops, by which rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.facts.standards.acting import EQUAL, TARGET
from canbo.facts.standards.counting import class_over, is_counted
from canbo.facts.standards.mapping import HELD, PLANNED
from canbo.facts.standards.planned import planned_posts
from canbo.facts.standards.questions import DEFAULT_ACT, language, target_of
from canbo.organizations import selectors as organizations
from canbo.rules.domain.engine import OVERALL, Outcome, Overall, Search, Target, demanded, evaluate_many
from canbo.rules.domain.law import Law, Library
from canbo.rules.domain.model import Layer
from canbo.rules.library import library

#: A pack in an address may stand with a local overlay: party_2025+local_x.
_JOIN: Final = "+"


@dataclass(frozen=True, slots=True)
class Change:
    """One person whose class differs: the class under each law, the rules whose outcome differs, for which post."""

    person_id: int
    full_name: str
    unit_id: int | None
    before: Overall
    after: Overall
    rules: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The people of a comparison: how many there are in each class under each law, and who changed."""

    total: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    changes: tuple[Change, ...]
    unasked: int = 0
    rules: Mapping[str, int] = field(default_factory=dict)

    @property
    def gained(self) -> tuple[Change, ...]:
        """Who becomes eligible."""
        return tuple(each for each in self.changes if each.after is Overall.MEETS_ALL)

    @property
    def lost(self) -> tuple[Change, ...]:
        """Who stops being eligible."""
        return tuple(each for each in self.changes if each.before is Overall.MEETS_ALL)


def law_named(library: Library, name: str, as_of: date, places: Iterable[str] = ()) -> Law:
    """Give the law in which a pack stands in the place of those of its layer; `pack+overlay` adds a local overlay.

    Local packs not named are left out. Errors: pack_unknown.
    """
    names = [part.strip() for part in name.split(_JOIN) if part.strip()]
    if not names:
        raise DomainError("pack_unknown", "Hãy nêu tên một bộ quy tắc.")
    codes = {library.pack(part).place_code for part in names}
    without = [pack for pack in library.local if pack not in names]
    return library.law(as_of, instead=names, places=[*places, *(code for code in codes if code)], without=without)


def packs_offered() -> list[tuple[str, str]]:
    """Give the packs to choose from: each pack of law, and each together with a local one that is written over it."""
    spoken = language()
    packs = [pack for pack in library().packs.values() if pack.layer is not Layer.SHARED]
    local = [pack for pack in packs if pack.is_elsewhere]
    made = [(pack.id, pack.label.within(spoken)) for pack in packs if pack.layer is not Layer.LOCAL]
    for over in local:
        made += [
            (f"{pack.id}+{over.id}", f"{pack.label.within(spoken)} + {over.label.within(spoken)}")
            for pack in packs if pack.layer is not Layer.LOCAL and pack.span.meets(over.span)
        ]  # fmt: skip
    return made


def compared(
    access: AccessContext, frame: pl.DataFrame, laws: tuple[Law, Law], as_of: date, search: Search | None = None, *,
    whose: str = HELD, unconfirmed: bool = False,
) -> Comparison:  # fmt: skip
    """Class the people of a frame under two laws: for a target; without one, for the posts held or planned (`whose`).

    People of whose post not both laws ask something are counted as unasked; whoever is planned for several posts is
    looked at for each. `unconfirmed`: what is not confirmed decides as well.
    """
    if search is not None:
        posts = [(search, frame["person_id"].to_list())]
    else:
        posts = list(_planned_posts(access, frame, as_of) if whose == PLANNED else _present_posts(access, frame))
    both = [evaluate_many(frame, law, as_of, [question for question, _people in posts]) for law in laws]
    places = {person_id: row for row, person_id in enumerate(frame["person_id"].to_list())}
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    changes: list[Change] = []
    rules: Counter[str] = Counter()
    asked = total = 0
    for number, (question, ids) in enumerate(posts):
        total += len(ids)
        if not ids or not all(demanded(law, question.target, question.act) for law in laws):
            continue
        asked += len(ids)
        rows = [places[person_id] for person_id in ids]
        first, second = (
            _judged(outcomes[rows], plans[number], law, question, unconfirmed=unconfirmed)
            for law, (outcomes, plans) in zip(laws, both, strict=True)
        )
        for side, found in zip(counts, (first, second), strict=True):
            side.update({Overall(code).code: n for code, n in found.group_by(OVERALL).len().iter_rows()})
        for change in _changes(frame[rows], first, second, "" if search is not None else question.target.label):
            changes.append(change)
            rules.update(change.rules)
    missing = frame.height - total if search is None and whose == HELD else 0
    return Comparison(
        total + missing, counts[0], counts[1], tuple(changes), total + missing - asked, dict(rules.most_common())
    )


def _judged(
    outcomes: pl.DataFrame, plan: Mapping[str, str], law: Law, search: Search, *, unconfirmed: bool
) -> pl.DataFrame:
    """The outcomes by rule, and the class over what counts."""
    found = outcomes.select(pl.col(column).alias(rule) for rule, column in plan.items())
    counted = [
        each for each in demanded(law, search.target, search.act) if is_counted(each, unconfirmed=unconfirmed)
    ]  # fmt: skip
    return found.with_columns(class_over(found, counted).alias(OVERALL))


def _changes(people: pl.DataFrame, first: pl.DataFrame, second: pl.DataFrame, words: str) -> Iterator[Change]:
    differs = (first[OVERALL] != second[OVERALL]).arg_true()
    rows = zip(
        people.select("person_id", "full_name", "unit_id")[differs].iter_rows(),
        first[differs].iter_rows(named=True), second[differs].iter_rows(named=True), strict=True,
    )  # fmt: skip
    absent = int(Outcome.NOT_APPLICABLE)
    for (person_id, name, unit_id), before, after in rows:
        named = dict.fromkeys([*before, *after])
        turned = tuple(
            rule for rule in named if rule != OVERALL and before.get(rule, absent) != after.get(rule, absent)
        )
        yield Change(person_id, name, unit_id, Overall(before[OVERALL]), Overall(after[OVERALL]), turned, words)


#: Whoever holds a post, or is planned for it, is not asked whether the plan has them.
_IN_PLAN: Final = {TARGET: True, EQUAL: True}


def _planned_posts(access: AccessContext, frame: pl.DataFrame, as_of: date) -> Iterator[tuple[Search, list[int]]]:
    """The people by the posts that they are planned for."""
    by_target: dict[Target, list[int]] = {}
    for each in planned_posts(access, frame, as_of):
        people = by_target.setdefault(each.target, [])
        if each.person_id not in people:
            people.append(each.person_id)
    for target, people in by_target.items():
        yield Search(target, DEFAULT_ACT, _IN_PLAN), people


def _present_posts(access: AccessContext, frame: pl.DataFrame) -> Iterator[tuple[Search, list[int]]]:
    """The people by the post they hold: title, tier and block."""
    titles = {title.pk: title for title in organizations.titles(access)}
    held: dict[tuple[Any, ...], list[int]] = {}
    for title_id, tier, block, person_id in frame.select("title_id", "tier", "block", "person_id").iter_rows():
        held.setdefault((title_id, tier, block), []).append(person_id)
    for (title_id, tier, block), people in held.items():
        title = titles.get(title_id)
        if title is not None:
            target = target_of(title.code, tier or "", block or "", title.rank, title.name)
            yield Search(target, DEFAULT_ACT, _IN_PLAN), people
