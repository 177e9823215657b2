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
    KeyHolder,
    PaperKeying,
    PaperSettlement,
    Vote,
    VoteCount,
    VotingRight,
)

__all__ = [
    "AgendaItem", "Attendance", "BallotBox", "DiscussionNote", "ItemSubject", "KeyHolder", "Meeting", "Minutes",
    "PaperKeying", "PaperSettlement", "Run", "RunLog", "RunStep", "RunSubject", "StepActor", "StepPaper", "Vote",
    "VoteCount", "VotingRight",
]  # fmt: skip
