"""Corrections that a person asks for: items gathered in a draft, sent with papers, decided one by one, written by the
services of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from canbo.common.rows import as_system
from canbo.common.uploads import Upload
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, NotFound
from canbo.personnel.models import FileRecord, Person
from canbo.personnel.permissions import may_read_section
from canbo.personnel.services import (
    add_record,
    attach_document,
    correct_record,
    page_source,
    withdraw_record,
)
from canbo.personnel.services.attachments import stored_content
from canbo.personnel.services.erasing import forget_contents
from canbo.privacy import proposals
from canbo.privacy.models import Evidence, FileRequest, RequestEvent, RequestItem
from canbo.privacy.permissions import is_requester, own_person, require_settle
from canbo.privacy.proposals import PROPOSABLE, Proposal
from canbo.privacy.services.campaigns import note_changes
from canbo.privacy.services.requests import clean_lines, finish, keep_papers, record, start_clock


def draft_of(*, access: AccessContext) -> FileRequest:
    """Give the draft of the viewer's own corrections, begun where there is none."""
    person = own_person(access)
    with transaction.atomic():
        with as_system():
            Person.objects.select_for_update().filter(pk=person.pk).first()
        found = FileRequest.objects.filter(
            person=person, kind=FileRequest.Kind.CORRECTION, state=FileRequest.State.DRAFT
        ).first()
        return found or FileRequest.objects.create(
            person=person, kind=FileRequest.Kind.CORRECTION, created_at=timezone.now(),
            created_by_name=access.user_name,
        )  # fmt: skip


def propose(
    *,
    access: AccessContext,
    kind: type[FileRecord],
    action: str,
    proposal: Proposal,
    record_of_file: FileRecord | None = None,
    note: str = "",
    uploads: Sequence[Upload] = (),
) -> RequestItem:
    """Put one change into the draft: a record corrected, added or taken out, with its papers.

    Errors: section_closed (nobody proposes this of themselves), nothing_changed, note_missing (taking out says why),
    proposed_before (the record has an item already), those of a paper; NotFound for a record of another file.
    """
    person = own_person(access)
    if kind not in PROPOSABLE or not may_read_section(access, person, kind):
        raise DomainError(
            "section_closed",
            "Phần «{label}» do cơ quan ghi; không đề nghị sửa ở đây được. Hãy gửi khiếu nại nếu thấy chưa đúng.",
            label=kind.section.label,
        )
    note = clean_lines(note)
    if action == RequestItem.Action.ADD:
        record_of_file = None
    elif record_of_file is None or record_of_file.person_id != person.pk or record_of_file.superseded_at is not None:
        raise NotFound("record_not_found", "Không có bản ghi này trong hồ sơ.")
    if action == RequestItem.Action.WITHDRAW:
        if not proposals.is_withdrawable(kind):
            raise DomainError("identity_needed", "Không bỏ được phần «Bản thân»; hãy đề nghị sửa.")
        if not note:
            raise DomainError("note_missing", "Đề nghị bỏ một bản ghi phải ghi lý do.")
    elif not proposal.values and proposal.decision is None:
        raise DomainError("nothing_changed", "Chưa có mục nào thay đổi so với bản đang có.")
    with transaction.atomic():
        draft = draft_of(access=access)
        key = record_of_file.pk if record_of_file else None
        if key is not None and draft.items.filter(section_key=kind.section.key, record_key=key).exists():
            raise DomainError(
                "proposed_before", "Bản ghi này đã có trong đề nghị đang soạn. Hãy bỏ mục cũ rồi đề nghị lại."
            )
        item = RequestItem.objects.create(
            request=draft, action=action, section_key=kind.section.key, record_key=key,
            proposed=proposals.written(proposal) if action != RequestItem.Action.WITHDRAW else "", note=note,
        )  # fmt: skip
        keep_papers(access=access, request=draft, uploads=uploads, item=item)
    return item


def drop_item(*, access: AccessContext, item: RequestItem) -> None:
    """Take an item out of the draft, its papers with it. Errors: request_sent; NotFound for another's."""
    request = item.request
    if not is_requester(access, request):
        raise NotFound("item_not_found", "Không có mục này.")
    if request.state != FileRequest.State.DRAFT:
        raise DomainError("request_sent", "Đề nghị đã gửi thì không bỏ từng mục được; hãy rút cả đề nghị.")
    with transaction.atomic():
        digests = set(item.papers.values_list("sha256", flat=True))
        item.delete()
        forget_contents(digests)


def send(*, access: AccessContext, content: str, today: date) -> FileRequest:
    """Send the draft; its clock begins. Errors: draft_empty, no_value_in_force, calendar_missing."""
    with transaction.atomic():
        draft = draft_of(access=access)
        items = list(draft.items.all())
        if not items:
            raise DomainError("draft_empty", "Đề nghị chưa có mục nào. Hãy chọn mục cần sửa hoặc thêm trong hồ sơ.")
        start_clock(draft, today)
        draft.content = clean_lines(content)
        draft.sections = sorted({item.section_key for item in items})
        draft.campaign = note_changes(access=access, person=draft.person, sections=draft.sections, today=today)
        draft.save(
            update_fields=[
                "state", "received_on", "first_answer_due", "due_on", "limits", "content", "sections", "campaign",
            ]
        )  # fmt: skip
        RequestEvent.objects.create(
            request=draft, at=timezone.now(), what=RequestEvent.What.SENT, by_name=access.user_name
        )
        record(access, draft, "privacy.request_filed", {"items": [None, len(items)]})
    return draft


def decide_item(*, access: AccessContext, item: RequestItem, approve: bool, reason: str) -> None:
    """Approve an item, which writes it into the file with its papers, or refuse it; the last one closes the request.

    The record carries the request as its reason and source. Errors: reason_missing (a refusal says why),
    item_decided, request_closed, record_superseded (somebody changed the record since), ValidationError of the record;
    NotFound out of scope, Forbidden for one's own or a relative's case or a section that is closed to the officer.
    """
    reason = clean_lines(reason)
    if not approve and not reason:
        raise DomainError("reason_missing", "Không duyệt thì phải ghi lý do để người đề nghị biết.")
    with transaction.atomic():
        FileRequest.objects.select_for_update().filter(pk=item.request_id).first()
        locked = RequestItem.objects.select_related("request__person__unit").get(pk=item.pk)
        request = locked.request
        require_settle(access, request)
        if not request.is_open:
            raise DomainError("request_closed", "Yêu cầu này đã kết thúc. Hãy tải lại trang để xem kết quả.")
        if locked.state != RequestItem.State.PENDING:
            raise DomainError("item_decided", "Mục này đã được người khác quyết định. Hãy tải lại trang.")
        if approve:
            written = _write(access, locked, reason)
            locked.written_key = written.pk if written else None
        now = timezone.now()
        locked.state = RequestItem.State.APPROVED if approve else RequestItem.State.REFUSED
        locked.decided_at, locked.decided_by_name, locked.reason = now, access.user_name, reason
        locked.save(update_fields=["state", "decided_at", "decided_by_name", "reason", "written_key"])
        RequestEvent.objects.create(
            request=request, at=now, by_name=access.user_name, words=reason,
            what=RequestEvent.What.ITEM_APPROVED if approve else RequestEvent.What.ITEM_REFUSED,
        )  # fmt: skip
        FileRequest.objects.filter(pk=request.pk).update(moved_at=now)
        record(
            access, request, "privacy.item_decided",
            {"section": [None, locked.section_key], "state": [None, locked.state]},
        )  # fmt: skip
        _close_when_decided(access, request)


def _close_when_decided(access: AccessContext, request: FileRequest) -> None:
    states = set(request.items.values_list("state", flat=True))
    if RequestItem.State.PENDING in states:
        return
    if states == {RequestItem.State.APPROVED}:
        state = FileRequest.State.DONE
    elif states == {RequestItem.State.REFUSED}:
        state = FileRequest.State.REFUSED
    else:
        state = FileRequest.State.PARTLY
    finish(access=access, request=request, state=state, words=gettext("Mọi mục của đề nghị đã được quyết định."))


def _write(access: AccessContext, item: RequestItem, reason: str) -> FileRecord | None:
    """Write the change through the services of the file, and attach its papers to the record."""
    person = item.request.person
    kind = proposals.KINDS_BY_KEY[item.section_key]
    proposal = proposals.read(item)
    because = gettext("Theo đề nghị số %(number)s của cán bộ") % {"number": item.request_id}
    words = f"{because}: {reason}" if reason else because
    written: FileRecord | None
    if item.action == RequestItem.Action.ADD:
        source = page_source(access, timezone.now(), because)
        written = add_record(
            access=access, person=person, kind=kind, values=proposal.values, source=source, decision=proposal.decision
        )
    else:
        current = kind._default_manager.filter(pk=item.record_key, person=person).first()
        if current is None:
            raise DomainError("record_gone", "Bản ghi này không còn trong hồ sơ. Hãy từ chối mục và nói rõ lý do.")
        current.person = person
        if item.action == RequestItem.Action.CORRECT:
            written = correct_record(
                access=access, record=current, values=proposal.values, reason=words, decision=proposal.decision
            )
        else:
            withdraw_record(access=access, record=current, reason=words)
            written = None
    for paper in item.papers.all():
        _attach(access, person, paper, written, kind)
    return written


def _attach(
    access: AccessContext, person: Person, paper: Evidence, written: FileRecord | None, kind: type[FileRecord]
) -> None:
    content = stored_content(paper.sha256)
    if content is None:
        raise DomainError(
            "document_missing",
            "Không còn tệp của giấy tờ này trong kho. Hãy báo người quản trị khôi phục từ bản sao lưu.",
        )
    try:
        attach_document(
            access=access, person=person, upload=KeptFile(paper.file_name, len(content), content),
            title=paper.title, record=written, section=kind,
        )  # fmt: skip
    except DomainError as refused:
        if refused.code != "attachment_twice":  # the file has this paper already
            raise


@dataclass(slots=True)
class KeptFile:
    """A paper that was taken in before, given to the service of papers as if it were sent now; size in bytes."""

    name: str | None
    size: int | None
    content: bytes

    def chunks(self) -> Iterator[bytes]:
        """Give the content."""
        yield self.content
