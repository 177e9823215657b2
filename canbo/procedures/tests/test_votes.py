"""A secret ballot from the agenda to the count: one slip a right, sealed, opened by two, and what is shown to whom."""

from __future__ import annotations

import json
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import BallotBox, KeyHolder, Meeting, Vote, VoteCount, VotingRight
from canbo.procedures.selectors.meetings import count_of, meetings, standing_of, vote_of
from canbo.procedures.services import votes
from canbo.procedures.services.meetings import close_meeting, convene, note_present
from canbo.procedures.tally_files import tally_of

from .conftest import CHAIR_WORDS, HELD_ON, MAJORITY, TELLER_WORDS

pytestmark = pytest.mark.django_db
MARKS = ["for"] * 4 + ["against"] * 2 + [""]
tickets = (f"ticket-of-the-test-{n:04}" for n in count())


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def cast(account, vote, *marks, added=(), ticket=None):
    return votes.cast(access=account.access, vote_id=vote.pk, marks=marks, added=added, ticket=ticket or next(tickets))


def count_up(hall, vote, chair=CHAIR_WORDS, teller=TELLER_WORDS):
    for account in (hall.chair, hall.teller):
        votes.close_vote(access=account.access, vote_id=vote.pk)
    return votes.open_box(access=hall.teller.access, vote_id=vote.pk, chair_passphrase=chair, teller_passphrase=teller)


def test_seven_vote_and_the_count_says_what_they_marked_by_which_rule(hall, make_vote):
    vote = make_vote(hall)
    receipts = {cast(account, vote, mark) for account, mark in zip(hall.accounts, MARKS, strict=True)}
    assert count_up(hall, vote).state == Vote.State.COUNTED
    shown = count_of(hall.accounts[5].access, vote)
    assert shown.outcome == "chosen"
    assert shown.tally["numbers"] == {
        "convened": 7, "present": 7, "issued": 7, "returned": 7, "valid": 6, "invalid": 0, "blank": 1,
    }  # fmt: skip
    assert sorted(marks for marks, _added in shown.slips) == [("",), *[("against",)] * 2, *[("for",)] * 4]
    assert set(shown.receipts) == receipts
    again = tally_of(shown.tally["file"])
    assert (again["outcome"], again["names"]) == (shown.outcome, shown.tally["names"])


def test_four_of_eight_is_half_and_not_more_than_half(make_hall, make_vote):
    hall = make_hall(8)
    vote = make_vote(hall)
    for account, mark in zip(hall.accounts, ["for"] * 4 + ["against"] * 4, strict=True):
        cast(account, vote, mark)
    count_up(hall, vote)
    shown = count_of(hall.chair.access, vote)
    assert shown.outcome == "rejected"
    assert shown.tally["names"][0]["exactly_half"]


def test_a_right_is_used_once_and_a_lost_answer_can_be_asked_for_again(hall, make_vote):
    vote = make_vote(hall)
    first = cast(hall.accounts[2], vote, "for", ticket="the-ticket-of-voter-2")
    assert cast(hall.accounts[2], vote, "against", ticket="the-ticket-of-voter-2") == first
    named = {"access": hall.accounts[2].access, "vote_id": vote.pk, "marks": ("for",), "added": ()}
    assert code_of(votes.cast, **named, ticket="another-ticket-of-voter-2") == "vote_used"
    assert code_of(votes.cast, **named, ticket="short") == "ticket_unreadable"
    assert VotingRight.objects.filter(vote=vote, is_used=True).count() == 1


def test_nobody_votes_late_early_by_proxy_or_without_a_right(hall, make_vote, lan, binh):
    vote = make_vote(hall, is_open=False)
    named = {"vote_id": vote.pk, "marks": ("for",), "added": ()}
    assert code_of(votes.cast, access=hall.accounts[3].access, ticket="x" * 20, **named) == "no_right"
    votes.open_vote(access=lan.access, vote_id=vote.pk)
    with pytest.raises(NotFound):
        votes.cast(access=lan.access, ticket="x" * 20, **named)
    with pytest.raises(NotFound):
        votes.cast(access=binh.access, ticket="x" * 20, **named)
    held = cast(hall.accounts[3], vote, "for", ticket="the-ticket-of-voter-3")
    for account in (hall.chair, hall.teller):
        votes.close_vote(access=account.access, vote_id=vote.pk)
    assert code_of(votes.cast, access=hall.accounts[4].access, ticket="x" * 20, **named) == "vote_closed"
    assert cast(hall.accounts[3], vote, "for", ticket="the-ticket-of-voter-3") == held


def test_one_of_the_two_neither_closes_nor_opens_the_box(hall, make_vote):
    vote = make_vote(hall)
    cast(hall.accounts[4], vote, "for")
    votes.close_vote(access=hall.chair.access, vote_id=vote.pk)
    named = {"access": hall.chair.access, "vote_id": vote.pk, "chair_passphrase": CHAIR_WORDS}
    assert code_of(votes.open_box, **named, teller_passphrase=TELLER_WORDS) == "vote_not_closed"
    cast(hall.accounts[5], vote, "for")
    votes.close_vote(access=hall.teller.access, vote_id=vote.pk)
    with pytest.raises(DomainError) as caught:
        votes.open_box(**named, teller_passphrase=CHAIR_WORDS)
    assert caught.value.code == "passphrase_wrong"
    assert "người kiểm phiếu" in str(caught.value)
    assert vote_of(hall.chair.access, vote.pk).state == Vote.State.CLOSED
    assert AuditEntry.objects.filter(action="procedures.opening_failed").count() == 1
    with pytest.raises(Forbidden):
        votes.close_vote(access=hall.accounts[3].access, vote_id=vote.pk)


def test_casting_leaves_nothing_but_a_used_right_and_the_box(hall, make_vote):
    vote = make_vote(hall)
    before = AuditEntry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        cast(hall.accounts[2], vote, "for")
    written = [each["sql"] for each in asked if each["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert [sql.split('"')[1] for sql in written] == ["procedures_ballotbox", "procedures_votingright"]
    assert AuditEntry.objects.count() == before


def test_the_box_and_the_register_share_no_column_but_their_vote():
    own = {field.name for field in VotingRight._meta.get_fields()} & {
        field.name for field in BallotBox._meta.get_fields()
    }
    assert own == {"vote"}
    for model in (VotingRight, BallotBox, VoteCount, KeyHolder):
        kinds = {field.get_internal_type() for field in model._meta.fields}
        assert not kinds & {"DateTimeField", "TimeField", "GenericIPAddressField"}


def test_once_counted_the_box_and_its_key_are_gone_and_cannot_be_opened_again(hall, make_vote):
    vote = make_vote(hall)
    for account in hall.accounts:
        cast(account, vote, "for")
    count_up(hall, vote)
    assert not BallotBox.objects.exists()
    assert not KeyHolder.objects.exists()
    named = {"chair_passphrase": CHAIR_WORDS, "teller_passphrase": TELLER_WORDS}
    assert code_of(votes.open_box, access=hall.chair.access, vote_id=vote.pk, **named) == "vote_not_closed"


def test_an_altered_box_makes_the_vote_void_instead_of_a_wrong_count(hall, make_vote):
    vote = make_vote(hall)
    for account in hall.accounts:
        cast(account, vote, "for")
    VotingRight.objects.filter(vote=vote, person_id=hall.people[6].pk).update(is_used=False)
    assert count_up(hall, vote).state == Vote.State.VOID
    assert "6 người đã bỏ phiếu, 7 phiếu" in vote_of(hall.chair.access, vote.pk).void_reason
    assert count_of(hall.chair.access, vote) is None


def test_fewer_than_five_slips_keep_only_the_outcome(make_hall, make_vote):
    hall = make_hall(4)
    vote = make_vote(hall)
    for account in hall.accounts:
        cast(account, vote, "for")
    count_up(hall, vote)
    shown = count_of(hall.chair.access, vote)
    assert (shown.outcome, shown.has_numbers, shown.slips) == ("chosen", False, ())
    content = json.loads(VoteCount.objects.get(vote=vote).content)
    assert content["slips"] == []
    assert "votes" not in json.dumps(content)
    assert "numbers" not in content["tally"]


@pytest.mark.parametrize(("announced", "numbers", "outcome"), [
    (Vote.Announced.COUNTS, True, "chosen"), (Vote.Announced.OUTCOME, False, "chosen"), (Vote.Announced.NOTHING, False, ""),
])  # fmt: skip
def test_what_is_not_announced_is_seen_by_who_counted_only(hall, make_vote, lan, announced, numbers, outcome):
    vote = make_vote(hall, announced=announced)
    for account in hall.accounts:
        cast(account, vote, "for")
    count_up(hall, vote)
    for viewer in (hall.accounts[4], lan):
        shown = count_of(viewer.access, vote)
        assert (shown.has_numbers, shown.outcome) == (numbers, outcome)
        assert bool(shown.slips) is numbers
        assert len(shown.receipts) == 7
    assert count_of(hall.teller.access, vote).has_numbers


def test_who_comes_later_may_vote_and_who_has_voted_stays_present(make_hall, make_vote, lan):
    hall = make_hall(7, present=6)
    vote = make_vote(hall)
    late = hall.accounts[6]
    assert not standing_of(late.access, vote_of(late.access, vote.pk)).may_vote
    note_present(access=lan.access, meeting_id=hall.meeting.pk, present=[each.pk for each in hall.people])
    cast(late, vote, "for")
    named = {"access": lan.access, "meeting_id": hall.meeting.pk}
    assert code_of(note_present, **named, present=[each.pk for each in hall.people[:6]]) == "voter_present"
    note_present(**named, present=[each.pk for each in hall.people[1:]])
    assert not VotingRight.objects.filter(vote=vote, person_id=hall.people[0].pk).exists()
    assert VotingRight.objects.filter(vote=vote).count() == 6


def test_a_vote_is_given_up_with_a_reason_and_its_slips_go_unopened(hall, make_vote, lan):
    vote = make_vote(hall)
    cast(hall.accounts[2], vote, "for")
    assert code_of(close_meeting, access=lan.access, meeting_id=hall.meeting.pk) == "vote_unfinished"
    assert code_of(votes.void_vote, access=hall.chair.access, vote_id=vote.pk, reason=" ") == "reason_missing"
    with pytest.raises(Forbidden):
        votes.void_vote(access=hall.teller.access, vote_id=vote.pk, reason="nhầm")
    votes.void_vote(access=hall.chair.access, vote_id=vote.pk, reason="thiếu tên một người")
    assert not BallotBox.objects.exists()
    assert code_of(votes.void_vote, access=lan.access, vote_id=vote.pk, reason="lại") == "vote_finished"
    assert close_meeting(access=lan.access, meeting_id=hall.meeting.pk).state == Meeting.State.CLOSED


def test_a_vote_begins_only_with_both_keys_and_somebody_present(make_hall, make_vote, lan):
    hall = make_hall(7, present=0)
    vote = make_vote(hall, is_open=False)
    named = {"access": lan.access, "vote_id": vote.pk}
    assert code_of(votes.open_vote, **named) == "nobody_present"
    KeyHolder.objects.filter(vote=vote, part="teller").delete()
    assert code_of(votes.open_vote, **named) == "key_missing"
    with pytest.raises(Forbidden):
        votes.set_passphrase(access=hall.accounts[3].access, vote_id=vote.pk, passphrase=CHAIR_WORDS)
    with pytest.raises(Forbidden):
        votes.open_vote(access=hall.accounts[3].access, vote_id=vote.pk)


def test_a_meeting_is_known_to_those_in_it_and_to_who_runs_it(hall, lan, cuong, binh, make_vote):
    vote = make_vote(hall)
    assert [meetings(account.access).count() for account in (lan, hall.accounts[6], cuong, binh)] == [1, 1, 0, 0]
    with pytest.raises(NotFound):
        vote_of(cuong.access, vote.pk)


def test_a_meeting_that_cannot_be_is_refused(hall, lan, cuong, tree):
    named = {"unit": tree.home, "title": "Hội nghị", "held_on": HELD_ON}
    people = {person.pk: "" for person in hall.people}
    chair, teller = hall.people[0].pk, hall.people[1].pk
    with pytest.raises(Forbidden):
        convene(access=cuong.access, people=people, chair_id=chair, teller_id=teller, **named)
    for code, more in (
        ("nobody_convened", {"people": {}, "chair_id": chair, "teller_id": teller}),
        ("chair_is_teller", {"people": people, "chair_id": chair, "teller_id": chair}),
        ("holder_not_convened", {"people": {chair: ""}, "chair_id": chair, "teller_id": teller}),
        ("person_unknown", {"people": {**people, 10**9: ""}, "chair_id": chair, "teller_id": teller}),
        ("title_missing", {"people": people, "chair_id": chair, "teller_id": teller, "title": " "}),
    ):
        assert code_of(convene, access=lan.access, **{**named, **more}) == code


def test_a_rule_of_the_law_reads_the_count_with_its_clause(make_hall, make_vote):
    hall = make_hall(9)
    form = Form(Kind.CHOOSE, ("Người Một", "Người Hai"), max_choices=1)
    vote = make_vote(
        hall, form, rule={"procedure": "state.appointment.in_place", "step": "s2", "as_of": HELD_ON.isoformat()}
    )
    for place, account in enumerate(hall.accounts):
        cast(account, vote, *(("for", "") if place < 5 else ("", "for")))
    count_up(hall, vote)
    shown = count_of(hall.chair.access, vote)
    assert shown.outcome == "chosen"
    assert "170/2025" in shown.tally["rule"]["citation"]


def test_a_rule_that_nobody_can_read_is_refused_before_anybody_votes(hall, make_vote):
    with pytest.raises(DomainError) as caught:
        make_vote(hall, rule={"procedure": "state.appointment.in_place", "step": "s99", "as_of": "2026-03-02"})
    assert caught.value.code == "step_unknown"
    with pytest.raises(DomainError):
        make_vote(hall, rule={"rule": {**MAJORITY["rule"], "lines": []}})
