"""Ratings of the demo brought to a stage in one go: what the services write one by one, written at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.evaluation.models import Campaign, Rating, Shortcoming
from canbo.evaluation.services.progress import recount, staged
from canbo.evaluation.services.records import write_into_files

_FIELDS: Final = (
    "entered", "checked", "review", "self_points", "self_level", "self_done_on", "points", "rule_level", "head_level",
    "comment", "head_done_on", "collective_level", "voted_on", "opinions_missing", "concluded_level", "conclusion",
    "concluded_on", "told_on", "final_level", "decided_on", "decided_by", "record_id", "stage", "version",
)  # fmt: skip


def bring(
    *, access: AccessContext, campaign: Campaign, rows: Sequence[Rating], opened_on: date,
    closed_on: date | None = None, shortcomings: Sequence[tuple[Rating, str]] = (),
) -> None:  # fmt: skip
    """Write ratings of a campaign as they were set, with the stages that follow, and the shortcomings named in them;
    records go into the files of those decided. The campaign was opened on `opened_on`, and is closed where `closed_on`
    is given. For examples only: nothing is checked that the services check.
    """
    now = timezone.now()
    with transaction.atomic():
        write_into_files(access=access, rows=[each for each in rows if each.decided_on is not None], at=now)
        for each in rows:
            staged(each)
        Rating.objects.bulk_update(rows, _FIELDS, batch_size=200)
        Shortcoming.objects.bulk_create(
            (Shortcoming(named_in=rating, text=text, named_by="cấp trực tiếp") for rating, text in shortcomings),
            batch_size=500,
        )
        campaign.opened_on = opened_on
        if closed_on is not None:
            campaign.state, campaign.closed_on = Campaign.State.CLOSED, closed_on
        campaign.save(update_fields=["opened_on", "state", "closed_on"])
        recount(campaign.pk, {each.unit_id for each in rows})
        audit.record(
            access=access, action="evaluation.campaign_changed", object_type="evaluation_campaign",
            object_id=campaign.pk, object_label=campaign.title, unit_path=campaign.unit.path,
            changes={"examples": [None, len(rows)]},
        )  # fmt: skip
