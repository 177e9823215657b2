"""Reminding a unit of what it still has to do: it is noted on the campaign, and everybody concerned finds it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.evaluation.models import UnitProgress
from canbo.evaluation.permissions import require_run
from canbo.evaluation.selectors.campaigns import campaign_of, unit_in
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
        left = [
            words.format(count=count)
            for words, count in (
                (_("{count} phiếu chưa tự đánh giá"), counts.rated - counts.self_done),
                (_("{count} phiếu thiếu ý kiến"), counts.opinions_missing),
                (_("{count} phiếu chưa kết luận"), counts.rated - counts.concluded),
            )
            if count > 0
        ]
        if not left:
            raise DomainError("nothing_to_remind", "Đơn vị này không còn việc gì phải nhắc.")
        kept.reminded_on = today
        kept.save(update_fields=["reminded_on"])
        audit.record(
            access=access, action="evaluation.reminded", object_type="evaluation_campaign", object_id=campaign.pk,
            object_label=f"{campaign.title}: {unit.name}"[:300], unit_path=unit.path, changes={"left": [None, left]},
        )  # fmt: skip
    return "; ".join(left)
