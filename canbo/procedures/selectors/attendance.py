"""How many of a meeting's list vote, came, and are enough for its quorum; what changed in the list since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from canbo.core.access import AccessContext
from canbo.procedures.domain.counts import Base, Numbers
from canbo.procedures.domain.reasons import quorum_reason
from canbo.procedures.domain.tally import QuorumRule, quorum_found
from canbo.procedures.models import AgendaItem, Attendance, Meeting
from canbo.procedures.wording import language


@dataclass(frozen=True, slots=True)
class MeetingNumbers:
    """Numbers of people: all who vote (`members`), of them convened, of them present; others who attend.

    Members are those by the rule, left-out ones included, and those whom an officer added with a vote: the files told
    too few.
    """

    members: int
    convened: int
    present: int
    attending: int = 0
    attending_present: int = 0
    unnoted: int = 0


@dataclass(frozen=True, slots=True)
class QuorumShown:
    """Whether enough are present: the numbers, the rule in words, its clause. `rule` None: none is asked."""

    rule: QuorumRule | None
    whole: int
    present: int
    needed: int
    is_met: bool
    words: str
    citation: str = ""
    confirmed: bool = True


def numbers_of(_access: AccessContext, meeting: Meeting) -> MeetingNumbers:
    """Give the numbers of a meeting that the viewer knows. One query."""
    votes, there = Q(has_vote=True), Q(is_left_out=False)
    found = meeting.attendances.aggregate(
        members=Count("pk", filter=votes), convened=Count("pk", filter=votes & there),
        present=Count("pk", filter=votes & Q(is_present=True)), attending=Count("pk", filter=~votes & there),
        attending_present=Count("pk", filter=~votes & Q(is_present=True)),
        unnoted=Count("pk", filter=there & Q(presence="")),
    )  # fmt: skip
    return MeetingNumbers(**found)


def voters_of(_access: AccessContext, meeting: Meeting) -> QuerySet[Attendance]:
    """Give those convened with a vote."""
    return meeting.attendances.filter(has_vote=True, is_left_out=False)


def quorum_of(
    access: AccessContext, meeting: Meeting, item: AgendaItem | None = None, numbers: MeetingNumbers | None = None
) -> QuorumShown:
    """Tell whether enough are present for a meeting, or for an item that asks for a number of its own.

    One query, none where `numbers` are given.
    """
    numbers = numbers or numbers_of(access, meeting)
    asked: Mapping[str, Any] = (item.quorum if item is not None else {}) or meeting.quorum
    if not asked:
        words = _("Quy định không đặt số người tối thiểu phải có mặt.")
        return QuorumShown(None, numbers.convened, numbers.present, 0, is_met=True, words=words)
    rule = QuorumRule(asked["operator"], Fraction(asked["threshold"]), Base(asked["base"]))
    found = quorum_found(rule, Numbers(numbers.convened, numbers.present, 0, 0, 0, members=numbers.members))
    return QuorumShown(
        rule, found.whole, found.present, found.needed, found.met, quorum_reason(found, language()),
        asked.get("citation", ""), asked.get("confirmed", True),
    )  # fmt: skip
