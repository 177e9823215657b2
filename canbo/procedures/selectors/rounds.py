"""What comes after a count: who may stand in a further round, for how many seats, and whether its rule says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from canbo.core.errors import DomainError
from canbo.procedures.domain.counts import Base
from canbo.procedures.models import AgendaItem, Meeting, Vote, VoteCount
from canbo.procedures.rules_of import rule_of_step


@dataclass(frozen=True, slots=True)
class Further:
    """A further round. `by_rule`: the rule sends these on; else somebody has to say on which ground."""

    may_stand: tuple[str, ...]
    seats: int
    by_rule: bool


def further_round(vote: Vote) -> Further | None:
    """Give the further round that a counted vote leaves open; None where nothing is left to choose."""
    held = VoteCount.objects.filter(vote=vote).first()
    if held is None or vote.state != Vote.State.COUNTED:
        return None
    tally = json.loads(held.content)["tally"]
    seats = tally.get("seats_left", 0)
    outcomes = {each["name"]: each["outcome"] for each in tally["names"]}
    if not seats or tally["outcome"] == "no_quorum":
        return None
    sent = tuple(tally.get("going_on", ())) if tally["outcome"] != "advance" else ()
    if sent:
        return Further(sent, seats, by_rule=True)
    left = tuple(tally.get("tied", ())) or tuple(name for name, became in outcomes.items() if became != "chosen")
    is_open = tally["outcome"] in {"tie", "chosen_in_part", "not_chosen", "rejected", "unsaid"}
    return Further(left, seats, by_rule=False) if left and is_open else None


def next_round_of(vote: Vote, further: Further) -> dict[str, Any]:
    """Give what carries over to a further round, as the fields of its form."""
    most = min(vote.max_choices, further.seats) if vote.max_choices else None
    return {
        "title": _("%(title)s (vòng %(n)s)") % {"title": vote.title, "n": vote.round + 1}, "kind": vote.kind,
        "names": "\n".join(further.may_stand), "max_choices": most, "levels": "\n".join(vote.levels), "added": 0,
        "seats": further.seats, "ways": vote.way, "signing": vote.signing, "office_reads": vote.office_reads,
        "step": "=", "members": vote.members, "announced": vote.announced, "item": vote.item_id or "",
        "earlier": "\n".join(name for names in vote.earlier.values() for name in names),
    }  # fmt: skip


def suggested_of(meeting: Meeting, item: AgendaItem | None, members: int) -> dict[str, Any]:
    """Give what a matter on the agenda says of its vote: the step of its run, how it is voted, what was chosen before.

    `members`: all who vote by the rule of the meeting; suggested where the rule of the step asks for it.
    """
    if item is None:
        return {}
    found: dict[str, Any] = {"item": item.pk, "title": item.title}
    step = item.step
    if step is None:
        return found
    try:
        rule, source = rule_of_step(step.run.procedure, step.key, meeting.held_on)
    except DomainError:
        return found
    found["step"] = f"{step.run.procedure}/{step.key}"
    if source.choices:
        found |= {"kind": "choose", "max_choices": source.choices}
    if source.ballot == "slip":
        found |= {"ways": Vote.Way.KEPT, "office_reads": "organisation_body" in source.attending}
    if Base.MEMBERS in rule.bases and members:
        found["members"] = members
    chosen = [name for earlier in rule.looks_back_at for name in _came_to(step.run_id, earlier)]
    return found | ({"earlier": "\n".join(chosen)} if chosen else {})


def _came_to(run_id: int, step: str) -> list[str]:
    """The names that the last counted vote of a step of a run came to: chosen, or sent on."""
    last = (
        VoteCount.objects.filter(vote__item__step__run=run_id, vote__item__step__key=step)
        .exclude(vote__state=Vote.State.VOID).order_by("-pk").first()
    )  # fmt: skip
    tally = json.loads(last.content)["tally"] if last is not None else {}
    return list(tally.get("chosen") or tally.get("going_on") or ())
