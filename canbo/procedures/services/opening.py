"""Whether a vote may be held: enough are present for the meeting, for the matter, for the rule of the vote."""

from __future__ import annotations

from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.procedures.domain.counts import Numbers
from canbo.procedures.domain.reasons import quorum_reason
from canbo.procedures.domain.tally import quorum_found
from canbo.procedures.models import Vote
from canbo.procedures.selectors.attendance import numbers_of, quorum_of
from canbo.procedures.tally_files import rule_in


def check_quorum(access: AccessContext, vote: Vote) -> None:
    """Refuse a vote while too few are present for it. Errors: quorum_missing."""
    numbers = numbers_of(access, vote.meeting)
    shown = quorum_of(access, vote.meeting, vote.item, numbers)
    words = "" if shown.is_met else shown.words
    asked = rule_in(vote.rule)[0].quorum
    if not words and asked is not None:
        counted = Numbers(numbers.convened, numbers.present, 0, 0, 0, members=vote.members or numbers.members)
        found = quorum_found(asked, counted)
        words = "" if found.met else quorum_reason(found)
    if words:
        raise DomainError(
            "quorum_missing",
            "Chưa đủ số người để bỏ phiếu. {words} Hãy ghi những người đến sau, hoặc hoãn hội nghị.",
            words=words,
        )
