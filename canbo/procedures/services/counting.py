"""A count kept: what the slips add up to, how the rule reads it, and how little is kept of a small vote."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from canbo.core.access import AccessContext
from canbo.procedures.domain.ballots import Heap, Slip
from canbo.procedures.domain.counts import Kind, Numbers
from canbo.procedures.models import Vote, VoteCount
from canbo.procedures.selectors.attendance import numbers_of
from canbo.procedures.selectors.meetings import only_outcome
from canbo.procedures.services.kept import keep_slips
from canbo.procedures.tally_files import tally_of

#: With fewer slips than this, a count would tell too much of who voted how: only the outcome is kept and shown.
SMALLEST_SHOWN = 5


def tally_file(vote: Vote, numbers: Numbers, heap: Heap) -> dict[str, Any]:
    """Give the count as a tally file, which `canbo procedures tally` reads again to the same outcome."""
    counted = {name: getattr(numbers, name) for name in
               ("convened", "present", "issued", "returned", "valid", "invalid", "blank")}  # fmt: skip
    names: list[dict[str, Any]] = []
    for each in heap.names:
        added = {} if each.name in vote.names else {"added": True}
        if vote.kind in {Kind.RATE, Kind.CONFIDENCE}:
            names.append({"name": each.name, "levels": dict(each.levels), "none": each.no_opinion, **added})
        elif vote.kind == Kind.CHOOSE:
            names.append({"name": each.name, "for": each.in_favour, **added})
        else:
            votes = {"for": each.in_favour, "against": each.against, "none": each.no_opinion}
            names.append({"name": each.name, **votes, **added})
    return {
        "title": vote.title, "kind": vote.kind, **vote.rule,
        **({"seats": vote.seats} if vote.seats else {}),
        **({"max_choices": vote.max_choices} if vote.max_choices else {}),
        **({"levels": list(vote.levels)} if vote.levels else {}),
        **({"added": vote.added} if vote.added else {}),
        **({"earlier": vote.earlier} if vote.earlier else {}),
        "numbers": {**counted, **({"members": numbers.members} if numbers.members else {})}, "names": names,
    }  # fmt: skip


def _shuffled(slips: Sequence[Slip]) -> list[Slip]:
    """Paper slips lie in the order of their numbers; nobody is to see who gave theirs in first."""
    mixed = list(slips)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


def keep_count(
    access: AccessContext, vote: Vote, heap: Heap, *, issued: int, slips: Sequence[Slip] = (),
    receipts: Iterable[str] = (), keyed_by: str = "",
) -> str:  # fmt: skip
    """Read the count by the rule of the vote, keep it, and give the outcome; inside the transaction of who counted.

    `heap`: what the slips add up to, those struck on paper included. `slips`: shown in random order, or kept apart
    where the rule wants them kept; () where totals alone were keyed, by `keyed_by`. Errors: those of `tally_of`.
    """
    people = numbers_of(access, vote.meeting)
    numbers = Numbers(
        people.convened, people.present, issued, heap.returned, heap.valid, heap.invalid, heap.blank, vote.members
    )
    file = tally_file(vote, numbers, heap)
    tally = tally_of(file)
    if vote.is_kept:
        keep_slips(vote, slips)
    if heap.returned < SMALLEST_SHOWN:
        content: dict[str, Any] = {"tally": only_outcome(tally), "slips": []}
    else:
        shown = [] if vote.is_kept else _shuffled(slips)
        content = {
            "tally": {**tally, "numbers": file["numbers"], "file": file},
            "slips": [[list(each.marks), list(each.added)] for each in shown],
        }
    content["keyed_by"] = keyed_by
    VoteCount.objects.create(
        vote=vote, outcome=tally["outcome"], content=json.dumps(content, ensure_ascii=False), receipts=sorted(receipts)
    )
    Vote.objects.filter(pk=vote.pk).update(state=Vote.State.COUNTED)
    vote.state = Vote.State.COUNTED
    return str(tally["outcome"])
