"""Where the mirror takes its place: a tab of the campaign."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from canbo.core.access import AccessContext
from canbo.evaluation.campaign_wiring import takes_part
from canbo.evaluation.models import Campaign
from canbo.evaluation.tabs import CAMPAIGN_TABS


def _shown(access: AccessContext, _campaign: Campaign) -> bool:
    return takes_part(access)


def register() -> None:
    """Take the place; called once the apps are ready."""
    CAMPAIGN_TABS.register("mirror", _("Gương"), "campaign-mirror", 50, _shown)
