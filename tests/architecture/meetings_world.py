"""A meeting with its votes in each of the two units, for the table of pages."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256

from .rights_world import Things

PDF = b"%PDF-1.4"


def meetings(tree, inside, outside) -> Things:
    """The meeting of «Phòng Nội vụ», chaired by the person of the file, then that of «Phòng Tài chính»."""
    from canbo.core.access import full_access
    from canbo.personnel.services import open_file

    office = full_access(None, "kiểm thử")
    teller = open_file(access=office, unit=tree.root, identity={"full_name": "Vũ Thị Kiểm"})
    made = [_of(unit, chair, teller) for unit, chair in ((tree.home, inside), (tree.other, outside))]
    return {key: (made[0][key], made[1][key]) for key in made[0]}


def _of(unit, chair, teller) -> dict[str, list[object]]:
    from canbo.common.uploads import TakenIn
    from canbo.procedures.models import (
        AgendaItem,
        Attendance,
        BallotBox,
        DiscussionNote,
        KeptSlips,
        KeyHolder,
        Meeting,
        Minutes,
        PaperKeying,
        Vote,
        VoteCount,
        VotingRight,
    )
    from canbo.procedures.services.scans import attach_scans

    rule = {"rule": {"lines": [{"otherwise": True, "then": "input_only"}]}}
    meeting = Meeting.objects.create(
        unit=unit, title="Hội nghị", held_on=date(2026, 3, 2), chair=chair, teller=teller, state=Meeting.State.OPEN
    )
    Attendance.objects.create(meeting=meeting, person=chair, is_present=True, presence="room")
    item = AgendaItem.objects.create(meeting=meeting, order=1, title="Công tác cán bộ")
    note = DiscussionNote.objects.create(item=item, text="Nhất trí")
    minutes = Minutes.objects.create(meeting=meeting, content={"opening": "Hôm nay", "items": []})
    votes = {
        state: Vote.objects.create(
            meeting=meeting, title="Giới thiệu", kind="approve", names=["Lê Thị Mẫu"], rule=rule, state=state,
            box_name=f"{unit.pk}-{state}",
        )
        for state in (Vote.State.PREPARING, Vote.State.OPEN, Vote.State.CLOSED)
    }  # fmt: skip
    for state in (Vote.State.OPEN, Vote.State.CLOSED):
        for part in KeyHolder.Part:
            KeyHolder.objects.create(vote=votes[state], part=part, public="", salt="", locked="")
    BallotBox.objects.create(vote=votes[Vote.State.OPEN])
    VotingRight.objects.create(vote=votes[Vote.State.OPEN], person=chair)
    paper = {
        state: Vote.objects.create(
            meeting=meeting, title="Phiếu giấy", kind="approve", names=["Lê Thị Mẫu"], rule=rule, state=state,
            box_name=f"{unit.pk}-paper-{state}", way=Vote.Way.PAPER, issued=1, returned=1,
        )
        for state in (Vote.State.PREPARING, Vote.State.OPEN, Vote.State.COUNTED)
    }  # fmt: skip
    for number, slip in enumerate("dk", start=-2):
        PaperKeying.objects.create(vote=paper[Vote.State.OPEN], keyed_by_id=number, keyed_by_name="A", slips=slip)
        PaperKeying.objects.create(vote=paper[Vote.State.COUNTED], keyed_by_id=number, keyed_by_name="A", slips="d")
    tally = {"outcome": "input_only", "outcome_words": "", "names": [], "rule": {}}
    VoteCount.objects.create(
        vote=paper[Vote.State.COUNTED], outcome="input_only", content=json.dumps({"tally": tally, "slips": []})
    )
    totals = Vote.objects.create(
        meeting=meeting, title="Nhập tổng số", kind="approve", names=["Lê Thị Mẫu"], rule=rule, way=Vote.Way.TOTALS,
        box_name=f"{unit.pk}-totals",
    )  # fmt: skip
    attach_scans(totals, [TakenIn(PDF, "application/pdf", "bien-ban.pdf", sha256(PDF).hexdigest())], "A")
    kept = Vote.objects.create(
        meeting=meeting, title="Phiếu lưu", kind="approve", names=["Lê Thị Mẫu"], rule=rule, way=Vote.Way.KEPT,
        signing="free", state=Vote.State.COUNTED, box_name=f"{unit.pk}-kept",
    )  # fmt: skip
    slip = {"marks": ["for"], "added": [], "opinion": "", "signed": "A"}
    KeptSlips.objects.create(vote=kept, slips=json.dumps([slip]))
    tied = {**tally, "outcome": "tie", "seats_left": 1, "names": [{"name": "Lê Thị Mẫu", "outcome": "tie"}]}
    VoteCount.objects.create(vote=kept, outcome="tie", content=json.dumps({"tally": tied, "slips": []}))
    return {
        "totals-vote": [totals.pk],
        "vote-scan": [totals.pk, totals.scans.get().pk],
        "kept-vote": [kept.pk],
        "round-vote": [kept.pk],
        "paper-vote": [paper[Vote.State.PREPARING].pk],
        "keyed-vote": [paper[Vote.State.OPEN].pk],
        "counted-vote": [paper[Vote.State.COUNTED].pk],
        "meeting": [meeting.pk],
        "agenda-item": [item.pk],
        "meeting-note": [item.pk, note.pk],
        "minutes": [minutes.pk],
        "vote": [votes[Vote.State.PREPARING].pk],
        "open-vote": [votes[Vote.State.OPEN].pk],
        "closed-vote": [votes[Vote.State.CLOSED].pk],
    }
