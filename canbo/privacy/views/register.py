"""The register of processing: which data, why, on which base, for whom, how long, how protected."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.documents.responses import word_response
from canbo.documents.word import write_paper
from canbo.privacy.domain.catalogue import activities, bases
from canbo.privacy.papers import register_paper
from canbo.privacy.proposals import KINDS_BY_KEY
from canbo.privacy.services.leaving import log_paper


@require_safe
def show(request: Request) -> HttpResponse:
    """The register, for everybody who is kept in it or keeps it."""
    lines = [(each, [str(KINDS_BY_KEY[key].section.label) for key in each.sections]) for each in activities()]
    return render(request, "privacy/register.html", {"lines": lines, "bases": bases()})


@require_safe
def word(request: Request) -> HttpResponse:
    """The register as a Word paper."""
    log_paper(access=request.access, action="privacy.register_exported")
    return word_response(write_paper(register_paper(request.today)), "so-dang-ky-xu-ly-du-lieu")
