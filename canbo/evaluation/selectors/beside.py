"""What a text is held against while it is written: the same person's of an earlier period, colleagues' of this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from canbo.common.rows import as_system
from canbo.core.access import AccessContext
from canbo.evaluation.models import Rating
from canbo.evaluation.permissions import may_read_all
from canbo.evaluation.selectors.standing import subject_name

#: The part that is the direct level's comment; every other is a part of the self-review.
COMMENT: Final = "comment"
#: A larger unit is compared in part: the nearest in its list.
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Beside:
    """Texts to compare with. `colleagues`: (whose, text), whose "" where the viewer may not know whose it is."""

    last_year: str
    last_title: str
    colleagues: tuple[tuple[str, str], ...]


@as_system()
def texts_beside(access: AccessContext, rating: Rating, part: str) -> Beside:
    """Give the same part of the person's last rating and of the colleagues of this campaign. Two queries.

    Colleagues' count once they were sent (comments: once the direct level has assessed). A text that the viewer may not
    read is compared all the same; whose it is stays untold, and its words never leave.
    """
    earlier = None
    if rating.person_id is not None:
        earlier = (
            Rating.objects.filter(person_id=rating.person_id, campaign__year__lt=rating.campaign.year)
            .exclude(**({"comment": ""} if part == COMMENT else {"self_done_on": None}))
            .select_related("campaign").only("review", "comment", "campaign__title").order_by("-campaign__year", "-pk")
            .first()
        )  # fmt: skip
    rows = (
        Rating.objects.filter(campaign_id=rating.campaign_id, unit_id=rating.unit_id)
        .exclude(pk=rating.pk)
        .exclude(**({"head_done_on": None} if part == COMMENT else {"self_done_on": None}))
        .select_related("person", "body", "rated_unit", "unit")
        .order_by("order", "pk")[:MOST]
    )
    mine = {rating.person_id, rating.body_id, rating.rated_unit_id}
    colleagues = []
    for each in rows:
        text = _text(each, part)
        # The same person under another scheme writes the same, and may.
        if text and not {each.person_id, each.body_id, each.rated_unit_id} & mine - {None}:
            colleagues.append((subject_name(each) if may_read_all(access, each) else "", text))
    return Beside(_text(earlier, part) if earlier else "", earlier.campaign.title if earlier else "", tuple(colleagues))


def _text(rating: Rating, part: str) -> str:
    if part == COMMENT:
        return str(rating.comment)
    review: Mapping[str, Any] = rating.review or {}
    return str(review.get(part) or "")
