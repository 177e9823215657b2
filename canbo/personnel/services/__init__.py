"""Writing the files. Every write names its actor, checks the scope, logs the change and audits it, in one transaction."""

from canbo.personnel.services.files import add_record, correct_record, open_file, page_source, verify_fields, withdraw_record

__all__ = ["add_record", "correct_record", "open_file", "page_source", "verify_fields", "withdraw_record"]
