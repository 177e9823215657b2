"""What all units said as one table, with its sources; the checking sheet; both as a file and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from canbo.access.middleware import Request
from canbo.core.errors import DomainError
from canbo.documents.excel import Sheet, write_book
from canbo.documents.exports import EXCEL, PAGE, Export, Media
from canbo.documents.grid import Grid, HeaderCell, cell_text, header_cells, header_depth
from canbo.documents.responses import hand_out, mark_page
from canbo.evaluation.file_names import file_name
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models import Sheet as Workbook
from canbo.evaluation.selectors import consolidated as selectors
from canbo.evaluation.selectors import sheets as workbooks
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.evaluation.views.sheets import campaign_for

#: Up to so many ratings stand on a page, and in a file that is made at once; more are shown a unit at a time.
_ON_PAGE = 400
_IN_FILE = 2_000
_FAULTS = 300


def _chosen(
    request: Request, campaign: Campaign, most: int
) -> tuple[list[Rating], int | None, list[tuple[int, str, int]]]:
    """The ratings to show, the unit they are of, and the units there are; no ratings where a unit must be chosen."""
    units = workbooks.units_with_counts(request.access, campaign)
    given = request.GET.get("don-vi", "")
    unit_id = int(given) if given.isdecimal() and int(given) in {key for key, _name, _count in units} else None
    if unit_id is None and sum(count for _key, _name, count in units) > most:
        return [], None, units
    return selectors.rows_of(request.access, campaign, unit_id), unit_id, units


@require_safe
def table(request: Request, campaign_id: int) -> HttpResponse:
    """The official list over all units, with the source of each row."""
    campaign = campaign_for(request, campaign_id)
    rows, unit_id, units = _chosen(request, campaign, _ON_PAGE)
    context = _context(request, campaign, units, unit_id)
    if rows:
        filled, grid = selectors.consolidated(request.access, campaign, rows, today=request.today, unit_id=unit_id)
        context |= {"filled": filled, **_shown(grid)}
    context["must_choose"] = not rows and sum(count for _key, _name, count in units) > _ON_PAGE
    return render(request, "evaluation/consolidated.html", context)


@require_safe
def checks(request: Request, campaign_id: int) -> HttpResponse:
    """The checking sheet: figures by unit, what is to be looked at."""
    campaign = campaign_for(request, campaign_id)
    rows, unit_id, units = _chosen(request, campaign, _IN_FILE)
    context = _context(request, campaign, units, unit_id)
    books = _sheets(request, campaign, unit_id) if rows else []
    found = selectors.checking(request.access, campaign, rows, books)
    context |= {
        "found": found, "counts": found.counts(), "fault_count": len(found.faults),
        "must_choose": not rows and bool(units),
        "faults": [(each, selectors.CHECKS[each.check]) for each in found.faults[:_FAULTS]],
    }  # fmt: skip
    return render(request, "evaluation/checking.html", context)


def _sheets(request: Request, campaign: Campaign, unit_id: int | None) -> list[Workbook]:
    last = workbooks.last_sheets(request.access, campaign)
    return [each for key, each in last.items() if unit_id is None or key == unit_id]


@require_http_methods(["GET", "POST"])
def table_file(request: Request, campaign_id: int) -> HttpResponse:
    """The list with its sources and the checking sheet as one workbook, through the door."""
    campaign = campaign_for(request, campaign_id)
    rows, unit_id, _units = _chosen(request, campaign, _IN_FILE)
    if not rows:
        raise DomainError(
            "list_too_long", "Không có phiếu nào, hoặc quá {most} phiếu: hãy chọn một đơn vị rồi xuất.", most=_IN_FILE
        )

    def content() -> bytes:
        filled, grid = selectors.consolidated(request.access, campaign, rows, today=request.today, unit_id=unit_id)
        found = selectors.checking(request.access, campaign, rows, _sheets(request, campaign, unit_id))
        about = f"{campaign.unit.name} · {workbooks.period_words(campaign)}"
        main = Sheet(
            filled.form, grid, title=filled.title, subtitle=(about,), foot=(f"Cột theo {filled.layout.source}.",)
        )
        more = [
            Sheet(name, each, title=title, subtitle=(about,)) for name, title, each in selectors.checking_grids(found)
        ]
        return write_book([main, *more], title=filled.form)

    return hand_out(request, _export(campaign, rows, EXCEL, content))


@require_http_methods(["GET", "POST"])
def table_print(request: Request, campaign_id: int) -> HttpResponse:
    """The list on paper, with the checking sheet behind it."""
    campaign = campaign_for(request, campaign_id)
    rows, unit_id, units = _chosen(request, campaign, _ON_PAGE)
    mark = mark_page(request, _export(campaign, rows, PAGE, bytes))
    if isinstance(mark, HttpResponse):
        return mark
    context = _context(request, campaign, units, unit_id) | {"mark": mark}
    if rows:
        filled, grid = selectors.consolidated(request.access, campaign, rows, today=request.today, unit_id=unit_id)
        found = selectors.checking(request.access, campaign, rows, _sheets(request, campaign, unit_id))
        context |= {"filled": filled, **_shown(grid), "found": found, "counts": found.counts()}
    return render(request, "evaluation/consolidated_print.html", context)


def _export(campaign: Campaign, rows: list[Rating], media: Media, content: Callable[[], bytes]) -> Export:
    return Export(
        action="evaluation.report_made", title=_("Bảng tổng hợp đánh giá, xếp loại"),
        name=file_name("Mau 02_tong hop", campaign, campaign.unit), media=media, content=content,
        people=sorted({each.person_id for each in rows if each.person_id is not None}), object_type="campaign",
        object_id=campaign.pk, object_label=campaign.title, unit_path=campaign.unit.path,
    )  # fmt: skip


def _context(
    request: Request, campaign: Campaign, units: list[tuple[int, str, int]], unit_id: int | None
) -> dict[str, Any]:
    return {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "sheets"),
        "units": units, "unit_id": unit_id,
        "unit_name": next((name for key, name, _count in units if key == unit_id), ""),
    }  # fmt: skip


def _shown(grid: Grid) -> dict[str, Any]:
    """The table as a page shows it: its headings row by row, its cells as text."""
    heads: list[list[HeaderCell]] = [[] for _row in range(header_depth(grid.columns))]
    for head in header_cells(grid.columns):
        heads[head.row].append(head)
    body = [
        [(cell_text(value, column.kind), column.kind, column.label) for value, column in zip(
            line.cells, grid.columns, strict=True
        )]
        for line in grid.rows
    ]  # fmt: skip
    return {"heads": heads, "body": body, "numbers": range(1, len(grid.columns) + 1)}
