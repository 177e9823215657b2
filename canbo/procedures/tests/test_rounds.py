"""Further rounds, totals with scanned minutes, what a rule needs before anybody votes, what is announced."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import Attendance, Vote, VoteCount, VoteScan
from canbo.procedures.selectors.meetings import acts_together, count_of, standings
from canbo.procedures.selectors.rounds import further_round, next_round_of
from canbo.procedures.services import votes
from canbo.procedures.services.scans import content_of
from canbo.procedures.services.totals import Totals, key_totals

from .conftest import HELD_ON
from .test_votes import cast, count_up

pytestmark = pytest.mark.django_db
NAMES = ("Người Một", "Người Hai", "Người Ba")
FIELD = Form(Kind.CHOOSE, NAMES, max_choices=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def election(tie="unsaid", fallen=None):
    lines = [{"operator": ">", "threshold": "1/2", "base": "valid", "take": "highest", "then": "chosen"},
             fallen or {"otherwise": True, "take": "two_highest", "then": "second_round"}]  # fmt: skip
    return {"rule": {"lines": lines, "tie": tie, "citation": "quy chế"}}


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def voted(hall, vote, *choices):
    for account, choice in zip(hall.accounts, choices, strict=True):
        cast(account, vote, *("for" if place == choice else "" for place in range(len(vote.names))))
    return count_up(hall, vote)


def again(lan, vote, names, seats=1, **more):
    return votes.propose_vote(
        access=lan.access, meeting_id=vote.meeting_id, title="Vòng hai", form=Form(Kind.CHOOSE, names, max_choices=1),
        rule=more.pop("rule", vote.rule), seats=seats, previous_id=vote.pk, **more,
    )  # fmt: skip


def test_the_two_highest_go_into_a_second_round_that_is_linked_and_carries_over(hall, make_vote, lan):
    vote = voted(hall, make_vote(hall, FIELD, rule=election()), 0, 0, 0, 1, 1, 2, 1)
    further = further_round(lan.access, vote)
    assert (further.may_stand, further.seats, further.by_rule) == (("Người Một", "Người Hai"), 1, True)
    carried = next_round_of(vote, further)
    assert (carried["names"], carried["seats"], carried["max_choices"]) == ("Người Một\nNgười Hai", 1, 1)
    second = again(lan, vote, further.may_stand)
    assert (second.previous_id, second.round) == (vote.pk, 2)
    assert code_of(again, lan=lan, vote=vote, names=further.may_stand) == "round_there"
    votes.void_vote(access=lan.access, vote_id=second.pk, reason="nhầm")
    assert again(lan, vote, further.may_stand).round == 2


def test_only_those_who_go_on_stand_and_only_for_the_seats_left(hall, make_vote, lan):
    vote = voted(hall, make_vote(hall, FIELD, rule=election()), 0, 0, 0, 1, 1, 2, 1)
    assert code_of(again, lan=lan, vote=vote, names=("Người Ba",)) == "round_unfounded"
    assert code_of(again, lan=lan, vote=vote, names=NAMES[:2], seats=2) == "round_unfounded"


def test_where_the_rule_is_silent_on_a_tie_a_ground_is_asked_for(hall, make_vote, lan):
    field = Form(Kind.CHOOSE, NAMES, max_choices=2)
    rule = election(fallen={"otherwise": True, "then": "rejected"})
    vote = make_vote(hall, field, rule=rule)
    for account in hall.accounts:
        cast(account, vote, "for", "for", "")
    vote = count_up(hall, vote)
    further = further_round(lan.access, vote)
    assert (further.may_stand, further.by_rule) == (NAMES[:2], False)
    assert code_of(again, lan=lan, vote=vote, names=NAMES[:2]) == "round_ground_missing"
    assert again(lan, vote, NAMES[:2], round_ground="Hội nghị thống nhất bỏ phiếu lại").round_ground


def test_where_nobody_is_left_to_choose_there_is_no_further_round(hall, make_vote, lan):
    vote = voted(hall, make_vote(hall, FIELD, rule=election()), 0, 0, 0, 0, 1, 2, 1)
    assert further_round(lan.access, vote) is None
    assert code_of(again, lan=lan, vote=vote, names=NAMES[:1]) == "round_unfounded"


def test_a_small_count_keeps_who_goes_on_and_no_number(make_hall, make_vote, lan):
    hall = make_hall(4)
    vote = voted(hall, make_vote(hall, FIELD, rule=election()), 0, 0, 1, 1)
    assert further_round(lan.access, vote).may_stand == NAMES[:2]
    assert "share" not in VoteCount.objects.get(vote=vote).content


def test_what_the_rule_needs_is_asked_before_anybody_votes(hall, make_vote):
    step_3 = {"procedure": "state.appointment.in_place", "step": "s3", "as_of": HELD_ON.isoformat()}
    named = {"hall": hall, "form": FIELD, "rule": step_3, "is_open": False}
    assert code_of(make_vote, **named) == "members_missing"
    assert code_of(make_vote, **named, members=7) == "earlier_missing"
    vote = make_vote(hall, FIELD, rule=step_3, members=7, earlier={"s2": ["Người Một"]})
    voted(hall, vote, 1, 1, 1, 1, 1, 0, 0)
    shown = count_of(hall.chair.access, vote)
    assert (shown.outcome, shown.tally["names"][0]["base"]) == ("chosen", "members")
    assert code_of(make_vote, **{**named, "form": Form(Kind.CONFIDENCE, NAMES[:1])}) == "tally_unreadable"


def test_everybody_leaves_it_blank_and_the_box_still_opens(hall, make_vote):
    vote = make_vote(hall, Form(Kind.CHOOSE, (), max_choices=1, added=1), rule=election())
    for account in hall.accounts:
        cast(account, vote)
    count_up(hall, vote)
    shown = count_of(hall.chair.access, vote)
    assert shown.tally["numbers"]["blank"] == 7
    assert shown.tally["names"] == []


def test_a_step_says_whether_its_count_is_announced(hall, make_vote):
    step_2 = {"procedure": "state.appointment.in_place", "step": "s2", "as_of": HELD_ON.isoformat()}
    named = {"hall": hall, "form": FIELD, "rule": step_2, "is_open": False}
    assert make_vote(**named).announced == Vote.Announced.NOTHING
    assert code_of(make_vote, **named, announced=Vote.Announced.COUNTS) == "announce_barred"


def test_too_few_present_for_the_rule_cannot_begin(make_hall, make_vote):
    hall = make_hall(7, present=4)
    step_2 = {"procedure": "state.appointment.in_place", "step": "s2", "as_of": HELD_ON.isoformat()}
    assert code_of(make_vote, hall=hall, form=FIELD, rule=step_2) == "quorum_missing"


def test_those_who_only_attend_get_no_slip_and_are_in_no_base(hall, make_vote):
    Attendance.objects.filter(meeting=hall.meeting, person=hall.people[6]).update(has_vote=False)
    vote = make_vote(hall)
    assert vote.rights.count() == 6
    for account in hall.accounts[:6]:
        cast(account, vote, "for")
    count_up(hall, vote)
    assert count_of(hall.chair.access, vote).tally["numbers"]["convened"] == 6


def test_several_votes_are_opened_closed_and_voted_on_together(hall, make_vote, lan):
    made = [make_vote(hall, is_open=False) for _ in range(3)]
    acts = acts_together(standings(lan.access, hall.meeting))
    assert (acts.begin, acts.close) == (made[0].pk, None)
    for vote in made:
        votes.open_vote(access=lan.access, vote_id=vote.pk)
    assert acts_together(standings(hall.accounts[3].access, hall.meeting)).may_vote == 3
    assert acts_together(standings(hall.chair.access, hall.meeting)).close == made[0].pk
    assert acts_together(standings(lan.access, hall.meeting)) is None


# Totals with the minutes scanned


@pytest.fixture
def paper(hall, lan):
    return votes.propose_vote(
        access=lan.access, meeting_id=hall.meeting.pk, title="Lấy phiếu", form=Form(Kind.APPROVE, NAMES[:2]),
        rule=election(fallen={"otherwise": True, "then": "rejected"}), seats=2, way=Vote.Way.TOTALS,
    )  # fmt: skip


def scans(*contents):
    return [SimpleUploadedFile(f"bien-ban-{n}.pdf", each) for n, each in enumerate(contents)]


def totals(first, second, *, returned=7, invalid=0, blank=0):
    marks = ("for", "against", "no_opinion")
    return Totals(7, returned, invalid, blank, [dict(zip(marks, each, strict=True)) for each in (first, second)])


def test_totals_are_checked_counted_and_marked_as_such_with_their_scan(paper, hall, lan, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    named = {"access": lan.access, "vote_id": paper.pk}
    with pytest.raises(DomainError) as caught:
        key_totals(**named, totals=totals((4, 2, 0), (3, 3, 1)), uploads=scans(PDF))
    assert caught.value.code == "counts_disagree"
    assert "«Người Một»" in str(caught.value)
    assert not VoteScan.objects.exists()
    key_totals(**named, totals=totals((4, 2, 0), (3, 3, 0), invalid=1), uploads=scans(PDF, PDF + b"\n", PDF))
    shown = count_of(hall.accounts[4].access, paper)
    assert (shown.keyed_by, shown.slips) == (lan.user.full_name, ())
    assert shown.tally["chosen"] == ["Người Một"]
    held = list(VoteScan.objects.order_by("pk"))
    assert [content_of(each) for each in held] == [PDF, PDF + b"\n"]
    assert PDF not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert AuditEntry.objects.filter(action="procedures.totals_keyed").count() == 1
    assert code_of(key_totals, **named, totals=totals((4, 3, 0), (3, 4, 0)), uploads=scans(PDF)) == "vote_finished"


def test_totals_without_scan_or_by_somebody_else_or_beyond_the_slips_are_refused(paper, hall, lan, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    right = totals((4, 3, 0), (3, 4, 0))
    assert code_of(key_totals, access=lan.access, vote_id=paper.pk, totals=right, uploads=[]) == "scan_missing"
    many = Totals(8, 7, 0, 0, right.votes)
    assert (
        code_of(key_totals, access=lan.access, vote_id=paper.pk, totals=many, uploads=scans(PDF)) == "counts_disagree"
    )
    with pytest.raises(Forbidden):
        key_totals(access=hall.accounts[4].access, vote_id=paper.pk, totals=right, uploads=scans(PDF))
