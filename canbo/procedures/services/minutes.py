"""Minutes: drafted from what was recorded, edited by the secretary, signed by secretary and chair, then closed.

Signing here says who stands for the words; the log keeps their digest. What closed minutes say is never changed:
a supplement, signed alike, corrects them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean, clean_lines
from canbo.procedures.models import Meeting, Minutes
from canbo.procedures.permissions import may_run, require_record
from canbo.procedures.selectors.meetings import meeting_of
from canbo.procedures.selectors.minutes import digest, drafted, minutes_of, one_minutes

_PARTS = ("opening", "present", "ending")
_ITEM_PARTS = ("title", "said", "votes", "conclusion")
_LONGEST = 100_000
#: Who signs, and the column that keeps it.
SIGNERS = {"secretary": "secretary_signed", "chair": "chair_signed"}


def draft_minutes(*, access: AccessContext, meeting_id: int) -> Minutes:
    """Draft the minutes of a closed meeting from what was recorded; a draft that nobody signed is made anew.

    Errors: meeting_not_closed, minutes_signed; Forbidden.
    """
    require_record(access, meeting_of(access, meeting_id))
    with transaction.atomic():
        meeting = _locked(meeting_id)
        if meeting.state != Meeting.State.CLOSED:
            raise DomainError("meeting_not_closed", "Hãy bế mạc hội nghị trước khi lập biên bản.")
        held = meeting.minutes.filter(number=0).first()
        if held is not None and (held.secretary_signed or held.chair_signed):
            raise DomainError("minutes_signed", "Biên bản đã có người ký xác nhận nên không lập lại từ đầu được.")
        content = drafted(access, meeting)
        if held is None:
            held = Minutes.objects.create(meeting=meeting, content=content)
        else:
            held.content, held.version = content, held.version + 1
            held.save(update_fields=["content", "version"])
        _log(access, held, "procedures.minutes_drafted")
    return held


def write_minutes(*, access: AccessContext, minutes_id: int, content: Mapping[str, Any], version: int) -> Minutes:
    """Write minutes anew, from the version that was read; signatures to what they said before are gone.

    Errors: minutes_closed, minutes_changed (somebody wrote meanwhile), minutes_empty, minutes_too_long; Forbidden.
    """
    require_record(access, one_minutes(access, minutes_id).meeting)
    kept = _content(content)
    with transaction.atomic():
        held = _locked_minutes(minutes_id)
        _refuse_closed(held)
        if held.version != version:
            raise DomainError(
                "minutes_changed", "Người khác vừa sửa biên bản này. Hãy tải lại trang, xem bản mới rồi sửa tiếp."
            )
        held.content, held.version, held.secretary_signed, held.chair_signed = kept, version + 1, "", ""
        held.save(update_fields=["content", "version", "secretary_signed", "chair_signed"])
        _log(access, held, "procedures.minutes_written", sha256=digest(kept))
    return held


def sign_minutes(
    *, access: AccessContext, minutes_id: int, part: str, version: int, today: date, on_paper: bool = False
) -> Minutes:
    """Sign minutes as their secretary or chair, as they stood in the version read; once both have, they are closed.

    `on_paper`: whoever runs the meeting notes that this person signed the printed minutes. Errors: secretary_missing,
    minutes_closed, minutes_changed, already_signed, part_unknown; Forbidden not_the_signer.
    """
    held = one_minutes(access, minutes_id)
    meeting = held.meeting
    if part not in SIGNERS:
        raise DomainError("part_unknown", "Chỉ thư ký và người chủ trì ký biên bản.")
    signer = meeting.secretary if part == "secretary" else meeting.chair
    if signer is None:
        raise DomainError("secretary_missing", "Hội nghị chưa cử thư ký. Hãy cử thư ký rồi ký biên bản.")
    if on_paper:
        if not may_run(access, meeting):
            raise Forbidden("not_the_signer", "Chỉ người tổ chức hội nghị ghi nhận chữ ký trên bản giấy.")
    elif access.person_id != signer.pk:
        raise Forbidden("not_the_signer", "Chỉ thư ký và người chủ trì của hội nghị ký xác nhận biên bản này.")
    with transaction.atomic():
        held = _locked_minutes(minutes_id)
        _refuse_closed(held)
        if held.version != version:
            raise DomainError(
                "minutes_changed", "Biên bản vừa được sửa sau khi bạn mở trang. Hãy đọc bản mới rồi mới ký xác nhận."
            )
        if getattr(held, SIGNERS[part]):
            raise DomainError("already_signed", "Phần này đã được ký xác nhận.")
        named = f"{signer.full_name} (bản giấy, {access.user_name} ghi nhận)" if on_paper else signer.full_name
        setattr(held, SIGNERS[part], named[:200])
        if held.secretary_signed and held.chair_signed:
            held.closed_on = today
        held.save(update_fields=[SIGNERS[part], "closed_on"])
        _log(access, held, "procedures.minutes_signed", sha256=digest(held.content), part=part)
    return held


def add_supplement(*, access: AccessContext, meeting_id: int, text: str, reason: str) -> Minutes:
    """Write a supplement to closed minutes. Errors: minutes_not_closed, supplement_open, reason_missing, minutes_empty,
    minutes_too_long; Forbidden.
    """
    require_record(access, meeting_of(access, meeting_id))
    reason, kept = clean(reason), _content({"opening": text})
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do bổ sung biên bản.")
    with transaction.atomic():
        _locked(meeting_id)
        meeting, held = minutes_of(access, meeting_id)
        if not held or held[0].closed_on is None:
            raise DomainError("minutes_not_closed", "Biên bản chưa khoá: hãy sửa thẳng vào biên bản.")
        if held[-1].closed_on is None:
            raise DomainError("supplement_open", "Còn một biên bản bổ sung chưa ký xong. Hãy ký hoặc sửa bản ấy trước.")
        made = Minutes.objects.create(
            meeting=meeting, number=held[-1].number + 1, content=kept, reason=reason[:500]
        )  # fmt: skip
        _log(access, made, "procedures.minutes_drafted", reason=reason)
    return made


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    """Read what minutes say. Errors: minutes_empty, minutes_too_long."""
    kept: dict[str, Any] = {part: _paragraphs(given.get(part, "")) for part in _PARTS}
    kept["items"] = [{part: _paragraphs(each.get(part, "")) for part in _ITEM_PARTS} for each in given.get("items", [])]
    words = [kept[part] for part in _PARTS] + [text for each in kept["items"] for text in each.values()]
    if not any(words):
        raise DomainError("minutes_empty", "Biên bản chưa có nội dung nào.")
    if sum(map(len, words)) > _LONGEST:
        raise DomainError("minutes_too_long", "Biên bản dài nhất {most} ký tự.", most=_LONGEST)
    return kept


def _paragraphs(text: str) -> str:
    return clean_lines(str(text))


def _refuse_closed(held: Minutes) -> None:
    if held.closed_on is not None:
        raise DomainError("minutes_closed", "Biên bản đã khoá. Muốn đính chính, hãy lập biên bản bổ sung.")


def _locked(meeting_id: int) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "chair", "teller", "secretary").get(pk=meeting_id)


def _locked_minutes(minutes_id: int) -> Minutes:
    return Minutes.objects.select_for_update(of=("self",)).select_related("meeting__unit").get(pk=minutes_id)


def _log(access: AccessContext, held: Minutes, action: str, reason: str = "", **told: str) -> None:
    meeting = held.meeting
    audit.record(
        access=access, action=action, object_type="meeting", object_id=meeting.pk, object_label=meeting.title,
        unit_path=meeting.unit.path, reason=reason,
        changes={"number": [None, held.number], **{key: [None, value] for key, value in told.items()}},
    )  # fmt: skip
