"""The units of a campaign of which the viewer makes papers and lists."""

from __future__ import annotations

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.evaluation.models import Campaign, UnitProgress
from canbo.evaluation.selectors.ratings import run_or_conclude


def units_of(access: AccessContext, campaign: Campaign) -> list[UnitProgress]:
    """Give how far each unit has come where the viewer runs or concludes, in the order of the units' paths."""
    found = UnitProgress.objects.filter(run_or_conclude(access), campaign=campaign)
    return list(found.select_related("unit").order_by("unit__path", "pk"))


def progress_of(access: AccessContext, progress_id: int) -> UnitProgress:
    """Give one of them, with its campaign and unit. Errors: NotFound evaluation_unit_unknown."""
    found = UnitProgress.objects.filter(run_or_conclude(access), pk=progress_id)
    row = found.select_related("campaign__unit", "unit").first()
    if row is None:
        raise NotFound("evaluation_unit_unknown", "Không có đơn vị này trong đợt đánh giá, hoặc bạn không được xem.")
    return row


def unit_of(access: AccessContext, campaign: Campaign, unit_id: int) -> UnitProgress:
    """Give the unit of a campaign. Errors: NotFound evaluation_unit_unknown."""
    row = UnitProgress.objects.filter(campaign=campaign, unit_id=unit_id).only("pk").first()
    return progress_of(access, row.pk if row is not None else 0)
