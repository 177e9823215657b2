"""Time away in the files, counted and heeded by a campaign: who is rated, as what, by whom; kept as it was known."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from canbo.audit.models import AuditEntry
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.evaluation.domain.away import (
    LEAVE,
    OFF,
    Away,
    Period,
    circumstances,
    from_plain,
    is_off_throughout,
    months_away,
    within,
    worked,
)
from canbo.evaluation.models import Campaign, Opinion, Rating
from canbo.evaluation.scored import scheme_of_rating
from canbo.evaluation.selectors.away import aways_of_campaign
from canbo.evaluation.selectors.known import known_of
from canbo.evaluation.services import campaigns, opening
from canbo.personnel.models import Absence, PartyMembership, Recruitment, RegimeRecord
from canbo.personnel.services import correct_record

TODAY = date(2026, 11, 20)
STATE, LEADER = "state.nd_335_2025.civil_servant", "state.nd_335_2025.leader"
PARTY = "party.qd_366_2025.non_leader"
DECREE_90 = "state.nd_90_2020.civil_servant"


def year(number=2026, known_to=None):
    last = date(number, 12, 31)
    return Period(date(number, 1, 1), last, known_to or last)


def away(kind, start, before=None, place=""):
    return Away(
        kind, PartialDate.from_code(start) if start else None, PartialDate.from_code(before) if before else None, place
    )


def months(*aways, kinds=OFF, period=None):
    return months_away(aways, kinds, period or year())


@pytest.mark.parametrize(
    ("start", "before", "expected"),
    [
        ("2026-03-01", "2026-06-01", (3, 3)),
        ("2026-03-01", "2026-05-31", (2 + Fraction(30, 30), 3)),
        ("2026-03-01", "2026-05-30", (2 + Fraction(29, 30), 2 + Fraction(29, 30))),
        # Only what lies within the year counts.
        ("2025-10-01", "2026-02-01", (1, 1)),
        ("2026-11-01", "2027-05-01", (2, 2)),
        ("2025-01-01", "2026-01-01", (0, 0)),
        ("2027-01-01", None, (0, 0)),
        # What is known to the month alone is counted between what is sure and what may be.
        ("2026-03", "2026-06", (2 + Fraction(1, 30), 3 + Fraction(29, 30))),
        (None, "2026-03-01", (0, 2)),
    ],
)
def test_months_are_counted_between_what_is_sure_and_what_may_be(start, before, expected):
    assert months(away("sick", start, before)) == expected


def test_a_day_in_two_stretches_counts_once_and_parts_of_months_add_up():
    assert months(away("sick", "2026-02-01", "2026-04-01"), away("unpaid", "2026-03-01", "2026-05-01")) == (3, 3)
    assert months(away("sick", "2026-02-01", "2026-02-16"), away("sick", "2026-09-01", "2026-09-16")) == (1, 1)


def test_what_goes_on_is_sure_up_to_the_day_of_reading_alone():
    assert months(away("sick", "2026-09-01"), period=year(known_to=date(2026, 11, 30))) == (3, 4)


def test_study_and_suspension_leave_open_how_long_was_worked():
    held = [away("sick", "2026-01-01", "2026-03-01"), away("study", "2026-03-01", "2026-07-01")]
    assert worked(held, year(), 12) == (6, 10)
    assert worked(held[:1], year(), 12) == (10, 10)
    assert worked([away("seconded", "2026-01-01")], year(), 12) is None
    assert worked((), year(), 12) is None


def test_off_throughout_needs_every_day():
    quarter = Period(date(2026, 4, 1), date(2026, 6, 30), date(2026, 6, 30))
    assert is_off_throughout([away("maternity", "2026-03-15", "2026-07-01")], quarter)
    assert not is_off_throughout([away("maternity", "2026-04-02", "2026-07-01")], quarter)
    assert not is_off_throughout([away("study", "2026-03-15", "2026-08-01")], quarter)


@pytest.mark.parametrize(
    ("kind", "of_state", "of_party"),
    [
        ("maternity", ("maternity",), ("maternity",)), ("unpaid", ("absent",), ("absent",)),
        ("study", ("studying",), ("studying",)), ("suspended", ("suspended",), ("suspended",)),
        ("seconded", ("seconded",), ()), ("temporary_cell", (), ("temporary_cell",)),
    ],
)  # fmt: skip
def test_each_kind_is_a_circumstance_of_its_own_scale(kind, of_state, of_party):
    held = [away(kind, "2026-03-01", "2026-04-01"), away(kind, "2026-05-01", "2026-06-01")]
    assert circumstances(held, year(), sick_months=3, of_party=False) == of_state
    assert circumstances(held, year(), sick_months=3, of_party=True) == of_party


def test_sickness_is_told_apart_from_the_months_of_the_law():
    def told(before, sick_months=3):
        return circumstances([away("sick", "2026-03-01", before)], year(), sick_months=sick_months, of_party=True)

    assert told("2026-06-01") == ("sick_3_months",)
    assert told("2026-05-30") == ("absent",)
    assert told("2026-06-01", None) == ("absent",)


def test_what_is_not_surely_of_the_period_is_left_out():
    held = [away("sick", None), away("sick", "2026-12"), away("sick", "2025", "2026"), away("sick", "2025", "2027")]
    assert within(held, year()) == (held[1], held[3])
    assert within([away("sick", "2026")], year(2025)) == ()


def test_what_is_kept_reads_back():
    each = away("study", "2026-03", None, "Học viện")
    assert from_plain(each.plain) == each


@pytest.fixture
def runner(make_account, tree):
    """Runs evaluations and may not read the section of time away: the roster heeds it all the same."""
    return make_account("thuky", "evaluation_secretary", tree.root, "Thư ký")


@pytest.fixture
def staff(desk):
    """A civil servant of long standing, member of the Party."""
    return hired(desk, "Phạm Thị Viên")


def hired(desk, name, title="staff", unit=None, since="2010-01-01"):
    person = desk.open(name, unit)
    desk.post(person, title, unit, since=since)
    desk.add(person, RegimeRecord, regime="civil_servant", since=since)
    desk.add(person, PartyMembership, is_member=True, probationary_on="2012-02-03", official_on="2013-02-03")
    return person


def opened(access, unit, number=2026, today=TODAY, **period):
    given = opening.PeriodGiven(**{"kind": "year", "year": number, **period})
    campaign = opening.prepare(access=access, unit=unit, given=given, today=today)
    opening.fan_out(access=access, campaign_id=campaign.pk, today=today)
    campaign.refresh_from_db()
    return campaign


def rating(campaign, person, scheme):
    return campaign.ratings.get(person=person, scheme=scheme)


def known(each):
    found = known_of(each, scheme_of_rating(each).scheme, "self", [])
    return {name: told.value for name, told in found.items()}


def test_worked_under_six_months_is_not_rated_under_decree_90_with_the_clause(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="sick", since="2023-01-01", until="2023-07-02")
    each = rating(opened(runner.access, tree.root, 2023), staff, DECREE_90)
    assert each.stage == Rating.Stage.NOT_RATED
    assert each.not_rated_reason.startswith("Làm việc 5,96 tháng")
    assert "Điều 2, khoản 3" in each.not_rated_reason
    assert each.circumstances == ["sick_3_months"]


def test_six_months_worked_are_enough_and_the_cap_of_leave_is_known(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="sick", since="2023-01-01", until="2023-05-01")
    each = rating(opened(runner.access, tree.root, 2023), staff, DECREE_90)
    assert each.stage == Rating.Stage.NOT_STARTED
    assert known(each) == {"leave_months": 4, "worked_months": 8}


def test_maternity_is_rated_however_long(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="maternity", since="2023-02-01", until="2023-09-01")
    each = rating(opened(runner.access, tree.root, 2023), staff, DECREE_90)
    assert (each.stage, each.circumstances) == (Rating.Stage.NOT_STARTED, ["maternity"])
    assert known(each) == {"worked_months": 5, "maternity": True}


def test_what_the_files_leave_open_decides_nothing(runner, desk, tree, staff):
    """Seven months of study: no text says whether they count as worked, so nobody is left out by them."""
    desk.add(staff, Absence, kind="study", since="2023-01-01", until="2023-08-01")
    each = rating(opened(runner.access, tree.root, 2023), staff, DECREE_90)
    assert (each.stage, each.circumstances) == (Rating.Stage.NOT_STARTED, ["studying"])
    assert "worked_months" not in known(each)


def test_months_that_are_not_sure_are_not_known_to_the_score(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="sick", since="2023-03", until="2023-06")
    assert known(rating(opened(runner.access, tree.root, 2023), staff, DECREE_90)) == {}


def test_recruited_and_away_are_counted_together(runner, desk, tree):
    late = hired(desk, "Đinh Văn Muộn", since="2023-04-01")
    desk.add(late, Recruitment, recruited_on="2023-04-01")
    desk.add(late, Absence, kind="unpaid", since="2023-06-01", until="2023-10-01")
    each = rating(opened(runner.access, tree.root, 2023), late, DECREE_90)
    assert each.not_rated_reason.startswith("Làm việc 5 tháng")
    assert each.circumstances == ["probation", "absent"]
    assert known(each) == {"leave_months": 4, "worked_months": 5}


def test_sickness_of_three_months_is_told_under_the_party_rules(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="sick", since="2026-03-01", until="2026-06-01")
    campaign = opened(runner.access, tree.root)
    assert rating(campaign, staff, PARTY).circumstances == ["sick_3_months"]
    # Decree 335 counts the months really worked and knows no number of months of sickness.
    assert rating(campaign, staff, STATE).circumstances == ["absent"]
    assert rating(campaign, staff, PARTY).stage == Rating.Stage.NOT_STARTED


def test_a_suspension_is_known_to_the_score(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="suspended", since="2026-03-02", until="2026-03-23")
    each = rating(opened(runner.access, tree.root), staff, STATE)
    assert each.circumstances == ["suspended"]
    assert known(each) == {"suspended_in_year": True}


def test_a_quarter_away_from_end_to_end_is_left_out_of_the_average(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="maternity", since="2026-03-01", until="2026-09-01")
    quarter = rating(opened(runner.access, tree.root, kind="quarter", quarter=2), staff, STATE)
    assert quarter.stage == Rating.Stage.NOT_RATED
    assert "Điều 21" in quarter.not_rated_reason
    assert quarter.circumstances == ["maternity"]
    third = rating(opened(runner.access, tree.root, kind="quarter", quarter=3), staff, STATE)
    assert third.stage == Rating.Stage.NOT_STARTED


def test_the_temporary_cell_is_asked_for_its_opinion(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="temporary_cell", place="Chi bộ Ban Dân vận", since="2026-02-01", until="2026-08-01")
    campaign = opened(runner.access, tree.root)
    each = rating(campaign, staff, PARTY)
    assert each.circumstances == ["temporary_cell"]
    assert Opinion.objects.get(rating=each, kind="temporary_cell").asked_of == "Chi bộ Ban Dân vận"
    assert not Opinion.objects.filter(rating=rating(campaign, staff, STATE), kind="temporary_cell").exists()


def test_a_seconded_civil_servant_is_rated_by_the_receiving_unit(runner, desk, tree, staff):
    head = hired(desk, "Trần Thị Trưởng", "head")
    receiver = hired(desk, "Lê Văn Nhận", "head", tree.other)
    desk.post(staff, "staff", tree.other, since="2026-02-01", kind="seconded")
    campaign = opened(runner.access, tree.root)
    assert rating(campaign, staff, STATE).rater_id == receiver.pk
    assert rating(campaign, staff, STATE).circumstances == ["seconded"]
    # The cell stays where it is; no text that was read moves the rating of a member.
    assert rating(campaign, staff, PARTY).rater_id == head.pk


def test_a_secondment_that_is_over_or_goes_outside_is_told(runner, desk, tree, staff):
    head = hired(desk, "Trần Thị Trưởng", "head")
    desk.post(staff, "staff", tree.other, since="2026-02-01", until="2026-05-01", kind="seconded")
    outside = hired(desk, "Tạ Văn Xa")
    desk.post(outside, "staff", unit_text="Sở Tài chính", since="2026-02-01", kind="seconded")
    campaign = opened(runner.access, tree.root)
    over = rating(campaign, staff, STATE)
    assert (over.rater_id, over.circumstances) == (head.pk, ["seconded"])
    away_now = rating(campaign, outside, STATE)
    assert (away_now.rater_id, away_now.rater_text) == (None, "Người đứng đầu Sở Tài chính (nơi nhận biệt phái)")


def test_what_is_recorded_later_does_not_rewrite_an_open_campaign(runner, lan, desk, tree, staff):
    record = desk.add(staff, Absence, kind="sick", since="2026-03-01", until="2026-06-01")
    campaign = opened(runner.access, tree.root)
    correct_record(
        access=lan.access, record=record, values={"valid_before": PartialDate(2026, 4, 1)}, reason="theo giấy ra viện"
    )
    desk.add(staff, Absence, kind="maternity", since="2026-07-01", until="2026-08-01")
    each = rating(campaign, staff, PARTY)
    assert each.circumstances == ["sick_3_months"]
    assert [(one["kind"], one["before"]) for one in each.away["stays"]] == [("sick", "2026-06-01")]


def test_an_officer_overrules_the_file_with_a_reason_alone(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="suspended", since="2026-03-02", until="2026-03-23")
    campaign = opened(runner.access, tree.root)
    each = rating(campaign, staff, STATE)

    def change(**given):
        campaigns.change_ratings(
            access=runner.access, campaign_id=campaign.pk, rating_ids=[each.pk], given=campaigns.Changed(**given)
        )

    with pytest.raises(DomainError) as refused:
        change(circumstances=[])
    assert refused.value.code == "file_overruled_without_reason"
    change(circumstances=["suspended"])
    each.refresh_from_db()
    assert "overruled" not in each.away
    change(circumstances=[], reason="Quyết định tạm đình chỉ đã bị huỷ")
    each.refresh_from_db()
    assert (each.circumstances, each.away["by"]) == ([], "Thư ký")
    assert known(each) == {}
    entry = AuditEntry.objects.filter(action="evaluation.rating_changed").latest("pk")
    assert entry.reason == "Quyết định tạm đình chỉ đã bị huỷ"


def test_who_was_not_away_needs_no_reason(runner, desk, tree, staff):
    campaign = opened(runner.access, tree.root)
    each = rating(campaign, staff, STATE)
    campaigns.change_ratings(
        access=runner.access, campaign_id=campaign.pk, rating_ids=[each.pk],
        given=campaigns.Changed(circumstances=["maternity"]),
    )  # fmt: skip
    each.refresh_from_db()
    assert (each.circumstances, each.away) == (["maternity"], None)


def test_reading_takes_two_queries_whatever_the_number(runner, desk, tree, staff):
    campaign = opened(runner.access, tree.root)
    for number in range(4):
        each = hired(desk, f"Người {number}")
        desk.add(each, Absence, kind="sick", since="2026-03-01", until="2026-06-01")
    campaign = Campaign.objects.select_related("unit").get(pk=campaign.pk)
    with CaptureQueriesContext(connection) as asked:
        found = aways_of_campaign(campaign)
    assert len(found) == 4
    assert len(asked) == 2


def test_what_tells_of_illness_is_sealed_in_the_table_of_ratings(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="maternity", since="2026-03-01", until="2026-06-01")
    campaign = opened(runner.access, tree.root)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT circumstances, away FROM evaluation_rating WHERE campaign_id = %s AND person_id = %s",
            [campaign.pk, staff.pk],
        )
        rows = cursor.fetchall()
    assert len(rows) == 2
    assert not any("maternity" in str(value) for row in rows for value in row)


def test_leave_is_no_maternity():
    assert months(away("maternity", "2026-03-01", "2026-06-01"), kinds=LEAVE) == (0, 0)


@pytest.fixture
def officer(make_account, tree):
    return make_account("canbo", "officer", tree.root, "Cán bộ")


def page(account, each):
    answer = account.client.get(f"/danh-gia/phieu/{each.pk}/")
    assert answer.status_code == 200
    return answer.context, unescape(answer.content.decode())


def test_a_rating_tells_the_clause_and_leads_to_the_record(officer, desk, tree, staff):
    desk.add(staff, Absence, kind="sick", cause="viêm gan", since="2026-03-01", until="2026-06-01")
    campaign = opened(officer.access, tree.root)
    context, text = page(officer, rating(campaign, staff, PARTY))
    assert "nghỉ ốm từ 3 tháng trở lên" in text
    assert "Mục 7.5, 43-HD/BTCTW" in text
    assert f"/ho-so/{staff.pk}/phan/absence/" in text
    assert not context["file_time"].has_changed
    assert "viêm gan" not in text
    _context, text = page(officer, rating(campaign, staff, STATE))
    assert "Điều 21" in text


def test_where_no_text_says_what_follows_the_page_says_so(officer, desk, tree, staff):
    desk.add(staff, Absence, kind="study", since="2026-03-01", until="2026-06-01")
    _context, text = page(officer, rating(opened(officer.access, tree.root), staff, STATE))
    assert "đi học tập trung" in text
    assert "văn bản đã đọc chưa nêu cách xử lý" in text


def test_what_the_file_says_by_now_is_told_beside_what_was_kept(officer, lan, desk, tree, staff):
    other = hired(desk, "Võ Văn Sau")
    record = desk.add(staff, Absence, kind="sick", since="2026-03-01", until="2026-06-01")
    campaign = opened(officer.access, tree.root)
    correct_record(
        access=lan.access, record=record, values={"valid_before": PartialDate(2026, 4, 1)}, reason="theo giấy ra viện"
    )
    desk.add(other, Absence, kind="maternity", since="2026-07-01", until="2026-08-01")
    for person, words in ((staff, "khác với khi mở đợt"), (other, "mà khi mở đợt chưa có")):
        context, text = page(officer, rating(campaign, person, PARTY))
        assert context["file_time"].has_changed
        assert words in text


def test_who_may_not_read_the_section_learns_the_circumstance_alone(runner, desk, tree, staff):
    desk.add(staff, Absence, kind="maternity", since="2026-03-01", until="2026-06-01")
    context, text = page(runner, rating(opened(runner.access, tree.root), staff, PARTY))
    assert "nghỉ thai sản" in text
    assert context["file_time"] is None
    assert "/phan/absence/" not in text


def test_why_the_file_was_overruled_is_told_to_who_reads_all_of_it(officer, desk, tree, staff, make_account):
    desk.add(staff, Absence, kind="suspended", since="2026-03-02", until="2026-03-23")
    campaign = opened(officer.access, tree.root)
    each = rating(campaign, staff, STATE)
    chosen = {"lam": "1", "chon": [each.pk], "sets_circumstances": "on"}
    address = f"/danh-gia/dot/{campaign.pk}/phieu/doi/"
    refused = officer.client.post(address, chosen)
    assert "ghi lý do đặt hoàn cảnh khác với hồ sơ" in unescape(refused.content.decode())
    assert officer.client.post(address, {**chosen, "reason": "Quyết định đã bị huỷ"}).status_code == 302
    assert "Quyết định đã bị huỷ" in page(officer, each)[1]
    own = make_account("minh", "cadre", tree.home, staff.full_name, person_id=staff.pk)
    assert "Quyết định đã bị huỷ" not in page(own, each)[1]


def test_the_list_gives_those_away_with_the_clause(runner, desk, tree, staff):
    hired(desk, "Võ Văn Có Mặt")
    desk.add(staff, Absence, kind="maternity", since="2026-03-01", until="2026-06-01")
    campaign = opened(runner.access, tree.root)
    address = f"/danh-gia/dot/{campaign.pk}/phieu/?vang=ho-so&cot=ten,hoan-canh"
    with CaptureQueriesContext(connection) as asked:
        text = unescape(runner.client.get(address).content.decode())
    assert "Phạm Thị Viên" in text
    assert "Võ Văn Có Mặt" not in text
    assert "nghỉ thai sản (Mục 7.5, 43-HD/BTCTW)" in text
    assert len(asked) <= 12
