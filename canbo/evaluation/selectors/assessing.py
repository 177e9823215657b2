"""Those whom a viewer rates in a campaign: what each has handed in, what is still missing, who is next."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from canbo.core.access import AccessContext
from canbo.evaluation.models import Campaign, Rating, WorkProduct
from canbo.evaluation.permissions import may_run
from canbo.evaluation.scored import level_words, scheme_label
from canbo.evaluation.selectors.ratings import WITH, ratings
from canbo.organizations.models import Unit


@dataclass(frozen=True, slots=True)
class ToRate:
    """Somebody to be rated: products and how many wait to be checked, and what is still missing, by code."""

    rating: Rating
    products: int
    unchecked: int

    @property
    def scheme(self) -> str:
        """The scheme in words: who is rated under two stands there twice."""
        return scheme_label(self.rating)

    @property
    def level(self) -> str:
        """The level proposed, as the scheme calls it."""
        return level_words(self.rating).get(self.rating.head_level, "")

    @property
    def own_level(self) -> str:
        """The level the person proposed, as the scheme calls it."""
        return level_words(self.rating).get(self.rating.self_level, "")

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing: "self", "products", "opinions"."""
        rating = self.rating
        return tuple(
            code
            for code, missing in (
                ("self", rating.self_done_on is None and not rating.is_collective),
                ("products", self.unchecked > 0), ("opinions", rating.opinions_missing > 0),
            )
            if missing
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """Who comes before or after: the rating, the name (None for a collective), the post."""

    pk: int
    full_name: str | None
    post: str

    @property
    def name(self) -> str:
        """What they are called."""
        return self.full_name or self.post


def to_rate(access: AccessContext, campaign: Campaign, unit: Unit | None = None) -> list[ToRate]:
    """Give whom the viewer rates in a campaign, in the order of lists; of a unit that they run, everybody in it.

    One query.
    """
    waiting = Count("products", filter=Q(products__state=WorkProduct.State.ENTERED))
    rows = _rows(access, campaign, unit).select_related(*WITH).annotate(
        product_count=Count("products"), product_waiting=waiting
    )  # fmt: skip
    return [ToRate(each, each.product_count, each.product_waiting) for each in rows]


def beside(access: AccessContext, rating: Rating) -> tuple[Near | None, Near | None, int, int]:
    """Give who comes before and after in the viewer's own list, the place in it from 1, and how many there are.

    One query.
    """
    is_mine = access.person_id is not None and access.person_id == rating.rater_id
    rows = _rows(access, rating.campaign, None if is_mine else rating.unit)
    listed = [Near(*row) for row in rows.values_list("pk", "person__full_name", "post")]
    at = next((place for place, each in enumerate(listed) if each.pk == rating.pk), None)
    if at is None:
        return None, None, 0, len(listed)
    after = listed[at + 1] if at + 1 < len(listed) else None
    return listed[at - 1] if at else None, after, at + 1, len(listed)


def next_open(access: AccessContext, rating: Rating) -> Rating | None:
    """Give the next of the viewer's list that was not handed in yet, from the start again where none comes after."""
    is_mine = access.person_id is not None and access.person_id == rating.rater_id
    rows = list(
        _rows(access, rating.campaign, None if is_mine else rating.unit).values_list(
            "pk", "head_done_on", "concluded_on"
        )
    )
    at = next((place for place, row in enumerate(rows) if row[0] == rating.pk), -1)
    ring = [*rows[at + 1 :], *rows[: max(at, 0)]]
    found = next((key for key, done, concluded in ring if done is None and concluded is None), None)
    return Rating.objects.filter(pk=found).first() if found is not None else None


def _rows(access: AccessContext, campaign: Campaign, unit: Unit | None) -> QuerySet[Rating]:
    rows = ratings(access).filter(campaign=campaign)
    if unit is not None and may_run(access, unit):
        rows = rows.filter(unit=unit)
    else:
        rows = rows.filter(rater_id=access.person_id or 0)
    if access.person_id is not None:
        rows = rows.exclude(person_id=access.person_id).exclude(answerer_id=access.person_id)
    return rows.order_by("unit__path", "order", "person__sort_key", "pk")
