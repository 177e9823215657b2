"""The headline figures of the viewer's scope, for the first page."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.access.middleware import Request
from canbo.reports import charts
from canbo.reports.links import Links
from canbo.reports.selectors.quality import quality


def headline(request: HttpRequest, _obj: Any) -> str | None:
    """Give the first figures of the quality report as of the day viewed; nothing where nobody is counted."""
    seen = cast("Request", request)
    report = quality(seen.access, seen.as_of)
    if not report.quality.total:
        return None
    figures = charts.figures(report, Links.of(seen.access, report.people), None)
    return render_to_string("reports/headline.html", {"figures": figures}, request=request)
