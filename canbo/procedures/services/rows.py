"""What every act on a vote shares: its row locked, and its line in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.procedures.models import Vote


def locked_vote(vote_id: int) -> Vote:
    """Give a vote whose row is locked until the end of the transaction, with its meeting and unit."""
    return Vote.objects.select_for_update(of=("self",)).select_related("meeting__unit").get(pk=vote_id)


def log_act(
    *, access: AccessContext, vote: Vote, action: str, reason: str = "", changes: Mapping[str, Any] | None = None
) -> None:
    """Write the row of the log for an act on a vote, inside its transaction."""
    audit.record(
        access=access, action=action, object_type="vote", object_id=vote.pk, object_label=vote.title,
        unit_path=vote.meeting.unit.path, reason=reason, changes=changes,
    )  # fmt: skip
