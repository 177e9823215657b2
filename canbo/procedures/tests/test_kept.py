"""Slips that the rule wants kept: said beforehand, kept whole and encrypted, read by those named, never mixed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.procedures.domain.ballots import Form, from_bytes, to_bytes
from canbo.procedures.domain.ballots import Slip as Written
from canbo.procedures.domain.counts import Kind
from canbo.procedures.models import KeptSlips, Vote, VoteCount
from canbo.procedures.selectors.meetings import count_of
from canbo.procedures.services import votes
from canbo.procedures.services.kept import read_kept

from .conftest import CHAIR_WORDS, HELD_ON, TELLER_WORDS

FORM = Form(Kind.APPROVE, ("Lê Thị Mẫu",), signing="free")
STEP_4 = {"procedure": "state.appointment.in_place", "step": "s4", "as_of": HELD_ON.isoformat()}
STEP_2 = {**STEP_4, "step": "s2"}


def code_of(call, **named):
    with pytest.raises(DomainError) as caught:
        call(**named)
    return caught.value.code


def cast(account, vote, mark="for", **more):
    ticket = f"the-ticket-of-{account.user.username:>10}"
    return votes.cast(access=account.access, vote_id=vote.pk, marks=(mark,), added=(), ticket=ticket, **more)


def count_up(hall, vote):
    for account in (hall.chair, hall.teller):
        votes.close_vote(access=account.access, vote_id=vote.pk)
    return votes.open_box(
        access=hall.chair.access, vote_id=vote.pk, chair_passphrase=CHAIR_WORDS, teller_passphrase=TELLER_WORDS
    )


@pytest.fixture
def kept(db, hall, make_vote):
    vote = make_vote(hall, FORM, rule=STEP_4, way=Vote.Way.KEPT)
    for place, account in enumerate(hall.accounts):
        cast(account, vote, "against" if place > 4 else "for", signs=place % 2 == 0, opinion=f"Ý kiến số {place}")
    return count_up(hall, vote)


def test_kept_slips_are_whole_signed_by_who_wished_and_by_nobody_else(kept, hall):
    _vote, slips = read_kept(access=hall.teller.access, vote_id=kept.pk)
    signed = {each.signed: each for each in slips if each.signed}
    assert set(signed) == {hall.people[place].full_name for place in (0, 2, 4, 6)}
    assert signed[hall.people[6].full_name].opinion == "Ý kiến số 6"
    assert sorted(each.marks[0] for each in slips if not each.signed) == ["against", "for", "for"]
    assert {each.opinion for each in slips} == {f"Ý kiến số {place}" for place in range(7)}


def test_they_lie_encrypted_and_apart_from_what_everybody_sees(kept, hall):
    with connection.cursor() as cursor:
        cursor.execute("SELECT slips FROM procedures_keptslips")
        raw = str(cursor.fetchone()[0])
    assert "Ý kiến" not in raw
    assert hall.people[0].full_name not in raw
    assert not hasattr(KeptSlips, "person")
    assert count_of(hall.chair.access, kept).slips == ()
    assert "Ý kiến" not in VoteCount.objects.get(vote=kept).content


def test_only_those_whom_the_voters_were_told_read_them_and_each_reading_is_in_the_log(kept, hall, lan, cuong):
    for account in (lan, hall.accounts[3]):
        with pytest.raises(Forbidden):
            read_kept(access=account.access, vote_id=kept.pk)
    with pytest.raises(NotFound):
        read_kept(access=cuong.access, vote_id=kept.pk)
    assert not AuditEntry.objects.filter(action="procedures.kept_slips_read").exists()
    read_kept(access=hall.chair.access, vote_id=kept.pk)
    assert AuditEntry.objects.filter(action="procedures.kept_slips_read", object_id=kept.pk).count() == 1
    Vote.objects.filter(pk=kept.pk).update(office_reads=True)
    assert len(read_kept(access=lan.access, vote_id=kept.pk)[1]) == 7


def test_the_voter_is_told_before_voting_who_reads_and_whether_it_is_signed(hall, make_vote):
    vote = make_vote(hall, FORM, rule=STEP_4, way=Vote.Way.KEPT, office_reads=True)
    page = hall.accounts[4].client.get(reverse("ballot", args=[vote.pk])).content.decode()
    for words in ("không phải phiếu kín", hall.people[0].full_name, hall.people[1].full_name, "bộ phận tổ chức",
                  "không ký thì phiếu lưu không kèm tên"):  # fmt: skip
        assert words in page
    secret = make_vote(hall)
    page = hall.accounts[4].client.get(reverse("ballot", args=[secret.pk])).content.decode()
    assert "Phiếu kín" in page
    assert 'name="opinion"' not in page


def test_a_slip_is_signed_or_not_as_the_vote_says(hall, make_vote):
    must = make_vote(hall, replace(FORM, signing="signed"), rule=STEP_4, way=Vote.Way.KEPT)
    barred = make_vote(hall, replace(FORM, signing="unsigned"), rule=STEP_4, way=Vote.Way.KEPT)
    secret = make_vote(hall)
    assert code_of(cast, account=hall.chair, vote=must) == "signature_wrong"
    assert code_of(cast, account=hall.chair, vote=barred, signs=True) == "signature_wrong"
    assert code_of(cast, account=hall.chair, vote=secret, signs=True) == "slip_not_kept"
    assert code_of(cast, account=hall.chair, vote=secret, opinion="thêm") == "slip_not_kept"
    assert code_of(cast, account=hall.chair, vote=must, signs=True, opinion="x" * 501) == "opinion_too_long"


def test_a_step_that_votes_in_secret_keeps_no_slips_and_one_that_keeps_them_is_not_called_secret(hall, make_vote):
    named = {"hall": hall, "is_open": False}
    choose = Form(Kind.CHOOSE, ("Lê Thị Mẫu",), max_choices=1)
    assert code_of(make_vote, **named, form=replace(choose, signing="free"), rule=STEP_2, way="kept") == "way_barred"
    assert code_of(make_vote, **named, form=replace(FORM, signing=""), rule=STEP_4) == "way_barred"


def test_the_database_holds_that_only_kept_slips_are_signed(hall, make_vote):
    vote = make_vote(hall)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(signing="free")
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(office_reads=True)


@pytest.mark.parametrize("name", ["Lê", "𐐀" * 60, "Đ" * 60, "\U00020000" * 60])
def test_every_slip_of_a_form_is_equally_long_whatever_letters_are_written_on_it(name):
    form = Form(Kind.CHOOSE, ("A",), max_choices=2, added=1)
    assert len(to_bytes(form, Written(("for",), (name,)))) == len(to_bytes(form, Written(("",))))
    kept = Form(Kind.APPROVE, ("A",), signing="free")
    full = Written(("for",), (), "\x01" * 500, name[:60])
    assert len(to_bytes(kept, full)) == len(to_bytes(kept, Written(("",))))
    assert from_bytes(kept, to_bytes(kept, full)) == full
