"""What the meeting of a step came to: whether it is over, how its votes were counted; and what its vote asks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from canbo.core.access import AccessContext
from canbo.procedures.domain import runs_law
from canbo.procedures.domain.runs_outcomes import CARRYING, earlier_names
from canbo.procedures.models import AgendaItem, Meeting, RunStep, Vote, VoteCount
from canbo.procedures.selectors.runs import pinned_plain, step_of


@dataclass(frozen=True, slots=True)
class Counted:
    """The latest meeting on a step. `outcome` "" without a counted vote; `names`: the outcome of each name.

    `unfinished` names votes that are neither counted nor void.
    """

    item_id: int
    meeting_id: int
    held_on: date
    is_over: bool
    outcome: str = ""
    names: dict[str, str] = field(default_factory=dict)
    votes: tuple[int, ...] = ()
    unfinished: tuple[str, ...] = ()


def counted(access: AccessContext, step: RunStep) -> Counted | None:
    """Give what the latest meeting on a step came to; None where none was called.

    Of the rounds of one vote the last counts, and whoever was chosen in an earlier one stays chosen. Several votes on
    one step: their outcome where they agree, else "mixed". Errors: NotFound step_not_found.
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
    meeting = item.meeting
    votes = list(item.votes.exclude(state=Vote.State.VOID).order_by("pk"))
    unfinished = tuple(each.title for each in votes if each.state != Vote.State.COUNTED)
    done = [each for each in votes if each.state == Vote.State.COUNTED]
    outcome, names = _together(done)
    return Counted(
        item.pk, meeting.pk, meeting.held_on, meeting.state == Meeting.State.CLOSED, outcome, names,
        tuple(each.pk for each in done), unfinished,
    )  # fmt: skip


def _together(votes: Sequence[Vote]) -> tuple[str, dict[str, str]]:
    tallies = {each.vote_id: json.loads(each.content)["tally"] for each in VoteCount.objects.filter(vote__in=votes)}
    names: dict[str, str] = {}
    outcomes: dict[int, str] = {}
    root: dict[int, int] = {}
    for vote in votes:
        first = root[vote.pk] = root.get(vote.previous_id or 0, vote.pk)
        tally: dict[str, Any] = tallies[vote.pk]
        outcomes[first] = tally["outcome"]
        for each in tally["names"]:
            if names.get(each["name"]) not in CARRYING:
                names[each["name"]] = each["outcome"]
    found = set(outcomes.values())
    return (found.pop() if len(found) == 1 else "mixed" if found else ""), names


@dataclass(frozen=True, slots=True)
class VoteAsked:
    """What the law that a run pins asks of a step's vote: how it is read, of whom, and what it looks back at.

    `rule` as a tally file states it ({"rule": …}); `ballot`: secret, open, slip or unsaid; `choices`: how many names a
    voter may give, None where nothing is said.
    """

    rule: dict[str, Any]
    ballot: str
    choices: int | None
    candidates: tuple[str, ...]
    earlier: dict[str, list[str]]


def vote_asked(access: AccessContext, step: RunStep) -> VoteAsked | None:
    """Give what a step's vote asks; None where the step has none. Errors: NotFound step_not_found."""
    step = step_of(access, step.pk)
    law = runs_law.read(pinned_plain(step.run, step.version))
    pinned = law.step(step.key)
    rule = runs_law.vote_rule(law, pinned)
    if rule is None or pinned.vote is None:
        return None
    done = step.run.steps.filter(version=step.version, state=RunStep.State.DONE).order_by("order")
    earlier = earlier_names([(each.key, each.carried) for each in done])
    return VoteAsked(rule, pinned.vote["ballot"], pinned.vote["choices"], tuple(step.candidates or ()), earlier)
