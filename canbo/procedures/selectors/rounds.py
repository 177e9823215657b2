"""What comes after a count: who may stand in a further round, for how many seats, and whether its rule says so."""

from __future__ import annotations

import json
from dataclasses import dataclass

from canbo.procedures.models import Vote, VoteCount


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
