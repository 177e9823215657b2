"""The papers that a step of a run asks for, and how each stands on the day of the step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from canbo.core.access import AccessContext
from canbo.procedures.domain import runs_law
from canbo.procedures.domain.runs_papers import Given, Need, needed
from canbo.procedures.models import Run, RunStep, RunSubject, StepPaper
from canbo.procedures.selectors.runs import SUBJECT, part_in


def needs_of(access: AccessContext, run: Run, step: RunStep, day: date) -> list[Need]:
    """Give the papers of the dossier, which is handed in at the last decision; nothing at other steps.

    Each person considered needs each paper, one given for all serves everybody. Errors: calendar_missing.
    """
    if part_in(access, run) == SUBJECT:
        return []
    return needs_from(run, step, papers_of(access, run), run.subjects.order_by("pk"), day)


def needs_from(
    run: Run, step: RunStep, papers: Iterable[StepPaper], subjects: Iterable[RunSubject], day: date
) -> list[Need]:
    """Give the same from the papers and those considered as they were read."""
    law = runs_law.read(run.snapshot)
    if step.version != run.version or step.key != law.filing_step or not law.dossier:
        return []
    given = [Given(each.paper, each.subject_id, each.dated_on, bool(each.waived_by)) for each in papers if each.paper]
    considered = [each.pk for each in subjects if each.left_on is None and each.person_id is not None]
    return [needed(paper, given, considered, day) for paper in law.dossier]


def papers_of(access: AccessContext, run: Run) -> list[StepPaper]:
    """Give the papers of a run that were not withdrawn, oldest first."""
    return list(
        StepPaper.objects.filter(step__run=run, withdrawn_on__isnull=True)
        .select_related("step", "subject", "attachment")
        .order_by("pk")
    )
