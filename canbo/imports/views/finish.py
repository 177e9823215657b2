"""The commit, its result, the workbook of errors, and the undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from canbo.common.errors import localized
from canbo.core.errors import DomainError
from canbo.core.text import nfc
from canbo.documents.exports import EXCEL, Export
from canbo.documents.responses import hand_out
from canbo.imports.forms import UndoForm
from canbo.imports.models import ImportBatch
from canbo.imports.selectors import outcome_counts, staged_rows
from canbo.imports.services import batches, jobs
from canbo.imports.services.error_workbook import error_workbook
from canbo.imports.views import guide

_SHOWN = 100


@require_http_methods(["GET", "POST"])
def commit(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Step 4: what will happen, confirmed by naming the file; then the work with its progress."""
    batch = guide.open_batch(request, batch_id)
    if not batch.is_open:
        return redirect("import-report", batch.pk)
    job = guide.running_job(request, batch, "imports.commit")
    if job is not None and not job.is_over:
        waiting = guide.page(batch, guide.COMMIT, progress=guide.progress_of(job, ""))
        return render(request, "imports/waiting.html", waiting)
    if batch.state != ImportBatch.State.PREVIEWED:
        return redirect("import-preview", batch.pk)
    error = job.message if job is not None and request.method == "GET" else ""
    name = batch.root_name or batch.file_name
    if request.method == "POST":
        if nfc(request.POST.get("xac-nhan", "")).strip() == nfc(name).strip():
            jobs.begin(access=guide.typed(request).access, batch=batch, kind="imports.commit")
            return redirect("import-commit", batch.pk)
        error = _("Hãy gõ đúng «%(name)s» để xác nhận.") % {"name": name}
    counts = batch.counts
    context = guide.page(
        batch, guide.COMMIT, counts=counts, error=error, confirm_name=name, is_stale=batch.report.get("stale", False),
        units_new=batch.report.get("units_new", []), left_out=counts.get("refused", 0) + counts.get("held", 0),
        nothing=not (counts.get("imported") or counts.get("updated")),
    )  # fmt: skip
    return render(request, "imports/commit.html", context, status=422 if error and request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Step 5: what was written, what was left out, and taking it back."""
    typed = guide.typed(request)
    batch = guide.open_batch(request, batch_id)
    if batch.is_open:
        return redirect("import-resume", batch.pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    standing: object = ()
    if request.method == "POST" and form.is_valid():
        try:
            batches.undo(access=typed.access, batch=batch, reason=form.cleaned_data["reason"])
            messages.success(request, _("Đã hoàn tác lần nhập «%(name)s».") % {"name": batch.file_name})
            return redirect("import-report", batch.pk)
        except DomainError as refusal:
            form.add_error(None, localized(refusal))
            standing = refusal.extra.get("dependents", ())
    counts = outcome_counts(typed.access, batch)
    left_out = staged_rows(typed.access, batch).page(0, _SHOWN)
    context = guide.page(
        batch, guide.REPORT, counts=batch.counts, left_out=left_out, staged=counts, form=form, dependents=standing,
        has_errors=bool(counts["refused"] or counts["held"]),
        is_committed=batch.state == ImportBatch.State.COMMITTED,
    )  # fmt: skip
    return render(request, "imports/report.html", context, status=422 if form.errors else 200)


@require_GET
def errors(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The workbook of what was left out."""
    typed = guide.typed(request)
    batch = guide.open_batch(request, batch_id)
    return hand_out(
        request,
        Export(
            action="list.exported", title=_("Dòng lỗi của lần nhập số %(number)s") % {"number": batch.pk},
            name=f"dong-loi-{batch.pk}", media=EXCEL, content=lambda: error_workbook(typed.access, batch), rights=(),
            object_type="import", object_id=batch.pk, object_label=batch.file_name,
            unit_path=batch.root.path if batch.root else "", has_cover=False,
        ),
    )  # fmt: skip
