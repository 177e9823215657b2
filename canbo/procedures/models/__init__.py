"""What is kept of runs of procedures, meetings and votes."""

from canbo.procedures.models.meetings import (
    AgendaItem,
    Attendance,
    DiscussionNote,
    ItemSubject,
    Meeting,
    Minutes,
)
from canbo.procedures.models.runs import Run, RunLog, RunStep, RunSubject, StepActor, StepPaper
from canbo.procedures.models.votes import (
    BallotBox,
    KeptSlips,
    KeyHolder,
    PaperKeying,
    PaperSettlement,
    Vote,
    VoteCount,
    VoteScan,
    VotingRight,
)

__all__ = [
    "AgendaItem", "Attendance", "BallotBox", "DiscussionNote", "ItemSubject", "KeptSlips", "KeyHolder", "Meeting",
    "Minutes", "PaperKeying", "PaperSettlement", "Run", "RunLog", "RunStep", "RunSubject", "StepActor", "StepPaper",
    "Vote", "VoteCount", "VoteScan", "VotingRight",
]  # fmt: skip
