"""What personal data adds to the list of what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext
from canbo.privacy.models import FileRequest
from canbo.privacy.selectors.breaches import running_clocks
from canbo.privacy.selectors.campaigns import own_calls
from canbo.privacy.selectors.requests import next_limit, requests_to_settle, unread_count

#: Beyond these the list of requests itself is read.
_MOST = 100


def requests_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The requests on personal data that the viewer settles, the nearest limit first. One query."""
    states = FileRequest.State
    rows = requests_to_settle(access).filter(state__in=(states.RECEIVED, states.ANSWERED)).order_by("due_on", "pk")
    for row in rows[:_MOST]:
        yield Waiting(
            f"{row.get_kind_display()}: {row.person.full_name}", reverse("request", args=[row.pk]),
            due=next_limit(row), since=row.received_on, detail=row.person.unit.name,
        )  # fmt: skip


def own_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The campaigns that ask the viewer, and news of the viewer's own requests. Two queries."""
    for asked in own_calls(access, today):
        yield Waiting(
            _("Rà soát hồ sơ: {title}").format(title=asked.campaign.title),
            reverse("campaign-answer", args=[asked.campaign_id]),
            due=asked.campaign.closes_before - timedelta(days=1), since=asked.campaign.opens_on,
        )  # fmt: skip
    if access.person_id is not None and unread_count(access):
        yield Waiting(_("Yêu cầu của tôi có tin mới"), reverse("my-data"))


def breaches_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The breaches whose authority has not been told. One query."""
    for row in running_clocks(access):
        yield Waiting(
            _("Thông báo vi phạm dữ liệu cá nhân"), reverse("breach", args=[row.pk]),
            due=localtime(row.notify_due_at).date(), since=localtime(row.detected_at).date(), detail=row.unit.name,
        )  # fmt: skip
