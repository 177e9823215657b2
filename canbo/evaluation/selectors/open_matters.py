"""What is still open in a campaign: why it cannot be ended without a reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from canbo.common.rows import as_system
from canbo.evaluation.models import Appeal, Campaign


@dataclass(frozen=True, slots=True)
class Open:
    """One kind of matter that is open, in words with its number."""

    code: str
    words: str
    count: int


@as_system()
def what_is_open(campaign: Campaign) -> list[Open]:
    """Give what is open in a campaign, the gravest first; [] where it can be ended. Two queries."""
    told = Q(not_rated_reason="")
    counts = campaign.ratings.aggregate(
        held=Count("pk", filter=Q(held_on__isnull=False, concluded_on__isnull=True)),
        undecided=Count("pk", filter=told & Q(decided_on__isnull=True)),
        untold=Count("pk", filter=told & Q(concluded_on__isnull=False, told_on__isnull=True)),
        unconcluded=Count("pk", filter=told & Q(concluded_on__isnull=True)),
    )
    open_ones = {"appeals__kind": Appeal.Kind.APPEAL, "appeals__answered_on__isnull": True}
    appeals = campaign.ratings.filter(**open_ones).count()
    found = [
        Open("appeals", _("{count} kiến nghị chưa trả lời"), appeals),
        Open("held", _("{count} phiếu đang tạm dừng để kiểm tra"), counts["held"]),
        Open("unconcluded", _("{count} phiếu chưa kết luận"), counts["unconcluded"]),
        Open("untold", _("{count} phiếu chưa thông báo"), counts["untold"]),
        Open("undecided", _("{count} phiếu chưa quyết định"), counts["undecided"]),
    ]
    return [Open(each.code, each.words.format(count=each.count), each.count) for each in found if each.count]
