"""Meetings: called by hand or by a rule, changed, opened, closed, cancelled. Attendance is in `presence`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from typing import Any

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people
from canbo.procedures.domain.counts import Base
from canbo.procedures.models import Attendance, KeyHolder, Meeting, Vote
from canbo.procedures.permissions import require_run
from canbo.procedures.selectors.meetings import meeting_of
from canbo.procedures.services.presence import note_present

__all__ = [
    "Bench", "Frame", "cancel_meeting", "change_bench", "change_meeting", "close_meeting", "convene", "note_present",
    "open_meeting",
]  # fmt: skip
_QUORUM_OPERATORS = (">", ">=")
_TITLE, _PLACE, _BASIS, _REASON = 300, 200, 400, 500


@dataclass(frozen=True, slots=True)
class Bench:
    """Who leads a meeting: chair and teller hold the two halves of the key; a secretary; further tellers who help."""

    chair_id: int
    teller_id: int
    secretary_id: int | None = None
    tellers: tuple[int, ...] = ()

    @property
    def people(self) -> frozenset[int]:
        """Everybody on it."""
        named = {self.chair_id, self.teller_id, *self.tellers}
        return frozenset(named | {self.secretary_id} if self.secretary_id is not None else named)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a meeting is called, when, where and how it is held, how many must come ({} where none is asked)."""

    title: str
    held_on: date
    place: str = ""
    begins_at: time | None = None
    way: str = Meeting.Way.ROOM
    quorum: Mapping[str, Any] | None = None


def convene(
    *, access: AccessContext, unit: Unit, title: str, held_on: date, people: Mapping[int, str], chair_id: int,
    teller_id: int, place: str = "", begins_at: time | None = None, way: str = Meeting.Way.ROOM,
    secretary_id: int | None = None, tellers: Sequence[int] = (), quorum: Mapping[str, Any] | None = None,
) -> Meeting:  # fmt: skip
    """Call a meeting by hand; everybody called has a vote. `people`: who, and why they are called (may be "").

    Errors: title_missing, nobody_convened, chair_is_teller, holder_not_convened, person_unknown, quorum_unreadable;
    Forbidden.
    """
    access.require(Permission.RUN_PROCEDURES, unit.path)
    if not people:
        raise DomainError("nobody_convened", "Hãy chọn những người được triệu tập.")
    known = {each.pk: each for each in visible_people(access).filter(pk__in=people).select_related("unit")}
    if len(known) != len(people):
        raise DomainError("person_unknown", "Có người được chọn không thuộc phạm vi của bạn. Hãy chọn lại.")
    rows = [
        Attendance(person_id=key, basis=clean(basis)[:_BASIS], group=known[key].unit.name[:250])
        for key, basis in people.items()
    ]
    frame = Frame(title, held_on, place, begins_at, way, quorum)
    bench = Bench(chair_id, teller_id, secretary_id, tuple(tellers))
    return write_meeting(access=access, unit=unit, frame=frame, bench=bench, rows=rows, convening={})


def write_meeting(
    *, access: AccessContext, unit: Unit, frame: Frame, bench: Bench, rows: Sequence[Attendance],
    convening: Mapping[str, Any], subjects: Collection[int] = (),
) -> Meeting:  # fmt: skip
    """Write a meeting and its list. Errors: those of `convene`, and of `check_bench`."""
    title = clean(frame.title)
    if not title:
        raise DomainError("title_missing", "Hãy ghi tên hội nghị.")
    quorum = _quorum(frame.quorum)
    check_bench(bench, (each.person_id for each in rows if not each.is_left_out), subjects)
    with transaction.atomic():
        meeting = Meeting.objects.create(
            unit=unit, title=title[:_TITLE], held_on=frame.held_on, begins_at=frame.begins_at,
            place=clean(frame.place)[:_PLACE], way=Meeting.Way(frame.way), chair_id=bench.chair_id,
            teller_id=bench.teller_id, secretary_id=bench.secretary_id, convening=dict(convening), quorum=quorum,
            created_by_name=access.user_name,
        )  # fmt: skip
        for each in rows:
            each.meeting = meeting
            each.is_teller = each.person_id in bench.tellers
        Attendance.objects.bulk_create(rows)
        audit.record(
            access=access, action="procedures.meeting_convened", object_type="meeting", object_id=meeting.pk,
            object_label=meeting.title, unit_path=unit.path,
            changes={"held_on": [None, frame.held_on.isoformat()],
                     "convened": [None, sum(not each.is_left_out for each in rows)]},
        )  # fmt: skip
    return meeting


def check_bench(bench: Bench, convened: Iterable[int], subjects: Collection[int]) -> None:
    """Refuse a bench that cannot be: the two key holders one person, somebody not called, judging their own case.

    Errors: chair_is_teller, holder_not_convened, holder_is_subject, holder_is_relative.
    """
    if bench.chair_id == bench.teller_id:
        raise DomainError(
            "chair_is_teller",
            "Người chủ trì và người kiểm phiếu phải là hai người: mỗi người giữ một nửa khoá hòm phiếu.",
        )
    if bench.people - set(convened):
        raise DomainError(
            "holder_not_convened",
            "Người chủ trì, thư ký và những người kiểm phiếu phải nằm trong số được triệu tập hoặc dự họp.",
        )
    deciding = {bench.chair_id, bench.teller_id, *bench.tellers}
    if deciding & set(subjects):
        raise DomainError(
            "holder_is_subject",
            "Người được xem xét không chủ trì, không kiểm phiếu hội nghị về mình. Hãy cử người khác; việc bổ nhiệm "
            "người đứng đầu do lãnh đạo cấp trên chủ trì (Điều 34.2, Nghị định 170/2025/NĐ-CP).",
        )
    for person_id in sorted(deciding):
        seat = AccessContext(None, "", person_id=person_id)
        if any(seat.is_barred(subject) for subject in subjects):
            name = Person.objects.values_list("full_name", flat=True).get(pk=person_id)
            raise DomainError(
                "holder_is_relative",
                "Theo hồ sơ, {name} là người thân của người được xem xét (trùng họ tên và năm sinh trong phần quan hệ "
                "gia đình) nên không chủ trì, không kiểm phiếu. Hãy cử người khác.",
                name=name,
            )  # fmt: skip


def change_meeting(*, access: AccessContext, meeting_id: int, frame: Frame) -> Meeting:
    """Change name, day, hour, place, way and quorum of a meeting that has not begun.

    Errors: title_missing, meeting_begun, quorum_unreadable; Forbidden.
    """
    title, quorum = clean(frame.title), _quorum(frame.quorum)
    if not title:
        raise DomainError("title_missing", "Hãy ghi tên hội nghị.")
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if meeting.state != Meeting.State.PREPARING:
            raise DomainError("meeting_begun", "Hội nghị đã khai mạc hoặc đã huỷ, không đổi ngày, giờ, địa điểm được.")
        old = meeting.held_on
        meeting.title, meeting.held_on, meeting.begins_at = title[:_TITLE], frame.held_on, frame.begins_at
        meeting.place, meeting.way, meeting.quorum = clean(frame.place)[:_PLACE], Meeting.Way(frame.way), quorum
        meeting.save(update_fields=["title", "held_on", "begins_at", "place", "way", "quorum"])
        _log(access, meeting, "procedures.meeting_changed",
             changes={"held_on": [old.isoformat(), meeting.held_on.isoformat()]})  # fmt: skip
    return meeting


def change_bench(*, access: AccessContext, meeting_id: int, bench: Bench) -> Meeting:
    """Name other people to the chair, the tellers, the secretary; the key holders while no key is set.

    Errors: meeting_closed, keys_set, and those of `check_bench`; Forbidden.
    """
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị đã kết thúc, không đổi người được nữa.")
        changed = (bench.chair_id, bench.teller_id) != (meeting.chair_id, meeting.teller_id)
        if changed and KeyHolder.objects.filter(vote__meeting=meeting).exists():
            raise DomainError(
                "keys_set",
                "Người chủ trì hoặc người kiểm phiếu đã đặt khoá của một hòm phiếu chưa mở. Hãy kiểm phiếu xong hoặc "
                "huỷ lần bỏ phiếu ấy rồi mới đổi người.",
            )  # fmt: skip
        there = meeting.attendances.filter(is_left_out=False).values_list("person_id", flat=True)
        check_bench(bench, there, subjects_of(meeting))
        meeting.chair_id, meeting.teller_id, meeting.secretary_id = bench.chair_id, bench.teller_id, bench.secretary_id
        meeting.save(update_fields=["chair_id", "teller_id", "secretary_id"])
        meeting.attendances.exclude(person_id__in=bench.tellers).filter(is_teller=True).update(is_teller=False)
        meeting.attendances.filter(person_id__in=bench.tellers).update(is_teller=True)
        _log(access, meeting, "procedures.bench_changed")
    return meeting


def open_meeting(*, access: AccessContext, meeting_id: int) -> Meeting:
    """Open a meeting: who comes from now on comes late. Errors: meeting_begun, nobody_present; Forbidden."""
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if meeting.state != Meeting.State.PREPARING:
            raise DomainError("meeting_begun", "Hội nghị này đã khai mạc, đã bế mạc hoặc đã huỷ.")
        if not meeting.attendances.filter(is_present=True).exists():
            raise DomainError("nobody_present", "Chưa ghi ai có mặt. Hãy điểm danh trước khi khai mạc.")
        _set_state(access, meeting, Meeting.State.OPEN, "procedures.meeting_opened")
    return meeting


def close_meeting(*, access: AccessContext, meeting_id: int) -> Meeting:
    """Close a meeting. Errors: vote_unfinished, meeting_closed; Forbidden."""
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị này đã bế mạc hoặc đã huỷ.")
        _refuse_unfinished(meeting)
        meeting.items.filter(is_current=True).update(is_current=False)
        _set_state(access, meeting, Meeting.State.CLOSED, "procedures.meeting_closed")
    return meeting


def cancel_meeting(*, access: AccessContext, meeting_id: int, reason: str) -> Meeting:
    """Cancel a meeting in which nothing was counted. Errors: reason_missing, meeting_closed, vote_unfinished,
    vote_counted; Forbidden.
    """
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do huỷ hội nghị.")
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị này đã bế mạc hoặc đã huỷ.")
        _refuse_unfinished(meeting)
        if meeting.votes.filter(state=Vote.State.COUNTED).exists():
            raise DomainError(
                "vote_counted", "Hội nghị đã kiểm phiếu nên không huỷ được. Hãy bế mạc và ghi kết luận vào biên bản."
            )
        meeting.cancel_reason = reason[:_REASON]
        meeting.save(update_fields=["cancel_reason"])
        meeting.items.filter(is_current=True).update(is_current=False)
        _set_state(access, meeting, Meeting.State.CANCELLED, "procedures.meeting_cancelled", reason)
    return meeting


def locked_meeting(access: AccessContext, meeting_id: int) -> Meeting:
    """Give a meeting that the viewer runs, its row locked for the transaction. Errors: NotFound, Forbidden."""
    require_run(access, meeting_of(access, meeting_id))
    return Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting_id)


def subjects_of(meeting: Meeting) -> set[int]:
    """Give the people whom a meeting's agenda is about."""
    return set(meeting.items.filter(subjects__isnull=False).values_list("subjects__person_id", flat=True))


def _refuse_unfinished(meeting: Meeting) -> None:
    unfinished = meeting.votes.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED]).values_list("title", flat=True)
    if unfinished:
        raise DomainError(
            "vote_unfinished",
            "Chưa kiểm phiếu xong: {titles}. Hãy mở hòm phiếu hoặc huỷ lần bỏ phiếu trước khi bế mạc, huỷ hội nghị.",
            titles=", ".join(unfinished),
        )  # fmt: skip


def _quorum(asked: Mapping[str, Any] | None) -> dict[str, Any]:
    """Read what is asked of the number present. Errors: quorum_unreadable."""
    if not asked:
        return {}
    try:
        threshold, base = Fraction(str(asked["threshold"])), Base(asked.get("base", Base.CONVENED))
    except (KeyError, ValueError, ZeroDivisionError):
        threshold, base = Fraction(0), Base.PRESENT
    operator = asked.get("operator", ">=")
    if not 0 < threshold <= 1 or base not in {Base.CONVENED, Base.MEMBERS} or operator not in _QUORUM_OPERATORS:
        raise DomainError(
            "quorum_unreadable",
            "Số người phải có mặt ghi bằng phân số từ 0 đến 1, như 2/3, "
            "tính trên số triệu tập hoặc tổng số thành viên.",
        )
    return {
        "operator": operator, "threshold": f"{threshold.numerator}/{threshold.denominator}", "base": base.value,
        "citation": clean(str(asked.get("citation", "")))[:300], "confirmed": bool(asked.get("confirmed", True)),
    }  # fmt: skip


def _set_state(access: AccessContext, meeting: Meeting, state: Meeting.State, action: str, reason: str = "") -> None:
    meeting.state = state
    meeting.save(update_fields=["state"])
    _log(access, meeting, action, reason=reason)


def _log(access: AccessContext, meeting: Meeting, action: str, **more: Any) -> None:
    audit.record(
        access=access, action=action, object_type="meeting", object_id=meeting.pk, object_label=meeting.title,
        unit_path=meeting.unit.path, **more,
    )  # fmt: skip
