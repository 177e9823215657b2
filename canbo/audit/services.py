"""Writing the audit log. The only door to its table; called inside the transaction of the act itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit.actions import action as known_action
from canbo.audit.actions import all_actions
from canbo.audit.models import AuditEntry
from canbo.common.bulk import insert_rows
from canbo.core.access import AccessContext

#: (door, request id) of the act under way; set by the middleware and by commands.
door: ContextVar[tuple[str, str]] = ContextVar("audit_door", default=("command", ""))


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
    AuditEntry.objects.create(
        at=timezone.now(), actor_id=access.user_id, actor_name=access.user_name, action=action,
        object_type=object_type, object_id=object_id, object_label=object_label[:300], unit_path=unit_path,
        reason=reason[:500], changes=dict(changes) if changes else None, door=via, request_id=request_id,
    )  # fmt: skip


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
    # Read to the end first: while PostgreSQL copies, nothing else can be asked on the same connection.
    rows = [(object_id, label[:300], path) for object_id, label, path in objects]
    return insert_rows(
        AuditEntry, ("object_id", "object_label", "unit_path"), rows,
        constants={
            "at": at, "actor_id": access.user_id, "actor_name": access.user_name, "action": action,
            "object_type": object_type, "reason": reason[:500], "changes": None, "door": via, "request_id": request_id,
        },
    )  # fmt: skip


def erase_personal(
    *, access: AccessContext, object_type: str, object_id: int, sections: Collection[str] = ()
) -> int:
    """Erase the personal part of what the log holds about one object: its name, values and reasons; give how many rows.

    With `sections`, only of the rows that tell of these sections of a file. That something was done, when and by whom,
    stays. Called inside the transaction of a lawful erasure, which writes its own row.
    """
    with transaction.atomic():
        personal = [each.code for each in all_actions() if each.personal]
        rows = AuditEntry.objects.filter(object_type=object_type, object_id=object_id, action__in=personal)
        if sections:
            rows = rows.filter(changes__section__1__in=list(sections))
        return rows.update(object_label="", changes=None, reason="")
