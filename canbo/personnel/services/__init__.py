"""Writing the files: every write names its actor, checks the scope, logs the change and audits it, all in one."""

from canbo.personnel.services.attachments import attach_document, mark_document, photo_of, withdraw_document
from canbo.personnel.services.files import (
    DecisionGiven,
    add_record,
    correct_record,
    open_file,
    page_source,
    verify_fields,
    withdraw_record,
)
from canbo.personnel.services.reading import log_restricted_read

__all__ = [
    "DecisionGiven", "add_record", "attach_document", "correct_record", "log_restricted_read",
    "mark_document", "open_file", "page_source", "photo_of", "verify_fields", "withdraw_document", "withdraw_record",
]  # fmt: skip
