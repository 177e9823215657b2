"""The records of the file that a finding's facts come from."""

from __future__ import annotations

from dataclasses import replace

from canbo.core.access import AccessContext
from canbo.facts.standards.sources import section_of, sections_known
from canbo.personnel.models import Person
from canbo.personnel.selectors import kind_by_key, read_file
from canbo.rules.domain.results import Assessment, FactUsed, Finding, Record

#: Kinds whose records count beyond their own time: a bar runs from when a measure began, years running look back.
_BEYOND = frozenset({"discipline", "evaluation"})


def with_records(access: AccessContext, assessment: Assessment, person: Person) -> Assessment:
    """Add to each fact used the records that it was read from: those of its section that hold on the day.

    One query, whatever is named. Sections that the viewer may not read add nothing.
    """
    named = {section_of(fact.name) for finding in assessment.findings for fact in finding.facts}
    kinds = {key: kind_by_key(key) for key in sorted(named & sections_known())}
    contents = read_file(access, person, kinds.values())
    held = {
        key: tuple(
            Record(key, record.pk, str(record))
            for record in (
                contents.known(kind) if key in _BEYOND else contents.holding(kind, assessment.as_of)
            )
        )
        for key, kind in kinds.items()
    }  # fmt: skip

    def told(fact: FactUsed) -> FactUsed:
        found = held.get(section_of(fact.name), ())
        return replace(fact, records=found) if found else fact

    def finding(each: Finding) -> Finding:
        return replace(each, facts=tuple(told(fact) for fact in each.facts))

    return replace(assessment, findings=tuple(finding(each) for each in assessment.findings))
