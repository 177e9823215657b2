"""The agenda of a meeting: its items in order, what is being discussed, what was said, what was concluded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, NotFound
from canbo.core.text import clean, clean_lines
from canbo.personnel.selectors import visible_people
from canbo.procedures.models import AgendaItem, DiscussionNote, ItemSubject, Meeting, RunStep
from canbo.procedures.permissions import require_record, require_running
from canbo.procedures.selectors.agenda import item_of
from canbo.procedures.selectors.meetings import meeting_of
from canbo.procedures.services.convening import quorum_of_step
from canbo.procedures.services.meetings import Bench, check_bench

_TITLE = 300
MOST_ITEMS = 60
_LONGEST = 20_000


def add_item(
    *, access: AccessContext, meeting_id: int, title: str = "", step: RunStep | None = None,
    subjects: Collection[int] = (),
) -> AgendaItem:  # fmt: skip
    """Put an item at the end of the agenda: free, or the step of a run (then with the run's subjects and quorum).

    Errors: title_missing, meeting_closed, agenda_full, step_elsewhere, person_unknown, holder_is_subject,
    holder_is_relative; Forbidden.
    """
    if step is not None:
        require_running(access, step.run)
        title = clean(title) or f"{step.run.title}"
        subjects = [
            each for each in step.run.subjects.filter(left_on__isnull=True).values_list("person_id", flat=True) if each
        ]
    with transaction.atomic():
        meeting = _locked(access, meeting_id)
        if step is not None and step.run.unit_id != meeting.unit_id:
            raise DomainError("step_elsewhere", "Bước này thuộc việc của đơn vị khác, không đưa vào hội nghị này được.")
        if meeting.items.count() >= MOST_ITEMS:
            raise DomainError("agenda_full", "Một hội nghị có nhiều nhất {most} nội dung.", most=MOST_ITEMS)
        last = meeting.items.aggregate(last=Max("order"))["last"] or 0
        item = AgendaItem.objects.create(
            meeting=meeting, order=last + 1, title=_title(title), step=step,
            quorum=quorum_of_step(step) if step is not None else {},
        )  # fmt: skip
        _set_subjects(access, meeting, item, subjects, from_step=step is not None)
        _log(access, meeting, "procedures.agenda_changed", {"added": [None, item.order]})
    return item


def change_item(
    *, access: AccessContext, item_id: int, title: str, subjects: Collection[int] | None = None
) -> AgendaItem:
    """Change the words of an item, and where it is free its subjects. Errors: as `add_item`."""
    item = item_of(access, item_id)
    with transaction.atomic():
        meeting = _locked(access, item.meeting_id)
        item.title = _title(title)
        item.save(update_fields=["title"])
        if subjects is not None and item.step_id is None:
            item.subjects.all().delete()
            _set_subjects(access, meeting, item, subjects)
        _log(access, meeting, "procedures.agenda_changed", {"changed": [None, item.order]})
    return item


def move_item(*, access: AccessContext, item_id: int, up: bool) -> None:
    """Move an item one place up or down; at the end it stays. Errors: meeting_closed; Forbidden."""
    item = item_of(access, item_id)
    with transaction.atomic():
        meeting = _locked(access, item.meeting_id)
        items = list(meeting.items.all())
        place = next(n for n, each in enumerate(items) if each.pk == item.pk)
        other = place - 1 if up else place + 1
        if 0 <= other < len(items):
            items[place], items[other] = items[other], items[place]
        for order, each in enumerate(items, start=1):
            each.order = order
        AgendaItem.objects.bulk_update(items, ["order"])
        _log(access, meeting, "procedures.agenda_changed", {"moved": [place + 1, other + 1]})


def remove_item(*, access: AccessContext, item_id: int) -> None:
    """Take an item off the agenda. Errors: item_used (notes or votes hang on it), meeting_closed; Forbidden."""
    item = item_of(access, item_id)
    with transaction.atomic():
        meeting = _locked(access, item.meeting_id)
        if item.conclusion or item.notes.exists() or item.votes.exists():
            raise DomainError(
                "item_used",
                "Nội dung này đã có ý kiến, kết luận hoặc lần bỏ phiếu nên không bỏ khỏi chương trình được.",
            )
        item.delete()
        _log(access, meeting, "procedures.agenda_changed", {"removed": [item.order, None]})


def set_current(*, access: AccessContext, item_id: int) -> AgendaItem:
    """Say that this item is being discussed now: the projector and every member's page turn to it.

    Errors: meeting_not_open; Forbidden.
    """
    item = item_of(access, item_id)
    with transaction.atomic():
        meeting = _locked(access, item.meeting_id)
        if meeting.state != Meeting.State.OPEN:
            raise DomainError("meeting_not_open", "Hãy khai mạc hội nghị trước khi chuyển sang một nội dung.")
        meeting.items.filter(is_current=True).update(is_current=False)
        AgendaItem.objects.filter(pk=item.pk).update(is_current=True)
        _log(access, meeting, "procedures.agenda_changed", {"current": [None, item.order]})
    return item


def add_note(*, access: AccessContext, item_id: int, text: str, speaker_id: int | None = None) -> DiscussionNote:
    """Write down what was said to an item.

    Errors: note_missing, note_too_long, speaker_unknown, minutes_closed; Forbidden.
    """
    item = item_of(access, item_id)
    with transaction.atomic():
        meeting = _locked(access, item.meeting_id, is_record=True)
        _check_speaker(meeting, speaker_id)
        note = DiscussionNote.objects.create(item=item, speaker_id=speaker_id, text=_text(text))
        _log(access, meeting, "procedures.note_written", {"item": [None, item.order]})
    return note


def change_note(*, access: AccessContext, note_id: int, text: str, speaker_id: int | None = None) -> None:
    """Write a note anew; with no text it is taken away. Errors: note_not_found and those of `add_note`."""
    note = DiscussionNote.objects.select_related("item").filter(pk=note_id).first()
    if note is None:
        raise NotFound("note_not_found", "Không có ý kiến này.")
    item = item_of(access, note.item_id)
    with transaction.atomic():
        meeting = _locked(access, item.meeting_id, is_record=True)
        if not text.strip():
            note.delete()
        else:
            _check_speaker(meeting, speaker_id)
            note.text, note.speaker_id = _text(text), speaker_id
            note.save(update_fields=["text", "speaker"])
        _log(access, meeting, "procedures.note_written", {"item": [None, item.order]})


def conclude(*, access: AccessContext, item_id: int, text: str) -> AgendaItem:
    """Write down what was concluded on an item; "" takes it back. Errors: note_too_long, minutes_closed; Forbidden."""
    item = item_of(access, item_id)
    with transaction.atomic():
        meeting = _locked(access, item.meeting_id, is_record=True)
        item.conclusion = _text(text) if text.strip() else ""
        item.save(update_fields=["conclusion"])
        _log(access, meeting, "procedures.item_concluded", {"item": [None, item.order]})
    return item


def _set_subjects(
    access: AccessContext, meeting: Meeting, item: AgendaItem, subjects: Collection[int], *, from_step: bool = False
) -> None:
    wanted = set(subjects)
    if not from_step and visible_people(access).filter(pk__in=wanted).count() != len(wanted):
        raise DomainError("person_unknown", "Có người được chọn không thuộc phạm vi của bạn. Hãy chọn lại.")
    ItemSubject.objects.bulk_create(ItemSubject(item=item, person_id=each) for each in sorted(wanted))
    there = meeting.attendances.filter(is_left_out=False)
    tellers = tuple(there.filter(is_teller=True).values_list("person_id", flat=True))
    bench = Bench(meeting.chair_id, meeting.teller_id, meeting.secretary_id, tellers)
    if wanted:
        check_bench(bench, bench.people, wanted)


def _locked(access: AccessContext, meeting_id: int, *, is_record: bool = False) -> Meeting:
    """The meeting, its row locked, for whoever writes it down; what was said may be written until the minutes close."""
    require_record(access, meeting_of(access, meeting_id))
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting_id)
    if meeting.state == Meeting.State.CANCELLED or (meeting.is_over and not is_record):
        raise DomainError("meeting_closed", "Hội nghị đã kết thúc, không sửa chương trình được.")
    if meeting.minutes.filter(number=0, closed_on__isnull=False).exists():
        raise DomainError("minutes_closed", "Biên bản đã khoá. Muốn đính chính, hãy lập biên bản bổ sung.")
    return meeting


def _check_speaker(meeting: Meeting, speaker_id: int | None) -> None:
    if speaker_id is not None and not meeting.attendances.filter(person_id=speaker_id, is_left_out=False).exists():
        raise DomainError("speaker_unknown", "Người phát biểu phải có trong danh sách hội nghị. Hãy chọn lại.")


def _title(text: str) -> str:
    title = clean(text)
    if not title:
        raise DomainError("title_missing", "Hãy ghi nội dung họp.")
    return title[:_TITLE]


def _text(text: str) -> str:
    kept = clean_lines(text)
    if not kept:
        raise DomainError("note_missing", "Hãy ghi ý kiến.")
    if len(kept) > _LONGEST:
        raise DomainError("note_too_long", "Dài nhất {most} ký tự. Hãy tách thành nhiều ý kiến.", most=_LONGEST)
    return kept


def _log(access: AccessContext, meeting: Meeting, action: str, changes: Mapping[str, Any]) -> None:
    audit.record(
        access=access, action=action, object_type="meeting", object_id=meeting.pk, object_label=meeting.title,
        unit_path=meeting.unit.path, changes=changes,
    )  # fmt: skip
