"""Writing the files: every write names its actor, checks the scope, logs the change and audits it, all in one."""

from canbo.personnel.services.files import (
    add_record,
    correct_record,
    open_file,
    page_source,
    verify_fields,
    withdraw_record,
)

__all__ = ["add_record", "correct_record", "open_file", "page_source", "verify_fields", "withdraw_record"]
