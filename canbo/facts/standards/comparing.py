"""What changes when the law changes: the same people under two laws, who becomes eligible or stops, by which rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.facts.standards.questions import language, target_of
from canbo.facts.standards.search import with_every_measure
from canbo.organizations import selectors as organizations
from canbo.rules.domain.engine import OVERALL, Outcome, Overall, Search, demanded, evaluate
from canbo.rules.domain.law import Law, Library
from canbo.rules.domain.model import Layer
from canbo.rules.library import library

#: A pack in an address may stand with a local overlay: party_2025+local_x.
_JOIN: Final = "+"


@dataclass(frozen=True, slots=True)
class Change:
    """One person whose class differs: the class under each law, and the rules whose outcome differs."""

    person_id: int
    full_name: str
    unit_id: int | None
    before: Overall
    after: Overall
    rules: tuple[str, ...]


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
    access: AccessContext, frame: pl.DataFrame, laws: tuple[Law, Law], as_of: date, search: Search | None = None
) -> Comparison:
    """Class the people of a frame under two laws: for a target, or each for the post held (without a target).

    People for whose post neither law asks anything are counted as unasked.
    """
    questions = [(frame, search)] if search is not None else list(_present_posts(access, with_every_measure(frame)))
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    changes: list[Change] = []
    rules: Counter[str] = Counter()
    asked = 0
    for people, question in questions:
        if people.is_empty() or not all(demanded(law, question.target, question.act) for law in laws):
            continue
        asked += people.height
        first, second = (evaluate(people, law, as_of, question) for law in laws)
        for side, found in zip(counts, (first, second), strict=True):
            side.update({Overall(code).code: n for code, n in found.group_by(OVERALL).len().iter_rows()})
        for change in _changes(people, first, second):
            changes.append(change)
            rules.update(change.rules)
    return Comparison(
        frame.height, counts[0], counts[1], tuple(changes), frame.height - asked, dict(rules.most_common())
    )


def _changes(people: pl.DataFrame, first: pl.DataFrame, second: pl.DataFrame) -> Iterator[Change]:
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
        yield Change(person_id, name, unit_id, Overall(before[OVERALL]), Overall(after[OVERALL]), turned)


def _present_posts(access: AccessContext, frame: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, Search]]:
    """The people by the post they hold: title, tier and block."""
    titles = {title.pk: title for title in organizations.titles(access)}
    for (title_id, tier, block), people in frame.group_by("title_id", "tier", "block", maintain_order=True):
        title = titles.get(title_id) if isinstance(title_id, int) else None
        if title is not None:
            target = target_of(title.code, str(tier or ""), str(block or ""), title.rank, title.name)
            yield people, Search(target, "appointment")
