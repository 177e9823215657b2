"""Who runs a meeting or a procedure, and who takes part in it."""

from __future__ import annotations

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden
from canbo.procedures.models import KeyHolder, Meeting, Run, RunStep


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


def may_record(access: AccessContext, meeting: Meeting) -> bool:
    """Tell whether the viewer writes down what goes on: who runs the meeting, and its secretary."""
    return may_run(access, meeting) or (access.person_id is not None and access.person_id == meeting.secretary_id)


def require_record(access: AccessContext, meeting: Meeting) -> None:
    """Raise Forbidden for who takes part in the meeting but neither runs it nor writes it down."""
    if not may_record(access, meeting):
        raise Forbidden("may_not_record", "Chỉ người tổ chức hội nghị và thư ký điểm danh, ghi diễn biến, kết luận.")


def may_read_minutes(access: AccessContext, meeting: Meeting) -> bool:
    """Tell whether the viewer reads notes and minutes: who runs the meeting, its secretary, its chair."""
    return may_record(access, meeting) or part_of(access, meeting) is KeyHolder.Part.CHAIR


def require_run(access: AccessContext, meeting: Meeting) -> None:
    """Raise Forbidden for who takes part in the meeting but does not run it."""
    access.require(Permission.RUN_PROCEDURES, meeting.unit.path)


def runs_it(access: AccessContext, run: Run) -> bool:
    """Tell whether the viewer runs procedures of the run's unit."""
    return access.covers(Permission.RUN_PROCEDURES, run.unit.path)


def require_running(access: AccessContext, run: Run) -> None:
    """Raise Forbidden for who does not run procedures of the unit, or is considered in the run, or is a relative."""
    access.require(Permission.RUN_PROCEDURES, run.unit.path)
    for person_id in run.subjects.filter(person__isnull=False, left_on__isnull=True).values_list(
        "person_id", flat=True
    ):
        access.require_impartial(person_id)


def is_own_step(access: AccessContext, run: Run, step: RunStep) -> bool:
    """Tell whether a step is the viewer's own to do: that of the person considered, who is the viewer."""
    return (
        step.for_subject
        and access.person_id is not None
        and run.subjects.filter(person_id=access.person_id, left_on__isnull=True).exists()
    )


def require_doing(access: AccessContext, run: Run, step: RunStep) -> None:
    """Raise Forbidden for who may not write down that a step was done: the viewer's own step is theirs to do."""
    if not is_own_step(access, run, step):
        require_running(access, run)
