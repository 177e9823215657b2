"""Meetings: convened, attended, closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.organizations.models import Unit
from canbo.personnel.selectors import visible_people
from canbo.procedures.models import Attendance, Meeting, Vote, VotingRight
from canbo.procedures.permissions import require_run
from canbo.procedures.selectors.meetings import meeting_of


def convene(
    *, access: AccessContext, unit: Unit, title: str, held_on: date, people: Mapping[int, str], chair_id: int,
    teller_id: int, place: str = "",
) -> Meeting:  # fmt: skip
    """Call a meeting. `people`: the key of each person convened, and why they are (may be "").

    Errors: title_missing, nobody_convened, chair_is_teller, holder_not_convened, person_unknown; Forbidden.
    """
    access.require(Permission.RUN_PROCEDURES, unit.path)
    title = clean(title)
    if not title:
        raise DomainError("title_missing", "Hãy ghi tên hội nghị.")
    if not people:
        raise DomainError("nobody_convened", "Hãy chọn những người được triệu tập.")
    if chair_id == teller_id:
        raise DomainError(
            "chair_is_teller",
            "Người chủ trì và người kiểm phiếu phải là hai người: mỗi người giữ một nửa khoá hòm phiếu.",
        )
    if {chair_id, teller_id} - people.keys():
        raise DomainError("holder_not_convened", "Người chủ trì và người kiểm phiếu phải nằm trong số được triệu tập.")
    if visible_people(access).filter(pk__in=people).count() != len(people):
        raise DomainError("person_unknown", "Có người được chọn không thuộc phạm vi của bạn. Hãy chọn lại.")
    with transaction.atomic():
        meeting = Meeting.objects.create(
            unit=unit, title=title[:300], held_on=held_on, place=clean(place)[:200], chair_id=chair_id,
            teller_id=teller_id, created_by_name=access.user_name,
        )  # fmt: skip
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, person_id=person_id, basis=clean(basis)[:200])
            for person_id, basis in people.items()
        )
        audit.record(
            access=access, action="procedures.meeting_convened", object_type="meeting", object_id=meeting.pk,
            object_label=meeting.title, unit_path=unit.path,
            changes={"held_on": [None, held_on.isoformat()], "convened": [None, len(people)]},
        )  # fmt: skip
    return meeting


def note_present(*, access: AccessContext, meeting_id: int, present: Collection[int]) -> Meeting:
    """Write down who is present. Who comes while a vote is open gets a right to it; who leaves loses an unused one.

    Errors: meeting_closed, person_not_convened, voter_present (somebody marked absent has voted).
    """
    meeting = meeting_of(access, meeting_id)
    require_run(access, meeting)
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().select_related("unit").get(pk=meeting_id)
        if meeting.state == Meeting.State.CLOSED:
            raise DomainError("meeting_closed", "Hội nghị đã bế mạc, không sửa được danh sách có mặt.")
        known = set(meeting.attendances.values_list("person_id", flat=True))
        if set(present) - known:
            raise DomainError("person_not_convened", "Có người không nằm trong danh sách triệu tập. Hãy tải lại trang.")
        gone = known - set(present)
        running = Vote.objects.filter(meeting=meeting, state__in=[Vote.State.OPEN, Vote.State.CLOSED])
        voted = VotingRight.objects.filter(vote__in=running, person_id__in=gone, is_used=True)
        names = sorted(voted.values_list("person__full_name", flat=True).distinct())
        if names:
            raise DomainError(
                "voter_present",
                "{names} đã bỏ phiếu trong lần bỏ phiếu chưa kiểm xong nên không ghi vắng mặt được.",
                names=", ".join(names),
            )  # fmt: skip
        came = meeting.attendances.filter(person_id__in=present, is_present=False)
        came.update(is_present=True, presence=Attendance.Presence.ROOM, excuse="")
        meeting.attendances.filter(person_id__in=gone, is_present=True).update(is_present=False, presence="")
        VotingRight.objects.filter(vote__in=running, person_id__in=gone).delete()
        for vote in running.filter(state=Vote.State.OPEN):
            give_rights(vote, present)
        if meeting.state == Meeting.State.PREPARING and present:
            Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.OPEN)
            meeting.state = Meeting.State.OPEN
        audit.record(
            access=access, action="procedures.presence_noted", object_type="meeting", object_id=meeting.pk,
            object_label=meeting.title, unit_path=meeting.unit.path, changes={"present": [None, len(set(present))]},
        )  # fmt: skip
    return meeting


def give_rights(vote: Vote, people: Collection[int]) -> None:
    """Give each of these people a right to a vote, once; in the order of their keys, which says nothing of them."""
    VotingRight.objects.bulk_create(
        [VotingRight(vote=vote, person_id=person_id) for person_id in sorted(people)], ignore_conflicts=True
    )


def close_meeting(*, access: AccessContext, meeting_id: int) -> Meeting:
    """Close a meeting. Errors: vote_unfinished."""
    meeting = meeting_of(access, meeting_id)
    require_run(access, meeting)
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().select_related("unit").get(pk=meeting_id)
        unfinished = meeting.votes.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED]).values_list(
            "title", flat=True
        )
        if unfinished:
            raise DomainError(
                "vote_unfinished",
                "Chưa kiểm phiếu xong: {titles}. Hãy mở hòm phiếu hoặc huỷ lần bỏ phiếu trước khi bế mạc.",
                titles=", ".join(unfinished),
            )  # fmt: skip
        Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.CLOSED)
        meeting.state = Meeting.State.CLOSED
        audit.record(
            access=access, action="procedures.meeting_closed", object_type="meeting", object_id=meeting.pk,
            object_label=meeting.title, unit_path=meeting.unit.path,
        )  # fmt: skip
    return meeting
