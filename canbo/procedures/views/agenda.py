"""The agenda: its items, their notes and conclusions, what is being discussed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from canbo.access.middleware import Request
from canbo.common.form_pages import both, form_page, refusal_above, written
from canbo.core.errors import Forbidden, NotFound
from canbo.procedures.meeting_forms import ConclusionForm, ItemForm, NoteForm
from canbo.procedures.models import Meeting
from canbo.procedures.permissions import may_read_minutes, may_record, require_record
from canbo.procedures.selectors import meetings as selectors
from canbo.procedures.selectors.agenda import item_of, items_of
from canbo.procedures.services import agenda as services


def _people(request: Request, meeting: Meeting) -> list[tuple[int, str]]:
    """Those on the list, and the people of the unit: a matter may be about somebody who is not called."""
    there = [(each.person_id, each.person.full_name) for each in selectors.convened(request.access, meeting)]
    held = {key for key, _name in there}
    more = selectors.people_to_convene(request.access, meeting.unit)
    return there + [(each.pk, f"{each.full_name} – {each.unit.name}") for each in more if each.pk not in held]


@both
def add(request: Request, meeting_id: int) -> HttpResponse:
    """Put an item on the agenda."""
    meeting = selectors.meeting_of(request.access, meeting_id)
    require_record(request.access, meeting)
    form = ItemForm(request.POST or None, people=_people(request, meeting))

    def write() -> None:
        services.add_item(
            access=request.access, meeting_id=meeting_id, title=form.cleaned_data["title"],
            subjects=form.cleaned_data["subjects"],
        )  # fmt: skip

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã thêm nội dung vào chương trình."))
        return redirect("meeting", meeting_id)
    return form_page(
        request, form, template="procedures/meeting_form.html", title=_("Thêm nội dung họp"), meeting=meeting
    )


@both
def change(request: Request, item_id: int) -> HttpResponse:
    """Change the words of an item, and whom it is about."""
    item = item_of(request.access, item_id)
    require_record(request.access, item.meeting)
    held = list(item.subjects.values_list("person_id", flat=True))
    form = ItemForm(
        request.POST or None, people=_people(request, item.meeting), initial={"title": item.title, "subjects": held}
    )
    if item.step_id is not None:
        del form.fields["subjects"]

    def write() -> None:
        told = form.cleaned_data
        services.change_item(access=request.access, item_id=item_id, title=told["title"], subjects=told.get("subjects"))

    if request.method == "POST" and written(form, write):
        messages.success(request, _("Đã sửa nội dung họp."))
        return redirect("meeting", item.meeting_id)
    return form_page(
        request, form, template="procedures/meeting_form.html", title=_("Sửa nội dung họp"), meeting=item.meeting
    )


@both
def show(request: Request, item_id: int) -> HttpResponse:
    """One item: what was said and concluded, for who may read it; writing it down."""
    item = item_of(request.access, item_id)
    meeting = item.meeting
    if not may_read_minutes(request.access, meeting):
        raise Forbidden("minutes_closed_to", "Ý kiến thảo luận chỉ để người tổ chức, thư ký và người chủ trì đọc.")
    people = [
        (each.person_id, each.person.full_name)
        for each in selectors.convened(request.access, meeting) if not each.is_left_out
    ]  # fmt: skip
    form = NoteForm(request.POST or None, people=people)

    def write() -> None:
        told = form.cleaned_data
        services.add_note(access=request.access, item_id=item_id, text=told["text"], speaker_id=told["speaker"])

    if request.method == "POST":
        require_record(request.access, meeting)
        if written(form, write):
            return redirect("meeting-item", item_id)
    mine = next(each for each in items_of(request.access, meeting) if each.pk == item_id)
    closed = meeting.minutes.filter(number=0, closed_on__isnull=False).exists()
    return form_page(
        request, form, template="procedures/meeting_item.html", meeting=meeting, item=mine,
        may_write=may_record(request.access, meeting) and not closed and meeting.state != Meeting.State.CANCELLED,
        conclusion=ConclusionForm(initial={"conclusion": mine.conclusion}), title=item.title,
    )  # fmt: skip


@both
def note(request: Request, item_id: int, note_id: int) -> HttpResponse:
    """Write a note anew; with no text it is taken away."""
    item = item_of(request.access, item_id)
    require_record(request.access, item.meeting)
    held = item.notes.filter(pk=note_id).first()
    if held is None:
        raise NotFound("note_not_found", "Không có ý kiến này.")
    there = selectors.convened(request.access, item.meeting)
    form = NoteForm(
        request.POST or None, people=[(each.person_id, each.person.full_name) for each in there],
        initial={"speaker": held.speaker_id, "text": held.text},
    )  # fmt: skip

    def write() -> None:
        told = form.cleaned_data
        services.change_note(access=request.access, note_id=note_id, text=told["text"], speaker_id=told["speaker"])

    if request.method == "POST" and written(form, write):
        return redirect("meeting-item", item_id)
    return form_page(
        request, form, template="procedures/meeting_form.html", title=_("Sửa ý kiến"), meeting=item.meeting,
        intro=_("Xoá hết chữ rồi ghi lại thì ý kiến được bỏ đi."),
    )  # fmt: skip


@require_POST
def conclude(request: Request, item_id: int) -> HttpResponse:
    """Write down what was concluded."""
    form = ConclusionForm(request.POST)
    text = form.cleaned_data["conclusion"] if form.is_valid() else ""
    services.conclude(access=request.access, item_id=item_id, text=text)
    messages.success(request, _("Đã ghi kết luận."))
    return redirect("meeting-item", item_id)


@require_POST
def order(request: Request, item_id: int) -> HttpResponse:
    """Move an item, take it off, or turn to it."""
    item = item_of(request.access, item_id)
    act = request.POST.get("viec", "")
    with refusal_above(request):
        if act in {"len", "xuong"}:
            services.move_item(access=request.access, item_id=item_id, up=act == "len")
        elif act == "bo":
            services.remove_item(access=request.access, item_id=item_id)
        else:
            services.set_current(access=request.access, item_id=item_id)
    return redirect("meeting", item.meeting_id)
