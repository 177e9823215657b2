"""Where the workbooks of units take their place: the tabs of a campaign."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext, Permission
from canbo.evaluation.models import Campaign
from canbo.evaluation.tabs import CAMPAIGN_TABS


def _runs(access: AccessContext, _campaign: Campaign) -> bool:
    return access.can(Permission.RUN_EVALUATIONS)


def register() -> None:
    """Take the place; called once the apps are ready."""
    CAMPAIGN_TABS.register("sheets", _("Excel của đơn vị"), "evaluation-sheets", 60, _runs)
