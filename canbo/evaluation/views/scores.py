"""The score with its working, counted anew while the boxes are filled in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.core.errors import DomainError
from canbo.evaluation.domain.telling import plain_scored
from canbo.evaluation.models import Rating
from canbo.evaluation.permissions import require_rate, require_write_self
from canbo.evaluation.score_forms import read_typed
from canbo.evaluation.scored import refused, scheme_of_rating
from canbo.evaluation.selectors.known import Stage
from canbo.evaluation.selectors.ratings import rating_of
from canbo.rules.domain.ready_schemes import Prepared


@require_http_methods(["GET", "HEAD", "POST"])
def score(request: Request, rating_id: int) -> HttpResponse:
    """The score of the boxes as they stand on the page; nothing of them is kept."""
    rating = rating_of(request.access, rating_id)
    if request.GET.get("theo") == "kiem-tra":
        require_rate(request.access, rating)
        stage: Stage = "checked"
    else:
        require_write_self(request.access, rating)
        stage = "self"
    ready = scheme_of_rating(rating)
    given: dict[str, Any] = {}
    if request.method == "POST":
        typed = read_typed(ready, request.POST)
        given = {"entered": typed.entered}
    context = {"panel": panel_of(rating, stage, ready=ready, **given), "is_swapped": stage == "self"}
    return render(request, "evaluation/score_panel.html", context)


def panel_of(rating: Rating, stage: Stage, *, ready: Prepared | None = None, **given: Any) -> dict[str, Any]:
    """Give what `evaluation/score_panel.html` shows: the proposal told, or why it cannot be counted."""
    error: DomainError | None
    try:
        ready = ready or scheme_of_rating(rating)
    except DomainError as refusal:
        scored, error = None, refusal
    else:
        scored, error = refused(rating, stage, ready=ready, **given)
    told = plain_scored(scored, get_language() or "vi") if scored is not None else None
    groups = []
    if scored is not None and ready is not None:
        language = get_language() or "vi"
        for group in scored.scheme.groups:
            most = ready.value(group.most, {})
            value = (told or {})["points"].get(group.id)
            groups.append({
                "label": group.label.within(language), "value": value, "most": float(most) if most else None,
                "percent": round(100 * value / float(most)) if value is not None and most else 0,
            })  # fmt: skip
    return {
        "told": told, "groups": groups, "stage": stage, "refusal": localized(error) if error else "",
        "is_empty": scored is None and error is None,
    }  # fmt: skip
