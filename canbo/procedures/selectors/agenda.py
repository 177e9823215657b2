"""The agenda of a meeting, and what came out of an item: for the pages, and for the steps of runs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.procedures.models import AgendaItem, DiscussionNote, ItemSubject, Meeting, Vote
from canbo.procedures.permissions import may_read_minutes
from canbo.procedures.selectors.meetings import meetings


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    """A vote of an item: where it stands, and what it came to ("" before it was counted)."""

    vote_id: int
    title: str
    state: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What came out of an item. `is_finished`: the meeting is closed and no vote is left open."""

    item_id: int
    meeting_id: int
    meeting_state: str
    held_on: object
    is_finished: bool
    votes: tuple[VoteOutcome, ...]
    conclusion: str


def items_of(access: AccessContext, meeting: Meeting, *, with_notes: bool = True) -> list[AgendaItem]:
    """Give the items of a meeting in order, each with its subjects and, for who may read them, its notes. 3 queries."""
    rows = meeting.items.select_related("step").prefetch_related(
        Prefetch("subjects", ItemSubject.objects.select_related("person").order_by("person__sort_key"))
    )
    if with_notes and may_read_minutes(access, meeting):
        rows = rows.prefetch_related(Prefetch("notes", DiscussionNote.objects.select_related("speaker")))
    return list(rows)


def item_of(access: AccessContext, item_id: int) -> AgendaItem:
    """Give one item with its meeting. Errors: NotFound item_not_found."""
    found = _items(access).filter(pk=item_id).first()
    if found is None:
        raise NotFound("item_not_found", "Không có nội dung họp này trong phạm vi của bạn.")
    return found


def items_of_step(access: AccessContext, step_id: int) -> list[AgendaItem]:
    """Give the items that a run's step had, the latest meeting last; cancelled meetings are left out."""
    rows = _items(access).filter(step_id=step_id).exclude(meeting__state=Meeting.State.CANCELLED)
    return list(rows.order_by("meeting__held_on", "pk"))


def outcome_of_item(_access: AccessContext, item: AgendaItem) -> ItemOutcome:
    """Tell what came out of an item that the viewer knows. One query; for services: who is told what of a count is
    decided by `count_of`.
    """
    votes = item.votes.select_related("count").exclude(state=Vote.State.VOID).order_by("pk")
    told = tuple(
        VoteOutcome(each.pk, each.title, each.state, each.count.outcome if hasattr(each, "count") else "")
        for each in votes
    )
    is_finished = item.meeting.state == Meeting.State.CLOSED and all(each.state == Vote.State.COUNTED for each in told)
    return ItemOutcome(
        item.pk, item.meeting_id, item.meeting.state, item.meeting.held_on, is_finished, told, item.conclusion
    )


def _items(access: AccessContext) -> QuerySet[AgendaItem]:
    known = meetings(access).order_by().values("pk")
    return AgendaItem.objects.select_related(
        "meeting__unit", "meeting__chair", "meeting__teller", "meeting__secretary", "step__run"
    ).filter(meeting__in=known)
