"""Reading the picture of a day, never beyond the viewer's scope."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import date, datetime
from threading import Lock
from typing import Final

import polars as pl

from canbo.core.access import AccessContext, Permission
from canbo.facts import pictures
from canbo.organizations.domain.tree import DayTree
from canbo.personnel.models import RECORD_KINDS
from canbo.personnel.permissions import HIDDEN_FROM_SELF
from canbo.rules.vocabulary import VOCABULARY

#: The restricted sections that facts are read from, each with its right.
_RIGHTS: Final[dict[str, Permission]] = {
    kind.section.key: kind.section.right
    for kind in RECORD_KINDS
    if kind.section.right is not None and kind.section.key in {fact.restricted for fact in VOCABULARY.values()}
}

_SCOPES = 32
_scoped: OrderedDict[tuple[object, ...], tuple[pl.DataFrame, pl.DataFrame]] = OrderedDict()
_guard = Lock()


def picture(
    access: AccessContext,
    as_of: date,
    known_on: datetime | None = None,
    *,
    permission: Permission = Permission.VIEW_FILES,
) -> pl.DataFrame:
    """Give the facts of the people within the viewer's scope on the day: the columns of the vocabulary, in tree order.

    By VIEW_FILES: the files kept today in the viewer's units, and the viewer's own. By another permission
    (VIEW_REPORTS): the people who were counted in those units on the day, by today's paths of the units. Facts of a
    restricted section are null where the viewer may not read it. Everybody with a file is in it, present or not.
    """
    whole = pictures.current(as_of, known_on).frame
    own = access.person_id if access.can(Permission.VIEW_OWN_FILE) else None
    scope = (
        pictures.key_of(as_of, known_on), permission, access.reaches(permission),
        tuple(access.reaches(right) for right in _RIGHTS.values()), access.person_id, own,
    )  # fmt: skip
    with _guard:
        kept = _scoped.get(scope)
        if kept is not None and kept[0] is whole:
            _scoped.move_to_end(scope)
            return kept[1]
    seen = _masked(_within(whole, access, permission, own), access, own).select(*VOCABULARY)
    with _guard:
        for other in [other for other, (base, _) in _scoped.items() if other[0] == scope[0] and base is not whole]:
            del _scoped[other]
        _scoped[scope] = (whole, seen)
        while len(_scoped) > _SCOPES:
            _scoped.popitem(last=False)
    return seen


def is_ready(access: AccessContext, as_of: date, known_on: datetime | None = None) -> bool:
    """Tell whether the picture of the day can be given at once; if not, the first to ask waits until it is built."""
    return pictures.is_ready(as_of, known_on)


def subtree(frame: pl.DataFrame, tree: DayTree, unit_id: int) -> pl.DataFrame:
    """Give the people of a unit and all below it in the day's State tree: a slice of the frame, without copying.

    Nobody where the unit is not in the tree of the day.
    """
    if unit_id not in tree:
        return frame.clear()
    placed = frame["unit_lft"]
    height = frame.height - placed.null_count()
    placed = placed.slice(0, height)
    start = int(placed.search_sorted(tree.lft(unit_id), side="left"))
    stop = int(placed.search_sorted(tree.rgt(unit_id), side="left"))
    return frame.slice(start, stop - start)


def _within(whole: pl.DataFrame, access: AccessContext, permission: Permission, own: int | None) -> pl.DataFrame:
    if access.reaches_all(permission):
        return whole
    by_file = permission is Permission.VIEW_FILES
    seen = _reached("file_path" if by_file else "unit_path", access.reaches(permission))
    if by_file and own is not None:
        seen = seen | (pl.col("person_id") == own)
    return whole.filter(seen)


def _reached(column: str, reaches: Iterable[tuple[str, str]]) -> pl.Expr:
    """Whether the path of the column lies under one of the paths, and the file is managed at the tier beside it.

    A unit without a path lies under none.
    """
    under = pl.lit(False)
    for path, tier in reaches:
        within = (pl.col(column) >= path) & (pl.col(column) < f"{path}~") if path else pl.lit(True)
        under = under | (within & (pl.col("managed_tier") == tier if tier else pl.lit(True))).fill_null(False)
    return under


def _masked(frame: pl.DataFrame, access: AccessContext, own: int | None) -> pl.DataFrame:
    """Make the facts of restricted sections null where personnel.permissions would not show the section."""
    readable: dict[str, pl.Expr] = {}
    for section, right in _RIGHTS.items():
        granted = _reached("file_path", access.reaches(right))
        if right in HIDDEN_FROM_SELF and access.person_id is not None:
            granted = granted & (pl.col("person_id") != access.person_id)
        elif own is not None:
            granted = granted | (pl.col("person_id") == own)
        elif access.reaches_all(right):
            continue
        readable[section] = granted
    return frame.with_columns(
        pl.when(readable[fact.restricted]).then(name).alias(name)
        for name, fact in VOCABULARY.items()
        if fact.restricted in readable
    )
