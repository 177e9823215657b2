"""Taking a rating, or a campaign, to write on it: within scope, the newest version, nothing that is over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, NotFound
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.selectors.campaigns import campaigns
from canbo.evaluation.selectors.ratings import WITH, ratings


def locked(access: AccessContext, rating_id: int, version: int | None = None) -> Rating:
    """Give a rating locked for the transaction that is under way, with its campaign, units, person and rater.

    `version`: the one that the viewer had before them; None where no page was shown. What they may write is for
    `permissions` to say. Errors: NotFound rating_unknown; rating_changed, campaign_not_open.
    """
    found = ratings(access).select_related(*WITH).select_for_update(of=("self",)).filter(pk=rating_id).first()
    if found is None:
        raise NotFound("rating_unknown", "Không có phiếu đánh giá này, hoặc bạn không được xem.")
    require_open(found.campaign)
    if version is not None and version != found.version:
        raise DomainError(
            "rating_changed",
            "Phiếu đã được người khác sửa trong lúc bạn mở trang này. Hãy mở lại phiếu, xem phần mới rồi nhập tiếp.",
        )
    return found


#: How many ratings one act takes.
MOST: Final = 500


def locked_many(access: AccessContext, rating_ids: Iterable[int]) -> list[Rating]:
    """Give ratings of one open campaign, locked, in the order of their keys; what the viewer may do is for the caller.

    Errors: nobody_chosen, too_many_chosen, campaigns_mixed, campaign_not_open.
    """
    keys = sorted(set(rating_ids))
    if not keys:
        raise DomainError("nobody_chosen", "Chưa chọn phiếu nào. Hãy đánh dấu những phiếu cần làm.")
    if len(keys) > MOST:
        raise DomainError(
            "too_many_chosen", "Mỗi lần làm được nhiều nhất {most} phiếu. Hãy lọc theo đơn vị rồi làm từng phần.",
            most=MOST,
        )  # fmt: skip
    found = ratings(access).select_related(*WITH).select_for_update(of=("self",)).filter(pk__in=keys)
    rows = list(found.order_by("pk"))
    if len({each.campaign_id for each in rows}) != 1 or len(rows) != len(keys):
        raise DomainError(
            "campaigns_mixed",
            "Có phiếu không thuộc đợt này hoặc ngoài phạm vi của bạn. Hãy tải lại trang rồi chọn lại.",
        )
    require_open(rows[0].campaign)
    return rows


def locked_campaign(access: AccessContext, campaign_id: int) -> Campaign:
    """Give a campaign locked for the transaction that is under way. Errors: NotFound campaign_unknown."""
    found = campaigns(access).select_for_update(of=("self",)).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("campaign_unknown", "Không có đợt đánh giá này trong phạm vi của bạn.")
    return found


def require_open(campaign: Campaign) -> None:
    """Raise campaign_not_open for a campaign in which nothing is written down: not opened yet, closed, cancelled."""
    if campaign.state != Campaign.State.OPEN:
        raise DomainError(
            "campaign_not_open", "Đợt «{title}» {state} nên không ghi thêm được. Hãy hỏi người tổ chức đánh giá.",
            title=campaign.title, state=str(campaign.get_state_display()),
        )  # fmt: skip
