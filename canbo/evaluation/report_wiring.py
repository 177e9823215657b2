"""Where lists, papers and reports of evaluations take their place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext, Permission
from canbo.evaluation import papers
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_subject, may_read_all
from canbo.evaluation.tabs import CAMPAIGN_TABS, RATING_TABS


def runs_or_concludes(access: AccessContext, _campaign: Campaign) -> bool:
    """Tell whether the viewer runs or concludes evaluations anywhere: of which units, the page itself says."""
    return access.can(Permission.RUN_EVALUATIONS) or access.can(Permission.CONCLUDE_EVALUATIONS)


def _reads(access: AccessContext, rating: Rating) -> bool:
    return is_subject(access, rating) or may_read_all(access, rating)


def register() -> None:
    """Take the places; called once the apps are ready."""
    papers.register()
    CAMPAIGN_TABS.register("reports", _("Báo cáo, danh sách"), "campaign-reports", 70, runs_or_concludes)
    RATING_TABS.register("papers", _("Giấy tờ"), "rating-papers", 80, _reads)
