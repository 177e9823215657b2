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

from canbo.audit.actions import READINGS, all_actions
from canbo.audit.actions import action as known_action
from canbo.audit.domain.chain import (
    FIXED,
    personal_digest,
    personal_digests,
    ranges_of,
    row_head,
    row_mac,
    row_mac_after,
)
from canbo.audit.keys import keys
from canbo.audit.models import AuditEntry, AuditPersonal
from canbo.audit.services.sealing import seal_after_commit
from canbo.common.among import Among
from canbo.common.bulk import insert_rows, next_ids
from canbo.common.crypto import encrypt
from canbo.common.rows import as_system
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


@as_system()
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
    secrecy: str = "",
) -> None:
    """Write one audit row in the transaction of the act. `changes` maps a field to [before, after] in plain JSON.

    `secrecy` is the mark of what was acted on ("mat", "toi_mat"): whoever may not see such things sees the row masked.
    """
    known_action(action)
    via, request_id = door.get()
    label, reason, values = object_label[:300], reason[:500], dict(changes) if changes else None
    salt = os.urandom(16) if label or reason or values else b""
    row = AuditEntry(
        at=timezone.now(), actor_id=access.user_id, actor_name=access.user_name, action=action,
        grants=_grants(access, unit_path), object_type=object_type, object_id=object_id, unit_path=unit_path, door=via,
        request_id=request_id, case=_case.get(), secrecy=secrecy,
        relation=_relation(access, action, object_type, object_id),
        personal_digest=personal_digest(salt, label, reason, values) if salt else b"",
    )  # fmt: skip
    row.mac = row_mac(keys().chain, row.at, [getattr(row, name) for name in FIXED])
    row.save(force_insert=True)
    if salt:
        AuditPersonal.objects.create(entry=row, object_label=label, reason=reason, changes=values, salt=salt)
    seal_after_commit()


def _relation(access: AccessContext, action: str, object_type: str, object_id: int | None) -> str:
    """Tell whether somebody reads their own file or a relative's; two queries where a reader has a file at all."""
    if action not in READINGS or object_type != "person" or object_id is None or access.person_id is None:
        return ""
    if object_id == access.person_id:
        return "own"
    return "kin" if access.is_barred(object_id) else ""


def _grants(access: AccessContext, unit_path: str) -> list[dict[str, Any]] | None:
    """Give the grants that reach the object, in the words of the log."""
    reached = [
        {"id": grant.id, "role": grant.role, "path": grant.path}
        for grant in access.grants
        if unit_path.startswith(grant.path)
    ]
    return reached or None


@as_system()
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
    # Read to the end first: while PostgreSQL copies, nothing else can be asked on the same connection.
    acted_on = [(number, label[:300], path) for number, label, path in objects]
    if not acted_on:
        return 0
    numbers, reason = next_ids(AuditEntry, len(acted_on)), reason[:500]
    salts = os.urandom(16 * len(acted_on))
    digests = personal_digests(salts, [label for _number, label, _path in acted_on], reason)
    via, request_id = door.get()
    key, case, secrecy = keys().chain, _case.get(), ""
    places: dict[str, tuple[bytes, list[tuple[Any, ...]]]] = {}
    by_grants: dict[str, tuple[Any, list[tuple[Any, ...]]]] = {}
    for number, (object_id, _label, path), digest in zip(numbers, acted_on, digests, strict=True):
        place = places.get(path)
        if place is None:
            grants = _grants(access, path)
            same = [
                access.user_id,
                access.user_name,
                grants,
                action,
                object_type,
                path,
                via,
                request_id,
                case,
                secrecy,
                "",
            ]
            place = places[path] = row_head(at, same), by_grants.setdefault(repr(grants), (grants, []))[1]
        place[1].append((number, object_id, path, digest, row_mac_after(key, place[0], object_id, number, digest)))
    for grants, rows in by_grants.values():
        insert_rows(
            AuditEntry, ("id", "object_id", "unit_path", "personal_digest", "mac"), rows,
            constants={
                "at": at, "actor_id": access.user_id, "actor_name": access.user_name, "action": action,
                "grants": grants, "object_type": object_type, "door": via, "request_id": request_id, "case": case,
                "secrecy": secrecy, "relation": "",
            },
        )  # fmt: skip
    insert_rows(
        AuditPersonal, ("entry", "object_label", "salt"),
        [
            (number, label, salts[place << 4 : (place + 1) << 4])
            for place, (number, (_id, label, _path)) in enumerate(zip(numbers, acted_on, strict=True))
        ],
        constants={"reason": encrypt(reason), "changes": ""},
    )  # fmt: skip
    seal_after_commit()
    return len(acted_on)


def record_refusal(*, access: AccessContext, code: str, status: int, where: str) -> None:
    """Write that somebody was refused (403) or asked for what is not theirs (404); `where` is the address."""
    if access.user_id is not None:
        record(
            access=access, action="access.refused", object_type="page", object_label=where,
            changes={"code": [None, code], "status": [None, status]},
        )  # fmt: skip


def record_log_reading(*, access: AccessContext, entry: AuditEntry, section: str) -> None:
    """Write that somebody read values of a restricted section in a row of the log: that too is reading the file."""
    with transaction.atomic():
        record(
            access=access, action="file.restricted_read", object_type="person", object_id=entry.object_id,
            object_label=entry.object_label, unit_path=entry.unit_path,
            changes={"sections": [None, [section]], "log_entry": [None, entry.pk]},
        )  # fmt: skip


def announce_case(*, access: AccessContext, case: str) -> None:
    """Announce a case: from now on the people see who read their files for it."""
    with reading_for(case):
        record(access=access, action="audit.case_announced", object_type="case", object_label=case)


@as_system()
def erase_personal(*, access: AccessContext, object_type: str, object_id: int, sections: Collection[str] = ()) -> int:
    """Erase the personal part of what the log holds about one object: its name, values and reasons; give how many rows.

    With `sections`, only of the rows that tell of these sections of a file. That something was done, when and by whom,
    stays, and so does the chain: an entry of its own names the rows erased. Called inside the transaction of a lawful
    erasure, which writes its own row as well.
    """
    with transaction.atomic():
        personal = [each.code for each in all_actions() if each.personal]
        rows = AuditPersonal.objects.filter(
            entry__object_type=object_type, entry__object_id=object_id, entry__action__in=personal
        )
        told: list[tuple[int, Any]] = list(rows.values_list("pk", "changes"))
        wanted = frozenset(sections)
        numbers = sorted(
            number
            for number, changes in told
            if not wanted or ((changes or {}).get("section") or (None, None))[1] in wanted
        )
        if numbers:
            AuditPersonal.objects.filter(pk__among=Among(numbers)).delete()
            record(access=access, action="audit.erased", changes={"entries": [None, ranges_of(numbers)]})
        return len(numbers)
