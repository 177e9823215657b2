"""Where the direct level, opinions and the meeting take their place: tabs, what waits, letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from canbo.common.inbox import register_inbox
from canbo.core.access import AccessContext, Permission
from canbo.evaluation import said_papers
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_rater, is_subject, may_read_all, may_run, runs_within
from canbo.evaluation.said_waiting import assessments_waiting, colleagues_waiting, opinions_waiting
from canbo.evaluation.tabs import CAMPAIGN_TABS, RATING_TABS


def _rates(access: AccessContext, _campaign: Campaign) -> bool:
    """Heads have a tab for those whom they rate; whom exactly, the page itself says."""
    return access.person_id is not None and access.can(Permission.VIEW_FILES)


def _assesses(access: AccessContext, rating: Rating) -> bool:
    return not is_subject(access, rating) and (is_rater(access, rating) or may_run(access, rating.unit))


def _reads(access: AccessContext, rating: Rating) -> bool:
    return may_read_all(access, rating) or (is_subject(access, rating) and rating.told_on is not None)


def register() -> None:
    """Take the places; called once the apps are ready."""
    CAMPAIGN_TABS.register("desk", _("Tôi đánh giá"), "rating-desk", 15, _rates)
    CAMPAIGN_TABS.register("opinions", _("Ý kiến"), "campaign-opinions", 32, runs_within)
    CAMPAIGN_TABS.register("meetings", _("Hội nghị"), "campaign-meetings", 34, runs_within)
    RATING_TABS.register("opinions", _("Ý kiến, bỏ phiếu"), "rating-opinions", 40, _reads)
    RATING_TABS.register("head", _("Cấp trực tiếp"), "rating-assess", 50, _assesses)
    register_inbox("assessments", _("Đánh giá người thuộc quyền"), assessments_waiting)
    register_inbox("opinions", _("Cho ý kiến đánh giá"), opinions_waiting)
    register_inbox("colleagues", _("Góp ý đồng nghiệp"), colleagues_waiting)
    said_papers.register()
