"""A meeting while it is held: the page for the projector, and every member's own page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.procedures.models import Meeting, Vote
from canbo.procedures.selectors import meetings as selectors
from canbo.procedures.selectors.agenda import items_of
from canbo.procedures.selectors.attendance import numbers_of, quorum_of
from canbo.procedures.selectors.minutes import ANYBODY
from canbo.procedures.wording import outcome_label


@never_cache
@require_safe
def projector(request: Request, meeting_id: int) -> HttpResponse:
    """The page for the wall: what is being discussed, the quorum, the vote under way, results as they are announced."""
    return _page(request, meeting_id, "procedures/projector.html", "procedures/projector_now.html")


@never_cache
@require_safe
def now(request: Request, meeting_id: int) -> HttpResponse:
    """A member's own page: what is now, the slip that waits, what was decided so far."""
    return _page(request, meeting_id, "procedures/meeting_now.html", "procedures/meeting_now_part.html")


def _page(request: Request, meeting_id: int, whole: str, part: str) -> HttpResponse:
    meeting = selectors.meeting_of(request.access, meeting_id)
    context = {"meeting": meeting, "now": _now(request, meeting)}
    return render(request, part if request.headers.get("HX-Request") else whole, context)


def _now(request: Request, meeting: Meeting) -> dict[str, Any]:
    """What both pages show; nothing of it is told to the viewer alone but their own slips and attendance."""
    access = request.access
    numbers = numbers_of(access, meeting)
    items = items_of(access, meeting, with_notes=False)
    current = next((each for each in items if each.is_current), None)
    standings = selectors.standings(access, meeting)
    running = [each for each in standings if each.vote.state in {Vote.State.OPEN, Vote.State.CLOSED}]
    counted = [each.vote for each in standings if each.vote.state == Vote.State.COUNTED]
    shown = [each for each in counted if current is None or each.item_id in {None, current.pk}]
    mine = None
    if access.person_id is not None:
        mine = meeting.attendances.filter(person_id=access.person_id, is_left_out=False).first()
    return {
        "numbers": numbers, "quorum": quorum_of(access, meeting, current, numbers), "items": items,
        "acts": selectors.acts_together(standings), "current": current, "running": running,
        "mine": mine, "results": [_result(each) for each in shown[-3:]],
        "may_join": mine is not None and not mine.is_present and meeting.way == Meeting.Way.DEVICES
        and not meeting.is_over and meeting.held_on == request.today,
    }  # fmt: skip


def _result(vote: Vote) -> dict[str, Any]:
    """What the meeting is told of a count."""
    shown = selectors.count_of(ANYBODY, vote)
    tally = shown.tally if shown is not None else None
    if shown is None or tally is None:
        return {"vote": vote, "outcome": "", "names": [], "numbers": None}
    return {
        "vote": vote, "outcome": outcome_label(shown.outcome),
        "names": [{**each, "outcome_words": outcome_label(each["outcome"])} for each in tally["names"]],
        "numbers": tally.get("numbers") if shown.has_numbers else None,
    }  # fmt: skip
