"""Minutes: drafted, edited, signed, supplemented."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from canbo.access.middleware import Request
from canbo.common.errors import localized
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.documents.paper_panel import render_papers
from canbo.procedures.meeting_forms import SupplementForm
from canbo.procedures.models import Meeting
from canbo.procedures.permissions import may_record, may_run, require_record
from canbo.procedures.selectors.minutes import minutes_of, one_minutes
from canbo.procedures.services import minutes as services
from canbo.procedures.views.meeting_tabs import tabs_of

_ITEM_PARTS = ("title", "said", "votes", "conclusion")
_LONGEST_NUMBER = 10


@require_safe
def show(request: Request, meeting_id: int) -> HttpResponse:
    """The minutes of a meeting and their supplements, with who signed."""
    meeting, held = minutes_of(request.access, meeting_id)
    first = held[0] if held else None
    context = {
        "meeting": meeting, "tabs": tabs_of(request.access, meeting, "meeting-minutes"), "held": held, "first": first,
        "may_record": may_record(request.access, meeting), "may_run": may_run(request.access, meeting),
        "is_chair": request.access.person_id == meeting.chair_id and request.access.person_id is not None,
        "is_secretary": request.access.person_id == meeting.secretary_id and request.access.person_id is not None,
        "may_draft": meeting.state == Meeting.State.CLOSED
        and (first is None or not (first.secretary_signed or first.chair_signed)),
        "may_supplement": bool(held) and all(each.closed_on for each in held),
        "papers": render_papers(request, "meeting", meeting) if may_run(request.access, meeting) else "",
    }  # fmt: skip
    return render(request, "procedures/minutes.html", context)


@require_POST
def draft(request: Request, meeting_id: int) -> HttpResponse:
    """Draft the minutes from what was recorded."""
    with refusal_above(request):
        services.draft_minutes(access=request.access, meeting_id=meeting_id)
        messages.success(request, _("Đã lập dự thảo biên bản từ những gì đã ghi. Hãy đọc và sửa."))
    return redirect("meeting-minutes", meeting_id)


@both
def edit(request: Request, minutes_id: int) -> HttpResponse:
    """Edit minutes that are not closed."""
    held = one_minutes(request.access, minutes_id)
    require_record(request.access, held.meeting)
    content, version, refusal = held.content, held.version, ""
    if request.method == "POST":
        content, version = _typed(request), _version(request)
        try:
            services.write_minutes(access=request.access, minutes_id=minutes_id, content=content, version=version)
        except (Forbidden, NotFound):
            raise
        except DomainError as error:
            refusal = localized(error)
        else:
            messages.success(request, _("Đã ghi biên bản. Các chữ ký trước đó không còn giá trị."))
            return redirect("meeting-minutes", held.meeting_id)
    context = {
        "meeting": held.meeting, "minutes": held, "content": content, "version": version, "refusal": refusal,
    }  # fmt: skip
    return render(request, "procedures/minutes_edit.html", context, status=422 if refusal else 200)


def _version(request: Request) -> int:
    """Which version of the minutes the form was opened on; 0, which none has, where that cannot be read."""
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < _LONGEST_NUMBER else 0


def _typed(request: Request) -> dict[str, Any]:
    posted = request.POST
    count = min(len(posted.getlist("item-title")), 200)
    columns = {part: posted.getlist(f"item-{part}") for part in _ITEM_PARTS}
    items = [{part: (column[n] if n < len(column) else "") for part, column in columns.items()} for n in range(count)]
    return {**{part: posted.get(part, "") for part in ("opening", "present", "ending")}, "items": items}


@require_POST
def sign(request: Request, minutes_id: int) -> HttpResponse:
    """Sign minutes."""
    held = one_minutes(request.access, minutes_id)
    version = request.POST.get("version", "")
    with refusal_above(request):
        services.sign_minutes(
            access=request.access, minutes_id=minutes_id, part=request.POST.get("phan", ""), today=request.today,
            version=int(version) if version.isdecimal() else 0, on_paper=request.POST.get("ban-giay") == "on",
        )  # fmt: skip
        messages.success(request, _("Đã ký xác nhận biên bản."))
    return redirect("meeting-minutes", held.meeting_id)


@both
def supplement(request: Request, meeting_id: int) -> HttpResponse:
    """Write a supplement to closed minutes."""
    meeting, _held = minutes_of(request.access, meeting_id)
    require_record(request.access, meeting)
    form = SupplementForm(request.POST or None)

    def write() -> None:
        told = form.cleaned_data
        services.add_supplement(access=request.access, meeting_id=meeting_id, text=told["text"], reason=told["reason"])

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã lập biên bản bổ sung. Thư ký và người chủ trì hãy ký xác nhận."))
        return redirect("meeting-minutes", meeting_id)
    return form_page(
        request, form, template="procedures/meeting_form.html", title=_("Biên bản bổ sung"), meeting=meeting
    )
