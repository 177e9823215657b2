"""Runs of procedures: started under the law of a day, stopped, returned to an earlier step, switched to a newer law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, Phrase
from canbo.core.text import clean
from canbo.organizations.models import Position, Unit
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people
from canbo.procedures.domain import runs_choice, runs_law
from canbo.procedures.domain.runs import StepState, begun
from canbo.procedures.models import Run, RunLog, RunStep, RunSubject
from canbo.procedures.permissions import require_running
from canbo.procedures.rules_of import procedure_of
from canbo.procedures.selectors.run_choice import law_for, newer_law, words_of
from canbo.procedures.selectors.runs import run_of, step_of, subject_of
from canbo.procedures.services.run_rows import (
    by_authority,
    course_of,
    current_steps,
    law_of,
    locked_run,
    log_act,
    new_step,
    past_day,
    reasoned,
    reckon,
    update_run,
    update_step,
    was_done,
    write_course,
)
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Procedure


@dataclass(frozen=True, slots=True)
class SubjectGiven:
    """Somebody, or something, that a run is to be about: a person of the files, or words; for which post, in words."""

    person_id: int | None = None
    name: str = ""
    post: str = ""


def start_run(
    *, access: AccessContext, unit: Unit, act: str, procedure: str, title: str, subjects: Sequence[SubjectGiven],
    circumstances: Mapping[str, Any], today: date, started_on: date | None = None, position: Position | None = None,
    request_key: str = "",
) -> Run:  # fmt: skip
    """Start a run under the procedure in force on the day it starts (today unless an earlier day is given).

    The same `request_key` again gives the run that it made. Errors: title_missing, subject_missing, person_unknown,
    procedure_unknown, procedure_not_in_force, procedure_not_applicable, circumstance_unknown, fact_unreadable,
    day_in_future; Forbidden.
    """
    access.require(Permission.RUN_PROCEDURES, unit.path)
    if request_key:
        made = Run.objects.filter(request_key=request_key).first()
        if made is not None:
            return run_of(access, made.pk)
    day = past_day(started_on or today, today)
    title = clean(title)
    if not title:
        raise DomainError("title_missing", "Hãy ghi tên việc.")
    law = law_for(access, unit.pk, day)
    known = runs_choice.stated(circumstances, law.lexicon)
    held = next((each for each in law.procedures if each.id == procedure), None) or procedure_of(procedure, day)
    _require_fitting(held, act, known, law)
    people = _people(access, subjects)
    plain = runs_law.pinned(held, law, law.library.documents)
    run = Run(
        unit=unit, title=title[:300], act=act, procedure=held.id, pack=held.pack, law_day=day, snapshot=plain,
        digest=runs_law.digest(plain), circumstances=known, position=position, started_on=day,
        started_by_name=access.user_name, request_key=request_key or None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            rows = [
                RunSubject(run=run, person=people.get(each.person_id or 0), name=_name(each, people),
                           post=clean(each.post)[:300])
                for each in subjects
            ]  # fmt: skip
            RunSubject.objects.bulk_create(rows)
            _make_steps(run, runs_law.read(plain), [row.name for row in rows if row.person_id is not None])
            reckon(run)
            log_act(
                access=access, run=run, act=RunLog.Act.STARTED, on=day,
                detail={"procedure": held.id, "pack": held.pack, "digest": run.digest, "law_day": day.isoformat(),
                        "subjects": len(rows)},
            )  # fmt: skip
    except IntegrityError:
        # The same form, sent twice at once: the other request made the run.
        made = Run.objects.filter(request_key=request_key).first() if request_key else None
        if made is None:
            raise
        return run_of(access, made.pk)
    return run


def _require_fitting(procedure: Procedure, act: str, known: Mapping[str, Any], law: Law) -> None:
    fit = runs_choice.fit(procedure, act, known, law)
    if fit.fits is False:
        raise DomainError(
            "procedure_not_applicable",
            "Quy trình «{procedure}» không dùng cho việc này ({against}). Hãy chọn quy trình khác, hoặc xem lại điều "
            "đã ghi.",
            procedure=procedure.label.vi, against=Phrase(words_of(fit.against)),
        )  # fmt: skip
    if fit.fits is None:
        raise unknown_circumstance(fit.asks)


def unknown_circumstance(asks: Sequence[str]) -> DomainError:
    """Give the error that asks for facts of the act that nobody stated."""
    return DomainError(
        "circumstance_unknown", "Chưa rõ: {asks}. Hãy ghi các điều này trước khi tiếp tục.",
        asks=Phrase(words_of(asks)), names=list(asks),
    )  # fmt: skip


def _people(access: AccessContext, subjects: Sequence[SubjectGiven]) -> dict[int, Person]:
    """The files of those considered. Errors: subject_missing, person_unknown, subject_twice; Forbidden."""
    if not subjects or any(each.person_id is None and not clean(each.name) for each in subjects):
        raise DomainError("subject_missing", "Hãy chọn người, hoặc ghi chức vụ, đơn vị được xem xét.")
    wanted = [each.person_id for each in subjects if each.person_id is not None]
    if len(set(wanted)) != len(wanted):
        raise DomainError("subject_twice", "Có người được chọn hai lần.")
    found = {each.pk: each for each in visible_people(access).filter(pk__in=wanted)}
    if len(found) != len(wanted):
        raise DomainError("person_unknown", "Có người được chọn không thuộc phạm vi của bạn. Hãy chọn lại.")
    for person_id in wanted:
        access.require_impartial(person_id)
    return found


def _name(subject: SubjectGiven, people: Mapping[int, Person]) -> str:
    person = people.get(subject.person_id or 0)
    return person.full_name if person is not None else clean(subject.name)[:300]


def _make_steps(run: Run, law: runs_law.PinnedLaw, candidates: list[str]) -> None:
    course = begun(tuple(each.id for each in law.steps))
    rows = [
        new_step(run, pinned, number, state)
        for number, (pinned, (_key, state)) in enumerate(zip(law.steps, course.steps, strict=True), 1)
    ]
    rows[0].ready_on, rows[0].candidates = run.started_on, candidates
    RunStep.objects.bulk_create(rows)


def add_subject(*, access: AccessContext, run_id: int, subject: SubjectGiven, today: date) -> RunSubject:
    """Take somebody into a run under way, into the step that is ready. Errors: as of `start_run`; run_ended."""
    run = run_of(access, run_id)
    require_running(access, run)
    people = _people(access, [subject])
    with transaction.atomic():
        run = running(run_id)
        again = run.subjects.filter(person_id=subject.person_id).first() if subject.person_id else None
        if again is not None and again.left_on is None:
            raise DomainError("subject_twice", "Người này đã có trong việc.")
        if again is not None:
            again.left_on, again.left_reason = None, ""
            again.save(update_fields=["left_on", "left_reason"])
            row = again
        else:
            row = RunSubject.objects.create(
                run=run, person=people.get(subject.person_id or 0), name=_name(subject, people),
                post=clean(subject.post)[:300],
            )  # fmt: skip
        if row.person_id is not None:
            _change_candidates(run, lambda names: [*names, row.name] if row.name not in names else names)
        log_act(access=access, run=run, act=RunLog.Act.SUBJECT_ADDED, on=today, detail={"subject": row.pk})
    return row


def remove_subject(*, access: AccessContext, subject_id: int, reason: str, today: date) -> RunSubject:
    """Take somebody out of a run, with the reason; the row stays. Errors: reason_missing, subject_left, run_ended."""
    row = subject_of(access, subject_id)
    require_running(access, row.run)
    reason = reasoned(reason)
    with transaction.atomic():
        run = running(row.run_id)
        row.refresh_from_db()
        if row.left_on is not None:
            raise DomainError("subject_left", "Người này đã được đưa ra khỏi việc.")
        row.left_on, row.left_reason = today, reason
        row.save(update_fields=["left_on", "left_reason"])
        _change_candidates(run, lambda names: [each for each in names if each != row.name])
        log_act(
            access=access, run=run, act=RunLog.Act.SUBJECT_LEFT, on=today, reason=reason, detail={"subject": row.pk}
        )
    return row


def running(run_id: int) -> Run:
    """Give a run under way, locked. Errors: run_ended."""
    run = locked_run(run_id)
    if run.state != Run.State.RUNNING:
        raise DomainError("run_ended", "Việc này đã kết thúc nên không ghi thêm được.")
    return run


def _change_candidates(run: Run, change: Any) -> None:
    ready = next((each for each in current_steps(run) if each.state == RunStep.State.READY), None)
    if ready is not None:
        update_step(ready, candidates=change(list(ready.candidates or [])))


def stop_run(*, access: AccessContext, run_id: int, reason: str, today: date, request_key: str = "") -> Run:
    """Stop a run, with the reason. Errors: reason_missing, run_ended; Forbidden."""
    run = run_of(access, run_id)
    require_running(access, run)
    reason = reasoned(reason)
    with transaction.atomic():
        run = locked_run(run_id)
        if was_done(run, request_key):
            return run
        stop_locked(access=access, run=run, reason=reason, today=today, request_key=request_key)
    return run


def stop_locked(*, access: AccessContext, run: Run, reason: str, today: date, request_key: str = "") -> None:
    """Stop a run whose row is locked. Errors: run_ended."""
    steps = current_steps(run)
    course = course_of(run, steps).stopped()
    write_course(run, steps, course, today, None)
    update_run(run, stop_reason=reason)
    log_act(access=access, run=run, act=RunLog.Act.STOPPED, on=today, reason=reason, request_key=request_key)


def return_step(*, access: AccessContext, step_id: int, reason: str, today: date, request_key: str = "") -> RunStep:
    """Send a run back to an earlier step to be worked over; what was done from there on stays as history.

    Errors: reason_missing, run_ended, step_not_passed, decision_stands (a decision made since then must be revoked
    first); Forbidden.
    """
    step = step_of(access, step_id)
    require_running(access, step.run)
    reason = reasoned(reason)
    with transaction.atomic():
        run = locked_run(step.run_id)
        steps = current_steps(run)
        if was_done(run, request_key):
            return next(each for each in steps if each.key == step.key)
        target = next((each for each in steps if each.pk == step.pk), None)
        if target is None:
            raise DomainError("step_not_passed", "Chỉ trả lại về một bước đã xong hoặc đã bỏ qua.")
        before = course_of(run, steps)
        course = before.returned(target.key)
        law = law_of(run)
        redone = [each for each in steps if each.key in before.after(target.key)]
        _require_no_decision(redone)
        days = dict(run.days)
        fresh: list[RunStep] = []
        for each in redone:
            if each.state == RunStep.State.BLOCKED:
                continue
            pinned = law.step(each.key)
            for event in pinned.marks:
                days.pop(event, None)
            update_step(each, state=RunStep.State.RETURNED)
            made = new_step(run, pinned, each.order, course.state_of(each.key))
            made.responsible_id = each.responsible_id
            if each.pk == target.pk:
                made.ready_on, made.candidates = today, target.candidates
            fresh.append(made)
        RunStep.objects.bulk_create(fresh)
        if days != run.days:
            update_run(run, days=days)
        reckon(run)
        log_act(
            access=access, run=run, act=RunLog.Act.RETURNED, on=today, step=target, reason=reason,
            detail={"returned": [each.key for each in fresh]}, request_key=request_key,
        )  # fmt: skip
    return next(each for each in current_steps(run) if each.key == target.key)


def _require_no_decision(steps: Sequence[RunStep]) -> None:
    decisions = [each.decision for each in steps if each.decision is not None]
    standing = next((each for each in decisions if each.stands), None)
    if standing is not None:
        raise DomainError(
            "decision_stands",
            "Đã có {decision} ở bước sau. Hãy huỷ bỏ hoặc thu hồi quyết định ấy trước khi trả lại để làm lại.",
            decision=str(standing),
        )


def switch_law(
    *, access: AccessContext, run_id: int, reason: str, authority: str, today: date, request_key: str = ""
) -> Run:
    """Go over to the newer law, where its transitional rule allows it; the steps done so far stay under the old one.

    Errors: switch_not_allowed, switch_too_late, reason_missing, authority_missing, run_ended; Forbidden.
    """
    run = run_of(access, run_id)
    require_running(access, run)
    reason, authority = reasoned(reason), by_authority(authority)
    law = law_for(access, run.unit_id, today)
    with transaction.atomic():
        run = running(run_id)
        if was_done(run, request_key):
            return run
        newer = newer_law(run, current_steps(run), law)
        if newer.procedure is None or newer.transition is None:
            raise DomainError(
                "switch_not_allowed",
                "Quy định mới không cho chuyển việc đang làm dở, nên việc này tiếp tục theo quy trình đã ghim.",
            )
        if newer.is_too_late:
            raise DomainError(
                "switch_too_late",
                "Chỉ được chuyển khi chưa xong bước «{step}». Việc này tiếp tục theo quy trình đã ghim.",
                step=newer.until_label,
            )
        _switch(access, run, newer.procedure, newer.transition.start, law, (reason, authority, request_key))
    return run


def _switch(
    access: AccessContext, run: Run, procedure: Procedure, start: str, law: Law, given: tuple[str, str, str]
) -> None:
    reason, authority, request_key = given
    steps = current_steps(run)
    ready = next(each for each in steps if each.state == RunStep.State.READY)
    kept = {
        "version": run.version, "procedure": run.procedure, "pack": run.pack, "law_day": run.law_day.isoformat(),
        "digest": run.digest, "snapshot": run.snapshot, "until": law.day.isoformat(),
    }  # fmt: skip
    plain = runs_law.pinned(procedure, law, law.library.documents)
    pinned = runs_law.read(plain)
    for each in steps:
        if each.state in {RunStep.State.BLOCKED, RunStep.State.READY}:
            update_step(each, state=RunStep.State.RETURNED)
    update_run(
        run, earlier=[*run.earlier, kept], version=run.version + 1, procedure=procedure.id, pack=procedure.pack,
        law_day=law.day, snapshot=plain, digest=runs_law.digest(plain),
    )  # fmt: skip
    names = [each.id for each in pinned.steps]
    rows = [
        new_step(run, step, number, StepState.READY if step.id == start else StepState.BLOCKED)
        for number, step in enumerate(pinned.steps, 1)
        if names.index(step.id) >= names.index(start)
    ]
    rows[0].ready_on, rows[0].candidates = law.day, ready.candidates
    RunStep.objects.bulk_create(rows)
    reckon(run)
    log_act(
        access=access, run=run, act=RunLog.Act.SWITCHED, on=law.day, reason=reason,
        detail={"authority": authority, "procedure": procedure.id, "pack": procedure.pack, "digest": run.digest},
        request_key=request_key,
    )  # fmt: skip
