"""One person against one or many questions, with the first day on which time alone will have mended what fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.facts.standards.questions import (
    DEFAULT_ACT,
    Question,
    about_position,
    language,
    places_above,
    rule_frame,
    target_of,
)
from canbo.organizations import selectors as organizations
from canbo.personnel.models import Discipline, FileRecord, PlanEntry
from canbo.rules.domain.engine import Search
from canbo.rules.domain.findings import explain
from canbo.rules.domain.results import Assessment, Finding
from canbo.rules.domain.waiting import with_days
from canbo.rules.library import library


def person_frame(access: AccessContext, as_of: date, person_id: int) -> pl.DataFrame:
    """Give the facts of one person as a frame of one row. NotFound outside the viewer's scope."""
    frame = rule_frame(access, as_of).filter(pl.col("person_id") == person_id)
    if frame.is_empty():
        raise NotFound("person_not_found", "Không có hồ sơ này.")
    return frame


def assessed(frame: pl.DataFrame, questions: Sequence[Question], as_of: date) -> list[Assessment]:
    """Explain one person against each question, with the days ahead. Questions under one law are read in one pass."""
    made: list[Assessment | None] = [None] * len(questions)
    laws = list(dict.fromkeys(question.law for question in questions))
    for law in laws:
        places = [number for number, question in enumerate(questions) if question.law is law]
        found = explain(frame, law, as_of, [questions[number].search for number in places], language=language())
        for number, assessment in zip(places, with_days(frame, law, found), strict=True):
            made[number] = assessment
    return [each for each in made if each is not None]


def present_question(
    access: AccessContext, frame: pl.DataFrame, as_of: date, act: str = DEFAULT_ACT
) -> Question | None:
    """Ask about the post that a person holds on the day; None where the file names none."""
    row = frame.row(0, named=True)
    if row["position_id"] is not None:
        return about_position(access, organizations.position_of(access, row["position_id"]), act, as_of)
    if row["title_id"] is None:
        return None
    title = organizations.title_of(access, row["title_id"])
    target = target_of(title.code, row["tier"] or "", row["block"] or "", title.rank, title.name)
    places = places_above(access, row["unit_id"], as_of) if row["unit_id"] is not None else ()
    law = library().law(as_of, places=places)
    return Question(Search(target, act), law, row["post_name"] or title.name, (("viec", act),))


def restricted_kinds(findings: Iterable[Finding]) -> list[type[FileRecord]]:
    """Give the restricted sections of the file that findings show something of."""
    used = {fact.name for finding in findings for fact in finding.facts if fact.low is not None}
    kinds: list[type[FileRecord]] = []
    if used & {"in_plan", "plan_titles"}:
        kinds.append(PlanEntry)
    if used & {"disciplines", "discipline_in_force", "discipline_last_form"}:
        kinds.append(Discipline)
    return kinds
