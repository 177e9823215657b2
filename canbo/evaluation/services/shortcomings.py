"""Shortcomings named last year come back this year as a list to answer: mended or not, by what evidence."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F

from canbo.common.rows import as_system
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import Campaign, Rating, Shortcoming
from canbo.evaluation.models.campaigns import PeriodKind, Purpose

_CHUNK = 2_000


@as_system()
def carry_shortcomings(campaign: Campaign) -> int:
    """Lay before each rating of a year what was named at the one before; give how many came back.

    What was answered then as mended is over; what was answered otherwise comes back again, carried on. Of one person
    under two regimes each scale has its own; one that ended goes to the other. Called in the transaction of opening,
    once the ratings stand; a second call changes nothing. A campaign of another period or purpose carries nothing.
    """
    if campaign.kind != PeriodKind.YEAR or campaign.purpose != Purpose.PERIOD:
        return 0
    now = _by_subject(campaign)
    earlier = Shortcoming.objects.filter(
        named_in__campaign__kind=PeriodKind.YEAR, named_in__campaign__purpose=Purpose.PERIOD,
        named_in__campaign__year=campaign.year - 1,
    ).exclude(named_in__campaign__state=Campaign.State.CANCELLED)  # fmt: skip
    subject = ("named_in__person", "named_in__body", "named_in__rated_unit", "named_in__scheme")
    fresh = earlier.filter(answered_in__isnull=True).annotate(
        of_person=F(subject[0]), of_body=F(subject[1]), of_unit=F(subject[2]), of_scheme=F(subject[3])
    )
    changed: list[Shortcoming] = []
    for each in fresh.order_by("pk").iterator(chunk_size=_CHUNK):
        rating = _match(now, (each.of_person, each.of_body, each.of_unit), each.of_scheme)
        if rating is not None:
            each.answered_in_id = rating
            changed.append(each)
    Shortcoming.objects.bulk_update(changed, ["answered_in"], batch_size=_CHUNK)
    return len(changed) + _carried_on(campaign, now)


def _carried_on(campaign: Campaign, now: dict[tuple[int | None, ...], dict[str, int]]) -> int:
    """What was answered last year as not mended, or not wholly, is named anew there and comes back."""
    known = Shortcoming.objects.filter(carried_from__isnull=False).values("carried_from")
    left = (
        Shortcoming.objects.filter(
            answered_in__campaign__kind=PeriodKind.YEAR, answered_in__campaign__purpose=Purpose.PERIOD,
            answered_in__campaign__year=campaign.year - 1,
        )
        .exclude(state=Shortcoming.State.MENDED)
        .exclude(answered_in__campaign__state=Campaign.State.CANCELLED)
        .exclude(pk__in=known)
        .select_related("answered_in")
    )  # fmt: skip
    made = []
    for each in left.order_by("pk").iterator(chunk_size=_CHUNK):
        before = each.answered_in
        if before is None:
            continue
        rating = _match(now, (before.person_id, before.body_id, before.rated_unit_id), before.scheme)
        if rating is not None:
            made.append(
                Shortcoming(
                    named_in=before, answered_in_id=rating, text=each.text, cause=each.cause, named_by=each.named_by,
                    carried_from=each,
                )
            )  # fmt: skip
    Shortcoming.objects.bulk_create(made, batch_size=_CHUNK)
    return len(made)


def _by_subject(campaign: Campaign) -> dict[tuple[int | None, ...], dict[str, int]]:
    """The ratings of a campaign by who is rated, then by scale."""
    found: defaultdict[tuple[int | None, ...], dict[str, int]] = defaultdict(dict)
    rows = Rating.objects.filter(campaign=campaign).order_by("-pk")
    for key, person, body, unit, scheme in rows.values_list("pk", "person", "body", "rated_unit", "scheme"):
        found[person, body, unit][track_of(scheme)] = key
    return found


def _match(
    now: dict[tuple[int | None, ...], dict[str, int]], subject: tuple[int | None, ...], scheme: str
) -> int | None:  # fmt: skip
    mine = now.get(subject, {})
    return mine.get(track_of(scheme)) or next(iter(mine.values()), None)
