"""What a change did to the organisation of a day: two pictures of the day, and the differences between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from canbo.core.access import AccessContext
from canbo.organizations.domain.tree import DayTree
from canbo.organizations.models import Body, Line, Position
from canbo.organizations.selectors.trees import DayName, holding, names, tree


@dataclass(frozen=True, slots=True)
class Picture:
    """The organisation of one day: both trees, the names, and how many positions and bodies each unit has."""

    trees: Mapping[str, DayTree]
    names: Mapping[int, DayName]
    positions: Mapping[int, int]
    bodies: Mapping[int, int]

    def name(self, unit_id: int | None) -> str:
        """What the unit is called; the top of the system for None."""
        if unit_id is None:
            return _("(cao nhất)")
        return self.names[unit_id].name if unit_id in self.names else ""


@dataclass(frozen=True, slots=True)
class Effect:
    """One difference: which unit, in which respect, before and after."""

    unit: str
    respect: str
    before: str
    after: str


def picture(access: AccessContext, day: date) -> Picture:
    """Take the picture of a day."""
    positions = Position.objects.filter(holding(day), withdrawn_at__isnull=True)
    bodies = Body.objects.filter(abolished_on__isnull=True) | Body.objects.filter(abolished_on__gt=day)
    return Picture(
        {line: tree(access, line, day) for line in Line.values},
        names(access, day),
        dict(positions.order_by().values_list("unit_id").annotate(Count("id"))),
        dict(bodies.order_by().values_list("unit_id").annotate(Count("id"))),
    )


def effects(before: Picture, after: Picture) -> list[Effect]:
    """The differences between two pictures of one day, unit by unit."""
    found: list[Effect] = []
    found += _lives(before, after)
    for unit_id in before.names:
        if unit_id in after.names and before.names[unit_id].name != after.names[unit_id].name:
            names_changed = (before.name(unit_id), after.name(unit_id))
            found.append(Effect(after.name(unit_id), _("Tên"), *names_changed))
    for line in Line:
        was, will = before.trees[line], after.trees[line]
        for unit_id in was:
            if unit_id in will and was.parent_of(unit_id) != will.parent_of(unit_id):
                above = (before.name(was.parent_of(unit_id)), after.name(will.parent_of(unit_id)))
                found.append(Effect(after.name(unit_id), _("Trực thuộc (%(line)s)") % {"line": line.label}, *above))
    for respect, had, has in (
        (_("Số vị trí"), before.positions, after.positions),
        (_("Số tổ chức tập thể"), before.bodies, after.bodies),
    ):
        found += [
            Effect(before.name(unit_id), respect, str(count), str(has.get(unit_id, 0)))
            for unit_id, count in had.items()
            if has.get(unit_id, 0) != count
        ]
    return found


def _lives(before: Picture, after: Picture) -> list[Effect]:
    was, will = before.trees[Line.STATE], after.trees[Line.STATE]
    found = []
    for unit_id in will:
        if unit_id not in was:
            above = _("Trực thuộc %(name)s") % {"name": after.name(will.parent_of(unit_id))}
            found.append(Effect(after.name(unit_id), _("Hoạt động"), _("Chưa có"), above))
    for unit_id in was:
        if unit_id not in will:
            ended = pgettext("tình trạng", "Kết thúc")
            found.append(Effect(before.name(unit_id), _("Hoạt động"), _("Đang hoạt động"), ended))
    return found
