"""Workbooks of units: sent, taken back, looked at cell by cell, written, sent back with what was refused."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import refusal_above
from canbo.core.access import Permission
from canbo.core.errors import DomainError, NotFound
from canbo.documents.exports import EXCEL, ZIP, Export
from canbo.documents.responses import hand_out
from canbo.evaluation.models import Campaign, Sheet
from canbo.evaluation.permissions import may_run
from canbo.evaluation.selectors import sheets as selectors
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.services import sheet_jobs, sheets, sheets_in
from canbo.evaluation.sheet_look import Look
from canbo.evaluation.sheet_marks import marked
from canbo.evaluation.tabs import CAMPAIGN_TABS
from canbo.jobs.models import Job
from canbo.jobs.selectors import own_job

#: How many cells of each kind a page shows; the workbook with the marks holds all.
_SHOWN = 300
#: How many units stand on a page.
_UNITS = 50


def campaign_for(request: Request, campaign_id: int) -> Campaign:
    """Give a campaign to who runs evaluations. Errors: NotFound campaign_unknown; Forbidden."""
    campaign = campaign_of(request.access, campaign_id)
    request.access.require(Permission.RUN_EVALUATIONS)
    return campaign


@require_safe
def listing(request: Request, campaign_id: int) -> HttpResponse:
    """How far each unit has come with its workbook; sending, taking back."""
    campaign = campaign_for(request, campaign_id)
    units = selectors.unit_rows(request.access, campaign)
    states = {state: sum(1 for each in units if each.sheet and each.sheet.state == state) for state in Sheet.State}
    part = Paginator(units, _UNITS).get_page(request.GET.get("trang"))
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "sheets"),
        "units": units, "part": part,
        "counters": [
            (_("đơn vị có phiếu"), len(units)), (_("đã lập tệp"), sum(1 for each in units if each.sheet)),
            (_("đã nhận lại, chờ ghi"), states[Sheet.State.RETURNED]),
            (_("đã ghi vào phiếu"), states[Sheet.State.TAKEN]),
            (_("ô không nhận"), sum(each.sheet.refused_count for each in units if each.sheet)),
        ],
        "takeable": sum(1 for each in units if each.sheet and sheet_jobs.is_takeable(each.sheet)),
        "is_open": campaign.state == campaign.State.OPEN, "runs_whole": may_run(request.access, campaign.unit),
    }  # fmt: skip
    return render(request, "evaluation/sheets.html", context)


@require_POST
def send(request: Request, campaign_id: int) -> HttpResponse:
    """Prepare the workbooks of the chosen units."""
    campaign = campaign_for(request, campaign_id)
    with refusal_above(request):
        unit_ids, whole = _chosen(request, campaign)
        made = sheets.prepare(
            access=request.access, campaign_id=campaign.pk, unit_ids=unit_ids, whole=whole, today=request.today
        )
        if len(made) == 1:
            messages.success(request, _("Đã lập tệp. Tải tệp về rồi gửi cho đơn vị."))
            return redirect("evaluation-sheet", campaign.pk, made[0].pk)
        return redirect("job", sheets.start_packing(access=request.access, campaign=campaign, sheets=made).pk)
    return redirect("evaluation-sheets", campaign.pk)


def _chosen(request: Request, campaign: Campaign) -> tuple[list[int], bool]:
    """The units, and whether each with those under it."""
    way = request.POST.get("cach", "")
    if way == "truc-thuoc":
        return [each.pk for each in selectors.units_to_send(request.access, campaign)], True
    reached = {each.unit.pk for each in selectors.unit_rows(request.access, campaign)}
    if way == "tat-ca":
        return sorted(reached), False
    given = [int(each) for each in request.POST.getlist("don-vi") if each.isdecimal()]
    return [each for each in given if each in reached], request.POST.get("gom") == "on"


@require_http_methods(["GET", "POST"])
def packed(request: Request, campaign_id: int, job_id: UUID) -> HttpResponse:
    """The archive of many workbooks, through the door."""
    campaign = campaign_for(request, campaign_id)
    job = _job(request, campaign, job_id, "evaluation.sheets")
    rows = [each for each in selectors.sheets(request.access, campaign) if each.pk in set(job.arguments["sheet_ids"])]
    people = {key for each in rows for key in selectors.people_of(request.access, each)}
    return hand_out(
        request,
        Export(
            action="evaluation.sheet_given", title=_("Tệp đánh giá gửi các đơn vị"), name="Mau 02_cac don vi",
            media=ZIP, content=lambda: sheets.packed(job_id), people=sorted(people), object_type="campaign",
            object_id=campaign.pk, object_label=campaign.title, unit_path=campaign.unit.path,
            changes={"sheets": [None, len(rows)]},
        ),
    )  # fmt: skip


def _job(request: Request, campaign: Campaign, job_id: UUID, kind: str) -> Job:
    job = own_job(request.access, job_id)
    if job.kind != kind or job.arguments["campaign_id"] != campaign.pk or job.state != Job.State.DONE:
        raise NotFound("sheet_unknown", "Không có tệp này trong phạm vi của bạn.")
    return job


@require_http_methods(["GET", "POST"])
def sheet_file(request: Request, campaign_id: int, sheet_id: int) -> HttpResponse:
    """One workbook, as the pages stand now, through the door."""
    sheet = _sheet(request, campaign_id, sheet_id)
    return hand_out(request, _export(request, sheet, _("Tệp đánh giá gửi đơn vị"), marks=False))


@require_http_methods(["GET", "POST"])
def marked_file(request: Request, campaign_id: int, sheet_id: int) -> HttpResponse:
    """The workbook that came back with its refused cells marked, through the door."""
    sheet = _sheet(request, campaign_id, sheet_id)
    if not sheet.sha256:
        raise NotFound("sheet_not_returned", "Chưa nhận lại tệp này.")
    return hand_out(
        request, _export(request, sheet, _("Tệp đánh giá trả lại đơn vị, đánh dấu ô không nhận"), marks=True)
    )


def _export(request: Request, sheet: Sheet, title: str, *, marks: bool) -> Export:
    access = request.access

    def content() -> bytes:
        return marked(sheets_in.kept(sheet), sheet.refused or []) if marks else sheets.content_of(access, sheet)

    return Export(
        action="evaluation.sheet_given", title=title, name=sheets.file_name(sheet) + ("_o sai" if marks else ""),
        media=EXCEL, content=content, people=selectors.people_of(access, sheet), object_type="campaign",
        object_id=sheet.campaign_id, object_label=sheet.campaign.title, unit_path=sheet.unit.path, has_cover=False,
        changes={"sheet": [None, sheet.pk], "marks": [None, marks]},
    )  # fmt: skip


def _sheet(request: Request, campaign_id: int, sheet_id: int) -> Sheet:
    campaign_of(request.access, campaign_id)
    sheet = selectors.sheet_of(request.access, sheet_id)
    if sheet.campaign_id != campaign_id:
        raise NotFound("sheet_unknown", "Không có tệp này trong phạm vi của bạn.")
    return sheet


@require_POST
def receive(request: Request, campaign_id: int) -> HttpResponse:
    """Take in what units sent back: a few files at once, many in the background."""
    campaign = campaign_for(request, campaign_id)
    files = [(each.name or "", each.read()) for each in request.FILES.getlist("tep")]
    if not files:
        messages.error(request, _("Hãy chọn ít nhất một tệp (.xlsx hoặc .zip)."))
        return redirect("evaluation-sheets", campaign.pk)
    with refusal_above(request):
        if len(files) > sheet_jobs.FEW_FILES or any(name.lower().endswith(".zip") for name, _content in files):
            return redirect("job", sheet_jobs.start_receiving(access=request.access, campaign=campaign, files=files).pk)
        found = sheets_in.receive(access=request.access, campaign_id=campaign.pk, files=files, today=request.today)
        return _received(request, campaign, found)
    return redirect("evaluation-sheets", campaign.pk)


@require_safe
def received(request: Request, campaign_id: int, job_id: UUID) -> HttpResponse:
    """What became of the files that were taken in in the background."""
    campaign = campaign_for(request, campaign_id)
    job = _job(request, campaign, job_id, "evaluation.sheets_in")
    return _received(request, campaign, [sheets_in.Received(*each) for each in (job.result or {}).get("files", ())])


def _received(request: Request, campaign: Campaign, found: list[sheets_in.Received]) -> HttpResponse:
    held = selectors.sheets(request.access, campaign).in_bulk([each.sheet_id for each in found if each.sheet_id])
    rows = [(each, held.get(each.sheet_id or 0)) for each in found]
    context = {
        "campaign": campaign, "tabs": CAMPAIGN_TABS.of(request.access, campaign, "sheets"), "rows": rows,
        "taken": sum(each.is_taken for each in found), "bad": sum(not each.is_taken for each in found),
    }  # fmt: skip
    return render(request, "evaluation/sheets_received.html", context)


@require_safe
def show(request: Request, campaign_id: int, sheet_id: int) -> HttpResponse:
    """One workbook: what it would write, what both sides changed, what is refused and why."""
    sheet = _sheet(request, campaign_id, sheet_id)
    return _page(request, sheet)


def _page(request: Request, sheet: Sheet) -> HttpResponse:
    look: Look | None = None
    error = ""
    if sheet.sha256:
        try:
            look = sheets_in.look_of(request.access, sheet)
        except DomainError as refusal:
            error = localized(refusal)
    written, conflicts = (look.of("write"), look.of("conflict")) if look else ([], [])
    refused = sheet.refused or []
    context = {
        "campaign": sheet.campaign, "tabs": CAMPAIGN_TABS.of(request.access, sheet.campaign, "sheets"), "sheet": sheet,
        "look": look, "error": error, "written": written[:_SHOWN], "written_count": len(written),
        "conflicts": conflicts, "refused": refused[:_SHOWN], "refused_count": len(refused),
        "is_open": sheet.campaign.state == sheet.campaign.State.OPEN, "file_name": sheets.file_name(sheet),
        "may_take": bool(written or conflicts),
    }  # fmt: skip
    return render(request, "evaluation/sheet.html", context)


@require_POST
def take(request: Request, campaign_id: int, sheet_id: int) -> HttpResponse:
    """Write a workbook into the ratings."""
    sheet = _sheet(request, campaign_id, sheet_id)
    chosen = request.POST.getlist("chon")
    digest = request.POST.get("dau", "")
    if sheet.counts.get("write", 0) + len(chosen) > sheet_jobs.FEW_CELLS and sheet.sha256 == digest:
        job = sheet_jobs.start_taking(access=request.access, campaign=sheet.campaign, rows=[sheet], take=chosen)
        return redirect("job", job.pk)
    with refusal_above(request):
        taken = sheets_in.commit(
            access=request.access, sheet_id=sheet.pk, sha256=digest, take=chosen, today=request.today
        )
        said = _("Đã ghi %(cells)s ô của %(people)s người.") % {"cells": taken.cells, "people": taken.people}
        messages.success(request, said)
        if taken.refused:
            messages.warning(
                request,
                _("%(count)s ô không nhận: tải tệp đánh dấu ô sai để gửi lại đơn vị.") % {"count": taken.refused},
            )
    return redirect("evaluation-sheet", campaign_id, sheet.pk)


@require_POST
def take_all(request: Request, campaign_id: int) -> HttpResponse:
    """Write every workbook in which nothing was changed on both sides, in the background."""
    campaign = campaign_for(request, campaign_id)
    rows = sheet_jobs.takeable(request.access, campaign)
    if not rows:
        messages.error(request, _("Không có tệp nào chờ ghi mà không có ô hai bên cùng sửa."))
        return redirect("evaluation-sheets", campaign.pk)
    return redirect("job", sheet_jobs.start_taking(access=request.access, campaign=campaign, rows=rows).pk)
