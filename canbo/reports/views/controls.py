"""What the pages of reports share: choosing the unit, exporting, the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.core.access import Permission
from canbo.organizations.models import Line
from canbo.organizations.selectors import names, search_units, tree, units_by_id
from canbo.reports.definitions import all_definitions
from canbo.reports.forms import PaperForm, UnitForm
from canbo.reports.selectors import Population

_MATCHES = 30


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that may be chosen, and the unit that it stands under."""

    id: int
    name: str
    above: str


@require_GET
def index(request: Request) -> HttpResponse:
    """The reports that there are."""
    request.access.require(Permission.VIEW_REPORTS)
    return render(request, "reports/index.html", {"forms": all_definitions().values()})


@require_GET
def unit_search(request: Request) -> HttpResponse:
    """The units of the day whose name holds the words typed: buttons of the report's form."""
    request.access.require(Permission.VIEW_REPORTS)
    text = request.GET.get("tim", "")
    return render(request, "reports/unit_matches.html", {"matches": _matching(request, text), "text": text})


def page_context(request: Request, people: Population, form: UnitForm, export_name: str, *args: str) -> dict[str, Any]:
    """Give what `reports/controls.html` and `reports/export.html` need."""
    text = request.GET.get("tim", "")
    forms = ("json", "excel", "word") if export_name != "count-table-export" else ("excel", "word")
    may_export = request.access.can(Permission.EXPORT)
    return {
        "form": form,
        "unit_name": people.unit_name,
        "unit_text": text,
        "matches": _matching(request, text) if text else _below(request, people),
        "exports": [(each, reverse(export_name, args=[*args, each])) for each in forms] if may_export else [],
        "paper_form": PaperForm(initial={"kieu": "state"}, prefix=None),
        "kept": [(name, value) for name, value in request.GET.items() if name in {*form.fields, "ngay"} and value],
    }


def _matching(request: Request, text: str) -> list[UnitChoice]:
    found = search_units(request.access, text, request.as_of, limit=_MATCHES * 4)
    return _choices(request, found)


def _below(request: Request, people: Population) -> list[UnitChoice]:
    day_tree = people.tree
    if people.unit_id is None:
        return []
    if people.unit_id not in day_tree:
        return []
    return _choices(request, day_tree.children(people.unit_id))


def _choices(request: Request, unit_ids: Sequence[int]) -> list[UnitChoice]:
    """Give the units within the viewer's scope, with the names of the day."""
    units = units_by_id(request.access, unit_ids)
    day_tree, day_names = tree(request.access, Line.STATE, request.as_of), names(request.access, request.as_of)
    choices = []
    for unit_id in unit_ids:
        unit = units.get(unit_id)
        if unit is None or not request.access.covers(Permission.VIEW_REPORTS, unit.path):
            continue
        above = day_names.get(day_tree.parent_of(unit_id) or 0)
        choices.append(UnitChoice(unit_id, day_names[unit_id].name, above.name if above else ""))
        if len(choices) == _MATCHES:
            break
    return choices
