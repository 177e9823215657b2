"""Who is shown what of a mirror held up to two units: each part alone, no word and no figure of the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from canbo.access.models import RoleGrant
from canbo.core.access import AccessContext, Grant, Permission
from canbo.evaluation.models import Rating
from canbo.evaluation.selectors import mirroring
from canbo.evaluation.selectors.mirror_years import years_of
from canbo.evaluation.services.mirroring import make_mirror
from canbo.evaluation.services.progress import recount
from canbo.personnel.models import Evaluation

pytestmark = pytest.mark.django_db

THERE = (
    "Đã tiêm cho 312 trẻ ở trạm Tân Lập trước ngày 3/9; trực 41 ca, sổ ghi còn sót tên bốn cháu của thôn Đồng. "
    "Quý tới đối chiếu lại sổ với cộng tác viên thôn."
)


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


@pytest.fixture
def two(office, tree, desk):
    """One campaign of two units: four of «Phòng Nội vụ» and three of «Phòng Tài chính», of whom the head of the former
    rates one; a comment of the one unit repeats that of the other, and in each unit one repeats another of its own.
    """
    campaign = office.campaign
    campaign.unit = tree.root
    campaign.save(update_fields=["unit"])
    elsewhere = [
        Rating.objects.create(
            campaign=campaign, unit=tree.other, person=desk.open(f"Người Khác {n}", tree.other), rank="staff",
            scheme=office.ratings[1].scheme, head_level="completed", points=60, rater=office.people[0] if n == 0 else None,
            comment=text,
        )
        for n, text in enumerate((THERE, THERE.replace("312", "315"), "Phối hợp chưa đều."))
    ]  # fmt: skip
    for n, rating in enumerate(office.ratings[1:5]):
        Rating.objects.filter(pk=rating.pk).update(
            head_level="well", points=80 + n, concluded_level="well",
            comment=("Hoàn thành.", THERE.replace("41", "47"), THERE.replace("41", "48"), "Đúng hạn.")[n],
        )  # fmt: skip
    # The earlier text is that of the other unit: it stands before in the order of the ratings.
    Rating.objects.filter(pk__in=[each.pk for each in elsewhere]).update(concluded_level="completed")
    recount(campaign.pk, [tree.home.pk, tree.other.pk])
    office.extra["elsewhere"] = elsewhere
    make_mirror(campaign)
    return office


def test_people_behind_a_figure_are_of_ones_own_units_and_never_oneself(two, lan, cuong, tree):
    both = [tree.home.pk, tree.other.pk]

    def names(access):
        return {each.person.full_name for each in mirroring.people_behind(access, two.campaign, both)}

    assert names(cuong.access) == {f"Người Khác {n}" for n in range(3)}
    assert names(lan.access) == {each.full_name for each in two.people}
    mine = replace(lan.access, person_id=two.people[1].pk)
    assert names(mine) == {each.full_name for each in two.people} - {two.people[1].full_name}


def test_what_is_copied_elsewhere_is_not_shown_nor_counted(two, lan, cuong):
    url = reverse("campaign-mirror-comments", args=[two.campaign.pk])
    here, there = (account.client.get(url).content.decode() for account in (lan, cuong))
    assert "Người Khác" not in here
    assert "Phạm Văn" not in there
    for text in (here, there):
        assert "<ins>" in text or "<mark>" in text


def test_the_text_that_is_repeated_stays_untold_where_it_may_not_be_read(two, cuong, lan, tree):
    """Of a pair across the border the viewer reads their own half."""
    held = mirroring.kept(two.campaign.pk)
    home = {each.pk for each in two.ratings}
    across = [each for each in held.told["copied"] if (each[0] in home) != (each[1] in home)]
    assert across, "the made-up comments hold a pair across the units"
    account = lan if across[0][0] in home else cuong
    names = {each.pk: each.full_name for each in two.people} | {
        each.person_id: each.person.full_name for each in two.extra["elsewhere"]
    }
    other = names[Rating.objects.get(pk=across[0][1]).person_id]
    text = account.client.get(reverse("campaign-mirror-comments", args=[two.campaign.pk])).content.decode()
    assert other not in text


def test_a_rater_of_two_units_is_told_of_by_who_runs_both(two, lan, make_account, tree):
    page = reverse("campaign-mirror", args=[two.campaign.pk])
    whole = make_account("chung", "officer", tree.root, "Chung")
    name = f'"{two.people[0].full_name}"'
    assert two.people[0].full_name in whole.client.get(page).content.decode(), name
    assert two.people[0].full_name not in lan.client.get(page).content.decode()


def test_ratings_of_the_files_count_where_files_are_read(two, lan, desk, tree):
    desk.add(two.people[2], Evaluation, year=2024, rating="good", track="state")
    told = make_mirror(two.campaign)
    runs = frozenset({Permission.RUN_EVALUATIONS})
    reads = runs | {Permission.VIEW_FILES}

    def years(*grants):
        access = AccessContext(None, "x", grants)
        seen = mirroring.seen_by(access, two.campaign)
        return set(mirroring.counts_seen(access, seen, told["counts"], told)["years"])

    path = tree.home.path
    assert years(Grant(reads, path)) == {"2024", "2026"}
    assert years(Grant(runs, path)) == {"2026"}
    assert years(Grant(runs, path), Grant(frozenset({Permission.VIEW_FILES}), path, tier="commune")) == {"2026"}


def test_years_are_those_of_ones_own_units(two, lan, cuong, tree):
    here, there = years_of(lan.access), years_of(cuong.access)
    assert (set(here.by_unit), set(there.by_unit)) == ({tree.home.name}, {tree.other.name})
    assert sum(here.by_year[2026]["staff"]) == 5
    assert sum(there.by_year[2026]["staff"]) == 3


def test_who_runs_a_unit_does_not_find_their_own_comment_in_the_list(two, tree):
    account = two.accounts[3]
    RoleGrant.objects.create(
        user=account.user, role="evaluation_secretary", unit=tree.home, valid_from="2020-01-01", granted_by_name="x",
        granted_at=timezone.now(),
    )  # fmt: skip
    copied = {each[0] for each in mirroring.kept(two.campaign.pk).told["copied"]}
    assert two.ratings[3].pk in copied
    text = account.client.get(reverse("campaign-mirror-comments", args=[two.campaign.pk])).content.decode()
    assert reverse("rating", args=[two.ratings[3].pk]) not in text
    assert "312 trẻ ở trạm Tân Lập trước ngày 3/9; trực 48 ca" not in text
