"""What the first page shows of the files: what falls due, and what is to be mended."""

from __future__ import annotations

from typing import Any, cast

import polars as pl
from django.http import HttpRequest
from django.template.loader import render_to_string

from canbo.access.middleware import Request
from canbo.core.dates import add_months
from canbo.facts import due
from canbo.facts.quality import CHECKS, Kind, counts
from canbo.facts.selectors import picture

_MONTHS = 3


def waiting(request: HttpRequest, _obj: Any) -> str | None:
    """Give the counts of what falls due within three months and of contradictory files; nothing without files."""
    seen = cast("Request", request)
    frame = picture(seen.access, seen.as_of)
    if frame.is_empty():
        return None
    present = frame.filter(pl.col("is_present").fill_null(value=False))
    before = add_months(seen.as_of, _MONTHS, rounding="down")
    found = counts(frame, [check for check in CHECKS if check.kind is Kind.CONTRADICTORY])
    context = {
        "months": _MONTHS,
        "salary": len(due.salary_steps(seen.access, present, seen.as_of, before)),
        "retirement": len(due.retirements(seen.access, present, seen.as_of, before)),
        "term": len(due.terms_ending(seen.access, present, seen.as_of, before)),
        "contradictions": sum(found.values()),
    }
    return render_to_string("facts/waiting.html", context, request=request)
