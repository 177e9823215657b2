"""What is stated of a run under way: circumstances, the days that deadlines count from, who acts, who is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.personnel.selectors import visible_people
from canbo.procedures.domain import runs_choice
from canbo.procedures.models import Run, RunLog, RunStep, RunSubject, StepActor
from canbo.procedures.permissions import require_running
from canbo.procedures.selectors.run_people import assignable
from canbo.procedures.selectors.runs import run_of, step_of, subject_of
from canbo.procedures.services.run_rows import (
    current_steps,
    law_of,
    log_act,
    reckon,
    resolve,
    update_run,
    update_step,
)
from canbo.procedures.services.runs import running
from canbo.rules.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class ActorGiven:
    """Who is to act in a step: a person of the files, or a body or office in words; in which role, on what basis."""

    person_id: int | None = None
    name: str = ""
    role: str = ""
    basis: str = ""


def state_circumstances(*, access: AccessContext, run_id: int, circumstances: Mapping[str, Any], today: date) -> Run:
    """State facts of the act, or take one back (None): who is convened follows anew for the steps not yet done.

    Errors: circumstance_unknown_word, fact_unreadable, run_ended; Forbidden.
    """
    run = run_of(access, run_id)
    require_running(access, run)
    known = runs_choice.stated(circumstances, lexicon())
    with transaction.atomic():
        run = running(run_id)
        before = dict(run.circumstances)
        after = {name: value for name, value in {**before, **known}.items() if circumstances.get(name, 1) is not None}
        update_run(run, circumstances=after)
        law = law_of(run)
        for step in current_steps(run):
            if step.state in {RunStep.State.BLOCKED, RunStep.State.READY}:
                resolve(run, step, law.step(step.key))
                step.save(update_fields=["roles", "instead"])
        changed = {name: after.get(name) for name in {*before, *after} if before.get(name) != after.get(name)}
        log_act(access=access, run=run, act=RunLog.Act.STATED, on=today, detail=changed)
    return run


def note_day(*, access: AccessContext, run_id: int, event: str, on: date | None, today: date) -> Run:
    """Note the day of an event that deadlines count from (None takes it back). Errors: event_unknown, run_ended."""
    run = run_of(access, run_id)
    require_running(access, run)
    with transaction.atomic():
        run = running(run_id)
        if event not in law_of(run).events:
            raise DomainError("event_unknown", "Quy trình này không tính thời hạn từ mốc «{event}».", event=event)
        days = {name: day for name, day in run.days.items() if name != event}
        if on is not None:
            days[event] = on.isoformat()
        update_run(run, days=days)
        reckon(run)
        log_act(
            access=access, run=run, act=RunLog.Act.DAY_NOTED, on=today,
            detail={"event": event, "day": on.isoformat() if on else None},
        )  # fmt: skip
    return run


def tell_subject(*, access: AccessContext, subject_id: int, today: date) -> RunSubject:
    """Write down that a person was told of the run: from now on they see that it is there and how far it has come.

    Errors: subject_no_person, run_ended; Forbidden.
    """
    subject = subject_of(access, subject_id)
    require_running(access, subject.run)
    if subject.person_id is None:
        raise DomainError("subject_no_person", "Đây là chức vụ hoặc đơn vị, không phải người, nên không có ai để báo.")
    with transaction.atomic():
        run = running(subject.run_id)
        subject.told_on = subject.told_on or today
        subject.save(update_fields=["told_on"])
        log_act(access=access, run=run, act=RunLog.Act.TOLD, on=today, detail={"subject": subject.pk})
    return subject


def assign_step(*, access: AccessContext, step_id: int, user_id: int | None, today: date) -> RunStep:
    """Give a step to an account that runs procedures of the unit (None: to all of them again).

    Errors: user_unfit, step_gone, run_ended; Forbidden.
    """
    step = step_of(access, step_id)
    require_running(access, step.run)
    user = next((each for each in assignable(access, step.run, today) if each.pk == user_id), None)
    if user_id is not None and user is None:
        raise DomainError(
            "user_unfit", "Tài khoản này không được giao quyền thực hiện quy trình ở đơn vị này. Hãy chọn người khác."
        )
    with transaction.atomic():
        run = running(step.run_id)
        step = _open_step(run, step_id)
        update_step(step, responsible=user)
        log_act(
            access=access, run=run, act=RunLog.Act.ASSIGNED, on=today, step=step,
            detail={"to": user.full_name if user is not None else None},
        )  # fmt: skip
    return step


def state_actors(*, access: AccessContext, step_id: int, actors: Sequence[ActorGiven], today: date) -> list[StepActor]:
    """Write down who acts in a step, in the place of whoever stood there.

    Errors: actor_missing, person_unknown, actor_considered (a person considered does not act), step_gone, run_ended.
    """
    step = step_of(access, step_id)
    require_running(access, step.run)
    wanted = [each.person_id for each in actors if each.person_id is not None]
    people = {each.pk: each for each in visible_people(access).filter(pk__in=wanted)}
    if len(people) != len(wanted):
        raise DomainError("person_unknown", "Có người được chọn không thuộc phạm vi của bạn. Hãy chọn lại.")
    if any(each.person_id is None and not clean(each.name) for each in actors):
        raise DomainError("actor_missing", "Hãy chọn người, hoặc ghi tên cơ quan, tổ chức thực hiện bước này.")
    with transaction.atomic():
        run = running(step.run_id)
        step = _open_step(run, step_id)
        considered = run.subjects.filter(person_id__in=wanted, left_on__isnull=True).values_list("person_id", flat=True)
        if considered and not step.for_subject:
            names = ", ".join(people[each].full_name for each in considered)
            raise DomainError(
                "actor_considered",
                "{names} là người được xem xét trong việc này nên không thực hiện bước.",
                names=names,
            )
        step.actors.all().delete()
        rows = [
            StepActor(
                step=step, person=people.get(each.person_id or 0), role=each.role[:40], basis=clean(each.basis)[:300],
                name=people[each.person_id].full_name if each.person_id is not None else clean(each.name)[:300],
            )
            for each in actors
        ]  # fmt: skip
        StepActor.objects.bulk_create(rows)
        log_act(
            access=access, run=run, act=RunLog.Act.ACTORS_STATED, on=today, step=step,
            detail={"actors": len(rows)},
        )  # fmt: skip
    return rows


def _open_step(run: Run, step_id: int) -> RunStep:
    step = next((each for each in current_steps(run) if each.pk == step_id), None)
    if step is None or step.state not in {RunStep.State.BLOCKED, RunStep.State.READY}:
        raise DomainError("step_past", "Bước này đã xong hoặc đã được thay. Hãy tải lại trang.")
    return step
