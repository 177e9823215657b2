"""Lawful erasure: proposed by the officer of personal data, approved by a second person, done in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.facts import pictures
from canbo.personnel.models import Attachment, Person
from canbo.personnel.services.erasing import erase_file, erase_papers, erase_sections, forget_contents
from canbo.privacy.domain.catalogue import RetentionRule, retention
from canbo.privacy.due import evidence_due, papers_due, withdrawn_people_due
from canbo.privacy.models import CampaignPerson, Erasure, Evidence, FileRequest, Restriction
from canbo.privacy.permissions import covers
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.services.requests import clean_lines


def propose_erasure(
    *,
    access: AccessContext,
    rule: str,
    person_key: int,
    reason: str,
    today: date,
    request: FileRequest | None = None,
    sections: Sequence[str] = (),
) -> Erasure:
    """Propose to erase what a rule of the schedule says is due for a person.

    Errors: reason_missing, must_be_kept (the law keeps it, or its time has not come), sections_missing,
    proposed_before; NotFound out of scope, Forbidden for one's own file.
    """
    reason = clean_lines(reason)
    if not reason:
        raise DomainError("reason_missing", "Đề nghị xoá phải ghi lý do.")
    person = Person.objects.select_related("unit").filter(pk=person_key).first()
    if person is None or not covers(access, Permission.HANDLE_REQUESTS, person):
        raise NotFound("file_not_found", "Không có hồ sơ này trong phạm vi được giao.")
    access.require_impartial(person_key)
    with transaction.atomic():
        Person.objects.select_for_update().filter(pk=person_key).first()
        found = _require_due(retention().get(rule), person, today, request, sections)
        if Erasure.objects.filter(person_key=person_key, scope=found.scope, state=Erasure.State.PROPOSED).exists():
            raise DomainError("proposed_before", "Việc xoá này đã được đề nghị, đang chờ người thứ hai duyệt.")
        made = Erasure.objects.create(
            scope=found.scope, rule=found.key, person_key=person_key, unit_path=person.unit.path,
            managed_tier=person.managed_tier,
            sections=list(sections), request=request, reason=reason, proposed_at=timezone.now(),
            proposed_by_id=access.user_id or 0, proposed_by_name=access.user_name,
        )  # fmt: skip
        audit.record(
            access=access, action="privacy.erasure_proposed", object_type="person", object_id=person_key,
            object_label=person.full_name, unit_path=person.unit.path,
            changes={"erasure": [None, made.pk], "rule": [None, found.key]},
        )  # fmt: skip
    return made


def decide_erasure(*, access: AccessContext, erasure: Erasure, approve: bool, reason: str, today: date) -> Erasure:
    """Approve a proposal, which erases at once, or refuse it. The second person is never the first.

    Errors: reason_missing, same_person, erasure_decided, must_be_kept (it is no longer due); NotFound out of scope.
    """
    reason = clean_lines(reason)
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi ý kiến của người duyệt.")
    if not may_decide(access, erasure):
        raise NotFound("erasure_not_found", "Không có đề nghị xoá này trong phạm vi được giao.")
    access.require_impartial(erasure.person_key)
    with transaction.atomic():
        locked = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if locked.state != Erasure.State.PROPOSED:
            raise DomainError("erasure_decided", "Đề nghị này đã được quyết định.")
        if locked.proposed_by_id == access.user_id:
            raise DomainError("same_person", "Người đề nghị không tự duyệt được; phải có người thứ hai.")
        person = Person.objects.select_related("unit").get(pk=locked.person_key)
        locked.decided_at, locked.decided_by_name = timezone.now(), access.user_name
        if approve:
            _require_due(retention().get(locked.rule), person, today, locked.request, locked.sections)
            counts = _erase(access, locked, person, today)
            # What the proposal said of the person goes too: the certificate tells kinds and numbers only.
            locked.state, locked.counts, locked.reason, locked.decided_reason = Erasure.State.DONE, dict(counts), "", ""
        else:
            locked.state, locked.decided_reason = Erasure.State.REFUSED, reason
        locked.save(
            update_fields=["state", "counts", "reason", "decided_at", "decided_by_name", "decided_reason", "request"]
        )
        audit.record(
            access=access, action="privacy.erased" if approve else "privacy.erasure_refused", object_type="erasure",
            object_id=locked.pk, unit_path=locked.unit_path,
            changes={"rule": [None, locked.rule], "scope": [None, locked.scope], "counts": [None, locked.counts]},
        )  # fmt: skip
    return locked


def may_decide(access: AccessContext, erasure: Erasure) -> bool:
    """Tell whether the viewer may be the second person: keeps the files there, or is an officer of personal data."""
    return any(
        access.covers_file(permission, erasure.unit_path, erasure.managed_tier)
        for permission in (Permission.EDIT_FILES, Permission.HANDLE_REQUESTS)
    )


def _require_due(
    rule: RetentionRule | None, person: Person, today: date, request: FileRequest | None, sections: Sequence[str]
) -> RetentionRule:
    """Refuse whatever the schedule does not release today; what the law keeps is never released."""
    refused = DomainError(
        "must_be_kept",
        "Lịch lưu giữ không cho xoá: «{label}». Căn cứ: {base}.",
        label=rule.label if rule else "", base=rule.base if rule else "",
    )  # fmt: skip
    if rule is None or rule.months is None:
        raise refused
    if rule.scope == Erasure.Scope.SECTIONS:
        if request is None or request.kind != FileRequest.Kind.DELETION or request.person_id != person.pk:
            raise refused
        if not request.is_open:
            raise DomainError("request_closed", "Yêu cầu này đã kết thúc. Hãy tải lại trang để xem kết quả.")
        if not sections:
            raise DomainError("sections_missing", "Hãy chọn phần dữ liệu cần xoá.")
        if set(sections) - set(rule.sections):
            raise refused
        return rule
    due = {
        Erasure.Scope.FILE: withdrawn_people_due, Erasure.Scope.PAPERS: papers_due,
        Erasure.Scope.EVIDENCE: evidence_due,
    }[Erasure.Scope(rule.scope)]  # fmt: skip
    if not due(today, person.pk).exists():
        raise refused
    return rule


def _erase(access: AccessContext, erasure: Erasure, person: Person, today: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    if erasure.scope == Erasure.Scope.FILE:
        counts += erase_file(access=access, person=person)
        counts += _erase_rights(person)
        erasure.request = None
    elif erasure.scope == Erasure.Scope.SECTIONS:
        counts += erase_sections(
            access=access, person=person, kinds=[KINDS_BY_KEY[section] for section in erasure.sections]
        )
        counts["log"] += audit.erase_personal(
            access=access, object_type="person", object_id=person.pk, sections=erasure.sections
        )
    elif erasure.scope == Erasure.Scope.PAPERS:
        due = list(papers_due(today, person.pk).values_list("pk", flat=True))
        counts["papers"] += erase_papers(access=access, papers=Attachment.objects.filter(pk__in=due))
    else:
        due = list(evidence_due(today, person.pk).values_list("pk", flat=True))
        counts["evidence"] += _erase_evidence(Evidence.objects.filter(pk__in=due))
    if erasure.scope == Erasure.Scope.FILE:
        counts["log"] += audit.erase_personal(access=access, object_type="person", object_id=person.pk)
    # Saved pictures of other days still hold what went; they are built again when asked for.
    transaction.on_commit(pictures.forget)
    return counts


def _erase_rights(person: Person) -> Counter[str]:
    """Erase what this app holds of the person: requests with their papers, restrictions, places in campaigns."""
    counts: Counter[str] = Counter()
    requests = FileRequest.objects.filter(person=person)
    counts["evidence"] = _erase_evidence(Evidence.objects.filter(request__in=requests))
    Erasure.objects.filter(request__in=requests).update(request=None)
    counts["restrictions"] = Restriction.objects.filter(person=person).delete()[0]
    counts["requests"] = requests.count()
    requests.delete()
    counts["campaigns"] = CampaignPerson.objects.filter(person=person).delete()[0]
    return counts


def _erase_evidence(papers: QuerySet[Evidence]) -> int:
    digests = set(papers.values_list("sha256", flat=True))
    count: int = papers.count()
    papers.delete()
    forget_contents(digests)
    return count


def content_in_use(digests: Collection[str]) -> set[str]:
    """Tell which contents on disk belong to papers of requests."""
    return set(Evidence.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
