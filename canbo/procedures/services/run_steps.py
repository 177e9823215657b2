"""Steps of a run: done, with what they came to and what they rested on; skipped by an exception with an authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Phrase
from canbo.core.text import clean
from canbo.procedures.domain import runs_choice, runs_law
from canbo.procedures.domain.reasons import OUTCOMES, outcome_words
from canbo.procedures.domain.runs import RunState
from canbo.procedures.domain.runs_outcomes import Way, follow
from canbo.procedures.models import Run, RunLog, RunStep
from canbo.procedures.permissions import require_doing, require_running
from canbo.procedures.selectors.run_facts import basis
from canbo.procedures.selectors.run_needs import needs_of, papers_of
from canbo.procedures.selectors.run_outcomes import Counted, counted
from canbo.procedures.selectors.runs import spoken, step_of
from canbo.procedures.services.run_rows import (
    by_authority,
    course_of,
    current_steps,
    law_of,
    locked_run,
    log_act,
    past_day,
    reasoned,
    reckon,
    update_run,
    update_step,
    was_done,
    write_course,
)
from canbo.procedures.services.runs import unknown_circumstance
from canbo.rules.library import library

#: What an officer may write down of a step: it goes on, or the work stops here.
GO_ON, STOP = Way.ON.value, Way.STOP.value
_WAYS: Final = {"": Way.ON, GO_ON: Way.ON, STOP: Way.STOP}


@dataclass(frozen=True, slots=True)
class Done:
    """What is written down of a step: on which day, what it came to, who goes on, why, who decided, days noted."""

    on: date
    outcome: str = ""
    carried: Sequence[str] | None = None
    note: str = ""
    authority: str = ""
    days: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Result:
    way: Way
    outcome: str
    carried: list[str] | None
    is_stated: bool
    counted: Counted | None = None

    def going_on(self, step: RunStep) -> list[str]:
        """Who comes into the next step: whom this one came to, or those who came into it."""
        return list(step.candidates or []) if self.carried is None else self.carried


def complete_step(
    *, access: AccessContext, step_id: int, today: date, done_on: date | None = None, outcome: str = "",
    carried: Sequence[str] | None = None, note: str = "", authority: str = "", days: Mapping[str, date] | None = None,
    request_key: str = "",
) -> RunStep:  # fmt: skip
    """Write down that a step is done; the next is ready, or the run is finished, or stopped where that is the outcome.

    A meeting's outcome is read from its counted vote. Where the rule leaves it open, or is not confirmed, `outcome` is
    "go_on" or "stop" with `carried` (who goes on), `note` (why), `authority` (who decided). A meeting held elsewhere:
    `outcome`, `carried` and `note` as its minutes say. Of other steps "stop" ends the run, with `note`.
    What the step rested on is kept with it: facts and findings as of its day.

    Errors: step_not_ready, run_ended, day_in_future, day_before_last_step, too_early, circumstance_unknown,
    papers_missing, vote_missing, vote_unfinished, second_round, no_quorum, outcome_undecided, outcome_unknown,
    outcome_counted, reason_missing, authority_missing, decision_missing, decision_unsigned, event_unknown; Forbidden.
    """
    step = step_of(access, step_id)
    require_doing(access, step.run, step)
    done = Done(past_day(done_on or today, today), outcome, carried, clean(note), clean(authority), days or {})
    # Read before anything is locked: in a large office it takes a while. What people say of themselves decides nothing.
    is_read = step.state == RunStep.State.READY and not step.for_subject
    people = basis(access, step.run, done.on) if is_read else []
    with transaction.atomic():
        run = locked_run(step.run_id)
        steps = current_steps(run)
        if was_done(run, request_key):
            return RunStep.objects.get(pk=step_id)
        law = law_of(run)
        step = _standing(steps, step_id)
        course = course_of(run, steps).done(step.key)
        pinned = law.step(step.key)
        _check(access, run, step, (law, pinned, steps), done)
        result = _result(access, step, law, pinned, done)
        if result.way is Way.STOP and course.state is RunState.RUNNING:
            course = course.stopped()
        _write(access, run, step, result, done, people)
        _note_days(run, law, pinned, done, is_on=result.way is Way.ON)
        write_course(run, steps, course, done.on, result.going_on(step))
        reckon(run)
        log_act(
            access=access, run=run, act=RunLog.Act.COMPLETED, on=done.on, step=step, reason=done.note,
            detail=_told(step), request_key=request_key,
        )  # fmt: skip
        if result.way is Way.STOP:
            _stop(access, run, step, pinned, done)
        elif course.state is RunState.FINISHED:
            log_act(access=access, run=run, act=RunLog.Act.FINISHED, on=done.on)
    return step


def _standing(steps: Sequence[RunStep], step_id: int) -> RunStep:
    found = next((each for each in steps if each.pk == step_id), None)
    if found is None:
        raise DomainError(
            "step_not_ready", "Bước này đã được trả lại hoặc thay bằng bước của quy định mới. Hãy tải lại trang."
        )
    return found


def _check(
    access: AccessContext, run: Run, step: RunStep,
    law: tuple[runs_law.PinnedLaw, runs_law.PinnedStep, Sequence[RunStep]], done: Done,
) -> None:  # fmt: skip
    """What must be known and there before a step is done; what nobody has read in full stands in no one's way."""
    whole, pinned, steps = law
    before = max((each.done_on for each in steps if each.done_on is not None), default=None)
    if before is not None and done.on < before:
        raise DomainError(
            "day_before_last_step", "Bước trước xong ngày {day}; bước này không thể xong sớm hơn.",
            day=f"{before:%d/%m/%Y}",
        )  # fmt: skip
    if step.roles is None and pinned.confirmed:
        raise unknown_circumstance(runs_choice.convened(pinned, run.circumstances, library().law(run.law_day)).asks)
    if step.not_before is not None and done.on < step.not_before and pinned.confirmed:
        raise DomainError("too_early", "Bước này không được làm trước ngày {day}.", day=f"{step.not_before:%d/%m/%Y}")
    lacking = [need for need in needs_of(access, run, step, done.on) if not need.is_met and need.paper.confirmed]
    if lacking:
        raise DomainError(
            "papers_missing",
            "Chưa đủ giấy tờ, hoặc giấy tờ đã hết hạn vào ngày {day}: {papers}. Hãy ghi nhận giấy tờ, hoặc ghi cấp cho "
            "phép thiếu cùng lý do.",
            day=f"{done.on:%d/%m/%Y}", papers=", ".join(spoken(need.paper.label) for need in lacking),
            lacking=[need.paper.id for need in lacking],
        )  # fmt: skip
    if step.kind == "decision" and done.outcome != STOP:
        _require_decision(step)
    for event in done.days:
        if event not in whole.events:
            raise DomainError("event_unknown", "Quy trình này không tính thời hạn từ mốc «{event}».", event=event)


def _require_decision(step: RunStep) -> None:
    if step.decision is None:
        raise DomainError(
            "decision_missing", "Bước này xong khi có quyết định. Hãy lập hoặc chọn quyết định trong sổ, rồi ghi nhận."
        )
    if not step.decision.stands:
        raise DomainError(
            "decision_unsigned", "{decision} chưa được ký, hoặc không còn hiệu lực. Hãy ký quyết định trước.",
            decision=str(step.decision),
        )  # fmt: skip


def _result(
    access: AccessContext, step: RunStep, law: runs_law.PinnedLaw, pinned: runs_law.PinnedStep, done: Done
) -> _Result:
    found = counted(access, step) if pinned.kind == "meeting" or pinned.vote is not None else None
    if found is None:
        return _stated(pinned, done)
    if not found.is_over or found.unfinished:
        raise DomainError(
            "vote_unfinished",
            "Hội nghị của bước này chưa bế mạc, hoặc chưa kiểm phiếu xong. Hãy làm xong trước.",
        )
    if not found.outcome:
        return _stated(pinned, done)
    after = follow(found.outcome, found.names, confirmed=law.confirmed and pinned.confirmed)
    kept = list(after.carried) if after.carried is not None else None
    match after.way:
        case Way.AGAIN if found.outcome == "no_quorum":
            raise DomainError("no_quorum", "Hội nghị không đủ người dự nên bước này chưa xong. Hãy triệu tập lại.")
        case Way.AGAIN:
            raise DomainError(
                "second_round", "Kết quả là phải bỏ phiếu vòng hai. Hãy bỏ phiếu thêm trước khi ghi nhận."
            )
        case Way.ASK:
            return _decided(found, kept, done)
    if done.outcome not in {"", after.way.value} or (done.carried is not None and set(done.carried) != set(kept or [])):
        raise DomainError(
            "outcome_counted",
            "Bước này đã có kết quả kiểm phiếu («{outcome}») nên không ghi kết quả khác. Muốn dừng việc thì chọn «Dừng "
            "việc».",
            outcome=Phrase(outcome_words(found.outcome)),
        )  # fmt: skip
    return _Result(after.way, found.outcome, kept, is_stated=False, counted=found)


def _decided(found: Counted, kept: list[str] | None, done: Done) -> _Result:
    """The count leaves it open, or its rule is not confirmed: somebody with the power decided, with a reason."""
    if done.outcome not in {GO_ON, STOP}:
        raise _undecided(found.outcome)
    reasoned(done.note)
    by_authority(done.authority)
    carried = list(done.carried) if done.carried is not None else kept
    return _Result(_WAYS[done.outcome], found.outcome, carried, is_stated=False, counted=found)


def _stated(pinned: runs_law.PinnedStep, done: Done) -> _Result:
    """No count was made here: the officer writes down what the step came to, of a vote with where it stands written."""
    carried = list(done.carried) if done.carried is not None else None
    if pinned.vote is None:
        if done.outcome not in _WAYS:
            raise _no_such_outcome(done.outcome)
        if _WAYS[done.outcome] is Way.STOP:
            reasoned(done.note)
        return _Result(_WAYS[done.outcome], done.outcome, carried, is_stated=pinned.kind == "meeting")
    if not done.outcome:
        raise DomainError(
            "vote_missing",
            "Bước này phải bỏ phiếu. Hãy triệu tập hội nghị và bỏ phiếu, hoặc ghi kết quả theo biên bản của hội nghị "
            "đã họp ngoài chương trình.",
        )
    reasoned(done.note)
    way = _WAYS.get(done.outcome)
    if way is None:
        if done.outcome not in OUTCOMES:
            raise _no_such_outcome(done.outcome)
        way = follow(done.outcome, {}, confirmed=True).way
    if way not in {Way.ON, Way.STOP}:
        raise _undecided(done.outcome)
    return _Result(way, done.outcome, carried, is_stated=True)


def _undecided(outcome: str) -> DomainError:
    return DomainError(
        "outcome_undecided",
        "Kết quả kiểm phiếu là «{outcome}»: quy định để ngỏ hoặc chưa đối chiếu văn bản. Hãy ghi: đi tiếp hay dừng, ai "
        "đi tiếp, cấp nào quyết định và lý do.",
        outcome=Phrase(outcome_words(outcome)),
    )


def _no_such_outcome(outcome: str) -> DomainError:
    return DomainError(
        "outcome_unknown", "Không có kết quả «{outcome}». Chỉ ghi: đi tiếp (go_on) hoặc dừng (stop).", outcome=outcome
    )


def _write(
    access: AccessContext, run: Run, step: RunStep, result: _Result, done: Done, people: list[dict[str, Any]]
) -> None:
    frozen = {
        "on": done.on.isoformat(), "people": people, "circumstances": run.circumstances, "days": run.days,
        "candidates": step.candidates, "carried": result.carried, "outcome": result.outcome,
        "votes": list(result.counted.votes) if result.counted is not None else [],
        "names": result.counted.names if result.counted is not None else {},
        "papers": [
            {"label": each.label, "paper": each.paper, "subject": each.subject.name if each.subject else "",
             "dated_on": each.dated_on.isoformat() if each.dated_on else None, "waived_by": each.waived_by}
            for each in papers_of(access, run)
        ],
        "decision": str(step.decision) if step.decision is not None else None,
        "law": {"procedure": run.procedure, "pack": run.pack, "digest": run.digest, "day": run.law_day.isoformat()},
    }  # fmt: skip
    update_step(
        step, outcome=result.outcome, carried=result.carried, is_stated=result.is_stated, note=done.note,
        authority=done.authority[:300], done_on=done.on, done_by_name=access.user_name, frozen=frozen,
    )  # fmt: skip


def _note_days(run: Run, law: runs_law.PinnedLaw, pinned: runs_law.PinnedStep, done: Done, *, is_on: bool) -> None:
    """Days given with the step, and those that its being done marks."""
    marked = dict.fromkeys(pinned.marks, done.on) if is_on else {}
    days = {**run.days, **{event: day.isoformat() for event, day in (marked | dict(done.days)).items()}}
    if days != run.days:
        update_run(run, days=days)


def _told(step: RunStep) -> dict[str, Any]:
    """What the log says of a step beside its reason: the outcome, and since when it was late."""
    told: dict[str, Any] = {"outcome": step.outcome} if step.outcome else {}
    if step.due_on is not None and step.done_on is not None and step.done_on > step.due_on:
        told["late_since"] = step.due_on.isoformat()
    return told


def _stop(access: AccessContext, run: Run, step: RunStep, pinned: runs_law.PinnedStep, done: Done) -> None:
    words = outcome_words(step.outcome) if step.outcome in OUTCOMES else ""
    reason = ": ".join(filter(None, (pinned.label.vi, "; ".join(filter(None, (words, done.note))))))
    update_run(run, state=Run.State.STOPPED, ended_on=done.on, stop_reason=reason)
    log_act(access=access, run=run, act=RunLog.Act.STOPPED, on=done.on, step=step, reason=reason)


def skip_step(
    *, access: AccessContext, step_id: int, authority: str, reason: str, today: date, request_key: str = ""
) -> RunStep:
    """Pass over the step that is ready, by an exception: which authority allowed it, and why. Nothing of it is done.

    Errors: authority_missing, reason_missing, step_not_ready, run_ended; Forbidden.
    """
    step = step_of(access, step_id)
    require_running(access, step.run)
    authority, reason = by_authority(authority), reasoned(reason)
    with transaction.atomic():
        run = locked_run(step.run_id)
        steps = current_steps(run)
        if was_done(run, request_key):
            return RunStep.objects.get(pk=step_id)
        step = _standing(steps, step_id)
        course = course_of(run, steps).skipped(step.key)
        update_step(step, authority=authority, note=reason, done_on=today, done_by_name=access.user_name)
        write_course(run, steps, course, today, list(step.candidates or []))
        reckon(run)
        log_act(
            access=access, run=run, act=RunLog.Act.SKIPPED, on=today, step=step, reason=reason,
            detail={"authority": authority}, request_key=request_key,
        )  # fmt: skip
        if course.state is RunState.FINISHED:
            log_act(access=access, run=run, act=RunLog.Act.FINISHED, on=today)
    return step
