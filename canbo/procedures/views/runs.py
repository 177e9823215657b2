"""Runs of procedures: the list, a run's page, a step's page, what was done, what has changed since."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.core.access import Permission
from canbo.core.errors import NotFound
from canbo.documents.paper_panel import render_papers
from canbo.procedures.models import RunStep
from canbo.procedures.run_tables import RUNS, RunRows, act_label, counted_words
from canbo.procedures.selectors.agenda import items_of_step
from canbo.procedures.selectors.run_outcomes import counted
from canbo.procedures.selectors.run_people import actors_of
from canbo.procedures.selectors.run_showing import StepShown, shown
from canbo.procedures.selectors.runs import SUBJECT, log_of, run_of, step_of


@require_safe
def listing(request: Request) -> HttpResponse:
    """The runs that the viewer may know of."""
    state = RUNS.state(request.GET)
    rows = RunRows(request.access, state, request.today)
    return RUNS.response(request, state, rows, context={"may_start": request.access.can(Permission.RUN_PROCEDURES)})


@require_safe
def show(request: Request, run_id: int) -> HttpResponse:
    """One run: where it stands, its steps, what the next one asks for."""
    found = shown(request.access, run_id, request.today)
    ready = found.ready
    decided = [each for each in found.steps if each.step.state == RunStep.State.DONE and each.step.frozen]
    context = {
        "shown": found, "run": found.run, "act": act_label(found.run.act), "ready": ready,
        "items": items_of_step(request.access, ready.step.pk) if ready and found.part != SUBJECT else [],
        "decided": decided[-1] if decided and found.part != SUBJECT else None,
        "papers": render_papers(request, "run", found.run) if found.part != SUBJECT else None,
    }  # fmt: skip
    return render(request, "procedures/run.html", context)


@require_safe
def step(request: Request, step_id: int) -> HttpResponse:
    """One step: who acts, which papers, what it came to, and what it rested on."""
    held = step_of(request.access, step_id)
    found = shown(request.access, held.run_id, request.today)
    here = _shown_step(found.steps, step_id)
    day = held.done_on or request.today
    own = found.part == SUBJECT
    context = {
        "shown": found, "run": found.run, "each": here, "step": held, "is_own": own,
        "actors": actors_of(request.access, held, day) if not own else None,
        "items": items_of_step(request.access, step_id) if not own else [],
        **(counted_words(counted(request.access, held)) if found.may_run else {}),
    }  # fmt: skip
    return render(request, "procedures/run_step.html", context)


@require_safe
def log(request: Request, run_id: int) -> HttpResponse:
    """Everything done in a run, the newest first."""
    run = run_of(request.access, run_id)
    found = shown(request.access, run_id, request.today)
    labels = {each.step.key: each.label for each in found.steps}
    rows = [(row, labels.get(row.step.key, row.step.key) if row.step else "") for row in log_of(request.access, run)]
    return render(request, "procedures/run_log.html", {"run": run, "rows": rows})


def _shown_step(steps: tuple[StepShown, ...], step_id: int) -> StepShown:
    """Give a step among those shown, or the one that stands in the place of a step that was returned."""
    for each in steps:
        if each.step.pk == step_id or any(one.pk == step_id for one in each.earlier):
            return each
    raise NotFound("step_not_found", "Không có bước này trong phạm vi của bạn.")
