"""What the log asks of the apps above it: who may open the file of a row, and the words for numbers and codes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from canbo.core.access import AccessContext


@dataclass(frozen=True, slots=True)
class Subject:
    """A file that the viewer may open: its name, its page, its restricted sections that they may read and may not."""

    label: str
    url: str
    readable: frozenset[str] = field(default_factory=frozenset)
    closed: frozenset[str] = field(default_factory=frozenset)


type People = Callable[[AccessContext, Collection[int]], Mapping[int, Subject]]
type Find = Callable[[AccessContext, str], Collection[int]]
type Units = Callable[[AccessContext, Collection[str]], Mapping[str, str]]
type Words = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(slots=True)
class Answers:
    """Who answers; each app gives its own in `ready`."""

    #: Of these people, those whose file the viewer may open.
    people: People = lambda _access, _ids: {}
    #: Keys of people, among those the viewer may open, by words of their name.
    find_people: Find = lambda _access, _text: ()
    #: Keys of accounts by words of their name.
    find_accounts: Find = lambda _access, _text: ()
    #: Code of a role -> its name.
    roles: Words = lambda _codes: {}
    #: Path of a unit -> its name.
    units: Units = lambda _access, _paths: {}
    #: Key of a section of the file -> its name.
    sections: Words = lambda _keys: {}


answers = Answers()
