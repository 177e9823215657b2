"""What is done in a run: steps completed, skipped, given back; papers; people; circumstances; law; the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, written
from canbo.procedures import run_forms
from canbo.procedures.models import Run, RunStep
from canbo.procedures.permissions import require_doing, require_running
from canbo.procedures.run_guide import stated_values, told_in
from canbo.procedures.run_tables import counted_words
from canbo.procedures.selectors.run_choice import asked
from canbo.procedures.selectors.run_outcomes import counted
from canbo.procedures.selectors.run_people import assignable
from canbo.procedures.selectors.run_picking import decisions_to_link
from canbo.procedures.selectors.run_showing import StepShown, shown
from canbo.procedures.selectors.runs import SUBJECT, paper_of, part_in, run_of, step_of, subject_of
from canbo.procedures.services import run_papers, run_people, run_steps, runs
from canbo.procedures.services.run_people import ActorGiven
from canbo.procedures.services.runs import SubjectGiven

_FORM = "procedures/run_form.html"


def _answer(
    request: Request, form: forms.Form, act: Callable[[], object], back: str, said: str, **context: Any
) -> HttpResponse:
    """Run the act once the form is in order, and go back; else show the form with what is wrong."""
    if request.method == "POST" and written(form, act):
        messages.success(request, said)
        return redirect(back)
    return form_page(request, form, template=_FORM, cancel_url=back, **context)


def _key(request: Request) -> str:
    """The key of a form, so that one sent twice does nothing twice."""
    return request.POST.get("khoa", "")[:40] or uuid.uuid4().hex


def _run_url(run_id: int) -> str:
    return reverse("run", args=[run_id])


def _open(request: Request, step_id: int) -> tuple[RunStep, StepShown]:
    """A step that the viewer may work on, with what is shown of it."""
    step = step_of(request.access, step_id)
    require_running(request.access, step.run)
    found = shown(request.access, step.run_id, request.today)
    return step, next(each for each in found.steps if each.step.key == step.key)


@both
def complete(request: Request, step_id: int) -> HttpResponse:
    """Write down that the step is done."""
    step = step_of(request.access, step_id)
    require_doing(request.access, step.run, step)
    found = shown(request.access, step.run_id, request.today)
    here = next((each for each in found.steps if each.step.pk == step_id), None)
    days = [each for each in found.days if each.on is None]
    form = run_forms.DoneForm(
        request.POST or None, candidates=step.candidates or [], days=days,
        initial={"done_on": f"{request.today:%d/%m/%Y}"},
    )  # fmt: skip
    own = part_in(request.access, step.run) == SUBJECT

    def act() -> object:
        given = form.cleaned_data
        noted = {event: given[name] for event, name in form.day_fields.items() if given[name]}
        return run_steps.complete_step(
            access=request.access, step_id=step_id, today=request.today, done_on=given["done_on"],
            outcome=given["outcome"], carried=given.get("carried") or None, note=given["note"],
            authority=given["authority"], days=noted, request_key=_key(request),
        )  # fmt: skip

    return _answer(
        request, form, act, _run_url(step.run_id), _("Đã ghi nhận xong bước."), title=_("Xong bước"), here=here,
        submit_label=_("Ghi nhận xong bước"), key=_key(request), run=step.run,
        **(counted_words(counted(request.access, step)) if not own else {}),
    )  # fmt: skip


@both
def skip(request: Request, step_id: int) -> HttpResponse:
    """Pass over the step by an exception."""
    step, here = _open(request, step_id)
    form = run_forms.ExceptionForm(request.POST or None)
    return _answer(
        request, form, lambda: run_steps.skip_step(
            access=request.access, step_id=step_id, today=request.today, request_key=_key(request), **form.cleaned_data
        ),
        _run_url(step.run_id), _("Đã bỏ qua bước."), title=_("Bỏ qua bước"), submit_label=_("Bỏ qua bước này"),
        here=here, run=step.run, key=_key(request),
        warning=_("Bước được bỏ qua hiện rõ trong việc, cùng cấp cho phép và lý do; bước sau đến lượt ngay."),
    )  # fmt: skip


@both
def give_back(request: Request, step_id: int) -> HttpResponse:
    """Send the run back to this step."""
    step, here = _open(request, step_id)
    form = run_forms.ReasonForm(request.POST or None)
    return _answer(
        request, form, lambda: runs.return_step(
            access=request.access, step_id=step_id, reason=form.cleaned_data["reason"], today=request.today,
            request_key=_key(request),
        ),
        _run_url(step.run_id), _("Đã trả lại để làm lại."), title=_("Trả lại về bước này"),
        submit_label=_("Trả lại để làm lại"), here=here, run=step.run, key=_key(request),
        warning=_("Bước này và mọi bước sau phải làm lại; những gì đã làm vẫn còn trong lịch sử của việc."),
    )  # fmt: skip


@both
def assign(request: Request, step_id: int) -> HttpResponse:
    """Give the step to somebody."""
    step, here = _open(request, step_id)
    users = assignable(request.access, step.run, request.today)
    form = run_forms.AssignForm(request.POST or None, users=users, initial={"user_id": step.responsible_id})
    return _answer(
        request, form, lambda: run_people.assign_step(
            access=request.access, step_id=step_id, user_id=form.cleaned_data["user_id"], today=request.today
        ),
        _run_url(step.run_id), _("Đã giao bước."), title=_("Giao bước"), submit_label=_("Giao bước"), here=here,
        run=step.run,
    )  # fmt: skip


@both
def actors(request: Request, step_id: int) -> HttpResponse:
    """Write down who acts in the step."""
    step, here = _open(request, step_id)
    form = run_forms.ActorsForm(
        request.POST or None, initial={"names": "\n".join(each.name for each in step.actors.order_by("pk"))}
    )

    def act() -> object:
        names = [line.strip() for line in form.cleaned_data["names"].splitlines() if line.strip()]
        given = [ActorGiven(name=name, basis=form.cleaned_data["basis"]) for name in names]
        return run_people.state_actors(access=request.access, step_id=step_id, actors=given, today=request.today)

    return _answer(
        request, form, act, reverse("run-step", args=[step_id]), _("Đã ghi ai thực hiện bước."),
        title=_("Ai thực hiện bước"), submit_label=_("Ghi lại"), here=here, run=step.run,
    )  # fmt: skip


@both
def add_paper(request: Request, step_id: int) -> HttpResponse:
    """Note that a paper is there."""
    step, here = _open(request, step_id)
    form = run_forms.PaperForm(
        request.POST or None, needs=here.needs, subjects=_considered(step.run),
        initial={"paper": request.GET.get("giay", "")},
    )  # fmt: skip
    return _answer(
        request, form, lambda: run_papers.add_paper(
            access=request.access, step_id=step_id, today=request.today, **form.cleaned_data
        ),
        _run_url(step.run_id), _("Đã ghi nhận giấy tờ."), title=_("Ghi nhận giấy tờ"), submit_label=_("Ghi nhận"),
        here=here, run=step.run,
    )  # fmt: skip


@both
def waive_paper(request: Request, step_id: int) -> HttpResponse:
    """Note that an authority lets the run go on without a paper."""
    step, here = _open(request, step_id)
    form = run_forms.WaiverForm(
        request.POST or None, needs=here.missing, subjects=_considered(step.run),
        initial={"paper": request.GET.get("giay", "")},
    )  # fmt: skip
    return _answer(
        request, form, lambda: run_papers.waive_paper(
            access=request.access, step_id=step_id, today=request.today, **form.cleaned_data
        ),
        _run_url(step.run_id), _("Đã ghi giấy tờ được phép thiếu."), title=_("Cho phép thiếu giấy tờ"),
        submit_label=_("Ghi lại"), here=here, run=step.run,
    )  # fmt: skip


@both
def withdraw_paper(request: Request, paper_id: int) -> HttpResponse:
    """Take a paper back."""
    row = paper_of(request.access, paper_id)
    require_running(request.access, row.step.run)
    form = run_forms.ReasonForm(request.POST or None)
    return _answer(
        request, form, lambda: run_papers.withdraw_paper(
            access=request.access, paper_id=paper_id, reason=form.cleaned_data["reason"], today=request.today
        ),
        reverse("run-step", args=[row.step_id]), _("Đã rút giấy tờ."), title=_("Rút giấy tờ: {label}").format(
            label=row.label
        ), submit_label=_("Rút giấy tờ"), run=row.step.run,
    )  # fmt: skip


@both
def link_decision(request: Request, step_id: int) -> HttpResponse:
    """Link the decision of the step."""
    step, here = _open(request, step_id)
    decisions = decisions_to_link(request.access, step.run.unit_id, step.decision_id)
    form = run_forms.DecisionForm(
        request.POST or None, decisions=decisions, initial={"decision_id": step.decision_id}
    )  # fmt: skip
    return _answer(
        request, form, lambda: run_papers.link_decision(
            access=request.access, step_id=step_id, decision_id=form.cleaned_data["decision_id"], today=request.today
        ),
        _run_url(step.run_id), _("Đã gắn quyết định."), title=_("Gắn quyết định"), submit_label=_("Gắn quyết định"),
        here=here, run=step.run,
    )  # fmt: skip


@both
def stop(request: Request, run_id: int) -> HttpResponse:
    """Stop the run."""
    run = _running(request, run_id)
    form = run_forms.ReasonForm(request.POST or None)
    return _answer(
        request, form, lambda: runs.stop_run(
            access=request.access, run_id=run_id, reason=form.cleaned_data["reason"], today=request.today,
            request_key=_key(request),
        ),
        _run_url(run_id), _("Đã dừng việc."), title=_("Dừng việc"), submit_label=_("Dừng việc này"), run=run,
        key=_key(request), warning=_("Việc đã dừng thì không làm tiếp được; cần làm lại thì bắt đầu việc mới."),
    )  # fmt: skip


@both
def switch(request: Request, run_id: int) -> HttpResponse:
    """Go over to the newer law, where its transitional rule allows it."""
    run = _running(request, run_id)
    found = shown(request.access, run_id, request.today)
    form = run_forms.ExceptionForm(request.POST or None)
    return _answer(
        request, form, lambda: runs.switch_law(
            access=request.access, run_id=run_id, today=request.today, request_key=_key(request), **form.cleaned_data
        ),
        _run_url(run_id), _("Đã chuyển sang quy định mới."), title=_("Chuyển sang quy định mới"),
        submit_label=_("Chuyển sang quy định mới"), run=run, key=_key(request), law=found.law_now,
    )  # fmt: skip


@require_POST
def state(request: Request, run_id: int) -> HttpResponse:
    """State the circumstances asked for."""
    run = _running(request, run_id)
    written_down = told_in(request.POST)
    asks = asked(written_down, run.circumstances)
    values = stated_values(asks, {name: value for name, value in written_down.items() if value})
    blank = {name: None for name, value in written_down.items() if not value and name in run.circumstances}
    run_people.state_circumstances(
        access=request.access, run_id=run_id, circumstances=values | blank, today=request.today
    )
    messages.success(request, _("Đã ghi tình huống của việc."))
    return redirect("run", run_id)


@both
def note_day(request: Request, run_id: int, event: str) -> HttpResponse:
    """Note the day of an event that deadlines count from."""
    run = _running(request, run_id)
    found = shown(request.access, run_id, request.today)
    day = next((each for each in found.days if each.event == event), None)
    held = f"{day.on:%d/%m/%Y}" if day is not None and day.on is not None else ""
    form = run_forms.DayForm(request.POST or None, initial={"on": held})
    return _answer(
        request, form, lambda: run_people.note_day(
            access=request.access, run_id=run_id, event=event, on=form.cleaned_data["on"], today=request.today
        ),
        _run_url(run_id), _("Đã ghi mốc tính thời hạn."), title=_("Ngày của mốc: {words}").format(
            words=day.words if day is not None else event
        ), submit_label=_("Ghi lại"), run=run,
    )  # fmt: skip


@both
def add_subject(request: Request, run_id: int) -> HttpResponse:
    """Take somebody into the run."""
    run = _running(request, run_id)
    form = run_forms.SubjectForm(request.POST or None)
    return _answer(
        request, form, lambda: runs.add_subject(
            access=request.access, run_id=run_id, subject=SubjectGiven(**form.cleaned_data), today=request.today
        ),
        _run_url(run_id), _("Đã thêm vào việc."), title=_("Thêm người, chức vụ được xem xét"),
        submit_label=_("Thêm vào việc"), run=run,
    )  # fmt: skip


@both
def remove_subject(request: Request, subject_id: int) -> HttpResponse:
    """Take somebody out of the run."""
    subject = subject_of(request.access, subject_id)
    require_running(request.access, subject.run)
    form = run_forms.ReasonForm(request.POST or None)
    return _answer(
        request, form, lambda: runs.remove_subject(
            access=request.access, subject_id=subject_id, reason=form.cleaned_data["reason"], today=request.today
        ),
        _run_url(subject.run_id), _("Đã đưa ra khỏi việc."), title=_("Đưa {name} ra khỏi việc").format(
            name=subject.name
        ), submit_label=_("Đưa ra khỏi việc"), run=subject.run,
    )  # fmt: skip


@require_POST
def tell_subject(request: Request, subject_id: int) -> HttpResponse:
    """Write down that the person was told: from now on they see the run."""
    subject = run_people.tell_subject(access=request.access, subject_id=subject_id, today=request.today)
    messages.success(request, _("Đã ghi là đã báo cho người được xem xét."))
    return redirect("run", subject.run_id)


def _running(request: Request, run_id: int) -> Run:
    run = run_of(request.access, run_id)
    require_running(request.access, run)
    return run


def _considered(run: Run) -> list[Any]:
    return list(run.subjects.filter(left_on__isnull=True).order_by("pk"))
