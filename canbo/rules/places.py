"""Where local values hold: units by their codes, told by the organisation, which lies on a floor above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from canbo.core.access import AccessContext, Permission


@dataclass(frozen=True, slots=True)
class Place:
    """A unit that may have values of its own: its code, name, path, and the codes from the root down to itself."""

    code: str
    name: str
    path: str
    chain: tuple[str, ...]


class Tree(Protocol):
    """Who tells the units."""

    def place(self, text: str, as_of: date) -> Place | None:
        """Give the unit of a code, or of a name that only one unit bears; None where there is none."""

    def named(self, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Give name and path of the units of codes; what no unit bears is left out."""

    def offered(self, paths: tuple[str, ...]) -> list[tuple[str, str]]:
        """Give code and name of units under the paths that may be chosen, the highest first; not all of very many."""

    def roots(self) -> list[str]:
        """Give the paths of the units that stand under none."""


_tree: list[Tree] = []


def register_tree(tree: Tree) -> None:
    """Say who tells the units; a second call takes the place of the first."""
    _tree[:] = [tree]


def place_of(text: str, as_of: date) -> Place | None:
    """Give the unit of a code or of a name; None where there is none."""
    return _tree[0].place(text, as_of) if _tree and text else None


def chain_of(code: str, as_of: date) -> tuple[str, ...]:
    """Give the codes from the root down to the unit of a code; the code alone where no unit bears it."""
    found = place_of(code, as_of) if code else None
    return found.chain if found is not None else (code,) if code else ()


def named(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Give name and path of the units of codes; what no unit bears is left out. One query, none for no code."""
    asked = [code for code in codes if code]
    return _tree[0].named(asked) if _tree and asked else {}


def offered(access: AccessContext) -> list[tuple[str, str]]:
    """Give code and name of the units for which the viewer may enter values."""
    return _tree[0].offered(access.paths(Permission.CONFIRM_RULES)) if _tree else []


def may_confirm(access: AccessContext, place: str, as_of: date) -> bool:
    """Tell whether the viewer may enter and sign values of a place; for central ones ("") that is over every root."""
    if not place:
        paths = _tree[0].roots() if _tree else []
        return access.covers(Permission.CONFIRM_RULES, "") or (
            bool(paths) and all(access.covers(Permission.CONFIRM_RULES, path) for path in paths)
        )
    found = place_of(place, as_of)
    return access.covers(Permission.CONFIRM_RULES, found.path if found is not None else "")
