"""What meetings add to what waits for somebody and to their calendar: meetings to come, minutes to sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from canbo.common.calendar import Event
from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext
from canbo.procedures.models import Attendance, Meeting, Minutes

_MOST = 100


def meetings_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """Meetings to come that the viewer is called to, and minutes that wait for their signature. Two queries."""
    if access.person_id is None:
        return
    called = Attendance.objects.filter(
        person_id=access.person_id, is_left_out=False, is_present=False, meeting__held_on__gte=today,
        meeting__state__in=[Meeting.State.PREPARING, Meeting.State.OPEN],
    )  # fmt: skip
    for each in called.select_related("meeting__unit").order_by("meeting__held_on", "pk")[:_MOST]:
        meeting = each.meeting
        yield Waiting(
            meeting.title, reverse("meeting-now", args=[meeting.pk]), due=meeting.held_on, since=each.invited_on,
            detail=meeting.unit.name,
        )  # fmt: skip
    mine = Q(meeting__chair_id=access.person_id, chair_signed="") | Q(
        meeting__secretary_id=access.person_id, secretary_signed=""
    )
    waiting = Minutes.objects.filter(mine, closed_on__isnull=True).select_related("meeting")
    for minutes in waiting.order_by("pk")[:_MOST]:
        address = reverse("meeting-minutes", args=[minutes.meeting_id])
        yield Waiting(
            _("Ký xác nhận biên bản: {title}").format(title=minutes.meeting.title), f"{address}#bb{minutes.pk}",
            detail="" if minutes.number == 0 else _("Biên bản bổ sung"),
        )  # fmt: skip


def meeting_events(access: AccessContext, start: date, end: date) -> Iterator[Event]:
    """The meetings of these days that the viewer is called to or leads. One query."""
    if access.person_id is None:
        return
    called = Attendance.objects.filter(person_id=access.person_id, is_left_out=False).values("meeting_id")
    leads = Q(chair_id=access.person_id) | Q(teller_id=access.person_id) | Q(secretary_id=access.person_id)
    rows = Meeting.objects.filter(leads | Q(pk__in=called), held_on__gte=start, held_on__lt=end)
    for meeting in rows.select_related("unit").order_by("held_on", "pk"):
        starts: date | datetime = meeting.held_on
        if meeting.begins_at is not None:
            starts = make_aware(datetime.combine(meeting.held_on, meeting.begins_at))
        yield Event(
            f"meeting-{meeting.pk}", starts, meeting.title, _("Hội nghị · {unit}").format(unit=meeting.unit.name),
            reverse("meeting-now", args=[meeting.pk]), place=meeting.place,
            is_cancelled=meeting.state == Meeting.State.CANCELLED,
        )  # fmt: skip
