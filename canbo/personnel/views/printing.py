"""The printed forms: on the screen as paper, and as Word."""

from __future__ import annotations

from base64 import b64encode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from canbo.access.middleware import Request
from canbo.core.errors import NotFound
from canbo.core.text import clean
from canbo.documents.grid import header_cells
from canbo.documents.responses import word_response
from canbo.documents.word import write_paper
from canbo.personnel.domain.layouts import LAYOUTS, layout
from canbo.personnel.models import Person
from canbo.personnel.papers import grid_of, paper_of
from canbo.personnel.permissions import is_own_file
from canbo.personnel.restrictions import restricted_files
from canbo.personnel.selectors import file_of, read_file
from canbo.personnel.selectors.printed import FilledForm, fill, kinds_of, restricted_kinds_printed
from canbo.personnel.services import log_print, photo_of


@require_safe
def show(request: Request, person_id: int, form: str) -> HttpResponse:
    """Show a form as it will be printed."""
    if _must_say_why(request, person_id):
        return _ask_why(request, person_id)
    person, filled = _filled(request, person_id, form)
    photo = photo_of(person)
    items = []
    for each in filled.items:
        grid = grid_of(each) if each.item.table is not None and not each.closed else None
        heads = _head_rows(header_cells(grid.columns)) if grid else []
        items.append({"item": each, "grid": grid, "heads": heads})
    context = {
        "person": person,
        "filled": filled,
        "items": items,
        "form": form,
        "photo": f"data:{_image_type(photo)};base64,{b64encode(photo).decode()}" if photo else "",
        "other": next(code for code in LAYOUTS if code != form),
        "other_label": layout(next(code for code in LAYOUTS if code != form)).label,
    }
    return render(request, "personnel/print.html", context)


@require_safe
def word(request: Request, person_id: int, form: str) -> HttpResponse:
    """Give a form as a Word paper."""
    if _must_say_why(request, person_id):
        return _ask_why(request, person_id)
    person, filled = _filled(request, person_id, form)
    return word_response(write_paper(paper_of(filled, photo_of(person))), f"so-yeu-ly-lich-{form}")


def _filled(request: Request, person_id: int, form: str) -> tuple[Person, FilledForm]:
    person = file_of(request.access, person_id)
    if form not in LAYOUTS:
        raise NotFound("form_not_found", _("Không có mẫu in này."))
    printed = layout(form)
    contents = read_file(request.access, person, kinds_of(printed))
    filled = fill(request.access, printed, contents, request.as_of)
    kinds = restricted_kinds_printed(printed, contents, request.as_of)
    log_print(access=request.access, person=person, form=form, kinds=kinds, reason=_ground(request))
    return person, filled


def _ground(request: Request) -> str:
    return clean(request.GET.get("can-cu", ""))[:500]


def _must_say_why(request: Request, person_id: int) -> bool:
    """Tell whether the file is under restriction of processing and the viewer, another, has named no duty for it."""
    person = file_of(request.access, person_id)
    return bool(restricted_files([person.pk])) and not is_own_file(request.access, person) and not _ground(request)


def _ask_why(request: Request, person_id: int) -> HttpResponse:
    return render(request, "personnel/print_restricted.html", {"person": file_of(request.access, person_id)})


def _head_rows(cells: list) -> list[list]:  # type: ignore[type-arg]
    depth = max(cell.row for cell in cells) + 1
    return [[cell for cell in cells if cell.row == row] for row in range(depth)]


def _image_type(photo: bytes) -> str:
    return "image/png" if photo.startswith(b"\x89PNG") else "image/jpeg"
