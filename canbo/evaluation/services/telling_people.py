"""Telling who was rated: the day on which they were told, by when they may appeal, the day on which they read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden
from canbo.evaluation.domain.cap_groups import GroupKey
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_subject, may_conclude, may_run
from canbo.evaluation.selectors.cap_groups import closed_keys, require_groups_closed
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.concluding import named
from canbo.evaluation.services.locking import locked, locked_many
from canbo.evaluation.services.progress import recount, staged

#: The office's own time for appeals, in days, among `Campaign.choices`: no text that was read states one.
APPEAL_DAYS = "appeal_days"


def appeal_days(campaign: Campaign) -> int | None:
    """Give how many days the office leaves for an appeal; None where it set none, and then nothing comes too late."""
    found = campaign.choices.get(APPEAL_DAYS)
    return int(found) if found else None


def tell(*, access: AccessContext, rating_ids: Sequence[int], on: date) -> int:
    """Tell people what was concluded on them: all of them, or none. Give how many.

    Errors: nobody_chosen, too_many_chosen, campaigns_mixed, not_concluded, already_told, group_not_closed,
    told_before_concluded, campaign_not_open; Forbidden (oneself, no right).
    """
    with transaction.atomic():
        rows = locked_many(access, rating_ids)
        campaign = rows[0].campaign
        days, closed = appeal_days(campaign), closed_keys(campaign)
        for rating in rows:
            if is_subject(access, rating) or not (may_run(access, rating.unit) or may_conclude(access, rating.unit)):
                raise Forbidden(
                    "may_not_tell",
                    "Chỉ người tổ chức đánh giá và cấp kết luận thông báo kết quả, và không ai tự thông báo cho mình.",
                )
            with named(rating):
                _tell(rating, on, days, closed)
        recount(campaign.pk, {each.unit_id for each in rows})
        audit.record_many(
            access=access, action="evaluation.told", object_type="rating",
            objects=[(each.pk, subject_name(each), each.unit.path) for each in rows], at=timezone.now(),
        )  # fmt: skip
    return len(rows)


def _tell(rating: Rating, on: date, days: int | None, closed: set[GroupKey]) -> None:
    if rating.concluded_on is None:
        raise DomainError("not_concluded", "Chưa kết luận nên chưa thông báo được.")
    if rating.told_on is not None:
        raise DomainError("already_told_once", "Đã thông báo ngày {day}.", day=f"{rating.told_on:%d/%m/%Y}")
    if on < rating.concluded_on:
        raise DomainError("told_before_concluded", "Ngày thông báo không thể trước ngày kết luận.")
    require_groups_closed(rating, closed)
    rating.told_on, rating.read_on = on, None
    rating.appeal_until = on + timedelta(days=days) if days else None
    staged(rating).save(update_fields=["told_on", "read_on", "appeal_until", "stage", "version"])


def mark_read(*, access: AccessContext, rating_id: int, on: date) -> Rating:
    """Note that who was rated has read what concerns them; a second time changes nothing.

    Errors: not_told_yet; NotFound; Forbidden for anybody else.
    """
    with transaction.atomic():
        rating = locked(access, rating_id)
        if not is_subject(access, rating):
            raise Forbidden("only_subject_reads", "Chỉ người được đánh giá xác nhận là mình đã đọc.")
        if rating.told_on is None:
            raise DomainError("not_told_yet", "Kết luận chưa được thông báo.")
        if rating.read_on is None:
            rating.read_on = on
            staged(rating).save(update_fields=["read_on", "stage", "version"])
            audit.record(
                access=access, action="evaluation.conclusion_read", object_type="rating", object_id=rating.pk,
                object_label=subject_name(rating), unit_path=rating.unit.path,
            )  # fmt: skip
    return rating
