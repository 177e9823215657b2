"""The meetings that vote on levels: who is put to the vote, what came out, what a viewer is shown of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from canbo.core.access import AccessContext
from canbo.evaluation.domain.slips import level_of_line
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.permissions import is_subject, may_read_all
from canbo.evaluation.scored import level_words, scheme_label
from canbo.evaluation.selectors.ratings import WITH, ratings
from canbo.procedures.models import Meeting, Vote

#: Collectives before their members, heads before deputies, these before staff.
RANKS: Final = (
    Rating.Rank.COLLECTIVE, Rating.Rank.HEAD, Rating.Rank.DEPUTY, Rating.Rank.MEMBER, Rating.Rank.STAFF,
)  # fmt: skip
_VOTING: Final = ("vote", "meeting")


@dataclass(frozen=True, slots=True)
class Group:
    """People of one rank under one scheme, who stand on slips together."""

    rank: str
    scheme: str
    label: str
    ratings: tuple[Rating, ...]
    has_vote: bool

    @property
    def words(self) -> str:
        """What they are called on the agenda."""
        rank = str(Rating.Rank(self.rank).label)
        return f"{rank[:1].upper()}{rank[1:]}: {self.label}"


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting of a campaign: how many it rates, how many votes were counted, how many results were read back.

    `unread`: those named on slips whose results were not; who is rated there without a vote is none of them.
    """

    meeting: Meeting
    people: int
    read: int
    unread: int
    votes: int
    counted: int
    void: tuple[Vote, ...]

    @property
    def waits(self) -> bool:
        """Whether there are results that nobody has read back."""
        return self.counted > 0 and self.unread > 0


def asks(rating: Rating, step: str) -> bool:
    """Tell whether the way of a rating asks for a step."""
    way = rating.campaign.ways.get(rating.scheme, ())
    return any(each.get("step") == step and each.get("asked", True) for each in way)


def offered(access: AccessContext, campaign: Campaign, unit_id: int) -> list[Group]:
    """Give whom a meeting of a unit may rate: those whose way asks for a meeting or a vote, not voted on yet.

    Who stands on a slip of a meeting under way is not offered twice.
    """
    rows = (
        ratings(access).filter(
            campaign=campaign, unit_id=unit_id, not_rated_reason="", voted_on__isnull=True, concluded_on__isnull=True
        )
        .filter(Q(item__isnull=True) | Q(item__meeting__state=Meeting.State.CANCELLED))
        .select_related(*WITH)
        .order_by("order", "person__sort_key", "pk")
    )  # fmt: skip
    found: dict[tuple[str, str], list[Rating]] = {}
    for each in rows:
        if any(asks(each, step) for step in _VOTING):
            found.setdefault((each.rank, each.scheme), []).append(each)
    order = {str(rank): place for place, rank in enumerate(RANKS)}
    return [
        Group(rank, scheme, scheme_label(held[0]), tuple(held), asks(held[0], "vote"))
        for (rank, scheme), held in sorted(found.items(), key=lambda pair: (order.get(pair[0][0], 9), pair[0][1]))
    ]


def meetings_of(access: AccessContext, campaign: Campaign, units: Iterable[int] | None = None) -> list[MeetingShown]:
    """Give the meetings that rate people of a campaign, the newest first; two queries. The caller runs the campaign."""
    rated = ratings(access).filter(campaign=campaign, item__isnull=False)
    if units is not None:
        rated = rated.filter(unit__in=units)
    people: dict[int, list[date | None]] = {}
    unread: Counter[int] = Counter()
    for meeting_id, voted_on, votes in rated.values_list("item__meeting_id", "voted_on", "votes"):
        people.setdefault(meeting_id, []).append(voted_on)
        unread[meeting_id] += voted_on is None and "vote" in (votes or {})
    rows: QuerySet[Meeting] = Meeting.objects.filter(pk__in=people).select_related("unit").prefetch_related("votes")
    found = []
    for each in rows.order_by("-held_on", "-pk"):
        votes = list(each.votes.all())
        live = [vote for vote in votes if vote.state != Vote.State.VOID]
        replaced = {vote.item_id for vote in live}
        found.append(
            MeetingShown(
                each, len(people[each.pk]), sum(day is not None for day in people[each.pk]), unread[each.pk],
                len(live),
                sum(vote.state == Vote.State.COUNTED for vote in live),
                tuple(vote for vote in votes if vote.state == Vote.State.VOID and vote.item_id not in replaced)
                if not each.is_over else (),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class VoteShown:
    """What a viewer is shown of the vote on a rating. `counts`: (level in words, votes), () where they are masked."""

    level: str
    day: date | None
    counts: tuple[tuple[str, int], ...]
    none: int | None
    reason: str
    reference: str
    meeting: Meeting | None


def vote_shown(access: AccessContext, rating: Rating) -> VoteShown | None:
    """Give what came out of the vote on a rating; None where nothing did, or the viewer may not know it yet."""
    told = may_read_all(access, rating) or (is_subject(access, rating) and rating.told_on is not None)
    if rating.voted_on is None or not told:
        return None
    held: Mapping[str, Any] = rating.votes or {}
    words = level_words(rating)
    counts = held.get("counts") or {}
    meeting = rating.item.meeting if rating.item is not None else None
    return VoteShown(
        words.get(rating.collective_level, ""), rating.voted_on,
        tuple((words[level], counts.get(level, 0)) for level in words if counts), held.get("none"),
        str(held.get("reason", "")), str(held.get("reference", "")), meeting,
    )  # fmt: skip


def level_on(tally: Mapping[str, Any], name: str) -> tuple[str, Mapping[str, Any]]:
    """Give the level that a name came to, and its line of the tally. KeyError where it did not stand on the slip."""
    told = {each["name"]: each for each in tally["names"]}[name]
    return level_of_line(told.get("line")), told
