"""What is wrong in a pack: where, what, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{PurePath(self.file).as_posix()}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that `rules check` refuses. `message` says what is wrong, `mend` how to put it right."""

    place: Place
    code: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message} {self.mend}"


#: Faults of a file that leave it out as a whole.
_UNREAD: Final = frozenset({
    "file_empty", "file_not_utf8", "file_too_long", "file_unreadable", "pack_missing", "packs_missing", "root_is_pack",
    "yaml_refused", "yaml_unreadable",
})  # fmt: skip


class Faults:
    """The faults found so far.

    `spoilt`: the ids of entries with one, whose cases would only say so again. `headless`: the head of a pack or the
    list of a file is wrong, so that all in it is missing.
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.spoilt: set[str] = set()
        self.headless = False

    @property
    def unread(self) -> bool:
        """Whether some file could not be read, so that what others say of it cannot be judged."""
        return self.headless or any(fault.code in _UNREAD for fault in self.found)

    @contextmanager
    def spoiling(self, name: Callable[[], str]) -> Iterator[None]:
        """Note the entry as spoilt where a fault of it is found inside."""
        before = len(self.found)
        yield
        if len(self.found) > before:
            self.spoilt.add(name())

    def add(self, place: Place, code: str, message: str, mend: str) -> None:
        """Note a fault."""
        self.found.append(Fault(place, code, message, mend))

    def sorted(self) -> list[Fault]:
        """Give every fault once, in the order of files and lines; what only follows from others in the cases last."""
        return sorted(set(self.found), key=lambda fault: (fault.code.startswith(("case_", "boundary_")), fault))
