"""The door as pages see it: what for, a file to save, or a page of its own where a second person approves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from canbo.accounts.step_up import require_recent
from canbo.common.form_pages import refusal_on
from canbo.core.access import AccessContext
from canbo.documents import services
from canbo.documents.asking import AskForm
from canbo.documents.exports import Export, PrintMark
from canbo.documents.models import ExportRequest
from canbo.documents.permissions import require_export


def hand_out(request: HttpRequest, export: Export) -> HttpResponse:
    """Answer with the file; or with the question what for; or with the way to its page where it waits for approval.

    Called by a view that takes GET and POST. The file leaves marked and with an entry in the log.
    """
    if request.method == "HEAD":
        return HttpResponseNotAllowed(["GET", "POST"])
    require_recent(request)
    access = _access(request)
    require_export(access, export)
    if not export.asks:
        return _given(services.release(access=access, export=export))
    form = AskForm(request.POST if request.method == "POST" else None, may_lock=export.may_lock)
    if form.is_valid():
        with refusal_on(form):
            return _given(
                services.release(
                    access=access, export=export, reason=form.cleaned_data["ly_do"],
                    wants_password=bool(form.cleaned_data.get("mat_khau")),
                ),
                request,
            )  # fmt: skip
    return ask(request, export, form)


def mark_page(request: HttpRequest, export: Export) -> PrintMark | HttpResponse:
    """Give the mark of a page that is printed, or the answer that asks what for."""
    if request.method == "HEAD":
        return HttpResponseNotAllowed(["GET", "POST"])
    require_recent(request)
    access = _access(request)
    require_export(access, export)
    if not export.asks:
        return services.release_page(access=access, export=export)
    form = AskForm(request.POST if request.method == "POST" else None, may_lock=False)
    if form.is_valid():
        with refusal_on(form):
            return services.release_page(access=access, export=export, reason=form.cleaned_data["ly_do"])
    return ask(request, export, form, is_print=True)


def ask(request: HttpRequest, export: Export, form: AskForm, *, is_print: bool = False) -> HttpResponse:
    """Answer with the question what for."""
    context = {"form": form, "export": export, "is_print": is_print, "people_count": len(set(export.people))}
    return render(request, "documents/ask.html", context, status=422 if form.errors else 200)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Give bytes to save as a file, never shown inside the page and kept by no cache."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _given(released: services.Released, request: HttpRequest | None = None) -> HttpResponse:
    row = released.row
    if released.content is not None:
        return download(released.content, row.file_name, row.media_type)
    if request is None or not released.password:
        return redirect("export", row.pk)
    # The one time that the password is seen: it is kept nowhere.
    response = render(request, "documents/export.html", export_context(request, row, released.password))
    response["Cache-Control"] = "no-store"
    return response


def export_context(request: HttpRequest, row: ExportRequest, password: str = "") -> dict[str, object]:
    """Give what the page of one export shows."""
    access = _access(request)
    is_own = row.requested_by_id == access.user_id
    return {
        "object": row, "password": password, "is_own": is_own, "title": _("Lần xuất số %(number)s") % {
            "number": row.number
        },
        "may_collect": is_own and row.state == ExportRequest.State.READY,
        "is_held": row.state == ExportRequest.State.HELD,
    }  # fmt: skip


def _access(request: HttpRequest) -> AccessContext:
    access: AccessContext = request.access  # type: ignore[attr-defined]
    return access
