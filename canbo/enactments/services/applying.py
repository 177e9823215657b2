"""What a decision does on its day: written into the files at once or not at all, and safe to be asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission, full_access
from canbo.core.errors import DomainError
from canbo.core.secrecy import public_title
from canbo.core.text import clean
from canbo.decisions.kinds import DecisionState
from canbo.decisions.models import Decision
from canbo.enactments.changes import Placed, SubjectOutlook, by_kind, table_of
from canbo.enactments.events import tell
from canbo.enactments.models import DecisionSubject, Enactment, FileEffect
from canbo.enactments.outlook import outlook
from canbo.enactments.permissions import not_found
from canbo.enactments.selectors import decision_of, due_decisions, subjects_with_effects
from canbo.enactments.services.revoking import take_back
from canbo.enactments.services.traces import trace
from canbo.personnel.models import FileRecord, Source
from canbo.personnel.services.bulk import BulkWriter, writing
from canbo.personnel.services.replace import replace_records

_UNDONE = (DecisionSubject.State.PENDING, DecisionSubject.State.FAILED)


@dataclass(slots=True)
class EffectReport:
    """What a day's work came to: decisions that came into force, files written, files that could not be written."""

    in_force: list[int] = field(default_factory=list)
    written: int = 0
    failed: int = 0


@as_system()
def take_effect(day: date) -> EffectReport:
    """Let everything due by this day take effect; one transaction for each decision. Safe to run twice."""
    report = EffectReport()
    for decision_id in due_decisions(day):
        try:
            apply_due(decision_id, day, report)
        except DomainError as error:
            report.failed += _all_failed(decision_id, day, error.message)
    return report


def _all_failed(decision_id: int, day: date, problem: str) -> int:
    """Write down that the services of the files refused a decision as a whole; give how many wait."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision_id)
        subjects = [each for each in _undone(decision) if _is_due(each, decision, day)]
        for each in subjects:
            each.problem = problem
        _settle(subjects, [], timezone.now())
    return len(subjects)


def acting_for(paper: Enactment) -> AccessContext:
    """Give the context in which a signed decision is carried out: in the name of who entered its signature.

    Whether it may be done was decided by who drafted it and by the authority that signed.
    """
    return full_access(paper.signed_by_key, paper.signed_by_name)


@as_system()
def apply_due(decision_id: int, day: date, report: EffectReport) -> None:
    """Carry out what of one decision is due by the day, in one transaction."""
    with transaction.atomic():
        decision = Decision.objects.select_for_update().get(pk=decision_id)
        paper = Enactment.objects.select_related("unit").filter(decision=decision).first()
        if paper is None or not decision.stands:
            return
        access, now = acting_for(paper), timezone.now()
        begins = decision.effective_on is not None and decision.effective_on.earliest <= day
        subjects = [each for each in _undone(decision) if _is_due(each, decision, day)]
        if begins:
            subjects += take_back(access, decision, paper, subjects, now)
        good = [each for each in subjects if not each.problem]
        failed = [each for each in subjects if each.problem]
        rows = outlook(decision, good, today=day)
        for row in rows:
            standing = row.standing(row.subject.accepted)
            if standing:
                row.subject.problem = " ".join(each.message for each in standing)
                failed.append(row.subject)
        written = [row for row in rows if not row.subject.problem]
        _write(access, decision, written, now)
        told = _settle(failed, written, now)
        report.written += len(written)
        report.failed += len(failed)
        if begins and decision.state == DecisionState.SIGNED:
            decision.state = DecisionState.IN_FORCE
            decision.save(update_fields=["state"])
            report.in_force.append(decision.pk)
            tell(decision, "in_force")
            told = True
        if told:
            trace(
                access, "decision.took_effect", decision, paper.unit.path,
                changes={
                    "written": [None, len(written)], "failed": [None, len(failed)], "day": [None, day.isoformat()],
                },
            )  # fmt: skip


def _undone(decision: Decision) -> list[DecisionSubject]:
    rows = DecisionSubject.objects.filter(decision=decision, state__in=_UNDONE).order_by("order", "id")
    subjects = subjects_with_effects(rows)
    for each in subjects:
        # Tried anew each time: what was in the way may be gone.
        each.problem = ""
    return subjects


def _is_due(subject: DecisionSubject, decision: Decision, day: date) -> bool:
    own = subject.effective_on or decision.effective_on
    return own is not None and own.earliest <= day


def _write(access: AccessContext, decision: Decision, rows: Sequence[SubjectOutlook], now: datetime) -> None:
    """Write the records of many files with one source."""
    changed = [row for row in rows if row.changes]
    if not changed:
        return
    label = public_title(decision.secrecy, str(decision))
    source = Source.objects.create(
        kind=Source.Kind.CASE, description=gettext("Quyết định %(decision)s") % {"decision": label},
        user_id=access.user_id, user_name=access.user_name, at=now,
    )  # fmt: skip
    reason = gettext("Theo quyết định %(decision)s") % {"decision": label}
    made: list[FileEffect] = []
    with writing(access=access, source=source, recorded_at=now, reason=reason) as writer:
        for kind, placed in by_kind((row, change) for row in changed for change in row.changes).items():
            versions = [each for each in placed if each[1].replaced is not None]
            fresh = [each for each in placed if each[1].replaced is None]
            for part in (versions, fresh):
                if not part:
                    continue
                for key, (_row, change) in zip(_records(writer, kind, part), part, strict=True):
                    if change.is_made:
                        change.effect.made = key
                        made.append(change.effect)
    FileEffect.objects.bulk_update(made, ["made"], batch_size=500)
    for row in changed:
        row.subject.source = source


def _records(writer: BulkWriter, kind: type[FileRecord], part: Sequence[Placed]) -> range:
    """Write changes of one kind, all of them new records or all of them new versions."""
    names, table = table_of(kind, part)
    old = [change.replaced.pk for _row, change in part if change.replaced is not None]
    if not old:
        return writer.add_records(kind, names, table)
    return replace_records(writer, kind, names, list(zip(old, table, strict=True)))


def _settle(failed: Sequence[DecisionSubject], written: Sequence[SubjectOutlook], now: datetime) -> bool:
    """Write down what became of each subject; tell whether anything changed."""
    before = dict(DecisionSubject.objects.filter(pk__in=[each.pk for each in failed]).values_list("pk", "state"))
    for subject in failed:
        subject.state = DecisionSubject.State.FAILED
    done = [row.subject for row in written]
    for subject in done:
        subject.state, subject.applied_at, subject.problem = DecisionSubject.State.APPLIED, now, ""
    DecisionSubject.objects.bulk_update([*failed, *done], ["state", "problem", "applied_at", "source"], batch_size=500)
    return bool(done) or any(before[each.pk] != DecisionSubject.State.FAILED for each in failed)


def retry(*, access: AccessContext, decision: Decision, today: date) -> EffectReport:
    """Try again what could not be written. Errors: NotFound, Forbidden."""
    paper = _worked_on(access, decision)
    access.require(Permission.EDIT_FILES, paper.unit.path)
    report = EffectReport()
    apply_due(decision.pk, today, report)
    return report


def set_aside(*, access: AccessContext, subject: DecisionSubject, reason: str) -> None:
    """Decide that a signed decision does nothing to a file, with the reason (the person has died, say).

    Errors: reason_missing, subject_settled; NotFound, Forbidden.
    """
    paper = _worked_on(access, subject.decision)
    access.require(Permission.EDIT_FILES, paper.unit.path)
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do không thực hiện.")
    with transaction.atomic():
        row = DecisionSubject.objects.select_for_update().filter(pk=subject.pk, state__in=_UNDONE).first()
        if row is None or not subject.decision.stands:
            raise DomainError("subject_settled", "Nội dung này đã thực hiện hoặc đã kết thúc, không bỏ được.")
        row.state, row.problem = DecisionSubject.State.SET_ASIDE, reason[:500]
        row.save(update_fields=["state", "problem"])
        trace(
            access, "decision.changed", subject.decision, paper.unit.path,
            changes={"subject": [row.order, None], "state": [None, "set_aside"]},
        )  # fmt: skip


def _worked_on(access: AccessContext, decision: Decision) -> Enactment:
    paper: Enactment | None = getattr(decision_of(access, decision.pk), "enactment", None)
    if paper is None:
        raise not_found()
    return paper
