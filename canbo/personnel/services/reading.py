"""Writing down that somebody read a restricted part of a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.personnel.models import FileRecord, Person


def log_restricted_read(*, access: AccessContext, person: Person, kinds: Iterable[type[FileRecord]]) -> None:
    """Write one audit row that names the restricted sections that were shown; none where none was."""
    keys = sorted({kind.section.key for kind in kinds if kind.section.restricted})
    if keys:
        _log(access, person, "file.restricted_read", {"sections": [None, keys]})


def _log(
    access: AccessContext, person: Person, action: str, changes: dict[str, list[object]], reason: str = ""
) -> None:
    with transaction.atomic():
        audit.record(
            access=access, action=action, object_type="person", object_id=person.pk, object_label=person.full_name,
            unit_path=person.unit.path, changes=changes, reason=reason,
        )  # fmt: skip
