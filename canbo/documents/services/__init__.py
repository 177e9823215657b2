"""The one door for what leaves: checked, marked, counted, approved where many people are in it, and in the log."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from canbo.accounts.models import User
from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden
from canbo.core.secrecy import highest, public_title, require_change
from canbo.core.text import clean
from canbo.documents.exports import Export, PrintMark
from canbo.documents.marking import locked, new_number, new_password, stamp
from canbo.documents.models import ExportRequest
from canbo.documents.permissions import (
    is_requester,
    may_approve,
    require_collect,
    require_export,
    require_waiting,
)

#: How long the people of earlier exports count together with those of the next.
WINDOW: Final = timedelta(hours=24)
#: Up to how many people the log names by their keys; of more it keeps the number and the filter.
NAMED: Final = 200

type State = ExportRequest.State


@dataclass(frozen=True, slots=True)
class Released:
    """What became of an export: its row; the file where it leaves at once; its password where one was asked for."""

    row: ExportRequest
    content: bytes | None
    password: str = ""


def release(*, access: AccessContext, export: Export, reason: str = "", wants_password: bool = False) -> Released:
    """Let a file leave, or freeze it until a second person approves; write the log.

    It is held where it and the exports of the same person in the last 24 hours hold more distinct people than
    settings.CANBO_EXPORT_APPROVAL_ABOVE. With `wants_password` the file is locked, and fetched from its own page.
    Errors: Forbidden without the rights; reason_missing; password_impossible; mark_impossible.
    """
    require_export(access, export)
    reason = _reason(export, reason)
    if wants_password and not export.may_lock:
        raise DomainError("password_impossible", "Chỉ tệp Word và Excel đặt được mật khẩu.")
    mark = _mark(access, export)
    content, media = export.content(), export.media
    if export.secrecy or not (export.is_original or export.is_official):
        content, media = stamp(content, media, mark, has_cover=export.has_cover and not export.is_original)
    password = new_password() if wants_password else ""
    if password:
        content = locked(content, password)
    with transaction.atomic():
        is_held = _is_above(access, export, mark.at)
        states = ExportRequest.State
        state = states.HELD if is_held else states.READY if password else states.GIVEN
        row = _write(
            access, export, mark, state, reason=reason, file_name=f"{export.name}.{media.ending}",
            media_type=media.kind, is_locked=bool(password), sha256=hashlib.sha256(content).hexdigest(),
            size=len(content), content=b64encode(content).decode() if state != states.GIVEN else "",
        )  # fmt: skip
    return Released(row, content if state == states.GIVEN else None, password)


def release_page(*, access: AccessContext, export: Export, reason: str = "") -> PrintMark:
    """Let a page be printed: the mark that its every page carries; write the log.

    Errors: Forbidden without the rights; reason_missing; export_needs_approval where the number is exceeded.
    """
    require_export(access, export)
    reason = _reason(export, reason)
    mark = _mark(access, export)
    with transaction.atomic():
        if _is_above(access, export, mark.at):
            raise _needs_approval()
        _write(access, export, mark, ExportRequest.State.GIVEN, reason=reason, file_name="", media_type="text/html")
    return mark


def decide(*, access: AccessContext, row: ExportRequest, approve: bool, reason: str) -> ExportRequest:
    """Approve or refuse what is held; a refused file is destroyed.

    Errors: Forbidden (export_own, own_case, relative_case, permission_missing); reason_missing; export_over.
    """
    if is_requester(access, row):
        raise Forbidden("export_own", "Người đề nghị xuất không tự duyệt được. Hãy nhờ người khác có quyền duyệt.")
    if not may_approve(access, row):
        raise Forbidden("permission_missing", "Tài khoản này không được giao quyền duyệt mọi đơn vị mà tệp này lấy ra.")
    if row.requested_person_key is not None:
        access.require_impartial(row.requested_person_key)
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Duyệt hoặc không duyệt đều phải ghi ý kiến.")
    now = timezone.now()
    with transaction.atomic():
        held = _locked_row(row)
        require_waiting(held, ExportRequest.State.HELD, now)
        held.state = ExportRequest.State.READY if approve else ExportRequest.State.REFUSED
        held.decided_by_id, held.decided_by_name = access.user_id, access.user_name
        held.decided_at, held.decided_reason = now, reason[:500]
        if approve:
            held.expires_at = now + _kept()
        else:
            held.content = ""
        held.save(
            update_fields=[
                "state", "decided_by", "decided_by_name", "decided_at", "decided_reason", "expires_at", "content",
            ]
        )  # fmt: skip
        _log(access, held, "export.approved" if approve else "export.refused", reason=reason)
    return held


def collect(*, access: AccessContext, row: ExportRequest) -> tuple[ExportRequest, bytes]:
    """Give the frozen file to who asked for it, once; it is destroyed with that.

    Errors: Forbidden where a right has been taken away; export_over; export_altered.
    """
    with transaction.atomic():
        ready = _locked_row(row)
        require_collect(access, ready, timezone.now())
        content = b64decode(ready.content)
        if hashlib.sha256(content).hexdigest() != ready.sha256:
            raise DomainError(
                "export_altered", "Tệp chờ tải đã bị thay đổi ngoài chương trình nên không cho tải. Hãy xuất lại."
            )
        ready.state, ready.given_at = ExportRequest.State.GIVEN, timezone.now()
        _log(access, ready, ready.action, reason=ready.reason)
        _forget(ready)
        ready.save(update_fields=["state", "given_at", "content", "object_label", "changes"])
    return ready, content


def withdraw(*, access: AccessContext, row: ExportRequest) -> None:
    """Take back one's own export before it is fetched; its file is destroyed. Errors: Forbidden, export_over."""
    if not is_requester(access, row):
        raise Forbidden("export_not_own", "Chỉ người đề nghị rút được đề nghị này.")
    with transaction.atomic():
        waiting = _locked_row(row)
        require_waiting(waiting, waiting.state if waiting.waits else "", timezone.now())
        waiting.state, waiting.content = ExportRequest.State.WITHDRAWN, ""
        waiting.save(update_fields=["state", "content"])
        _log(access, waiting, "export.withdrawn")


def destroy_expired(now: datetime) -> int:
    """Destroy the files that nobody approved or fetched in time, and forget whose data earlier exports held once that
    counts no more (the log keeps it); give how many files."""
    ExportRequest.objects.filter(requested_at__lte=now - WINDOW).exclude(people=[]).update(people=[])
    waiting = (ExportRequest.State.HELD, ExportRequest.State.READY)
    return ExportRequest.objects.filter(state__in=waiting, expires_at__lte=now).update(
        state=ExportRequest.State.EXPIRED, content=""
    )


def change_secrecy(
    *,
    access: AccessContext,
    row: models.Model,
    mark: str,
    reason: str,
    path: str,
    tier: str = "",
    object_type: str,
    object_id: int,
) -> None:
    """Set, change or take away the secrecy mark of a case or a paper (a row with a field `secrecy`).

    Errors: Forbidden (secrecy_forbidden); secrecy_same, reason_missing.
    """
    with transaction.atomic():
        known = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        before: str = known.secrecy  # type: ignore[attr-defined]
        reason = require_change(access, before, mark, path, reason, tier)
        known.secrecy = mark  # type: ignore[attr-defined]
        known.save(update_fields=["secrecy"])
        audit.record(
            access=access, action="secrecy.changed", object_type=object_type, object_id=object_id,
            object_label=highest((before, mark)).public_title, unit_path=path, reason=reason,
            changes={"secrecy": [before, mark], "of": [None, f"{row._meta.model_name} {row.pk}"]},
        )  # fmt: skip


def _reason(export: Export, reason: str) -> str:
    reason = clean(reason)[:500]
    if export.asks and not reason:
        raise DomainError("reason_missing", "Hãy ghi xuất, in để làm gì.")
    return reason


def _mark(access: AccessContext, export: Export) -> PrintMark:
    return PrintMark(new_number(), access.user_name, timezone.localtime(), export.title, export.secrecy)


def _kept() -> timedelta:
    return timedelta(days=settings.CANBO_EXPORT_KEEP_DAYS)


def _is_above(access: AccessContext, export: Export, now: datetime) -> bool:
    """Tell whether the people of this export and of those of the last 24 hours are more than one person may take.

    Distinct people of one requester; exports that a second person approved do not count. The account is locked until
    the end of the transaction, so that two at once are counted one after the other.
    """
    if not export.counts:
        return False
    User.objects.select_for_update().filter(pk=access.user_id or 0).first()
    taken = set(export.people)
    earlier = ExportRequest.objects.filter(
        requested_by_id=access.user_id, requested_at__gt=now - WINDOW, decided_at__isnull=True,
        state__in=(ExportRequest.State.GIVEN, ExportRequest.State.READY),
    )  # fmt: skip
    for people in earlier.values_list("people", flat=True):
        taken.update(people)
    return len(taken) > int(settings.CANBO_EXPORT_APPROVAL_ABOVE)


def _needs_approval() -> DomainError:
    return DomainError(
        "export_needs_approval",
        "Trong 24 giờ, dữ liệu xuất, in ra quá {limit} người nên phải có người thứ hai duyệt. "
        "Hãy xuất tệp Word hoặc Excel trên trang web để gửi duyệt.",
        limit=int(settings.CANBO_EXPORT_APPROVAL_ABOVE),
    )


def _write(
    access: AccessContext, export: Export, mark: PrintMark, state: str, *, reason: str, **file: Any
) -> ExportRequest:
    is_given = state == ExportRequest.State.GIVEN
    is_held = state == ExportRequest.State.HELD
    people = list(dict.fromkeys(export.people))
    reaches = export.reached(access)
    changes = {**export.changes, **_whom(people)}
    row = ExportRequest(
        number=mark.number, action=export.action, title=export.title[:200], scope=export.scope[:2000],
        people_count=len(people), people=people if export.counts and not is_held else [],
        reaches=[list(pair) for pair in reaches], rights=[right.value for right in export.rights],
        secrecy=export.secrecy, object_type=export.object_type, object_id=export.object_id,
        object_label=public_title(export.secrecy, export.object_label)[:300],
        unit_path=export.unit_path or _common([path for path, _tier in reaches]),
        changes=changes, reason=reason, state=state, requested_by_id=access.user_id,
        requested_by_name=access.user_name, requested_person_key=access.person_id, requested_at=mark.at,
        given_at=mark.at if is_given else None, expires_at=None if is_given else mark.at + _kept(), **file,
    )  # fmt: skip
    _log(access, row, export.action if is_given else "export.requested", reason=reason)
    if is_given:
        _forget(row)
    row.save(force_insert=True)
    return row


def _forget(row: ExportRequest) -> None:
    """Leave to the log, whose personal part a lawful erasure reaches, what only the log needs."""
    row.content, row.object_label, row.changes = "", "", {}


def _whom(people: list[int]) -> dict[str, Any]:
    if not people:
        return {}
    whom: dict[str, Any] = {"people": [None, len(people)]}
    if len(people) <= NAMED:
        whom["persons"] = [None, people]
    return whom


def _common(paths: list[str]) -> str:
    """Give the one of the paths that all of them lie under; "" where none is."""
    shortest = min(paths, key=len, default="")
    return shortest if all(path.startswith(shortest) for path in paths) else ""


def _log(access: AccessContext, row: ExportRequest, action: str, reason: str = "") -> None:
    changes = {**row.changes, "number": [None, row.number]}
    if row.file_name:
        changes["file"] = [None, row.file_name]
    if row.decided_by_name:
        changes["approved_by"] = [None, row.decided_by_name]
    audit.record(
        access=access, action=action, object_type=row.object_type or "export", object_id=row.object_id,
        object_label=row.object_label or public_title(row.secrecy, row.title), unit_path=row.unit_path, reason=reason,
        changes=changes,
    )  # fmt: skip


def _locked_row(row: ExportRequest) -> ExportRequest:
    return ExportRequest.objects.select_for_update(of=("self",)).get(pk=row.pk)
