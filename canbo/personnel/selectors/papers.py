"""The papers attached to a file."""

from __future__ import annotations

from canbo.core.access import AccessContext
from canbo.core.errors import Forbidden, NotFound
from canbo.personnel.models import Attachment, Person
from canbo.personnel.permissions import may_know_of, may_read_attachment


def papers_of(access: AccessContext, person: Person) -> list[Attachment]:
    """Give the papers of a file that `file_of` gave, the newest first: those that the viewer may read."""
    rows = list(Attachment.objects.filter(person=person, withdrawn_at__isnull=True).order_by("-uploaded_at", "-id"))
    for row in rows:
        row.person = person
    return [row for row in rows if may_read_attachment(access, row)]


def paper_of_file(access: AccessContext, person_id: int, attachment_id: int) -> Attachment:
    """Give one paper of a file in scope; NotFound for any other."""
    paper = (
        Attachment.objects.select_related("person__unit")
        .filter(pk=attachment_id, person_id=person_id, withdrawn_at__isnull=True, person__withdrawn_at__isnull=True)
        .first()
    )
    if paper is None or not may_know_of(access, paper):
        raise NotFound("document_not_found", "Không có giấy tờ này trong phạm vi được giao.")
    return paper


def paper_to_open(access: AccessContext, person_id: int, attachment_id: int) -> Attachment:
    """Give one paper that the viewer may open. Errors: NotFound out of scope; Forbidden for a restricted one."""
    paper = paper_of_file(access, person_id, attachment_id)
    if not may_read_attachment(access, paper):
        raise Forbidden("document_forbidden", "Giấy tờ này hạn chế người xem; tài khoản này không có quyền xem.")
    return paper
