"""The ratings of a campaign that wait to be concluded, told, decided; the appeals that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.evaluation.models import Appeal, Campaign, Rating
from canbo.evaluation.models.ratings import Level
from canbo.evaluation.permissions import may_read_all
from canbo.evaluation.selectors.conclusion import Readiness, readiness_of
from canbo.evaluation.selectors.ratings import TEXTS, WITH, ratings, run_or_conclude
from canbo.evaluation.selectors.standing import scale_word, subject_name

#: How many rows one page lists, of one unit and of all; those over it come once these are done.
MOST, MOST_OF_ALL = 300, 25

_OPEN = Appeal.objects.filter(rating=OuterRef("pk"), kind=Appeal.Kind.APPEAL, answered_on__isnull=True)
_RATED = Q(not_rated_reason="")
#: What waits, by the word of the address.
WAITING = {
    "ket-luan": _RATED & Q(concluded_on__isnull=True),
    "thong-bao": _RATED & Q(concluded_on__isnull=False, told_on__isnull=True),
    "quyet-dinh": _RATED & Q(told_on__isnull=False, decided_on__isnull=True),
    "xong": Q(decided_on__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One rating of the list: who, its level, what it waits for where it is to be concluded, an open appeal."""

    rating: Rating
    name: str
    level: str
    scale: str
    ready: Readiness | None
    has_appeal: bool


def counts_of(access: AccessContext, campaign: Campaign, unit_id: int | None) -> dict[str, int]:
    """Count what waits, by the word of the address, and the open appeals. Two queries."""
    rows = _within(access, campaign, unit_id)
    names = {name.replace("-", "_"): Count("pk", filter=condition) for name, condition in WAITING.items()}
    counted = {name.replace("_", "-"): count for name, count in rows.aggregate(**names).items()}
    appeals = Appeal.objects.filter(kind=Appeal.Kind.APPEAL, answered_on__isnull=True, rating__in=rows)
    return {**counted, "kien-nghi": appeals.count()}


def rows_of(access: AccessContext, campaign: Campaign, unit_id: int | None, waits: str) -> list[Row]:
    """Give what waits, the viewer's own left out; at most six queries."""
    rows = _within(access, campaign, unit_id).filter(WAITING[waits]).annotate(open_appeal=Exists(_OPEN))
    if access.person_id is not None:
        rows = rows.exclude(person=access.person_id)
    rows = rows.select_related(*WITH).defer(*TEXTS).order_by("unit__path", "order", "pk")
    found = list(rows[: MOST if unit_id else MOST_OF_ALL])
    ready = readiness_of(access, found) if waits == "ket-luan" and found else {}
    return [
        Row(each, subject_name(each), _words(each.level_now), scale_word(each), ready.get(each.pk), each.open_appeal)
        for each in found
    ]


def _words(level: str) -> str:
    return str(Level(level).label) if level else ""


def appeals_of(access: AccessContext, campaign: Campaign, unit_id: int | None) -> Sequence[Appeal]:
    """Give the reservations and appeals of a campaign, those that wait first. One query."""
    rows = Appeal.objects.filter(run_or_conclude(access, "rating__unit__path"), rating__campaign=campaign)
    if unit_id is not None:
        rows = rows.filter(rating__unit=unit_id)
    if access.person_id is not None:
        rows = rows.exclude(rating__person=access.person_id)
    held = rows.select_related("rating__unit", "rating__person", "rating__body", "rating__rated_unit").defer(
        "text", "answer", *(f"rating__{each}" for each in TEXTS)
    )
    return sorted(held.order_by("made_on", "pk")[:MOST], key=lambda each: (each.answered_on is not None, each.made_on))


def appeal_of(access: AccessContext, appeal_id: int) -> Appeal:
    """Give one appeal of a rating that the viewer reads whole. Error: NotFound appeal_unknown."""
    found = known_appeal(access, appeal_id)
    if not may_read_all(access, found.rating):
        raise _unknown()
    return found


def known_appeal(access: AccessContext, appeal_id: int) -> Appeal:
    """Give one appeal of a rating that the viewer knows of, their own among them. Error: NotFound appeal_unknown."""
    found = (
        Appeal.objects.filter(pk=appeal_id, rating__in=ratings(access))
        .select_related(*(f"rating__{each}" for each in WITH))
        .first()
    )
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFound:
    return NotFound("appeal_unknown", "Không có kiến nghị này, hoặc bạn không được xem.")


def _within(access: AccessContext, campaign: Campaign, unit_id: int | None) -> QuerySet[Rating]:
    rows = Rating.objects.filter(run_or_conclude(access), campaign=campaign)
    return rows if unit_id is None else rows.filter(unit=unit_id)
