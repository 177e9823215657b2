"""A succession plan in the demo: deputies of the district's divisions planned for their heads, some lately moved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from canbo.accounts.models import User
from canbo.core.access import AccessContext, full_access
from canbo.core.dates import PartialDate, add_months
from canbo.organizations.models import Block, Position, Tier, Unit
from canbo.organizations.services import correct_unit
from canbo.personnel.models import Evaluation, PlanEntry, PostHolding
from canbo.personnel.services import add_record, correct_record

#: The code of the place that the example of local rules is for.
PLACE: Final = "VI-DU"
_STAY: Final = 2
_MOVED_MONTHS_AGO: Final = (3, 5, 6, 8, 10)
_RATINGS: Final = (("excellent", "excellent", "good"), ("good", "excellent", "good"), ("good", "good", "completed"))


def show_plans(*, today: date) -> None:
    """Plan the deputies, move some of them, rate them for three years, name the example's place; once."""
    officer = User.objects.filter(username="lan").first()
    if officer is None or PlanEntry.objects.exists():
        return
    access = full_access(officer.pk, str(officer))
    deputies = _deputies()
    approved = PartialDate.from_date(today - timedelta(days=420))
    for number, holding in enumerate(deputies):
        _plan(access, holding, approved)
        for back, rating in enumerate(_RATINGS[number % len(_RATINGS)], start=1):
            add_record(
                access=access, person=holding.person, kind=Evaluation,
                values={"year": today.year - back, "rating": rating, "track": "state"},
            )  # fmt: skip
    _move(access, deputies, today)
    place = Unit.objects.filter(tier=Tier.COMMUNE, code="").order_by("id").first()
    if place is not None:
        correct_unit(
            access=access, unit=place, code=PLACE, at=today, reason="bộ dùng thử: nơi áp dụng ví dụ của địa phương"
        )


def _deputies() -> list[PostHolding]:
    """The posts of the deputies of the district's government divisions, in the order of their units."""
    held = PostHolding.objects.known().filter(
        unit__tier=Tier.DISTRICT, unit__block=Block.GOVERNMENT, title__rank="deputy", valid_before__isnull=True
    )
    return list(held.select_related("person", "unit", "title", "position").order_by("unit_id", "id"))


def _plan(access: AccessContext, holding: PostHolding, approved: PartialDate) -> None:
    head = Position.objects.filter(unit=holding.unit, title__rank="head").select_related("title").first()
    if head is not None:
        values = {
            "title": head.title, "title_text": str(head), "unit": head.unit, "valid_from": approved,
            "term": f"{approved.year}–{approved.year + 5}",
        }  # fmt: skip
        add_record(access=access, person=holding.person, kind=PlanEntry, values=values)


def _move(access: AccessContext, deputies: list[PostHolding], today: date) -> None:
    """Let deputies with years before them, but for the first few, change posts in a round within the last months."""
    young = [each for each in deputies if each.person.born is not None and today.year - each.person.born.year < 57]
    moved = young[_STAY : _STAY + len(_MOVED_MONTHS_AGO)]
    for number, (holding, months) in enumerate(zip(moved, _MOVED_MONTHS_AGO, strict=False)):
        post = moved[(number + 1) % len(moved)]
        since = PartialDate.from_date(add_months(today, -months, rounding="down"))
        correct_record(
            access=access, record=holding, values={"valid_before": since, "end_reason": "điều động"},
            reason="bộ dùng thử: điều động",
        )  # fmt: skip
        add_record(
            access=access, person=holding.person, kind=PostHolding,
            values={
                "position": post.position, "unit": post.unit, "title": post.title, "title_text": post.title_text,
                "valid_from": since,
            },
        )  # fmt: skip
