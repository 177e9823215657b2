"""The guide that starts a run: the work, those considered, the procedure by what is stated, a last look."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both
from canbo.common.pages import guide_steps
from canbo.core.access import Permission
from canbo.core.errors import DomainError, Forbidden
from canbo.organizations.models import Unit
from canbo.procedures.run_guide import Guide, carried, read_guide, stated_values
from canbo.procedures.run_tables import act_label
from canbo.procedures.selectors.meetings import units_to_run
from canbo.procedures.selectors.run_choice import Choice, acts_offered, applicable, told_by_files
from canbo.procedures.selectors.run_picking import people_to_consider, posts_to_fill
from canbo.procedures.services.runs import start_run

LAST = 4


@both
def start(request: Request) -> HttpResponse:
    """The step asked for, or the first that still lacks something; the last one starts the run."""
    request.access.require(Permission.RUN_PROCEDURES)
    guide = read_guide(request.GET, request.today)
    units = units_to_run(request.access)
    unit = next((each for each in units if each.pk == guide.unit_id), None)
    step = _step(guide, unit, request.GET.get("buoc", ""))
    context: dict[str, Any] = {"guide": guide, "unit": unit, "carried": list(carried(request.GET, step))}
    if unit is None or step == 1:
        context |= {"units": units, "acts": acts_offered(request.access, guide.started_on or request.today)}
    elif step == 2:
        context |= _people(request, guide, unit)
    else:
        context |= _procedures(request, guide, unit)
        if step == LAST and (chosen := _chosen(guide, context["choices"])) is not None:
            if request.method == "POST" and (answer := _begin(request, guide, unit, context)) is not None:
                return answer
            context |= _last_look(request, guide, unit, chosen)
        else:
            step = 3
            context["carried"] = list(carried(request.GET, step))
    return _page(request, step, context)


def _step(guide: Guide, unit: Unit | None, asked: str) -> int:
    """Give the step to show: the one asked for, no later than the first that lacks something."""
    wanted = int(asked) if asked in {"1", "2", "3", "4"} else 1
    if unit is None or not guide.act:
        return 1
    if not guide.people and not guide.others:
        return min(wanted, 2)
    return min(wanted, LAST if guide.procedure else 3)


def _people(request: Request, guide: Guide, unit: Unit) -> dict[str, Any]:
    text = request.GET.get("tim", "")
    day = guide.started_on or request.today
    return {
        "people": people_to_consider(request.access, unit, text, guide.people), "text": text,
        "positions": posts_to_fill(request.access, unit, day), "others": "\n".join(guide.others),
    }  # fmt: skip


def _procedures(request: Request, guide: Guide, unit: Unit) -> dict[str, Any]:
    """The procedures in force for the act; what the files tell stands until something else is written."""
    day = guide.started_on or request.today
    position = next((each for each in posts_to_fill(request.access, unit, day) if each.pk == guide.position_id), None)
    told = told_by_files(request.access, unit, guide.people, position, day)
    choices = applicable(request.access, unit, guide.act, told, day)
    try:
        known = stated_values(tuple(each for choice in choices for each in choice.asks), guide.stated)
        choices = applicable(request.access, unit, guide.act, told | known, day)
    except DomainError as error:
        known = {}
        messages.error(request, localized(error))
    asks = {each.name: each for choice in choices for each in choice.asks if choice.fits is not False}
    first = {each.name: each for each in asks.values()}
    return {"choices": choices, "asks": list(first.values()), "told": told, "known": told | known, "position": position}


def _chosen(guide: Guide, choices: list[Choice]) -> Choice | None:
    return next((each for each in choices if each.procedure == guide.procedure and each.fits), None)


def _last_look(request: Request, guide: Guide, unit: Unit, chosen: Choice) -> dict[str, Any]:
    people = people_to_consider(request.access, unit, "", guide.people)[: len(guide.people)]
    title = f"{act_label(guide.act)}: {guide.post or unit.name}"
    return {
        "chosen": chosen, "considered": [*(each.full_name for each in people), *guide.others],
        "title": request.POST.get("title", title)[:300], "request_key": request.POST.get("khoa") or uuid.uuid4().hex,
    }  # fmt: skip


def _begin(request: Request, guide: Guide, unit: Unit, context: dict[str, Any]) -> HttpResponse | None:
    """Start the run; None where it was refused, with the reason said on the page."""
    try:
        run = start_run(
            access=request.access, unit=unit, act=guide.act, procedure=guide.procedure,
            title=request.POST.get("title", ""), subjects=guide.subjects, circumstances=context["known"],
            today=request.today, started_on=guide.started_on, position=context["position"],
            request_key=request.POST.get("khoa", "")[:40],
        )  # fmt: skip
    except Forbidden as error:
        if error.code not in {"own_case", "relative_case"}:
            raise
        messages.error(request, localized(error))
        return None
    except DomainError as error:
        messages.error(request, localized(error))
        return None
    messages.success(request, _("Đã bắt đầu việc."))
    return redirect("run", run.pk)


def _page(request: Request, step: int, context: dict[str, Any]) -> HttpResponse:
    query = request.GET.copy()

    def url(number: int) -> str:
        query["buoc"] = str(number)
        return f"?{query.urlencode()}"

    labels = (_("Việc và đơn vị"), _("Người, chức vụ xem xét"), _("Quy trình"), _("Xem lại, bắt đầu"))
    context |= {
        "step": step, "steps": guide_steps([(label, url(number)) for number, label in enumerate(labels, 1)], step - 1),
        "back_url": url(step - 1) if step > 1 else "",
    }  # fmt: skip
    return render(request, "procedures/run_start.html", context)
