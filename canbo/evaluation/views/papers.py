"""The papers of a rating, and those of everybody of a unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from canbo.access.middleware import Request
from canbo.documents.exports import WORD, Export
from canbo.documents.filling import fill, freeze
from canbo.documents.paper_kinds import KINDS, KindKey
from canbo.documents.paper_panel import render_papers
from canbo.documents.papers import Draft
from canbo.documents.responses import hand_out
from canbo.documents.services.standing import standing_template
from canbo.evaluation.models import Rating
from canbo.evaluation.papers import answer_draft, notice_draft, own_form
from canbo.evaluation.permissions import is_subject, require_read
from canbo.evaluation.rating_pages import rating_context
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.selectors.reported_units import unit_of
from canbo.evaluation.selectors.results import known_appeal
from canbo.evaluation.tabs import CAMPAIGN_TABS


@require_GET
def rating_papers(request: Request, rating_id: int) -> HttpResponse:
    """What can be printed of a rating, and what was made."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    made = render_papers(request, "rating", rating)
    return render(
        request,
        "evaluation/rating_papers.html",
        rating_context(request, rating, "papers", papers=made, told=_is_told(rating)),
    )


def _is_told(rating: Rating) -> bool:
    return rating.told_on is not None and bool(rating.final_level or rating.concluded_level)


@require_http_methods(["GET", "POST"])
def rating_form(request: Request, rating_id: int) -> HttpResponse:
    """The form of a rating as a Word file, as far as the viewer may read it; nothing is kept of it."""
    rating, draft = own_form(request.access, rating_id)
    require_read(request.access, rating)
    return _handed(request, rating, draft, "evaluation_form", "evaluation.form_given")


@require_http_methods(["GET", "POST"])
def rating_notice(request: Request, rating_id: int) -> HttpResponse:
    """The notice of the conclusion as a Word file, for who was told and who reads the whole rating."""
    rating = rating_of(request.access, rating_id)
    require_read(request.access, rating)
    draft = notice_draft(request.access, rating)
    return _handed(request, rating, draft, "evaluation_notice", "evaluation.notice_given")


@require_http_methods(["GET", "POST"])
def appeal_notice(request: Request, appeal_id: int) -> HttpResponse:
    """The notice of the answer to an appeal as a Word file, for who was rated and who reads the whole rating."""
    held = known_appeal(request.access, appeal_id)
    draft = answer_draft(request.access, held)
    return _handed(request, held.rating, draft, "evaluation_answer", "evaluation.notice_given")


def _handed(request: Request, rating: Rating, draft: Draft, key: KindKey, action: str) -> HttpResponse:
    """Hand a paper of a rating out, filled in from what stands; nothing is kept of it."""
    kind = KINDS[key]

    def content() -> bytes:
        template = standing_template(kind, draft.style)
        return fill(bytes(template.content), freeze(kind, draft.style, draft.data, draft.secrecy))

    return hand_out(
        request,
        Export(
            action=action, title=str(kind.label), name=kind.slug, media=WORD, content=content,
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
