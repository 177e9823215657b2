"""Requests on personal data: sent, answered, extended, closed, taken back; each with its clock and history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.common.uploads import Upload, look_at
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError, NotFound
from canbo.core.secrecy import public_title
from canbo.core.text import clean
from canbo.documents.services import change_secrecy
from canbo.personnel.models import Person
from canbo.personnel.services.attachments import store_content
from canbo.privacy.domain import clocks
from canbo.privacy.limits import law_limits, limit_value
from canbo.privacy.models import Evidence, FileRequest, RequestEvent, RequestItem
from canbo.privacy.permissions import is_requester, own_person, require_settle

#: The most papers of one request.
_PAPERS = 20


def file_request(
    *,
    access: AccessContext,
    kind: str,
    content: str,
    today: date,
    sections: Sequence[str] = (),
    uploads: Sequence[Upload] = (),
    person: Person | None = None,
    received_on: date | None = None,
) -> FileRequest:
    """Send a request about one's own file; with `person`, enter one that came on paper (officer of personal data).

    A correction is made of items: see `corrections`. Errors: request_kind, content_missing, received_ahead, those of a
    paper, no_value_in_force (no limit of the law on that day), calendar_missing; NotFound out of scope.
    """
    if kind not in FileRequest.Kind.values or kind == FileRequest.Kind.CORRECTION:
        raise DomainError("request_kind", "Không có loại yêu cầu này. Hãy chọn một loại trong danh mục.")
    content = clean_lines(content)
    if not content:
        raise DomainError("content_missing", "Hãy ghi rõ yêu cầu: việc gì, phần dữ liệu nào, vì sao.")
    on_paper = person is not None
    if person is None:
        person, received_on = own_person(access), today
    else:
        access.require_file(Permission.HANDLE_REQUESTS, person.unit.path, person.managed_tier)
        if access.person_id == person.pk:
            raise DomainError("own_case", "Không ai tự nhận văn bản của chính mình. Hãy gửi ở trang «Dữ liệu của tôi».")
        if received_on is None or received_on > today:
            raise DomainError("received_ahead", "Ngày nhận phải là hôm nay hoặc trước hôm nay.")
    now = timezone.now()
    with transaction.atomic():
        request = FileRequest(
            kind=kind, person=person, content=content, sections=list(sections), on_paper=on_paper,
            created_at=now, created_by_name=person.full_name if on_paper else access.user_name,
        )  # fmt: skip
        start_clock(request, received_on or today)
        request.save(force_insert=True)
        keep_papers(access=access, request=request, uploads=uploads)
        _note(access, request, RequestEvent.What.SENT, "")
        record(access, request, "privacy.request_filed")
    return request


def start_clock(request: FileRequest, received_on: date) -> None:
    """Set the days of a request that is received; the values of the law stay with it."""
    limits, cited = law_limits(received_on)
    first, due = clocks.due_days(request.kind, received_on, limits, has_third_party=request.has_third_party)
    request.state = FileRequest.State.RECEIVED
    request.received_on, request.first_answer_due, request.due_on = received_on, first, due
    request.limits = cited


def keep_papers(
    *, access: AccessContext, request: FileRequest, uploads: Sequence[Upload], item: RequestItem | None = None
) -> None:
    """Keep the papers sent with a request. Errors: too_many_papers and those of looking at a file."""
    if not uploads:
        return
    with transaction.atomic():
        if request.papers.count() + len(uploads) > _PAPERS:
            raise DomainError(
                "too_many_papers", "Một yêu cầu nhận nhiều nhất {most} giấy tờ. Hãy gộp các trang quét.", most=_PAPERS
            )
        for upload in uploads:
            taken = look_at(upload)
            Evidence.objects.create(
                request=request, item=item, title=clean(upload.name or "")[:200] or taken.file_name,
                file_name=taken.file_name, media_type=taken.media_type, size=len(taken.content), sha256=taken.sha256,
                sent_at=timezone.now(),
            )  # fmt: skip
            store_content(taken)


def answer_first(*, access: AccessContext, request: FileRequest, words: str, has_third_party: bool = False) -> None:
    """Give the first answer: that it was received, what will be done until when.

    Where a processor or a third party is involved the longer limit of the law holds. Errors: answer_missing,
    answered_before, request_closed.
    """
    words = _words(words, "answer_missing", "Hãy ghi nội dung trả lời: sẽ làm gì, đến khi nào.")
    with transaction.atomic():
        locked = _open_request(access, request)
        if locked.answered_at is not None:
            raise DomainError("answered_before", "Yêu cầu này đã được trả lời lần đầu.")
        now = timezone.now()
        locked.state, locked.answered_at, locked.moved_at = FileRequest.State.ANSWERED, now, now
        locked.has_third_party = has_third_party
        if has_third_party and locked.received_on is not None:
            limits, _cited = law_limits(locked.received_on)
            _first, locked.due_on = clocks.due_days(locked.kind, locked.received_on, limits, has_third_party=True)
        locked.save(update_fields=["state", "answered_at", "moved_at", "has_third_party", "due_on"])
        _note(access, locked, RequestEvent.What.ANSWERED, words)
        record(access, locked, "privacy.request_answered")


def extend(*, access: AccessContext, request: FileRequest, reason: str, today: date) -> None:
    """Extend the limit once, by the days of the law, before it has passed.

    Errors: reason_missing, extended_before, extended_late, request_closed.
    """
    reason = _words(reason, "reason_missing", "Gia hạn phải ghi lý do để báo cho người gửi.")
    with transaction.atomic():
        locked = _open_request(access, request)
        if locked.extended_at is not None:
            raise DomainError("extended_before", "Yêu cầu này đã được gia hạn một lần; luật chỉ cho gia hạn một lần.")
        if locked.due_on is None or today > locked.due_on:
            raise DomainError("extended_late", "Đã quá hạn thực hiện nên không gia hạn được. Hãy kết thúc yêu cầu.")
        days, cited = limit_value(clocks.EXTENSION, locked.received_on or today)
        before = locked.due_on
        now = timezone.now()
        locked.due_on, locked.extended_at, locked.moved_at = before + timedelta(days=days), now, now
        locked.limits = {**locked.limits, clocks.EXTENSION: cited}
        locked.save(update_fields=["due_on", "extended_at", "moved_at", "limits"])
        _note(access, locked, RequestEvent.What.EXTENDED, reason)
        record(
            access, locked, "privacy.request_extended",
            changes={"due_on": [before.isoformat(), locked.due_on.isoformat()]},
        )  # fmt: skip


def close(*, access: AccessContext, request: FileRequest, state: str, words: str) -> None:
    """Close a request: done, done in part, or not done; always with the words that the person will read.

    Errors: close_state, answer_missing, request_closed, items_pending for a correction with items nobody decided on.
    """
    if state not in {FileRequest.State.DONE, FileRequest.State.PARTLY, FileRequest.State.REFUSED}:
        raise DomainError("close_state", "Hãy chọn kết quả: đã thực hiện, thực hiện một phần, hay không thực hiện.")
    words = _words(words, "answer_missing", "Hãy ghi kết quả và lý do để người gửi đọc.")
    with transaction.atomic():
        locked = _open_request(access, request)
        if locked.items.filter(state=RequestItem.State.PENDING).exists():
            raise DomainError("items_pending", "Còn mục chưa duyệt. Hãy duyệt hoặc từ chối từng mục trước.")
        finish(access=access, request=locked, state=FileRequest.State(state), words=words)


def finish(*, access: AccessContext, request: FileRequest, state: FileRequest.State, words: str) -> None:
    """Write the end of a request that the caller has locked and checked."""
    with transaction.atomic():
        now = timezone.now()
        request.state, request.closed_at, request.moved_at = state, now, now
        request.answered_at = request.answered_at or now
        request.save(update_fields=["state", "closed_at", "moved_at", "answered_at"])
        _note(access, request, RequestEvent.What.CLOSED, words)
        record(access, request, "privacy.request_closed", changes={"state": [None, state.value]})


def take_back(*, access: AccessContext, request: FileRequest, reason: str) -> None:
    """Take back one's own request while it is open. Errors: request_closed; NotFound for another's."""
    with transaction.atomic():
        locked = _locked(request)
        if not is_requester(access, locked):
            raise NotFound("request_not_found", "Không có yêu cầu này.")
        _require_open(locked)
        now = timezone.now()
        locked.state, locked.closed_at, locked.moved_at = FileRequest.State.TAKEN_BACK, now, now
        locked.save(update_fields=["state", "closed_at", "moved_at"])
        _note(access, locked, RequestEvent.What.TAKEN_BACK, clean_lines(reason))
        record(access, locked, "privacy.request_closed", changes={"state": [None, locked.state]})


def mark_read(*, access: AccessContext, request: FileRequest) -> None:
    """Note that the requester has read what is new; the badge goes."""
    if (
        is_requester(access, request)
        and request.moved_at
        and (request.read_at or request.created_at) < request.moved_at
    ):
        with transaction.atomic():
            FileRequest.objects.filter(pk=request.pk).update(read_at=timezone.now())


def _open_request(access: AccessContext, request: FileRequest) -> FileRequest:
    locked = _locked(request)
    require_settle(access, locked)
    _require_open(locked)
    return locked


def _locked(request: FileRequest) -> FileRequest:
    FileRequest.objects.select_for_update().filter(pk=request.pk).first()
    return FileRequest.objects.select_related("person__unit").get(pk=request.pk)


def _require_open(request: FileRequest) -> None:
    if not request.is_open:
        raise DomainError("request_closed", "Yêu cầu này đã kết thúc. Hãy tải lại trang để xem kết quả.")


def _words(text: str, code: str, message: str) -> str:
    words = clean_lines(text)
    if not words:
        raise DomainError(code, message)
    return words


def clean_lines(text: str) -> str:
    """Give a text of several lines without blanks that say nothing."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def _note(access: AccessContext, request: FileRequest, what: RequestEvent.What, words: str) -> None:
    RequestEvent.objects.create(request=request, at=timezone.now(), what=what, by_name=access.user_name, words=words)


def record(
    access: AccessContext, request: FileRequest, action: str, changes: dict[str, list[Any]] | None = None
) -> None:
    """Write the audit row of a step; no content of the request stands in it."""
    person = request.person
    audit.record(
        access=access, action=action, object_type="person", object_id=person.pk,
        object_label=public_title(request.secrecy, person.full_name), unit_path=person.unit.path,
        changes={"request": [None, request.pk], "kind": [None, request.kind],
        **(changes or {})},
    )  # fmt: skip


def mark_request(*, access: AccessContext, request: FileRequest, mark: str, reason: str) -> None:
    """Set, change or take away the secrecy mark of a request. Errors: those of `change_secrecy`; Forbidden to who
    does not settle it."""
    require_settle(access, request)
    person = request.person
    change_secrecy(
        access=access, row=request, mark=mark, reason=reason, path=person.unit.path, tier=person.managed_tier,
        object_type="person", object_id=person.pk,
    )  # fmt: skip
