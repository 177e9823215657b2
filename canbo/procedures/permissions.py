"""Who runs a meeting, who takes part in it, and the kinds of acts that the log keeps of it."""

from __future__ import annotations

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden
from canbo.procedures.models import KeyHolder, Meeting


def may_run(access: AccessContext, meeting: Meeting) -> bool:
    """Tell whether the viewer runs the meetings of its unit."""
    return access.covers(Permission.RUN_PROCEDURES, meeting.unit.path)


def part_of(access: AccessContext, meeting: Meeting) -> KeyHolder.Part | None:
    """Give the part of the key that the viewer holds at a meeting; None for everybody but chair and teller."""
    if access.person_id is None:
        return None
    parts = {meeting.chair_id: KeyHolder.Part.CHAIR, meeting.teller_id: KeyHolder.Part.TELLER}
    return parts.get(access.person_id)


def require_part(access: AccessContext, meeting: Meeting) -> KeyHolder.Part:
    """Give the viewer's part of the key. Errors: Forbidden not_a_holder."""
    part = part_of(access, meeting)
    if part is None:
        raise Forbidden(
            "not_a_holder", "Chỉ người chủ trì và người kiểm phiếu của hội nghị giữ khoá hòm phiếu, đóng và mở hòm."
        )
    return part


def may_key(access: AccessContext, meeting: Meeting) -> bool:
    """Tell whether the viewer keys paper slips: who runs the meeting, its chair and its teller."""
    return may_run(access, meeting) or part_of(access, meeting) is not None


def require_keying(access: AccessContext, meeting: Meeting) -> None:
    """Raise Forbidden for who keys no slips."""
    if not may_key(access, meeting):
        raise Forbidden("may_not_key", "Chỉ người tổ chức hội nghị, người chủ trì và người kiểm phiếu nhập phiếu giấy.")


def require_run(access: AccessContext, meeting: Meeting) -> None:
    """Raise Forbidden for who takes part in the meeting but does not run it."""
    access.require(Permission.RUN_PROCEDURES, meeting.unit.path)
