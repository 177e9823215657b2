"""Restriction of processing: begun by a request that was granted, ended with a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.secrecy import public_title
from canbo.privacy.models import FileRequest, Restriction
from canbo.privacy.permissions import require_settle
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.services.requests import clean_lines


def restrict(*, access: AccessContext, request: FileRequest, reason: str, sections: Sequence[str] = ()) -> Restriction:
    """Put the file of a request (of restriction or objection) under restriction: in whole, or some sections.

    Errors: request_kind, request_closed, section_not_found, reason_missing, restricted_before.
    """
    reason = clean_lines(reason)
    if not reason:
        raise DomainError("reason_missing", "Hạn chế xử lý phải ghi lý do, nói rõ việc gì dừng, việc gì vẫn tiếp tục.")
    if set(sections) - set(KINDS_BY_KEY):
        raise DomainError("section_not_found", "Hồ sơ không có phần này.")
    with transaction.atomic():
        FileRequest.objects.select_for_update().filter(pk=request.pk).first()
        locked = FileRequest.objects.select_related("person__unit").get(pk=request.pk)
        require_settle(access, locked)
        if locked.kind not in {FileRequest.Kind.RESTRICTION, FileRequest.Kind.OBJECTION}:
            raise DomainError("request_kind", "Chỉ yêu cầu hạn chế hoặc phản đối mới dẫn đến hạn chế xử lý.")
        if not locked.is_open:
            raise DomainError("request_closed", "Yêu cầu này đã kết thúc. Hãy tải lại trang để xem kết quả.")
        if Restriction.objects.filter(person=locked.person, ended_at__isnull=True).exists():
            raise DomainError("restricted_before", "Hồ sơ này đang được hạn chế xử lý.")
        made = Restriction.objects.create(
            person=locked.person, request=locked, sections=list(sections), reason=reason, begun_at=timezone.now(),
            begun_by_name=access.user_name,
        )  # fmt: skip
        _record(access, made, "privacy.restricted", reason)
    return made


def lift(*, access: AccessContext, restriction: Restriction, reason: str) -> None:
    """End a restriction, with the reason. Errors: reason_missing, restriction_over; Forbidden out of scope."""
    person = restriction.person
    access.require_file(Permission.HANDLE_REQUESTS, person.unit.path, person.managed_tier)
    access.require_impartial(restriction.person_id)
    reason = clean_lines(reason)
    if not reason:
        raise DomainError("reason_missing", "Thôi hạn chế phải ghi lý do.")
    with transaction.atomic():
        changed = Restriction.objects.filter(pk=restriction.pk, ended_at__isnull=True).update(
            ended_at=timezone.now(), ended_by_name=access.user_name, ended_reason=reason[:500]
        )
        if not changed:
            raise DomainError("restriction_over", "Hồ sơ này đã thôi hạn chế xử lý.")
        _record(access, restriction, "privacy.restriction_lifted", reason)


def restricted_since(person_ids: Collection[int]) -> dict[int, datetime]:
    """Tell which of these files are under restriction, and since when: for the pages of the files."""
    rows = Restriction.objects.filter(person_id__in=person_ids, ended_at__isnull=True)
    return dict(rows.values_list("person_id", "begun_at"))


def _record(access: AccessContext, restriction: Restriction, action: str, reason: str) -> None:
    person = restriction.person
    audit.record(
        access=access, action=action, object_type="person", object_id=person.pk, unit_path=person.unit.path,
        object_label=public_title(restriction.request.secrecy if restriction.request else "", person.full_name),
        reason=reason, changes={"sections": [None, restriction.sections or "*"]},
    )  # fmt: skip
