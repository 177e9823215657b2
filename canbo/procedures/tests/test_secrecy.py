"""What somebody reads who has the database, the log and the server's output: nothing leads from a voter to a slip."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from canbo.accounts.models import SignedIn
from canbo.accounts.services import sessions
from canbo.audit.models import AuditEntry
from canbo.core.access import full_access
from canbo.procedures.models import BallotBox, KeyHolder, Vote, VoteCount, VotingRight
from canbo.procedures.services import votes
from canbo.procedures.services.counting import SMALLEST_SHOWN

from .conftest import CHAIR_WORDS, TELLER_WORDS
from .test_votes import cast, count_up

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WRITES = ("INSERT", "UPDATE", "DELETE")


def post(account, vote, **fields):
    named = {"ticket": f"ticket-of-the-page-{account.user.pk}", "mark-0": "for", **fields}
    return account.client.post(reverse("ballot", args=[vote.pk]), named)


def raw_box(vote):
    with connection.cursor() as cursor:
        cursor.execute("SELECT heap FROM procedures_ballotbox WHERE vote_id = %s", [vote.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_slip_sent_from_the_page_writes_the_right_and_the_box_and_nothing_else_anywhere(hall, make_vote):
    vote, account = make_vote(hall), hall.accounts[3]
    account.client.get(reverse("ballot", args=[vote.pk]))
    entries, seen = AuditEntry.objects.count(), list(SignedIn.objects.values_list("seen_at", flat=True))
    with CaptureQueriesContext(connection) as asked:
        assert "receipt-code" in post(account, vote).content.decode()
    written = [each["sql"] for each in asked if each["sql"].lstrip().startswith(WRITES)]
    assert [sql.split('"')[1] for sql in written] == ["procedures_ballotbox", "procedures_votingright"]
    assert AuditEntry.objects.count() == entries
    assert list(SignedIn.objects.values_list("seen_at", flat=True)) == seen


@pytest.mark.django_db
def test_the_session_of_a_voter_is_not_said_to_be_in_use_at_that_moment(hall, make_vote):
    """A session last seen long ago is written down by any other page, and by casting not."""
    vote, account = make_vote(hall), hall.accounts[3]
    row = SignedIn.objects.get(user=account.user)
    SignedIn.objects.filter(pk=row.pk).update(seen_at=LONG_AGO)
    session = account.client.session
    session.update({sessions._ROW: row.pk, sessions._KEY: session.session_key, sessions._SEEN: 0.0})
    session.save()
    post(account, vote)
    assert SignedIn.objects.get(pk=row.pk).seen_at == LONG_AGO
    account.client.get(reverse("vote", args=[vote.pk]))
    assert SignedIn.objects.get(pk=row.pk).seen_at > LONG_AGO


@pytest.mark.django_db
def test_a_slip_sent_back_to_its_voter_leaves_no_line_in_the_servers_log(hall, make_vote, caplog):
    vote = make_vote(hall)
    with caplog.at_level(logging.INFO):
        answer = post(hall.accounts[3], vote, **{"mark-0": ""})
        assert "Tôi bỏ phiếu trắng" in answer.content.decode()
        post(hall.accounts[3], vote, **{"mark-0": "unknown"})
        post(hall.accounts[3], vote)
    assert not [each for each in caplog.records if each.name.startswith("django.request")]
    assert not [each for each in caplog.records if "phieu" in each.getMessage()]


@pytest.mark.django_db
def test_the_answer_to_every_mark_is_equally_long(hall, make_vote):
    vote = make_vote(hall)
    sizes = {
        len(post(account, vote, **{"mark-0": mark, "blank": "on"}).content)
        for account, mark in zip(hall.accounts, ("for", "against", "no_opinion", "", "for", "against", ""), strict=True)
    }
    assert len(sizes) <= len({len(each.user.full_name) for each in hall.accounts})


@pytest.mark.django_db
def test_two_backups_around_a_slip_share_nothing_but_how_many_there_are(hall, make_vote):
    vote = make_vote(hall)
    boxes = [raw_box(vote)]
    for account in hall.accounts:
        cast(account, vote, "for")
        boxes.append(raw_box(vote))
    steps = {len(after) - len(before) for before, after in pairwise(boxes[1:])}
    assert max(steps) - min(steps) <= 4, "every slip adds as much, whatever stands on it (base64 in groups of four)"
    for before, after in pairwise(boxes):
        start = len(before) and next(
            (at for at, pair in enumerate(zip(before, after, strict=False)) if len(set(pair)) > 1), 0
        )
        assert start < 24, "a new box is encrypted anew from its beginning"


@pytest.mark.django_db
def test_the_new_slip_lies_anywhere_in_the_heap(hall, make_vote):
    places = set()
    for _ in range(4):
        vote = make_vote(hall)
        held: list[bytes] = []
        for account in hall.accounts:
            cast(account, vote, "for")
            heap = votes._unwrapped(BallotBox.objects.get(vote=vote).heap)
            new = next(at for at, each in enumerate(heap) if each.body not in held)
            held = [each.body for each in heap]
            places.add((len(heap), new))
    assert len({new for size, new in places if size == 7}) > 1 or len(places) > 14


@pytest.mark.django_db
def test_the_register_is_written_anew_in_the_order_of_the_files_once_the_vote_is_over(hall, make_vote):
    vote = make_vote(hall)
    first = set(VotingRight.objects.filter(vote=vote).values_list("pk", flat=True))
    for place in (6, 2, 4, 0, 1, 5, 3):
        cast(hall.accounts[place], vote, "for")
    count_up(hall, vote)
    rows = list(VotingRight.objects.filter(vote=vote).order_by("pk").values_list("pk", "person_id"))
    assert not {pk for pk, _person in rows} & first
    assert [person for _pk, person in rows] == sorted(each.pk for each in hall.people)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT xmin::text FROM procedures_votingright WHERE vote_id = %s", [vote.pk])
            assert len(cursor.fetchall()) == 1, "one transaction wrote every right"


@pytest.mark.django_db
def test_a_backup_put_back_in_the_middle_of_a_vote_gives_nobody_a_second_count(hall, make_vote):
    under_way, closed, counted = (make_vote(hall) for _ in range(3))
    cast(hall.accounts[3], under_way, "for")
    for account in hall.accounts:
        cast(account, closed, "for")
        cast(account, counted, "for")
    count_up(hall, counted)
    for account in (hall.chair, hall.teller):
        votes.close_vote(access=account.access, vote_id=closed.pk)
    assert votes.void_cut_short(access=full_access(None, "khôi phục")) == 2
    assert not BallotBox.objects.exists()
    assert not KeyHolder.objects.exists()
    states = dict(Vote.objects.values_list("pk", "state"))
    assert states == {under_way.pk: "void", closed.pk: "void", counted.pk: "counted"}
    assert VoteCount.objects.filter(vote=counted).exists()


@pytest.mark.django_db
def test_nothing_about_a_vote_is_finer_than_a_day(hall, make_vote):
    vote = make_vote(hall)
    for account in hall.accounts:
        cast(account, vote, "for")
    count_up(hall, vote)
    now = timezone.now()
    for model in (Vote, VotingRight, VoteCount):
        for row in model.objects.all():
            text = json.dumps({field.name: str(field.value_from_object(row)) for field in model._meta.fields})
            assert f"{now:%Y-%m-%d}T" not in text
            assert f"{now:%Y-%m-%d} " not in text


@pytest.mark.django_db
@pytest.mark.parametrize("size", [SMALLEST_SHOWN - 1, SMALLEST_SHOWN])
def test_the_smallest_count_that_is_shown(make_hall, make_vote, size):
    hall = make_hall(size)
    vote = make_vote(hall)
    for account in hall.accounts:
        cast(account, vote, "for")
    count_up(hall, vote)
    content = json.loads(VoteCount.objects.get(vote=vote).content)
    assert ("numbers" in content["tally"], bool(content["slips"])) == (size >= SMALLEST_SHOWN,) * 2
    assert (CHAIR_WORDS in str(content), TELLER_WORDS in str(content)) == (False, False)
