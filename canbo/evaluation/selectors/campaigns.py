"""Campaigns that a viewer may know of: those of their units, and those in which they are rated or rate."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.evaluation.models import Campaign, Rating, UnitProgress
from canbo.evaluation.selectors.ratings import run_or_conclude


def campaigns(access: AccessContext) -> QuerySet[Campaign]:
    """Give the campaigns the viewer may know of, the newest first: theirs to run or conclude, in whole or in a unit
    of it; those in which they are rated or rate.
    """
    scope = run_or_conclude(access)
    parts = run_or_conclude(access)
    scope |= Q(Exists(UnitProgress.objects.filter(parts, campaign=OuterRef("pk"))))
    if access.person_id is not None:
        mine = Q(person_id=access.person_id) | Q(answerer_id=access.person_id) | Q(rater_id=access.person_id)
        scope |= Q(Exists(Rating.objects.filter(mine, campaign=OuterRef("pk"))))
    return Campaign.objects.filter(scope).select_related("unit").order_by("-year", "-pk")


def campaign_of(access: AccessContext, campaign_id: int) -> Campaign:
    """Give one campaign with its unit. Errors: NotFound campaign_unknown."""
    found = campaigns(access).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound("campaign_unknown", "Không có đợt đánh giá này trong phạm vi của bạn.")
    return found
