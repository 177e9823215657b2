"""What meetings and runs add to the list of what waits for somebody: slips to cast, boxes to give a key, to open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext
from canbo.procedures.models import KeyHolder, Vote
from canbo.procedures.selectors.meetings import waiting
from canbo.procedures.selectors.runs import waiting_for


def ballots_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The open votes in which the viewer has not voted. One query."""
    for vote in waiting(access):
        held = vote.meeting.held_on
        yield Waiting(vote.title, reverse("ballot", args=[vote.pk]), due=held, since=held, detail=vote.meeting.title)


def boxes_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The boxes that wait for the viewer as chair or teller: for a part of the key, or to be opened. One query."""
    if access.person_id is None:
        return
    holds = Q(meeting__chair_id=access.person_id) | Q(meeting__teller_id=access.person_id)
    parts = (
        Q(part=KeyHolder.Part.CHAIR, vote__meeting__chair_id=access.person_id)
        | Q(part=KeyHolder.Part.TELLER, vote__meeting__teller_id=access.person_id)
    )  # fmt: skip
    given = KeyHolder.objects.filter(parts, vote=OuterRef("pk"))
    votes = (
        Vote.objects.select_related("meeting")
        .filter(holds, way__in=[Vote.Way.SECRET, Vote.Way.KEPT])
        .filter(Q(state=Vote.State.CLOSED) | (Q(state=Vote.State.PREPARING) & ~Exists(given)))
        .order_by("meeting__held_on", "pk")[:50]
    )
    for vote in votes:
        words = _("Mở hòm phiếu: {title}") if vote.state == Vote.State.CLOSED else _("Lập khoá hòm phiếu: {title}")
        yield Waiting(
            words.format(title=vote.title), reverse("vote", args=[vote.pk]), due=vote.meeting.held_on,
            detail=vote.meeting.title,
        )  # fmt: skip


def steps_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The steps of runs that wait for the viewer: given to them, theirs, or of units that they run. One query."""
    for each in waiting_for(access, today):
        yield Waiting(
            each.label, reverse("run-step", args=[each.step.pk]), due=each.due_on, since=each.since,
            detail=each.run.title,
        )  # fmt: skip
