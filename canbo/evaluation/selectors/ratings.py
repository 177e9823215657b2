"""Ratings that a viewer may know of: of them, answered for or rated by them, of units where they run or conclude."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from canbo.access.scope import unit_scope
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.evaluation.models import Rating

#: What the head of a rating's page and every permission of it ask for.
WITH = ("campaign__unit", "unit", "person", "body", "rated_unit", "rater", "answerer")
#: What is written in a rating, sealed: a list of many leaves it closed.
TEXTS = (
    "entered", "checked", "review", "returned_reason", "head_reason", "comment", "hold_reason", "conclusion",
    "went_on_reason", "proposal",
)  # fmt: skip


def run_or_conclude(access: AccessContext, field: str = "unit__path") -> Q:
    """Give the condition that a row's unit lies where the viewer runs or concludes evaluations."""
    return unit_scope(access, Permission.RUN_EVALUATIONS, field) | unit_scope(
        access, Permission.CONCLUDE_EVALUATIONS, field
    )


def ratings(access: AccessContext) -> QuerySet[Rating]:
    """Give the ratings that the viewer may know of; what of each they may read is for `permissions` to say."""
    scope = run_or_conclude(access)
    if access.person_id is not None:
        scope |= Q(person_id=access.person_id) | Q(answerer_id=access.person_id) | Q(rater_id=access.person_id)
    return Rating.objects.filter(scope)


def rating_of(access: AccessContext, rating_id: int) -> Rating:
    """Give one rating with its campaign, units, person and rater. Errors: NotFound rating_unknown."""
    found = ratings(access).select_related(*WITH).filter(pk=rating_id).first()
    if found is None:
        raise NotFound("rating_unknown", "Không có phiếu đánh giá này, hoặc bạn không được xem.")
    return found
