"""What the log adds to other pages: who read one's own file, on the page of one's data."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.audit import selectors
from canbo.audit.actions import action_label
from canbo.audit.models import AuditEntry
from canbo.audit.subjects import answers
from canbo.core.access import AccessContext


def own_panel(request: HttpRequest, _person: object) -> str | None:
    """The latest readings of one's own file, on the page of one's data; None for whoever has no file."""
    access: AccessContext = request.access  # type: ignore[attr-defined]
    if access.person_id is None:
        return None
    rows = own_rows(selectors.readings_of(access, 0, 5))
    return render_to_string("audit/panel_own.html", {"rows": rows}, request)


def own_rows(rows: list[AuditEntry]) -> list[dict[str, Any]]:
    """Give readings of one's own file in words: when, who, in which role, which sections, why."""
    keys = {key for row in rows for key in _sections(row)}
    words = answers.sections(keys) if keys else {}
    roles = answers.roles({str(each["role"]) for row in rows for each in row.grants or ()})
    return [
        {
            "at": row.at, "who": row.actor_name, "action": action_label(row.action), "reason": row.reason,
            "sections": ", ".join(words.get(key, key) for key in _sections(row)),
            "roles": ", ".join(dict.fromkeys(roles.get(each["role"], each["role"]) for each in row.grants or ())),
        }
        for row in rows
    ]  # fmt: skip


def _sections(row: AuditEntry) -> list[str]:
    value = (row.changes or {}).get("sections")
    return [str(key) for key in value[1]] if isinstance(value, list) and isinstance(value[1], list) else []
