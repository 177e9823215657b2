"""The records of the file that a finding's facts come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from canbo.core.access import AccessContext
from canbo.facts.standards.sources import section_of, sections_known
from canbo.personnel.models import FileRecord, Person
from canbo.personnel.selectors import file_of, kind_by_key, records
from canbo.rules.domain.results import Assessment, FactUsed, Finding, Record


def with_records(access: AccessContext, assessment: Assessment, person_id: int) -> Assessment:
    """Add to each fact used the records that it was read from: those of its section that hold on the day.

    One query for each section named. Sections that the viewer may not read add nothing. NotFound outside the scope.
    """
    person = file_of(access, person_id)
    held: dict[str, tuple[Record, ...]] = {}

    def told(fact: FactUsed) -> FactUsed:
        section = section_of(fact.name)
        if not section or section not in sections_known():
            return fact
        if section not in held:
            held[section] = _records(access, person, kind_by_key(section), assessment.as_of)
        return replace(fact, records=held[section])

    def finding(each: Finding) -> Finding:
        return replace(each, facts=tuple(told(fact) for fact in each.facts))

    return replace(assessment, findings=tuple(finding(each) for each in assessment.findings))


def _records(access: AccessContext, person: Person, kind: type[FileRecord], as_of: date) -> tuple[Record, ...]:
    # Measures count beyond their own time: a bar runs from when they began.
    until = None if kind.section.key in {"discipline", "evaluation"} else as_of
    found = records(access, person, kind, as_of=until)
    return tuple(Record(kind.section.key, record.pk, str(record)) for record in found)
