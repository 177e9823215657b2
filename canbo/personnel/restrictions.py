"""Files under restriction of processing: an app above tells which, pages here mark them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

type Lookup = Callable[[Collection[int]], dict[int, datetime]]

_lookups: list[Lookup] = []


def register_restrictions(lookup: Lookup) -> None:
    """Make a source of restrictions known: given person ids, it tells which are restricted and since when."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def restricted_files(person_ids: Collection[int]) -> dict[int, datetime]:
    """Give the files under restriction among these, with the moment since when; one query for each source."""
    found: dict[int, datetime] = {}
    for lookup in _lookups:
        found |= lookup(person_ids)
    return found
