"""What others say of who is rated: who reads it, who may say something, what is asked of whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.evaluation.domain.opinions import STEP_OF, Wanted, wanted_kinds
from canbo.evaluation.models import Campaign, Opinion, Rating
from canbo.evaluation.permissions import is_subject, may_read_all, may_run
from canbo.evaluation.selectors.ratings import WITH, run_or_conclude
from canbo.personnel.models import BodyMembership, Person

_LISTED = 200
_WITH = tuple(f"rating__{each}" for each in WITH)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A colleague on whom the viewer may write, and what they have written so far."""

    rating: Rating
    written: Opinion | None


def wanted_of(rating: Rating) -> tuple[Wanted, ...]:
    """Give the opinions that the way of a rating asks for; () for who is not rated."""
    if rating.not_rated_reason:
        return ()
    way = rating.campaign.ways.get(rating.scheme, ())
    return wanted_kinds(way, rating.circumstances, is_person=not rating.is_collective)


def opinions_of(access: AccessContext, rating: Rating) -> list[Opinion]:
    """Give the opinions on a rating that the viewer may read, in the order of asking.

    Who runs, rates or concludes reads all. Who is rated reads them once told, without the names of colleagues who
    wrote: `author` is empty then.
    """
    if may_read_all(access, rating):
        return list(rating.opinions.select_related("body", "unit", "author").prefetch_related("papers").order_by("pk"))
    if not is_subject(access, rating) or rating.told_on is None:
        return []
    found = list(rating.opinions.filter(answered_on__isnull=False).order_by("pk"))
    for each in found:
        each.author = None
        each.entered_by_name = "" if each.kind == Opinion.Kind.COLLEAGUES else each.entered_by_name
    return found


def opinion_of(access: AccessContext, opinion_id: int, today: date) -> Opinion:
    """Give an opinion that the viewer may answer: for the place asked, or as who runs the evaluation.

    Never the one who is rated. Errors: NotFound opinion_unknown.
    """
    with as_system():
        found = Opinion.objects.select_related(*_WITH, "body__unit", "unit", "author").filter(pk=opinion_id).first()
    if found is None or is_subject(access, found.rating):
        raise _unknown()
    if not (may_run(access, found.rating.unit) or speaks_for(access, found, today)):
        raise _unknown()
    return found


def speaks_for(access: AccessContext, opinion: Opinion, today: date) -> bool:
    """Tell whether the viewer answers for the place asked: its officers, and members of the body asked as of today."""
    if opinion.author_id is not None or opinion.kind == Opinion.Kind.COLLEAGUES:
        return False
    units = [each for each in (opinion.unit, opinion.body.unit if opinion.body else None) if each is not None]
    if any(access.covers(Permission.RUN_EVALUATIONS, each.path) for each in units):
        return True
    if opinion.body_id is None or access.person_id is None:
        return False
    return opinion.body_id in _bodies_of(access.person_id, today)


def asked_of(access: AccessContext, today: date) -> list[Opinion]:
    """Give the opinions that wait for the viewer to answer for the place asked, the nearest day first; at most 200."""
    scope = Q(pk__in=())
    if access.can(Permission.RUN_EVALUATIONS):
        scope |= run_or_conclude(access, "unit__path") | run_or_conclude(access, "body__unit__path")
    if access.person_id is not None:
        scope |= Q(body__in=_bodies_of(access.person_id, today))
    with as_system():
        rows = Opinion.objects.select_related(*_WITH, "body__unit", "unit").filter(
            scope, author__isnull=True, answered_on__isnull=True, without_reason="", asked_on__isnull=False,
            rating__campaign__state=Campaign.State.OPEN, rating__concluded_on__isnull=True,
        ).exclude(kind=Opinion.Kind.COLLEAGUES)  # fmt: skip
        found = list(rows.order_by("due_on", "pk")[:_LISTED])
    return [each for each in found if not is_subject(access, each.rating)]


def colleagues_to_comment(access: AccessContext, campaign: Campaign | None = None) -> list[Colleague]:
    """Give the colleagues on whom the viewer may write: of the same unit, in an open campaign whose way asks for it.

    Those who have sent their self-review and are not concluded; never oneself, nor those whom the viewer rates. At most
    200, in two queries.
    """
    if access.person_id is None:
        return []
    with as_system():
        return _commented(access.person_id, _colleagues(access.person_id, campaign))


def colleague_of(access: AccessContext, rating_id: int) -> Colleague:
    """Give a colleague on whom the viewer may write. Errors: NotFound rating_unknown."""
    if access.person_id is not None:
        with as_system():
            found = _commented(access.person_id, _colleagues(access.person_id, None).filter(pk=rating_id))
        if found:
            return found[0]
    raise NotFound("rating_unknown", "Không có phiếu này, người đó chưa gửi bản tự đánh giá, hoặc không cùng đơn vị.")


def campaign_opinions(access: AccessContext, campaign: Campaign, unit_id: int | None = None) -> QuerySet[Rating]:
    """Give the ratings of a campaign for which the viewer asks for opinions, in the order of lists."""
    rows = Rating.objects.filter(run_or_conclude(access), campaign=campaign, not_rated_reason="")
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if access.person_id is not None:
        rows = rows.exclude(person_id=access.person_id).exclude(answerer_id=access.person_id)
    return rows.select_related(*WITH).prefetch_related("opinions").order_by("unit__path", "order", "pk")


def _unknown() -> NotFound:
    return NotFound("opinion_unknown", "Không có yêu cầu góp ý này, hoặc không phải việc của bạn.")


def _colleagues(person_id: int, campaign: Campaign | None) -> QuerySet[Rating]:
    mine = Rating.objects.filter(campaign=OuterRef("campaign"), unit=OuterRef("unit"), person_id=person_id)
    kept = Person.objects.filter(pk=person_id, unit=OuterRef("unit"), withdrawn_at__isnull=True)
    rows = Rating.objects.filter(
        Exists(mine) | Exists(kept), campaign__state=Campaign.State.OPEN, person__isnull=False,
        self_done_on__isnull=False, concluded_on__isnull=True, not_rated_reason="",
    ).exclude(person_id=person_id).exclude(rater_id=person_id)  # fmt: skip
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return rows.select_related(*WITH).order_by("campaign_id", "order", "pk")


def _commented(person_id: int, rows: Iterable[Rating]) -> list[Colleague]:
    found = [each for each in rows if _asks_colleagues(each)][:_LISTED]
    written = {
        each.rating_id: each for each in Opinion.objects.filter(rating__in=[row.pk for row in found], author=person_id)
    }
    return [Colleague(each, written.get(each.pk)) for each in found]


def _asks_colleagues(rating: Rating) -> bool:
    step = STEP_OF[Opinion.Kind.COLLEAGUES]
    way = rating.campaign.ways.get(rating.scheme, ())
    return any(each.get("step") == step and each.get("asked", True) for each in way)


def _bodies_of(person_id: int, today: date) -> set[int]:
    """The bodies that somebody is a member of on a day, as the files have it."""
    with as_system():
        rows = BodyMembership.objects.known().holding(today).filter(person_id=person_id)
        return set(rows.values_list("term__body_id", flat=True))
