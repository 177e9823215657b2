"""What every act on a run shares: its row locked, its course written to the rows, its days reckoned anew, its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.procedures.domain import runs_choice, runs_law
from canbo.procedures.domain.runs import Course, RunState, StepState
from canbo.procedures.domain.runs_deadlines import is_met, narrowed, window
from canbo.procedures.models import Run, RunLog, RunStep
from canbo.rules.library import library

#: The kinds of acts of the log of runs, and of the audit trail where its row bears another name.
_AUDITED = {
    RunLog.Act.STARTED: "run_started", RunLog.Act.STATED: "run_stated", RunLog.Act.DAY_NOTED: "run_day_noted",
    RunLog.Act.SUBJECT_ADDED: "run_subject_added", RunLog.Act.SUBJECT_LEFT: "run_subject_left",
    RunLog.Act.TOLD: "run_subject_told", RunLog.Act.ASSIGNED: "step_assigned",
    RunLog.Act.ACTORS_STATED: "step_actors_stated", RunLog.Act.PAPER_ADDED: "step_paper_added",
    RunLog.Act.PAPER_WAIVED: "step_paper_waived", RunLog.Act.PAPER_WITHDRAWN: "step_paper_withdrawn",
    RunLog.Act.DECISION_LINKED: "step_decision_linked", RunLog.Act.DECISION_ENDED: "step_decision_ended",
    RunLog.Act.COMPLETED: "step_completed",
    RunLog.Act.SKIPPED: "step_skipped", RunLog.Act.RETURNED: "step_returned", RunLog.Act.SWITCHED: "run_switched",
    RunLog.Act.STOPPED: "run_stopped", RunLog.Act.FINISHED: "run_finished",
}  # fmt: skip


def locked_run(run_id: int) -> Run:
    """Give a run whose row is locked until the end of the transaction: every act on a run waits for the one before."""
    return Run.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run_id)


def was_done(run: Run, request_key: str) -> bool:
    """Tell whether this very request was carried out already: a form sent twice, a request retried."""
    return bool(request_key) and run.log.filter(request_key=request_key).exists()


def law_of(run: Run) -> runs_law.PinnedLaw:
    """Give the law that a run pins."""
    return runs_law.read(run.snapshot)


def current_steps(run: Run) -> list[RunStep]:
    """Give the steps that stand, in their order: those returned or of an earlier law are history."""
    held = run.steps.filter(version=run.version).exclude(state=RunStep.State.RETURNED)
    return list(held.select_related("decision").order_by("order"))


def course_of(run: Run, steps: Sequence[RunStep]) -> Course:
    """Give the course of a run."""
    return Course(RunState(run.state), tuple((each.key, StepState(each.state)) for each in steps))


def write_course(run: Run, steps: Sequence[RunStep], course: Course, on: date, candidates: list[str] | None) -> None:
    """Write where each step stands after an act; `candidates` come into the step that is ready now."""
    rows = {each.key: each for each in steps}
    moved = [(key, state) for key, state in course.steps if rows[key].state != state.value]
    # One step is ready at a time: what stops being so goes first.
    for key, state in sorted(moved, key=lambda pair: pair[1] is StepState.READY):
        changed: dict[str, Any] = {"state": state.value}
        if state is StepState.READY:
            changed |= {"ready_on": on, "candidates": candidates}
        update_step(rows[key], **changed)
    if course.state.value != run.state:
        update_run(run, state=course.state.value, ended_on=on)


def update_step(step: RunStep, **changed: Any) -> None:
    """Write some columns of a step."""
    for name, value in changed.items():
        setattr(step, name, value)
    step.save(update_fields=list(changed))


def update_run(run: Run, **changed: Any) -> None:
    """Write some columns of a run."""
    for name, value in changed.items():
        setattr(run, name, value)
    run.save(update_fields=list(changed))


def new_step(run: Run, pinned: runs_law.PinnedStep, order: int, state: StepState) -> RunStep:
    """Make the row of a step, without saving it: who is convened follows from what was stated so far."""
    step = RunStep(
        run=run, version=run.version, key=pinned.id, order=order, kind=pinned.kind, state=state.value,
        attending=list(pinned.attending), for_subject=pinned.roles == ("person",) and not pinned.instead,
    )  # fmt: skip
    resolve(run, step, pinned)
    return step


def resolve(run: Run, step: RunStep, pinned: runs_law.PinnedStep) -> None:
    """Set who is convened to a step, as far as what was stated of the run tells; nothing is saved."""
    found = runs_choice.convened(pinned, run.circumstances, library().law(run.law_day))
    case = pinned.instead[found.case] if found.case is not None else None
    step.roles = list(found.roles) if found.roles is not None else None
    step.instead = {"vi": case.label.vi, "en": case.label.en} if case is not None else None


def reckon(run: Run) -> None:
    """Reckon anew by when each step and the whole run are due, from the days noted so far; what changes is saved."""
    law = law_of(run)
    days = days_of(run)
    steps = current_steps(run)
    for step in steps:
        if step.state not in {RunStep.State.BLOCKED, RunStep.State.READY}:
            continue
        left = narrowed(window(each, days.get(each.event)) for each in law.deadlines_of(step.key))
        if (left.not_before, left.due) != (step.not_before, step.due_on):
            update_step(step, not_before=left.not_before, due_on=left.due)
    # Steps of a newer law before the one at which the run went over to it have no row: they are past.
    ahead = {each.key for each in steps if each.state in {RunStep.State.BLOCKED, RunStep.State.READY}}
    passed = frozenset(each.id for each in law.steps) - ahead
    open_ = [window(each, days.get(each.event)).due for each in law.deadlines if not is_met(law, each, passed)]
    due = min((day for day in open_ if day is not None), default=None)
    if due != run.due_on:
        update_run(run, due_on=due)


def reckon_running() -> None:
    """Reckon anew the days of every run under way: the calendar of a year may have come, or changed, since."""
    under_way = Run.objects.filter(state=Run.State.RUNNING).exclude(days={})
    for run_id in list(under_way.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            reckon(locked_run(run_id))


def days_of(run: Run) -> dict[str, date]:
    """Give the days that deadlines count from, by event."""
    return {event: date.fromisoformat(day) for event, day in run.days.items()}


def past_day(day: date, today: date) -> date:
    """Give a day that something was done on. Errors: day_in_future."""
    if day > today:
        raise DomainError(
            "day_in_future", "Ngày {day} chưa đến. Chỉ ghi nhận việc đã làm; hãy xem lại ngày.", day=f"{day:%d/%m/%Y}"
        )
    return day


def reasoned(text: str) -> str:
    """Give a reason. Errors: reason_missing."""
    text = clean(text)
    if not text:
        raise DomainError("reason_missing", "Hãy ghi lý do.")
    return text


def by_authority(text: str) -> str:
    """Give the name of who decided. Errors: authority_missing."""
    text = clean(text)
    if not text:
        raise DomainError("authority_missing", "Hãy ghi cấp, người có thẩm quyền đã quyết định việc này.")
    return text[:300]


def log_act(
    *, access: AccessContext, run: Run, act: RunLog.Act, on: date, step: RunStep | None = None, reason: str = "",
    detail: Mapping[str, Any] | None = None, request_key: str = "",
) -> None:  # fmt: skip
    """Write what was done into the log of the run and into the audit trail, inside the transaction of the act."""
    RunLog.objects.create(
        run=run, step=step, act=act, at=timezone.now(), on=on, by_name=access.user_name, reason=reason,
        detail=dict(detail) if detail else None, request_key=request_key,
    )  # fmt: skip
    changes = {name: [None, value] for name, value in (detail or {}).items()}
    if step is not None:
        changes["step"] = [None, step.key]
    audit.record(
        access=access, action=f"procedures.{_AUDITED[act]}", object_type="run", object_id=run.pk,
        object_label=run.title, unit_path=run.unit.path, reason=reason, changes=changes or None,
    )  # fmt: skip
