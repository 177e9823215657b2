"""The ballot form and the minutes of a count carry the data of the vote, and nothing that is not announced."""

from __future__ import annotations

import pytest

from canbo.core.errors import DomainError
from canbo.documents.papers import words_of
from canbo.documents.services.making import make_paper, remake
from canbo.procedures.domain.ballots import Form
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import Vote
from canbo.procedures.services import votes
from canbo.procedures.vote_papers import ballot_forms, count_papers

from .conftest import MAJORITY
from .test_votes import cast, count_up

pytestmark = pytest.mark.django_db


def words(lan, source, draft, vote):
    paper = make_paper(access=lan.access, source=source, draft=draft, object_id=vote.pk)
    return "\n".join(words_of(remake(access=lan.access, paper=paper)[0]))


def test_the_minutes_of_a_count_carry_numbers_reasons_and_clause(hall, make_vote, lan):
    vote = make_vote(hall)
    for place, account in enumerate(hall.accounts):
        cast(account, vote, "for" if place < 4 else "against" if place < 6 else "")
    vote = count_up(hall, vote)
    (draft,) = count_papers(lan.access, vote.pk)
    assert (draft.data["trieu_tap"], draft.data["hop_le"], draft.data["khong_hop_le"]) == (7, 6, 1)
    assert draft.data["ket_qua"][0]["so_lieu"] == ["4", "2", "0"]
    text = words(lan, "vote-minutes", draft, vote)
    for said in ("Lê Thị Mẫu", "quy chế làm việc", "trên 7", hall.people[1].full_name):
        assert said in text


def test_a_small_count_has_minutes_without_numbers(make_hall, make_vote, lan):
    hall = make_hall(4)
    vote = make_vote(hall)
    for account in hall.accounts:
        cast(account, vote, "for")
    vote = count_up(hall, vote)
    (draft,) = count_papers(lan.access, vote.pk)
    assert "hop_le" not in draft.data
    assert draft.data["ket_luan"] == ["Được lựa chọn."]


def test_what_is_not_announced_makes_no_minutes_for_others(hall, make_vote, lan):
    vote = make_vote(hall, announced=Vote.Announced.NOTHING)
    with pytest.raises(DomainError) as caught:
        list(count_papers(lan.access, vote.pk))
    assert caught.value.code == "count_missing"
    for account in hall.accounts:
        cast(account, vote, "for")
    count_up(hall, vote)
    with pytest.raises(DomainError) as caught:
        list(count_papers(lan.access, vote.pk))
    assert caught.value.code == "count_not_shown"


def test_the_ballot_form_has_every_name_and_a_slip_for_everybody_convened(hall, lan):
    vote = votes.propose_vote(
        access=lan.access, meeting_id=hall.meeting.pk, title="Giới thiệu nhân sự", rule=MAJORITY, way=Vote.Way.PAPER,
        form=Form(Kind.CHOOSE, ("Lê Thị Mẫu", "Vũ Văn Thử"), max_choices=1, added=1),
    )  # fmt: skip
    (draft,) = ballot_forms(lan.access, vote.pk)
    assert (draft.data["so_phieu"], draft.data["dong_them"], draft.data["co_ky_ten"]) == (7, 1, False)
    text = words(lan, "vote-ballots", draft, vote)
    for said in ("PHIẾU GIỚI THIỆU", "Lê Thị Mẫu", "Vũ Văn Thử", "nhiều nhất 1 người"):
        assert said in text
