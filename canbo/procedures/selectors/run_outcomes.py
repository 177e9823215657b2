"""What the meeting of a step came to: whether it is over, and how its votes were counted."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from canbo.core.access import AccessContext
from canbo.procedures.models import AgendaItem, Meeting, RunStep, Vote, VoteCount
from canbo.procedures.selectors.runs import step_of


@dataclass(frozen=True, slots=True)
class Counted:
    """The latest meeting on a step. `outcome` "" without a counted vote; `names`: the outcome of each name.

    `unfinished` names votes that are neither counted nor void.
    """

    item_id: int
    held_on: date
    is_over: bool
    outcome: str = ""
    names: dict[str, str] = field(default_factory=dict)
    vote_id: int | None = None
    unfinished: tuple[str, ...] = ()


def counted(access: AccessContext, step: RunStep) -> Counted | None:
    """Give what the latest meeting on a step came to; None where none was called. Of several votes the last counts.

    Errors: NotFound step_not_found.
    """
    step = step_of(access, step.pk)
    item = (
        AgendaItem.objects.filter(step=step)
        .exclude(meeting__state=Meeting.State.CANCELLED)
        .select_related("meeting")
        .order_by("-meeting__held_on", "-pk")
        .first()
    )
    if item is None:
        return None
    votes = list(item.votes.exclude(state=Vote.State.VOID).order_by("pk"))
    over = item.meeting.state == Meeting.State.CLOSED
    unfinished = tuple(each.title for each in votes if each.state != Vote.State.COUNTED)
    last = next((each for each in reversed(votes) if each.state == Vote.State.COUNTED), None)
    if last is None:
        return Counted(item.pk, item.meeting.held_on, over, unfinished=unfinished)
    count = VoteCount.objects.get(vote=last)
    tally: dict[str, Any] = json.loads(count.content)["tally"]
    names = {each["name"]: each["outcome"] for each in tally["names"]}
    return Counted(item.pk, item.meeting.held_on, over, count.outcome, names, last.pk, unfinished)
