"""A campaign of a unit of seven under way: a head who rates, five who are rated, one elsewhere; each with an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

TODAY = date(2026, 12, 10)
SCHEME = "state.nd_335_2025.civil_servant"
LEADER = "state.nd_335_2025.leader"
#: All steps of a full way; "vote" is secret.
WAY = [
    {"step": step, "asked": True, "clause": "Điều 19", "confirmed": True, "note": ""}
    for step in ("self_review", "colleagues", "head", "meeting", "vote", "workplace_opinion", "residence_opinion",
                 "former_unit_opinion", "conclusion", "notice", "appeal", "decision")
]  # fmt: skip


def way(*steps: str) -> list[dict[str, Any]]:
    """Give a way of these steps alone."""
    return [each for each in WAY if each["step"] in steps]


@dataclass
class Office:
    """The unit under evaluation: its campaign, its people (the head first), their accounts and ratings."""

    campaign: Any
    people: list[Any]
    accounts: list[Any]
    ratings: list[Any]
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def head(self) -> Any:
        return self.accounts[0]

    def again(self, place: int) -> Any:
        """Give a rating as it stands in the database."""
        from canbo.evaluation.models import Rating

        return Rating.objects.select_related("campaign__unit", "unit", "person", "rater").get(pk=self.ratings[place].pk)


@pytest.fixture
def make_office(lan, tree, make_account):
    """Give a function (how many, way=…) -> Office: the first heads the unit and rates the others."""
    from canbo.evaluation.models import Campaign, Rating
    from canbo.evaluation.services.progress import recount
    from canbo.personnel.services import open_file

    def made(size: int = 6, *, steps=None, unit=None) -> Office:
        home = unit or tree.home
        people = [
            open_file(access=lan.access, unit=home, identity={"full_name": f"Phạm Văn {'ABCDEGHIKLMNOPQ'[n]}"})
            for n in range(size)
        ]
        accounts = [
            make_account(f"nguoi{n}", "unit_head" if n == 0 else "cadre", home, each.full_name, person_id=each.pk)
            for n, each in enumerate(people)
        ]
        asked = WAY if steps is None else steps
        campaign = Campaign.objects.create(
            unit=home, title="Đánh giá năm 2026", year=2026, law_day=TODAY, opened_on=TODAY,
            ways={SCHEME: asked, LEADER: asked}, state=Campaign.State.OPEN, created_by_name="Lan",
            deadlines={"residence_opinion": "2026-12-20", "head": "2026-12-12"},
        )  # fmt: skip
        ratings = [
            Rating.objects.create(
                campaign=campaign, unit=home, person=each, scheme=LEADER if n == 0 else SCHEME, order=n,
                rank=Rating.Rank.HEAD if n == 0 else Rating.Rank.STAFF, rater=None if n == 0 else people[0],
                post="Trưởng phòng" if n == 0 else "Chuyên viên",
            )
            for n, each in enumerate(people)
        ]  # fmt: skip
        recount(campaign.pk, [home.pk])
        return Office(campaign, people, accounts, ratings)

    return made


@pytest.fixture
def office(make_office):
    return make_office()
