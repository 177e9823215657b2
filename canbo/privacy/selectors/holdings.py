"""What is kept about a person, section by section, on which base; the machine-readable copy of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.personnel.models import RECORD_KINDS, FileRecord, Person
from canbo.personnel.selectors import read_file
from canbo.personnel.selectors.papers import papers_of
from canbo.personnel.tables import TABS
from canbo.personnel.wording import decision_text, field_label, typed_fields, value_text
from canbo.privacy.domain.catalogue import Activity, activity_of


@dataclass(frozen=True, slots=True)
class SectionHeld:
    """One section of a file: how many records it has now, where to read it."""

    key: str
    label: str
    count: int
    tab: str


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept for one purpose, with its legal base, recipients and time."""

    activity: Activity
    sections: tuple[SectionHeld, ...]
    #: Labels of sections that are kept but not shown to the person before they are announced.
    withheld: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many records there are."""
        return sum(section.count for section in self.sections)


def held_about(access: AccessContext, person: Person) -> list[Held]:
    """Give what is kept about the viewer's own person, by purpose; one query."""
    contents = read_file(access, person)
    words = {tab: word for word, (tab, _label) in TABS.items()}
    found: dict[str, tuple[Activity, list[SectionHeld], list[str]]] = {}
    for kind in RECORD_KINDS:
        activity = activity_of(kind.section.key)
        _activity, sections, withheld = found.setdefault(activity.key, (activity, [], []))
        label = str(kind.section.label)
        if kind in contents.closed:
            withheld.append(label)
        else:
            count = len(contents.known(kind))
            sections.append(SectionHeld(kind.section.key, label, count, words[kind.section.tab]))
    return [Held(activity, tuple(sections), tuple(withheld)) for activity, sections, withheld in found.values()]


def copy_of(access: AccessContext, person: Person, today: date) -> dict[str, Any]:
    """Give the machine-readable copy of what is kept about a person, as far as the viewer may read it.

    Shape: {"schema", "made_on", "sections": {key: {"label", "records": [{field: {"label", "value", "text"}}]}},
    "papers": [{"title", "type", "bytes", "sha256"}], "withheld": [labels of what the law keeps back]}.
    """
    contents = read_file(access, person)
    sections: dict[str, Any] = {}
    withheld: list[str] = []
    for kind in RECORD_KINDS:
        if kind in contents.closed:
            withheld.append(str(kind.section.label))
            continue
        records = [_record(kind, record) for record in contents.known(kind)]
        if records:
            sections[kind.section.key] = {"label": str(kind.section.label), "records": records}
    return {
        "schema": "canbo/own-data/1",
        "made_on": today.isoformat(),
        "sections": sections,
        "papers": [
            {"title": paper.title, "type": paper.media_type, "bytes": paper.size, "sha256": paper.sha256}
            for paper in papers_of(access, person)
        ],
        "withheld": withheld,
    }


def _record(kind: type[FileRecord], record: FileRecord) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for each in typed_fields(kind):
        value = getattr(record, each.attname)
        if value not in (None, ""):
            fields[each.name] = {
                "label": field_label(kind, each), "value": _plain(value), "text": value_text(record, each.name),
            }  # fmt: skip
    if record.decision is not None:
        fields["decision"] = {"label": _("Quyết định"), "text": decision_text(record.decision)}
    return {
        "fields": fields,
        "recorded_at": record.recorded_at.isoformat(),
        "source": record.source.description or str(record.source.get_kind_display()),
        "verified": {name: mark["paper"] for name, mark in (record.verified or {}).items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.code
    return value if isinstance(value, (bool, int)) else str(value)
