"""Confirmations: an entry shipped unconfirmed was held against the full text, for as long as it says the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from hashlib import blake2b
from typing import Any, Final

from canbo.rules.domain.language import Expression
from canbo.rules.domain.model import (
    Citation,
    Condition,
    Confirmation,
    Overlay,
    Pack,
    Paper,
    Parameter,
    Procedure,
    Span,
    Standard,
    Value,
    Words,
)

type Entry = Parameter | Condition | Standard | Procedure | Paper

#: The kinds of entries that may be confirmed, and where a pack keeps them.
KINDS: Final = {
    "parameter": "parameters", "condition": "conditions", "standard": "standards", "procedure": "procedures",
    "paper": "papers",
}  # fmt: skip
#: What may change without another meaning: where it stands, its words for people, its sources, and when it ends.
_ASIDE: Final = frozenset({
    "place", "pack", "layer", "label", "reason", "passed", "note", "cite", "confirmed", "values",
    "overlay", "stricter", "retroactive",
})  # fmt: skip


def kind_of(entry: Entry) -> str:
    """Give the kind of an entry."""
    return type(entry).__name__.lower()


def meaning(entry: Entry, value: Value | None = None) -> str:
    """Give the hash of what an entry says (24 hex digits); of a parameter, of one of its values.

    Neither the words for people nor the sources nor the day on which it ends count: that a later law closes a version
    does not make it say something else.
    """
    said = [kind_of(entry), _plain(entry), None if value is None else [_plain(value.content), value.span.start]]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=12).hexdigest()


def under(stated: Iterable[Parameter], span: Span) -> str:
    """Give the hash of the values that lie under a time, so that a release that changes one of them shows."""
    said = [
        meaning(each, value)
        for each in stated if each.overlay in {None, Overlay.ADDITIONAL}
        for value in each.values if value.span.meets(span)
    ]  # fmt: skip
    return blake2b("".join(sorted(said)).encode(), digest_size=12).hexdigest()


def _plain(what: Any) -> Any:
    if isinstance(what, Words):
        return what.vi
    if isinstance(what, Span):
        return what.start
    if isinstance(what, Expression):
        return " ".join(what.text.split())
    if isinstance(what, Enum):
        return what.value
    if is_dataclass(what):
        # What is not stated is left out, so that a format that grows makes no other hash of what stands already.
        said = {each.name: _plain(getattr(what, each.name)) for each in fields(what) if each.name not in _ASIDE}
        return {name: each for name, each in said.items() if each not in (None, "", [], {}) and each is not False}
    if isinstance(what, Mapping):
        return [[str(key), _plain(each)] for key, each in sorted(what.items(), key=lambda pair: str(pair[0]))]
    if isinstance(what, (set, frozenset)):
        return sorted(_plain(each) for each in what)
    if isinstance(what, (list, tuple)):
        return [_plain(each) for each in what]
    return what


def versions(pack: Pack, kind: str) -> Iterator[tuple[Entry, Value | None, date]]:
    """Give the entries of a kind in a pack, each with its first day; of a parameter, each of its values."""
    for entry in getattr(pack, KINDS[kind]):
        if isinstance(entry, Parameter):
            yield from ((entry, value, value.span.start) for value in entry.values)
        else:
            yield entry, None, entry.span.start


def is_confirmed(entry: Entry, value: Value | None) -> bool:
    """Tell whether somebody held a version against the full text; of a procedure, with its steps and deadlines."""
    if isinstance(entry, Procedure):
        parts = [*(step.confirmed for step in entry.steps), *(each.confirmed for each in entry.deadlines)]
        parts += [each.confirmed for each in entry.transitions]
        return entry.confirmed and all(parts)
    if isinstance(entry, Parameter):
        return value is not None and value.confirmed
    return entry.confirmed


def confirms(confirmation: Confirmation, packs: Mapping[str, Pack]) -> bool | None:
    """Tell whether a confirmation holds: False where the entry says something else by now, None where it is gone."""
    pack = packs.get(confirmation.in_pack)
    for entry, value, start in versions(pack, confirmation.of) if pack is not None else ():
        if entry.id == confirmation.id and start == confirmation.start:
            return meaning(entry, value) == confirmation.content
    return None


def confirmed(packs: Mapping[str, Pack]) -> Mapping[str, Pack]:
    """Give the packs with what was confirmed marked as such, the clause that was held against it first."""
    given = [each for pack in packs.values() for each in pack.confirmations]
    if not given:
        return packs
    made = dict(packs)
    for each in given:
        if confirms(each, made):
            made[each.in_pack] = _marked(made[each.in_pack], each)
    return made


def _marked(pack: Pack, by: Confirmation) -> Pack:
    where = KINDS[by.of]
    marked: dict[str, Any] = {where: tuple(_with(entry, by) for entry in getattr(pack, where))}
    return replace(pack, **marked)


def _with(entry: Entry, by: Confirmation) -> Entry:
    if entry.id != by.id:
        return entry
    if isinstance(entry, Parameter):
        return replace(entry, values=tuple(
            replace(value, confirmed=True, cite=_cited(by.cite, value.cite)) if value.span.start == by.start else value
            for value in entry.values
        ))  # fmt: skip
    if entry.span.start != by.start:
        return entry
    if isinstance(entry, Procedure):
        # A procedure is held against the text as one: its steps, deadlines and transitions with it.
        steps = tuple(
            replace(step, confirmed=True, deadline=step.deadline and replace(step.deadline, confirmed=True))
            for step in entry.steps
        )
        deadlines = tuple(replace(each, confirmed=True) for each in entry.deadlines)
        transitions = tuple(replace(each, confirmed=True) for each in entry.transitions)
        return replace(
            entry, confirmed=True, cite=_cited(by.cite, entry.cite), steps=steps, deadlines=deadlines,
            transitions=transitions,
        )  # fmt: skip
    return replace(entry, confirmed=True, cite=_cited(by.cite, entry.cite))


def _cited(first: tuple[Citation, ...], then: Iterable[Citation]) -> tuple[Citation, ...]:
    """The clause that was held against the text stands for its document; what cites others stays behind it."""
    held = {each.document for each in first}
    return (*first, *(each for each in then if each.document not in held))
