"""What campaigns take their place in: the navigation, what waits, the calendar, the tabs of a campaign."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from canbo.common import navigation
from canbo.common.calendar import register_events
from canbo.common.inbox import register_inbox
from canbo.core.access import AccessContext, Permission
from canbo.evaluation.campaign_waiting import campaign_events, reviews_waiting
from canbo.evaluation.models import Campaign
from canbo.evaluation.permissions import may_run
from canbo.evaluation.services.erasing import erase_from_evaluations
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.personnel.services.erasing import register_eraser


def takes_part(access: AccessContext) -> bool:
    """Tell whether evaluations concern the viewer: a person of the office, or who runs or concludes them."""
    return (
        access.person_id is not None
        or access.can(Permission.RUN_EVALUATIONS)
        or access.can(Permission.CONCLUDE_EVALUATIONS)
    )


def _everybody(_access: AccessContext, _campaign: Campaign) -> bool:
    return True


def _of_units(access: AccessContext, _campaign: Campaign) -> bool:
    return access.can(Permission.RUN_EVALUATIONS) or access.can(Permission.CONCLUDE_EVALUATIONS)


def _runs(access: AccessContext, campaign: Campaign) -> bool:
    return may_run(access, campaign.unit)


def register() -> None:
    """Take the places; called once the apps are ready."""
    navigation.register(
        navigation.NavItem("evaluation", _("Đánh giá, xếp loại"), "evaluation", "star", 42, shown_to=takes_part)
    )
    register_inbox("self-reviews", _("Tự đánh giá"), reviews_waiting)
    register_events("evaluations", _("Đánh giá, xếp loại"), campaign_events)
    register_eraser("evaluations", erase_from_evaluations)
    CAMPAIGN_TABS.register("progress", _("Tiến độ"), "evaluation-campaign", 10, _everybody)
    CAMPAIGN_TABS.register("units", _("Đơn vị"), "evaluation-units", 20, _of_units)
    CAMPAIGN_TABS.register("ratings", _("Phiếu đánh giá"), "evaluation-ratings", 30, _everybody)
    CAMPAIGN_TABS.register("settings", _("Việc của đợt"), "evaluation-settings", 90, _runs)
