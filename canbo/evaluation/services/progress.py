"""Keeping the stage of each rating and the counts of each unit."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q

from canbo.common.rows import as_system
from canbo.evaluation.domain.stages import STAGES, stage_of
from canbo.evaluation.models import Appeal, Rating, UnitProgress

_ORDER = Rating.Stage
#: The counts that stages give.
_COUNTS = {
    "total": Count("pk"),
    "not_started": Count("pk", filter=Q(stage=_ORDER.NOT_STARTED)),
    "self_done": Count("pk", filter=Q(self_done_on__isnull=False)),
    "opinions_missing": Count("pk", filter=Q(opinions_missing__gt=0)),
    "voted": Count("pk", filter=Q(voted_on__isnull=False)),
    "concluded": Count("pk", filter=Q(concluded_on__isnull=False)),
    "told": Count("pk", filter=Q(told_on__isnull=False)),
    "appealed": Count("pk", filter=Q(open_appeal=True)),
    "decided": Count("pk", filter=Q(decided_on__isnull=False)),
    "not_rated": Count("pk", filter=Q(stage=_ORDER.NOT_RATED)),
}


def staged(rating: Rating) -> Rating:
    """Set the stage that follows from the days, and the next version; the caller saves."""
    rating.stage = stage_of(
        {name: getattr(rating, name) for _stage, name in STAGES}, not_rated=bool(rating.not_rated_reason)
    )
    rating.version += 1
    return rating


@as_system()
def recount(campaign_id: int, units: Iterable[int]) -> None:
    """Count the ratings of these units anew, all of them, whoever acts; called in the transaction that changed them."""
    keys = sorted(set(units))
    open_appeal = Appeal.objects.filter(rating=OuterRef("pk"), kind=Appeal.Kind.APPEAL, answered_on__isnull=True)
    counted = (
        Rating.objects.filter(campaign_id=campaign_id, unit_id__in=keys)
        .annotate(open_appeal=Exists(open_appeal))
        .order_by().values("unit_id").annotate(**_COUNTS)
    )  # fmt: skip
    rows = [UnitProgress(campaign_id=campaign_id, **row) for row in counted]
    UnitProgress.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["campaign", "unit"], update_fields=list(_COUNTS)
    )
    UnitProgress.objects.filter(campaign_id=campaign_id, unit_id__in=set(keys) - {row.unit_id for row in rows}).delete()
