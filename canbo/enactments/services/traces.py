"""One line of the log for an act on a decision: its number, never a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.secrecy import public_title
from canbo.decisions.models import Decision


def trace(
    access: AccessContext,
    action: str,
    decision: Decision,
    unit_path: str,
    *,
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write the line, in the transaction of the act."""
    audit.record(
        access=access, action=action, object_type="decision", object_id=decision.pk,
        object_label=public_title(decision.secrecy, str(decision)), unit_path=unit_path, reason=reason,
        changes=changes, secrecy=decision.secrecy,
    )  # fmt: skip
