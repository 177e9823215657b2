"""Where the conclusion takes its place: tabs of a campaign and of a rating, what waits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from canbo.common.inbox import register_inbox
from canbo.core.access import AccessContext
from canbo.evaluation.conclusion_waiting import appeals_waiting, levels_waiting, told_waiting
from canbo.evaluation.models import Rating
from canbo.evaluation.permissions import decides_within, is_subject, may_read_all
from canbo.evaluation.tabs import CAMPAIGN_TABS, RATING_TABS


def _reads(access: AccessContext, rating: Rating) -> bool:
    return may_read_all(access, rating) or is_subject(access, rating)


def register() -> None:
    """Take the places; called once the apps are ready."""
    CAMPAIGN_TABS.register("calibration", _("Xếp loại"), "evaluation-board", 40, decides_within)
    CAMPAIGN_TABS.register("results", _("Kết luận, thông báo"), "evaluation-results", 42, decides_within)
    RATING_TABS.register("conclusion", _("Kết luận"), "rating-conclusion", 60, _reads)
    register_inbox("evaluation-appeals", _("Kiến nghị về xếp loại"), appeals_waiting)
    register_inbox("evaluation-levels", _("Rà soát, kết luận xếp loại"), levels_waiting)
    register_inbox("evaluation-told", _("Kết luận đánh giá được thông báo"), told_waiting)
