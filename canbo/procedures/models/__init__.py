"""What is kept of meetings and votes."""

from canbo.procedures.models.meetings import Attendance, Meeting
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
    "Attendance", "BallotBox", "KeyHolder", "Meeting", "PaperKeying", "PaperSettlement", "Vote", "VoteCount",
    "VotingRight",
]  # fmt: skip
