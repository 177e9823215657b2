"""Ratings outside the year: of one person or of several, before a matter that asks for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden
from canbo.evaluation.models import Campaign, Rating
from canbo.evaluation.models.campaigns import Purpose
from canbo.evaluation.permissions import require_run
from canbo.evaluation.selectors.outside_entries import outside_entries
from canbo.evaluation.services.opinions import recount_opinions
from canbo.evaluation.services.progress import recount
from canbo.facts.standards.questions import places_above
from canbo.organizations.models import Unit
from canbo.personnel.models import Person
from canbo.personnel.selectors import visible_people
from canbo.rules import library as packs

#: What an office may ask for before the conclusion, in the order of the way; no text fixes it for these purposes.
CHOICES: Final = (
    "self_review", "colleagues", "head", "vote", "workplace_opinion", "residence_opinion", "former_unit_opinion",
    "advisory",
)  # fmt: skip
_LAST: Final = ("conclusion", "notice", "decision")
#: How many people one start takes.
MOST_PEOPLE: Final = 300
_NOTE: Final = "cơ quan chọn khi mở; văn bản không ấn định trình tự đánh giá ngoài kỳ"


@dataclass(frozen=True, slots=True)
class OutsideGiven:
    """The purpose, who, what is asked, the ground, by when, and how many past years stand beside."""

    purpose: str
    person_ids: Sequence[int]
    steps: Sequence[str]
    ground: str
    due_on: date | None
    years: int


def start_outside(*, access: AccessContext, unit: Unit, given: OutsideGiven, today: date) -> Campaign:
    """Start rating these people for a matter outside the year; they must belong to the unit or below it.

    Errors: outside_purpose_wrong, outside_nobody, outside_own_case, outside_elsewhere, outside_no_scheme,
    outside_under_way (the same matter is open for one of them); Forbidden.
    """
    require_run(access, unit)
    if given.purpose not in Purpose.values or given.purpose == Purpose.PERIOD:
        raise DomainError("outside_purpose_wrong", "Hãy chọn đánh giá để làm việc gì.")
    people = _people(access, unit, given.person_ids)
    _check_not_under_way(people, given.purpose)
    with transaction.atomic():
        campaign = Campaign.objects.create(
            unit=unit, title=_title(given.purpose, people, today), purpose=given.purpose, year=today.year,
            law_day=today, ground=given.ground[:500], state=Campaign.State.OPEN, opened_on=today,
            choices={"people": [each.pk for each in people], "years": given.years},
            created_by_name=access.user_name,
        )  # fmt: skip
        law = packs.library().law(today, places=places_above(access, unit.pk, today))
        rows, without = outside_entries(campaign, people, day=today, schemes=law.schemes.values())
        if without:
            raise DomainError(
                "outside_no_scheme",
                "Hồ sơ của {names} chưa cho biết là cán bộ, công chức, viên chức hay đảng viên, nên chưa biết đánh giá "
                "theo bộ tiêu chí nào. Hãy ghi đối tượng quản lý vào hồ sơ rồi mở lại.",
                names=", ".join(each.full_name for each in without[:3]),
            )  # fmt: skip
        steps = [key for key in CHOICES if key in given.steps] + list(_LAST)
        campaign.ways = {scheme: [_step(key) for key in steps] for scheme in {each.scheme for each in rows}}
        if given.due_on is not None:
            campaign.deadlines = dict.fromkeys(steps[: -len(_LAST) + 1], given.due_on.isoformat())
        campaign.save(update_fields=["ways", "deadlines"])
        made = Rating.objects.bulk_create(rows)
        recount_opinions([each.pk for each in made])
        recount(campaign.pk, {each.unit_id for each in made})
        audit.record(
            access=access, action="evaluation.campaign_opened", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=unit.path, changes={"people": [None, len(people)]},
        )  # fmt: skip
    return campaign


def _people(access: AccessContext, unit: Unit, chosen: Sequence[int]) -> list[Person]:
    keys = list(dict.fromkeys(chosen))[:MOST_PEOPLE]
    if access.person_id is not None and access.person_id in keys:
        raise Forbidden("outside_own_case", "Không ai tổ chức đánh giá chính mình. Hãy nhờ người tổ chức khác.")
    people = list(visible_people(access).filter(pk__in=keys).select_related("unit").order_by("sort_key", "pk"))
    if not people:
        raise DomainError("outside_nobody", "Chưa chọn ai. Hãy chọn ít nhất một người để đánh giá.")
    elsewhere = [each.full_name for each in people if not each.unit.path.startswith(unit.path)]
    if elsewhere:
        raise DomainError(
            "outside_elsewhere",
            "{names} không thuộc {unit}. Hãy chọn đơn vị cấp trên chung, hoặc mở riêng cho từng đơn vị.",
            names=", ".join(elsewhere[:3]), unit=unit.name,
        )  # fmt: skip
    return people


def _check_not_under_way(people: Sequence[Person], purpose: str) -> None:
    open_ones = Rating.objects.filter(
        person__in=people, campaign__purpose=purpose, campaign__state=Campaign.State.OPEN, decided_on__isnull=True
    )
    found = open_ones.select_related("person", "campaign").first()
    if found is not None and found.person is not None:
        raise DomainError(
            "outside_under_way",
            "{name} đang được đánh giá ở «{title}». Hãy làm tiếp ở đó, hoặc huỷ đợt ấy rồi mở lại.",
            name=found.person.full_name, title=found.campaign.title,
        )  # fmt: skip


def _step(key: str) -> dict[str, Any]:
    return {"step": key, "asked": True, "clause": "", "confirmed": False, "note": _NOTE}


def _title(purpose: str, people: Sequence[Person], today: date) -> str:
    whom = people[0].full_name if len(people) == 1 else f"{len(people)} người"
    return f"Đánh giá {Purpose(purpose).label} ({today:%m/%Y}): {whom}"
