"""The list of imports, the upload, and the confirmation of columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from canbo.common.errors import localized
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.imports.forms import ColumnsForm, UploadForm
from canbo.imports.models import ImportBatch
from canbo.imports.selectors import visible_batches
from canbo.imports.services import batches, jobs
from canbo.imports.services.outlines import target_choices
from canbo.imports.services.units import scope_roots
from canbo.imports.services.uploads import outline_of
from canbo.imports.tables import IMPORTS, BatchRows, batch_url
from canbo.imports.views import guide


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The imports the viewer may see."""
    state = IMPORTS.state(request.GET)
    found = visible_batches(guide.typed(request).access)
    return IMPORTS.response(request, state, BatchRows.of(found, state))


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Step 1: choose the file."""
    access = guide.typed(request).access
    access.require(Permission.IMPORT)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = batches.upload(access=access, file_name=file.name, chunks=file.chunks())
            if batch.file_size <= jobs.SMALL_FILE:
                batches.read_outline(access=access, batch=batch)
            else:
                jobs.begin(access=access, batch=batch, kind="imports.read")
            return redirect("import-columns", batch.pk)
        except DomainError as refusal:
            form.add_error("file", localized(refusal))
    status = 422 if form.errors else 200
    return render(request, "imports/upload.html", guide.page(None, guide.UPLOAD, form=form), status=status)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Step 2: which sheet, which column is what, as of which day."""
    batch = guide.open_batch(request, batch_id)
    if not batch.is_open:
        return redirect("import-report", batch.pk)
    job = guide.running_job(request, batch, "imports.read")
    outline = outline_of(batch.stored_as)
    if outline is None and job is not None:
        waiting = guide.page(batch, guide.COLUMNS, progress=guide.progress_of(job, request.path))
        return render(request, "imports/waiting.html", waiting)
    if outline is None:
        outline = batches.read_outline(access=guide.typed(request).access, batch=batch)
    sheet = _sheet(request, batch, outline)
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        units=_units(request),
        initial=_initial(batch, sheet),
        auto_id="id_%s",
    )
    if request.method == "POST" and sheet is not None and form.is_valid():
        try:
            return _confirm(request, batch, sheet["name"], form)
        except DomainError as refusal:
            form.add_error(None, localized(refusal))
    rows = _columns(request, batch, sheet) if sheet is not None else []
    years = range(guide.typed(request).today.year, guide.typed(request).today.year - 16, -1)
    context = guide.page(
        batch, guide.COLUMNS, form=form, sheet=sheet, sheets=outline["sheets"], rows=rows, targets=target_choices(years)
    )
    return render(request, "imports/columns.html", context, status=422 if form.errors else 200)


def _sheet(request: HttpRequest, batch: ImportBatch, outline: dict[str, Any]) -> dict[str, Any] | None:
    """The sheet looked at: the one asked for, the one confirmed, the first that is a list."""
    tables = [each for each in outline["sheets"] if each.get("header_rows")]
    wanted = request.POST.get("trang") or request.GET.get("trang") or batch.sheet
    lists = [each for each in tables if each["kind"] != "other" and each["visible"]]
    return next((each for each in tables if each["name"] == wanted), None) or next(iter([*lists, *tables]), None)


def _units(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in scope_roots(guide.typed(request).access)]


def _initial(batch: ImportBatch, sheet: dict[str, Any] | None) -> dict[str, Any]:
    confirmed = batch.mapping if batch.mapping and sheet and batch.sheet == sheet["name"] else None
    options = confirmed["options"] if confirmed else {}
    return {
        "kind": confirmed["kind"] if confirmed else (sheet or {}).get("kind") or batch.kind,
        "as_of": batch.as_of if confirmed else _day((sheet or {}).get("as_of")),
        "unit_id": str(batch.options.get("unit_id") or ""),
        "unit_name": options.get("unit", "") if confirmed else (sheet or {}).get("unit", ""),
        "blank_means": options.get("blank_means", "none"),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _columns(request: HttpRequest, batch: ImportBatch, sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns as the page shows them: chosen target, and how sure the guess is."""
    confirmed = batch.mapping["columns"] if batch.mapping and batch.sheet == sheet["name"] else sheet.get("remembered")
    rows = []
    for column in sheet["columns"]:
        chosen = column["target"]
        if confirmed is not None:
            chosen = confirmed.get(column["letter"], "")
        chosen = request.POST.get(f"cot-{column['letter']}", chosen)
        doubt = sheet["doubts"].get(column["letter"], "") if confirmed is None else ""
        state = "confirmed" if confirmed is not None else "doubt" if doubt else "sure" if chosen else "unknown"
        rows.append({**column, "chosen": chosen, "doubt": doubt, "state": state})
    return rows


def _confirm(request: HttpRequest, batch: ImportBatch, sheet: str, form: ColumnsForm) -> HttpResponse:
    typed = guide.typed(request)
    chosen = {
        name.removeprefix("cot-"): str(target)
        for name, target in request.POST.items()
        if name.startswith("cot-") and target
    }
    data = form.cleaned_data
    batches.confirm_columns(
        access=typed.access, batch=batch, today=typed.today, kind=data["kind"], sheet=sheet, columns=chosen,
        as_of=data["as_of"], blank_means=data["blank_means"], unit_id=int(data["unit_id"]) if data["unit_id"] else None,
        unit_name=data["unit_name"],
    )  # fmt: skip
    if batch.file_size <= jobs.SMALL_FILE:
        batches.preview(access=typed.access, batch=batch, today=typed.today)
    else:
        jobs.begin(access=typed.access, batch=batch, kind="imports.preview")
    return redirect("import-preview", batch.pk)


@require_POST
def discard(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give an unfinished import up."""
    batch = guide.open_batch(request, batch_id)
    batches.discard(access=guide.typed(request).access, batch=batch)
    messages.success(request, _("Đã bỏ lần nhập «%(name)s»; không có gì được ghi.") % {"name": batch.file_name})
    return redirect("imports")


@require_GET
def resume(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Go on where the work on a batch stands."""
    return redirect(batch_url(guide.open_batch(request, batch_id)))
