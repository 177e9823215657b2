"""Opening a campaign: who is rated by which scheme, by whom, by which way; nobody is dropped without a word."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from canbo.audit.models import AuditEntry
from canbo.core.errors import DomainError, Forbidden
from canbo.evaluation.domain.ways import proposed_deadlines
from canbo.evaluation.models import Campaign, Opinion, Rating, UnitProgress
from canbo.evaluation.selectors.roster import outlook
from canbo.evaluation.services import opening
from canbo.jobs.models import Job
from canbo.jobs.services import perform
from canbo.organizations.models import Body, BodyTerm
from canbo.personnel.models import BodyMembership, PartyMembership, Recruitment, RegimeRecord

TODAY = date(2026, 11, 20)


@pytest.fixture
def runner(make_account, tree):
    return make_account("thuky", "officer", tree.root, "Thư ký")


@pytest.fixture
def office(desk):
    """A head above, a head, a deputy and two of staff in «Phòng Nội vụ»; regimes of civil servants."""
    made = {}
    for key, name, title, unit in (
        ("upper", "Nguyễn Văn Trên", "head", desk.tree.root), ("head", "Trần Thị Trưởng", "head", desk.tree.home),
        ("deputy", "Lê Văn Phó", "deputy", desk.tree.home), ("staff", "Phạm Thị Viên", "staff", desk.tree.home),
        ("member", "Võ Văn Đảng", "staff", desk.tree.home),
    ):  # fmt: skip
        made[key] = desk.open(name, unit)
        desk.post(made[key], title, unit, since="2015-01-01")
        desk.add(made[key], RegimeRecord, regime="civil_servant", since="2015-01-01")
    desk.add(made["member"], PartyMembership, is_member=True, probationary_on="2018-02-03", official_on="2019-02-03")
    return made


def opened(access, unit, **period):
    given = opening.PeriodGiven(**{"kind": "year", "year": 2026, **period})
    campaign = opening.prepare(access=access, unit=unit, given=given, today=TODAY)
    opening.fan_out(access=access, campaign_id=campaign.pk, today=TODAY)
    campaign.refresh_from_db()
    return campaign


def of(campaign, person) -> dict[str, Rating]:
    return {each.scheme: each for each in campaign.ratings.filter(person=person)}


STATE, LEADER = "state.nd_335_2025.civil_servant", "state.nd_335_2025.leader"
PARTY, PARTY_LEADER = "party.qd_366_2025.non_leader", "party.qd_366_2025.leader"


def test_everybody_is_rated_by_the_schemes_of_their_regime_and_rank(runner, office, tree):
    campaign = opened(runner.access, tree.root)
    assert campaign.state == Campaign.State.OPEN
    assert campaign.opened_on == TODAY
    assert set(of(campaign, office["staff"])) == {STATE}
    assert set(of(campaign, office["member"])) == {STATE, PARTY}
    # Every leader is rated under the Party's scheme for leaders too, and under that of the State.
    assert set(of(campaign, office["head"])) == {LEADER, PARTY_LEADER}
    assert of(campaign, office["head"])[PARTY_LEADER].form == "2A"
    assert of(campaign, office["member"])[PARTY].form == "2B"
    assert of(campaign, office["staff"])[STATE].group == "Không giữ chức vụ lãnh đạo, quản lý"


def test_the_head_rates_and_a_head_is_rated_by_the_head_above(runner, office, tree):
    campaign = opened(runner.access, tree.root)

    def rater(who, scheme):
        return of(campaign, office[who])[scheme].rater_id

    assert rater("staff", STATE) == rater("deputy", LEADER) == office["head"].pk
    assert rater("head", LEADER) == office["upper"].pk
    top = of(campaign, office["upper"])[LEADER]
    assert top.rater_id is None
    assert top.rater_text == "Cấp có thẩm quyền quản lý trực tiếp"


def test_the_rater_of_a_part_may_stand_above_it(runner, office, tree):
    campaign = opened(runner.access, tree.home)
    assert of(campaign, office["head"])[LEADER].rater_id == office["upper"].pk
    assert not campaign.ratings.filter(person=office["upper"]).exists()


def test_two_regimes_get_both_schemes(runner, office, desk, tree):
    desk.add(office["staff"], RegimeRecord, regime="public_employee", since="2020-01-01")
    campaign = opened(runner.access, tree.root)
    both = of(campaign, office["staff"])
    assert set(both) == {STATE, "state.luat_vien_chuc_2025.public_employee"}
    assert all("two_regimes" in each.circumstances for each in both.values())


def test_nobody_is_dropped_silently(runner, office, desk, tree):
    nobody = desk.open("Đỗ Thị Chưa Rõ", tree.home)
    desk.post(nobody, "staff", tree.home, since="2020-01-01")
    contract = desk.open("Bùi Văn Hợp Đồng", tree.home)
    desk.post(contract, "staff", tree.home, since="2020-01-01")
    desk.add(contract, RegimeRecord, regime="contract", since="2020-01-01")
    campaign = opened(runner.access, tree.root)
    unclear, other = of(campaign, nobody)[""], of(campaign, contract)[""]
    assert unclear.stage == other.stage == Rating.Stage.NOT_RATED
    assert "Chưa rõ đối tượng" in unclear.not_rated_reason
    assert "hợp đồng" in other.not_rated_reason
    assert unclear.circumstances == ["unclear_regime"]
    seen = outlook(runner.access, campaign, TODAY)
    assert (seen.people, seen.unclear, seen.none) == (7, 1, 1)


def test_who_left_is_not_in_it(runner, office, desk, tree):
    gone = desk.open("Hồ Thị Nghỉ", tree.home)
    desk.post(gone, "staff", tree.home, since="2010-01-01", until="2026-06-01")
    desk.add(gone, RegimeRecord, regime="civil_servant", since="2010-01-01")
    campaign = opened(runner.access, tree.root)
    assert of(campaign, gone) == {}


def test_admitted_under_six_months_is_not_rated_with_the_clause(runner, office, desk, tree):
    new = desk.open("Mai Thị Mới", tree.home)
    desk.post(new, "staff", tree.home, since="2020-01-01")
    desk.add(new, RegimeRecord, regime="civil_servant", since="2020-01-01")
    desk.add(new, PartyMembership, is_member=True, probationary_on="2026-08-01")
    old = desk.open("Mai Thị Đủ", tree.home)
    desk.post(old, "staff", tree.home, since="2020-01-01")
    desk.add(old, PartyMembership, is_member=True, probationary_on="2026-07-01")
    campaign = opened(runner.access, tree.root)
    rating = of(campaign, new)[PARTY]
    assert rating.stage == Rating.Stage.NOT_RATED
    assert rating.not_rated_reason.startswith("Kết nạp 5 tháng")
    assert "Điều 5" in rating.not_rated_reason
    assert of(campaign, new)[STATE].stage == Rating.Stage.NOT_STARTED
    # Six months to the day are enough.
    assert of(campaign, old)[PARTY].stage == Rating.Stage.NOT_STARTED


def test_recruited_late_under_decree_90_is_not_rated(runner, desk, tree):
    late = desk.open("Đinh Văn Muộn", tree.home)
    desk.post(late, "staff", tree.home, since="2023-08-01")
    desk.add(late, RegimeRecord, regime="civil_servant", since="2023-08-01")
    desk.add(late, Recruitment, recruited_on="2023-08-01")
    campaign = opened(runner.access, tree.root, year=2023)
    rating = of(campaign, late)["state.nd_90_2020.civil_servant"]
    assert rating.not_rated_reason.startswith("Làm việc 5 tháng")


def test_who_came_in_the_year_is_rated_here_and_the_former_unit_is_asked(runner, office, desk, tree):
    came = desk.open("Tạ Văn Đến", tree.home)
    desk.post(came, "staff", tree.other, since="2022-01-01", until="2026-05-01")
    desk.post(came, "staff", tree.home, since="2026-05-01")
    desk.add(came, RegimeRecord, regime="civil_servant", since="2022-01-01")
    campaign = opened(runner.access, tree.root)
    rating = of(campaign, came)[STATE]
    assert (rating.unit_id, rating.circumstances) == (tree.home.pk, ["moved_in"])
    assert Opinion.objects.get(rating=rating, kind="former_unit").asked_of == "Phòng Tài chính"
    assert rating.opinions_missing == Opinion.objects.filter(rating=rating).count()


def test_decree_90_asks_the_former_unit_from_six_months(runner, desk, tree):
    for name, since in (("Ngắn", "2023-01-01"), ("Dài", "2022-06-01")):
        each = desk.open(name, tree.home)
        desk.post(each, "staff", tree.other, since=since, until="2023-05-01")
        desk.post(each, "staff", tree.home, since="2023-05-01")
        desk.add(each, RegimeRecord, regime="civil_servant", since=since)
    campaign = opened(runner.access, tree.root, year=2023)
    told = dict(campaign.ratings.filter(person__isnull=False).values_list("person__full_name", "circumstances"))
    assert told == {"Ngắn": ["moved_in_short"], "Dài": ["moved_in"]}


def test_party_members_are_rated_in_their_cell(runner, office, desk, tree):
    body = Body.objects.create(unit=tree.home, kind=Body.Kind.PARTY_CELL, name="Chi bộ Nội vụ")
    term = BodyTerm.objects.create(body=body, name="2025-2027")
    desk.add(office["deputy"], BodyMembership, term=term, role="Bí thư", since="2025-01-01")
    desk.add(office["member"], BodyMembership, term=term, role="Chi uỷ viên", since="2025-01-01")
    campaign = opened(runner.access, tree.root)
    rating = of(campaign, office["member"])[PARTY]
    assert (rating.rater_id, rating.rater_text) == (office["deputy"].pk, "Bí thư Chi bộ Nội vụ")
    assert of(campaign, office["member"])[STATE].rater_id == office["head"].pk


def test_a_seat_in_a_committee_is_told(runner, office, desk, tree):
    body = Body.objects.create(unit=tree.root, kind=Body.Kind.EXECUTIVE_COMMITTEE, name="Đảng uỷ")
    term = BodyTerm.objects.create(body=body, name="2025-2030")
    desk.add(office["member"], BodyMembership, term=term, role="Uỷ viên", since="2025-01-01")
    campaign = opened(runner.access, tree.root)
    rating = of(campaign, office["member"])[PARTY]
    assert (rating.rank, rating.group) == (Rating.Rank.MEMBER, "Cấp uỷ viên")
    assert of(campaign, office["member"])[STATE].rank == Rating.Rank.STAFF


def test_counts_and_audit_row_stand_with_the_ratings(runner, office, tree):
    campaign = opened(runner.access, tree.root)
    home = UnitProgress.objects.get(campaign=campaign, unit=tree.home)
    assert home.total == home.not_started == campaign.ratings.filter(unit=tree.home).count()
    assert AuditEntry.objects.filter(action="evaluation.campaign_opened").count() == 1


def test_opening_twice_makes_nothing_twice(runner, office, tree):
    campaign = opened(runner.access, tree.root)
    before = campaign.ratings.count()
    assert opening.fan_out(access=runner.access, campaign_id=campaign.pk, today=TODAY) == before
    assert campaign.ratings.count() == before


def test_a_stop_leaves_nothing(runner, office, tree):
    class StopError(Exception):
        pass

    def report(percent: int, _message: str) -> None:
        if percent >= 92:
            raise StopError

    given = opening.PeriodGiven("year", 2026)
    campaign = opening.prepare(access=runner.access, unit=tree.root, given=given, today=TODAY)
    with pytest.raises(StopError):
        opening.fan_out(access=runner.access, campaign_id=campaign.pk, today=TODAY, report=report)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.ratings.count()) == (Campaign.State.PREPARING, 0)


def test_a_period_is_prepared_once(runner, office, tree):
    opened(runner.access, tree.root)
    with pytest.raises(DomainError) as refused:
        opened(runner.access, tree.root)
    assert refused.value.code == "campaign_twice"


@pytest.mark.parametrize(
    ("period", "code"),
    [({"kind": "quarter"}, "period_wrong"), ({"kind": "month", "month": 13}, "period_wrong"),
     ({"kind": "week"}, "period_wrong"), ({"year": 2027}, "period_ahead"), ({"year": 1995}, "no_scheme_in_force")],
)  # fmt: skip
def test_periods_that_cannot_be(runner, office, tree, period, code):
    with pytest.raises(DomainError) as refused:
        opened(runner.access, tree.root, **period)
    assert refused.value.code == code


def test_the_law_of_the_day_makes_the_schemes(runner, office, tree):
    campaign = opened(runner.access, tree.root, year=2025)
    assert set(of(campaign, office["staff"])) == {"state.nd_90_2020.civil_servant"}
    quarter = opened(runner.access, tree.root, kind="quarter", quarter=3)
    assert set(of(quarter, office["staff"])) == {STATE}


def test_a_committee_member_does_not_open(binh, office, tree):
    with pytest.raises(Forbidden):
        opened(binh.access, tree.home)


def test_deadlines_and_ways_come_from_the_packs(runner, office, tree):
    campaign = opening.prepare(
        access=runner.access, unit=tree.root, given=opening.PeriodGiven("year", 2026), today=TODAY
    )
    assert campaign.deadlines["conclusion"] == "2026-12-14"  # before 15 December (Decree 335, Article 21)
    way = {row["step"]: row for row in campaign.ways[PARTY_LEADER]}
    assert (way["vote"]["asked"], way["vote"]["confirmed"], way["vote"]["secret"]) == (False, False, True)
    assert way["residence_opinion"]["asked"] is True
    assert "366" in way["residence_opinion"]["clause"]


def test_what_a_clause_says_is_changed_with_a_reason_only(runner, office, tree):
    campaign = opening.prepare(
        access=runner.access, unit=tree.root, given=opening.PeriodGiven("year", 2026), today=TODAY
    )
    asked = {row["step"] for row in campaign.ways[PARTY_LEADER] if row["asked"]}

    def choose(wanted, reasons=None):
        return opening.choose_ways(
            access=runner.access, campaign_id=campaign.pk,
            given={PARTY_LEADER: opening.WayGiven(wanted, reasons or {})},
        )  # fmt: skip

    with_vote = choose(asked | {"vote"})  # the text says nothing of a vote: the office settles it
    assert next(row for row in with_vote.ways[PARTY_LEADER] if row["step"] == "vote")["asked"] is True
    with pytest.raises(DomainError) as refused:
        choose(asked - {"residence_opinion"})
    assert refused.value.code == "step_reason_missing"
    left = choose(asked - {"residence_opinion"}, {"residence_opinion": "Sống tại doanh trại"})
    row = next(row for row in left.ways[PARTY_LEADER] if row["step"] == "residence_opinion")
    assert (row["asked"], row["reason"]) == (False, "Sống tại doanh trại")
    with pytest.raises(DomainError) as refused:
        choose(asked - {"self_review"})
    assert refused.value.code == "step_always_asked"


def test_schemes_left_out_are_not_handed_out(runner, office, tree):
    campaign = opening.prepare(
        access=runner.access, unit=tree.root, given=opening.PeriodGiven("year", 2026), today=TODAY
    )
    left_out = [name for name in campaign.ways if name.startswith("party.")]
    opening.choose_schemes(access=runner.access, campaign_id=campaign.pk, left_out=left_out)
    opening.fan_out(access=runner.access, campaign_id=campaign.pk, today=TODAY)
    assert not campaign.ratings.filter(scheme__startswith="party.").exists()
    with pytest.raises(DomainError):
        opening.choose_schemes(access=runner.access, campaign_id=campaign.pk, left_out=[])


def test_a_quarter_is_not_asked_about_before_it_is_over(runner, office, tree):
    given = opening.PeriodGiven("quarter", 2026, quarter=3)
    campaign = opening.prepare(access=runner.access, unit=tree.root, given=given, today=TODAY)
    # The law gives no day, and 15 October is long past: two weeks from today.
    assert campaign.deadlines["conclusion"] == "2026-12-05"
    assert min(campaign.deadlines.values()) > TODAY.isoformat()
    soon = {"today": date(2026, 9, 10), "is_year": False}
    stated = proposed_deadlines(campaign.ways, 2026, campaign.last_day, **soon)
    assert (stated["conclusion"], min(stated.values())) == ("2026-10-15", "2026-10-01")


@pytest.mark.parametrize(("today", "first"), [
    (date(2026, 11, 20), "2026-11-23"), (date(2026, 11, 24), "2026-11-25"), (date(2026, 12, 13), "2026-12-14"),
    (date(2026, 12, 14), None), (date(2027, 1, 5), None),
])  # fmt: skip
def test_no_deadline_is_proposed_that_is_past(runner, office, tree, today, first):
    given = opening.PeriodGiven("year", 2026)
    campaign = opening.prepare(access=runner.access, unit=tree.root, given=given, today=today)
    days = campaign.deadlines
    assert (days["conclusion"], days.get("self_review")) == ("2026-12-14", first)
    if first is not None:
        order = [days[step] for step in ("self_review", "head", "residence_opinion", "meeting", "conclusion")]
        assert order == sorted(order)


def test_the_job_opens_the_campaign_in_the_name_of_who_asked(runner, office, tree):
    given = opening.PeriodGiven("year", 2026)
    campaign = opening.prepare(access=runner.access, unit=tree.root, given=given, today=TODAY)
    job = opening.open_campaign(access=runner.access, campaign_id=campaign.pk)
    perform(job)
    job.refresh_from_db()
    campaign.refresh_from_db()
    assert (job.state, campaign.state) == (Job.State.DONE, Campaign.State.OPEN)
    assert job.result["url"] == f"/danh-gia/dot/{campaign.pk}/"
    assert AuditEntry.objects.get(action="evaluation.campaign_opened").actor_id == runner.user.pk


def test_a_job_that_is_stopped_leaves_the_campaign_in_preparation(runner, office, tree):
    given = opening.PeriodGiven("year", 2026)
    campaign = opening.prepare(access=runner.access, unit=tree.root, given=given, today=TODAY)
    job = Job.objects.create(
        kind="evaluation.open", title="x", owner_id=runner.user.pk, owner_name="x", created_at=timezone.now(),
        arguments={"campaign_id": campaign.pk}, cancel_asked=True,
    )  # fmt: skip
    perform(job)
    job.refresh_from_db()
    campaign.refresh_from_db()
    assert (job.state, campaign.state) == (Job.State.CANCELLED, Campaign.State.PREPARING)
    assert not campaign.ratings.exists()
