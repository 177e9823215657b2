"""Meetings under row-level security: known to who is called to them, said words to who writes them down."""

from __future__ import annotations

from datetime import date

from canbo.common import rows
from canbo.procedures.models import AgendaItem, Attendance, DiscussionNote, Meeting, Minutes
from canbo.procedures.selectors.convened import convened_by_rule
from canbo.procedures.selectors.meetings import meetings
from canbo.procedures.services import agenda, minutes
from canbo.procedures.services.meetings import close_meeting, convene
from canbo.procedures.services.presence import note_present

from .test_row_security import as_application, office, policies

__all__ = ["office", "policies"]  # fixtures, used by their names
DAY = date(2026, 3, 2)


def test_meetings_are_shown_as_the_selectors_show_them(office, lan, cuong, binh, make_account, tree, desk):
    """Under the policies each viewer sees the rows that the selectors give, and writes what the services write."""
    people = [desk.open(name, tree.home) for name in ("Đinh Văn Chủ", "Đinh Thị Kiểm", "Đinh Văn Ký", "Đinh Thị Dự")]
    accounts = [
        make_account(f"ng{n}", "cadre", tree.home, each.full_name, person_id=each.pk) for n, each in enumerate(people)
    ]
    with as_application(), rows.viewing(lan.access):
        meeting = convene(
            access=lan.access, unit=tree.home, title="Họp", held_on=DAY, people={each.pk: "" for each in people},
            chair_id=people[0].pk, teller_id=people[1].pk, secretary_id=people[2].pk,
        )  # fmt: skip
        note_present(access=lan.access, meeting_id=meeting.pk, present=[each.pk for each in people])
        item = agenda.add_item(access=lan.access, meeting_id=meeting.pk, title="Việc một")
        convened_by_rule(lan.access, tree.home, ("leadership", "all_staff"), DAY)
    with as_application(), rows.viewing(accounts[2].access):
        agenda.add_note(access=accounts[2].access, item_id=item.pk, text="Nhất trí")
    with as_application(), rows.viewing(lan.access):
        close_meeting(access=lan.access, meeting_id=meeting.pk)
        minutes.draft_minutes(access=lan.access, meeting_id=meeting.pk)
    seen = []
    for account in (lan, cuong, binh, *accounts):
        wanted = meetings(account.access).count()
        with as_application(), rows.viewing(account.access):
            assert Meeting.objects.count() == wanted, account.user
            assert AgendaItem.objects.count() == wanted, account.user
            assert Attendance.objects.count() == wanted * len(people), account.user
            seen.append((wanted, DiscussionNote.objects.count(), Minutes.objects.count()))
    teller, member = (1, 0, 0), (1, 0, 0)
    assert seen == [(1, 1, 1), (0, 0, 0), (0, 0, 0), (1, 1, 1), teller, (1, 1, 1), member]
    with as_application(), rows.viewing(accounts[3].access):
        assert Meeting.objects.update(title="Khác") == 0
