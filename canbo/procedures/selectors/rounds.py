"""What comes after a count: who may stand in a further round, for how many seats, and whether its rule says so."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.procedures.domain.counts import Base
from canbo.procedures.models import AgendaItem, Vote, VoteCount
from canbo.procedures.permissions import may_run
from canbo.procedures.selectors.run_outcomes import vote_asked
from canbo.procedures.tally_files import rule_in


@dataclass(frozen=True, slots=True)
class Further:
    """A further round. `by_rule`: the rule sends these on; else somebody has to say on which ground."""

    may_stand: tuple[str, ...]
    seats: int
    by_rule: bool


def further_round(access: AccessContext, vote: Vote) -> Further | None:
    """Give the further round that a counted vote leaves open to who runs the meeting; None where nothing is left."""
    if not may_run(access, vote.meeting):
        return None
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


def suggested_of(
    access: AccessContext, item: AgendaItem | None, members: int
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Give what a matter on the agenda says of its vote, as fields of its form, and the rule that its run pins.

    `members`: all who vote by the rule of the meeting; suggested where the pinned rule asks for it.
    """
    if item is None:
        return {}, None
    found: dict[str, Any] = {"item": item.pk, "title": item.title}
    asked = vote_asked(access, item.step) if item.step is not None else None
    if asked is None:
        return found, None
    rule, _source = rule_in(asked.rule)
    found |= {"step": "*", "names": "\n".join(asked.candidates)}
    if asked.choices:
        found |= {"kind": "choose", "max_choices": asked.choices}
    if asked.ballot == "slip":
        found |= {"ways": Vote.Way.KEPT, "office_reads": True}
    if Base.MEMBERS in rule.bases and members:
        found["members"] = members
    chosen = [name for step in rule.looks_back_at for name in asked.earlier.get(step, ())]
    return found | ({"earlier": "\n".join(chosen)} if chosen else {}), asked.rule
