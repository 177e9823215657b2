"""Meetings and votes that a viewer may know of, and what of a count they are shown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from canbo.access.scope import under, unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.organizations.domain.tree import PATH_STEP
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import Attendance, Meeting, Vote, VoteCount, VotingRight
from canbo.procedures.permissions import may_run, part_of


def meetings(access: AccessContext) -> QuerySet[Meeting]:
    """Give the meetings that the viewer was convened to, chairs, counts, or runs; the newest first."""
    return _meetings(access).select_related("unit", "chair", "teller", "secretary").order_by("-held_on", "-pk")


def _meetings(access: AccessContext) -> QuerySet[Meeting]:
    scope = unit_scope(access, Permission.RUN_PROCEDURES)
    if access.person_id is not None:
        mine = Attendance.objects.filter(meeting=OuterRef("pk"), person_id=access.person_id, is_left_out=False)
        leads = Q(chair_id=access.person_id) | Q(teller_id=access.person_id) | Q(secretary_id=access.person_id)
        scope |= leads | Q(Exists(mine))
    return Meeting.objects.filter(scope)


def meeting_of(access: AccessContext, meeting_id: int) -> Meeting:
    """Give one meeting. Errors: NotFound meeting_not_found."""
    found = meetings(access).filter(pk=meeting_id).first()
    if found is None:
        raise NotFound("meeting_not_found", "Không có hội nghị này trong phạm vi của bạn.")
    return found


def vote_of(access: AccessContext, vote_id: int) -> Vote:
    """Give one vote with its meeting. Errors: NotFound vote_not_found."""
    found = (
        Vote.objects.select_related("meeting__unit", "meeting__chair", "meeting__teller")
        .filter(pk=vote_id, meeting__in=_meetings(access))
        .first()
    )
    if found is None:
        raise NotFound("vote_not_found", "Không có lần bỏ phiếu này trong phạm vi của bạn.")
    return found


def convened(access: AccessContext, meeting: Meeting) -> list[Attendance]:
    """Give who was convened, by name; everybody at a meeting sees who else is there."""
    meeting_of(access, meeting.pk)
    return list(meeting.attendances.select_related("person").order_by("person__sort_key", "pk"))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a vote stands for one viewer: rights given and used, keys set, what the viewer may do now."""

    vote: Vote
    issued: int
    used: int
    keys: frozenset[str]
    closed_by: frozenset[str]
    has_right: bool
    has_used: bool
    part: str
    may_run: bool
    keyings: int
    has_keyed: bool

    @property
    def may_key(self) -> bool:
        """Whether the viewer may key paper slips of this vote."""
        return self.vote.way == Vote.Way.PAPER and (self.may_run or bool(self.part))

    @property
    def may_key_totals(self) -> bool:
        """Whether the viewer may key the totals of this vote's minutes."""
        return self.vote.way == Vote.Way.TOTALS and (self.may_run or bool(self.part))

    @property
    def may_vote(self) -> bool:
        """Whether the viewer's own slip is still awaited."""
        return self.vote.state == Vote.State.OPEN and self.has_right and not self.has_used

    @property
    def lacks_key(self) -> bool:
        """Whether the viewer has yet to set their passphrase."""
        is_early = self.vote.state == Vote.State.PREPARING and not self.vote.is_paper
        return bool(self.part) and self.part not in self.keys and is_early


def standings(access: AccessContext, meeting: Meeting) -> list[Standing]:
    """Give the votes of a meeting in their order. Four queries, however many votes."""
    runs, part = may_run(access, meeting), part_of(access, meeting) or ""
    votes = meeting.votes.annotate(
        rights_given=Count("rights"), rights_used=Count("rights", filter=Q(rights__is_used=True))
    ).order_by("pk").prefetch_related("holders", "keyings")  # fmt: skip
    mine = {}
    if access.person_id is not None:
        mine = dict(
            VotingRight.objects.filter(vote__meeting=meeting, person_id=access.person_id).values_list(
                "vote_id", "is_used"
            )
        )
    return [
        Standing(
            vote, vote.rights_given, vote.rights_used, frozenset(each.part for each in vote.holders.all()),
            frozenset(each.part for each in vote.holders.all() if each.has_closed), vote.pk in mine,
            mine.get(vote.pk, False), part, runs, len(vote.keyings.all()),
            any(each.keyed_by_id == access.user_id for each in vote.keyings.all()),
        )
        for vote in votes
    ]  # fmt: skip


def standing_of(access: AccessContext, vote: Vote) -> Standing:
    """Give where one vote stands for the viewer."""
    return next(each for each in standings(access, vote.meeting) if each.vote.pk == vote.pk)


@dataclass(frozen=True, slots=True)
class Together:
    """What the viewer may do to several votes of a meeting at once: slips that wait, and the first vote of each act."""

    may_vote: int
    begin: int | None
    close: int | None
    open_box: int | None


def acts_together(found: Sequence[Standing]) -> Together | None:
    """Give the acts on several votes at once; None where no act has more than one."""
    online = [each for each in found if not each.vote.is_paper]
    begin = [each for each in online if each.may_run and each.vote.state == Vote.State.PREPARING and len(each.keys) > 1]
    close = [
        each for each in online if each.vote.state == Vote.State.OPEN and each.part and each.part not in each.closed_by
    ]
    boxes = [each for each in online if each.vote.state == Vote.State.CLOSED and each.part]
    waiting_for = sum(each.may_vote for each in online)
    firsts = [held[0].vote.pk if len(held) > 1 else None for held in (begin, close, boxes)]
    together = Together(waiting_for if waiting_for > 1 else 0, *firsts)
    return together if any((together.may_vote, *firsts)) else None


@dataclass(frozen=True, slots=True)
class CountShown:
    """What a viewer is shown of a count. `tally` is None where it is not announced to them at all.

    `slips` are the opened slips in random order: () where they are not shown. `receipts` by their letters.
    """

    outcome: str
    tally: dict[str, Any] | None
    has_numbers: bool
    slips: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    receipts: tuple[str, ...]
    keyed_by: str = ""


def count_of(access: AccessContext, vote: Vote) -> CountShown | None:
    """Give what the viewer is shown of a count; None before the box was opened.

    Chair and teller see what they counted; everybody else who may open the vote sees what is announced.
    """
    held = VoteCount.objects.filter(vote=vote).first()
    if held is None:
        return None
    content = json.loads(held.content)
    tally, receipts, keyed_by = content["tally"], tuple(held.receipts), content.get("keyed_by", "")
    counted_it = part_of(access, vote.meeting) is not None
    if vote.announced == Vote.Announced.NOTHING and not counted_it:
        return CountShown("", None, has_numbers=False, slips=(), receipts=receipts, keyed_by=keyed_by)
    if "numbers" in tally and (counted_it or vote.announced == Vote.Announced.COUNTS):
        slips = tuple((tuple(marks), tuple(added)) for marks, added in content["slips"])
        return CountShown(held.outcome, tally, has_numbers=True, slips=slips, receipts=receipts, keyed_by=keyed_by)
    shown = only_outcome(tally)
    return CountShown(held.outcome, shown, has_numbers=False, slips=(), receipts=receipts, keyed_by=keyed_by)


def only_outcome(tally: dict[str, Any]) -> dict[str, Any]:
    """Give a tally without its numbers: what came out for the meeting and for each name.

    Where names are rated, what came out is the level: the line of the rule that fitted tells it.
    """
    is_rating = tally.get("kind") == Kind.RATE
    kept = ("name", "outcome", "line") if is_rating else ("name", "outcome")
    return {
        **({"kind": tally["kind"]} if is_rating else {}),
        "outcome": tally["outcome"], "outcome_words": tally["outcome_words"], "rule": tally["rule"],
        **{name: tally[name] for name in ("chosen", "tied", "going_on", "seats_left", "follows") if name in tally},
        "names": sorted(({name: each[name] for name in kept if name in each} for each in tally["names"]),
                        key=lambda each: each["name"]),
    }  # fmt: skip


def units_to_run(access: AccessContext) -> list[Unit]:
    """Give the units that stand today for which the viewer may convene meetings, by path; at most 2,000."""
    units = Unit.objects.filter(withdrawn_at__isnull=True, abolished_on__isnull=True)
    return list(units.filter(unit_scope(access, Permission.RUN_PROCEDURES, "path")).order_by("path")[:2000])


def waiting(access: AccessContext) -> list[Vote]:
    """Give the votes that are open and wait for the viewer's slip."""
    if access.person_id is None:
        return []
    mine = VotingRight.objects.filter(vote=OuterRef("pk"), person_id=access.person_id, is_used=False)
    return list(Vote.objects.select_related("meeting").filter(Exists(mine), state=Vote.State.OPEN).order_by("pk")[:20])


def people_to_convene(access: AccessContext, unit: Unit) -> list[Person]:
    """Give the people whose files are kept in a unit or its branches, whom the viewer may see; at most 1,000."""
    return people_under(access, unit.path, 1000)


def people_to_add(access: AccessContext, unit: Unit) -> list[Person]:
    """Give whom the viewer may add to a list: the unit's own people, then those around it; at most 1,000."""
    own = people_to_convene(access, unit)
    held = {each.pk for each in own}
    around = people_under(access, unit.path[:-PATH_STEP], 1000)
    return [*own, *(each for each in around if each.pk not in held)][:1000]


def people_under(access: AccessContext, path: str, limit: int) -> list[Person]:
    """Give the people whose files lie under a path, whom the viewer may see, by unit and name; "" is everywhere."""
    rows = visible_people(access).filter(under("unit__path", path)).select_related("unit")
    return list(rows.order_by("unit__path", "sort_key", "pk")[:limit])
