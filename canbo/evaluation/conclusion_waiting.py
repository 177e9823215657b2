"""What the conclusion adds to the list of what waits: appeals to answer, levels to conclude, what was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.access.scope import unit_scope
from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext, Permission
from canbo.evaluation.models import Appeal, Campaign, Rating
from canbo.evaluation.selectors.standing import subject_name

_LISTED = 50


def appeals_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The appeals that wait for the viewer's answer. One query."""
    scope = unit_scope(access, Permission.CONCLUDE_EVALUATIONS, "rating__unit__path")
    rows = Appeal.objects.filter(
        scope, kind=Appeal.Kind.APPEAL, answered_on__isnull=True, rating__campaign__state=Campaign.State.OPEN
    )
    if access.person_id is not None:
        rows = rows.exclude(rating__person=access.person_id)
    held = rows.select_related("rating__campaign", "rating__person", "rating__body", "rating__rated_unit")
    for each in held.order_by("due_on", "pk")[:_LISTED]:
        yield Waiting(
            _("Trả lời kiến nghị: {name}").format(name=subject_name(each.rating)),
            reverse("appeal-answer", args=[each.pk]), due=each.due_on, since=each.made_on,
            detail=each.rating.campaign.title,
        )  # fmt: skip


def levels_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The campaigns in which the viewer concludes and everybody voted on, or assessed, waits for it. One query."""
    scope = unit_scope(access, Permission.CONCLUDE_EVALUATIONS)
    waits = Q(concluded_on__isnull=True, head_done_on__isnull=False, not_rated_reason="", held_on__isnull=True)
    rows = (
        Rating.objects.filter(scope, waits, campaign__state=Campaign.State.OPEN)
        .order_by().values("campaign", "campaign__title", "campaign__deadlines").annotate(n=Count("pk"))
    )  # fmt: skip
    for each in rows[:_LISTED]:
        due = (each["campaign__deadlines"] or {}).get("conclusion")
        yield Waiting(
            _("Rà soát, kết luận xếp loại: {count} phiếu").format(count=each["n"]),
            reverse("evaluation-board", args=[each["campaign"]]), due=date.fromisoformat(due) if due else None,
            detail=each["campaign__title"],
        )  # fmt: skip


def told_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """What the viewer was told and has not read. One query."""
    if access.person_id is None:
        return
    mine = Q(person=access.person_id) | Q(answerer=access.person_id)
    rows = Rating.objects.filter(
        mine, told_on__isnull=False, read_on__isnull=True, campaign__state=Campaign.State.OPEN
    ).select_related("campaign")  # fmt: skip
    for each in rows.order_by("told_on", "pk")[:_LISTED]:
        yield Waiting(
            _("Đọc kết luận đánh giá về mình"), reverse("rating-conclusion", args=[each.pk]), due=each.appeal_until,
            since=each.told_on, detail=each.campaign.title,
        )  # fmt: skip
