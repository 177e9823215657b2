"""Paper slips keyed by two people apart: differences shown and settled, then counted by the same rule."""

from __future__ import annotations

import pytest

from canbo.core.errors import DomainError, Forbidden
from canbo.procedures.domain.ballots import Form, Slip
from canbo.procedures.domain.counts import Kind
from canbo.procedures.domain.keying import letters, read_lines, written
from canbo.procedures.models import PaperSettlement, Vote
from canbo.procedures.selectors.meetings import count_of
from canbo.procedures.services import votes
from canbo.procedures.services.paper import key_slips, note_slips, settle_slips

from .conftest import MAJORITY

TWO = Form(Kind.APPROVE, ("Lê Thị Mẫu", "Vũ Văn Thử"))


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def test_lines_are_read_as_people_type_them():
    assert list(read_lines(TWO, "dk\n\n Đ- \nX\nt\no o; ").values()) == [
        Slip(("for", "against")), Slip(("for", "")), None, Slip(("", "")), Slip(("no_opinion", "no_opinion")),
    ]  # fmt: skip
    with pytest.raises(DomainError) as caught:
        read_lines(TWO, "dk\ndq")
    assert "Phiếu số 2 ghi «dq»" in str(caught.value)
    with pytest.raises(DomainError):
        read_lines(TWO, "d")


@pytest.mark.parametrize(
    "form",
    [
        TWO,
        Form(Kind.CHOOSE, ("A", "B"), max_choices=1, added=1),
        Form(Kind.CONFIDENCE, ("A",)),
        Form(Kind.RATE, ("A", "B"), levels=("tốt", "khá", "kém")),
    ],
)
def test_every_mark_has_a_letter_of_its_own_and_what_is_written_reads_back(form):
    assert len(set(letters(form).values())) == len(form.marks)
    for mark in ("", *form.marks):
        slip = Slip((mark, *[""] * (len(form.names) - 1)), ("Đỗ Văn Ê",) if form.added else ())
        assert read_lines(form, written(form, slip)) == {1: slip}
    assert read_lines(form, written(form, None)) == {1: None}


@pytest.fixture
def paper(db, hall, lan):
    return votes.propose_vote(
        access=lan.access, meeting_id=hall.meeting.pk, title="Giới thiệu", form=TWO, rule=MAJORITY, way="paper"
    )


@pytest.fixture
def noted(paper, lan):
    return note_slips(access=lan.access, vote_id=paper.pk, issued=7, returned=6)


def test_two_who_agree_are_counted_at_once(noted, lan, hall):
    lines = "dd\ndk\ndd\ndd\nkk\nx"
    key_slips(access=lan.access, vote_id=noted.pk, lines=lines)
    assert count_of(hall.chair.access, noted) is None
    key_slips(access=hall.teller.access, vote_id=noted.pk, lines=lines)
    shown = count_of(hall.accounts[5].access, noted)
    assert shown.tally["numbers"] == {
        "convened": 7, "present": 7, "issued": 7, "returned": 6, "valid": 5, "invalid": 1, "blank": 0,
    }  # fmt: skip
    assert [each["outcome"] for each in shown.tally["names"]] == ["chosen", "rejected"]


def test_differences_wait_until_each_is_settled(noted, lan, hall):
    key_slips(access=lan.access, vote_id=noted.pk, lines="dd\ndk\ndd\ndd\nkk\nx")
    named = {"vote_id": noted.pk, "access": hall.chair.access}
    key_slips(**named, lines="dd\nkk\ndd\ndd\nkk\nt")
    assert Vote.objects.get(pk=noted.pk).state == Vote.State.OPEN
    assert code_of(settle_slips, **named, settled={2: "dk"}) == "keying_unsettled"
    assert code_of(settle_slips, **named, settled={1: "kk", 2: "dk", 6: "x"}) == "keying_not_in_question"
    assert code_of(settle_slips, **named, settled={2: "dk", 6: "xx"}) == "keying_unreadable"
    settle_slips(**named, settled={2: "dk", 6: "t"})
    assert Vote.objects.get(pk=noted.pk).state == Vote.State.COUNTED
    assert count_of(lan.access, noted).tally["numbers"]["blank"] == 1
    assert PaperSettlement.objects.filter(vote=noted).count() == 2
    assert code_of(settle_slips, **named, settled={2: "dk"}) == "vote_finished"


def test_what_does_not_add_up_is_refused(paper, lan, hall):
    named = {"access": lan.access, "vote_id": paper.pk}
    assert code_of(key_slips, **named, lines="dd") == "slips_not_noted"
    assert code_of(note_slips, **named, issued=8, returned=6) == "issued_over_present"
    assert code_of(note_slips, **named, issued=5, returned=6) == "returned_over_issued"
    note_slips(**named, issued=7, returned=2)
    assert code_of(key_slips, **named, lines="dd") == "keying_incomplete"
    key_slips(**named, lines="dd\nkk")
    assert code_of(note_slips, **named, issued=7, returned=3) == "keying_begun"
    assert code_of(key_slips, **named, lines="dd\nkk") == "keyed_before"
    assert code_of(settle_slips, **named, settled={}) == "keying_unfinished"
    key_slips(access=hall.teller.access, vote_id=paper.pk, lines="dd\ndd")
    assert code_of(key_slips, access=hall.chair.access, vote_id=paper.pk, lines="dd\ndd") == "keyed_twice"


def test_only_who_runs_chairs_or_counts_keys_slips(noted, hall):
    with pytest.raises(Forbidden):
        key_slips(access=hall.accounts[4].access, vote_id=noted.pk, lines="dd")


def test_a_paper_vote_has_no_box_and_an_online_one_no_slips_to_key(paper, hall, make_vote, lan):
    assert code_of(votes.open_vote, access=lan.access, vote_id=paper.pk) == "vote_on_paper"
    vote = make_vote(hall)
    assert code_of(note_slips, access=lan.access, vote_id=vote.pk, issued=7, returned=7) == "vote_not_on_paper"
