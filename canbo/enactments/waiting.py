"""What waits for somebody: drafts whose signature they may enter, decisions that could not be written into a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext
from canbo.decisions.models import Decision
from canbo.enactments.selectors import failed_for, waiting_to_sign

_MOST = 50


def decisions_to_sign(access: AccessContext, today: date) -> Iterator[Waiting]:
    """Give the drafts of others in the units where the viewer signs."""
    for decision in waiting_to_sign(access)[:_MOST]:
        yield _waiting(decision, "decision-sign")


def decisions_failed(access: AccessContext, today: date) -> Iterator[Waiting]:
    """Give the signed decisions of which something could not be written on its day."""
    for decision in failed_for(access)[:_MOST]:
        yield _waiting(decision, "decision")


def _waiting(decision: Decision, page: str) -> Waiting:
    paper = decision.enactment
    due = decision.effective_on.earliest if decision.effective_on else None
    return Waiting(
        title=f"{decision}: {paper.abstract}", url=reverse(page, args=[decision.pk]), due=due,
        since=paper.drafted_at.date(), detail=paper.unit.name,
    )  # fmt: skip
