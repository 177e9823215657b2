"""The vote on levels: the level that a majority holds, slips of a unit, results read back, counts masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import count

import pytest

from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.evaluation.domain.slips import BEST_FIRST, level_rule, parted, told_apart
from canbo.evaluation.models import Rating, UnitProgress
from canbo.evaluation.selectors.voting import level_on, meetings_of, offered, vote_shown
from canbo.evaluation.services.voting import RATED, Calling, Setting, call_meeting, note_levels, read_votes, vote_again
from canbo.evaluation.tests.conftest import LEADER, SCHEME, TODAY, way
from canbo.procedures.models import AgendaItem, Vote
from canbo.procedures.services import votes
from canbo.procedures.services.meetings import Bench, Frame, note_present
from canbo.procedures.tally_files import tally_of

pytestmark = pytest.mark.django_db
WORDS = ("Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ")
CHAIR, TELLER = "con trâu trắng bơi", "mùa lúa chín sớm"
tickets = (f"ticket-of-the-test-{n:04}" for n in count())


def level_of(counts, *, base="valid", none=0, threshold=Fraction(1, 2), convened=None):
    valid = sum(counts) + none
    there = convened or valid
    rule = level_rule(WORDS, base=base, threshold=threshold, citation="quy chế", confirmed=False)
    told = tally_of({
        "title": "x", "kind": "rate", "levels": list(WORDS), **rule,
        "numbers": {"convened": there, "present": valid, "issued": valid, "returned": valid, "valid": valid},
        "names": [{"name": "A", "levels": dict(zip(WORDS, counts, strict=True)), "none": none}],
    })  # fmt: skip
    return level_on(told, "A")[0]


@pytest.mark.parametrize(("counts", "level"), [
    ((5, 0, 0, 0), "excellent"), ((6, 5, 0, 0), "excellent"), ((5, 5, 0, 0), "well"), ((4, 3, 2, 0), "well"),
    ((3, 3, 3, 0), "well"), ((1, 1, 8, 0), "completed"), ((0, 0, 5, 5), "not_completed"), ((0, 0, 0, 7), "not_completed"),
    ((2, 2, 2, 3), "completed"),
])  # fmt: skip
def test_the_highest_level_that_more_than_half_went_along_with(counts, level):
    assert level_of(counts) == level


def test_shares_are_taken_of_the_base_and_without_a_majority_there_is_no_level():
    assert level_of((6, 1, 0, 0), base="convened", convened=12) == "well"
    assert level_of((6, 0, 0, 0), base="convened", convened=12) == ""
    assert level_of((2, 1, 0, 0), none=3) == ""
    assert level_of((6, 3, 0, 0), threshold=Fraction(2, 3)) == "well"


def test_names_alike_are_told_apart_and_long_slips_parted():
    names = told_apart([("Lê A", "Trưởng phòng"), ("Lê A", "Chuyên viên"), ("Lê B", ""), ("Hà C", "x"), ("Hà C", "x")])
    assert names == ["Lê A (Trưởng phòng)", "Lê A (Chuyên viên)", "Lê B", "Hà C (x) 1", "Hà C (x) 2"]
    assert [len(each) for each in parted(list(range(81)))] == [27, 27, 27]
    assert [len(each) for each in parted(list(range(40)))] == [40]
    assert parted([]) == []
    assert BEST_FIRST == ("excellent", "well", "completed", "not_completed")


def calling(office, *places, who=RATED, **setting):
    people = office.people
    frame = Frame("Hội nghị đánh giá năm 2026", TODAY)
    chosen = [office.ratings[place].pk for place in places or range(len(people))]
    return Calling(chosen, who, frame, Bench(people[0].pk, people[1].pk), Setting(**setting))


def called(lan, office, tree, *places, **more):
    return call_meeting(
        access=lan.access, campaign_id=office.campaign.pk, unit=tree.home, calling=calling(office, *places, **more)
    )


def slips(office, vote, given):
    """Cast, close, count: `given` a list of slips, one a voter in order, each a list of places of levels."""
    lan = office.extra["lan"]
    for account, words in ((office.accounts[0], CHAIR), (office.accounts[1], TELLER)):
        votes.set_passphrase(access=account.access, vote_id=vote.pk, passphrase=words)
    votes.open_vote(access=lan.access, vote_id=vote.pk)
    for account, marks in zip(office.accounts, given, strict=False):
        votes.cast(
            access=account.access, vote_id=vote.pk, marks=[WORDS[each] for each in marks], added=(),
            ticket=next(tickets),
        )  # fmt: skip
    for account in office.accounts[:2]:
        votes.close_vote(access=account.access, vote_id=vote.pk)
    votes.open_box(access=office.accounts[1].access, vote_id=vote.pk, chair_passphrase=CHAIR, teller_passphrase=TELLER)


@pytest.fixture
def held(office, lan, tree):
    """A meeting of all six with its two votes: on the head, on the five of the staff."""
    meeting = called(lan, office, tree)
    note_present(access=lan.access, meeting_id=meeting.pk, present=[each.pk for each in office.people])
    office.extra |= {"lan": lan, "meeting": meeting, "votes": list(meeting.votes.order_by("pk"))}
    return office


def read(lan, office):
    return read_votes(access=lan.access, campaign_id=office.campaign.pk, meeting_id=office.extra["meeting"].pk)


def test_a_meeting_has_a_matter_and_slips_for_each_group_heads_first(held):
    meeting = held.extra["meeting"]
    assert [each.title.split(":")[0] for each in meeting.items.all()] == [
        "Người đứng đầu", "Không giữ chức vụ lãnh đạo, quản lý",
    ]  # fmt: skip
    head, staff = held.extra["votes"]
    assert (head.names, len(staff.names), staff.levels) == (["Phạm Văn A"], 5, list(WORDS))
    assert (head.kind, head.way, head.announced) == ("rate", "secret", "counts")
    linked = [(each.votes["vote"], each.votes["name"]) for each in Rating.objects.order_by("order")]
    assert linked[0] == (head.pk, "Phạm Văn A")
    assert {pair[0] for pair in linked[1:]} == {staff.pk}
    assert meeting.attendances.filter(has_vote=True).count() == 6


def test_who_stands_on_a_slip_is_not_put_to_a_second_meeting(held, lan, tree):
    assert offered(lan.access, held.campaign, tree.home.pk) == []
    with pytest.raises(DomainError) as caught:
        called(lan, held, tree)
    assert caught.value.code == "rating_not_offered"


def test_counted_votes_are_read_back_with_their_counts(held, lan):
    _head, staff = held.extra["votes"]
    slips(held, staff, [[0, 1, 1, 0, 2]] * 4 + [[1, 1, 0, 0, 3]] * 2)
    assert read(lan, held) == 5
    levels = [each.collective_level for each in Rating.objects.order_by("order")]
    assert levels == ["", "excellent", "well", "well", "excellent", "completed"]
    one = held.again(1)
    assert one.votes["counts"] == {"excellent": 4, "well": 2, "completed": 0, "not_completed": 0}
    assert (one.votes["valid"], one.votes["whole"], one.votes["base"]) == (6, 6, "convened")
    assert (one.voted_on, one.stage) == (TODAY, "voted")
    assert held.again(0).voted_on is None
    assert UnitProgress.objects.get(campaign=held.campaign).voted == 5
    [shown] = meetings_of(lan.access, held.campaign)
    assert (shown.people, shown.read, shown.counted, shown.votes) == (6, 5, 1, 2)
    with pytest.raises(DomainError) as caught:
        read(lan, held)
    assert caught.value.code == "nothing_counted"


def test_of_fewer_than_five_slips_the_level_is_kept_and_no_count(held, lan):
    _head, staff = held.extra["votes"]
    slips(held, staff, [[0, 1, 1, 1, 2]] * 4)
    read(lan, held)
    assert [each.collective_level for each in Rating.objects.order_by("order")[1:]] == [
        "excellent", "well", "well", "well", "completed",
    ]  # fmt: skip
    assert held.again(1).votes["counts"] is None
    assert held.again(1).votes["reason"] == ""


def test_counts_that_are_not_announced_are_not_read_back_whoever_reads(office, lan, tree):
    meeting = called(lan, office, tree, announced="outcome")
    note_present(access=lan.access, meeting_id=meeting.pk, present=[each.pk for each in office.people])
    office.extra |= {"lan": lan, "meeting": meeting}
    slips(office, meeting.votes.order_by("pk").last(), [[1, 1, 1, 1, 1]] * 6)
    from canbo.core.access import AccessContext

    chair = AccessContext(lan.user.pk, "Lan", lan.access.grants, office.people[0].pk)
    read_votes(access=chair, campaign_id=office.campaign.pk, meeting_id=meeting.pk)
    assert (office.again(1).collective_level, office.again(1).votes["counts"]) == ("well", None)


def test_a_vote_given_up_is_voted_on_again_in_the_same_meeting(held, lan):
    _head, staff = held.extra["votes"]
    named = {"access": lan.access, "campaign_id": held.campaign.pk}
    with pytest.raises(DomainError) as caught:
        vote_again(**named, vote_id=staff.pk)
    assert caught.value.code == "vote_not_void"
    votes.void_vote(access=lan.access, vote_id=staff.pk, reason="Phát nhầm phiếu")
    [shown] = meetings_of(lan.access, held.campaign)
    assert [each.pk for each in shown.void] == [staff.pk]
    again = vote_again(**named, vote_id=staff.pk)
    slips(held, again, [[1, 1, 1, 1, 1]] * 6)
    assert read(lan, held) == 5
    with pytest.raises(NotFound):
        vote_again(**named, vote_id=staff.pk)


def test_paper_totals_are_read_back_too(office, lan, tree, tmp_path, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from canbo.procedures.services.totals import Totals, key_totals

    settings.MEDIA_ROOT = tmp_path
    meeting = called(lan, office, tree, 1, 2, way=Vote.Way.TOTALS)
    note_present(access=lan.access, meeting_id=meeting.pk, present=[each.pk for each in office.people])
    votes_ = [{WORDS[0]: 5, WORDS[1]: 1}, {WORDS[2]: 6}]
    pdf = SimpleUploadedFile("bb.pdf", b"%PDF-1.4\n1 0 obj<</Type/Page>>endobj\n%%EOF", "application/pdf")
    key_totals(access=lan.access, vote_id=meeting.votes.get().pk, totals=Totals(6, 6, 0, 0, votes_), uploads=[pdf])
    assert read_votes(access=lan.access, campaign_id=office.campaign.pk, meeting_id=meeting.pk) == 2
    assert (office.again(1).collective_level, office.again(2).collective_level) == ("excellent", "completed")


def test_who_runs_nothing_neither_calls_nor_reads(held, cuong, lan, tree):
    with pytest.raises(NotFound):
        called(cuong, held, tree)
    with pytest.raises(Forbidden):
        called(held.head, held, tree)
    with pytest.raises(NotFound):
        read(cuong, held)
    with pytest.raises(Forbidden):
        read(held.accounts[2], held)


def test_a_threshold_that_is_no_share_and_nobody_are_refused(office, lan, tree):
    for made, code in (
        (replace(calling(office), rating_ids=[]), "nobody_chosen"),
        (calling(office, threshold=Fraction(3, 2)), "threshold_unreadable"),
        (calling(office, base="members"), "threshold_unreadable"),
    ):
        with pytest.raises(DomainError) as caught:
            call_meeting(access=lan.access, campaign_id=office.campaign.pk, unit=tree.home, calling=made)
        assert caught.value.code == code
    assert not AgendaItem.objects.exists()


def test_where_no_vote_is_asked_levels_are_written_down_from_the_minutes(make_office, lan, tree):
    office = make_office(4, steps=way("self_review", "head", "meeting", "conclusion"))
    meeting = called(lan, office, tree)
    assert (meeting.items.count(), meeting.votes.count()) == (2, 0)
    named = {"access": lan.access, "campaign_id": office.campaign.pk, "held_on": TODAY, "today": TODAY}
    levels = {office.ratings[1].pk: "well", office.ratings[2].pk: ""}
    assert note_levels(**named, levels=levels, reference="Biên bản 05/BB ngày 10/12/2026") == 1
    assert (office.again(1).collective_level, office.again(1).voted_on) == ("well", TODAY)
    assert vote_shown(lan.access, office.again(1)).reference == "Biên bản 05/BB ngày 10/12/2026"
    for more, code in (
        ({"levels": levels, "reference": "x"}, "voted_already"), ({"levels": {}, "reference": "x"}, "nobody_chosen"),
        ({"levels": {office.ratings[2].pk: "well"}, "reference": " "}, "reference_missing"),
        ({"levels": {office.ratings[2].pk: "best"}, "reference": "x"}, "level_unknown"),
        ({"levels": {office.ratings[2].pk: "well"}, "reference": "x", "held_on": date(2027, 1, 1)}, "held_later"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            note_levels(**{**named, **more})
        assert caught.value.code == code


def test_where_the_way_asks_for_a_secret_vote_no_level_is_typed_in(office, lan):
    with pytest.raises(DomainError) as caught:
        note_levels(
            access=lan.access, campaign_id=office.campaign.pk, levels={office.ratings[1].pk: "well"}, held_on=TODAY,
            reference="BB", today=TODAY,
        )  # fmt: skip
    assert caught.value.code == "vote_asked"


def test_where_neither_meeting_nor_vote_is_asked_nobody_is_offered(make_office, lan, tree):
    office = make_office(3, steps=way("self_review", "head", "conclusion"))
    assert offered(lan.access, office.campaign, tree.home.pk) == []


def test_who_is_rated_sees_the_vote_once_told(held, lan):
    slips(held, held.extra["votes"][1], [[0, 1, 1, 0, 2]] * 6)
    read(lan, held)
    subject = held.accounts[1].access
    assert vote_shown(subject, held.again(1)) is None
    assert vote_shown(held.accounts[2].access, held.again(1)) is None
    Rating.objects.filter(pk=held.ratings[1].pk).update(told_on=TODAY)
    assert vote_shown(subject, held.again(1)).level == WORDS[0]


def test_two_hundred_people_fit_on_slips(lan, tree, make_office, desk):
    office = make_office(2)
    people = [desk.open(f"Nguyễn Thị {chr(65 + n // 26)}{chr(97 + n % 26)}") for n in range(198)]
    Rating.objects.bulk_create(
        Rating(campaign=office.campaign, unit=tree.home, person=each, scheme=SCHEME, rank="staff", post="Chuyên viên")
        for each in people
    )
    keys = list(Rating.objects.values_list("pk", flat=True))
    made = replace(calling(office), rating_ids=keys)
    meeting = call_meeting(access=lan.access, campaign_id=office.campaign.pk, unit=tree.home, calling=made)
    sizes = [len(each.names) for each in meeting.votes.order_by("pk")]
    assert (sum(sizes), max(sizes), sizes[0]) == (200, 40, 1)
    assert Rating.objects.filter(scheme=LEADER).get().votes["place"] == 0
