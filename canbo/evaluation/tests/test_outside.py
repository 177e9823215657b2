"""Ratings outside the year: who starts them, on whom; what the file shows of past years; everything on one page."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden
from canbo.evaluation.models import Campaign, Opinion, Rating
from canbo.evaluation.selectors.past import past_years, ratings_of_person
from canbo.evaluation.services import concluding
from canbo.evaluation.services.deciding import Deciding, decide
from canbo.evaluation.services.outside import OutsideGiven, start_outside
from canbo.evaluation.services.outside_records import outside_remark
from canbo.evaluation.services.telling_people import tell
from canbo.personnel.models import Evaluation, PartyMembership, RegimeRecord, Remark

TODAY = date(2026, 11, 23)
STEPS = ("workplace_opinion", "self_review", "head")


@pytest.fixture
def people(desk):
    made = [desk.open(name) for name in ("Trần Văn An", "Lê Thị Bích")]
    for person, title in zip(made, ("head", "staff"), strict=True):
        desk.post(person, title, since="2020-01-01")
        desk.add(person, RegimeRecord, regime="civil_servant", since="2020-01-01")
    return made


def given(people, **values):
    usual = {"purpose": "planning", "steps": STEPS, "ground": "KH 12-KH/TU", "due_on": date(2026, 12, 5), "years": 3}
    return OutsideGiven(person_ids=[each.pk for each in people], **(usual | values))


def start(lan, tree, people, **values):
    return start_outside(access=lan.access, unit=tree.home, given=given(people, **values), today=TODAY)


def test_a_list_of_people_is_rated_for_a_matter(lan, tree, people):
    campaign = start(lan, tree, people)
    assert (campaign.purpose, campaign.state, campaign.choices["years"]) == ("planning", "open", 3)
    head, staff = sorted(campaign.ratings.all(), key=lambda each: each.rank)
    assert (head.person, head.scheme, head.rater) == (people[0], "state.nd_335_2025.leader", None), (
        "nobody rates oneself"
    )
    assert (staff.person, staff.scheme, staff.rater) == (people[1], "state.nd_335_2025.civil_servant", people[0])
    steps = [each["step"] for each in campaign.ways[staff.scheme]]
    assert steps == ["self_review", "head", "workplace_opinion", "conclusion", "notice", "decision"], (
        "in the way's order"
    )
    assert not any(each["confirmed"] for each in campaign.ways[staff.scheme]), "no text fixes it"
    assert campaign.deadlines == dict.fromkeys(steps[:4], "2026-12-05")
    assert staff.opinions_missing == 1
    assert campaign.progress.get().total == 2
    assert AuditEntry.objects.filter(action="evaluation.campaign_opened", object_id=campaign.pk).exists()


def test_a_party_member_without_a_regime_is_rated_as_such(lan, tree, desk):
    person = desk.open("Đỗ Văn Đảng")
    with pytest.raises(DomainError, match="Đỗ Văn Đảng chưa cho biết") as refused:
        start(lan, tree, [person])
    assert refused.value.code == "outside_no_scheme"
    assert not Campaign.objects.exists(), "nothing half made"
    desk.add(person, PartyMembership, is_member=True, since="2010-01-01")
    assert start(lan, tree, [person]).ratings.get().scheme == "party.qd_366_2025.non_leader"


@pytest.mark.parametrize(
    ("values", "code"),
    [({"purpose": "period"}, "outside_purpose_wrong"), ({"purpose": "x"}, "outside_purpose_wrong")],
)
def test_the_purpose_is_one_outside_the_year(lan, tree, people, values, code):
    with pytest.raises(DomainError) as refused:
        start(lan, tree, people, **values)
    assert refused.value.code == code


def test_the_same_matter_is_not_started_twice(lan, tree, people):
    start(lan, tree, people[:1])
    with pytest.raises(DomainError, match="đang được đánh giá") as refused:
        start(lan, tree, people)
    assert refused.value.code == "outside_under_way"
    assert start(lan, tree, people, purpose="reward")


def test_whose_files_lie_elsewhere(lan, tree, people, desk):
    stranger = desk.open("Ngô Văn Ngoài", unit=tree.other)
    with pytest.raises(DomainError) as refused:
        start(lan, tree, [stranger])
    assert refused.value.code == "outside_nobody", "of a file out of scope nobody knows"


def test_people_of_another_branch_are_told(make_account, tree, people, desk):
    stranger = desk.open("Ngô Văn Ngoài", unit=tree.other)
    above = make_account("tren", "officer", tree.root)
    with pytest.raises(DomainError, match="Ngô Văn Ngoài không thuộc") as refused:
        start(above, tree, [*people, stranger])
    assert refused.value.code == "outside_elsewhere"


def test_nobody_starts_their_own(make_account, tree, people):
    own = make_account("an", "officer", tree.home, person_id=people[0].pk)
    with pytest.raises(Forbidden) as refused:
        start(own, tree, people)
    assert refused.value.code == "outside_own_case"


def test_who_does_not_run_evaluations_starts_none(binh, tree, people):
    with pytest.raises(Forbidden):
        start(binh, tree, people)


def test_it_ends_in_a_remark_of_the_file(lan, tree, people):
    rating = start(lan, tree, people).ratings.get(person=people[1])
    rating.concluded_level, rating.conclusion, rating.concluder = "well", "Đủ điều kiện quy hoạch.", "Ban Thường vụ"
    held = outside_remark(rating, TODAY)
    assert held["made_by"] == "Ban Thường vụ"
    assert held["made_on"].text == "23/11/2026"
    assert held["content"].splitlines() == [
        "Đánh giá trước khi quy hoạch (KH 12-KH/TU).", "Đủ điều kiện quy hoạch.", "Mức đề xuất: Hoàn thành tốt nhiệm vụ.",
    ]  # fmt: skip


def test_past_years_latest_first(desk, people):
    for year, rating in ((2022, "completed"), (2024, "good"), (2025, "excellent"), (2026, "good")):
        desk.add(people[0], Evaluation, year=year, rating=rating)
    desk.add(people[0], Evaluation, year=2025, quarter=1, rating="good")
    found = past_years(people[0].pk, until=2025, years=3)
    assert [(each.record.year, each.record.quarter, each.step) for each in found] == [
        (2025, None, 4), (2025, 1, 3), (2024, None, 3),
    ]  # fmt: skip


def test_the_file_names_what_is_under_way_and_what_lay_outside_the_year(lan, cuong, tree, people):
    campaign = start(lan, tree, people)
    year = Campaign.objects.create(
        unit=tree.home, title="Năm 2025", year=2025, law_day=TODAY, state="closed", created_by_name="Lan"
    )
    done = {"final_level": "well", "decided_on": TODAY}
    Rating.objects.create(campaign=year, unit=tree.home, person=people[0], scheme="x", rank="staff", **done)
    campaign.ratings.filter(person=people[0]).update(**done)
    assert [each.campaign for each in ratings_of_person(lan.access, people[0].pk)] == [campaign]
    assert ratings_of_person(cuong.access, people[0].pk) == []


def test_the_page_of_a_file_shows_the_levels_and_starts_another(lan, binh, people, desk):
    desk.add(people[1], Evaluation, year=timezone.localdate().year - 1, rating="good")
    page = lan.client.get(f"/ho-so/{people[1].pk}/").content.decode()
    assert "Hoàn thành tốt nhiệm vụ" in page
    assert f"/danh-gia/ngoai-ky/?don-vi={people[1].unit_id}&amp;nguoi={people[1].pk}" in page
    assert "/danh-gia/ngoai-ky/" not in binh.client.get(f"/ho-so/{people[1].pk}/").content.decode()


def test_choosing_people_then_the_matter(lan, tree, people):
    page = lan.client.get(f"/danh-gia/ngoai-ky/?don-vi={tree.home.pk}").content.decode()
    assert "Trần Văn An" in page
    address = f"/danh-gia/ngoai-ky/?don-vi={tree.home.pk}&nguoi={people[0].pk}&nguoi={people[1].pk}"
    assert "Trần Văn An" in lan.client.get(address).content.decode()
    refused = lan.client.post(address, {"steps": ["head"], "years": "3"})
    assert refused.status_code == 422
    assert not Campaign.objects.exists()
    done = lan.client.post(address, {"purpose": "rotation", "steps": ["head"], "years": "5", "due_on": "5/12/2026"})
    campaign = Campaign.objects.get()
    assert done.headers["Location"] == f"/danh-gia/dot/{campaign.pk}/"
    assert (campaign.purpose, campaign.ratings.count(), campaign.choices["years"]) == ("rotation", 2, 5)


def test_everything_on_one_page_but_not_for_who_is_rated(lan, make_account, tree, people, desk):
    desk.add(people[1], Evaluation, year=TODAY.year - 1, rating="excellent")
    rating = start(lan, tree, people).ratings.get(person=people[1])
    Opinion.objects.create(
        rating=rating, kind="residence", asked_of="Chi bộ tổ 5", text="Gương mẫu nơi cư trú.", answered_on=TODAY,
        number="05-CV/CB", entered_by_name="Lan",
    )  # fmt: skip
    address = f"/danh-gia/phieu/{rating.pk}/tong-hop/"
    page = lan.client.get(address).content.decode()
    for words in ("Gương mẫu nơi cư trú.", "05-CV/CB", "Hoàn thành xuất sắc nhiệm vụ", "KH 12-KH/TU"):
        assert words in page, words
    own = make_account("bich", "cadre", None, person_id=people[1].pk)
    assert own.client.get(address).status_code == 403
    stranger = make_account("la", "cadre", None)
    assert stranger.client.get(address).status_code == 404


def test_concluded_told_and_decided_it_stands_in_the_file_as_a_remark(lan, tree, people):
    rating = start(lan, tree, people, steps=("head",)).ratings.get(person=people[1])
    concluding.conclude(
        access=lan.access, rating_id=rating.pk,
        given=concluding.Conclusion(
            on=TODAY, level="excellent", text="Đủ điều kiện quy hoạch.", overriding="Đã họp lấy ý kiến trực tiếp.",
            majority=concluding.Majority(meeting="BB 3"),
        ),
    )  # fmt: skip
    tell(access=lan.access, rating_ids=[rating.pk], on=TODAY)
    done = decide(access=lan.access, rating_ids=[rating.pk], given=Deciding(on=TODAY, minutes="BB 3-BB/TU"))
    assert (done.ratings, done.records) == (1, 1)
    remark = Remark.objects.get(person=people[1])
    assert "Đánh giá trước khi quy hoạch" in remark.content
    assert "Hoàn thành xuất sắc nhiệm vụ" in remark.content
    assert not Evaluation.objects.exists(), "the year's rating is not touched"
