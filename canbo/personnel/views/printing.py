"""The printed forms: on the screen as paper, and as Word."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from canbo.access.middleware import Request
from canbo.core.access import Permission
from canbo.core.errors import NotFound
from canbo.documents.exports import PAGE, WORD, Export, Media
from canbo.documents.grid import header_cells
from canbo.documents.responses import hand_out, mark_page
from canbo.documents.word import write_paper
from canbo.personnel.domain.layouts import LAYOUTS, layout
from canbo.personnel.models import Person
from canbo.personnel.papers import grid_of, paper_of
from canbo.personnel.permissions import is_own_file
from canbo.personnel.restrictions import restricted_files
from canbo.personnel.selectors import file_of, read_file
from canbo.personnel.selectors.printed import FilledForm, fill, kinds_of, restricted_kinds_printed
from canbo.personnel.services import photo_of

both = require_http_methods(["GET", "POST"])


@both
def show(request: Request, person_id: int, form: str) -> HttpResponse:
    """Show a form as it will be printed."""
    person, filled, export = _filled(request, person_id, form, PAGE)
    mark = mark_page(request, export)
    if isinstance(mark, HttpResponse):
        return mark
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
        "mark": mark,
        "photo": f"data:{_image_type(photo)};base64,{b64encode(photo).decode()}" if photo else "",
        "other": next(code for code in LAYOUTS if code != form),
        "other_label": layout(next(code for code in LAYOUTS if code != form)).label,
    }
    return render(request, "personnel/print.html", context)


@both
def word(request: Request, person_id: int, form: str) -> HttpResponse:
    """Give a form as a Word paper."""
    person, filled, export = _filled(request, person_id, form, WORD)
    return hand_out(request, replace(export, content=lambda: write_paper(paper_of(filled, photo_of(person)))))


def _filled(request: Request, person_id: int, form: str, media: Media) -> tuple[Person, FilledForm, Export]:
    person = file_of(request.access, person_id)
    if form not in LAYOUTS:
        raise NotFound("form_not_found", _("Không có mẫu in này."))
    is_own = is_own_file(request.access, person)
    reaches = ((person.unit.path, person.managed_tier),)
    if not is_own:
        request.access.require_file(Permission.EXPORT, *reaches[0])
    printed = layout(form)
    contents = read_file(request.access, person, kinds_of(printed))
    filled = fill(request.access, printed, contents, request.as_of)
    sections = sorted(
        {
            kind.section.key
            for kind in restricted_kinds_printed(printed, contents, request.as_of)
            if kind.section.restricted
        }
    )
    notice = _(
        "Theo yêu cầu của người có hồ sơ, việc in phiếu đang dừng. Chỉ in khi phục vụ hoạt động của cơ quan nhà nước "
        "theo luật; nhiệm vụ được ghi vào nhật ký, người có hồ sơ xem được."
    )
    export = Export(
        action="file.printed", title=str(printed.label), name=f"so-yeu-ly-lich-{form}", media=media,
        people=[person.pk], rights=() if is_own else (Permission.EXPORT,), reaches=reaches, is_own=is_own,
        notice=notice if restricted_files([person.pk]) else "", object_type="person", object_id=person.pk,
        object_label=person.full_name, unit_path=person.unit.path,
        changes={"form": [None, form], "sections": [None, sections]},
    )  # fmt: skip
    return person, filled, export


def _head_rows(cells: list) -> list[list]:  # type: ignore[type-arg]
    depth = max(cell.row for cell in cells) + 1
    return [[cell for cell in cells if cell.row == row] for row in range(depth)]


def _image_type(photo: bytes) -> str:
    return "image/png" if photo.startswith(b"\x89PNG") else "image/jpeg"
