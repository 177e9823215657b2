"""A campaign with ratings that have come as far as a test needs, written straight into the tables."""

from datetime import date

import pytest

from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.services.progress import recount, staged

STATE, PARTY, COLLECTIVE = (
    "state.nd_335_2025.civil_servant", "party.qd_366_2025.non_leader", "party.qd_366_2025.collective",
)  # fmt: skip
DAY = date(2026, 12, 10)


@pytest.fixture
def campaign(tree):
    """The year 2026 of «Huyện Mẫu», under way."""
    return Campaign.objects.create(
        unit=tree.root, title="Đánh giá năm 2026", year=2026, law_day=date(2026, 12, 31), opened_on=date(2026, 11, 20),
        state=Campaign.State.OPEN, created_by_name="kiểm thử",
    )  # fmt: skip


@pytest.fixture
def rated(campaign, tree, desk):
    """Give a function (name, level, …) -> a rating of a person of «Phòng Nội vụ», assessed by its head."""

    def make(name="Trần Văn Một", level="well", *, unit=None, person=None, scheme=STATE, **values):
        unit = unit or tree.home
        values.setdefault("rule_level", level)
        made = Rating(
            campaign=campaign, unit=unit, person=person or desk.open(name, unit), scheme=scheme,
            rank=values.pop("rank", "staff"), regime=values.pop("regime", "civil_servant"),
            self_done_on=date(2026, 12, 1), head_level=level, head_done_on=date(2026, 12, 3), **values,
        )  # fmt: skip
        staged(made).save(force_insert=True)
        recount(campaign.pk, [unit.pk])
        return made

    return make


@pytest.fixture
def collective(campaign, tree):
    """Give a function (unit, **values) -> the rating of a unit as a collective."""

    def make(unit=None, **values):
        unit = unit or tree.home
        made = Rating(
            campaign=campaign, unit=unit, rated_unit=None if "body" in values else unit, scheme=COLLECTIVE,
            rank="collective", self_done_on=date(2026, 12, 1), head_level="well", rule_level="well",
            head_done_on=date(2026, 12, 3), **values,
        )  # fmt: skip
        staged(made).save(force_insert=True)
        return made

    return make
