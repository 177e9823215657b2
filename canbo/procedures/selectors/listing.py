"""The kept list of a meeting against the rule as the files stand now: who would be on it, who no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from canbo.core.access import AccessContext
from canbo.procedures.models import Attendance, Meeting
from canbo.procedures.selectors.convened import Convened, Invitee, convened_by_rule


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in the membership since a list was kept: who came, who went, whose record is another."""

    day: date
    came: tuple[Invitee, ...] = ()
    went: tuple[Attendance, ...] = ()
    other: tuple[tuple[Attendance, Invitee], ...] = ()
    untold: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.other)


def recomputed(access: AccessContext, meeting: Meeting, day: date) -> Convened:
    """Give the list that the rule of a meeting makes for a day, as the files stand now."""
    told = meeting.convening
    return convened_by_rule(
        access, meeting.unit, told["roles"], day, attending=told["attending"], subjects=told["subjects"],
        bodies=told["bodies"], units=told["units"], line=told["line"],
    )  # fmt: skip


def difference(access: AccessContext, meeting: Meeting) -> Difference:
    """Tell what changed since the list of a meeting was kept, for its day; nothing where it was made by hand."""
    if not meeting.convening:
        return Difference(meeting.held_on)
    found = recomputed(access, meeting, meeting.held_on)
    rows = {each.person_id: each for each in meeting.attendances.select_related("person").order_by("pk")}
    came, other = [], []
    for each in found.people:
        row = rows.pop(each.person_id, None)
        if row is None:
            came.append(each)
        elif not row.is_added and (row.record_kind, row.record_id) != (each.record_kind, each.record_id):
            other.append((row, each))
    went = tuple(row for row in rows.values() if not row.is_added and not row.is_left_out)
    kept = set(meeting.convening.get("untold", ()))
    return Difference(
        found.day, tuple(came), went, tuple(other), tuple(each for each in found.untold if each not in kept)
    )
