"""What the papers of a request hold."""

from __future__ import annotations

from canbo.core.errors import DomainError
from canbo.personnel.services.attachments import stored_content
from canbo.privacy.models import Evidence


def evidence_content(paper: Evidence) -> bytes:
    """Give the content of a paper that `paper_of_request` gave. Error: document_missing without its file."""
    content = stored_content(paper.sha256)
    if content is None:
        raise DomainError(
            "document_missing",
            "Không còn tệp của giấy tờ này trong kho. Hãy báo người quản trị khôi phục từ bản sao lưu.",
        )
    return content
