"""Campaigns: which there are, how far each has come."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.core.access import Permission
from canbo.evaluation.campaign_tabs import tabs_of
from canbo.evaluation.selectors import campaigns as selectors

_LISTED = 100


@require_safe
def index(request: Request) -> HttpResponse:
    """The campaigns that the viewer may know of."""
    context = {
        "campaigns": selectors.campaigns(request.access)[:_LISTED],
        "may_open": request.access.can(Permission.RUN_EVALUATIONS),
    }
    return render(request, "evaluation/index.html", context)


@require_safe
def show(request: Request, campaign_id: int) -> HttpResponse:
    """How far a campaign has come."""
    campaign = selectors.campaign_of(request.access, campaign_id)
    context = {"campaign": campaign, "tabs": tabs_of(request.access, campaign, "progress")}
    return render(request, "evaluation/campaign.html", context)
