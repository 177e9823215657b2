"""Meetings called by a rule: the list computed anew as it is written, the officer's changes with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.organizations.models import Unit
from canbo.personnel.selectors import visible_people
from canbo.procedures.models import AgendaItem, Attendance, ItemSubject, Meeting, RunStep, Vote
from canbo.procedures.permissions import require_running
from canbo.procedures.selectors.convened import Convened, Invitee, convened_by_rule
from canbo.procedures.selectors.listing import recomputed
from canbo.procedures.services.meetings import Bench, Frame, check_bench, locked_meeting, subjects_of, write_meeting

_BASIS, _GROUP, _REASON, _TITLE = 400, 250, 300, 300

#: Why who leads a meeting comes to it, as the list keeps it.
BENCH_WORDS = {"chair": "Chủ trì hội nghị", "teller": "Kiểm phiếu", "secretary": "Thư ký hội nghị"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a meeting is to convene: roles with a vote, roles without; what the officer chose for a role; the subjects.

    `step`: {"procedure", "step", "label"} of the rule, {} where the roles were chosen freely. `left_out`, `added`
    (with a vote) and `guests` (without): the officer's changes, each person with the reason.
    """

    roles: Sequence[str]
    attending: Sequence[str] = ()
    subjects: Sequence[int] = ()
    bodies: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)
    line: str | None = None
    step: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)
    added: Mapping[int, str] = field(default_factory=dict)
    guests: Mapping[int, str] = field(default_factory=dict)


def convene_by_rule(
    *, access: AccessContext, unit: Unit, frame: Frame, bench: Bench, asked: Asked, digest: str = ""
) -> Meeting:
    """Call a meeting of those whom the roles mean on its day, with the officer's changes.

    `digest`: of the list that the officer saw; another list meanwhile is refused, "" is not compared.
    Errors: list_changed, reason_missing, nobody_convened, person_unknown, person_on_list, and those of
    `services.meetings.convene`; Forbidden.
    """
    found = convened_by_rule(
        access, unit, asked.roles, frame.held_on, attending=asked.attending, subjects=asked.subjects,
        bodies=asked.bodies, units=asked.units, line=asked.line,
    )  # fmt: skip
    if digest and digest != found.digest:
        raise DomainError(
            "list_changed", "Danh sách theo quy định đã đổi từ lúc mở trang (chức vụ, thành viên vừa được sửa). "
            "Hãy xem lại danh sách rồi ghi.",
        )  # fmt: skip
    rows = _rows(access, found, asked)
    convening = {
        "roles": list(asked.roles), "attending": list(asked.attending), "day": frame.held_on.isoformat(),
        "subjects": list(asked.subjects), "bodies": dict(asked.bodies), "units": dict(asked.units),
        "line": asked.line, "step": dict(asked.step), "untold": list(found.untold),
    }  # fmt: skip
    return write_meeting(
        access=access, unit=unit, frame=frame, bench=bench, rows=rows, convening=convening, subjects=asked.subjects
    )


def convene_step(
    *, access: AccessContext, step: RunStep, frame: Frame, bench: Bench, left_out: Mapping[int, str] | None = None,
    added: Mapping[int, str] | None = None, guests: Mapping[int, str] | None = None,
    bodies: Mapping[str, int] | None = None, units: Mapping[str, int] | None = None, digest: str = "",
) -> Meeting:  # fmt: skip
    """Call the meeting of a run's step: its roles as the pinned law has them, its subjects, its quorum, one item.

    Errors: step_roles_unknown (a circumstance of the run is not known yet), step_not_ready, and those of
    `convene_by_rule`; Forbidden (also own_case, relative_case).
    """
    require_running(access, step.run)
    if step.roles is None:
        raise DomainError(
            "step_roles_unknown",
            "Chưa biết bước này triệu tập ai: hãy ghi các tình huống của việc (ví dụ tổ chức đảng cơ sở hay "
            "không) trước.",
        )
    if step.state != RunStep.State.READY:
        raise DomainError("step_not_ready", "Bước này chưa đến lượt hoặc đã xong, không triệu tập hội nghị cho nó.")
    run = step.run
    pinned = _pinned(step)
    label = pinned.get("label", {}).get("vi", step.key)
    subjects = tuple(
        run.subjects.filter(person__isnull=False, left_on__isnull=True).values_list("person_id", flat=True)
    )
    asked = Asked(
        step.roles, step.attending, subjects, bodies or {}, units or {}, None,
        {"procedure": run.procedure, "step": step.key, "label": label}, left_out or {}, added or {}, guests or {},
    )  # fmt: skip
    with transaction.atomic():
        meeting = convene_by_rule(access=access, unit=run.unit, frame=frame, bench=bench, asked=asked, digest=digest)
        item = AgendaItem.objects.create(
            meeting=meeting, order=1, title=f"{run.title}: {label}"[:_TITLE], step=step, quorum=quorum_of_step(step)
        )
        ItemSubject.objects.bulk_create(ItemSubject(item=item, person_id=each) for each in subjects)
    return meeting


def quorum_of_step(step: RunStep) -> dict[str, Any]:
    """Give what a step's pinned law asks of the number present, with its clause; {} where it asks for none."""
    pinned = _pinned(step)
    asked = pinned.get("quorum")
    if not asked:
        return {}
    cited = [
        f"{each.get('clause', '')}, {each.get('number', each.get('document', ''))}" for each in pinned.get("cite", [])
    ]
    return {
        "operator": asked["operator"], "threshold": str(asked["threshold"]), "base": asked["base"],
        "citation": "; ".join(cited), "confirmed": bool(pinned.get("confirmed", True)),
    }  # fmt: skip


def _pinned(step: RunStep) -> Mapping[str, Any]:
    """The step's data in the law that its run pinned."""
    held: Sequence[Mapping[str, Any]] = step.run.snapshot.get("steps", [])
    return next((each for each in held if each.get("id") == step.key), {})


def update_list(*, access: AccessContext, meeting_id: int, day: date | None = None) -> int:
    """Take the list of a meeting that has not begun over from the rule as the files stand now; give how many changed.

    Who is on it no longer stays, marked as left out with the reason; the officer's own changes stay.
    Errors: not_by_rule, meeting_begun, bench_left (somebody who leads the meeting is on the list no longer); Forbidden.
    """
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if not meeting.convening:
            raise DomainError("not_by_rule", "Hội nghị này triệu tập theo từng người chọn, không tính theo quy định.")
        if meeting.state != Meeting.State.PREPARING or meeting.votes.exclude(state=Vote.State.PREPARING).exists():
            raise DomainError("meeting_begun", "Hội nghị đã khai mạc: danh sách triệu tập không đổi nữa.")
        found = recomputed(access, meeting, day or meeting.held_on)
        held = {each.person_id: each for each in meeting.attendances.all()}
        bench = Bench(meeting.chair_id, meeting.teller_id, meeting.secretary_id)
        changed = 0
        for each in found.people:
            row = held.pop(each.person_id, None)
            if row is None:
                _row(each, meeting=meeting).save(force_insert=True)
                changed += 1
            elif (row.record_kind, row.record_id) != (each.record_kind, each.record_id) and not row.is_added:
                row.basis, row.group = each.basis[:_BASIS], each.group[:_GROUP]
                row.record_kind, row.record_id, row.has_vote = each.record_kind, each.record_id, each.has_vote
                row.save(update_fields=["basis", "group", "record_kind", "record_id", "has_vote"])
                changed += 1
        gone = [row for row in held.values() if not row.is_added and not row.is_left_out]
        if {row.person_id for row in gone} & bench.people:
            raise DomainError(
                "bench_left",
                "Người chủ trì, thư ký hoặc người kiểm phiếu không còn trong danh sách theo quy định. Hãy cử người "
                "khác trước, hoặc giữ danh sách cũ.",
            )  # fmt: skip
        for row in gone:
            row.is_left_out, row.is_present, row.presence = True, False, ""
            row.reason = f"Không còn thuộc thành phần theo hồ sơ vào ngày {found.day:%d/%m/%Y}"
            row.save(update_fields=["is_left_out", "is_present", "presence", "reason"])
        meeting.convening = {**meeting.convening, "day": found.day.isoformat(), "untold": list(found.untold)}
        meeting.save(update_fields=["convening"])
        _log(access, meeting, "procedures.list_changed", changed + len(gone))
    return changed + len(gone)


def change_list(
    *, access: AccessContext, meeting_id: int, left_out: Mapping[int, str] | None = None,
    taken_back: Sequence[int] = (), added: Mapping[int, str] | None = None, guests: Mapping[int, str] | None = None,
) -> Meeting:  # fmt: skip
    """Change a list by hand: leave people out, take them back, add people with a vote or as guests, with reasons.

    Nobody with a right to a running vote is left out. Errors: meeting_closed, vote_unfinished, reason_missing,
    person_unknown, person_on_list, person_not_convened, holder_not_convened; Forbidden.
    """
    left_out, added, guests = left_out or {}, added or {}, guests or {}
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị đã kết thúc, không sửa danh sách triệu tập được.")
        if meeting.votes.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
            raise DomainError(
                "vote_unfinished", "Đang có lần bỏ phiếu chưa kiểm xong: chưa sửa được danh sách triệu tập."
            )
        rows = {each.person_id: each for each in meeting.attendances.select_related("person")}
        if (left_out.keys() | set(taken_back)) - rows.keys():
            raise DomainError("person_not_convened", "Có người không nằm trong danh sách triệu tập. Hãy tải lại trang.")
        for key, reason in left_out.items():
            row = rows[key]
            row.is_left_out, row.is_present, row.presence = True, False, ""
            row.reason = _reason(reason, row.person.full_name)
        for key in taken_back:
            rows[key].is_left_out = False
            rows[key].reason = rows[key].reason if rows[key].is_added else ""
        touched = [rows[key] for key in {*left_out, *taken_back}]
        Attendance.objects.bulk_update(touched, ["is_left_out", "is_present", "presence", "reason"])
        fresh = _added(access, added, guests, rows.keys())
        for row in fresh:
            row.meeting = meeting
        Attendance.objects.bulk_create(fresh)
        there = meeting.attendances.filter(is_left_out=False)
        tellers = tuple(there.filter(is_teller=True).values_list("person_id", flat=True))
        bench = Bench(meeting.chair_id, meeting.teller_id, meeting.secretary_id, tellers)
        check_bench(bench, there.values_list("person_id", flat=True), subjects_of(meeting))
        _log(access, meeting, "procedures.list_changed", len(touched) + len(fresh))
    return meeting


def note_invited(*, access: AccessContext, meeting_id: int, people: Sequence[int], today: date) -> int:
    """Write down that these people were sent their invitation today; give how many had none before.

    Errors: meeting_closed, person_not_convened; Forbidden.
    """
    with transaction.atomic():
        meeting = locked_meeting(access, meeting_id)
        if meeting.is_over:
            raise DomainError("meeting_closed", "Hội nghị đã kết thúc, không gửi giấy mời nữa.")
        rows = meeting.attendances.filter(person_id__in=people, is_left_out=False)
        if rows.count() != len(set(people)):
            raise DomainError("person_not_convened", "Có người không nằm trong danh sách triệu tập. Hãy tải lại trang.")
        count = rows.filter(invited_on__isnull=True).update(invited_on=today)
        _log(access, meeting, "procedures.invited", count)
    return count


def _rows(access: AccessContext, found: Convened, asked: Asked) -> list[Attendance]:
    """The list with the officer's changes. Errors: reason_missing, person_unknown, person_on_list, nobody_convened."""
    on_list = {each.person_id: each for each in found.people}
    if asked.left_out.keys() - on_list.keys():
        raise DomainError(
            "person_unknown", "Có người được bỏ ra không có trong danh sách theo quy định. Hãy tải lại trang."
        )
    rows = []
    for each in found.people:
        row = _row(each)
        if each.person_id in asked.left_out:
            row.is_left_out = True
            row.reason = _reason(asked.left_out[each.person_id], each.name)
        rows.append(row)
    rows += _added(access, asked.added, asked.guests, on_list.keys())
    if not any(row.has_vote and not row.is_left_out for row in rows):
        raise DomainError(
            "nobody_convened", "Không có ai được triệu tập có quyền biểu quyết. Hãy xem những điều chưa biết, chọn tổ "
            "chức hoặc thêm từng người.",
        )  # fmt: skip
    return rows


def _row(each: Invitee, meeting: Meeting | None = None) -> Attendance:
    row = Attendance(
        person_id=each.person_id, basis=each.basis[:_BASIS], group=each.group[:_GROUP], record_kind=each.record_kind,
        record_id=each.record_id, has_vote=each.has_vote,
    )  # fmt: skip
    if meeting is not None:
        row.meeting = meeting
    return row


def _added(
    access: AccessContext, added: Mapping[int, str], guests: Mapping[int, str], on_list: Any
) -> list[Attendance]:
    wanted = {**added, **guests}
    if set(added) & set(guests):
        raise DomainError("person_on_list", "Một người được chọn cả hai cách: có biểu quyết và không biểu quyết.")
    known = {each.pk: each for each in visible_people(access).filter(pk__in=wanted).select_related("unit")}
    if len(known) != len(wanted):
        raise DomainError("person_unknown", "Có người được thêm không thuộc phạm vi của bạn. Hãy chọn lại.")
    twice = [known[key].full_name for key in wanted if key in on_list]
    if twice:
        raise DomainError("person_on_list", "{names} đã có trong danh sách.", names=", ".join(twice))
    return [
        Attendance(
            person_id=key, basis="Thêm ngoài danh sách theo quy định", group=known[key].unit.name[:_GROUP],
            has_vote=key in added, is_added=True, reason=_reason(reason, known[key].full_name),
        )
        for key, reason in wanted.items()
    ]  # fmt: skip


def _reason(text: str, name: str) -> str:
    reason = clean(text)
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do thêm hoặc không triệu tập {name}.", name=name)
    return reason[:_REASON]


def _log(access: AccessContext, meeting: Meeting, action: str, count: int) -> None:
    audit.record(
        access=access, action=action, object_type="meeting", object_id=meeting.pk, object_label=meeting.title,
        unit_path=meeting.unit.path, changes={"people": [None, count]},
    )  # fmt: skip
