"""Reminding units of what they still have to do: it is noted on the campaign, and everybody concerned finds it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from canbo.access.scope import unit_scope
from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.evaluation.models import Campaign, UnitProgress
from canbo.evaluation.permissions import require_run, require_runs_within
from canbo.evaluation.selectors.campaigns import Counts, campaign_of, progress, unit_in
from canbo.evaluation.services.locking import require_open
from canbo.organizations.models import Unit


def remind(*, access: AccessContext, campaign_id: int, unit_id: int, today: date) -> str:
    """Remind a unit; give in words what of. A second time on one day is refused.

    Whoever has something to do finds the reminder on top of what waits for them; mails go out as for all that waits.
    Errors: unit_not_in_campaign, campaign_not_open, reminded_today, nothing_to_remind; Forbidden.
    """
    with transaction.atomic():
        campaign = campaign_of(access, campaign_id)
        require_open(campaign)
        counts = unit_in(access, campaign, unit_id)
        unit = Unit.objects.get(pk=unit_id)
        require_run(access, unit)
        kept = UnitProgress.objects.select_for_update().get(campaign=campaign, unit=unit)
        if kept.reminded_on == today:
            raise DomainError("reminded_today", "Hôm nay đã nhắc đơn vị này rồi.")
        left = _left(counts)
        if not left:
            raise DomainError("nothing_to_remind", "Đơn vị này không còn việc gì phải nhắc.")
        kept.reminded_on = today
        kept.save(update_fields=["reminded_on"])
        _record(access, campaign, unit, f"{campaign.title}: {unit.name}", {"left": [None, left]})
    return "; ".join(left)


def remind_all(*, access: AccessContext, campaign_id: int, today: date) -> int:
    """Remind every unit that the viewer runs, has something left and was not reminded today; give how many.

    Errors: campaign_unknown, campaign_not_open, nothing_to_remind_all; Forbidden.
    """
    with transaction.atomic():
        campaign = campaign_of(access, campaign_id)
        require_open(campaign)
        require_runs_within(access, campaign)
        behind = [each.unit_id for each in progress(access, campaign) if _left(each)]
        mine = unit_scope(access, Permission.RUN_EVALUATIONS, "unit__path")
        kept = UnitProgress.objects.filter(mine, campaign=campaign, unit__in=behind).exclude(reminded_on=today)
        names = list(kept.order_by("unit__path").values_list("unit__name", flat=True))
        if not names:
            raise DomainError("nothing_to_remind_all", "Không còn đơn vị nào phải nhắc, hoặc hôm nay đã nhắc cả rồi.")
        kept.update(reminded_on=today)
        _record(access, campaign, campaign.unit, campaign.title, {"units": [None, names]})
    return len(names)


def _left(counts: Counts) -> list[str]:
    """What a unit still has to do, in words."""
    return [
        words.format(count=count)
        for words, count in (
            (_("{count} phiếu chưa tự đánh giá"), counts.rated - counts.self_done),
            (_("{count} phiếu thiếu ý kiến"), counts.opinions_missing),
            (_("{count} phiếu chưa kết luận"), counts.rated - counts.concluded),
        )
        if count > 0
    ]


def _record(access: AccessContext, campaign: Campaign, unit: Unit, label: str, changes: dict[str, Any]) -> None:
    audit.record(
        access=access, action="evaluation.reminded", object_type="evaluation_campaign", object_id=campaign.pk,
        object_label=label[:300], unit_path=unit.path, changes=changes,
    )  # fmt: skip
