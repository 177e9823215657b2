"""The preview: rows by outcome, mending a cell, deciding who is who, working it out anew."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canbo.common.errors import localized
from canbo.common.listing import Tab
from canbo.core.errors import DomainError
from canbo.imports.models import ImportBatch, ImportRow
from canbo.imports.selectors import ShownRow, outcome_counts, staged_row, staged_rows, twin_files
from canbo.imports.services import batches, jobs
from canbo.imports.views import guide

SIZE = 25
OUTCOME_TAGS = {
    "accepted": "tag-green", "warned": "tag-amber", "held": "tag-blue", "refused": "tag-red", "existing": "",
}  # fmt: skip


@require_GET
def preview(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Step 3: what would happen, row by row."""
    batch = guide.open_batch(request, batch_id)
    if not batch.is_open:
        return redirect("import-report", batch.pk)
    job = guide.running_job(request, batch, "imports.preview")
    if job is not None and not job.is_over:
        waiting = guide.page(batch, guide.PREVIEW, progress=guide.progress_of(job, request.path))
        return render(request, "imports/waiting.html", waiting)
    if batch.state != ImportBatch.State.PREVIEWED:
        return redirect("import-columns", batch.pk)
    return render(request, "imports/preview.html", _context(request, batch))


def _context(request: HttpRequest, batch: ImportBatch, error: str = "", error_row: int = 0) -> dict[str, Any]:
    access = guide.typed(request).access
    params = request.GET if request.method == "GET" else request.POST
    outcome = params.get("loc", "")
    counts = outcome_counts(access, batch)
    if outcome not in counts:
        outcome = (
            next((name for name in ("held", "refused", "warned") if counts[name]), "") if "loc" not in params else ""
        )
    source = staged_rows(access, batch, outcome=outcome)
    number = params.get("trang", "1")
    total = source.count()
    pages = max(1, -(-total // SIZE))
    current = min(max(int(number) if number.isdigit() and len(number) < 7 else 1, 1), pages)
    rows = source.page((current - 1) * SIZE, SIZE)
    twins = twin_files(
        access, [who["person_id"] for row in rows for who in row.payload["candidates"] if who["person_id"]]
    )
    head = batch.report.get("sheet_head", {})
    return guide.page(
        batch, guide.PREVIEW, counts=counts, outcome=outcome, tabs=_tabs(batch, counts, outcome), total=total,
        rows=[_row(row, twins, head, error if row.row.row == error_row else "") for row in rows], current_page=current,
        pages=pages, is_stale=batch.report.get("stale", False), undecided=counts["held"],
        is_small=batch.file_size <= jobs.SMALL_FILE, to_write=batch.counts.get("imported",
        0) + batch.counts.get("updated", 0),
        error=error,
    )  # fmt: skip


def _tabs(batch: ImportBatch, counts: dict[str, int], outcome: str) -> list[Tab]:
    url = reverse("import-preview", args=[batch.pk])
    every = [("", _("Tất cả"), sum(counts.values()))]
    every += [(str(value), capfirst(str(label)), counts[str(value)]) for value, label in ImportRow.Outcome.choices]
    return [
        Tab(label, f"{url}?loc={value}", value == outcome, count) for value, label, count in every if count or not value
    ]


def _row(shown: ShownRow, twins: dict[int, Any], head: dict[str, Any], error: str) -> dict[str, Any]:
    cells = shown.payload["cells"]
    headings = head.get("headings", [])
    issues = [_issue(issue, shown, cells) for issue in shown.payload["issues"]]
    mended = [
        {"letter": letter, "heading": _heading(letter, headings), "text": text}
        for letter, text in shown.repairs.items()
    ]
    candidates = [{**who, "file": twins.get(who["person_id"])} for who in shown.payload["candidates"]]
    return {
        "row": shown.row, "payload": shown.payload, "issues": issues, "candidates": candidates, "mended": mended,
        "tag": OUTCOME_TAGS[shown.row.outcome], "error": error,
        "is_held": shown.row.outcome == ImportRow.Outcome.HELD or bool(shown.row.decision),
    }  # fmt: skip


def _letter(cell: str) -> str:
    return "".join(character for character in cell if character.isalpha())


def _heading(letter: str, headings: list[str]) -> str:
    from canbo.documents.sources.sheet import column_index

    place = column_index(letter)
    return headings[place] if place < len(headings) else letter


def _issue(issue: dict[str, str], shown: ShownRow, cells: list[str]) -> dict[str, Any]:
    from canbo.documents.sources.sheet import column_index

    letter = _letter(issue["cell"])
    place = column_index(letter) if letter else -1
    now = shown.repairs.get(letter, cells[place] if 0 <= place < len(cells) else "")
    return {**issue, "letter": letter, "now": now}


@require_POST
def repair(request: HttpRequest, batch_id: int, number: int) -> HttpResponse:
    """Give a cell another text."""
    batch = guide.open_batch(request, batch_id)
    shown = staged_row(guide.typed(request).access, batch, number)
    return _then_again(
        request, batch, number,
        lambda: batches.repair_cell(
            access=guide.typed(request).access, batch=batch, row=shown.row, column=request.POST.get("cot", ""),
            text=request.POST.get("gia-tri", ""),
        ),
    )  # fmt: skip


@require_POST
def decide(request: HttpRequest, batch_id: int, number: int) -> HttpResponse:
    """Decide who a held row is."""
    batch = guide.open_batch(request, batch_id)
    shown = staged_row(guide.typed(request).access, batch, number)
    decision, _mark, person = request.POST.get("quyet-dinh", "").partition(":")
    return _then_again(
        request, batch, number,
        lambda: batches.decide(
            access=guide.typed(request).access, batch=batch, row=shown.row, decision=decision,
            person_id=int(person) if person.isdigit() else None,
        ),
    )  # fmt: skip


def _then_again(request: HttpRequest, batch: ImportBatch, number: int, act: Any) -> HttpResponse:
    """Do it, work a small list out anew at once, and show the rows where the viewer was."""
    typed = guide.typed(request)
    error = ""
    try:
        act()
        if batch.file_size <= jobs.SMALL_FILE:
            batches.preview(access=typed.access, batch=batch, today=typed.today)
    except DomainError as refusal:
        error = localized(refusal)
    if request.headers.get("HX-Request"):
        context = _context(request, batch, error, number)
        return render(request, "imports/preview.html#rows", context, status=422 if error else 200)
    if error:
        return render(request, "imports/preview.html", _context(request, batch, error, number), status=422)
    query = f"?loc={request.POST.get('loc', '')}&trang={request.POST.get('trang', '1')}"
    return redirect(reverse("import-preview", args=[batch.pk]) + query + f"#dong-{number}")


@require_POST
def again(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Work the preview out anew, after cells were mended or rows decided."""
    typed = guide.typed(request)
    batch = guide.open_batch(request, batch_id)
    if batch.file_size <= jobs.SMALL_FILE:
        batches.preview(access=typed.access, batch=batch, today=typed.today)
    else:
        jobs.begin(access=typed.access, batch=batch, kind="imports.preview")
    return redirect("import-preview", batch.pk)
