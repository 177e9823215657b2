"""Locking a decision for a change, once the viewer may change it."""

from __future__ import annotations

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.decisions.models import Decision
from canbo.enactments.models import Enactment
from canbo.enactments.permissions import not_found, require_draft
from canbo.enactments.selectors import visible_decisions


def locked_draft(access: AccessContext, decision_id: int) -> tuple[Decision, Enactment]:
    """Lock a draft to change it, inside a transaction. Errors: not_a_draft; NotFound, Forbidden."""
    decision = visible_decisions(access).filter(pk=decision_id).first()
    if decision is None:
        raise not_found()
    decision = Decision.objects.select_for_update().get(pk=decision_id)
    paper = Enactment.objects.select_related("unit").filter(decision=decision).first()
    if paper is None:
        raise not_a_draft(decision)
    require_draft(access, decision, paper.unit.path)
    if not decision.is_draft:
        raise not_a_draft(decision)
    return decision, paper


def not_a_draft(decision: Decision) -> DomainError:
    """The refusal of a change to what is signed."""
    return DomainError(
        "not_a_draft",
        "Quyết định {decision} không còn là dự thảo ({state}). Muốn sửa, hãy lập quyết định sửa đổi, thay thế hoặc "
        "thu hồi.",
        decision=str(decision), state=decision.get_state_display(),
    )  # fmt: skip
