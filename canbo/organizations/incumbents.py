"""Who holds which position, told by the app of files: it lives on a floor above and registers here at start.

    register_incumbents(holders, presence)          # in AppConfig.ready() of the app above

`holders(unit_ids, as_of, access)` gives position id -> [(person id, name), …] for the positions of these units, of the
people whose files the viewer may open. `presence(unit_ids, as_of, access)` gives unit id -> how many people hold a post
there on the day, in the same scope; `unit_ids` None asks for every unit. Each answers in a few queries however many
units are asked for. `person_url(person_id)` leads to a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from canbo.core.access import AccessContext, Permission

type Holders = Callable[[Sequence[int], date, AccessContext], Mapping[int, Sequence[tuple[int, str]]]]
type Presence = Callable[[Sequence[int] | None, date, AccessContext], Mapping[int, int]]
type PersonUrl = Callable[[int], str]
type Managing = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Provider:
    holders: Holders
    presence: Presence
    person_url: PersonUrl


_provider: list[_Provider] = []


def register_incumbents(holders: Holders, presence: Presence, person_url: PersonUrl = lambda _: "") -> None:
    """Say who answers for incumbents; a second call takes the place of the first."""
    _provider[:] = [_Provider(holders, presence, person_url)]


_managing: list[Managing] = []


def register_managing(changed: Managing) -> None:
    """Say who wants to know that another body decides on a position (its id); a second call takes the first's place."""
    _managing[:] = [changed]


def managing_changed(position_id: int) -> None:
    """Tell that another body decides on a position, in the transaction of the change."""
    for changed in _managing:
        changed(position_id)


def is_registered() -> bool:
    """Whether anybody answers for incumbents."""
    return bool(_provider)


def holders(access: AccessContext, unit_ids: Sequence[int], as_of: date) -> Mapping[int, Sequence[tuple[int, str]]]:
    """Position id to its holders on the day; empty for a viewer who may read no files."""
    if not _provider or not access.can(Permission.VIEW_FILES):
        return {}
    return _provider[0].holders(unit_ids, as_of, access)


def presence(access: AccessContext, unit_ids: Sequence[int] | None, as_of: date) -> Mapping[int, int] | None:
    """Unit id to the people present on the day; None where the viewer may not know."""
    if not _provider or not access.can(Permission.VIEW_FILES):
        return None
    return _provider[0].presence(unit_ids, as_of, access)


def person_url(person_id: int) -> str:
    """Where a person's file is; empty where nobody answers for files."""
    return _provider[0].person_url(person_id) if _provider else ""
