"""Writing down that data left by the pages of this app: a copy of one's own, a paper of a request, a printed record."""

from __future__ import annotations

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.personnel.models import Person
from canbo.personnel.services.attachments import stored_content
from canbo.privacy.models import Campaign, Evidence


def log_copy(*, access: AccessContext, person: Person) -> None:
    """Write one audit row for the copy of one's own data."""
    with transaction.atomic():
        audit.record(
            access=access, action="privacy.copy_given", object_type="person", object_id=person.pk,
            object_label=person.full_name, unit_path=person.unit.path,
        )  # fmt: skip


def open_evidence(*, access: AccessContext, paper: Evidence) -> bytes:
    """Give the content of a paper that `paper_of_request` gave, and write down that it was read.

    Error: document_missing without its file.
    """
    content = stored_content(paper.sha256)
    if content is None:
        raise DomainError(
            "document_missing",
            "Không còn tệp của giấy tờ này trong kho. Hãy báo người quản trị khôi phục từ bản sao lưu.",
        )
    person = paper.request.person
    with transaction.atomic():
        audit.record(
            access=access, action="privacy.evidence_read", object_type="person", object_id=person.pk,
            object_label=person.full_name, unit_path=person.unit.path,
            changes={"request": [None, paper.request_id], "paper": [None, paper.pk]},
        )  # fmt: skip
    return content


def log_paper(*, access: AccessContext, action: str, object_type: str = "", object_id: int | None = None,
    unit_path: str = "") -> None:  # fmt: skip
    """Write one audit row for a paper without personal data: the register, a certificate, a notice."""
    with transaction.atomic():
        audit.record(access=access, action=action, object_type=object_type, object_id=object_id, unit_path=unit_path)


def log_reminders(*, access: AccessContext, campaign: Campaign, count: int) -> None:
    """Write one audit row for the exported list of people to remind."""
    with transaction.atomic():
        audit.record(
            access=access, action="list.exported", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=campaign.unit.path, changes={"rows": [None, count]},
        )  # fmt: skip
