"""The pages of the official count tables."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from canbo.access.middleware import Request
from canbo.common import formats
from canbo.common.charts import TableCell
from canbo.documents.grid import Column, HeaderCell, header_cells, header_depth
from canbo.documents.responses import hand_out
from canbo.reports import selectors, services
from canbo.reports.definitions import definition
from canbo.reports.forms import PaperForm, UnitForm
from canbo.reports.links import Links
from canbo.reports.papers import count_table_base, count_table_content
from canbo.reports.selectors import CountTable
from canbo.reports.views.controls import page_context


@dataclass(frozen=True, slots=True)
class FormTable:
    """A form as the page shows it: heading rows with their spans, rows of cells, the sums."""

    head: list[list[HeaderCell]]
    rows: list[list[TableCell]]
    foot: list[TableCell]


@require_GET
def count_table(request: Request, code: str) -> HttpResponse:
    """One official form filled in, a row a unit."""
    form = UnitForm(request.GET)
    filled = selectors.count_table(request.access, definition(code), request.as_of, unit=form.chosen_unit())
    links = Links.of(request.access, filled.people)
    return render(
        request,
        "reports/count_table.html",
        {
            **page_context(request, filled.people, form, "count-table-export", code),
            "filled": filled,
            "form_table": _table(filled, links),
            "base_note": count_table_base(filled),
        },
    )


@require_GET
def count_table_export(request: Request, code: str, form: str) -> HttpResponse:
    """The same form as a file."""
    head = PaperForm({"kieu": definition(code).style, **request.GET.dict()}).head()
    return hand_out(
        request,
        services.export_count_table(
            access=request.access, code=code, as_of=request.as_of, form=form,
            unit=UnitForm(request.GET).chosen_unit(), head=head,
        )
    )  # fmt: skip


def _table(filled: CountTable, links: Links) -> FormTable:
    columns = filled.definition.columns
    shapes = [Column(column.label, over=column.over) for column in columns]
    head: list[list[HeaderCell]] = [[] for _row in range(header_depth(shapes))]
    for cell in header_cells(shapes):
        head[cell.row].append(cell)
    rows = []
    content = count_table_content(filled).sections[0].grid.rows
    for row, plain in zip(filled.rows, content, strict=False):
        place = _place(filled, row.key)
        cells = []
        for column, value in zip(columns, plain.cells, strict=True):
            numeric = column.kind not in {"number", "name"}
            text = formats.number(value) if isinstance(value, int) else str(value or "")
            url = ""
            if value and filled.definition.in_conditions and place is not None:
                conditions, unit_id = place
                if column.conditions or column.kind == "total":
                    url = links.to(*filled.definition.conditions, *conditions, *column.conditions, unit_id=unit_id)
            cells.append(TableCell(text, url, numeric=numeric, is_head=column.kind == "name"))
        rows.append(cells)
    foot = [
        TableCell(formats.number(value) if isinstance(value, int) else str(value or ""), numeric=isinstance(value, int))
        for value in content[-1].cells
    ]
    return FormTable(head, rows, foot)


def _place(filled: CountTable, key: int | None) -> tuple[tuple[str, ...], int | None] | None:
    if key is None:
        return ("unit_lft:null:1",), None
    return ((f"unit_id:eq:{key}",), None) if key == filled.head else ((), key)
