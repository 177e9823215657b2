"""Who was away in a period, read from the files, and the clause by which a rating heeds it.

Secondment is a way of holding a post and read from there; everything else stands in the section of time away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q

from canbo.access.scope import under
from canbo.common.rows import as_system
from canbo.evaluation.domain.away import SECONDED, Away, Period, from_plain, within
from canbo.evaluation.domain.roster import is_of_party
from canbo.evaluation.domain.telling import cited
from canbo.evaluation.models import Campaign, Rating
from canbo.personnel.levels import HoldingKind
from canbo.personnel.models import Absence, PostHolding
from canbo.rules.domain.law import Law
from canbo.rules.domain.model import Citation
from canbo.rules.domain.schemes import Scheme

#: From when sickness is told apart: a value of the Party's rules, and of Decree 90.
_SICK_MONTHS: Final = {True: "party.evaluation.sick_months", False: "state.evaluation.leave_cap_months"}
_TEMPORARY: Final = "party.evaluation.place_temporary"
_SECONDED: Final = "state.evaluation.place_seconded"
#: The rule of a scheme that weighs a suspension, by its own name.
_SUSPENSION: Final = "suspension"
_LEAVES: Final = frozenset({"absent", "sick_3_months", "maternity"})


def period_of(campaign: Campaign, known_to: date) -> Period:
    """Give the period of a campaign; `known_to`: the day up to which what goes on without an end is counted."""
    return Period(campaign.first_day, campaign.last_day, min(known_to, campaign.last_day))


@as_system()
def aways_of_campaign(campaign: Campaign) -> dict[int, tuple[Away, ...]]:
    """Give the time away of everybody whose file lies in a campaign's subtree, by person. Two queries."""
    return _read(campaign, under("person__unit__path", campaign.unit.path))


@as_system()
def aways_of_person(campaign: Campaign, person_id: int) -> tuple[Away, ...]:
    """Give one person's time away as the files tell it now. Two queries."""
    return _read(campaign, Q(person=person_id)).get(person_id, ())


def kept_aways(rating: Rating) -> tuple[Away, ...]:
    """Give the time away that a rating was opened with."""
    return tuple(from_plain(each) for each in (rating.away or {}).get("stays", ()))


def sick_months(law: Law, scheme: Scheme) -> int | None:
    """Give from how many months of sickness the law of a scheme tells it apart; None where it does not."""
    name = _SICK_MONTHS[is_of_party(scheme)]
    return int(law.bound(name).value.content) if law.has_value(name) else None


def says_who_rates_seconded(law: Law, scheme: Scheme) -> bool:
    """Tell whether the law says that the receiving unit assesses: of civil servants, in what was read."""
    return "civil_servant" in scheme.regimes and law.has_value(_SECONDED)


def clause_of(law: Law, scheme: Scheme, code: str) -> str:
    """Give the clause by which a scheme heeds a circumstance; "" where none of the texts that were read says how."""
    if code == "suspended":
        return cited(law, next((each.cite for each in scheme.follows if each.id == _SUSPENSION), ()))
    if code == "seconded":
        return _clause(law, _SECONDED) if says_who_rates_seconded(law, scheme) else ""
    if code == "temporary_cell":
        return _clause(law, _TEMPORARY) if is_of_party(scheme) else ""
    if code not in _LEAVES:
        return ""
    if scheme.year is not None:
        return cited(law, scheme.year.cite)
    name = _SICK_MONTHS[is_of_party(scheme)]
    return _clause(law, name) if not (is_of_party(scheme) and code == "absent") else ""


def _clause(law: Law, name: str) -> str:
    cites: Iterable[Citation] = law.bound(name).value.cite if law.has_value(name) else ()
    return cited(law, cites)


def _read(campaign: Campaign, whose: Q) -> dict[int, tuple[Away, ...]]:
    # A date known to the year alone is stored as the year: the bound is one, what is over by then is dropped below.
    meets = Q(valid_from__isnull=True) | Q(valid_from__lte=campaign.last_day.isoformat())
    meets &= Q(valid_before__isnull=True) | Q(valid_before__gte=str(campaign.year))
    found: dict[int, list[Away]] = defaultdict(list)
    rows = Absence.objects.known().filter(whose, meets).order_by("valid_from", "pk")
    for person, kind, start, before, place in rows.values_list(
        "person_id", "kind", "valid_from", "valid_before", "place"
    ):
        found[person].append(Away(kind, start, before, place))
    posts = PostHolding.objects.known().filter(whose, meets, kind=HoldingKind.SECONDED).order_by("valid_from", "pk")
    for person, start, before, name, text, unit in posts.values_list(
        "person_id", "valid_from", "valid_before", "unit__name", "unit_text", "unit_id"
    ):
        found[person].append(Away(SECONDED, start, before, name or text, unit))
    period = period_of(campaign, campaign.last_day)
    return {person: kept for person, held in found.items() if (kept := within(held, period))}
