"""The papers of a rating, and those of everybody of a unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from canbo.access.middleware import Request
from canbo.documents.exports import WORD, Export
from canbo.documents.filling import fill, freeze
from canbo.documents.paper_kinds import KINDS
from canbo.documents.paper_panel import render_papers
from canbo.documents.responses import hand_out
from canbo.documents.services.standing import standing_template
from canbo.evaluation.papers import own_form
from canbo.evaluation.permissions import is_subject, require_read
from canbo.evaluation.rating_pages import rating_context
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.selectors.reported_units import unit_of
from canbo.evaluation.tabs import CAMPAIGN_TABS


@require_GET
def rating_papers(request: Request, rating_id: int) -> HttpResponse:
    """What can be printed of a rating, and what was made."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    made = render_papers(request, "rating", rating)
    return render(request, "evaluation/rating_papers.html", rating_context(request, rating, "papers", papers=made))


@require_http_methods(["GET", "POST"])
def rating_form(request: Request, rating_id: int) -> HttpResponse:
    """The form of a rating as a Word file, as far as the viewer may read it; nothing is kept of it."""
    rating, draft = own_form(request.access, rating_id)
    require_read(request.access, rating)
    kind = KINDS["evaluation_form"]

    def content() -> bytes:
        template = standing_template(kind, draft.style)
        return fill(bytes(template.content), freeze(kind, draft.style, draft.data, draft.secrecy))

    return hand_out(
        request,
        Export(
            action="evaluation.form_given", title=str(kind.label), name=kind.slug, media=WORD, content=content,
            people=draft.people, rights=(), object_type="rating", object_id=rating.pk,
            object_label=rating.campaign.title, unit_path=rating.unit.path, is_original=True, is_official=True,
            is_own=is_subject(request.access, rating),
        ),
    )  # fmt: skip


@require_GET
def unit_papers(request: Request, campaign_id: int, unit_id: int) -> HttpResponse:
    """What can be printed for everybody of a unit, and what was made."""
    campaign = campaign_of(request.access, campaign_id)
    progress = unit_of(request.access, campaign, unit_id)
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "reports"), "progress": progress,
        "papers": render_papers(request, "evaluation_unit", progress),
    }  # fmt: skip
    return render(request, "evaluation/unit_papers.html", context)
