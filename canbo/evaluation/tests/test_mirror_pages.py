"""The mirror of a campaign on its pages: what is computed and kept, who is shown what, what stands behind a figure."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.urls import reverse

from canbo.audit.models import AuditEntry
from canbo.evaluation.domain.mirror_counts import added, rank_correlation
from canbo.evaluation.domain.side_by_side import side_by_side
from canbo.evaluation.models import Rating
from canbo.evaluation.selectors import mirroring
from canbo.evaluation.services.mirroring import make_mirror
from canbo.evaluation.services.progress import recount

pytestmark = pytest.mark.django_db

WRITTEN = (
    "Đã giải quyết 143 hồ sơ đất đai ở xã Bình An trước ngày 15/11, còn 6 hồ sơ quá hạn do thiếu bản đồ. "
    "Quý I năm tới rà lại toàn bộ sổ địa chính cùng cán bộ thôn."
)
STOCK = "Chấp hành tốt chủ trương của Đảng, chính sách pháp luật của Nhà nước. Hoàn thành tốt nhiệm vụ được giao."


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


@pytest.fixture
def rated(office):
    """The five whom the head rates: one copied comment, one of stock phrases, one not assessed yet."""
    told = (
        ("excellent", "excellent", "92", WRITTEN), ("well", "excellent", "81", WRITTEN.replace("143", "151")),
        ("well", "well", "78", STOCK), ("excellent", "well", "74", "Phối hợp chưa đều."), ("well", "", None, ""),
    )  # fmt: skip
    for rating, (own, head, points, comment) in zip(office.ratings[1:], told, strict=True):
        Rating.objects.filter(pk=rating.pk).update(
            self_level=own, head_level=head, points=points, comment=comment,
            votes={"counts": {"excellent": 4, "well": 1}} if head == "excellent" else None,
        )  # fmt: skip
    return office


def test_counts_of_units_add_up_key_by_key():
    one = {"years": {"2026": {"staff": [1, 0]}}, "votes": [1, 0.5]}
    two = {"years": {"2026": {"leaders": [0, 1], "staff": [0, 2]}, "2025": {"staff": [1, 1]}}, "votes": [2, 1.5]}
    assert added(one, two) == {
        "years": {"2026": {"staff": [1, 2], "leaders": [0, 1]}, "2025": {"staff": [1, 1]}}, "votes": [3, 2.0],
    }  # fmt: skip


def test_the_rank_correlation_of_counts_is_that_of_the_ratings():
    def bands(pairs):
        made = [[0, 0, 0, 0] for _band in range(20)]
        for band, level in pairs:
            made[band][level] += 1
        return made

    assert rank_correlation(bands([(18, 3), (15, 2), (11, 1), (5, 0)])) == pytest.approx(1.0)
    assert rank_correlation(bands([(18, 0), (15, 1), (11, 2), (5, 3)])) == pytest.approx(-1.0)
    # Tied ranks: levels 2 2 3 (1.5 1.5 3), results 1 2 3.
    assert rank_correlation(bands([(10, 2), (12, 2), (18, 3)])) == pytest.approx(0.866, abs=0.001)
    assert rank_correlation(bands([(18, 2)] * 5)) is None
    assert rank_correlation(bands([(18, 2), (3, 1)])) is None


def test_two_comments_side_by_side_say_what_is_shared_and_what_became_of_what():
    pair = side_by_side("Đã giải quyết 143 hồ sơ ở xã Bình An.", "ĐÃ GIẢI QUYẾT 151 hồ sơ ở Bình An, đúng hạn.")
    assert pair.changes == (("143", "151"), ("xã", ""), ("", "đúng hạn"))
    assert [each.text for each in pair.later if each.shared] == ["ĐÃ GIẢI QUYẾT", "hồ sơ ở Bình An"]
    assert "".join(each.text for each in pair.earlier) == "Đã giải quyết 143 hồ sơ ở xã Bình An."
    assert (pair.shared, pair.words) == (8, 11)


def test_the_mirror_counts_and_compares_and_changes_no_rating(rated):
    before = list(Rating.objects.order_by("pk").values())
    told = make_mirror(rated.campaign)
    assert list(Rating.objects.order_by("pk").values()) == before
    unit = str(rated.campaign.unit_id)
    assert told["n"] == 6
    assert told["counts"][unit]["stages"]["final"] == [0, 0, 2, 2, 2]
    assert told["counts"][unit]["stages"]["self"] == [0, 0, 3, 2, 1]
    assert told["counts"][unit]["steps"]["self_to_final"] == [1, 2, 1]
    assert told["counts"][unit]["votes"] == [2, 0, pytest.approx(1.6)]
    first, second, third, _fourth, _fifth = (each.pk for each in rated.ratings[1:])
    assert [each[:2] for each in told["copied"]] == [[second, first]]
    assert third in {each[0] for each in told["generic"]}
    # Whoever was not assessed yet lacks no comment.
    assert told["comments"][unit] == [4, 1, len(told["generic"]), 0]


def test_a_person_rated_under_two_schemes_copies_nobody(rated):
    one = rated.ratings[1]
    Rating.objects.create(
        campaign=rated.campaign, unit=one.unit, person=one.person, scheme="party.qd_366_2025.person", rank="staff",
        head_level="well", comment=WRITTEN,
    )  # fmt: skip
    told = make_mirror(rated.campaign)
    assert [each[:2] for each in told["copied"]] == [[rated.ratings[2].pk, one.pk]]
    assert told["comments"][str(one.unit_id)][:2] == [4, 1]


def test_what_was_computed_is_kept_sealed_and_known_to_be_old(rated):
    make_mirror(rated.campaign)
    held = mirroring.kept(rated.campaign.pk)
    assert held.digest == mirroring.digest_of(rated.campaign)
    stored = cache.get(f"evaluation-mirror-{rated.campaign.pk}")
    assert "index" not in stored
    assert "excellent" not in stored
    Rating.objects.filter(pk=rated.ratings[2].pk).update(version=1)
    assert held.digest != mirroring.digest_of(rated.campaign)


def test_what_earlier_years_repeat_is_found_and_files_count_each_year_once(rated, desk):
    from canbo.evaluation.models import Campaign
    from canbo.personnel.models import Evaluation

    last = Campaign.objects.create(
        unit=rated.campaign.unit, title="Năm trước", year=2025, law_day="2025-12-31", state="closed",
        created_by_name="Lan",
    )  # fmt: skip
    person = rated.people[4]
    old = Rating.objects.create(
        campaign=last, unit=rated.campaign.unit, person=person, scheme=rated.ratings[4].scheme, rank="staff",
        final_level="well", comment="Trực 41 ca ở trạm Tân Lập, tiêm cho 312 trẻ trước ngày 3/9; sổ ghi còn sót tên.",
    )  # fmt: skip
    Rating.objects.filter(pk=rated.ratings[4].pk).update(comment=old.comment.replace("41", "42"))
    for year in (2025, 2024):
        desk.add(person, Evaluation, year=year, rating="good", track="state")
    told = make_mirror(rated.campaign)
    assert [rated.ratings[4].pk, old.pk] in [each[:2] for each in told["copied"]]
    unit = str(rated.campaign.unit_id)
    assert told["counts"][unit]["years"]["2025"] == {"staff": [0, 0, 1, 0, 0]}
    assert told["files"][unit] == {"years": {"2024": {"staff": [0, 0, 1, 0, 0]}}}


def test_the_page_of_who_runs_it(rated, lan, cuong):
    url = reverse("campaign-mirror", args=[rated.campaign.pk])
    assert "chưa được lập" in lan.client.get(url).content.decode()
    answer = lan.client.post(reverse("campaign-mirror-make", args=[rated.campaign.pk]))
    assert answer.status_code == 302
    assert AuditEntry.objects.filter(action="evaluation.mirror_made").count() == 1
    make_mirror(rated.campaign)
    shown = lan.client.get(url).content.decode()
    assert "100,0\u00a0% (4/4) xếp loại tốt trở lên; 2 phiếu chưa có mức." in shown
    assert 'data-kind="share"' in shown
    assert "Hệ số tương quan hạng" in shown
    assert "loai=chep" in shown
    assert "Chưa có" not in shown
    assert "2 người có số phiếu bầu theo mức" in shown
    Rating.objects.filter(pk=rated.ratings[2].pk).update(version=1)
    assert "số liệu đã đổi" in lan.client.get(url).content.decode()
    assert cuong.client.get(url).status_code == 404


def test_the_people_behind_a_figure_are_those_that_were_counted(rated, lan):
    make_mirror(rated.campaign)
    url = reverse("campaign-mirror-people", args=[rated.campaign.pk])

    def names(query):
        text = lan.client.get(f"{url}?{query}").content.decode()
        return {each.full_name for each in rated.people if f">{each.full_name}</a>" in text}

    of = [each.full_name for each in rated.people]
    assert names("muc=excellent") == {of[1], of[2]}
    assert names("muc=excellent&khau=self") == {of[1], of[4]}
    assert names("muc=none") == {of[0], of[5]}
    assert names("muc=well&diem=70") == {of[3], of[4]}
    assert names("ai=leaders") == {of[0]}


def test_copied_comments_stand_side_by_side_and_a_rater_sees_those_they_wrote(rated, lan):
    make_mirror(rated.campaign)
    url = reverse("campaign-mirror-comments", args=[rated.campaign.pk])
    for account in (lan, rated.head):
        text = account.client.get(url).content.decode()
        assert "<del>143</del> → <ins>151</ins>" in text
        assert "<mark>" in text
    generic = lan.client.get(f"{url}?loai=chung").content.decode()
    assert STOCK in generic
    assert "số liệu" in generic
    # Who is rated and rates nobody sees none of it.
    assert rated.accounts[2].client.get(url).status_code == 403


def test_a_rater_sees_their_own_index_and_nobody_elses(rated):
    make_mirror(rated.campaign)
    url = reverse("campaign-mirror", args=[rated.campaign.pk])
    text = rated.head.client.get(url).content.decode()
    assert "Bạn xếp 4 phiếu" in text
    assert "unit-index" not in text
    assert "Lập gương" not in text
    assert rated.head.client.get(reverse("campaign-mirror-people", args=[rated.campaign.pk])).status_code == 403
    nobody = rated.accounts[3].client.get(url)
    assert nobody.status_code == 200
    assert "bạn không xếp loại ai" in nobody.content.decode()
    assert rated.accounts[3].client.post(reverse("campaign-mirror-make", args=[rated.campaign.pk])).status_code == 403


def test_a_lenient_rater_is_told_of_in_words_that_accuse_nobody():
    from canbo.evaluation.mirror_charts import IntervalRow

    says = IntervalRow("Phòng A", "", 40, 0.8, 0.5, 1.1, "lenient").says
    assert says.startswith("cao hơn mức mà kết quả và các đơn vị tương tự cho thấy")
    assert not any(word in says for word in ("nể nang", "châm trước", "vi phạm", "sai"))


def test_the_hint_says_what_the_mirror_last_showed(rated, lan, cuong):
    unit = rated.campaign.unit
    assert mirroring.mirror_hint(lan.access, rated.campaign, unit) is None
    make_mirror(rated.campaign)
    hint = mirroring.mirror_hint(lan.access, rated.campaign, unit)
    assert (hint.n, hint.copied, hint.flag) == (4, 1, None)
    assert hint.low <= hint.index <= hint.high
    assert mirroring.mirror_hint(cuong.access, rated.campaign, unit) is None


def test_all_years_together(rated, lan):
    Rating.objects.filter(pk=rated.ratings[1].pk).update(final_level="excellent")
    make_mirror(rated.campaign)
    text = lan.client.get(reverse("evaluation-mirrors")).content.decode()
    assert "năm 2026 100,0\u00a0% (1/1)" in text
    assert rated.accounts[2].client.get(reverse("evaluation-mirrors")).status_code == 403


def as_person(account, person):
    """The same rights, held by somebody of the files."""
    return replace(account.access, person_id=person.pk)


def counts_told(access, campaign):
    held = mirroring.kept(campaign.pk)
    own = mirroring.own_untold(access, campaign)
    seen = mirroring.seen_by(access, campaign)
    return mirroring.counts_seen(access, seen, mirroring.counts_shown(campaign, held, own), held.told)


def test_nobody_learns_their_own_level_by_subtraction_before_they_are_told(rated, lan):
    make_mirror(rated.campaign)
    unit, campaign = str(rated.campaign.unit_id), rated.campaign
    whole = mirroring.kept(campaign.pk).told["counts"][unit]
    assert counts_told(lan.access, campaign) == whole
    mine = as_person(lan, rated.people[1])
    counts = counts_told(mine, campaign)
    assert counts["stages"]["final"] == [0, 0, 2, 1, 2], "one excellent less"
    assert counts["stages"]["self"] == [0, 0, 3, 1, 1]
    assert counts["years"]["2026"]["staff"] == [0, 0, 2, 1, 1]
    assert counts["votes"] == [1, 0, pytest.approx(0.8)]
    assert sum(map(sum, counts["bands"])) == 3
    Rating.objects.filter(pk=rated.ratings[3].pk).update(version=1)
    assert counts_told(mine, campaign) == {}, "what is old cannot be taken out"
    assert counts_told(lan.access, campaign) == whole
    Rating.objects.filter(pk=rated.ratings[1].pk).update(told_on="2026-12-20")
    assert counts_told(mine, campaign) == whole


def test_an_index_of_a_few_ratings_with_ones_own_is_not_told(rated, lan, settings):
    make_mirror(rated.campaign)
    held, unit = mirroring.kept(rated.campaign.pk), str(rated.campaign.unit_id)
    own = mirroring.own_untold(as_person(lan, rated.people[1]), rated.campaign)
    nobody = mirroring.own_untold(lan.access, rated.campaign)
    rater = str(rated.people[0].pk)
    assert held.told["units"][unit]["n"] == held.told["raters"][rater]["n"] == 4
    for kind, name in (("units", unit), ("raters", rater)):
        assert name in mirroring.indices_shown(held, nobody, kind)
        assert name not in mirroring.indices_shown(held, own, kind)
    settings.CANBO_MIN_GROUP = 4
    assert unit in mirroring.indices_shown(held, own, "units")


def test_the_pages_leave_ones_own_rating_out(rated, tree):
    from django.utils import timezone

    from canbo.access.models import RoleGrant

    Rating.objects.filter(pk=rated.ratings[1].pk).update(concluded_level="excellent")
    make_mirror(rated.campaign)
    account = rated.accounts[1]
    RoleGrant.objects.create(
        user=account.user, role="evaluation_secretary", unit=tree.home, valid_from="2020-01-01", granted_by_name="x",
        granted_at=timezone.now(),
    )  # fmt: skip
    shown = account.client.get(reverse("campaign-mirror", args=[rated.campaign.pk])).content.decode()
    assert "100,0\u00a0% (3/3) xếp loại tốt trở lên" in shown
    assert "Không tính phiếu của chính bạn" in shown
    years = account.client.get(reverse("evaluation-mirrors")).content.decode()
    assert "năm 2026 100,0" not in years


def test_who_reads_a_part_sees_that_part_alone(rated, lan, cuong, tree, desk):
    campaign = rated.campaign
    campaign.unit = tree.root
    campaign.save(update_fields=["unit"])
    for name in ("Người Khác Một", "Người Khác Hai", "Người Khác Ba"):
        Rating.objects.create(
            campaign=campaign, unit=tree.other, person=desk.open(name, tree.other), scheme=rated.ratings[1].scheme,
            rank="staff", head_level="completed", points=60,
        )  # fmt: skip
    recount(campaign.pk, [tree.other.pk])
    told = make_mirror(campaign)
    home, other = str(tree.home.pk), str(tree.other.pk)
    assert told["counts"][other]["stages"]["final"] == [0, 3, 0, 0, 0]
    assert counts_told(lan.access, campaign) == told["counts"][home]
    assert counts_told(cuong.access, campaign) == told["counts"][other]
    page = reverse("campaign-mirror", args=[campaign.pk])
    for query in ("", f"?don-vi={tree.other.pk}"):
        shown = lan.client.get(page + query).content.decode()
        assert "100,0\u00a0% (4/4) xếp loại tốt trở lên" in shown
        assert "Phòng Tài chính" not in shown
    people = reverse("campaign-mirror-people", args=[campaign.pk])
    assert "Người Khác" not in lan.client.get(f"{people}?muc=completed&don-vi={tree.other.pk}").content.decode()
