"""Writing the audit log. The only door to its table; called inside the transaction of the act itself."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit.actions import action as known_action
from canbo.audit.actions import all_actions
from canbo.audit.domain.chain import FIXED, PERSONAL, personal_digest, ranges_of, row_mac
from canbo.audit.keys import keys
from canbo.audit.models import AuditEntry
from canbo.audit.services.sealing import seal_after_commit
from canbo.common.bulk import insert_rows
from canbo.core.access import AccessContext

#: (door, request id) of the act under way; set by the middleware and by commands.
door: ContextVar[tuple[str, str]] = ContextVar("audit_door", default=("command", ""))


#: The case for which files are being read, "" for none; set by `reading_for`.
_case: ContextVar[str] = ContextVar("audit_case", default="")


@contextmanager
def reading_for(case: str) -> Iterator[None]:
    """Say that what is read inside is read for a case ("planning:12"), told to the person once it is announced."""
    token = _case.set(case)
    try:
        yield
    finally:
        _case.reset(token)


def record(
    *,
    access: AccessContext,
    action: str,
    object_type: str = "",
    object_id: int | None = None,
    object_label: str = "",
    unit_path: str = "",
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write one audit row in the transaction of the act. `changes` maps a field to [before, after] in plain JSON."""
    known_action(action)
    via, request_id = door.get()
    row = AuditEntry(
        at=timezone.now(), actor_id=access.user_id, actor_name=access.user_name, action=action,
        grants=_grants(access, unit_path), object_type=object_type, object_id=object_id,
        object_label=object_label[:300], unit_path=unit_path, reason=reason[:500],
        changes=dict(changes) if changes else None, door=via, request_id=request_id, case=_case.get(),
        salt=os.urandom(16).hex(),
    )  # fmt: skip
    row.personal_digest = personal_digest(row.salt, [getattr(row, name) for name in PERSONAL])
    row.mac = row_mac(keys().chain, row.at, [getattr(row, name) for name in FIXED])
    row.save(force_insert=True)
    seal_after_commit()


def _grants(access: AccessContext, unit_path: str) -> list[dict[str, Any]] | None:
    """Give the grants that reach the object, in the words of the log."""
    reached = [
        {"id": grant.id, "role": grant.role, "path": grant.path}
        for grant in access.grants
        if unit_path.startswith(grant.path)
    ]
    return reached or None


def record_many(
    *,
    access: AccessContext,
    action: str,
    object_type: str,
    objects: Iterable[tuple[int, str, str]],
    at: datetime,
    reason: str = "",
) -> int:
    """Write one row for each (object id, label, unit path) of a bulk act; give their number."""
    known_action(action)
    via, request_id = door.get()
    key, case, reason = keys().chain, _case.get(), reason[:500]
    grants: dict[str, Any] = {}
    rows = []
    # Read to the end first: while PostgreSQL copies, nothing else can be asked on the same connection.
    for object_id, label, path in objects:
        salt = os.urandom(16).hex()
        digest = personal_digest(salt, [label[:300], reason, None])
        if path not in grants:
            grants[path] = _grants(access, path)
        mac = row_mac(
            key, at,
            [access.user_id, access.user_name, grants[path], action, object_type, object_id, path, via, request_id,
             case, digest],
        )  # fmt: skip
        rows.append((object_id, label[:300], path, grants[path], salt, digest, mac))
    seal_after_commit()
    return insert_rows(
        AuditEntry, ("object_id", "object_label", "unit_path", "grants", "salt", "personal_digest", "mac"), rows,
        constants={
            "at": at, "actor_id": access.user_id, "actor_name": access.user_name, "action": action,
            "object_type": object_type, "reason": reason, "changes": None, "door": via, "request_id": request_id,
            "case": case,
        },
    )  # fmt: skip


def record_refusal(*, access: AccessContext, code: str, status: int, where: str) -> None:
    """Write that somebody was refused (403) or asked for what is not theirs (404); `where` is the address."""
    if access.user_id is not None:
        record(
            access=access, action="access.refused", object_type="page", object_label=where,
            changes={"code": [None, code], "status": [None, status]},
        )  # fmt: skip


def announce_case(*, access: AccessContext, case: str) -> None:
    """Announce a case: from now on the people see who read their files for it."""
    record(access=access, action="audit.case_announced", object_type="case", object_label=case)


def erase_personal(*, access: AccessContext, object_type: str, object_id: int, sections: Collection[str] = ()) -> int:
    """Erase the personal part of what the log holds about one object: its name, values and reasons; give how many rows.

    With `sections`, only of the rows that tell of these sections of a file. That something was done, when and by whom,
    stays, and so does the chain: an entry of its own names the rows erased. Called inside the transaction of a lawful
    erasure, which writes its own row as well.
    """
    with transaction.atomic():
        personal = [each.code for each in all_actions() if each.personal]
        rows = AuditEntry.objects.filter(object_type=object_type, object_id=object_id, action__in=personal).exclude(
            salt=""
        )
        if sections:
            rows = rows.filter(changes__section__1__in=list(sections))
        numbers = list(rows.order_by("pk").values_list("pk", flat=True))
        if numbers:
            AuditEntry.objects.filter(pk__in=numbers).update(object_label="", changes=None, reason="", salt="")
            record(access=access, action="audit.erased", changes={"entries": [None, ranges_of(numbers)]})
        return len(numbers)
