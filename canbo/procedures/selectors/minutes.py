"""Minutes: what a draft says of what was recorded, and the minutes of a meeting for who may read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.utils.translation import override

from canbo.core.access import AccessContext
from canbo.core.errors import Forbidden, NotFound
from canbo.procedures.models import AgendaItem, Attendance, Meeting, Minutes, Vote
from canbo.procedures.permissions import may_read_minutes
from canbo.procedures.selectors.agenda import items_of
from canbo.procedures.selectors.attendance import numbers_of, quorum_of
from canbo.procedures.selectors.meetings import count_of, meeting_of
from canbo.procedures.wording import outcome_label

#: Whoever was told nothing but what the meeting was told.
ANYBODY = AccessContext(None, "")
_NUMBERS = (
    ("convened", "triệu tập"), ("present", "có mặt"), ("issued", "phát ra"), ("returned", "thu về"),
    ("valid", "hợp lệ"), ("invalid", "không hợp lệ"), ("blank", "trắng"),
)  # fmt: skip


def minutes_of(access: AccessContext, meeting_id: int) -> tuple[Meeting, list[Minutes]]:
    """Give a meeting with its minutes and their supplements, in order. Errors: Forbidden minutes_closed_to."""
    meeting = meeting_of(access, meeting_id)
    if not may_read_minutes(access, meeting):
        raise Forbidden("minutes_closed_to", "Biên bản chỉ để người tổ chức, thư ký và người chủ trì hội nghị đọc.")
    return meeting, list(meeting.minutes.all())


def one_minutes(access: AccessContext, minutes_id: int) -> Minutes:
    """Give one of them. Errors: NotFound minutes_not_found, Forbidden minutes_closed_to."""
    found = Minutes.objects.filter(pk=minutes_id).values_list("meeting_id", flat=True).first()
    meeting, held = minutes_of(access, found) if found is not None else (None, [])
    one = next((each for each in held if each.pk == minutes_id), None)
    if one is None or meeting is None:
        raise NotFound("minutes_not_found", "Không có biên bản này trong phạm vi của bạn.")
    one.meeting = meeting
    return one


def digest(content: dict[str, Any]) -> str:
    """Give the SHA-256 of what minutes say; the log keeps it with each signature."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def drafted(access: AccessContext, meeting: Meeting) -> dict[str, Any]:
    """Give what was recorded as the content of minutes, in Vietnamese; what was not recorded is left empty."""
    with override("vi"):
        items = items_of(access, meeting)
        votes = list(meeting.votes.exclude(state=Vote.State.PREPARING).order_by("pk"))
        parts = [_item(each, [vote for vote in votes if vote.item_id == each.pk]) for each in items]
        free = [vote for vote in votes if vote.item_id is None]
        if free:
            parts.append({"title": "Bỏ phiếu", "said": "", "votes": _votes(free), "conclusion": ""})
        return {
            "opening": _opening(meeting), "present": _present(access, meeting), "items": parts, "ending": "",
        }  # fmt: skip


def _opening(meeting: Meeting) -> str:
    hour = f", lúc {meeting.begins_at:%H} giờ {meeting.begins_at:%M}" if meeting.begins_at else ""
    place = f", tại {meeting.place}" if meeting.place else ""
    lines = [
        f"Ngày {meeting.held_on:%d/%m/%Y}{hour}{place}, {meeting.unit.name} tổ chức {meeting.title}.",
        f"Chủ trì: {meeting.chair.full_name}.",
    ]
    if meeting.secretary is not None:
        lines.append(f"Thư ký: {meeting.secretary.full_name}.")
    tellers = [meeting.teller.full_name]
    more = meeting.attendances.filter(is_teller=True).exclude(person_id=meeting.teller_id)
    tellers += more.order_by("person__sort_key").values_list("person__full_name", flat=True)
    lines.append(f"Kiểm phiếu: {', '.join(tellers)}.")
    return "\n".join(lines)


def _present(access: AccessContext, meeting: Meeting) -> str:
    rows = list(meeting.attendances.filter(is_left_out=False).select_related("person").order_by("pk"))
    numbers = numbers_of(access, meeting)
    online = sum(row.has_vote and row.presence == Attendance.Presence.ONLINE for row in rows)
    lines = [
        f"Triệu tập {numbers.convened} người có quyền biểu quyết, có mặt {numbers.present}"
        f"{f' (trực tuyến {online})' if online else ''}, vắng {numbers.convened - numbers.present}."
    ]
    lines += _named("Vắng có lý do", (f"{row.person.full_name} ({row.excuse})" for row in rows if row.excuse))
    away = (row for row in rows if row.has_vote and not row.is_present and not row.excuse)
    lines += _named("Vắng không ghi lý do", (row.person.full_name for row in away))
    lines += _named("Đến sau khi khai mạc", (row.person.full_name for row in rows if row.is_late))
    guests = (row.person.full_name for row in rows if not row.has_vote and row.is_present)
    lines += _named("Dự, không biểu quyết", guests)
    asked = [quorum_of(access, meeting, item, numbers) for item in [None, *meeting.items.all()]]
    told = dict.fromkeys(
        f"{each.words}{f' Căn cứ: {each.citation}.' if each.citation else ''}"
        for each in asked
        if each.rule is not None
    )
    return "\n".join([*lines, *told])


def _named(label: str, names: Iterable[str]) -> list[str]:
    held = list(names)
    return [f"{label}: {', '.join(held)}."] if held else []


def _item(item: AgendaItem, votes: Sequence[Vote]) -> dict[str, str]:
    said = [
        f"{each.speaker.full_name}: {each.text}" if each.speaker is not None else each.text for each in item.notes.all()
    ]
    return {
        "title": item.title, "said": "\n".join(said), "votes": _votes(votes), "conclusion": item.conclusion,
    }  # fmt: skip


def _votes(votes: Sequence[Vote]) -> str:
    return "\n".join(line for vote in votes for line in vote_lines(vote))


def vote_lines(vote: Vote) -> list[str]:
    """Give what the meeting was told of a vote, line by line; of what is not announced, that it is not."""
    if vote.state == Vote.State.VOID:
        return [f"{vote.title}: lần bỏ phiếu đã huỷ, lý do: {vote.void_reason}."]
    shown = count_of(ANYBODY, vote)
    if shown is None:
        return [f"{vote.title}: {vote.get_state_display()}."]
    if shown.tally is None:
        return [f"{vote.title}: đã kiểm phiếu; kết quả không công bố tại hội nghị, lập biên bản kiểm phiếu riêng."]
    lines = [f"{vote.title}: {outcome_label(shown.outcome).lower()}."]
    if shown.has_numbers:
        numbers = shown.tally["numbers"]
        told = ", ".join(f"{words} {numbers[key]}" for key, words in _NUMBERS if key in numbers)
        lines.append(f"Số phiếu: {told}.")
    for each in shown.tally["names"]:
        lines.append(f"{each['name']}: {each.get('reason') or outcome_label(each['outcome']).lower()}")
    citation = shown.tally.get("rule", {}).get("citation")
    return [*lines, f"Căn cứ: {citation}."] if citation else lines
