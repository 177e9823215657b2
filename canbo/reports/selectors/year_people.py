"""The people behind a figure of the report of the ratings of a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from canbo.core.access import AccessContext, Permission
from canbo.evaluation.domain.tracks import Track
from canbo.facts.selectors import picture
from canbo.organizations.models import Unit
from canbo.reports.domain.year_ratings import LEADERS, Entry
from canbo.reports.selectors.year_ratings import Period, year_ratings


@dataclass(frozen=True, slots=True)
class RatedPerson:
    """Somebody counted, with the level or why there is none."""

    person_id: int
    name: str
    post: str
    unit: str
    level: str
    standing: str


def rated_people(
    access: AccessContext, period: Period, *, as_of: date, unit: Unit | int | None = None, track: Track = "state",
    level: str = "", key: str = "", value: str = "",
) -> list[RatedPerson]:  # fmt: skip
    """Give the people of one scale, of a level or with none ("not_graded", or why), of a class ("-": not known).

    In the order of names; only of files that the viewer may see. Errors: those of `population`; Forbidden without the
    right to see files.
    """
    access.require(Permission.VIEW_FILES)
    report = year_ratings(access, period, as_of=as_of, unit=unit, with_before=False)
    found = {
        entry.subject: entry
        for entry in report.of(track)
        if _has_level(entry, level) and (not key or _class_of(entry, key) == ("" if value == "-" else value))
    }
    seen = picture(access, report.people.as_of, permission=Permission.VIEW_FILES)
    listed = seen.sort("sort_key", "person_id").select("person_id", "full_name", "post_name", "unit_id").rows()
    return [
        RatedPerson(
            person_id, name, post or "", report.people.name_of(unit_id), found[person_id].level,
            found[person_id].standing,
        )
        for person_id, name, post, unit_id in listed
        if person_id in found
    ]  # fmt: skip


def _has_level(entry: Entry, level: str) -> bool:
    if level == "not_graded":
        return entry.standing != "graded"
    return not level or level == (entry.level if entry.standing == "graded" else entry.standing)


def _class_of(entry: Entry, key: str) -> str:
    if key == "leader":
        return "" if not entry.rank else "leader" if entry.rank in LEADERS else "other"
    known = {"rank": entry.rank, "regime": entry.regime, "title_group": entry.title_group, "unit": entry.unit}
    return str(known.get(key) or "")
