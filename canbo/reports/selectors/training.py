"""The training result report of a scope: who was sent to courses that began in a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.facts.selectors import picture
from canbo.organizations.models import Unit
from canbo.personnel.levels import QualificationLevel, StateManagementLevel, TheoryLevel, TrainingField
from canbo.personnel.models import Training
from canbo.reports.domain.masking import in_json, told, training_told
from canbo.reports.domain.training import SCHEMA, Sent, TrainingResult, as_json, counted_mode, training_result
from canbo.reports.selectors.population import Population, population

_LEVELS = {
    "theory": TheoryLevel.values,
    "state_management": StateManagementLevel.values,
    "professional": QualificationLevel.values,
}


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """Who was sent since a day, and whose files were read."""

    people: Population
    since: date
    result: TrainingResult
    by_year: tuple[tuple[int, int], ...]


def began_within(start: PartialDate | None, first: date, last: date) -> bool | None:
    """Tell whether a course began in the period; None where its beginning is not known well enough."""
    if start is None:
        return None
    if start.earliest >= first and start.latest <= last:
        return True
    return False if start.latest < first or start.earliest > last else None


def training(
    access: AccessContext,
    since: int | date,
    *,
    as_of: date,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
    permission: Permission = Permission.VIEW_REPORTS,
) -> TrainingReport:
    """Give the report on courses begun on or after 1 January of the year `since` (or a day), up to `as_of`.

    A beginning known only to the year or month counts where all of it lies in the period; where that cannot be told,
    and where the beginning is not known at all, the course is counted apart. Those who have left since are counted too,
    with the unit where they were last. Errors: those of `population`.
    """
    first = date(since, 1, 1) if isinstance(since, int) else since
    last = as_of
    people = population(access, last, unit=unit, known_on=known_on, permission=permission)
    rows = Training.objects.known(known_on).values_list("person_id", "field", "level", "mode", "valid_from")
    begun: list[bool | None] = []
    years: list[int] = []
    facts: list[tuple[int, str, str, str]] = []
    for person_id, field, level, mode, start in rows.iterator(chunk_size=10_000):
        facts.append((person_id, field, level, mode))
        begun.append(began_within(start, first, last))
        years.append(0 if start is None else start.year)
    columns = list(zip(*facts, strict=True)) if facts else [(), (), (), ()]
    frame = pl.DataFrame(
        [*columns, begun], schema=SCHEMA, orient="col"
    ).with_columns(pl.Series("year", years, dtype=pl.Int32))  # fmt: skip
    frame = frame.join(people.everyone.select("person_id"), on="person_id", how="semi")
    by_year = frame.filter(pl.col("begun")).group_by("year").agg(pl.col("person_id").n_unique()).sort("year")
    result = training_result(frame.drop("year"))
    result = replace(result, levels=tuple(sorted(result.levels, key=_place)))
    years_told = tuple(by_year.rows())
    if people.least:
        result = training_told(result, people.least)
        years_told = tuple((year, told(persons, people.least)) for year, persons in years_told)
    return TrainingReport(people, first, result, years_told)


@dataclass(frozen=True, slots=True)
class SentPerson:
    """One course of one person, for the list behind a figure."""

    person_id: int
    name: str
    unit: str
    course: str
    field: str
    level: str
    mode: str
    begun: PartialDate | None
    institution: str


def sent_people(
    access: AccessContext,
    since: int,
    *,
    as_of: date,
    unit: Unit | int | None = None,
    field: str | None = None,
    level: str | None = None,
    mode: str | None = None,
    undated: bool = False,
) -> list[SentPerson]:
    """Give the courses behind a figure of the report, in the order of names; only of files that the viewer may see.

    What is None is not asked for; `mode` is one of the report's ways of study; `undated` asks for the courses whose
    beginning is not known instead. Errors: those of `population`; Forbidden without the right to see files.
    """
    access.require(Permission.VIEW_FILES)
    people = population(access, as_of, unit=unit)
    seen = picture(access, as_of, permission=Permission.VIEW_FILES).select("person_id")
    listed = people.everyone.join(seen, on="person_id", how="semi").sort("sort_key", "person_id")
    who = {
        person_id: (place, name, people.name_of(unit_id))
        for place, (person_id, name, unit_id) in enumerate(listed.select("person_id", "full_name", "unit_id").rows())
    }
    wanted = {key: value for key, value in (("field", field), ("level", level)) if value is not None}
    rows = Training.objects.known().filter(**wanted).values_list(
        "person_id", "course", "field", "level", "mode", "valid_from", "institution"
    )  # fmt: skip
    first = date(since, 1, 1)
    found = []
    for person_id, course, its_field, its_level, its_mode, start, institution in rows.iterator(chunk_size=10_000):
        begun = began_within(start, first, as_of)
        if person_id not in who or (begun is not None if undated else begun is not True):
            continue
        if mode is not None and counted_mode(its_mode) != mode:
            continue
        _place_of, name, unit_name = who[person_id]
        found.append(SentPerson(person_id, name, unit_name, course, its_field, its_level, its_mode, start, institution))
    return sorted(found, key=lambda row: (who[row.person_id][0], "" if row.begun is None else row.begun.code))


def _place(sent: Sent) -> tuple[int, int, str]:
    """Order fields as the list of fields has them, and within a field the highest level first."""
    fields = TrainingField.values
    levels = _LEVELS.get(sent.field, [])
    return (
        fields.index(sent.field) if sent.field in fields else len(fields),
        -levels.index(sent.level) if sent.level in levels else 1,
        sent.level,
    )


def training_report(
    access: AccessContext,
    since: int | date,
    *,
    as_of: date,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
) -> dict[str, Any]:
    """Give the training result report as plain JSON. Errors: those of `population`."""
    return training_json(training(access, since, as_of=as_of, unit=unit, known_on=known_on))


def training_json(report: TrainingReport) -> dict[str, Any]:
    """Give a report as plain JSON."""
    plain = as_json(report.result, since=report.since, as_of=report.people.as_of)
    shown: dict[str, Any] = in_json(
        {
            "since": plain.pop("since"),
            "as_of": plain.pop("as_of"),
            "unit": report.people.unit_name or None,
            "unit_id": report.people.unit_id,
            **plain,
            "by_year": [{"year": year, "persons": persons} for year, persons in report.by_year],
        }
    )
    return shown
