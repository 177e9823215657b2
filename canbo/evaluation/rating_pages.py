"""What every page of a rating shows around its own part: the head, the tabs, what is next."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects

from canbo.access.middleware import Request
from canbo.evaluation.models import Rating
from canbo.evaluation.permissions import is_subject, may_read_all
from canbo.evaluation.scored import scheme_label
from canbo.evaluation.selectors.standing import levels_of, standing_of, subject_name
from canbo.evaluation.services.reading import log_read
from canbo.evaluation.tabs import RATING_TABS


def read_once(rating: Rating) -> None:
    """Read what a page of a rating asks for in several places; for pages that show, not for acts that write."""
    prefetch_related_objects([rating], "products", "earlier_shortcomings", "opinions", "appeals")


def rating_context(request: Request, rating: Rating, current: str, **more: Any) -> dict[str, Any]:
    """Give the context of `evaluation/rating_base.html`; `current`: the key of the page's tab. Two queries.

    The rating comes with its campaign, units, person and rater (`selectors.ratings.rating_of`).
    """
    standing = standing_of(request.access, rating)
    reads_all = may_read_all(request.access, rating)
    if reads_all and rating.person is not None:
        log_read(access=request.access, rating=rating, part=current)
    return {
        "rating": rating, "who": subject_name(rating), "scheme": scheme_label(rating), "standing": standing,
        "levels": levels_of(request.access, rating), "today": request.today,
        "is_own": is_subject(request.access, rating), "reads_all": reads_all,
        "next_is_late": standing.next is not None and standing.next.is_late(request.today),
        "tabs": RATING_TABS.of(request.access, rating, current), **more,
    }  # fmt: skip
