"""What evaluations add to the list of what waits: those to assess, opinions asked of one's place, colleagues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canbo.common.inbox import Waiting
from canbo.core.access import AccessContext
from canbo.evaluation.models import Campaign, Opinion, Rating
from canbo.evaluation.selectors.opinions import asked_of, colleagues_to_comment
from canbo.evaluation.selectors.standing import subject_name


def assessments_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The campaigns in which people wait for the viewer's assessment: who has sent the self-review. Two queries."""
    if access.person_id is None:
        return
    rows = Rating.objects.filter(
        rater_id=access.person_id, self_done_on__isnull=False, head_done_on__isnull=True, concluded_on__isnull=True,
        campaign__state=Campaign.State.OPEN,
    ).exclude(person_id=access.person_id)  # fmt: skip
    counted = dict(rows.order_by().values_list("campaign").annotate(Count("pk")))
    for campaign in Campaign.objects.filter(pk__in=counted).order_by("pk"):
        count = counted[campaign.pk]
        words = ngettext("Đánh giá %(n)s người", "Đánh giá %(n)s người", count) % {"n": count}
        due = campaign.deadlines.get("head")
        yield Waiting(
            words, reverse("rating-desk", args=[campaign.pk]), due=date.fromisoformat(due) if due else None,
            detail=campaign.title,
        )  # fmt: skip


def opinions_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The opinions that are asked of the viewer's place. Two queries."""
    for each in asked_of(access, today):
        words = _("Cho ý kiến về {name}").format(name=subject_name(each.rating))
        yield Waiting(
            words, reverse("opinion-answer", args=[each.pk]), due=each.due_on, since=each.asked_on,
            detail=each.asked_of,
        )  # fmt: skip


def colleagues_waiting(access: AccessContext, today: date) -> Iterator[Waiting]:
    """The campaigns in which colleagues wait for the viewer's opinion. Two queries."""
    found = [each.rating.campaign for each in colleagues_to_comment(access) if each.written is None]
    campaigns = {each.pk: each for each in found}
    for key, count in sorted(Counter(each.pk for each in found).items()):
        words = ngettext("Góp ý cho %(n)s đồng nghiệp", "Góp ý cho %(n)s đồng nghiệp", count) % {"n": count}
        due = campaigns[key].deadlines.get(Opinion.Kind.COLLEAGUES)
        yield Waiting(
            words, reverse("my-opinions"), due=date.fromisoformat(due) if due else None, detail=campaigns[key].title
        )
