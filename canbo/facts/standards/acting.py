"""Facts of an act that follow from position and file: from which source somebody comes, for what planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from canbo.core.access import AccessContext
from canbo.core.text import fold
from canbo.facts.standards.questions import PLANNING, Place, Question
from canbo.organizations import selectors as organizations
from canbo.organizations.domain.titles import TitleIndex
from canbo.organizations.models import Position
from canbo.personnel.models import PlanEntry
from canbo.rules.act_vocabulary import ACT_VOCABULARY
from canbo.rules.columns import dtype
from canbo.rules.library import library

SOURCE, TARGET, EQUAL = "source", "planned_for_target", "planned_for_equal_or_higher"
COUNT: Final = "titles_planned_count"
#: At most this many people are named in a query; the entries of more are read as a whole.
_FEW: Final = 500
_RANKS: Final = {"staff": 0, "deputy": 1, "head": 2}
_TIERS: Final = {"commune": 0, "district": 1, "province": 2, "central": 3}


def with_act(access: AccessContext, frame: pl.DataFrame, question: Question, as_of: date) -> pl.DataFrame:
    """Add to the people of a frame what of an act about a position, or a kind of title, follows from their files.

    `source`: in place for whoever serves in the body that the position belongs to, outside for everybody else.
    `planned_for_target`, `planned_for_equal_or_higher`: by the plan entries that hold on the day; an entry that does
    not name its unit leaves a position open. `titles_planned_count`: with this title added, in an act of planning.
    Whoever may not read plans sees null. What somebody has stated stands instead. One query; another one where entries
    name titles in words alone.
    """
    post = _post_of(question)
    if post is None:
        return frame
    found = frame if question.place is None else _with_source(frame, question.place)
    found = _with_plans(found, access, post, as_of)
    if question.search.act == PLANNING:
        count = pl.col("plan_titles").list.len().cast(pl.Int32) + (~pl.col(TARGET)).cast(pl.Int32)
        found = found.with_columns(count.alias(COUNT))
    return found.drop(name for name in (SOURCE, TARGET, EQUAL, COUNT) if name in question.search.facts)


@dataclass(frozen=True, slots=True)
class _Post:
    """What plan entries are held against: codes of titles, tier, rank, and whether an entry's unit is the same.

    `is_seat`: one position at one unit, not a kind of title anywhere.
    """

    codes: frozenset[str]
    tier: str
    rank: str
    is_same: Callable[[int | None, str, str | None], bool | None]
    is_seat: bool


def _post_of(question: Question) -> _Post | None:
    target, position = question.search.target, question.position
    if position is not None:
        return _Post(
            frozenset({position.title.code}), position.unit.tier, position.title.rank,
            lambda unit_id, text, _tier: _same_unit(position, unit_id, text), is_seat=True,
        )  # fmt: skip
    kind = library().titles.get(question.kind)
    if kind is None:
        return None
    return _Post(
        frozenset(kind.codes), target.tier, target.rank,
        lambda _unit_id, _text, tier: True if not kind.tiers else tier in kind.tiers if tier else None, is_seat=False,
    )  # fmt: skip


def _with_source(frame: pl.DataFrame, place: Place) -> pl.DataFrame:
    kind = dtype(ACT_VOCABULARY[SOURCE])
    if place.body is None:
        return frame.with_columns(pl.lit(None, kind).alias(SOURCE))
    low, high = place.body
    inside = (pl.col("unit_lft") >= low) & (pl.col("unit_lft") < high)
    return frame.with_columns(
        pl.when(inside).then(pl.lit("in_place", kind)).when(~inside).then(pl.lit("outside", kind)).alias(SOURCE)
    )


def _with_plans(frame: pl.DataFrame, access: AccessContext, post: _Post, as_of: date) -> pl.DataFrame:
    told: defaultdict[int, list[tuple[bool | None, bool | None]]] = defaultdict(list)
    # The list of titles is read only where an entry names its title in words alone.
    index: TitleIndex | None = None
    for person_id, code, rank, text, unit_id, tier, unit_text, start, attested in _entries(frame, as_of):
        read = code
        if code is None:
            index = organizations.title_index(access) if index is None else index
            part = index.recognise(text).principal
            read, rank = (part.code, part.rank.value) if part is not None else (None, None)
        sure = start is not None or attested is None or attested <= as_of
        same = post.is_same(unit_id, unit_text, tier)
        for_target = False if read not in post.codes else same
        for_equal = True if for_target else _is_no_lower(post, rank, tier, same)
        told[person_id].append((_as_sure(for_target, sure), _as_sure(for_equal, sure)))
    planned = pl.DataFrame(
        [
            (person_id, _any(one for one, _ in found), _any(other for _, other in found))
            for person_id, found in told.items()
        ],
        schema={"person_id": pl.Int64, TARGET: pl.Boolean, EQUAL: pl.Boolean},
        orient="row",
    )
    joined = frame.join(planned, on="person_id", how="left", maintain_order="left")
    in_plan = pl.col("in_plan")
    return joined.with_columns(
        pl.when(in_plan).then(pl.col(name)).when(~in_plan).then(pl.lit(False)).alias(name) for name in (TARGET, EQUAL)
    )


def _entries(frame: pl.DataFrame, as_of: date) -> Iterable[tuple[Any, ...]]:
    """The plan entries that hold on the day of the people known to be planned; no query where nobody is."""
    people = frame.filter("in_plan")["person_id"].to_list()
    if not people:
        return ()
    entries = PlanEntry.objects.known().holding(as_of)
    if len(people) <= _FEW:
        entries = entries.filter(person_id__in=people)
    return entries.values_list(
        "person_id", "title__code", "title__rank", "title_text", "unit_id", "unit__tier", "unit_text", "valid_from",
        "attested_on",
    )  # fmt: skip


def _same_unit(position: Position, unit_id: int | None, unit_text: str) -> bool | None:
    if unit_id is not None:
        return unit_id == position.unit_id
    if not unit_text:
        return None
    mine, theirs = fold(position.unit.name), fold(unit_text)
    return mine == theirs or mine in theirs


def _is_no_lower(post: _Post, rank: str | None, tier: str | None, same: bool | None) -> bool | None:
    """Whether a planned title is equal to the post or higher, as far as rank and tier tell."""
    if rank is None or not post.rank:
        return None
    is_up = _RANKS[rank] >= _RANKS[post.rank]
    if same and post.is_seat:
        return is_up
    if not tier or not post.tier:
        return None
    step = _TIERS[tier] - _TIERS[post.tier]
    if step == 0:
        return is_up
    return True if step > 0 and is_up else False if step < 0 and not is_up else None


def _as_sure(found: bool | None, sure: bool) -> bool | None:
    return found if sure or found is False else None


def _any(found: Iterable[bool | None]) -> bool | None:
    told = list(found)
    return True if True in told else None if None in told else False
