"""A count kept: what the slips add up to, how the rule reads it, and how little is kept of a small vote."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from canbo.procedures.domain.ballots import Heap, Slip
from canbo.procedures.domain.counts import Kind, Numbers
from canbo.procedures.models import Vote, VoteCount
from canbo.procedures.selectors.meetings import only_outcome
from canbo.procedures.tally_files import tally_of

#: With fewer slips than this, a count would tell too much of who voted how: only the outcome is kept and shown.
SMALLEST_SHOWN = 5


def tally_file(vote: Vote, numbers: Numbers, heap: Heap) -> dict[str, Any]:
    """Give the count as a tally file, which `canbo procedures tally` reads again to the same outcome."""
    counted = {name: getattr(numbers, name) for name in
               ("convened", "present", "issued", "returned", "valid", "invalid", "blank")}  # fmt: skip
    names: list[dict[str, Any]] = []
    for each in heap.names:
        if vote.kind in {Kind.RATE, Kind.CONFIDENCE}:
            names.append({"name": each.name, "levels": dict(each.levels), "none": each.no_opinion})
        else:
            names.append({"name": each.name, "for": each.in_favour, "against": each.against, "none": each.no_opinion})
    return {
        "title": vote.title, "kind": vote.kind, **vote.rule,
        **({"seats": vote.seats} if vote.seats else {}),
        **({"max_choices": vote.max_choices} if vote.max_choices else {}),
        **({"levels": list(vote.levels)} if vote.levels else {}),
        "numbers": counted, "names": names,
    }  # fmt: skip


def _shuffled(slips: Sequence[Slip]) -> list[Slip]:
    """Paper slips lie in the order of their numbers; nobody is to see who gave theirs in first."""
    mixed = list(slips)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


def keep_count(vote: Vote, slips: Sequence[Slip], heap: Heap, issued: int, receipts: Iterable[str] = ()) -> str:
    """Read the count by the rule of the vote, keep it, and give the outcome; inside the transaction of who counted.

    `heap`: what the slips add up to, those struck on paper included. Errors: those of `tally_of`.
    """
    attended = vote.meeting.attendances
    numbers = Numbers(
        attended.count(), attended.filter(is_present=True).count(), issued, heap.returned, heap.valid, heap.invalid,
        heap.blank,
    )  # fmt: skip
    file = tally_file(vote, numbers, heap)
    tally = tally_of(file)
    if heap.returned < SMALLEST_SHOWN:
        content: dict[str, Any] = {"tally": only_outcome(tally), "slips": []}
    else:
        content = {
            "tally": {**tally, "numbers": file["numbers"], "file": file},
            "slips": [[list(each.marks), list(each.added)] for each in _shuffled(slips)],
        }
    VoteCount.objects.create(
        vote=vote, outcome=tally["outcome"], content=json.dumps(content, ensure_ascii=False), receipts=sorted(receipts)
    )
    Vote.objects.filter(pk=vote.pk).update(state=Vote.State.COUNTED)
    vote.state = Vote.State.COUNTED
    return str(tally["outcome"])
