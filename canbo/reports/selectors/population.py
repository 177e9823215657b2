"""Whom a report counts: the people of the viewer's scope on a day, of one unit's subtree or of all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.conf import settings

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.facts.selectors import picture, subtree
from canbo.organizations.domain.tree import DayTree
from canbo.organizations.models import Line, Unit
from canbo.organizations.selectors import DayName, names, tree, unit_of
from canbo.reports.domain.masking import told

#: The column that `grouped` adds: the unit of the group that a person belongs to, null where it is not known.
GROUP = "group_unit"


@dataclass(frozen=True, slots=True)
class Population:
    """The people of a scope on a day. `present` are counted; whether `presence_unknown` were there is not known.

    `everyone` holds all whose file is known on the day, those who had not come yet or had left included.
    """

    as_of: date
    known_on: datetime | None
    unit: Unit | None
    unit_name: str
    everyone: pl.DataFrame
    present: pl.DataFrame
    presence_unknown: int
    tree: DayTree
    names: Mapping[int, DayName]
    #: Counts below it are not told, the others rounded (`domain.masking`); 0: the viewer may open every file counted.
    least: int = 0
    #: The picture that the people were taken from: the same one for as long as no file has changed.
    whole: pl.DataFrame | None = None

    @property
    def unit_id(self) -> int | None:
        """The unit chosen, None for everything in scope."""
        return None if self.unit is None else self.unit.pk

    def name_of(self, unit_id: int | None) -> str:
        """Give the name of a unit on the day, "" where it had none."""
        row = self.names.get(unit_id) if unit_id is not None else None
        return row.name if row is not None else ""


def population(
    access: AccessContext,
    as_of: date,
    *,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
    permission: Permission = Permission.VIEW_REPORTS,
) -> Population:
    """Give the people that the viewer may count on the day, those of a unit and all below it where one is named.

    `permission` is the right whose scope is meant: an export reaches as far as the right to export. Errors: Forbidden
    without the right; NotFound (unit_not_found) for a unit out of scope or unknown.
    """
    access.require(Permission.VIEW_REPORTS)
    access.require(permission)
    if isinstance(unit, int):
        unit = unit_of(access, unit)
    if unit is not None:
        if not access.covers(Permission.VIEW_REPORTS, unit.path):
            raise NotFound("unit_not_found", "Không có đơn vị này trong phạm vi được giao.")
        access.require(permission, unit.path)
    day_tree = tree(access, Line.STATE, as_of, known_on=known_on)
    day_names = names(access, as_of, known_on=known_on)
    everyone = whole = picture(access, as_of, known_on, permission=permission)
    if unit is not None:
        everyone = subtree(whole, day_tree, unit.pk)
    unit_name = ""
    if unit is not None:
        unit_name = day_names[unit.pk].name if unit.pk in day_names else unit.name
    least = 0 if opens_all(access, permission) else int(settings.CANBO_MIN_GROUP)
    unknown = everyone["is_present"].null_count()
    return Population(
        as_of, known_on, unit, unit_name, everyone, everyone.filter(pl.col("is_present")),
        told(unknown, least) if least else unknown, day_tree, day_names, least, whole,
    )  # fmt: skip


def opens_all(access: AccessContext, permission: Permission) -> bool:
    """Tell whether the viewer may open the files wherever the permission reaches: then nothing counted is hidden.

    Rights decide, not where a file lies today: who keeps the files of a unit counts who was in it on a past day.
    """
    return all(
        any(path.startswith(outer) and wide in {"", tier} for outer, wide in access.reaches(Permission.VIEW_FILES))
        for path, tier in access.reaches(permission)
    )


def common_unit(people: Population, frame: pl.DataFrame) -> int | None:
    """Give the unit under which a breakdown by unit goes: the one chosen, else the lowest that everybody stands under.

    None where people of several trees have none in common.
    """
    day_tree = people.tree
    if people.unit_id is not None:
        return people.unit_id if people.unit_id in day_tree else None
    low, high = frame["unit_lft"].min(), frame["unit_lft"].max()
    if not isinstance(low, int) or not isinstance(high, int):
        return None
    unit_id: int | None = day_tree.ids[low]
    while unit_id is not None and day_tree.rgt(unit_id) <= high:
        unit_id = day_tree.parent_of(unit_id)
    return unit_id


def grouped(people: Population, frame: pl.DataFrame, head: int | None) -> pl.DataFrame:
    """Add the column GROUP: the unit right below `head` (a root where it is None) that a person's unit lies in.

    Whoever belongs to `head` itself has it as the group; whoever has no place in the day's tree has null.
    """
    heads = people.tree.roots() if head is None else [head, *people.tree.children(head)]
    starts = [people.tree.lft(unit_id) for unit_id in heads]
    placed = frame["unit_lft"]
    at = pl.Series("at", starts, dtype=pl.Int32).search_sorted(placed.fill_null(0), side="right").cast(pl.Int64) - 1
    units = pl.Series(heads or [0], dtype=pl.Int64).gather(at.clip(lower_bound=0))
    return frame.with_columns(pl.when(placed.is_not_null()).then(units).otherwise(pl.lit(None, pl.Int64)).alias(GROUP))
