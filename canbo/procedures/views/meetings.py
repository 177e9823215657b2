"""Meetings: the list, convening, attendance, the meeting's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, form_page, written
from canbo.core.access import Permission
from canbo.core.errors import DomainError
from canbo.procedures.forms import MeetingForm
from canbo.procedures.models import Meeting
from canbo.procedures.permissions import may_run
from canbo.procedures.selectors import meetings as selectors
from canbo.procedures.services import meetings as services

_LISTED = 200


@require_safe
def listing(request: Request) -> HttpResponse:
    """The meetings that the viewer takes part in or runs."""
    context = {
        "meetings": selectors.meetings(request.access)[:_LISTED],
        "may_convene": request.access.can(Permission.RUN_PROCEDURES),
    }
    return render(request, "procedures/meetings.html", context)


@both
def convene(request: Request) -> HttpResponse:
    """Choose the unit, then who is convened, who chairs and who counts."""
    request.access.require(Permission.RUN_PROCEDURES)
    units = selectors.units_to_run(request.access)
    unit = next((each for each in units if str(each.pk) == request.GET.get("don-vi", "")), None)
    if unit is None:
        return render(request, "procedures/meeting_unit.html", {"units": units})
    people = selectors.people_to_convene(request.access, unit)
    form = MeetingForm(request.POST or None, initial={"held_on": f"{request.today:%d/%m/%Y}"})
    chosen = {int(key) for key in request.POST.getlist("people") if key.isdecimal()}
    holders = {part: request.POST.get(part, "") for part in ("chair", "teller")}
    made: list[Meeting] = []

    def write() -> None:
        if not all(key.isdecimal() for key in holders.values()):
            raise DomainError("holders_missing", "Hãy chọn người chủ trì và người kiểm phiếu.")
        cleaned = form.cleaned_data
        made.append(
            services.convene(
                access=request.access, unit=unit, title=cleaned["title"], held_on=cleaned["held_on"],
                place=cleaned["place"], people=dict.fromkeys(chosen, cleaned["basis"]),
                chair_id=int(holders["chair"]), teller_id=int(holders["teller"]),
            )
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã triệu tập hội nghị."))
        return redirect("meeting", made[0].pk)
    rows = [
        (person, person.pk in chosen, holders["chair"] == str(person.pk), holders["teller"] == str(person.pk))
        for person in people
    ]
    return form_page(
        request, form, template="procedures/meeting_new.html", title=_("Triệu tập hội nghị"), unit=unit, rows=rows
    )


@require_safe
def show(request: Request, meeting_id: int) -> HttpResponse:
    """One meeting: its votes, who was convened and who came."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    attendances = selectors.convened(request.access, meeting)
    context = {
        "meeting": meeting, "attendances": attendances, "present": sum(each.is_present for each in attendances),
        "standings": selectors.standings(request.access, meeting), "may_run": may_run(request.access, meeting),
    }  # fmt: skip
    return render(request, "procedures/meeting.html", context)


@require_POST
def note_present(request: Request, meeting_id: int) -> HttpResponse:
    """Write down who is present."""
    present = [int(key) for key in request.POST.getlist("present") if key.isdecimal()]
    try:
        services.note_present(access=request.access, meeting_id=meeting_id, present=present)
    except DomainError as error:
        if error.code != "voter_present":
            raise
        messages.error(request, localized(error))
    else:
        messages.success(request, _("Đã ghi danh sách có mặt."))
    return redirect("meeting", meeting_id)


@require_POST
def close(request: Request, meeting_id: int) -> HttpResponse:
    """Close the meeting."""
    services.close_meeting(access=request.access, meeting_id=meeting_id)
    messages.success(request, _("Đã bế mạc hội nghị."))
    return redirect("meeting", meeting_id)
