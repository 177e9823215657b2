"""The tabs over the pages of one meeting."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.common.listing import Tab
from canbo.core.access import AccessContext
from canbo.procedures.models import Meeting
from canbo.procedures.permissions import may_read_minutes, may_record


def tabs_of(access: AccessContext, meeting: Meeting, current: str) -> list[Tab]:
    """Give the tabs that the viewer may open: the meeting, its list, attendance, minutes."""
    named = [("meeting", _("Chương trình")), ("meeting-list", _("Thành phần"))]
    if may_record(access, meeting) and not meeting.is_over:
        named.append(("meeting-presence", _("Điểm danh")))
    if may_read_minutes(access, meeting) and meeting.state != Meeting.State.CANCELLED:
        named.append(("meeting-minutes", _("Biên bản")))
    return [Tab(label, reverse(name, args=[meeting.pk]), is_current=name == current) for name, label in named]
