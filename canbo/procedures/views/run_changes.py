"""What has changed since a step was decided."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.procedures.selectors.run_facts import changes_since
from canbo.procedures.selectors.runs import step_of


@require_safe
def changes(request: Request, step_id: int) -> HttpResponse:
    """The part that a run's page fetches by itself, because reading every fact anew takes a while."""
    step = step_of(request.access, step_id)
    found = changes_since(request.access, step, request.today)
    context = {"step": step, "changes": found, "day": f"{step.done_on:%d/%m/%Y}" if step.done_on else ""}
    return render(request, "procedures/run_changes.html", context)
