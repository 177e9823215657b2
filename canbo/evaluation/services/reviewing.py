"""Writing a self-review: kept while it is written, sent on its day, entered from paper, returned to be redone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean, clean_lines
from canbo.evaluation.models import Rating, SelfDraft
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import is_subject, may_conclude, may_run, require_write_self
from canbo.evaluation.review_forms import ReviewForm, form_of
from canbo.evaluation.scored import scheme_of_rating, scored_of
from canbo.evaluation.selectors.drafts import Draft, shown_draft
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.locking import locked
from canbo.evaluation.services.progress import recount, staged
from canbo.rules.domain.scheme_inputs import read_given
from canbo.rules.domain.schemes import TOTAL

_LONGEST: Final = 20_000
_REASON: Final = 2_000
_SENT: Final = (
    "review", "entered", "self_points", "self_level", "self_done_on", "self_entered_by", "returned_on",
    "returned_reason", "stage", "version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What is written of a self-review: texts by part of the form, values by the names of the scheme, the level."""

    review: Mapping[str, str] = field(default_factory=dict)
    entered: Mapping[str, Any] = field(default_factory=dict)
    level: str = ""


def save_draft(*, access: AccessContext, rating_id: int, version: int, written: Written) -> SelfDraft:
    """Keep what is written so far; only its writers read it. `version`: that of the draft the page was filled from.

    Errors: draft_changed (saved elsewhere meanwhile), review_sent, draft_of_person, campaign_not_open, level_unknown;
    input_unknown, input_wrong; Forbidden.
    """
    with transaction.atomic():
        rating, held = _open_to(access, rating_id, version)
        form = form_of(rating)
        _check(rating, written)
        if held is None:
            held = SelfDraft(rating=rating, version=0)
        held.review = {part.id: clean_lines(written.review.get(part.id, ""))[:_LONGEST] for part in form.parts}
        held.entered, held.level = dict(written.entered), written.level
        held.on_paper = not is_subject(access, rating)
        held.version += 1
        held.saved_at, held.saved_by_name = timezone.now(), access.user_name
        if held.pk is None:
            held.save(force_insert=True)
        else:
            held.save(update_fields=[
                "review", "entered", "level", "on_paper", "version", "saved_at", "saved_by_name",
            ])  # fmt: skip
        return held


def send_review(
    *, access: AccessContext, rating_id: int, version: int, on: date, today: date, written: Written | None = None,
    is_listed: bool = False,
) -> Rating:  # fmt: skip
    """Hand in the self-review on its day: what is written, else the draft as it was kept; the draft ends.

    `is_listed`: told by the list of a unit that answers by Excel, the written parts staying on its paper; what the
    office entered so may be put right by it until the vote.
    `on` is today, but for a paper that the office enters: the day it bears. Errors: parts_missing (names them),
    level_missing, sent_later, sent_before_opening; those of `save_draft` and of scoring; Forbidden.
    """
    with transaction.atomic():
        rating, held = _open_to(access, rating_id, version, is_listed=is_listed)
        form = form_of(rating)
        given = written or _of(shown_draft(access, rating, held))
        _check(rating, given)
        _check_whole(rating, form if not is_listed else None, given)
        _check_day(rating, on, today, on_paper=not is_subject(access, rating))
        rating.review = {part.id: clean_lines(given.review.get(part.id, ""))[:_LONGEST] for part in form.parts}
        rating.entered = dict(given.entered) or None
        scored = scored_of(rating, "self")
        rating.self_points = points_of(scored.env.get(TOTAL) if scored else None)
        rating.self_level, rating.self_done_on = given.level, on
        rating.self_entered_by = "" if is_subject(access, rating) else access.user_name
        rating.returned_on, rating.returned_reason = None, ""
        staged(rating).save(update_fields=_SENT)
        if held is not None:
            held.delete()
        recount(rating.campaign_id, [rating.unit_id])
        _record(access, rating, "evaluation.self_sent", {
            "self_level": ["", given.level], "self_done_on": ["", on.isoformat()],
            **({"self_entered_by": ["", access.user_name]} if rating.self_entered_by else {}),
        })  # fmt: skip
        return rating


def return_review(*, access: AccessContext, rating_id: int, version: int, reason: str, today: date) -> Rating:
    """Send a self-review back to be redone (Regulation 366, Article 8.3): by who runs or concludes, with a reason.

    What was written stays with the person to go on with; an assessment made on it is to be made again. Errors:
    reason_missing, review_not_sent, already_voted, rating_changed, campaign_not_open; Forbidden may_not_return.
    """
    with transaction.atomic():
        rating = locked(access, rating_id, version)
        runs = may_run(access, rating.unit) or may_conclude(access, rating.unit)
        if is_subject(access, rating) or not runs:
            raise Forbidden(
                "may_not_return", "Chỉ người tổ chức đánh giá và cấp kết luận được trả lại bản tự đánh giá để làm lại."
            )
        words = clean(reason)[:_REASON]
        if not words:
            raise DomainError("reason_missing", "Hãy ghi lý do trả lại: phần nào chưa đạt, cần bổ sung gì.")
        if rating.self_done_on is None:
            raise DomainError("review_not_sent", "Bản tự đánh giá chưa được gửi nên không có gì để trả lại.")
        if rating.voted_on is not None or rating.concluded_on is not None:
            raise DomainError(
                "already_voted", "Phiếu này đã bỏ phiếu hoặc đã kết luận nên không trả lại được nữa. Nếu phải làm lại, "
                "cấp có thẩm quyền điều chỉnh kết quả.",
            )  # fmt: skip
        sent_on, assessed_on = rating.self_done_on, rating.head_done_on
        rating.self_done_on = rating.head_done_on = None
        rating.returned_on, rating.returned_reason = today, words
        staged(rating).save(
            update_fields=["self_done_on", "head_done_on", "returned_on", "returned_reason", "stage", "version"]
        )
        recount(rating.campaign_id, [rating.unit_id])
        changes = {"self_done_on": [sent_on.isoformat(), ""]}
        if assessed_on:
            changes["head_done_on"] = [assessed_on.isoformat(), ""]
        _record(access, rating, "evaluation.self_returned", changes, words)
        return rating


def points_of(total: object) -> Decimal | None:
    """Give points with two decimals, cut and never rounded up, as lists keep them."""
    if not isinstance(total, Fraction):
        return None
    return (Decimal(total.numerator) / Decimal(total.denominator)).quantize(Decimal("0.01"), ROUND_DOWN)


def _open_to(
    access: AccessContext, rating_id: int, version: int, *, is_listed: bool = False
) -> tuple[Rating, SelfDraft | None]:
    """Take a rating whose self-review the viewer may write on, with its draft of that version."""
    rating = locked(access, rating_id)
    require_write_self(access, rating)
    if rating.self_done_on is not None and not (is_listed and _is_of_office(rating)):
        raise DomainError(
            "review_sent", "Bản tự đánh giá đã gửi ngày {day} nên không sửa được nữa. Nếu cần sửa, đề nghị người "
            "tổ chức đánh giá trả lại.", day=f"{rating.self_done_on:%d/%m/%Y}",
        )  # fmt: skip
    held = SelfDraft.objects.select_for_update().filter(rating_id=rating.pk).first()
    if held is not None and not held.on_paper and not is_subject(access, rating):
        raise DomainError(
            "draft_of_person", "Người được đánh giá đang tự viết trên máy nên không nhập thay. Hãy đợi người ấy gửi, "
            "hoặc đề nghị người ấy bỏ bản đang viết.",
        )  # fmt: skip
    if (held.version if held else 0) != version:
        raise DomainError(
            "draft_changed", "Bản này vừa được ghi ở nơi khác (máy khác, thẻ khác). Phần đang viết vẫn còn trên trang "
            "này và chưa ghi; hãy xem hai bản rồi chọn.",
        )  # fmt: skip
    return rating, held


def _is_of_office(rating: Rating) -> bool:
    """Whether the office entered the self-review for the person and nothing was voted or concluded on it yet."""
    return bool(rating.self_entered_by) and rating.voted_on is None and rating.concluded_on is None


def drop_draft(*, access: AccessContext, rating_id: int, version: int) -> None:
    """Throw away a draft by who wrote it. Errors: those of `save_draft`."""
    with transaction.atomic():
        _rating, held = _open_to(access, rating_id, version)
        if held is not None:
            held.delete()


def _of(draft: Draft) -> Written:
    return Written(draft.review, draft.entered, draft.level)


def _check(rating: Rating, written: Written) -> None:
    if written.level and written.level not in Level.values:
        raise DomainError("level_unknown", "Không có mức xếp loại này. Hãy chọn lại.")
    read_given(written.entered, scheme_of_rating(rating).scheme)


def _check_whole(rating: Rating, form: ReviewForm | None, written: Written) -> None:
    parts = form.parts if form is not None else ()
    empty = [part for part in parts if part.wanted and not clean_lines(written.review.get(part.id, ""))]
    if empty:
        language = get_language() or "vi"
        raise DomainError(
            "parts_missing", "Còn phần chưa viết: {parts}. Phần nào không có gì thì ghi rõ là không có.",
            parts="; ".join(f"{part.number} {part.heading.within(language)}" for part in empty),
        )  # fmt: skip
    if not written.level and not rating.is_collective:
        raise DomainError("level_missing", "Hãy chọn mức tự đề xuất trước khi gửi.")


def _check_day(rating: Rating, on: date, today: date, *, on_paper: bool) -> None:
    if on > today:
        raise DomainError("sent_later", "Ngày gửi không thể sau hôm nay.")
    if not on_paper and on != today:
        raise DomainError("sent_later", "Bản viết trên máy được gửi vào ngày hôm nay.")
    opened = rating.campaign.opened_on
    if opened is not None and on < opened:
        raise DomainError(
            "sent_before_opening", "Ngày gửi trước ngày mở đợt ({day}). Hãy xem lại ngày ghi trên bản giấy.",
            day=f"{opened:%d/%m/%Y}",
        )  # fmt: skip


def _record(access: AccessContext, rating: Rating, action: str, changes: Mapping[str, Any], reason: str = "") -> None:
    audit.record(
        access=access, action=action, object_type="rating", object_id=rating.pk, object_label=subject_name(rating),
        unit_path=rating.unit.path, reason=reason, changes=changes,
    )  # fmt: skip
