"""The history of a file: every version of every record, who brought it, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from canbo.personnel.models import FileRecord
from canbo.personnel.selectors.contents import FileContents
from canbo.personnel.wording import decision_text, field_label, line_text, typed_fields, value_text


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after; "" where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one person did to the file in one go, from one source."""

    at: datetime
    who: str
    source: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done to the file."""

    at: datetime
    who: str
    what: str
    section: str
    line: str
    reason: str
    source: str
    tone: str
    changes: tuple[Change, ...]


def events_of(contents: FileContents) -> list[Event]:
    """Give everything that was done to the records that the viewer may read, the newest first."""
    events: list[tuple[datetime, int, Event]] = []
    for kind, versions in contents.versions.items():
        by_id = {record.pk: record for record in versions}
        followed = {record.supersedes_id for record in versions if record.supersedes_id}
        for record in versions:
            if contents.known_on is not None and record.recorded_at > contents.known_on:
                continue
            events.append((record.recorded_at, record.pk, _written(kind, record, by_id.get(record.supersedes_id))))
            gone = record.superseded_at
            is_known = gone is not None and (contents.known_on is None or gone <= contents.known_on)
            if gone is not None and is_known and record.pk not in followed:
                events.append((gone, record.pk, _withdrawn(kind, record, gone)))
    events.sort(key=lambda each: each[:2], reverse=True)
    return [event for _at, _pk, event in events]


def sittings_of(contents: FileContents) -> list[Sitting]:
    """Give the events gathered by who did them, from which source, in which minute; the newest first."""
    gathered: dict[tuple[str, str, str], list[Event]] = {}
    for event in events_of(contents):
        gathered.setdefault((f"{event.at:%Y%m%d%H%M}", event.who, event.source), []).append(event)
    return [Sitting(events[0].at, events[0].who, events[0].source, tuple(events)) for events in gathered.values()]


def _written(kind: type[FileRecord], record: FileRecord, before: FileRecord | None) -> Event:
    if before is None:
        what, tone, changes = _("Ghi vào hồ sơ"), "green", _values(kind, record)
    else:
        changes = _differences(kind, before, record)
        if changes:
            what, tone = _("Sửa"), "amber"
        else:
            what, tone = _("Xác nhận"), "blue"
            changes = _verified(kind, before, record)
    return Event(
        at=record.recorded_at, who=record.source.user_name, what=what, section=str(kind.section.label),
        line=line_text(record), reason=record.reason, source=record.source.description, tone=tone, changes=changes,
    )  # fmt: skip


def _withdrawn(kind: type[FileRecord], record: FileRecord, at: datetime) -> Event:
    return Event(
        at=at, who=record.withdrawn_by_name, what=_("Rút khỏi hồ sơ"), section=str(kind.section.label),
        line=line_text(record), reason=record.withdrawn_reason, source="", tone="red", changes=(),
    )  # fmt: skip


def _values(kind: type[FileRecord], record: FileRecord) -> tuple[Change, ...]:
    return tuple(
        Change(field_label(kind, each), "", text)
        for each in typed_fields(kind)
        if getattr(record, each.attname) is not False and (text := value_text(record, each.name))
    )


def _differences(kind: type[FileRecord], before: FileRecord, after: FileRecord) -> tuple[Change, ...]:
    changes = [
        Change(field_label(kind, each), value_text(before, each.name), value_text(after, each.name))
        for each in typed_fields(kind)
        if getattr(before, each.attname) != getattr(after, each.attname)
    ]
    if before.decision_id != after.decision_id:
        words = [decision_text(record.decision) if record.decision else "" for record in (before, after)]
        changes.append(Change(_("Quyết định"), *words))
    return tuple(changes)


def _verified(kind: type[FileRecord], before: FileRecord, after: FileRecord) -> tuple[Change, ...]:
    labels = {each.name: field_label(kind, each) for each in typed_fields(kind)}
    old = before.verified or {}
    return tuple(
        Change(labels.get(name, name), "", _("theo %(paper)s") % {"paper": mark["paper"]})
        for name, mark in (after.verified or {}).items()
        if old.get(name) != mark
    )
