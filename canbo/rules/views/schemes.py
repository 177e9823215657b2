"""One scheme of evaluation in the rules browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from canbo.rules.library import library
from canbo.rules.scheme_pages import scheme_page
from canbo.rules.views.browsing import law_seen, spoken_of

if TYPE_CHECKING:
    from canbo.access.middleware import Request


@require_safe
def scheme(request: Request, scheme_id: str) -> HttpResponse:
    """One scheme as it stands on the day viewed: levels, points, conditions, what follows, the cap, the way."""
    page = scheme_page(library(), law_seen(request), scheme_id, spoken_of())
    return render(request, "rules/scheme.html", {"page": page})
