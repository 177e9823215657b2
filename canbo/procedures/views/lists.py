"""The list of a meeting: by which record somebody is on it, what changed since, invitations, attendance."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, refusal_above, written
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.procedures.meeting_forms import AddingForm
from canbo.procedures.models import Attendance, Meeting
from canbo.procedures.permissions import may_run, require_record, require_run
from canbo.procedures.selectors import meetings as selectors
from canbo.procedures.selectors.attendance import numbers_of, quorum_of
from canbo.procedures.selectors.convened import role_words
from canbo.procedures.selectors.listing import difference
from canbo.procedures.services import convening, presence
from canbo.procedures.services.meetings import subjects_of
from canbo.procedures.views.meeting_tabs import tabs_of


@require_safe
def show(request: Request, meeting_id: int) -> HttpResponse:
    """Everybody on the list with the record that makes them a member; who was left out and why."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    # In the order of the rule: the leadership first, as the list was made.
    rows = sorted(selectors.convened(request.access, meeting), key=lambda each: each.pk)
    subjects = subjects_of(meeting)
    told = meeting.convening
    context = {
        "meeting": meeting, "tabs": tabs_of(request.access, meeting, "meeting-list"),
        "numbers": numbers_of(request.access, meeting), "subjects": subjects,
        "voting": [each for each in rows if each.has_vote and not each.is_left_out],
        "attending": [each for each in rows if not each.has_vote and not each.is_left_out],
        "left_out": [each for each in rows if each.is_left_out],
        "roles": [role_words(each) for each in told.get("roles", ())],
        "may_run": may_run(request.access, meeting), "is_preparing": meeting.state == Meeting.State.PREPARING,
        "uninvited": sum(each.invited_on is None and not each.is_left_out for each in rows),
    }  # fmt: skip
    return render(request, "procedures/meeting_list.html", context)


@both
def change(request: Request, meeting_id: int) -> HttpResponse:
    """Add people, leave people out or take them back, each with the reason."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    require_run(request.access, meeting)
    rows = selectors.convened(request.access, meeting)
    held = {each.person_id for each in rows}
    people = selectors.people_to_add(request.access, meeting.unit)
    form = AddingForm(
        request.POST or None,
        people=[(each.pk, f"{each.full_name} – {each.unit.name}") for each in people if each.pk not in held],
    )
    wanted = {int(key) for key in request.POST.getlist("bo") if key.isdecimal()}
    reasons = {each.person_id: request.POST.get(f"ly-do-{each.person_id}", "") for each in rows}

    def write() -> None:
        out = {each.person_id for each in rows if each.is_left_out}
        convening.change_list(
            access=request.access, meeting_id=meeting_id, left_out={key: reasons.get(key, "") for key in wanted - out},
            taken_back=sorted(out - wanted), added=form.people_added, guests=form.people_invited,
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã sửa danh sách triệu tập."))
        return redirect("meeting-list", meeting_id)
    is_bound = request.method == "POST"
    context = {
        "form": form, "meeting": meeting,
        "rows": [
            (each, each.person_id in wanted if is_bound else each.is_left_out,
             reasons[each.person_id] if is_bound else each.reason if each.is_left_out else "")
            for each in rows
        ],
    }  # fmt: skip
    return render(request, "procedures/meeting_list_form.html", context, status=422 if form.errors else 200)


@both
def compare(request: Request, meeting_id: int) -> HttpResponse:
    """The list as kept against the rule as the files stand now; take the new one over."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    require_run(request.access, meeting)
    if request.method == "POST":
        with refusal_above(request):
            count = convening.update_list(access=request.access, meeting_id=meeting_id)
            messages.success(
                request,
                ngettext("Đã cập nhật danh sách: %(n)s người.", "Đã cập nhật danh sách: %(n)s người.", count)
                % {"n": count},
            )
        return redirect("meeting-list", meeting_id)
    context = {"meeting": meeting, "difference": difference(request.access, meeting)}
    return render(request, "procedures/meeting_compare.html", context)


@require_POST
def invite(request: Request, meeting_id: int) -> HttpResponse:
    """Write down that the invitations of everybody who had none were sent today."""
    rows = selectors.convened(request.access, selectors.meeting_of(request.access, meeting_id))
    people = [each.person_id for each in rows if not each.is_left_out and each.invited_on is None]
    with refusal_above(request):
        count = convening.note_invited(access=request.access, meeting_id=meeting_id, people=people, today=request.today)
        messages.success(
            request,
            ngettext("Đã ghi gửi giấy mời cho %(n)s người.", "Đã ghi gửi giấy mời cho %(n)s người.", count)
            % {"n": count},
        )
    return redirect("meeting-list", meeting_id)


@both
def attend(request: Request, meeting_id: int) -> HttpResponse:
    """Take attendance: by person, by unit, everybody at once."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    require_record(request.access, meeting)
    rows = [each for each in selectors.convened(request.access, meeting) if not each.is_left_out]
    rows.sort(key=lambda each: (not each.has_vote, each.group, each.person.sort_key, each.pk))
    refusal = ""
    if request.method == "POST":
        noted = _noted(request, rows)
        try:
            presence.note_presence(access=request.access, meeting_id=meeting_id, noted=noted)
        except (Forbidden, NotFound):
            raise
        except DomainError as error:
            refusal = localized(error)
            for each in rows:
                if each.person_id in noted:
                    each.presence, each.excuse = noted[each.person_id].presence, noted[each.person_id].excuse
        else:
            messages.success(request, _("Đã ghi điểm danh."))
            return redirect("meeting-presence", meeting_id)
    numbers = numbers_of(request.access, meeting)
    groups = [(name, list(held)) for name, held in groupby(rows, key=lambda each: (each.has_vote, each.group))]
    context = {
        "meeting": meeting, "tabs": tabs_of(request.access, meeting, "meeting-presence"), "numbers": numbers,
        "quorum": quorum_of(request.access, meeting, None, numbers), "groups": groups, "refusal": refusal,
        "ways": Attendance.Presence.choices, "total": len(rows),
    }  # fmt: skip
    return render(request, "procedures/meeting_presence.html", context, status=422 if refusal else 200)


def _noted(request: Request, rows: list[Attendance]) -> dict[int, presence.Noted]:
    """What the page says of each; a button for all, or for one unit, says it of everybody there not noted yet."""
    act, _sep, group = request.POST.get("nut", "").partition(":")
    noted = {}
    for each in rows:
        way = request.POST.get(f"d-{each.person_id}", each.presence)
        is_meant = act == "tat-ca" or (act == "nhom" and group == each.group)
        if act == "xoa":
            way = ""
        elif is_meant and not way:
            way = Attendance.Presence.ONLINE if group == "truc-tuyen" else Attendance.Presence.ROOM
        late = request.POST.get(f"m-{each.person_id}") == "on"
        excuse = request.POST.get(f"l-{each.person_id}", each.excuse)
        # Who is noted present anew after the opening comes late by itself; the box says it of the others.
        is_new = way != each.presence and not each.is_present
        if (way, excuse, late) != (each.presence, each.excuse, each.is_late):
            noted[each.person_id] = presence.Noted(way, excuse, None if is_new and not late else late)
    return noted


@require_POST
def join(request: Request, meeting_id: int) -> HttpResponse:
    """Note oneself present from one's own device."""
    with refusal_above(request):
        presence.join(access=request.access, meeting_id=meeting_id, today=request.today)
        messages.success(request, _("Bạn đã được ghi có mặt."))
    return redirect("meeting-now", meeting_id)
