"""What answers while somebody writes: the quiet meter."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from canbo.access.middleware import Request
from canbo.core.errors import NotFound
from canbo.evaluation.domain.meter import ITEMS
from canbo.evaluation.meters import LONGEST, said
from canbo.evaluation.permissions import require_rate, require_write_self
from canbo.evaluation.review_forms import form_of
from canbo.evaluation.selectors.beside import COMMENT, texts_beside
from canbo.evaluation.selectors.ratings import rating_of


@require_POST
def meter(request: Request, rating_id: int) -> HttpResponse:
    """What the text lacks, and where it is the same as another; for who writes that part."""
    rating = rating_of(request.access, rating_id)
    part = request.GET.get("phan", COMMENT)
    if part == COMMENT:
        require_rate(request.access, rating)
        wants = ITEMS
    else:
        require_write_self(request.access, rating)
        held = form_of(rating).part(part)
        if held is None or not held.meter:
            raise NotFound("part_unknown", "Mẫu của phiếu này không có mục đó.")
        wants = held.meter
    text = request.POST.get(request.GET.get("o", ""), "")[:LONGEST]
    return render(
        request, "evaluation/meter_said.html", {"said": said(text, texts_beside(request.access, rating, part), wants)}
    )
