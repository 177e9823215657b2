"""On which side of the system a post stands (State, Party, Front and mass), and whether it leads a unit of a side."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Protocol

from canbo.core.text import fold

#: Groups of the list of titles that belong to the Front and the mass organisations.
_MASS = frozenset({"front", "mass"})
#: Offices that are held in a unit and do not lead it.
_NOT_OF_UNIT = frozenset({"party_cell", "village", "committee"})


class Side(StrEnum):
    """Which side of the system."""

    STATE = "state"
    PARTY = "party"
    FRONT = "front"


class TitleLike(Protocol):
    """What is asked of a title: rank "head", "deputy" or "staff", the group of the list, the line ("" where any)."""

    rank: str
    group: str
    line: str


_SIDES = {"party": Side.PARTY, "front_and_mass": Side.FRONT}


def side_of_unit(block: str) -> Side | None:
    """Give the side of a unit by its block; None where the block is not known."""
    return _SIDES.get(block, Side.STATE) if block else None


def side_of_post(title: TitleLike | None, line: str) -> Side:
    """Give the side of a post: as its title says, else as the file says (`line`: state, party, front)."""
    if title is not None and title.group in _MASS:
        return Side.FRONT
    if title is not None and title.line:
        return Side(title.line)
    return Side(line)


def leads(title: TitleLike | None, line: str, side: Side | None, ranks: Collection[str]) -> bool:
    """Tell whether a post is of one of these ranks in a unit of this side.

    Of a unit whose side is not known, State and Party posts lead alike; posts of the Front and of mass organisations
    lead only units of their own.
    """
    if title is None or title.rank not in ranks or title.group in _NOT_OF_UNIT:
        return False
    own = side_of_post(title, line)
    return own != Side.FRONT if side is None else own == side


def is_head_of_mass(title: TitleLike | None, words: str) -> bool:
    """Tell whether a post heads an organisation of the Front or a mass organisation.

    The list has grass-roots heads and their deputies under one title without a rank; `words`, the post as the file has
    it, tell a deputy.
    """
    if title is None or title.group not in _MASS or title.rank == "deputy":
        return False
    return not fold(words).startswith("pho ")
