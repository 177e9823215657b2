"""What campaigns add to what waits for somebody and to calendars: one's own self-review, the days of a campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.common.calendar import Event
from canbo.common.formats import day as written
from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext
from canbo.evaluation.models import Campaign, Rating, UnitProgress
from canbo.evaluation.selectors.ratings import run_or_conclude
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.step_words import STEP_WORDS

_MOST = 50


def reviews_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The viewer's own self-reviews, and those of collectives they answer for, that are not sent yet. One query."""
    if access.person_id is None:
        return
    reminded = UnitProgress.objects.filter(campaign=OuterRef("campaign"), unit=OuterRef("unit")).values("reminded_on")
    rows = (
        Rating.objects.filter(Q(person_id=access.person_id) | Q(answerer_id=access.person_id))
        .filter(campaign__state=Campaign.State.OPEN, self_done_on__isnull=True, not_rated_reason="")
        .select_related("campaign", "person", "body", "rated_unit")
        .annotate(reminded_on=Subquery(reminded[:1])).order_by("pk")
    )  # fmt: skip
    for each in rows[:_MOST]:
        due = each.campaign.deadlines.get("self_review")
        name = "" if each.person_id == access.person_id else f"{subject_name(each)}. "
        told = _("Đơn vị được nhắc ngày {day}").format(day=written(each.reminded_on)) if each.reminded_on else ""
        yield Waiting(
            _("Tự đánh giá: {title}").format(title=each.campaign.title), reverse("rating-review", args=[each.pk]),
            due=date.fromisoformat(due) if due else None, since=each.campaign.opened_on, detail=name + told,
        )  # fmt: skip


def campaign_events(access: AccessContext, start: date, end: date) -> Iterator[Event]:
    """The deadlines within these days of the open campaigns in which the viewer has a part. One query."""
    mine = Q(person_id=access.person_id) | Q(answerer_id=access.person_id) | Q(rater_id=access.person_id)
    part = Q(Exists(UnitProgress.objects.filter(run_or_conclude(access), campaign=OuterRef("pk"))))
    if access.person_id is not None:
        part |= Q(Exists(Rating.objects.filter(mine, campaign=OuterRef("pk"))))
    rows = Campaign.objects.filter(part, state=Campaign.State.OPEN).annotate(unit_name=F("unit__name")).order_by("pk")
    for each in rows[:_MOST]:
        for step, written_day in each.deadlines.items():
            day = date.fromisoformat(written_day)
            if start <= day < end and step in STEP_WORDS:
                plain = _("Hạn {step} · {unit}").format(step=str(STEP_WORDS[step]).lower(), unit=each.unit_name)
                yield Event(
                    f"evaluation-{each.pk}-{step}", day, f"{each.title}: {STEP_WORDS[step]}", plain,
                    reverse("evaluation-campaign", args=[each.pk]),
                )  # fmt: skip
