"""Which ratings must be final before a rating is concluded, read from the campaign for the rules of order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import get_language

from canbo.common.rows import as_system
from canbo.core.access import AccessContext
from canbo.evaluation.domain.caps import orders_of
from canbo.evaluation.domain.order import Node, Ties, Wait
from canbo.evaluation.domain.telling import cited
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.scored import law_of_rating
from canbo.evaluation.selectors.ratings import ratings
from canbo.evaluation.selectors.standing import scale_word, subject_name
from canbo.rules.domain.law import Law
from canbo.rules.domain.schemes import Order


@dataclass(frozen=True, slots=True)
class Before:
    """A rating that must be final first: which, why, by which clause; `may_open` where the viewer may look at it."""

    rating_id: int
    who: str
    why: str
    clause: str
    confirmed: bool
    may_open: bool


def waited_for(access: AccessContext, wanted: Sequence[Rating]) -> dict[int, list[Before]]:
    """Give, for each of some ratings of one campaign, those it still waits for; who waits for none has an empty list.

    At most three queries. What is waited for may lie where the viewer sees nothing: it is named all the same, without
    a way to it.
    """
    if not wanted:
        return {}
    campaign = wanted[0].campaign
    law = law_of_rating(wanted[0])
    ties = Ties(*_read(campaign, law, wanted))
    waiting = {each.pk: ties.waiting(each.pk) for each in wanted}
    keys = {wait.on.key for found in waiting.values() for wait in found}
    if not keys:
        return {each.pk: [] for each in wanted}
    names = _names(keys)
    seen = set(ratings(access).filter(pk__in=keys).values_list("pk", flat=True))
    language = get_language() or "vi"

    def told(wait: Wait) -> Before:
        key, order = wait.on.key, wait.order
        why, clause = order.label.within(language), cited(law, order.cite)
        return Before(key, names[key], why, clause, order.confirmed, key in seen)

    return {key: [told(wait) for wait in found] for key, found in waiting.items()}


@as_system()
def _read(campaign: Campaign, law: Law, wanted: Sequence[Rating]) -> tuple[list[Node], tuple[Order, ...]]:
    """The ratings that may be waited for: the collectives of the units, other ratings of the same people; every
    collective where one waits, and the members where a Party organisation does."""
    near = Q(pk__in=[each.pk for each in wanted]) | Q(unit__in={each.unit_id for each in wanted}, person__isnull=True)
    near |= Q(person__in={each.person_id for each in wanted if each.person_id is not None})
    bodies = {each.unit_id for each in wanted if each.body_id is not None}
    if any(each.is_collective for each in wanted):
        near |= Q(person__isnull=True) | Q(unit__in=bodies)
    rows = Rating.objects.filter(near, campaign=campaign).values_list(
        "pk", "unit", "unit__path", "rank", "regime", "person", "body", "body__kind", "body__parent", "scheme",
        "concluded_on", "not_rated_reason",
    )  # fmt: skip
    rules = {name: frozenset(each.rated for each in scheme.order) for name, scheme in law.schemes.items()}
    return [
        Node(
            pk, unit, path, rank, regime, person, body, kind or "", parent, track_of(scheme) == "party",
            rules.get(scheme, frozenset()), final=concluded_on is not None or bool(not_rated),
        )
        for pk, unit, path, rank, regime, person, body, kind, parent, scheme, concluded_on, not_rated in rows
    ], orders_of(law)  # fmt: skip


@as_system()
def _names(keys: Iterable[int]) -> dict[int, str]:
    rows = Rating.objects.filter(pk__in=keys).select_related("person", "body", "rated_unit")
    return {
        each.pk: f"{subject_name(each)} ({scale_word(each)})" if each.person_id else subject_name(each) for each in rows
    }
