"""Requests on personal data: one's own, and those that the viewer settles."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.personnel.models import FileRecord, Person
from canbo.personnel.permissions import may_read_section
from canbo.privacy.domain.clocks import Tone, tone_of
from canbo.privacy.models import Evidence, FileRequest, RequestItem, Restriction
from canbo.privacy.permissions import covers, file_scope, is_requester, require_settle, secrecy_scope
from canbo.privacy.proposals import KINDS_BY_KEY, ItemView, item_view, records_of_items


def requests_to_settle(access: AccessContext) -> QuerySet[FileRequest]:
    """Give the requests that the viewer may settle, drafts and their own left out."""
    rows = FileRequest.objects.exclude(state=FileRequest.State.DRAFT).select_related("person__unit")
    correction = Q(kind=FileRequest.Kind.CORRECTION)
    wanted = (correction & file_scope(access, Permission.EDIT_FILES)) | (
        ~correction & file_scope(access, Permission.HANDLE_REQUESTS)
    )
    if not access.can(Permission.EDIT_FILES) and not access.can(Permission.HANDLE_REQUESTS):
        return rows.none()
    seen = secrecy_scope(access, "person__unit__path", "person__managed_tier")
    return rows.filter(wanted & seen).exclude(person_id=access.person_id or 0)


def own_requests(access: AccessContext) -> QuerySet[FileRequest]:
    """Give the viewer's own requests, the newest first; none for who has no file."""
    if access.person_id is None or not access.can(Permission.VIEW_OWN_FILE):
        return FileRequest.objects.none()
    return FileRequest.objects.filter(person_id=access.person_id).order_by("-created_at", "-id")


def unread_count(access: AccessContext) -> int:
    """Count the viewer's own requests in which something is new."""
    rows = own_requests(access).filter(moved_at__isnull=False)
    return rows.filter(Q(read_at__isnull=True) | Q(read_at__lt=F("moved_at"))).count()


def request_of(access: AccessContext, request_id: int) -> FileRequest:
    """Give one request to who sent it and who settles it; NotFound for anybody else, and drafts to nobody but their
    person; Forbidden for a relative's."""
    request = FileRequest.objects.select_related("person__unit", "campaign").filter(pk=request_id).first()
    if request is None:
        raise NotFound("request_not_found", "Không có yêu cầu này trong phạm vi được giao.")
    if is_requester(access, request):
        return request
    if request.state == FileRequest.State.DRAFT:
        raise NotFound("request_not_found", "Không có yêu cầu này trong phạm vi được giao.")
    require_settle(access, request)
    return request


def items_of(access: AccessContext, request: FileRequest) -> list[ItemView]:
    """Give the items of a request that `request_of` gave, beside the records that they change.

    A section that is closed to the viewer shows that there is an item, and nothing of it.
    """
    items = list(request.items.prefetch_related("papers").order_by("id"))
    records = records_of_items(request.person, items)
    views = []
    for item in items:
        record: FileRecord | None = records.get((item.section_key, item.record_key or 0))
        kind = KINDS_BY_KEY[item.section_key]
        if may_read_section(access, request.person, kind):
            views.append(item_view(item, record))
        else:
            views.append(ItemView(item, str(kind.section.label), "", (), False, is_closed=True))
    return views


def item_of(access: AccessContext, request_id: int, item_id: int) -> RequestItem:
    """Give one item of a request that the viewer may see; NotFound for any other."""
    request = request_of(access, request_id)
    item = request.items.filter(pk=item_id).first()
    if item is None:
        raise NotFound("item_not_found", "Không có mục này trong đề nghị.")
    item.request = request
    return item


def paper_of_request(access: AccessContext, request_id: int, paper_id: int) -> Evidence:
    """Give one paper of a request that the viewer may see; NotFound for any other, and where its section is closed."""
    request = request_of(access, request_id)
    paper = request.papers.select_related("item").filter(pk=paper_id).first()
    if paper is None or (
        paper.item is not None and not may_read_section(access, request.person, KINDS_BY_KEY[paper.item.section_key])
    ):
        raise NotFound("document_not_found", "Không có giấy tờ này trong yêu cầu.")
    paper.request = request
    return paper


def people_by_number(access: AccessContext, text: str) -> list[Person]:
    """Give the people in the scope of the officer of personal data with this number of file or exact name."""
    text = text.strip()
    rows = Person.objects.select_related("unit").filter(withdrawn_at__isnull=True)
    rows = rows.filter(file_scope(access, Permission.HANDLE_REQUESTS, ""))
    wanted = Q(search_name=fold(text))
    if text.isdecimal() and len(text) < 19:
        wanted |= Q(pk=int(text))
    return list(rows.filter(wanted)[:10]) if text and access.can(Permission.HANDLE_REQUESTS) else []


def restriction_of(access: AccessContext, restriction_id: int) -> Restriction:
    """Give one restriction to the officer of personal data in scope; NotFound for anybody else."""
    found = Restriction.objects.select_related("person__unit").filter(pk=restriction_id).first()
    if found is None or not covers(access, Permission.HANDLE_REQUESTS, found.person):
        raise NotFound("restriction_not_found", "Không có hạn chế này trong phạm vi được giao.")
    return found


def next_limit(request: FileRequest) -> date | None:
    """Give the day that the request must be acted on next; None once it is closed."""
    if not request.is_open:
        return None
    if request.state == FileRequest.State.RECEIVED and request.answered_at is None:
        return request.first_answer_due
    return request.due_on


def tone(request: FileRequest, today: date) -> Tone | None:
    """Give the colour of the next limit; None once it is closed."""
    due = next_limit(request)
    return tone_of(due, today) if due else None
