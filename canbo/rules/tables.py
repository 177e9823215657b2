"""What an office entered about the rules, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from canbo.rules.browsing import KINDS, MARKS, OUTCOMES, entries, kind_of, value_lines
from canbo.rules.domain.law import Bound, Library
from canbo.rules.domain.model import Document
from canbo.rules.library import library
from canbo.rules.models import RuleChange
from canbo.rules.services.printing import statement_of

_TAGS: Final = {
    RuleChange.State.WAITING: "tag-amber", RuleChange.State.SIGNED: "tag-blue", RuleChange.State.IN_FORCE: "tag-green",
    RuleChange.State.RETURNED: "tag-red",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A proposal: itself, the name of its entry, what it says in words, the clause it rests on."""

    change: RuleChange
    label: str
    kind_words: str | Promise
    lines: tuple[tuple[str, str], ...]
    mark: str | Promise
    document: Document | None
    document_words: str
    tag: str


def shown_change(change: RuleChange, spoken: str, found: Library | None = None) -> ShownChange:
    """Give a proposal as pages show it."""
    found = found or library()
    known = found.documents.get(change.document)
    new: Mapping[str, str] = change.new_document or {}
    words = known.number if known is not None else " ".join(filter(None, (new.get("number"), new.get("issuer"))))
    return ShownChange(
        change, label_of(change, found, spoken), KINDS.get(change.of, change.of),
        tuple(value_words(change, found, spoken)), MARKS.get(change.mark, ""), known, words or change.document,
        _TAGS.get(RuleChange.State(change.state), ""),
    )  # fmt: skip


def label_of(change: RuleChange, found: Library, spoken: str) -> str:
    """Give the name of the entry that a proposal is about; its id where the packs have it no more."""
    held = [each for each in entries(found).get(change.entry, []) if each.label.vi]
    held.sort(key=lambda each: kind_of(each) != change.of)
    return held[0].label.within(spoken) if held else change.entry


def value_words(change: RuleChange, found: Library, spoken: str) -> list[tuple[str, str]]:
    """Say the value that a proposal enters, a line for each case that it tells apart; nothing where it enters none."""
    central = statement_of(found, change.entry) if change.value else None
    if central is None or not central.values:
        return []
    layer = found.packs[central.pack].layer
    return value_lines(Bound(central, central.values[-1], layer, central.pack), yaml.safe_load(change.value), spoken)


@dataclass(frozen=True, slots=True)
class Turned:
    """A case that comes out otherwise: which, on which day, before and after."""

    rule: str
    name: str
    day: str
    was: str | Promise
    came: str | Promise


def turned_of(change: RuleChange) -> list[Turned]:
    """Give the cases that come out otherwise with a proposal, in words."""
    return [
        Turned(each["rule"], each["name"], _day(each["day"]), _outcome(each["was"]), _outcome(each["came"]))
        for each in change.turned
    ]


def _outcome(text: str) -> str | Promise:
    said: Any = yaml.safe_load(text)
    return OUTCOMES.get(said, said) if isinstance(said, str) else _("có") if said is True else str(said)


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{day}/{month}/{year}"
