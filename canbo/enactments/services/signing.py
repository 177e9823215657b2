"""Signing: what will happen is shown, the number given, the signature entered; then the day of effect is waited for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.decisions.kinds import CHANGING, DecisionState, Relation
from canbo.decisions.models import Decision, DecisionLink, NumberSeries
from canbo.decisions.services import give_number
from canbo.enactments.changes import SubjectOutlook
from canbo.enactments.events import tell
from canbo.enactments.models import DecisionSubject, Enactment, FileEffect
from canbo.enactments.outlook import outlook
from canbo.enactments.permissions import not_found, require_other_than_drafter, require_sign
from canbo.enactments.selectors import decision_of, subjects_with_effects, visible_decisions
from canbo.enactments.services.applying import EffectReport, acting_for, apply_due
from canbo.enactments.services.drafting import draft_decision
from canbo.enactments.services.given import SignerGiven
from canbo.enactments.services.locking import not_a_draft
from canbo.enactments.services.revoking import take_back
from canbo.enactments.services.subjects import require_people, write_subjects
from canbo.enactments.services.traces import trace
from canbo.organizations.models import Unit
from canbo.personnel.selectors.relatives import relatives_among


class _RehearsalOver(Exception):  # noqa: N818  # an outcome, no error
    """Takes back what a rehearsal wrote."""


def preview_effects(
    *, access: AccessContext, decision: Decision, today: date, effective_on: PartialDate | None = None
) -> list[SubjectOutlook]:
    """Give what the decision will do to each file and what is in the way, without writing anything.

    For one that revokes or replaces others the withdrawal is rehearsed first and taken back. `effective_on` stands in
    for a day of effect that a draft has not got yet. Errors: NotFound.
    """
    decision = decision_of(access, decision.pk)
    paper: Enactment | None = getattr(decision, "enactment", None)
    if paper is None:
        raise not_found()
    if effective_on is not None:
        decision.effective_on = effective_on
    return _looked_ahead(decision, paper, today)


@as_system()
def _looked_ahead(decision: Decision, paper: Enactment, today: date) -> list[SubjectOutlook]:
    subjects = subjects_with_effects(DecisionSubject.objects.filter(decision=decision).order_by("order", "id"))
    if not DecisionLink.objects.filter(decision=decision, relation__in=(Relation.REVOKES, Relation.REPLACES)).exists():
        return outlook(decision, subjects, today=today, day=today)
    rows: list[SubjectOutlook] = []
    try:
        with transaction.atomic():
            for each in subjects:
                each.problem = ""
            added = take_back(acting_for(paper), decision, paper, subjects, timezone.now())
            rows = outlook(decision, [*subjects, *added], today=today, day=today)
            for row in rows:
                if row.subject.problem:
                    row.add("later_changes", row.subject.problem, blocks=True)
            raise _RehearsalOver
    except _RehearsalOver:
        return rows


def sign(
    *,
    access: AccessContext,
    decision: Decision,
    issued_on: PartialDate,
    today: date,
    effective_on: PartialDate | None = None,
    number: str = "",
    accept: Collection[str] = (),
) -> Decision:
    """Give the number and enter the signature of the authority; what is due by today is done at once.

    `effective_on` defaults to the draft's, else to the day of signing; `number` is typed where there is no series, or
    to take one that was set aside; `accept` holds the codes of the conflicts that are accepted.
    Errors: not_a_draft, day_incomplete, signed_in_future, subjects_unsettled, effects_conflict (with `outlooks`),
    link_gone, number errors of `decisions`; Forbidden own_draft, own_case, relative_case; NotFound.
    """
    for day in (issued_on, effective_on):
        if day is not None and day.precision != "day":
            raise DomainError("day_incomplete", "Ngày ký, ngày có hiệu lực phải đủ ngày, tháng, năm.")
    if issued_on.earliest > today:
        raise DomainError("signed_in_future", "Ngày ký không thể sau hôm nay. Ngày có hiệu lực thì có thể.")
    with transaction.atomic():
        decision, paper = _locked(access, decision.pk)
        _require_impartial(access, decision, paper)
        _require_links(decision)
        decision.effective_on = effective_on or decision.effective_on or issued_on
        give_number(decision=decision, issued_on=issued_on, number=number)
        decision.state = DecisionState.SIGNED
        decision.save(
            update_fields=["number", "number_note", "series", "year", "sequence", "issued_on", "effective_on", "state"]
        )
        paper.signed_by_key, paper.signed_by_name = access.user_id, access.user_name
        paper.signed_at = timezone.now()
        paper.save(update_fields=["signed_by_key", "signed_by_name", "signed_at"])
        _require_clear(_looked_ahead(decision, paper, today), accept)
        tell(decision, "signed")
        trace(
            access, "decision.signed", decision, paper.unit.path,
            changes={"number": [None, decision.number], "effective_on": [None, decision.effective_on.code],
                     "accepted": [None, sorted(accept)]},
        )  # fmt: skip
        apply_due(decision.pk, today, EffectReport())
        decision.refresh_from_db()
    return decision


def _locked(access: AccessContext, decision_id: int) -> tuple[Decision, Enactment]:
    if not visible_decisions(access).filter(pk=decision_id).exists():
        raise not_found()
    decision = Decision.objects.select_for_update(of=("self",)).select_related("series").get(pk=decision_id)
    paper = Enactment.objects.select_related("unit").filter(decision=decision).first()
    if paper is None or not decision.is_draft:
        raise not_a_draft(decision)
    require_sign(access, decision, paper.unit.path)
    return decision, paper


def _require_impartial(access: AccessContext, decision: Decision, paper: Enactment) -> None:
    """Nobody enters the signature of what they drafted, or of what concerns themselves or a relative."""
    subjects = DecisionSubject.objects.filter(decision=decision)
    people = [key for key in subjects.values_list("person_id", flat=True) if key is not None]
    if subjects.exclude(fault="").exists() or len(people) < subjects.count():
        raise DomainError(
            "subjects_unsettled",
            "Còn dòng chưa khớp hồ sơ hoặc có ô chưa đọc được. Hãy chọn hồ sơ, sửa hoặc bỏ các dòng đó trước khi ký.",
        )
    does_something = FileEffect.objects.filter(subject__decision=decision).exists()
    if does_something or decision.links.filter(relation__in=CHANGING).exists():
        require_other_than_drafter(access, paper.drafted_by_key)
    if access.person_id in people:
        access.require_impartial(access.person_id or 0)
    for relative in relatives_among(access, people):
        access.require_impartial(relative)


def _require_links(decision: Decision) -> None:
    for link in decision.links.filter(relation__in=CHANGING).select_related("earlier"):
        if not link.earlier.stands:
            raise DomainError(
                "link_gone", "Quyết định {earlier} không còn hiệu lực hoặc chưa ký ({state}), nên không sửa đổi, thay "
                "thế, thu hồi được.", earlier=str(link.earlier), state=link.earlier.get_state_display(),
            )  # fmt: skip


def _require_clear(rows: Sequence[SubjectOutlook], accept: Collection[str]) -> None:
    """Refuse while something is in the way that may not be, or was not, accepted; write down what was."""
    stopped = [row for row in rows if row.standing(accept)]
    if stopped:
        first = stopped[0]
        raise DomainError(
            "effects_conflict",
            "{count} người có vướng mắc, chưa ký được. {name}: {conflict} Xem phần «Tác động đến hồ sơ».",
            count=len(stopped), name=first.subject.name, conflict=first.standing(accept)[0].message, outlooks=rows,
        )  # fmt: skip
    accepted = [row for row in rows if row.conflicts]
    for row in accepted:
        row.subject.accepted = sorted({each.code for each in row.conflicts})
    DecisionSubject.objects.bulk_update([row.subject for row in accepted], ["accepted"], batch_size=500)


def register_old_paper(
    *,
    access: AccessContext,
    unit: Unit,
    kind: str,
    number: str,
    issued_on: PartialDate,
    abstract: str,
    issuer_name: str = "",
    series: NumberSeries | None = None,
    effective_on: PartialDate | None = None,
    signer: SignerGiven | None = None,
    people: Sequence[int] = (),
    secrecy: str = "",
) -> Decision:
    """Enter a paper signed before, by the number written on it: in force, doing nothing to files.

    Errors: number_missing, number_taken (the standing one is named) and those of `draft_decision`.
    """
    access.require(Permission.EDIT_FILES, unit.path)
    with transaction.atomic():
        decision = draft_decision(
            access=access, unit=unit, kind=kind, abstract=abstract, issuer_name=issuer_name, series=series,
            effective_on=effective_on or issued_on, signer=signer, secrecy=secrecy,
        )  # fmt: skip
        found = require_people(access, people) if people else {}
        write_subjects(decision, [(key, found[key].full_name, None, "", "", [], None, ()) for key in people])
        DecisionSubject.objects.filter(decision=decision).update(state=DecisionSubject.State.APPLIED)
        if not number.strip():
            raise DomainError("number_missing", "Hãy ghi số của quyết định như trên văn bản.")
        give_number(decision=decision, issued_on=issued_on, number=number)
        decision.state = DecisionState.IN_FORCE
        decision.save(update_fields=["number", "number_note", "year", "sequence", "issued_on", "state"])
        trace(access, "decision.registered", decision, unit.path, changes={"number": [None, decision.number]})
    return decision
