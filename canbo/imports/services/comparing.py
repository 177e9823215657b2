"""What a list adds to files that are already kept: new records, later knowledge, or a contradiction to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from canbo.common.among import Among
from canbo.core.dates import PartialDate
from canbo.core.text import clean, tone_key
from canbo.imports.services.statements import Policy, Statement
from canbo.personnel.levels import QualificationLevel, StateManagementLevel, TheoryLevel
from canbo.personnel.models import (
    Contact,
    FileRecord,
    PartyMembership,
    PoliticalTheory,
    Qualification,
    StateManagement,
    Training,
)

_CHUNK = 5_000
_LADDERS: dict[type[FileRecord], list[str]] = {
    Qualification: QualificationLevel.values,
    PoliticalTheory: TheoryLevel.values,
    StateManagement: StateManagementLevel.values,
}
#: Kinds of which a later list may bring a new version; in others a difference is only told.
_FOLLOWS_LATER: frozenset[type[FileRecord]] = frozenset({PartyMembership, Contact, Training})


class Kept(NamedTuple):
    """A current record of a file: its key, since when it is known to hold, its values in the order asked for."""

    record_id: int
    since: date
    values: tuple[Any, ...]


@dataclass(slots=True)
class Change:
    """What one row brings to one kind of record: rows to add, new versions of records, and fields that contradict."""

    adds: list[tuple[Any, ...]] = field(default_factory=list)
    replaces: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)
    conflicts: list[tuple[str, str, str]] = field(default_factory=list)


def kept_records(kind: type[FileRecord], fields: Sequence[str], people: Iterable[int]) -> dict[int, list[Kept]]:
    """Give the current records of people by person: one query for some thousands of them."""
    found: dict[int, list[Kept]] = {}
    wanted = sorted(people)
    names = [field.attname if field.is_relation else field.name for field in map(kind._meta.get_field, fields)]  # type: ignore[union-attr]
    for start in range(0, len(wanted), _CHUNK):
        rows = kind._default_manager.filter(
            person__among=Among(wanted[start : start + _CHUNK]), superseded_at__isnull=True
        )
        for person_id, pk, valid_from, attested_on, *values in rows.order_by("id").values_list(
            "person_id", "id", "valid_from", "attested_on", *names
        ):
            since = max(
                valid_from.earliest if isinstance(valid_from, PartialDate) else date.min, attested_on or date.min
            )
            found.setdefault(person_id, []).append(Kept(pk, since, tuple(values)))
    return found


def compare(statement: Statement, said: Iterable[tuple[Any, ...]], kept: Sequence[Kept], as_of: date) -> Change:
    """Hold what a row says of one kind against what the file has. `kept` values are in the order of the fields."""
    change = Change()
    for row in said:
        if statement.policy is Policy.SINGLE:
            _single(statement, row, kept, as_of, change)
        elif statement.policy is Policy.KEYED:
            _keyed(statement, row, kept, as_of, change)
        else:
            _level(statement, row, kept, as_of, change)
    return change


def plain(value: Any) -> Any:
    """The form in which two values are compared."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _spelt(value)
    return value.normalize() if isinstance(value, Decimal) else value


@lru_cache(maxsize=100_000)
def _spelt(text: str) -> str:
    return tone_key(clean(text))


def shown(value: Any) -> str:
    """A value in a sentence."""
    if isinstance(value, PartialDate):
        return value.text
    if isinstance(value, bool):
        return "có" if value else "không"
    return "" if value is None else str(value)


def _place(statement: Statement, names: Sequence[str]) -> list[int]:
    return [statement.fields.index(name) for name in names]


def _agrees(one: Any, other: Any) -> bool:
    """Whether two values do not contradict: equal, one not said, or one date the rougher form of the other."""
    if one is None or other is None or one == other:
        return True
    if isinstance(one, PartialDate) and isinstance(other, PartialDate):
        return one.earliest <= other.latest and other.earliest <= one.latest
    return False


def _single(statement: Statement, row: tuple[Any, ...], kept: Sequence[Kept], as_of: date, change: Change) -> None:
    if not kept:
        change.adds.append(row)
        return
    old = kept[-1]
    last = len(statement.fields) - 1  # as_written stands last
    differing = [
        place
        for place in _place(statement, statement.content)
        if not _agrees(plain(row[place]), plain(old.values[place]))
    ]
    gaps = [place for place in range(last) if plain(row[place]) is not None and plain(old.values[place]) is None]
    if statement.kind is PartyMembership and plain(row[0]) is False and plain(old.values[0]) is True:
        # A list that leaves the columns on the Party blank does not end a membership.
        change.conflicts.append(("is_member", shown(True), shown(False)))
        return
    if differing and not (statement.kind in _FOLLOWS_LATER and as_of > old.since):
        change.conflicts += [
            (statement.fields[place], shown(old.values[place]), shown(row[place])) for place in differing
        ]
        return
    if differing or gaps:
        merged = tuple(
            new if plain(new) is not None and (place in differing or place in gaps) else before
            for place, (new, before) in enumerate(zip(row[:last], old.values[:last], strict=True))
        )
        change.replaces.append((old.record_id, (*merged, row[last])))


def _keyed(statement: Statement, row: tuple[Any, ...], kept: Sequence[Kept], as_of: date, change: Change) -> None:
    keys = _place(statement, statement.keys)
    same = [old for old in kept if all(plain(row[place]) == plain(old.values[place]) for place in keys)]
    if not same:
        if not any(row[:-1] == added[:-1] for added in change.adds):
            change.adds.append(row)
        return
    old = same[-1]
    differing = [
        place
        for place in _place(statement, statement.content)
        if plain(row[place]) is not None and plain(row[place]) != plain(old.values[place])
    ]
    if not differing:
        return
    if (statement.kind in _FOLLOWS_LATER and as_of > old.since) or all(
        plain(old.values[place]) is None for place in differing
    ):
        last = len(statement.fields) - 1
        merged = tuple(
            new if plain(new) is not None else before for new, before in zip(row[:last], old.values[:last], strict=True)
        )
        change.replaces.append((old.record_id, (*merged, row[last])))
    else:
        change.conflicts += [
            (statement.fields[place], shown(old.values[place]), shown(row[place])) for place in differing
        ]


def _level(statement: Statement, row: tuple[Any, ...], kept: Sequence[Kept], as_of: date, change: Change) -> None:
    content = _place(statement, statement.content)
    said = [plain(row[place]) for place in content]
    ladder = _LADDERS.get(statement.kind)
    if statement.keys:
        keys = _place(statement, statement.keys)
        kept = [old for old in kept if all(plain(row[place]) == plain(old.values[place]) for place in keys)]
    elif ladder is not None:
        # A level and a subject of study stand in one kind of record, and do not answer each other.
        kept = [old for old in kept if (old.values[0] in ladder) == (row[0] in ladder)]
    if not kept:
        change.adds.append(row)
        return
    for old in kept:
        if all(one is None or one == plain(old.values[place]) for one, place in zip(said, content, strict=True)):
            return
    latest = max(old.since for old in kept)
    if ladder is not None and row[0] in ladder:
        highest = max(kept, key=lambda old: ladder.index(old.values[0]))
        if ladder.index(row[0]) < ladder.index(highest.values[0]):
            # A blank cell read as “none” contradicts nothing; a lower level in words does.
            if row[-1] or row[0] != "none":
                change.conflicts.append((statement.fields[0], shown(highest.values[0]), shown(row[0])))
            return
    if as_of > latest:
        change.adds.append(row)
    else:
        newest = kept[-1]
        change.conflicts += [
            (statement.fields[place], shown(newest.values[place]), shown(row[place]))
            for one, place in zip(said, content, strict=True)
            if one is not None and one != plain(newest.values[place])
        ][:1]


#: Fields of the identity that a list may contradict.
IDENTITY_CONTENT = ("gender", "born", "ethnicity", "religion")


def identity_conflicts(identity: Mapping[str, Any], kept: Sequence[Kept]) -> list[tuple[str, str, str]]:
    """Give the fields of the identity that a row contradicts; identities are corrected by hand, with a reason."""
    if not kept:
        return []
    old = kept[-1].values
    return [
        (name, shown(before), shown(identity[name]))
        for name, before in zip(IDENTITY_CONTENT, old, strict=True)
        if name in identity and not _agrees(plain(identity[name]), plain(before))
    ]


def label_of(kind: type[FileRecord], name: str) -> str:
    """The Vietnamese name of a field."""
    return str(kind._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
