"""Readings that somebody should look at: many files, out of hours, a relative's, a file outside the usual scope.

Nothing here accuses: an inspector sees them drawn on a time line and asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final, NamedTuple

from django.conf import settings
from django.core.cache import cache as shared
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from canbo.audit.actions import READINGS
from canbo.audit.models import AuditEntry
from canbo.common.rows import as_system
from canbo.core.errors import DomainError
from canbo.core.working_days import is_working_day

MANY, LATE, KIN, FAR = "many", "late", "kin", "far"
LABELS = {
    MANY: _("đọc nhiều hồ sơ trong một giờ"), LATE: _("đọc ngoài giờ làm việc"), KIN: _("đọc hồ sơ người thân"),
    FAR: _("đọc hồ sơ ngoài các đơn vị thường đọc"),
}  # fmt: skip

#: What somebody read in so many days before the period is usual for them.
USUAL_DAYS: Final = 90
#: Whoever read less than this in those days has no usual scope yet.
USUAL_LEAST: Final = 20
#: A period with more readings than this is refused: whoever looks should narrow it.
MOST: Final = 100_000


class Reading(NamedTuple):
    """One reading, as far as it matters here."""

    actor_id: int | None
    actor_name: str
    at: datetime
    object_id: int | None
    unit_path: str
    relation: str


@dataclass(slots=True)
class Finding:
    """Unusual readings of one kind by one account on one day: how many, of how many files, from when to when."""

    kind: str
    day: date
    actor_id: int | None
    actor_name: str
    readings: int = 0
    files: int = 0
    begin: datetime | None = None
    end: datetime | None = None


def readings(rows: QuerySet[AuditEntry]) -> list[Reading]:
    """Give the readings among the rows, oldest first. Errors: too_many_readings."""
    found = rows.filter(action__in=READINGS).order_by("at", "id").values_list(*Reading._fields)[: MOST + 1]
    if len(found) > MOST:
        raise DomainError(
            "too_many_readings",
            "Thời gian đã chọn có hơn {most} lần đọc hồ sơ. Hãy chọn thời gian ngắn hơn.",
            most=MOST,
        )
    return [Reading._make(row) for row in found]


def unusual(found: Iterable[Reading], since: datetime) -> list[Finding]:
    """Find what is unusual among readings since a moment: one finding for each kind, account and day, latest first."""
    marked: dict[tuple[str, date, int | None], list[Reading]] = defaultdict(list)
    hours: dict[tuple[int | None, datetime], list[Reading]] = defaultdict(list)
    rows = [(row, timezone.localtime(row.at)) for row in found if row.relation != "own"]
    usual = _usual_units({row.actor_id for row, _at in rows if row.actor_id is not None}, since)
    for row, at in rows:
        hours[row.actor_id, at.replace(minute=0, second=0, microsecond=0)].append(row)
        for kind in _kinds(row, at, usual):
            marked[kind, at.date(), row.actor_id].append(row)
    for (actor_id, hour), together in hours.items():
        if len({row.object_id for row in together}) >= settings.CANBO_AUDIT_MANY_FILES:
            marked[MANY, hour.date(), actor_id] += together
    return sorted((_finding(*key, each) for key, each in marked.items()), key=lambda each: each.day, reverse=True)


def _finding(kind: str, day: date, actor_id: int | None, rows: list[Reading]) -> Finding:
    return Finding(
        kind, day, actor_id, rows[-1].actor_name, len(rows), len({row.object_id for row in rows}),
        min(row.at for row in rows), max(row.at for row in rows),
    )  # fmt: skip


def _kinds(row: Reading, at: datetime, usual: dict[int, frozenset[str]]) -> Iterator[str]:
    open_now = settings.CANBO_OFFICE_OPENS <= at.hour < settings.CANBO_OFFICE_CLOSES
    if not (open_now and _is_working_day(at.date())):
        yield LATE
    if row.relation == "kin":
        yield KIN
    known = usual.get(row.actor_id or 0)
    if known is not None and row.unit_path not in known:
        yield FAR


@cache
def _is_working_day(day: date) -> bool:
    """Tell whether offices work on the day; of years without a calendar, Monday to Friday."""
    try:
        return is_working_day(day)
    except DomainError:
        return day.weekday() < 5


@as_system()
def _usual_units(actors: set[int], since: datetime) -> dict[int, frozenset[str]]:
    """Give for each account the units whose files it read before; none for those who read too little to tell.

    What lies before a day does not change: it is worked out once an hour.
    """
    key = f"audit-usual-{since:%Y%m%d%H%M}"
    known: dict[int, dict[str, int]] | None = shared.get(key)
    if known is None:
        known = {}
        before = AuditEntry.objects.filter(
            action__in=READINGS, at__gte=since - timedelta(days=USUAL_DAYS), at__lt=since, actor_id__isnull=False
        )
        counted = before.order_by().values_list("actor_id", "unit_path").annotate(count=Count("id"))
        for actor_id, path, count in counted:
            known.setdefault(int(actor_id or 0), {})[path] = count
        shared.set(key, known, timeout=3600)
    return {
        actor: frozenset(units)
        for actor, units in known.items()
        if actor in actors and sum(units.values()) >= USUAL_LEAST
    }


def day_begins(day: date) -> datetime:
    """Give the first moment of a day in the office's time."""
    return timezone.make_aware(datetime.combine(day, time.min))
