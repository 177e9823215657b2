"""The collectives of a campaign: which are rated, by which scheme and form, who answers, who concludes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from canbo.evaluation.domain.collectives import (
    FORM,
    SMALLEST_LEADERSHIP,
    Concluder,
    Sort,
    concluder_of,
    group_of,
    leads_body,
    sort_of,
)
from canbo.evaluation.models import Campaign, Rating
from canbo.organizations.models import Body, Title, Unit
from canbo.personnel.levels import HoldingKind
from canbo.personnel.models import BodyMembership, PostHolding
from canbo.rules.domain.schemes import Scheme

_CHUNK: Final = 1_000
#: The circumstance of a leadership too small to be reviewed by itself (Guidance 43, section 7.4).
SMALL: Final = "small_leadership"


def collective_schemes(schemes: Iterable[Scheme], kind: str) -> list[Scheme]:
    """Give those of the schemes in force by which collectives are rated for a period of this kind."""
    return [each for each in schemes if each.subject == "collective" and not each.is_base and kind in each.periods]


def collective_entries(
    campaign: Campaign, unit_ids: Iterable[int], *, day: date, schemes: Iterable[Scheme]
) -> list[Rating]:
    """Give the ratings, unsaved, of the collectives of these units as they stand on the day.

    One for each collective and each scheme for collectives in force; none where no scheme is for them. A unit is rated
    as the collective of its leaders, unless a leadership is entered as a body of its own. Who answers for it is its
    head or secretary, where the files tell. Four queries for a thousand units.
    """
    asked = collective_schemes(schemes, campaign.kind)
    keys = list(dict.fromkeys(unit_ids))
    if not asked:
        return []
    made: list[Rating] = []
    for start in range(0, len(keys), _CHUNK):
        made += _Read(campaign, day, keys[start : start + _CHUNK]).entries(asked)
    return made


@dataclass
class _Read:
    """The bodies, leaders and members of some units on a day."""

    campaign: Campaign
    day: date
    keys: Sequence[int]
    units: Mapping[int, Unit] = field(init=False)
    bodies: Mapping[int, list[Body]] = field(init=False)
    leaders: Mapping[int, list[PostHolding]] = field(init=False)
    members: Mapping[int, list[BodyMembership]] = field(init=False)

    def __post_init__(self) -> None:
        self.units = Unit.objects.in_bulk(self.keys)
        found = defaultdict(list)
        for body in _alive(self.day).filter(unit__in=self.keys).select_related("parent").order_by("kind", "name", "pk"):
            found[body.unit_id].append(body)
        self.bodies = found
        self.leaders = self._leaders()
        self.members = self._members([each.pk for held in found.values() for each in held])

    def entries(self, schemes: Sequence[Scheme]) -> list[Rating]:
        return [
            self._entry(scheme, unit, body, sort)
            for key in self.keys
            if (unit := self.units.get(key)) is not None
            for body, sort in self._collectives(unit)
            for scheme in schemes
        ]

    def _collectives(self, unit: Unit) -> list[tuple[Body | None, Sort]]:
        held = self.bodies.get(unit.pk, [])
        standing = any(each.kind == Body.Kind.STANDING_COMMITTEE for each in held)
        found: list[tuple[Body | None, Sort]] = []
        for body in held:
            under = body.parent is not None and body.parent.kind != Body.Kind.PEOPLES_COUNCIL
            sort = sort_of(body.kind, unit.tier, beside_standing=standing, under_committee=under)
            if sort is not None:
                found.append((body, sort))
        has_body = any(sort is Sort.LEADERSHIP for _body, sort in found)
        if self.leaders.get(unit.pk) and not has_body:
            found.insert(0, (None, Sort.LEADERSHIP))
        return found

    def _entry(self, scheme: Scheme, unit: Unit, body: Body | None, sort: Sort) -> Rating:
        leaders = self.leaders.get(unit.pk, [])
        members = len(leaders) if body is None else len(self.members.get(body.pk, []))
        small = sort is Sort.LEADERSHIP and 0 < members < SMALLEST_LEADERSHIP
        concluder = concluder_of(sort, body.parent.name if body is not None and body.parent is not None else "")
        return Rating(
            campaign=self.campaign, unit=unit, body=body, rated_unit=unit if body is None else None,
            answerer_id=self._answerer(unit, body), scheme=scheme.id, rank=Rating.Rank.COLLECTIVE, order=0,
            post=group_of(sort), group=group_of(sort), form=FORM, circumstances=[SMALL] if small else [],
            rater_text="Cơ quan tham mưu của cấp kết luận", concluder=_told(concluder),
        )  # fmt: skip

    def _answerer(self, unit: Unit, body: Body | None) -> int | None:
        if body is not None:
            for each in self.members.get(body.pk, []):
                if leads_body(each.role):
                    return each.person_id
            if body.kind != Body.Kind.LEADERSHIP:
                return None
        heads = [each for each in self.leaders.get(unit.pk, []) if _rank(each) == Title.Rank.HEAD]
        return heads[0].person_id if heads else None

    def _leaders(self) -> dict[int, list[PostHolding]]:
        """Heads and deputies by unit; concurrent posts count, each person once."""
        leading = Q(title__rank__in=_LEADING) | Q(position__title__rank__in=_LEADING)
        rows = PostHolding.objects.known().holding(self.day).filter(
            leading, unit__in=self.keys, person__withdrawn_at__isnull=True
        )  # fmt: skip
        found: dict[int, dict[int, PostHolding]] = defaultdict(dict)
        for each in sorted(rows.select_related("title", "position__title", "person"), key=_standing):
            if each.unit_id is not None:
                found[each.unit_id].setdefault(each.person_id, each)
        return {key: list(held.values()) for key, held in found.items()}

    def _members(self, bodies: Sequence[int]) -> dict[int, list[BodyMembership]]:
        known = BodyMembership.objects.known().holding(self.day)
        rows = known.filter(term__body__in=bodies, person__withdrawn_at__isnull=True).select_related("term")
        found: dict[int, list[BodyMembership]] = defaultdict(list)
        for each in rows.order_by("-term__valid_from", "pk"):
            found[each.term.body_id].append(each)
        return found


_LEADING: Final = (Title.Rank.HEAD, Title.Rank.DEPUTY)


def _alive(day: date) -> QuerySet[Body]:
    rows = Body.objects.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=day))
    return rows.filter(Q(founded_on__isnull=True) | Q(founded_on__lte=day.isoformat()))


def _rank(holding: PostHolding) -> str:
    title = holding.position.title if holding.position is not None else holding.title
    return title.rank if title is not None else ""


def _standing(holding: PostHolding) -> tuple[bool, str, int]:
    """Those whose own post it is before those who hold it beside another, then by name."""
    return holding.kind == HoldingKind.CONCURRENT, holding.person.sort_key, holding.pk


def _told(concluder: Concluder) -> str:
    sure = "" if concluder.confirmed else "; theo cách hiểu, cần đối chiếu phân cấp của địa phương"
    return f"{concluder.words} ({concluder.clause}{sure})"[:250]
