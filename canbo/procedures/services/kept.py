"""Slips that the rule wants kept: read by those the step names, each reading in the log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction

from canbo.core.access import AccessContext
from canbo.core.errors import Forbidden, NotFound
from canbo.procedures.domain.ballots import Slip
from canbo.procedures.models import KeptSlips, Vote
from canbo.procedures.permissions import may_run, part_of
from canbo.procedures.selectors.meetings import vote_of
from canbo.procedures.services.rows import log_act


def may_read_kept(access: AccessContext, vote: Vote) -> bool:
    """Tell whether the viewer is among those whom the voters were told: chair, teller, and the office where said so."""
    return part_of(access, vote.meeting) is not None or (vote.office_reads and may_run(access, vote.meeting))


def keep_slips(vote: Vote, slips: Iterable[Slip]) -> None:
    """Keep opened slips whole, in the random order in which they came out; inside the transaction of who counted."""
    KeptSlips.objects.create(vote=vote, slips=json.dumps([asdict(each) for each in slips], ensure_ascii=False))


def read_kept(*, access: AccessContext, vote_id: int) -> tuple[Vote, list[Slip]]:
    """Give the kept slips of a vote, and write the reading to the log.

    Errors: NotFound vote_not_found, nothing_kept; Forbidden kept_not_reader.
    """
    vote = vote_of(access, vote_id)
    held = KeptSlips.objects.filter(vote=vote).first()
    if held is None:
        raise NotFound("nothing_kept", "Lần bỏ phiếu này không lưu phiếu, hoặc chưa kiểm phiếu.")
    if not may_read_kept(access, vote):
        raise Forbidden("kept_not_reader", "Phiếu được lưu chỉ để những người đã nói trước với người bỏ phiếu đọc.")
    with transaction.atomic():
        log_act(access=access, vote=vote, action="procedures.kept_slips_read")
    return vote, [
        Slip(tuple(each["marks"]), tuple(each["added"]), each["opinion"], each["signed"])
        for each in json.loads(held.slips)
    ]
