"""Pages of campaigns: the guide from its first step to the job, lists, acts on ratings, the end."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from canbo.access.models import RoleGrant
from canbo.audit.models import AuditEntry
from canbo.evaluation.models import Appeal, Campaign, Rating, UnitProgress
from canbo.evaluation.selectors.campaigns import progress, together
from canbo.evaluation.services import campaigns as services
from canbo.evaluation.services import opening
from canbo.evaluation.services.progress import recount
from canbo.evaluation.tests.test_campaigns import STATE, TODAY, of, office, opened, runner
from canbo.jobs.models import Job
from canbo.personnel.models import RegimeRecord

__all__ = ["office", "runner"]


@pytest.fixture
def campaign(runner, office, tree):
    return opened(runner.access, tree.root)


def test_the_guide_goes_from_the_period_to_the_job(runner, office, tree):
    made = runner.client.post(
        reverse("evaluation-new"), {"unit": tree.root.pk, "kind": "year", "year": "2026", "law_day": "", "title": ""}
    )
    campaign = Campaign.objects.get()
    here = reverse("evaluation-prepare", args=[campaign.pk])
    assert made.headers["Location"] == f"{here}?buoc=2"
    page = runner.client.get(f"{here}?buoc=2").content.decode()
    assert "Nghị định 335: công chức không giữ chức vụ" in page
    kept = [name for name in campaign.ways if name != "party.qd_366_2025.collective"]
    assert runner.client.post(f"{here}?buoc=2", {"bo": kept}).headers["Location"] == f"{here}?buoc=3"
    ways = runner.client.get(f"{here}?buoc=3").content.decode()
    assert "chưa xác nhận" in ways
    asked = [row["step"] for row in campaign.ways[STATE] if row["asked"]]
    answer = runner.client.post(
        f"{here}?buoc=3", {f"co.{STATE}": "1", f"hoi.{STATE}": [*asked, "vote"], f"kin.{STATE}": "1"}
    )
    assert answer.headers["Location"] == f"{here}?buoc=4"
    answer = runner.client.post(
        f"{here}?buoc=4", {"self_review": "30/11/2026", "conclusion": "10/12/2026", "appeal_days": "7"}
    )
    assert answer.headers["Location"] == f"{here}?buoc=5"
    last = runner.client.get(f"{here}?buoc=5").content.decode()
    assert "10/12/2026" in last
    assert "Sẽ phát 9 phiếu" in last
    answer = runner.client.post(f"{here}?buoc=5")
    campaign.refresh_from_db()
    assert campaign.choices["appeal_days"] == 7
    assert Job.objects.get(pk=campaign.job).kind == "evaluation.open"
    assert str(campaign.job) in answer.headers["Location"]


def test_a_step_left_without_its_reason_stays_where_it_was(runner, office, tree):
    campaign = opening.prepare(
        access=runner.access, unit=tree.root, given=opening.PeriodGiven("year", 2026), today=TODAY
    )
    here = f"{reverse('evaluation-prepare', args=[campaign.pk])}?buoc=3"
    name = "party.qd_366_2025.leader"
    page = runner.client.post(here, {f"co.{name}": "1", f"hoi.{name}": ["self_review", "conclusion"]})
    assert page.status_code == 200
    assert "Hãy ghi lý do đổi bước này" in page.content.decode()
    campaign.refresh_from_db()
    assert any(row["asked"] for row in campaign.ways[name] if row["step"] == "residence_opinion")


def test_counters_open_the_ratings_behind_them(runner, campaign, office):
    page = runner.client.get(reverse("evaluation-campaign", args=[campaign.pk])).content.decode()
    assert "buoc=not_started" in page
    listed = runner.client.get(reverse("evaluation-ratings", args=[campaign.pk]), {"buoc": "not_started"})
    assert "Phạm Thị Viên" in listed.content.decode()
    decided = runner.client.get(reverse("evaluation-ratings", args=[campaign.pk]), {"buoc": "decided"})
    assert "Phạm Thị Viên" not in decided.content.decode()
    assert (
        "Võ Văn Đảng"
        not in runner.client.get(reverse("evaluation-ratings", args=[campaign.pk]), {"q": "Phạm"}).content.decode()
    )


def test_each_counter_opens_as_many_ratings_as_it_counts(runner, campaign, office):
    first, second = campaign.ratings.filter(unit=office["staff"].unit)[:2]
    Rating.objects.filter(pk=first.pk).update(self_done_on=TODAY, voted_on=TODAY, concluded_on=TODAY, told_on=TODAY)
    Rating.objects.filter(pk=second.pk).update(self_done_on=TODAY)
    Appeal.objects.create(rating=first, kind="appeal", made_on=TODAY, text="Xin xem lại")
    recount(campaign.pk, [first.unit_id])
    counted = together(progress(runner.access, campaign))
    assert (counted.self_done, counted.voted, counted.appealed) == (2, 1, 1)
    page = runner.client.get(reverse("evaluation-campaign", args=[campaign.pk]))
    assert page.context["figures"][0].value == str(counted.total)
    for each in page.context["figures"]:
        if each.url:
            listed = runner.client.get(each.url).content.decode()
            assert re.search(rf'id="list-count"[^>]*>{each.value}<', listed), each.label


def test_the_slowest_units_stand_first(runner, campaign, office, tree):
    """Nothing is decided anywhere yet: who has concluded on all is not slower than who has not begun."""
    Rating.objects.filter(campaign=campaign, unit=tree.home).update(self_done_on=TODAY, concluded_on=TODAY)
    recount(campaign.pk, [tree.home.pk])
    page = runner.client.get(reverse("evaluation-campaign", args=[campaign.pk]))
    slow = [each.unit_id for each in page.context["slow"]]
    assert slow[-1] == tree.home.pk
    assert len(slow) > 1


def test_who_is_rated_and_who_rates_find_their_way(make_account, campaign, office, tree):
    head = make_account("truong", "unit_head", tree.home, "Trưởng", person_id=office["head"].pk)
    page = head.client.get(reverse("evaluation")).content.decode()
    assert "Phiếu của tôi" in page
    assert reverse("rating-desk", args=[campaign.pk]) in page
    own = head.client.get(reverse("evaluation-campaign", args=[campaign.pk]))
    assert "Phiếu của tôi trong đợt này" in own.content.decode()
    assert head.client.get(reverse("evaluation-settings", args=[campaign.pk])).status_code == 403


def test_who_has_nothing_to_do_with_it_does_not_know_of_it(cuong, lan, runner, office, tree):
    campaign = opened(runner.access, tree.home)
    assert cuong.client.get(reverse("evaluation-campaign", args=[campaign.pk])).status_code == 404
    assert lan.client.get(reverse("evaluation-campaign", args=[campaign.pk])).status_code == 200


def test_a_part_of_a_campaign_is_run_by_its_own_office(lan, cuong, campaign, office, tree):
    shown = lan.client.get(reverse("evaluation-units", args=[campaign.pk])).content.decode()
    assert "Phòng Nội vụ" in shown
    assert "Huyện Mẫu</a>" not in shown
    assert lan.client.get(reverse("evaluation-unit", args=[campaign.pk, tree.home.pk])).status_code == 200
    assert lan.client.get(reverse("evaluation-unit", args=[campaign.pk, tree.root.pk])).status_code == 404
    rating = of(campaign, office["staff"])[STATE]
    change = reverse("evaluation-change", args=[campaign.pk])
    answer = lan.client.post(change, {"lam": "1", "chon": [rating.pk], "group": "Tổng hợp"})
    assert answer.status_code == 302
    rating.refresh_from_db()
    assert (rating.group, rating.version) == ("Tổng hợp", 1)
    upper = of(campaign, office["upper"])["state.nd_335_2025.leader"]
    assert lan.client.post(change, {"lam": "1", "chon": [upper.pk], "group": "x"}).status_code == 404


def test_choosing_first_shows_the_form_with_the_names(runner, campaign, office):
    rating = of(campaign, office["staff"])[STATE]
    page = runner.client.post(reverse("evaluation-change", args=[campaign.pk]), {"chon": [rating.pk]})
    assert page.status_code == 200
    assert "Phạm Thị Viên" in page.content.decode()
    assert not AuditEntry.objects.filter(action="evaluation.rating_changed").exists()


def test_another_rater_and_circumstances(runner, campaign, office):
    rating = of(campaign, office["staff"])[STATE]
    runner.client.post(reverse("evaluation-change", args=[campaign.pk]), {
        "lam": "1", "chon": [rating.pk], "rater": office["deputy"].pk, "sets_circumstances": "on",
        "circumstances": ["maternity"],
    })  # fmt: skip
    rating.refresh_from_db()
    assert (rating.rater_id, rating.circumstances) == (office["deputy"].pk, ["maternity"])
    assert AuditEntry.objects.filter(action="evaluation.rating_changed").count() == 1


def test_nobody_rates_themselves(runner, campaign, office):
    deputy = next(iter(of(campaign, office["deputy"]).values()))
    page = runner.client.post(
        reverse("evaluation-change", args=[campaign.pk]),
        {"lam": "1", "chon": [deputy.pk], "rater": office["deputy"].pk},
    )  # fmt: skip
    assert page.status_code == 422
    assert "Không ai tự đánh giá mình" in page.content.decode()


def test_nobody_changes_their_own_rating(make_account, campaign, office, tree):
    own = make_account("viên", "officer", tree.root, "Viên", person_id=office["staff"].pk)
    rating = of(campaign, office["staff"])[STATE]
    answer = own.client.post(
        reverse("evaluation-change", args=[campaign.pk]), {"lam": "1", "chon": [rating.pk], "group": "x"}
    )
    assert answer.status_code == 403


def test_taken_out_with_a_reason_and_back(runner, campaign, office, tree):
    rating = of(campaign, office["staff"])[STATE]
    out = reverse("evaluation-take-out", args=[campaign.pk])
    assert runner.client.post(out, {"lam": "1", "chon": [rating.pk], "reason": ""}).status_code == 422
    runner.client.post(out, {"lam": "1", "chon": [rating.pk], "reason": "Biệt phái cả năm"})
    rating.refresh_from_db()
    assert (rating.stage, rating.not_rated_reason) == (Rating.Stage.NOT_RATED, "Biệt phái cả năm")
    assert UnitProgress.objects.get(campaign=campaign, unit=tree.home).not_rated == 1
    runner.client.post(reverse("evaluation-take-back", args=[campaign.pk]), {"chon": [rating.pk]})
    rating.refresh_from_db()
    assert rating.stage == Rating.Stage.NOT_STARTED


def test_whom_nobody_could_place_gets_a_scheme(runner, office, desk, tree):
    nobody = desk.open("Đỗ Thị Chưa Rõ", tree.home)
    desk.post(nobody, "staff", tree.home, since="2020-01-01")
    campaign = opened(runner.access, tree.root)
    rating = of(campaign, nobody)[""]
    services.change_ratings(
        access=runner.access, campaign_id=campaign.pk, rating_ids=[rating.pk], given=services.Changed(scheme=STATE)
    )
    rating.refresh_from_db()
    assert (rating.scheme, rating.form, rating.not_rated_reason) == (STATE, "nd-335", "")
    assert (rating.stage, rating.circumstances) == (Rating.Stage.NOT_STARTED, [])
    assert rating.opinions_missing > 0
    # They count with the others of like work, not beside them.
    assert rating.group == of(campaign, office["staff"])[STATE].group


def test_a_scheme_that_nobody_fell_under_comes_with_its_steps(runner, office, desk, tree):
    nobody = desk.open("Đỗ Thị Chưa Rõ", tree.home)
    desk.post(nobody, "staff", tree.home, since="2020-01-01")
    campaign = opened(runner.access, tree.root)
    name = "party.qd_366_2025.outside_member"
    assert name not in campaign.ways
    rating = of(campaign, nobody)[""]
    services.change_ratings(
        access=runner.access, campaign_id=campaign.pk, rating_ids=[rating.pk], given=services.Changed(scheme=name)
    )
    campaign.refresh_from_db()
    rating.refresh_from_db()
    assert [row["step"] for row in campaign.ways[name] if row["step"] == "residence_opinion" and row["asked"]]
    assert rating.opinions_missing > 0


def test_somebody_is_added_later(runner, campaign, desk, tree):
    late = desk.open("Ông Văn Thêm", tree.home)
    add = reverse("evaluation-add", args=[campaign.pk])
    assert "Ông Văn Thêm" in runner.client.get(add, {"tim": "ông văn"}).content.decode()
    given = {"person": late.pk, "scheme": STATE, "rank": "staff", "post": "Chuyên viên"}
    assert runner.client.post(add, given).status_code == 302
    assert of(campaign, late)[STATE].post == "Chuyên viên"
    assert of(campaign, late)[STATE].group == "Không giữ chức vụ lãnh đạo, quản lý"
    assert "đã có phiếu" in runner.client.post(add, given).content.decode()


def test_a_unit_is_reminded_once_a_day(runner, campaign, tree):
    remind = reverse("evaluation-remind", args=[campaign.pk, tree.home.pk])
    told = runner.client.post(remind, follow=True).content.decode()
    assert "phiếu chưa tự đánh giá" in told
    assert "Hôm nay đã nhắc" in runner.client.post(remind, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="evaluation.reminded").count() == 1


def test_all_units_with_something_left_are_reminded_at_once(runner, campaign, office, tree):
    third = Rating.objects.filter(campaign=campaign, person=office["staff"])
    third.update(unit=tree.team)
    recount(campaign.pk, [tree.home.pk, tree.team.pk])
    done = UnitProgress.objects.filter(campaign=campaign, unit=tree.root)
    done.update(total=3, not_rated=0, self_done=3, concluded=3, opinions_missing=0)
    remind = reverse("evaluation-remind-all", args=[campaign.pk])
    assert "Đã nhắc 2 đơn vị" in runner.client.post(remind, follow=True).content.decode()
    kept = UnitProgress.objects.filter(campaign=campaign, reminded_on=timezone.localdate())
    assert set(kept.values_list("unit", flat=True)) == {tree.home.pk, tree.team.pk}
    assert "hôm nay đã nhắc cả rồi" in runner.client.post(remind, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="evaluation.reminded").count() == 1


def test_who_concludes_all_and_runs_one_unit_reminds_that_one_alone(campaign, make_account, tree):
    by = make_account("thuong-vu-2", "committee_member", tree.root)
    RoleGrant.objects.create(
        user=by.user, role="evaluation_secretary", unit=tree.home, valid_from=TODAY, granted_by_name="kiểm thử",
        granted_at=timezone.now(),
    )  # fmt: skip
    told = by.client.post(reverse("evaluation-remind-all", args=[campaign.pk]), follow=True).content.decode()
    assert "Đã nhắc 1 đơn vị" in told
    reminded = UnitProgress.objects.get(campaign=campaign, reminded_on__isnull=False)
    assert reminded.unit_id == tree.home.pk


def test_a_campaign_with_open_matters_ends_with_a_reason(runner, campaign):
    end = reverse("evaluation-close", args=[campaign.pk])
    assert runner.client.post(end, {"reason": ""}).status_code == 422
    assert runner.client.post(end, {"reason": "Sáp nhập huyện"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.CLOSED
    assert campaign.closed_on is not None
    rating = campaign.ratings.first()
    answer = runner.client.post(
        reverse("evaluation-change", args=[campaign.pk]), {"lam": "1", "chon": [rating.pk], "group": "x"}
    )
    assert "đã kết thúc" in answer.content.decode()


def test_a_cancelled_period_may_be_opened_again(runner, campaign, tree):
    runner.client.post(reverse("evaluation-cancel", args=[campaign.pk]), {"reason": "Mở nhầm kỳ"})
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.CANCELLED
    assert opened(runner.access, tree.root).pk != campaign.pk


def test_deadlines_are_changed_under_way(runner, campaign):
    deadlines = reverse("evaluation-deadlines", args=[campaign.pk])
    wrong = runner.client.post(deadlines, {"self_review": "20/12/2026", "conclusion": "10/12/2026"})
    assert wrong.status_code == 422
    runner.client.post(deadlines, {"self_review": "01/12/2026", "conclusion": "10/12/2026"})
    campaign.refresh_from_db()
    assert campaign.deadlines == {"self_review": "2026-12-01", "conclusion": "2026-12-10"}
    page = runner.client.get(reverse("evaluation-settings", args=[campaign.pk])).content.decode()
    assert "10/12/2026" in page


def test_who_opens_a_rating_is_written_down(make_account, runner, campaign, office, tree):
    rating = of(campaign, office["staff"])[STATE]
    own = make_account("viên", "cadre", tree.home, "Viên", person_id=office["staff"].pk)
    own.client.get(reverse("rating", args=[rating.pk]))
    assert not AuditEntry.objects.filter(action="evaluation.rating_read").exists()
    runner.client.get(reverse("rating", args=[rating.pk]))
    entry = AuditEntry.objects.get(action="evaluation.rating_read")
    assert (entry.object_type, entry.object_id) == ("person", office["staff"].pk)


PAGES = ("evaluation-campaign", "evaluation-units", "evaluation-ratings", "evaluation-settings")


def test_pages_cost_the_same_however_many_are_rated(runner, office, desk, tree):
    def costs(campaign) -> dict[str, int]:
        found = {}
        for name in (*PAGES, "evaluation"):
            address = reverse(name, args=[campaign.pk] if name in PAGES else [])
            runner.client.get(address)
            with CaptureQueriesContext(connection) as seen:
                runner.client.get(address)
            found[name] = len(seen)
        return found

    few = costs(opened(runner.access, tree.root, kind="quarter", quarter=3))
    for number in range(12):
        each = desk.open(f"Nguyễn Văn {chr(65 + number)}", tree.other)
        desk.post(each, "staff", tree.other, since="2015-01-01")
        desk.add(each, RegimeRecord, regime="civil_servant", since="2015-01-01")
    many = costs(opened(runner.access, tree.root))
    assert max(many.values()) <= 12
    assert many == few


@pytest.mark.parametrize(
    "page",
    [
        "rating", "rating-review", "rating-products", "rating-assess", "rating-opinions", "rating-conclusion",
        "rating-summary",
    ],
)  # fmt: skip
def test_a_page_of_a_rating_asks_at_most_fourteen_times_beside_the_trail_of_reading(page, runner, campaign):
    rating = campaign.ratings.filter(person__isnull=False).first()
    address = reverse(page, args=[rating.pk])
    runner.client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert runner.client.get(address).status_code == 200
    trail = ("audit_", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    own = [each["sql"] for each in seen if not any(word in each["sql"][:80] for word in trail)]
    assert len(own) <= 14, "\n".join(own)
