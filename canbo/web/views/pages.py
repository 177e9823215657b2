"""The first page and the page of search."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.accounts.demo import DEMO_DAY
from canbo.common.navigation import links_for
from canbo.common.panels import panels_for
from canbo.core.access import Permission
from canbo.jobs.selectors import recent_jobs
from canbo.web.selectors import find_people, find_units


@require_GET
def home(request: Request) -> HttpResponse:
    """What waits for the viewer, the figures of their scope, and the ways on."""
    jobs = recent_jobs(request.access, limit=5)
    return render(
        request,
        "web/home.html",
        {
            "panels": panels_for("home", request, None),
            "jobs": jobs,
            "shows_jobs": bool(jobs) or request.access.can(Permission.IMPORT),
            "shortcuts": [link for link in links_for(request.access, request.path) if link.url != request.path],
            "demo_day": DEMO_DAY if settings.CANBO_DEMO and request.as_of == request.today else None,
        },
    )


@require_GET
def search(request: Request) -> HttpResponse:
    """People and units by the words typed."""
    text = request.GET.get("q", "").strip()
    return render(
        request,
        "web/search.html",
        {
            "text": text,
            "people": find_people(request.access, text),
            "units": find_units(request.access, text, request.as_of),
        },
    )
