"""What the rules add to the list of what waits for somebody: proposals of others to sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext, Permission
from canbo.rules.models import RuleChange
from canbo.rules.places import may_confirm
from canbo.rules.selectors import open_changes


def changes_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The proposals that the viewer may sign as the second person. Two queries where any waits."""
    if not access.can(Permission.CONFIRM_RULES):
        return
    may: dict[str, bool] = {}
    for change in open_changes(access):
        if change.state != RuleChange.State.WAITING or change.entered_by_key == access.user_id:
            continue
        if change.place not in may:
            may[change.place] = may_confirm(access, change.place, today)
        if may[change.place] and change.may_be_signed:
            yield Waiting(
                f"{change.get_kind_display()}: {change.entry}", reverse("rule-change", args=[change.pk]),
                since=localtime(change.entered_at).date(), detail=change.clause,
            )  # fmt: skip
