"""The papers of a meeting: an invitation for everybody on its list, the minutes and their supplements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.documents.papers import Draft, Source, register_source
from canbo.organizations.models import Block
from canbo.procedures.models import Meeting
from canbo.procedures.permissions import require_run
from canbo.procedures.selectors.attendance import numbers_of
from canbo.procedures.selectors.meetings import convened, meeting_of
from canbo.procedures.selectors.minutes import minutes_of


def when(meeting: Meeting) -> str:
    """Say the hour, where there is one, and the day."""
    hour = f"{meeting.begins_at:%H} giờ {meeting.begins_at:%M}, " if meeting.begins_at else ""
    return f"{hour}ngày {meeting.held_on:%d} tháng {meeting.held_on:%m} năm {meeting.held_on:%Y}"


def _common(meeting: Meeting) -> dict[str, Any]:
    return {
        "co_quan": meeting.unit.name, "ten_hoi_nghi": meeting.title, "thoi_gian": when(meeting),
        "dia_diem": meeting.place, "chu_tri": meeting.chair.full_name,
    }  # fmt: skip


def style_of(meeting: Meeting) -> Any:
    """Give the layout: the Party's for its own units, the State's for all others."""
    return "party" if meeting.unit.block == Block.PARTY else "state"


def invitations(access: AccessContext, meeting_id: int) -> Iterator[Draft]:
    """Give an invitation for each person on the list. Errors: NotFound, Forbidden; meeting_closed."""
    meeting = meeting_of(access, meeting_id)
    require_run(access, meeting)
    if meeting.is_over:
        raise DomainError("meeting_closed", "Hội nghị đã kết thúc, không lập giấy mời nữa.")
    agenda = list(meeting.items.values_list("title", flat=True))
    for each in convened(access, meeting):
        if each.is_left_out:
            continue
        inside = f", {each.group}" if each.group else ""
        yield Draft(
            data={
                **_common(meeting), "kinh_moi": f"{each.person.full_name}{inside}", "noi_dung": agenda,
                "trich_yeu": meeting.title,
                "ghi_chu": "" if each.has_vote else "Dự họp, không biểu quyết.",
            },
            unit_path=meeting.unit.path, style=style_of(meeting), label=each.person.full_name, people=(each.person_id,),
        )  # fmt: skip


def minutes_papers(access: AccessContext, meeting_id: int) -> Iterator[Draft]:
    """Give the minutes as they stand and each supplement. Errors: NotFound, Forbidden; minutes_missing."""
    meeting, held = minutes_of(access, meeting_id)
    require_run(access, meeting)
    if not held:
        raise DomainError("minutes_missing", "Chưa có biên bản. Hãy lập dự thảo biên bản trước.")
    numbers = numbers_of(access, meeting)
    people = tuple(each.person_id for each in convened(access, meeting) if not each.is_left_out)
    for each in held:
        content = each.content
        present = [] if each.number else [*content["opening"].splitlines(), *content["present"].splitlines()]
        items = [
            {"tieu_de": item["title"], "dien_bien": item["said"].splitlines(),
             "bieu_quyet": item["votes"].splitlines(), "ket_luan": item["conclusion"].splitlines()}
            for item in content["items"]
        ]  # fmt: skip
        extra = f" (bổ sung lần {each.number})" if each.number else ""
        if each.number:
            items = [{"tieu_de": f"Bổ sung, đính chính: {each.reason}", "dien_bien": content["opening"].splitlines()}]
        yield Draft(
            data={
                **_common(meeting), "trich_yeu": f"{meeting.title}{extra}",
                "thu_ky": meeting.secretary.full_name if meeting.secretary is not None else "",
                "trieu_tap": numbers.convened, "co_mat": numbers.present,
                "vang_mat": numbers.convened - numbers.present,
                "thanh_phan": present,
                "noi_dung": items, "ket_thuc": content["ending"],
                "nguoi_ky": meeting.chair.full_name, "chuc_vu_ky": "CHỦ TRÌ", "chuc_vu_ky_trai": "THƯ KÝ",
                "nguoi_ky_trai": meeting.secretary.full_name if meeting.secretary is not None else "",
            },
            unit_path=meeting.unit.path, style=style_of(meeting), label=extra.strip(" ()"), people=people,
        )  # fmt: skip


def _before(_access: AccessContext, meeting: Meeting) -> bool:
    return not meeting.is_over


def _after(_access: AccessContext, meeting: Meeting) -> bool:
    return meeting.state == Meeting.State.CLOSED and meeting.minutes.exists()


def register() -> None:
    """Offer the papers on the page of a meeting."""
    from django.utils.translation import gettext_lazy as _

    register_source(Source(
        key="meeting-invitations", kind="invitation", label=_("Giấy mời họp"), object_type="meeting",
        drafts=invitations, order=10, is_offered=_before,
    ))  # fmt: skip
    register_source(Source(
        key="meeting-minutes", kind="minutes", label=_("Biên bản hội nghị"), object_type="meeting",
        drafts=minutes_papers, order=40, is_offered=_after,
    ))  # fmt: skip
