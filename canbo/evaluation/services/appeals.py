"""Reservations and appeals by who was rated, their answers; results set right or cancelled after publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.text import clean_lines
from canbo.documents.services.making import make_paper
from canbo.evaluation.models import Appeal, Campaign, LevelMove, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.papers import ANSWER, answer_draft
from canbo.evaluation.permissions import is_subject, may_run, require_conclude
from canbo.evaluation.scored import law_of_rating
from canbo.evaluation.selectors.cap_groups import groups_of, keys_of_rating
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.calibrating import require_within
from canbo.evaluation.services.locking import locked
from canbo.evaluation.services.progress import recount, staged
from canbo.evaluation.services.records import (
    attach_answers,
    correct_file,
    deciding_on,
    withdraw_from_file,
)

#: The office's own time for answering, in days, among `Campaign.choices`.
ANSWER_DAYS = "answer_days"
_WRITTEN = ("concluded_level", "final_level", "read_on", "record_id", "stage", "version")


@dataclass(frozen=True, slots=True)
class AppealGiven:
    """What who was rated says: a reservation or an appeal, the words, the level they ask for.

    `on`: the day it was sent; `on_paper`: handed in on paper and entered by who runs the evaluation.
    """

    kind: str
    text: str
    on: date
    asked_level: str = ""
    on_paper: bool = False


def appeal(*, access: AccessContext, rating_id: int, given: AppealGiven) -> Appeal:
    """Reserve one's opinion, or appeal. Who runs the evaluation enters what was handed in on paper.

    Errors: not_told_yet, appeal_late (by which day it had to come), appeal_before_told, appeal_open_already,
    appeal_text_missing, decided_already; NotFound, Forbidden.
    """
    with transaction.atomic():
        rating = locked(access, rating_id)
        own = is_subject(access, rating)
        if not own and not (given.on_paper and may_run(access, rating.unit)):
            raise Forbidden(
                "may_not_appeal", "Chỉ người được đánh giá gửi kiến nghị; người tổ chức chỉ nhập kiến nghị trên giấy."
            )
        _check_appeal(rating, given)
        made = Appeal.objects.create(
            rating=rating, kind=given.kind, made_on=given.on, text=clean_lines(given.text),
            asked_level=given.asked_level, due_on=_answer_by(rating.campaign, given), on_paper=given.on_paper,
            entered_by_name="" if own else access.user_name,
        )  # fmt: skip
        staged(rating).save(update_fields=["stage", "version"])
        recount(rating.campaign_id, [rating.unit_id])
        audit.record(
            access=access, action="evaluation.appealed", object_type="rating", object_id=rating.pk,
            object_label=subject_name(rating), unit_path=rating.unit.path, changes={"kind": [None, given.kind]},
        )  # fmt: skip
    return made


def _check_appeal(rating: Rating, given: AppealGiven) -> None:
    if given.kind not in Appeal.Kind.values or given.asked_level not in {"", *Level.values}:
        raise DomainError("appeal_kind_unknown", "Hãy chọn bảo lưu ý kiến hoặc kiến nghị, và một trong bốn mức.")
    if not given.text.strip():
        raise DomainError("appeal_text_missing", "Hãy ghi nội dung: không đồng ý điểm nào, vì sao, minh chứng gì.")
    if rating.told_on is None:
        raise DomainError("not_told_yet", "Kết luận chưa được thông báo.")
    if given.on < rating.told_on:
        raise DomainError(
            "appeal_before_told", "Ngày gửi không thể trước ngày thông báo {day}.", day=_day(rating.told_on)
        )
    if rating.appeal_until is not None and given.on > rating.appeal_until:
        raise DomainError(
            "appeal_late",
            "Hạn gửi là {until} ({days} ngày từ ngày thông báo, do cơ quan quy định khi mở đợt) nên không nhận được "
            "nữa. Nếu kết quả đã công bố có sai sót, hãy đề nghị cấp có thẩm quyền điều chỉnh (Điều 15, khoản 3, "
            "Quy định 366-QĐ/TW).", until=_day(rating.appeal_until), days=(rating.appeal_until - rating.told_on).days,
        )  # fmt: skip
    if rating.decided_on is not None and rating.appeal_until is None:
        raise DomainError(
            "decided_already", "Kết quả đã có quyết định. Hãy đề nghị cấp có thẩm quyền điều chỉnh kết quả đã công bố."
        )
    if given.kind == Appeal.Kind.APPEAL and rating.appeals.filter(kind=given.kind, answered_on__isnull=True).exists():
        raise DomainError("appeal_open_already", "Đã có một kiến nghị đang chờ trả lời.")


def _answer_by(campaign: Campaign, given: AppealGiven) -> date | None:
    days = campaign.choices.get(ANSWER_DAYS)
    return given.on + timedelta(days=int(days)) if days and given.kind == Appeal.Kind.APPEAL else None


def answer(*, access: AccessContext, appeal_id: int, new_level: str, text: str, on: date) -> Appeal:
    """Answer a reservation or an appeal: keep the level ("" or the same), or give a new one. Who was rated reads it
    anew; a decided result is corrected in the file too. The notice of the answer is made and kept with the rating.

    Errors: appeal_unknown, appeal_answered, answer_missing, answered_before_made, level_unknown, group_over_cap,
    cap_unsettled, paper_template_broken and those of the files; NotFound, Forbidden (oneself, a relative, no right).
    """
    with transaction.atomic():
        held = Appeal.objects.filter(pk=appeal_id).first()
        if held is None:
            raise NotFound("appeal_unknown", "Không có kiến nghị này, hoặc bạn không được xem.")
        rating = locked(access, held.rating_id)
        _require_judge(access, rating)
        held = Appeal.objects.select_for_update().get(pk=appeal_id)
        if held.answered_on is not None:
            raise DomainError("appeal_answered", "Kiến nghị này đã được trả lời.")
        if not text.strip():
            raise DomainError("answer_missing", "Hãy ghi nội dung trả lời; người kiến nghị sẽ đọc.")
        if on < held.made_on:
            raise DomainError("answered_before_made", "Ngày trả lời không thể trước ngày gửi kiến nghị.")
        before = rating.concluded_level
        after = new_level or before
        held.answered_on, held.answer, held.new_level = on, clean_lines(text), after
        held.answered_by_name = access.user_name
        held.save(update_fields=["answered_on", "answer", "new_level", "answered_by_name"])
        _give(access, rating, after, LevelMove.At.APPEAL, clean_lines(text), on)
        held.rating = rating
        make_paper(access=access, source=ANSWER, draft=answer_draft(access, held), object_id=rating.pk)
        if rating.record_id is not None:
            with deciding_on(access, [rating]) as acting:
                attach_answers(acting, rating)
        recount(rating.campaign_id, [rating.unit_id])
        audit.record(
            access=access, action="evaluation.appeal_answered", object_type="rating", object_id=rating.pk,
            object_label=subject_name(rating), unit_path=rating.unit.path, changes={"level": [before, after]},
        )  # fmt: skip
    return held


def set_right(*, access: AccessContext, rating_id: int, new_level: str, ground: str, on: date) -> Rating:
    """Adjust a result that was published, for shortcomings found later, untruth, reports of people (366, 15.3).

    Errors: not_published, ground_missing, level_same, level_unknown, group_over_cap, cap_unsettled; NotFound,
    Forbidden.
    """
    with transaction.atomic():
        rating = _published(access, rating_id, ground)
        before = rating.concluded_level
        if new_level == before:
            raise DomainError("level_same", "Phiếu này đang ở mức ấy rồi.")
        _give(access, rating, new_level, LevelMove.At.CORRECTION, clean_lines(ground), on)
        _told_right(access, rating, before, new_level, ground)
    return rating


def cancel_result(*, access: AccessContext, rating_id: int, ground: str) -> Rating:
    """Cancel a result that was published, so that it is concluded again (366, 15.3); the record leaves the file.

    Errors: not_published, ground_missing and those of the files; NotFound, Forbidden.
    """
    with transaction.atomic():
        rating = _published(access, rating_id, ground)
        before = rating.concluded_level
        withdraw_from_file(access, rating, ground)
        rating.concluded_level, rating.final_level, rating.majority = "", "", None
        for name in ("concluded_on", "told_on", "read_on", "appeal_until", "decided_on", "decision", "record_id"):
            setattr(rating, name, None)
        staged(rating).save(
            update_fields=[
                *_WRITTEN, "majority", "concluded_on", "told_on", "appeal_until", "decided_on", "decision",
            ]
        )  # fmt: skip
        recount(rating.campaign_id, [rating.unit_id])
        _told_right(access, rating, before, "", ground)
    return rating


def _published(access: AccessContext, rating_id: int, ground: str) -> Rating:
    rating = locked(access, rating_id)
    _require_judge(access, rating)
    if rating.told_on is None:
        raise DomainError("not_published", "Kết quả chưa thông báo; hãy kết luận lại hoặc chuyển mức ở trang xếp loại.")
    if not ground.strip():
        raise DomainError("ground_missing", "Điều chỉnh hoặc huỷ kết quả đã công bố phải ghi căn cứ.")
    return rating


def _require_judge(access: AccessContext, rating: Rating) -> None:
    require_conclude(access, rating)
    if rating.person_id is not None:
        access.require_impartial(rating.person_id)


def _give(access: AccessContext, rating: Rating, level: str, at: str, reason: str, on: date) -> None:
    """Set the level after publication: the cap holds still, the move is kept, the file follows, it is read anew."""
    if level not in Level.values:
        raise DomainError("level_unknown", "Không có mức này. Hãy chọn một trong bốn mức.")
    before = rating.concluded_level
    rating.read_on = None
    if level == before:
        staged(rating).save(update_fields=["read_on", "stage", "version"])
        return
    rating.concluded_level = level
    if rating.decided_on is not None:
        rating.final_level = level
        correct_file(access, rating, reason)
    staged(rating).save(update_fields=list(_WRITTEN))
    LevelMove.objects.create(
        rating=rating, at=at, before=before, after=level, reason=reason, moved_on=on, moved_by_name=access.user_name
    )
    if level == Level.EXCELLENT:
        law = law_of_rating(rating)
        for group in groups_of(rating.campaign, keys_of_rating(rating, law), law):
            require_within(group, law)


def _told_right(access: AccessContext, rating: Rating, before: str, after: str, ground: str) -> None:
    audit.record(
        access=access, action="evaluation.set_right", object_type="rating", object_id=rating.pk,
        object_label=subject_name(rating), unit_path=rating.unit.path, reason=clean_lines(ground),
        changes={"level": [before or None, after or None]},
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
