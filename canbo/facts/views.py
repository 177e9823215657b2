"""The list of people, its export and saved views, the data-quality board, the due lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import polars as pl
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.listing import DAY, ListPage, ListState, SavedView, whole_number
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import add_months
from canbo.core.errors import DomainError
from canbo.documents.excel import Sheet, write_book
from canbo.documents.exports import EXCEL, Export
from canbo.documents.grid import Column as GridColumn
from canbo.documents.grid import Grid, Row
from canbo.documents.responses import hand_out
from canbo.facts import boards, due, saved_views
from canbo.facts.quality import CHECKS, failing
from canbo.facts.selectors import picture
from canbo.facts.tables import UNIT, FrameRows, PersonRow, conditions, people_page, sorted_frame, sorted_whole
from canbo.organizations import selectors as organizations

_EXPORT_LIMIT = 100_000
_WINDOWS = (3, 6, 12, 24)


@require_GET
def people_list(request: Request) -> HttpResponse:
    """Everybody in the viewer's scope as of the day viewed: search, filter, sort, choose columns, save the view."""
    _require_some_file(request.access)
    page = people_page(partial(_unit_words, request))
    state = page.state(request.GET)
    views = [
        SavedView(str(view.pk), view.name, view.query, reverse("people-view-delete", args=[view.pk]))
        for view in saved_views.saved_views(request.access)
    ]
    may_export = request.access.can(Permission.EXPORT)
    return page.response(
        request,
        state,
        FrameRows(_asked(request, state), partial(_unit_names, request)),
        context={"may_open_file": request.access.can(Permission.EDIT_FILES)},
        views=views,
        export_url=reverse("people-export") if may_export else "",
        save_view_url=reverse("people-view-save"),
    )


@require_http_methods(["GET", "POST"])
def people_export(request: Request) -> HttpResponse:
    """What the list shows, as far as the right to export reaches, as a workbook: its columns, its order, every page."""
    request.access.require(Permission.EXPORT)
    page = people_page(partial(_unit_words, request))
    state = page.state(request.GET)
    frame = _asked(request, state)
    frame = frame.join(
        picture(request.access, request.as_of, permission=Permission.EXPORT).select("person_id"),
        on="person_id", how="semi", maintain_order="left",
    )  # fmt: skip
    if frame.height > _EXPORT_LIMIT:
        raise DomainError(
            "export_too_large",
            "Danh sách có {height} người, quá {export_limit} người cho một tệp; hãy lọc bớt.",
            height=frame.height,
            export_limit=_EXPORT_LIMIT,
        )
    return hand_out(
        request,
        Export(
            action="list.exported", title=_("Danh sách cán bộ"), name="danh-sach-can-bo", media=EXCEL,
            content=lambda: _workbook(request, page, state, frame), people=frame["person_id"].to_list(),
            scope=page.described(state), object_type="list", object_label=state.query()[:300],
            changes={"rows": [None, frame.height], "as_of": [None, request.as_of.isoformat()]},
        ),
    )  # fmt: skip


def _workbook(request: Request, page: ListPage[PersonRow], state: ListState, frame: pl.DataFrame) -> bytes:
    heads, rows = page.table(state, FrameRows(frame, partial(_unit_names, request)).page(0, frame.height))
    numeric = {str(column.label) for column in page.columns if column.numeric}
    grid = Grid(
        columns=tuple(GridColumn(head, kind="number" if head in numeric else "text") for head in heads),
        rows=tuple(Row(tuple(_cell(value) for value in row)) for row in rows),
    )
    sheet = Sheet(
        _("Danh sách"),
        grid,
        title=_("Danh sách cán bộ"),
        subtitle=(_("Tính đến ngày %(day)s") % {"day": f"{request.as_of:%d/%m/%Y}"},),
        filter=True,
    )
    return write_book([sheet], title=str(sheet.title))


@require_POST
def view_save(request: Request) -> HttpResponse:
    """Save the filters, order and columns that are on under a name."""
    asked = QueryDict(request.POST.get("query", ""), mutable=True)
    asked.pop(DAY, None)  # a saved view follows the day viewed
    query = asked.urlencode()
    try:
        view = saved_views.save_view(access=request.access, name=request.POST.get("name", ""), query=query)
    except DomainError as error:
        messages.error(request, localized(error))
        return redirect(f"{reverse('people-list')}?{query}")
    messages.success(request, _("Đã lưu danh sách «%(name)s».") % {"name": view.name})
    return redirect(f"{reverse('people-list')}?{view.query}&xem={view.pk}")


@require_POST
def view_delete(request: Request, view_id: int) -> HttpResponse:
    """Delete one's own saved view."""
    saved_views.delete_view(access=request.access, view_id=view_id)
    messages.success(request, _("Đã xoá danh sách đã lưu."))
    return redirect("people-list")


@require_GET
def quality_board(request: Request) -> HttpResponse:
    """What the files of a subtree lack, contradict or have not verified, with the way to mend each."""
    request.access.require(Permission.VIEW_FILES)
    unit_id = _unit_asked(request)
    frame = boards.within(request.access, picture(request.access, request.as_of), unit_id, request.as_of)
    check = next((check for check in CHECKS if check.code == request.GET.get("muc")), None)
    context: dict[str, object] = {
        "board": boards.quality(request.access, frame, unit_id, request.as_of),
        "unit_id": unit_id,
        "unit_name": _unit_words(request, str(unit_id)) if unit_id else "",
        "check": check,
    }
    if check is not None:
        faulty = failing(frame, check)
        number = whole_number(request.GET.get("trang", ""), 1, max(1, -(-faulty.height // boards.PAGE)))
        rows = FrameRows(faulty, partial(_unit_names, request)).page((number - 1) * boards.PAGE, boards.PAGE)
        context |= {"rows": rows, "count": faulty.height, "number": number}
        context |= {"previous": number - 1, "next": number + 1, "is_last": number * boards.PAGE >= faulty.height}
    return render(request, "facts/quality.html", context)


@require_GET
def due_board(request: Request) -> HttpResponse:
    """What falls due after the day viewed: salary steps, retirement by age, ends of terms."""
    request.access.require(Permission.VIEW_FILES)
    unit_id = _unit_asked(request)
    months = whole_number(request.GET.get("thang", ""), 0, max(_WINDOWS)) or 6
    before = add_months(request.as_of, months, rounding="down")
    frame = boards.within(request.access, picture(request.access, request.as_of), unit_id, request.as_of)
    present = frame.filter(pl.col("is_present").fill_null(value=False))
    lists = [
        boards.due_list(kind, find(request.access, present, request.as_of, before), partial(_unit_names, request))
        for kind, find in (
            ("salary", due.salary_steps),
            ("retirement", due.retirements),
            ("term", due.terms_ending),
        )
    ]
    context: dict[str, object] = {
        "lists": lists, "months": months, "windows": _WINDOWS, "before": before, "unit_id": unit_id,
        "unit_name": _unit_words(request, str(unit_id)) if unit_id else "",
    }  # fmt: skip
    return render(request, "facts/due.html", context)


def _require_some_file(access: AccessContext) -> None:
    if not (access.can(Permission.VIEW_OWN_FILE) and access.person_id is not None):
        access.require(Permission.VIEW_FILES)


def _asked(request: Request, state: ListState) -> pl.DataFrame:
    frame = picture(request.access, request.as_of)
    if UNIT in state.filters:
        within = boards.within_named(request.access, frame, state.filters[UNIT][0], request.as_of)
        frame = sorted_frame(within, state)
    else:
        frame = sorted_whole(frame, state)
    wanted = conditions(state)
    return frame.filter(wanted) if wanted else frame


def _unit_asked(request: Request) -> int | None:
    return whole_number(request.GET.get(UNIT, ""), 0, 2**31) or None


def _unit_words(request: Request, text: str) -> str:
    names = _unit_names(request, [int(text)]) if text.isascii() and text.isdecimal() and len(text) < 10 else {}
    return next(iter(names.values()), text)


def _unit_names(request: Request, unit_ids: Sequence[int]) -> Mapping[int, str]:
    day_names = organizations.names(request.access, request.as_of)
    found = {unit_id: day_names[unit_id].name for unit_id in unit_ids if unit_id in day_names}
    missing = set(unit_ids) - set(found)
    if missing:
        found |= {key: unit.name for key, unit in organizations.units_by_id(request.access, missing).items()}
    return found


def _cell(value: object) -> str | int | float | date | None:
    return value if isinstance(value, (str, int, float, date)) or value is None else str(value)
