"""The suggestions of the search boxes."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.core.access import Permission
from canbo.personnel.selectors.pickers import picker


@require_safe
def choices(request: Request, what: str) -> HttpResponse:
    """Answer what was typed with the choices that the viewer may use."""
    request.access.require(Permission.EDIT_FILES)
    found = picker(what).search(request.access, request.GET.get("q", "")[:100])
    rows = [
        {"key": each.key, "label": each.label, "note": each.note, "fills_json": json.dumps(each.fills)}
        for each in found
    ]
    return render(request, "personnel/choices.html", {"choices": rows})
