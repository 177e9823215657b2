"""Who would be rated in a campaign, by which schemes, by whom: read from the files as of its day, set-based."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Any, Final

import polars as pl

from canbo.access.scope import under
from canbo.core.access import AccessContext, Permission, full_access
from canbo.core.dates import PartialDate, months_between
from canbo.core.errors import DomainError
from canbo.evaluation.domain.away import (
    MATERNITY,
    SECONDED,
    Away,
    circumstances,
    holds_on,
    is_off_throughout,
    worked,
)
from canbo.evaluation.domain.collectives import leads_body
from canbo.evaluation.domain.roster import (
    DEPUTY,
    GROUPS,
    HEAD,
    MEMBER,
    PARTY,
    REGIMES,
    STAFF,
    Came,
    Placed,
    Planned,
    Rater,
    Served,
    as_rater,
    form_of,
    heads_of,
    is_of_party,
    raters,
    schemes_for,
    unclear,
)
from canbo.evaluation.domain.telling import cited
from canbo.evaluation.domain.ways import Way, way_of
from canbo.evaluation.models import Campaign
from canbo.evaluation.models.campaigns import PeriodKind
from canbo.evaluation.selectors.away import aways_of_campaign, period_of, says_who_rates_seconded, sick_months
from canbo.facts.selectors import picture, subtree
from canbo.facts.standards.questions import places_above
from canbo.organizations.domain.tree import DayTree
from canbo.organizations.models import Body, Line, Position
from canbo.organizations.selectors import trees
from canbo.personnel.models import BodyMembership, PostHolding
from canbo.rules import library as packs
from canbo.rules.domain.exact import Value
from canbo.rules.domain.law import Law
from canbo.rules.domain.ready_schemes import Prepared, prepared, shown
from canbo.rules.domain.schemes import Follow, Scheme

#: Whose values hold at a unit is a matter of the unit, not of who looks.
_ANYBODY: Final = full_access(None, "canbo")
_COLUMNS: Final = (
    "person_id", "unit_id", "title_rank", "post_name", "is_cadre", "is_civil_servant", "is_public_employee",
    "is_party_member", "is_present", "party_joined_low", "party_joined_high", "recruited_low", "recruited_high",
    "post_since_low", "position_id",
)  # fmt: skip
_FLAGS: Final = ("is_cadre", "is_civil_servant", "is_public_employee")
_KEEPING: Final = ("principal", "rotated")
_COMMITTEES: Final = (Body.Kind.EXECUTIVE_COMMITTEE, Body.Kind.STANDING_COMMITTEE)
#: From how many months at the former unit its opinion is asked for under Decree 90 (Article 20, 1).
FORMER_MONTHS: Final = 6


def law_of(campaign: Campaign) -> Law:
    """Give the law that a campaign pins, with the values of the places above its unit."""
    day = campaign.law_day
    return packs.library().law(day, places=places_above(_ANYBODY, campaign.unit_id, day))


def roster_day(campaign: Campaign, today: date) -> date:
    """Give the day as of which people are read: today, the last day of the period once that is over."""
    return min(today, campaign.last_day)


@dataclass(frozen=True, slots=True)
class Falling:
    """How many people fall under a scheme, by rank."""

    scheme: Scheme
    people: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(self.people.values())


@dataclass(frozen=True, slots=True)
class Outlook:
    """What opening a campaign would meet: people under each scheme, those nobody can place, those with two regimes."""

    day: date
    people: int
    falling: tuple[Falling, ...]
    unclear: int
    none: int
    two_regimes: int
    schemes: tuple[Scheme, ...] = field(default=())


def outlook(access: AccessContext, campaign: Campaign, today: date) -> Outlook:
    """Count who would fall under which scheme; a few milliseconds for 20,000 people once the day's picture stands."""
    day = roster_day(campaign, today)
    law = law_of(campaign)
    frame = _people(access, campaign, day)
    kinds = frame.group_by(*_FLAGS, "is_party_member", "is_present", "title_rank").len()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    counts: Counter[str] = Counter()
    for row in kinds.iter_rows(named=True):
        each, number = _served(row | dict.fromkeys(_UNTOLD), law.day, campaign), row["len"]
        counts["people"] += number
        counts["two"] += number if len(each.regimes) > 1 else 0
        held = _schemes(law, each, campaign.kind) if each.is_present else []
        for scheme in held:
            found[scheme.id][each.rank] += number
        if not held:
            counts["none" if each.is_present and each.is_told else "unclear"] += number
    schemes = law.schemes
    falling = tuple(Falling(schemes[name], found[name]) for name in sorted(found))
    return Outlook(
        day, counts["people"], falling, counts["unclear"], counts["none"], counts["two"],
        tuple(each.scheme for each in falling),
    )  # fmt: skip


_UNTOLD: Final = (
    "person_id", "unit_id", "post_name", "party_joined_low", "party_joined_high", "recruited_low", "recruited_high",
    "post_since_low", "position_id",
)  # fmt: skip


def ways_of(law: Law, schemes: tuple[Scheme, ...]) -> dict[str, Way]:
    """Give the way of each scheme as its pack says it."""
    return {each.id: way_of(each, partial(cited, law)) for each in schemes}


def planned(access: AccessContext, campaign: Campaign, day: date) -> Iterator[Planned]:
    """Give the ratings of everybody in the campaign's subtree on the day; nobody is left out without a word.

    Half a dozen queries whatever the number of people.
    """
    return _Reading(access, campaign, day).planned()


def _people(access: AccessContext, campaign: Campaign, day: date) -> pl.DataFrame:
    """Those of the subtree who are present, or may be: not those whom the files tell to have left."""
    whole = picture(access, day, permission=Permission.RUN_EVALUATIONS)
    frame = subtree(whole, trees.tree(access, Line.STATE, day), campaign.unit_id)
    return frame.filter(pl.col("is_present").fill_null(value=True)).select(_COLUMNS)


def _served(row: Mapping[str, Any], day: date, campaign: Campaign) -> Served:
    regimes = frozenset(name for name, flag in zip(REGIMES, _FLAGS, strict=True) if row[flag])
    return Served(
        row["person_id"] or 0, row["unit_id"] or 0, row["title_rank"] or STAFF, row["post_name"] or "", regimes,
        row["is_party_member"], row["is_present"], _months(row["party_joined_low"], row["party_joined_high"], day),
        _within(row, campaign), any(row[flag] is not None for flag in _FLAGS),
    )  # fmt: skip


def _months(low: date | None, high: date | None, day: date) -> int | None:
    """Full months from a day to another; None where the bounds disagree."""
    if low is None or high is None or high > day:
        return None
    least = months_between(PartialDate.from_date(high), day)[0]
    return least if least == months_between(PartialDate.from_date(low), day)[0] else None


def _within(row: Mapping[str, Any], campaign: Campaign) -> int | None:
    """Full months of service in the period of whoever was recruited within it."""
    low, high = row["recruited_low"], row["recruited_high"]
    if low is None or high is None or low < campaign.first_day or high > campaign.last_day:
        return None
    return months_between(PartialDate.from_date(high), _day_after(campaign.last_day))[0]


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _schemes(law: Law, each: Served, kind: str) -> list[Scheme]:
    key = ("evaluation.schemes", each.regimes, each.rank, bool(each.is_party), kind)
    if key not in law.kept:
        law.kept[key] = schemes_for(
            law, law.schemes.values(), regimes=each.regimes, rank=each.rank, is_party=bool(each.is_party), kind=kind
        )
    found: list[Scheme] = law.kept[key]
    return found


class _Reading:
    """All that an opening reads, once."""

    def __init__(self, access: AccessContext, campaign: Campaign, day: date) -> None:
        self.campaign = campaign
        self.day = day
        self.law = law_of(campaign)
        self.tree: DayTree = trees.tree(access, Line.STATE, day)
        self.names = {key: each.name for key, each in trees.day(access, day).names.items()}
        frame = _people(access, campaign, day)
        self.rows = list(frame.iter_rows(named=True))
        self.served = [_served(row, _day_after(campaign.last_day), campaign) for row in self.rows]
        above = self.tree.ancestors(campaign.unit_id) if campaign.unit_id in self.tree else []
        heads = picture(access, day, permission=Permission.RUN_EVALUATIONS).filter(
            pl.col("unit_id").is_in(above) & (pl.col("title_rank") == "head") & pl.col("is_present")
        )
        upper = [_served(row, day, campaign) for row in heads.select(_COLUMNS).iter_rows(named=True)]
        parents = {key: self.tree.parent_of(key) for key in self.tree}
        self.raters = raters([*upper, *self.served], parents, self.names)
        self.heads = heads_of([*upper, *self.served])
        self.placed = self._placed()
        self.came = self._came()
        self.aways = aways_of_campaign(campaign)
        self.period = period_of(campaign, day)
        self.managed = dict(
            Position.objects.filter(
                under("unit__path", campaign.unit.path), managed_by__isnull=False, withdrawn_at__isnull=True
            ).values_list("pk", "managed_by__name")
        )
        self.why: dict[tuple[Any, ...], str] = {}

    def planned(self) -> Iterator[Planned]:
        for order, (row, each) in enumerate(zip(self.rows, self.served, strict=True)):
            held = _schemes(self.law, each, self.campaign.kind) if each.is_present else []
            excluded = set(self.campaign.choices.get("left_out", ()))
            kept = [scheme for scheme in held if scheme.id not in excluded]
            if not held:
                yield self._unclear(each, order)
            for scheme in kept:
                yield self._one(each, scheme, order, self.managed.get(row["position_id"], ""))

    def _unclear(self, each: Served, order: int) -> Planned:
        return Planned(
            each.person_id, each.unit_id, "", "", each.rank, each.post, "", "", ("unclear_regime",),
            self.raters[each.person_id], "", unclear(each), order=order,
        )  # fmt: skip

    def _one(self, each: Served, scheme: Scheme, order: int, managed: str) -> Planned:
        party = is_of_party(scheme)
        placed = self.placed.get(each.person_id, Placed())
        came = self.came.get(each.person_id)
        rater, unit_id, rank = self.raters[each.person_id], each.unit_id, each.rank
        told = []
        if party and placed.committee:
            told.append("committee_member")
            rank = MEMBER if rank == STAFF else rank
        if party and rank not in {HEAD, DEPUTY} and placed.cell:
            unit_id = placed.cell_unit if placed.cell_unit is not None and placed.cell_unit in self.tree else unit_id
            if placed.secretary is not None and placed.secretary != each.person_id:
                rater = Rater(placed.secretary, f"Bí thư {placed.cell}"[:250])
        if not party and len(each.regimes) > 1:
            told.append("two_regimes")
        if came is not None:
            told.append("moved_in" if _asks_former(scheme, came) else "moved_in_short")
        aways = self.aways.get(each.person_id, ())
        why = self._why_not(scheme, each, aways)
        if why and party:
            told.append("party_admitted_under_6_months")
        elif why and each.months is not None:
            told.append("probation")
        told += circumstances(aways, self.period, sick_months=sick_months(self.law, scheme), of_party=party)
        return Planned(
            each.person_id, unit_id, scheme.id, _regime(scheme, each), rank, each.post, GROUPS[rank], form_of(scheme),
            tuple(told), self._receiver(scheme, each, aways) or rater,
            self._concluder(each, unit_id, managed, party=party), why, came, order, aways, each.months,
        )  # fmt: skip

    def _receiver(self, scheme: Scheme, each: Served, aways: tuple[Away, ...]) -> Rater | None:
        """Who rates somebody seconded on the day, where the law says that it is the receiving unit."""
        if not says_who_rates_seconded(self.law, scheme):
            return None
        now = [one for one in aways if one.kind == SECONDED and holds_on(one, self.day)]
        if not now:
            return None
        head = self.heads.get(now[-1].unit_id or 0)
        if head is not None and head.person_id != each.person_id:
            return as_rater(head, now[-1].place)
        return Rater(None, f"Người đứng đầu {now[-1].place or 'nơi nhận biệt phái'} (nơi nhận biệt phái)"[:250])

    def _concluder(self, each: Served, unit_id: int, managed: str, *, party: bool) -> str:
        if managed:
            return str(managed)[:250]
        if party:
            return "Cấp uỷ có thẩm quyền (cấp uỷ cấp trên trực tiếp)"
        place = self.tree.parent_of(unit_id) if each.rank == HEAD and unit_id in self.tree else unit_id
        name = self.names.get(place or 0, "")
        return f"Người đứng đầu {name}"[:250] if name else "Cấp có thẩm quyền quản lý trực tiếp"

    def _why_not(self, scheme: Scheme, each: Served, aways: tuple[Away, ...]) -> str:
        """Why a scheme does not rate somebody: its own rule of those out of the rating, on what the files tell.

        Where the files leave it open how long somebody worked, only if the rule holds either way.
        """
        if scheme.year is not None and self.campaign.kind != PeriodKind.YEAR and is_off_throughout(aways, self.period):
            return f"Nghỉ cả kỳ; điểm năm tính theo các tháng thực làm ({cited(self.law, scheme.year.cite)})"[:500]
        whole = self.period.months if each.months is None else each.months
        spans = worked(aways, self.period, whole) or (each.months, each.months)
        is_maternity = any(one.kind == MATERNITY for one in aways) or None
        reasons = [
            self._rule_out(
                scheme, {"party_months": each.party_months, "worked_months": months, "maternity": is_maternity}
            )
            for months in spans
        ]
        return reasons[-1] if all(reasons) else ""

    def _rule_out(self, scheme: Scheme, known: Mapping[str, Fraction | int | None]) -> str:
        key = (scheme.id, *known.items())
        if key not in self.why:
            ready = prepared(scheme, self.law)
            told: dict[str, Value] = {
                name: value if isinstance(value, bool) else Fraction(value)
                for name, value in known.items() if value is not None
            }  # fmt: skip
            env: dict[str, Value] = {one.id: told.get(one.id, one.usual) for one in scheme.inputs}
            env |= {name: env.get(name) for name in scheme.names}
            self.why[key] = next(
                (_reason(self.law, ready, rule, env) for rule in ready.follows
                 if rule.then == "not_rated" and ready.value(rule.when, env) is True), "",
            )  # fmt: skip
        return self.why[key]

    def _placed(self) -> dict[int, Placed]:
        """Cells with their secretaries, and seats in committees, of the bodies of the subtree."""
        found_rows = (
            BodyMembership.objects.known().holding(self.day)
            .filter(
                under("term__body__unit__path", self.campaign.unit.path),
                term__body__kind__in=(Body.Kind.PARTY_CELL, *_COMMITTEES),
            )
            .order_by("pk")
            .values_list("person_id", "role", "term__body_id", "term__body__kind", "term__body__name",
                         "term__body__unit_id")
        )  # fmt: skip
        rows = list(found_rows)
        secretaries = {
            body: person for person, role, body, kind, _name, _unit in rows
            if kind == Body.Kind.PARTY_CELL and leads_body(role)
        }  # fmt: skip
        found: dict[int, Placed] = {}
        for person, _role, body, kind, name, unit in rows:
            had = found.get(person, Placed())
            if kind == Body.Kind.PARTY_CELL:
                found[person] = Placed(name, unit, secretaries.get(body), had.committee)
            else:
                found[person] = Placed(had.cell, had.cell_unit, had.secretary, name)
        return found

    def _came(self) -> dict[int, Came]:
        """Those whose post in another unit ended within the period."""
        here = {each.person_id: each.unit_id for each in self.served}
        rows = (
            PostHolding.objects.known()
            .filter(
                under("person__unit__path", self.campaign.unit.path), unit__isnull=False, kind__in=_KEEPING,
                valid_before__gt=self.campaign.first_day.isoformat(), valid_before__lte=self.day.isoformat(),
            )
            .order_by("pk").values_list("person_id", "unit_id", "unit__name", "valid_from", "valid_before")
        )  # fmt: skip
        found: dict[int, Came] = {}
        for person, unit, name, start, before in rows:
            if person in here and here[person] != unit:
                months = 999 if start is None else months_between(start, before.earliest)[0]
                found[person] = Came(unit, name, months)
        return found


def _asks_former(scheme: Scheme, came: Came) -> bool:
    """Decree 90 asks the former unit from six months there; other rules say no number."""
    step = next((each for each in scheme.steps if each.id == "former_unit_opinion"), None)
    if step is None:
        return False
    return came.months >= FORMER_MONTHS or not any(each.document == "nd-90-2020" for each in step.cite)


def _regime(scheme: Scheme, each: Served) -> str:
    if is_of_party(scheme) and each.is_party and PARTY in scheme.regimes:
        return PARTY
    return next((name for name in REGIMES if name in scheme.regimes & each.regimes), PARTY)


def _reason(law: Law, ready: Prepared, rule: Follow, env: Mapping[str, Value]) -> str:
    words = {
        key: shown(value).replace(".", ",")
        for key, value in (("have", ready.value(rule.have, env)), ("need", ready.value(rule.need, env)))
    }
    try:
        said = rule.reason.vi.format(**words)
    except (KeyError, IndexError) as error:
        raise DomainError("reason_unreadable", "Không đọc được lý do của «{rule}».", rule=rule.id) from error
    return f"{said} ({cited(law, rule.cite)})"[:500]
