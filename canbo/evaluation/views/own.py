"""A rating's own page: where it stands on its way."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.evaluation.away_told import circumstances_of, file_time_of, overruling_of
from canbo.evaluation.rating_pages import rating_context
from canbo.evaluation.review_forms import form_of
from canbo.evaluation.selectors.ratings import rating_of


@require_safe
def show(request: Request, rating_id: int) -> HttpResponse:
    """One rating: who, what, how far, what is next and by whom."""
    rating = rating_of(request.access, rating_id)
    language = get_language() or "vi"
    context = rating_context(request, rating, "overview")
    standing = context["standing"]
    context["steps"] = [
        {"step": each, "is_next": each is standing.next, "is_late": each.is_late(request.today)}
        for each in standing.steps
    ]
    context["form_title"] = form_of(rating).title.within(language)
    context["circumstances"] = circumstances_of(rating.campaign, rating)
    context["overruled"] = overruling_of(request.access, rating)
    context["file_time"] = file_time_of(request.access, rating)
    return render(request, "evaluation/rating.html", context)
