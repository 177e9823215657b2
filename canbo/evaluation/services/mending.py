"""Answering the shortcomings that were named last time: mended, partly, not; by what evidence."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean_lines
from canbo.evaluation.models import Shortcoming
from canbo.evaluation.permissions import require_write_self
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.locking import locked

_LONGEST: Final = 5_000


def answer_shortcoming(
    *, access: AccessContext, rating_id: int, shortcoming_id: int, state: str, evidence: str
) -> Shortcoming:
    """Say what became of a shortcoming named last time; an answer that the head had confirmed is to be confirmed anew.

    Errors: shortcoming_unknown, state_unknown, evidence_missing, review_sent, rating_changed, campaign_not_open;
    Forbidden may_not_write_self.
    """
    with transaction.atomic():
        rating = locked(access, rating_id)
        require_write_self(access, rating)
        if rating.self_done_on is not None:
            raise DomainError(
                "review_sent", "Bản tự đánh giá đã gửi ngày {day} nên không sửa được nữa. Nếu cần sửa, đề nghị người "
                "tổ chức đánh giá trả lại.", day=f"{rating.self_done_on:%d/%m/%Y}",
            )  # fmt: skip
        row = Shortcoming.objects.select_for_update().filter(pk=shortcoming_id, answered_in_id=rating.pk).first()
        if row is None:
            raise DomainError("shortcoming_unknown", "Danh sách hạn chế đã đổi từ lúc mở trang. Hãy tải lại trang.")
        if state not in {Shortcoming.State.MENDED, Shortcoming.State.PARTLY, Shortcoming.State.NOT_MENDED}:
            raise DomainError("state_unknown", "Hãy chọn: đã khắc phục, đang khắc phục hoặc chưa khắc phục.")
        words = clean_lines(evidence)[:_LONGEST]
        if state != Shortcoming.State.NOT_MENDED and not words:
            raise DomainError("evidence_missing", "Hãy ghi minh chứng: việc đã làm, ngày, kết quả hoặc số văn bản.")
        before = row.state
        row.state, row.evidence, row.confirmed_by_name = state, words, ""
        row.save(update_fields=["state", "evidence", "confirmed_by_name"])
        audit.record(
            access=access, action="evaluation.shortcoming_answered", object_type="rating", object_id=rating.pk,
            object_label=subject_name(rating), unit_path=rating.unit.path, changes={"state": [before, state]},
        )  # fmt: skip
        return row
