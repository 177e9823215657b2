"""The papers that a step of a run asks for, and how each stands on the day of the step."""

from __future__ import annotations

from datetime import date

from canbo.core.access import AccessContext
from canbo.procedures.domain import runs_law
from canbo.procedures.domain.runs_papers import Given, Need, needed
from canbo.procedures.models import Run, RunStep, StepPaper
from canbo.procedures.selectors.runs import SUBJECT, part_in


def needs_of(access: AccessContext, run: Run, step: RunStep, day: date) -> list[Need]:
    """Give the papers of the dossier, which is handed in at the last decision; nothing at other steps.

    Each person considered needs each paper, one given for all serves everybody. Errors: calendar_missing.
    """
    law = runs_law.read(run.snapshot)
    if step.version != run.version or step.key != law.filing_step or not law.dossier:
        return []
    if part_in(access, run) == SUBJECT:
        return []
    given = [
        Given(each.paper, each.subject_id, each.dated_on, bool(each.waived_by))
        for each in papers_of(access, run) if each.paper
    ]  # fmt: skip
    considered = run.subjects.filter(left_on__isnull=True, person__isnull=False).order_by("pk")
    subjects = list(considered.values_list("pk", flat=True))
    return [needed(paper, given, subjects, day) for paper in law.dossier]


def papers_of(access: AccessContext, run: Run) -> list[StepPaper]:
    """Give the papers of a run that were not withdrawn, oldest first."""
    return list(
        StepPaper.objects.filter(step__run=run, withdrawn_on__isnull=True)
        .select_related("step", "subject", "attachment")
        .order_by("pk")
    )
