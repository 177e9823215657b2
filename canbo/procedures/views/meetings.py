"""Meetings: the list, the meeting's own page, who leads it, opening, closing, cancelling."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.core.access import Permission
from canbo.documents.paper_panel import render_papers
from canbo.procedures.forms import ReasonForm
from canbo.procedures.meeting_forms import BenchForm, FrameForm, frame_initial
from canbo.procedures.permissions import may_record, may_run, require_run
from canbo.procedures.selectors import meetings as selectors
from canbo.procedures.selectors.agenda import items_of
from canbo.procedures.selectors.attendance import numbers_of, quorum_of
from canbo.procedures.services import meetings as services
from canbo.procedures.views.meeting_tabs import tabs_of

_LISTED = 200


@require_safe
def listing(request: Request) -> HttpResponse:
    """The meetings that the viewer takes part in or runs."""
    context = {
        "meetings": selectors.meetings(request.access)[:_LISTED],
        "may_convene": request.access.can(Permission.RUN_PROCEDURES),
    }
    return render(request, "procedures/meetings.html", context)


@require_safe
def show(request: Request, meeting_id: int) -> HttpResponse:
    """One meeting: its agenda with the votes, whether enough are present, what is to be done next."""
    access = request.access
    meeting = selectors.meeting_of(access, meeting_id)
    numbers = numbers_of(access, meeting)
    items = items_of(access, meeting, with_notes=False)
    standings = selectors.standings(access, meeting)
    runs = may_run(access, meeting)
    context = {
        "meeting": meeting, "numbers": numbers, "quorum": quorum_of(access, meeting, None, numbers),
        "agenda": [
            (each, quorum_of(access, meeting, each, numbers) if each.quorum else None,
             [one for one in standings if one.vote.item_id == each.pk])
            for each in items
        ],
        "free_votes": [one for one in standings if one.vote.item_id is None],
        "acts": selectors.acts_together(standings),
        "may_run": runs, "may_record": may_record(access, meeting),
        "tabs": tabs_of(access, meeting, "meeting"), "is_over": meeting.is_over,
        "papers": render_papers(request, "meeting", meeting) if runs else "",
    }  # fmt: skip
    return render(request, "procedures/meeting.html", context)


@both
def change(request: Request, meeting_id: int) -> HttpResponse:
    """Change name, day, hour, place, way."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    require_run(request.access, meeting)
    form = FrameForm(request.POST or None, initial=frame_initial(meeting))

    def write() -> None:
        services.change_meeting(access=request.access, meeting_id=meeting_id, frame=form.frame)

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã sửa thông tin hội nghị."))
        return redirect("meeting", meeting_id)
    return form_page(
        request, form, template="procedures/meeting_form.html", title=_("Sửa ngày, giờ, địa điểm"), meeting=meeting
    )


@both
def bench(request: Request, meeting_id: int) -> HttpResponse:
    """Name the chair, the secretary, the tellers."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    require_run(request.access, meeting)
    there = [each for each in selectors.convened(request.access, meeting) if not each.is_left_out]
    form = BenchForm(
        request.POST or None, people=[(each.person_id, each.person.full_name) for each in there],
        initial={"chair": meeting.chair_id, "teller": meeting.teller_id, "secretary": meeting.secretary_id,
                 "tellers": [each.person_id for each in there if each.is_teller]},
    )  # fmt: skip

    def write() -> None:
        services.change_bench(access=request.access, meeting_id=meeting_id, bench=form.bench)

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã ghi chủ trì, thư ký, người kiểm phiếu."))
        return redirect("meeting", meeting_id)
    return form_page(
        request, form, template="procedures/meeting_form.html", title=_("Chủ trì, thư ký, kiểm phiếu"), meeting=meeting
    )


@require_POST
def begin(request: Request, meeting_id: int) -> HttpResponse:
    """Open the meeting."""
    return _done(request, meeting_id, services.open_meeting, _("Đã khai mạc hội nghị."))


@require_POST
def close(request: Request, meeting_id: int) -> HttpResponse:
    """Close the meeting."""
    return _done(request, meeting_id, services.close_meeting, _("Đã bế mạc hội nghị."))


def _done(request: Request, meeting_id: int, act: object, told: str) -> HttpResponse:
    with refusal_above(request):
        act(access=request.access, meeting_id=meeting_id)  # type: ignore[operator]
        messages.success(request, told)
    return redirect("meeting", meeting_id)


@both
def cancel(request: Request, meeting_id: int) -> HttpResponse:
    """Cancel the meeting."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    require_run(request.access, meeting)
    form = ReasonForm(request.POST or None)

    def write() -> None:
        services.cancel_meeting(access=request.access, meeting_id=meeting_id, reason=form.cleaned_data["reason"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã huỷ hội nghị."))
        return redirect("meeting", meeting_id)
    return form_page(request, form, template="procedures/meeting_form.html", title=_("Huỷ hội nghị"), meeting=meeting)
