"""Who may know of a decision, draft one, enter its signature."""

from __future__ import annotations

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden, NotFound
from canbo.core.secrecy import may_see
from canbo.decisions.kinds import CLOSED_KINDS, DecisionState
from canbo.decisions.models import Decision

#: What only those who work on decisions see.
UNSIGNED = frozenset({DecisionState.DRAFT, DecisionState.DISCARDED, DecisionState.RESERVED, DecisionState.VOID})


def works_there(access: AccessContext, path: str) -> bool:
    """Tell whether the viewer drafts or signs decisions of the unit at this path."""
    return access.covers(Permission.EDIT_FILES, path) or access.covers(Permission.SIGN_DECISIONS, path)


def may_read_in_unit(access: AccessContext, decision: Decision, path: str) -> bool:
    """Tell whether the viewer may read a decision of the unit at this path, by their rights in the unit."""
    right = CLOSED_KINDS.get(decision.kind)
    return (
        access.covers(Permission.VIEW_FILES, path)
        and (right is None or access.covers(right, path))
        and (decision.state not in UNSIGNED or works_there(access, path))
        and may_see(access, decision.secrecy, path)
    )


def require_draft(access: AccessContext, decision: Decision, path: str) -> None:
    """Require that the viewer may change a draft of the unit at this path. Errors: NotFound, Forbidden."""
    if not may_read_in_unit(access, decision, path):
        raise not_found()
    access.require(Permission.EDIT_FILES, path)


def require_sign(access: AccessContext, decision: Decision, path: str) -> None:
    """Require that the viewer may number decisions of the unit and enter signatures. Errors: NotFound, Forbidden."""
    if not may_read_in_unit(access, decision, path):
        raise not_found()
    access.require(Permission.SIGN_DECISIONS, path)


def require_other_than_drafter(access: AccessContext, drafted_by_key: int | None) -> None:
    """Two pairs of eyes: who drafted what is written into files does not enter its signature. Errors: own_draft."""
    if drafted_by_key is not None and access.user_id == drafted_by_key:
        raise Forbidden(
            "own_draft",
            "Quyết định này ghi vào hồ sơ, nên người dự thảo không tự ghi nhận việc ký. "
            "Hãy nhờ người khác có quyền «Cấp số, ghi nhận việc ký quyết định» ở đơn vị này.",
        )


def not_found() -> NotFound:
    """The answer for what is not there, or not for this viewer."""
    return NotFound("decision_not_found", "Không có quyết định này trong phạm vi được giao.")
