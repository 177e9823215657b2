"""What left and what waits: one's own exports, those to approve, one by its number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canbo.accounts.step_up import require_recent
from canbo.common.form_pages import refusal_on
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import Forbidden
from canbo.documents import selectors, services
from canbo.documents.asking import DecideForm
from canbo.documents.permissions import may_approve
from canbo.documents.responses import download, export_context


def _access(request: HttpRequest) -> AccessContext:
    access: AccessContext = request.access  # type: ignore[attr-defined]
    return access


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """What waits for the viewer as the second person, the viewer's own exports, and the search by number."""
    access = _access(request)
    number = request.GET.get("so", "").strip()[:20]
    found = selectors.export_by_number(access, number) if number else None
    if found is not None:
        return redirect("export", found.pk)
    context = {
        "own": selectors.own_exports(access), "waiting": selectors.exports_to_approve(access), "number": number,
        "may_approve": access.can(Permission.APPROVE_EXPORTS),
    }  # fmt: skip
    return render(request, "documents/exports.html", context, status=404 if number else 200)


@require_GET
def export(request: HttpRequest, export_id: int) -> HttpResponse:
    """One export: what, who, when, for what, and what became of it."""
    row = selectors.export_of(_access(request), export_id)
    context: dict[str, Any] = export_context(request, row)
    if context["is_held"] and may_approve(_access(request), row):
        context["form"] = DecideForm()
    return render(request, "documents/export.html", context)


@require_POST
def decide(request: HttpRequest, export_id: int) -> HttpResponse:
    """Approve or refuse."""
    require_recent(request)
    access = _access(request)
    row = selectors.export_of(access, export_id)
    form = DecideForm(request.POST)
    approve = request.POST.get("quyet-dinh") == "duyet"
    if form.is_valid():
        with refusal_on(form):
            services.decide(access=access, row=row, approve=approve, reason=form.cleaned_data["y_kien"])
            messages.success(request, _("Đã duyệt; người đề nghị tải được tệp.") if approve else _("Đã từ chối."))
            return redirect("exports")
    elif not may_approve(access, row):
        raise Forbidden("permission_missing", _("Tài khoản này không duyệt được lần xuất này."))
    return render(request, "documents/export.html", {**export_context(request, row), "form": form}, status=422)


@require_POST
def collect(request: HttpRequest, export_id: int) -> HttpResponse:
    """Give the frozen file, once."""
    require_recent(request)
    access = _access(request)
    row, content = services.collect(access=access, row=selectors.export_of(access, export_id))
    return download(content, row.file_name, row.media_type)


@require_POST
def withdraw(request: HttpRequest, export_id: int) -> HttpResponse:
    """Take back one's own export."""
    access = _access(request)
    services.withdraw(access=access, row=selectors.export_of(access, export_id))
    messages.success(request, _("Đã rút; tệp đã được huỷ."))
    return redirect("exports")
