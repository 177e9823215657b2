"""Attendance: who came, how, late or not; who is away and why.

What is written has no time, and the line of the log says how many are present, never who: nothing here tells when
somebody who votes came to their device (docs/security/secret-ballot.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean
from canbo.procedures.models import Attendance, Meeting, Vote, VotingRight
from canbo.procedures.permissions import require_record
from canbo.procedures.selectors.meetings import meeting_of

_PRESENT = (Attendance.Presence.ROOM, Attendance.Presence.ONLINE)


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of somebody: how they are present or why they are away; late None: as the meeting stands."""

    presence: str
    excuse: str = ""
    is_late: bool | None = None


def note_present(*, access: AccessContext, meeting_id: int, present: Collection[int]) -> Meeting:
    """Write down who is in the room; everybody else on the list who was present no longer is. Opens the meeting.

    Errors: those of `note_presence`.
    """
    meeting = meeting_of(access, meeting_id)
    there = dict(meeting.attendances.filter(is_left_out=False).values_list("person_id", "presence"))
    noted = {key: Noted(Attendance.Presence.ROOM) for key in present if there.get(key) not in _PRESENT}
    noted |= {
        key: Noted(Attendance.Presence.UNKNOWN)
        for key, held in there.items() if held in _PRESENT and key not in set(present)
    }  # fmt: skip
    return note_presence(access=access, meeting_id=meeting_id, noted=noted, opens=bool(present))


def note_presence(
    *, access: AccessContext, meeting_id: int, noted: Mapping[int, Noted], opens: bool = False
) -> Meeting:
    """Write down how these people are present or away; the others stay as they are.

    Who comes while a vote is open gets a right to it, where they have a vote; who leaves loses an unused one. By who
    runs the meeting, or its secretary. Errors: meeting_closed, person_not_convened, presence_unreadable,
    excuse_missing, voter_present (somebody noted away has voted); Forbidden.
    """
    require_record(access, meeting_of(access, meeting_id))
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting_id)
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị đã kết thúc, không sửa được danh sách có mặt.")
        _lock_votes(meeting)
        rows = {each.person_id: each for each in meeting.attendances.filter(is_left_out=False).select_related("person")}
        if noted.keys() - rows.keys():
            raise DomainError("person_not_convened", "Có người không nằm trong danh sách triệu tập. Hãy tải lại trang.")
        for key, each in noted.items():
            _write(rows[key], each, has_begun=meeting.state == Meeting.State.OPEN)
        _refuse_voters_away([rows[key] for key in noted if not rows[key].is_present], meeting)
        _settle(access, meeting, [rows[key] for key in noted])
        if opens and meeting.state == Meeting.State.PREPARING:
            Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.OPEN)
            meeting.state = Meeting.State.OPEN
    return meeting


def join(*, access: AccessContext, meeting_id: int, today: date) -> Meeting:
    """Note oneself present from one's own device, on the day of the meeting, while nothing is being voted on.

    Errors: NotFound not_convened; join_not_today, join_in_room, meeting_closed, vote_open.
    """
    meeting = meeting_of(access, meeting_id)
    with transaction.atomic():
        _lock_votes(meeting)
        mine = meeting.attendances.filter(person_id=access.person_id or 0, is_left_out=False).first()
        if mine is None:
            raise NotFound("not_convened", "Bạn không có trong danh sách triệu tập của hội nghị này.")
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị đã kết thúc.")
        if meeting.way != Meeting.Way.DEVICES:
            raise DomainError("join_in_room", "Hội nghị này họp tại phòng: thư ký điểm danh, bạn không cần làm gì.")
        if meeting.held_on != today:
            raise DomainError(
                "join_not_today", "Chỉ điểm danh được trong ngày họp, {day}.", day=f"{meeting.held_on:%d/%m/%Y}"
            )
        if mine.is_present:
            return meeting
        if meeting.votes.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
            raise DomainError(
                "vote_open",
                "Đang có lần bỏ phiếu: để không ai biết ai bỏ phiếu lúc nào, hãy báo thư ký ghi bạn có mặt.",
            )
        _write(mine, Noted(Attendance.Presence.ONLINE), has_begun=meeting.state == Meeting.State.OPEN)
        _settle(access, meeting, [mine])
    return meeting


def give_rights(vote: Vote, people: Collection[int]) -> None:
    """Give each of these people a right to a vote, once; in the order of their keys, which says nothing of them."""
    VotingRight.objects.bulk_create(
        [VotingRight(vote=vote, person_id=person_id) for person_id in sorted(people)], ignore_conflicts=True
    )


def _lock_votes(meeting: Meeting) -> None:
    """Nobody casts and no vote opens between here and the end: both take the lock of their vote first."""
    list(meeting.votes.select_for_update().order_by("pk"))


def _write(row: Attendance, noted: Noted, *, has_begun: bool) -> None:
    if noted.presence not in Attendance.Presence.values:
        raise DomainError("presence_unreadable", "Không có cách điểm danh này. Hãy tải lại trang.")
    excuse = clean(noted.excuse)
    if noted.presence == Attendance.Presence.EXCUSED and not excuse:
        raise DomainError("excuse_missing", "Hãy ghi lý do vắng của {name}.", name=row.person.full_name)
    is_present = noted.presence in _PRESENT
    if noted.is_late is not None:
        row.is_late = noted.is_late and is_present
    elif not is_present:
        row.is_late = False
    elif not row.is_present:
        row.is_late = has_begun
    row.presence, row.is_present = noted.presence, is_present
    row.excuse = excuse[:200] if noted.presence == Attendance.Presence.EXCUSED else ""


def _refuse_voters_away(away: list[Attendance], meeting: Meeting) -> None:
    running = Vote.objects.filter(meeting=meeting, state__in=[Vote.State.OPEN, Vote.State.CLOSED], issued__isnull=True)
    keys = [each.person_id for each in away]
    voted = VotingRight.objects.filter(vote__in=running, person_id__in=keys, is_used=True)
    names = sorted(voted.values_list("person__full_name", flat=True).distinct())
    if names:
        raise DomainError(
            "voter_present",
            "{names} đã bỏ phiếu trong lần bỏ phiếu chưa kiểm xong nên không ghi vắng mặt được.",
            names=", ".join(names),
        )  # fmt: skip


def _settle(access: AccessContext, meeting: Meeting, rows: list[Attendance]) -> None:
    """Keep what was noted, give and take rights of the votes that are open, write the line of the log."""
    Attendance.objects.bulk_update(rows, ["presence", "is_present", "excuse", "is_late"])
    gone = [each.person_id for each in rows if not each.is_present]
    came = [each.person_id for each in rows if each.is_present and each.has_vote]
    running = Vote.objects.filter(meeting=meeting, state__in=[Vote.State.OPEN, Vote.State.CLOSED], issued__isnull=True)
    VotingRight.objects.filter(vote__in=running, person_id__in=gone, is_used=False).delete()
    for vote in running.filter(state=Vote.State.OPEN):
        give_rights(vote, came)
    audit.record(
        access=access, action="procedures.presence_noted", object_type="meeting", object_id=meeting.pk,
        object_label=meeting.title, unit_path=meeting.unit.path,
        changes={"present": [None, meeting.attendances.filter(is_present=True).count()]},
    )  # fmt: skip
