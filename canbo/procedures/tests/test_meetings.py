"""A meeting from the invitation to signed minutes: attendance, quorum, agenda, notes, states, and who may what."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.common.calendar import events
from canbo.common.inbox import waiting_for
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import AgendaItem, Attendance, DiscussionNote, Meeting, Vote, VotingRight
from canbo.procedures.selectors.agenda import items_of, outcome_of_item
from canbo.procedures.selectors.attendance import numbers_of, quorum_of
from canbo.procedures.selectors.minutes import minutes_of
from canbo.procedures.services import agenda, convening, votes
from canbo.procedures.services import meetings as services
from canbo.procedures.services import minutes as minutes_services
from canbo.procedures.services.meetings import Bench, Frame
from canbo.procedures.services.presence import Noted, join, note_presence, note_present

from .conftest import CHAIR_WORDS, HELD_ON, MAJORITY, TELLER_WORDS

pytestmark = pytest.mark.django_db
TWO_THIRDS = {"operator": ">=", "threshold": "2/3", "base": "convened", "citation": "Điều 33.2"}


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


@pytest.fixture
def meeting(make_hall, lan):
    """Seven convened, nobody noted yet, two thirds asked for, the third person is the secretary."""
    hall = make_hall(7, present=0)
    services.change_meeting(
        access=lan.access,
        meeting_id=hall.meeting.pk,
        frame=Frame("Hội nghị", HELD_ON, "Phòng 1", time(8), quorum=TWO_THIRDS),
    )
    services.change_bench(
        access=lan.access, meeting_id=hall.meeting.pk,
        bench=Bench(hall.people[0].pk, hall.people[1].pk, hall.people[2].pk),
    )  # fmt: skip
    hall.meeting.refresh_from_db()
    return hall


def note(hall, lan, *ways, **more):
    noted = {person.pk: Noted(way, **more) for person, way in zip(hall.people, ways, strict=False)}
    return note_presence(access=lan.access, meeting_id=hall.meeting.pk, noted=noted)


def test_a_vote_opens_only_once_enough_are_present_and_says_the_numbers_and_the_clause(meeting, make_vote, lan):
    note(meeting, lan, *["room"] * 4)
    with pytest.raises(DomainError) as caught:
        make_vote(meeting)
    assert caught.value.code == "quorum_missing"
    assert "4/7" in str(caught.value)
    assert "cần ít nhất 5" in str(caught.value)
    note(meeting, lan, *["room"] * 4, "online")
    shown = quorum_of(lan.access, meeting.meeting)
    assert (shown.is_met, shown.needed, shown.whole, shown.citation) == (True, 5, 7, "Điều 33.2")
    votes.open_vote(access=lan.access, vote_id=Vote.objects.get().pk)
    assert VotingRight.objects.count() == 5


def test_an_item_may_ask_for_more_than_its_meeting_and_a_rule_may_ask_for_none(meeting, lan):
    note(meeting, lan, *["room"] * 5)
    item = agenda.add_item(access=lan.access, meeting_id=meeting.meeting.pk, title="Kỷ luật")
    assert quorum_of(lan.access, meeting.meeting, item).is_met
    AgendaItem.objects.filter(pk=item.pk).update(quorum={"operator": ">=", "threshold": "1", "base": "members"})
    item.refresh_from_db()
    assert not quorum_of(lan.access, meeting.meeting, item).is_met
    Meeting.objects.filter(pk=meeting.meeting.pk).update(quorum={})
    meeting.meeting.refresh_from_db()
    shown = quorum_of(lan.access, meeting.meeting)
    assert (shown.rule, shown.is_met) == (None, True)


def test_attendance_says_how_why_and_who_came_late(meeting, lan):
    with pytest.raises(DomainError) as caught:
        note(meeting, lan, "excused")
    assert caught.value.code == "excuse_missing"
    assert meeting.people[0].full_name in str(caught.value)
    note(meeting, lan, "room", "online", "room", "room", "room")
    note_presence(
        access=lan.access, meeting_id=meeting.meeting.pk, noted={meeting.people[5].pk: Noted("excused", "đi công tác")}
    )
    services.open_meeting(access=lan.access, meeting_id=meeting.meeting.pk)
    note_presence(access=lan.access, meeting_id=meeting.meeting.pk, noted={meeting.people[6].pk: Noted("room")})
    rows = {each.person_id: each for each in meeting.meeting.attendances.all()}
    assert rows[meeting.people[6].pk].is_late
    assert not rows[meeting.people[0].pk].is_late
    assert (rows[meeting.people[5].pk].excuse, rows[meeting.people[5].pk].is_present) == ("đi công tác", False)
    assert numbers_of(lan.access, meeting.meeting).present == 6
    with pytest.raises(DomainError):
        note(meeting, lan, "nowhere")


def test_guests_count_in_no_base_and_get_no_slip(meeting, make_vote, lan, desk):
    guest = desk.open("Mai Thị Khách")
    convening.change_list(access=lan.access, meeting_id=meeting.meeting.pk, guests={guest.pk: "giúp việc"})
    note_present(access=lan.access, meeting_id=meeting.meeting.pk, present=[*(p.pk for p in meeting.people), guest.pk])
    numbers = numbers_of(lan.access, meeting.meeting)
    assert (numbers.members, numbers.convened, numbers.present, numbers.attending_present) == (7, 7, 7, 1)
    vote = make_vote(meeting)
    assert not VotingRight.objects.filter(vote=vote, person=guest).exists()


def test_somebody_left_out_neither_knows_of_the_meeting_nor_votes(meeting, lan):
    out = meeting.people[6]
    named = {"access": lan.access, "meeting_id": meeting.meeting.pk}
    assert code_of(convening.change_list, **named, left_out={out.pk: ""}) == "reason_missing"
    assert code_of(convening.change_list, **named, left_out={meeting.people[0].pk: "ốm"}) == "holder_not_convened"
    convening.change_list(**named, left_out={out.pk: "nghỉ ốm"})
    assert code_of(note_presence, **named, noted={out.pk: Noted("room")}) == "person_not_convened"
    with pytest.raises(NotFound):
        join(access=meeting.accounts[6].access, meeting_id=meeting.meeting.pk, today=HELD_ON)
    assert numbers_of(lan.access, meeting.meeting).members == 7
    assert numbers_of(lan.access, meeting.meeting).convened == 6
    convening.change_list(**named, taken_back=[out.pk])
    assert numbers_of(lan.access, meeting.meeting).convened == 7


def test_one_joins_from_ones_own_device_on_the_day_while_nobody_votes(meeting, make_vote, lan):
    named = {"access": meeting.accounts[5].access, "meeting_id": meeting.meeting.pk}
    assert code_of(join, **named, today=HELD_ON) == "join_in_room"
    Meeting.objects.filter(pk=meeting.meeting.pk).update(way=Meeting.Way.DEVICES)
    assert code_of(join, **named, today=HELD_ON - timedelta(days=1)) == "join_not_today"
    join(**named, today=HELD_ON)
    assert Attendance.objects.get(person=meeting.people[5]).presence == "online"
    note(meeting, lan, *["room"] * 5)
    make_vote(meeting)
    assert code_of(join, access=meeting.accounts[6].access, meeting_id=meeting.meeting.pk, today=HELD_ON) == "vote_open"


def test_attendance_keeps_no_time_and_the_log_names_nobody(meeting, lan):
    note(meeting, lan, *["room"] * 5)
    kinds = {field.get_internal_type() for model in (Attendance, Meeting) for field in model._meta.fields}
    assert "DateTimeField" not in kinds
    entry = AuditEntry.objects.filter(action="procedures.presence_noted").latest("pk")
    assert "Đinh" not in f"{entry.changes}{entry.object_label}"


def test_states_of_a_meeting(meeting, lan, make_vote):
    named = {"access": lan.access, "meeting_id": meeting.meeting.pk}
    assert code_of(services.open_meeting, **named) == "nobody_present"
    note(meeting, lan, *["room"] * 6)
    services.open_meeting(**named)
    assert code_of(services.open_meeting, **named) == "meeting_begun"
    assert code_of(services.change_meeting, **named, frame=Frame("Khác", HELD_ON)) == "meeting_begun"
    vote = make_vote(meeting)
    assert code_of(services.cancel_meeting, **named, reason="hoãn") == "vote_unfinished"
    bench = Bench(meeting.people[3].pk, meeting.people[1].pk)
    assert code_of(services.change_bench, **named, bench=bench) == "keys_set"
    votes.void_vote(access=lan.access, vote_id=vote.pk, reason="thiếu tên")
    services.change_bench(**named, bench=bench)
    assert code_of(services.cancel_meeting, **named, reason=" ") == "reason_missing"
    services.cancel_meeting(**named, reason="bão")
    meeting.meeting.refresh_from_db()
    assert (meeting.meeting.state, meeting.meeting.cancel_reason) == ("cancelled", "bão")
    for call in (services.close_meeting, services.open_meeting):
        assert code_of(call, **named) in {"meeting_closed", "meeting_begun"}
    assert code_of(agenda.add_item, **named, title="Thêm") == "meeting_closed"


def test_a_quorum_that_is_no_share_is_refused(lan, meeting):
    for threshold in ("0", "3/2", "x", "1/0"):
        frame = Frame("Hội nghị", HELD_ON, quorum={"threshold": threshold, "base": "convened"})
        assert code_of(services.change_meeting, access=lan.access, meeting_id=meeting.meeting.pk, frame=frame) == (
            "quorum_unreadable"
        )


def test_the_agenda_keeps_its_order_and_one_item_is_current(meeting, lan):
    named = {"access": lan.access}
    first, second, third = (
        agenda.add_item(**named, meeting_id=meeting.meeting.pk, title=title) for title in ("Một", "Hai", "Ba")
    )
    agenda.move_item(**named, item_id=third.pk, up=True)
    assert [each.title for each in items_of(lan.access, meeting.meeting)] == ["Một", "Ba", "Hai"]
    assert code_of(agenda.set_current, **named, item_id=first.pk) == "meeting_not_open"
    note_present(**named, meeting_id=meeting.meeting.pk, present=[meeting.people[0].pk])
    agenda.set_current(**named, item_id=first.pk)
    agenda.set_current(**named, item_id=second.pk)
    assert list(meeting.meeting.items.filter(is_current=True)) == [second]
    agenda.add_note(**named, item_id=first.pk, text="Nhất trí")
    assert code_of(agenda.remove_item, **named, item_id=first.pk) == "item_used"
    agenda.remove_item(**named, item_id=third.pk)
    assert meeting.meeting.items.count() == 2
    assert code_of(agenda.add_item, **named, meeting_id=meeting.meeting.pk, title=" ") == "title_missing"
    subject = {"subjects": [meeting.people[0].pk]}
    assert code_of(agenda.add_item, **named, meeting_id=meeting.meeting.pk, title="Bổ nhiệm", **subject) == (
        "holder_is_subject"
    )


def test_notes_are_encrypted_and_read_by_who_writes_the_minutes_only(meeting, lan, client):
    item = agenda.add_item(access=lan.access, meeting_id=meeting.meeting.pk, title="Bổ nhiệm")
    secretary, member = meeting.accounts[2], meeting.accounts[4]
    agenda.add_note(access=secretary.access, item_id=item.pk, text="Ý kiến rất riêng", speaker_id=meeting.people[3].pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM procedures_discussionnote")
        assert "riêng" not in cursor.fetchone()[0]
    for call, named in (
        (agenda.add_note, {"text": "chen vào"}), (agenda.conclude, {"text": "khác"}), (agenda.set_current, {}),
    ):  # fmt: skip
        with pytest.raises(Forbidden):
            call(access=member.access, item_id=item.pk, **named)
    stranger = meeting.people[3].pk + 10_000
    assert code_of(agenda.add_note, access=lan.access, item_id=item.pk, text="a", speaker_id=stranger) == (
        "speaker_unknown"
    )
    page = member.client.get(reverse("meeting-item", args=[item.pk]))
    assert page.status_code == 403
    assert "Ý kiến rất riêng" not in member.client.get(reverse("meeting", args=[meeting.meeting.pk])).content.decode()
    assert "Ý kiến rất riêng" in secretary.client.get(reverse("meeting-item", args=[item.pk])).content.decode()
    agenda.change_note(access=secretary.access, note_id=DiscussionNote.objects.get().pk, text="")
    assert not DiscussionNote.objects.exists()


@pytest.fixture
def held(meeting, lan, make_vote):
    """The meeting held: an item with a note, a vote counted by five, a conclusion; closed."""
    note(meeting, lan, *["room"] * 4, "online")
    note_presence(
        access=lan.access, meeting_id=meeting.meeting.pk, noted={meeting.people[5].pk: Noted("excused", "đi công tác")}
    )
    services.open_meeting(access=lan.access, meeting_id=meeting.meeting.pk)
    item = agenda.add_item(access=lan.access, meeting_id=meeting.meeting.pk, title="Bổ nhiệm Trưởng phòng")
    agenda.add_note(access=lan.access, item_id=item.pk, text="Đủ tiêu chuẩn", speaker_id=meeting.people[3].pk)
    for announced in (Vote.Announced.COUNTS, Vote.Announced.NOTHING):
        vote = make_vote(meeting, Form(Kind.APPROVE, ("Lê Thị Mẫu",)), rule=MAJORITY, announced=announced)
        Vote.objects.filter(pk=vote.pk).update(item=item)
        for number, account in enumerate(meeting.accounts[:5]):
            votes.cast(
                access=account.access,
                vote_id=vote.pk,
                marks=("for",),
                added=(),
                ticket=f"{announced}-ticket-{number:04}",
            )
        for account in (meeting.chair, meeting.teller):
            votes.close_vote(access=account.access, vote_id=vote.pk)
        votes.open_box(
            access=meeting.teller.access, vote_id=vote.pk, chair_passphrase=CHAIR_WORDS, teller_passphrase=TELLER_WORDS
        )
    agenda.conclude(access=lan.access, item_id=item.pk, text="Nhất trí trình")
    services.close_meeting(access=lan.access, meeting_id=meeting.meeting.pk)
    return meeting


def test_what_came_out_of_an_item_is_told_once_the_meeting_is_closed(held, lan):
    item = AgendaItem.objects.select_related("meeting").get()
    told = outcome_of_item(lan.access, item)
    assert told.is_finished
    assert [each.outcome for each in told.votes] == ["chosen", "chosen"]
    assert told.conclusion == "Nhất trí trình"


def test_minutes_are_drafted_from_what_was_recorded_and_tell_no_more_than_was_announced(held, lan):
    made = minutes_services.draft_minutes(access=lan.access, meeting_id=held.meeting.pk)
    text = str(made.content)
    for words in (
        "lúc 08 giờ 00, tại Phòng 1", "Triệu tập 7 người có quyền biểu quyết, có mặt 5 (trực tuyến 1), vắng 2.",
        "(đi công tác)", "Điều 33.2", "Đủ tiêu chuẩn", "Nhất trí trình", "thu về 5",
        "kết quả không công bố tại hội nghị",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("thu về 5") == 1


def test_minutes_are_signed_by_both_then_closed_and_only_supplemented(held, lan):
    named = {"access": lan.access, "meeting_id": held.meeting.pk}
    secretary, chair, today = held.accounts[2], held.chair, date(2026, 3, 3)
    made = minutes_services.draft_minutes(**named)
    sign = {"minutes_id": made.pk, "today": today}
    with pytest.raises(Forbidden):
        minutes_services.sign_minutes(access=held.teller.access, **sign, part="chair", version=made.version)
    minutes_services.sign_minutes(access=chair.access, **sign, part="chair", version=made.version)
    assert code_of(minutes_services.draft_minutes, **named) == "minutes_signed"
    content = {**made.content, "ending": "Kết thúc lúc 11 giờ."}
    write = {"access": secretary.access, "minutes_id": made.pk, "content": content}
    assert code_of(minutes_services.write_minutes, **write, version=made.version + 1) == "minutes_changed"
    made = minutes_services.write_minutes(**write, version=made.version)
    assert made.chair_signed == ""
    assert code_of(
        minutes_services.sign_minutes, access=chair.access, **sign, part="chair", version=made.version - 1
    ) == "minutes_changed"  # fmt: skip
    assert code_of(minutes_services.add_supplement, **named, text="x", reason="y") == "minutes_not_closed"
    minutes_services.sign_minutes(access=secretary.access, **sign, part="secretary", version=made.version)
    made = minutes_services.sign_minutes(access=lan.access, **sign, part="chair", version=made.version, on_paper=True)
    assert made.closed_on == today
    assert "bản giấy, Lan ghi nhận" in made.chair_signed
    for call, more in (
        (minutes_services.write_minutes, {**write, "version": made.version}),
        (agenda.add_note, {"access": lan.access, "item_id": held.meeting.items.get().pk, "text": "thêm"}),
    ):
        assert code_of(call, **more) == "minutes_closed"
    extra = minutes_services.add_supplement(**named, text="Đính chính: có mặt 5.", reason="sót")
    assert code_of(minutes_services.add_supplement, **named, text="nữa", reason="sót") == "supplement_open"
    assert [each.number for each in minutes_of(chair.access, held.meeting.pk)[1]] == [0, extra.number] == [0, 1]
    with pytest.raises(Forbidden):
        minutes_of(held.accounts[4].access, held.meeting.pk)


def test_papers_carry_the_meeting_and_its_minutes(held, lan):
    from canbo.documents.papers import words_of
    from canbo.documents.services.making import make_paper, remake
    from canbo.procedures.meeting_papers import invitations, minutes_papers

    minutes_services.draft_minutes(access=lan.access, meeting_id=held.meeting.pk)
    draft = next(iter(minutes_papers(lan.access, held.meeting.pk)))
    with pytest.raises(DomainError):
        list(invitations(lan.access, held.meeting.pk))
    Meeting.objects.filter(pk=held.meeting.pk).update(state="preparing")
    cards = list(invitations(lan.access, held.meeting.pk))
    assert len(cards) == 7
    assert cards[0].data["thoi_gian"] == "08 giờ 00, ngày 02 tháng 03 năm 2026"
    for source, one, wanted in (
        ("meeting-minutes", draft, "Đủ tiêu chuẩn"), ("meeting-invitations", cards[3], held.people[3].full_name),
    ):  # fmt: skip
        paper = make_paper(access=lan.access, source=source, draft=one, object_id=held.meeting.pk)
        content, is_same = remake(access=lan.access, paper=paper)
        assert is_same
        assert wanted in "\n".join(words_of(content))


def test_a_member_finds_the_meeting_in_what_waits_and_in_the_calendar(meeting, lan):
    member, today = meeting.accounts[4].access, HELD_ON - timedelta(days=3)
    titles = [item.waiting.title for item in waiting_for(member, today)]
    assert "Hội nghị" in titles
    found = [
        each for each in events(member, today, HELD_ON + timedelta(days=1), today) if each.key.startswith("meeting-")
    ]
    assert len(found) == 1
    assert found[0].plain == "Hội nghị · Phòng Nội vụ"
    services.cancel_meeting(access=lan.access, meeting_id=meeting.meeting.pk, reason="hoãn")
    assert [each for each in waiting_for(member, today) if each.kind.key == "meetings"] == []


def test_invitations_are_noted_once(meeting, lan):
    people = [each.pk for each in meeting.people]
    named = {"access": lan.access, "meeting_id": meeting.meeting.pk, "today": HELD_ON}
    assert convening.note_invited(**named, people=people[:3]) == 3
    assert convening.note_invited(**named, people=people) == 4
    assert code_of(convening.note_invited, **named, people=[10**9]) == "person_not_convened"


def test_pages_tell_the_projector_no_more_than_the_meeting_was_told(held, lan):
    page = lan.client.get(reverse("meeting-projector", args=[held.meeting.pk])).content.decode()
    assert "Kết quả không công bố tại hội nghị" in page
    chair = held.chair.client.get(reverse("meeting-projector", args=[held.meeting.pk])).content.decode()
    assert "Kết quả không công bố tại hội nghị" in chair
    part = held.chair.client.get(reverse("meeting-now", args=[held.meeting.pk]), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("name", ["meeting", "meeting-list", "meeting-presence", "meeting-projector", "meeting-now"])
def test_pages_ask_no_more_than_twelve_queries(meeting, lan, make_vote, name, django_assert_max_num_queries):
    note(meeting, lan, *["room"] * 6)
    for title in ("Một", "Hai", "Ba"):
        agenda.add_item(access=lan.access, meeting_id=meeting.meeting.pk, title=title, subjects=[meeting.people[6].pk])
    make_vote(meeting)
    address = reverse(name, args=[meeting.meeting.pk])
    lan.client.get(address)
    with django_assert_max_num_queries(12):
        assert lan.client.get(address).status_code == 200


def test_attendance_by_page_for_all_and_for_a_unit(meeting, lan):
    address = reverse("meeting-presence", args=[meeting.meeting.pk])
    excused = meeting.people[6].pk
    lan.client.post(address, {f"d-{excused}": "excused", f"l-{excused}": "ốm", "nut": "tat-ca"})
    assert numbers_of(lan.access, meeting.meeting).present == 6
    refused = lan.client.post(address, {f"d-{excused}": "excused", f"l-{excused}": ""})
    assert refused.status_code == 422
    lan.client.post(address, {"nut": "xoa"})
    assert numbers_of(lan.access, meeting.meeting).present == 0
    lan.client.post(address, {"nut": "nhom:Phòng Nội vụ"})
    assert numbers_of(lan.access, meeting.meeting).present == 7


def test_attendance_of_a_large_meeting_is_one_form(meeting, lan):
    fields = {f"{letter}-{number}": "" for number in range(1_000_000, 1_001_000) for letter in "dl"}
    address = reverse("meeting-presence", args=[meeting.meeting.pk])
    assert lan.client.post(address, {**fields, "nut": "tat-ca"}).status_code == 302
    assert numbers_of(lan.access, meeting.meeting).present == 7
