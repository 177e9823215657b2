"""Papers of a run: noted, waived by an authority, withdrawn; and the decision of a step."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.decisions.models import Decision
from canbo.enactments.selectors import decision_of
from canbo.personnel.models import Attachment
from canbo.personnel.permissions import may_read_attachment
from canbo.procedures.models import Run, RunLog, RunStep, RunSubject, StepPaper
from canbo.procedures.permissions import require_running
from canbo.procedures.selectors.runs import paper_of, spoken, step_of
from canbo.procedures.services.run_rows import by_authority, law_of, log_act, past_day, reasoned, update_step
from canbo.procedures.services.runs import running


def add_paper(
    *, access: AccessContext, step_id: int, today: date, label: str = "", paper: str = "",
    subject_id: int | None = None, dated_on: date | None = None, attachment_id: int | None = None,
    made_paper_id: int | None = None, note: str = "",
) -> StepPaper:  # fmt: skip
    """Note a paper of the dossier (`paper`: its id in the law pinned) or another (`label`); for one considered, or all.

    Errors: paper_unknown, paper_unnamed, subject_unknown, attachment_unknown, day_in_future, run_ended; Forbidden.
    """
    step = step_of(access, step_id)
    require_running(access, step.run)
    if dated_on is not None:
        past_day(dated_on, today)
    attachment = _attachment(access, attachment_id)
    with transaction.atomic():
        run = running(step.run_id)
        row = StepPaper.objects.create(
            step=step, subject=_subject(run, subject_id), paper=paper, label=_label(run, paper, label),
            dated_on=dated_on, attachment=attachment, made_paper_id=made_paper_id, note=clean(note), added_on=today,
            added_by_name=access.user_name,
        )  # fmt: skip
        log_act(
            access=access, run=run, act=RunLog.Act.PAPER_ADDED, on=today, step=step,
            detail={"paper": row.label, "dated_on": dated_on.isoformat() if dated_on else None},
        )  # fmt: skip
    return row


def waive_paper(
    *, access: AccessContext, step_id: int, paper: str, authority: str, reason: str, today: date,
    subject_id: int | None = None,
) -> StepPaper:  # fmt: skip
    """Let the run go on without a paper of the dossier: which authority allowed it, and why.

    Errors: paper_unknown, subject_unknown, authority_missing, reason_missing, run_ended; Forbidden.
    """
    step = step_of(access, step_id)
    require_running(access, step.run)
    authority, reason = by_authority(authority), reasoned(reason)
    with transaction.atomic():
        run = running(step.run_id)
        row = StepPaper.objects.create(
            step=step, subject=_subject(run, subject_id), paper=paper, label=_label(run, paper, ""),
            waived_by=authority, note=reason, added_on=today, added_by_name=access.user_name,
        )  # fmt: skip
        log_act(
            access=access, run=run, act=RunLog.Act.PAPER_WAIVED, on=today, step=step, reason=reason,
            detail={"paper": row.label, "authority": authority},
        )  # fmt: skip
    return row


def withdraw_paper(*, access: AccessContext, paper_id: int, reason: str, today: date) -> StepPaper:
    """Take a paper back, with the reason; the row stays. Errors: paper_withdrawn, reason_missing, run_ended."""
    row = paper_of(access, paper_id)
    require_running(access, row.step.run)
    reason = reasoned(reason)
    with transaction.atomic():
        run = running(row.step.run_id)
        row.refresh_from_db()
        if row.withdrawn_on is not None:
            raise DomainError("paper_withdrawn", "Giấy tờ này đã được rút.")
        row.withdrawn_on = today
        row.save(update_fields=["withdrawn_on"])
        log_act(
            access=access, run=run, act=RunLog.Act.PAPER_WITHDRAWN, on=today, step=row.step, reason=reason,
            detail={"paper": row.label},
        )  # fmt: skip
    return row


def link_decision(*, access: AccessContext, step_id: int, decision_id: int | None, today: date) -> RunStep:
    """Link the decision of a decision step, from the register (None takes the link back); signing it is another act.

    Errors: NotFound decision_not_found; step_no_decision, step_past, run_ended; Forbidden.
    """
    step = step_of(access, step_id)
    require_running(access, step.run)
    decision: Decision | None = decision_of(access, decision_id) if decision_id is not None else None
    with transaction.atomic():
        run = running(step.run_id)
        step.refresh_from_db()
        if step.kind != "decision":
            raise DomainError("step_no_decision", "Bước này không phải bước ra quyết định.")
        if step.state not in {RunStep.State.BLOCKED, RunStep.State.READY}:
            raise DomainError("step_past", "Bước này đã xong hoặc đã được thay. Hãy tải lại trang.")
        update_step(step, decision=decision)
        log_act(
            access=access, run=run, act=RunLog.Act.DECISION_LINKED, on=today, step=step,
            detail={"decision": decision_id},
        )  # fmt: skip
    return step


def _label(run: Run, paper: str, label: str) -> str:
    """The words of a paper: those of the law, or those given."""
    if paper:
        found = next((each for each in law_of(run).dossier if each.id == paper), None)
        if found is None:
            raise DomainError("paper_unknown", "Quy trình này không yêu cầu giấy tờ «{paper}».", paper=paper)
        return spoken(found.label)[:300]
    label = clean(label)
    if not label:
        raise DomainError("paper_unnamed", "Hãy ghi tên giấy tờ.")
    return label[:300]


def _subject(run: Run, subject_id: int | None) -> RunSubject | None:
    if subject_id is None:
        return None
    found = run.subjects.filter(pk=subject_id).first()
    if found is None:
        raise DomainError("subject_unknown", "Người này không có trong việc. Hãy tải lại trang.")
    return found


def _attachment(access: AccessContext, attachment_id: int | None) -> Attachment | None:
    if attachment_id is None:
        return None
    found = (
        Attachment.objects.select_related("person__unit").filter(pk=attachment_id, withdrawn_at__isnull=True).first()
    )
    if found is None or not may_read_attachment(access, found):
        raise DomainError("attachment_unknown", "Không có tệp này trong hồ sơ thuộc phạm vi của bạn.")
    return found
