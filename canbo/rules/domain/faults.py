"""What is wrong in a pack: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath


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


class Faults:
    """The faults found so far."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, place: Place, code: str, message: str, mend: str) -> None:
        """Note a fault."""
        self.found.append(Fault(place, code, message, mend))

    def sorted(self) -> list[Fault]:
        """Give every fault once, in the order of files and lines."""
        return sorted(set(self.found))
