"""The rows that a convened list is made of, read in a fixed number of queries whatever the number of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from canbo.organizations.models import Body, BodyTerm, Position, Title, Unit
from canbo.organizations.selectors.trees import holding
from canbo.personnel.levels import HoldingKind
from canbo.personnel.models import BodyMembership, Person, PostHolding, Recruitment, RegimeRecord

_CHUNK = 5_000
_LAST = 99


@dataclass
class Read:
    """What is asked for, and once `load` was called, what there is on the day.

    `held`: unit id -> holdings there, the highest title first, then by name. `ending`: holdings and memberships whose
    end is known to the year or month only, the day of the list lying in it.
    """

    day: date
    home: Unit
    children: Sequence[int]
    branches: Sequence[int]
    other_units: Sequence[int]
    subjects: Sequence[int]
    body_kinds: Sequence[str]
    body_ids: Sequence[int]
    with_staff: bool = False
    finds_present: bool = False
    units: dict[int, Unit] = field(default_factory=dict)
    held: dict[int, list[PostHolding]] = field(default_factory=dict)
    positions: dict[int, list[Position]] = field(default_factory=dict)
    bodies: list[Body] = field(default_factory=list)
    leaderships: list[Body] = field(default_factory=list)
    terms: dict[int, list[BodyTerm]] = field(default_factory=dict)
    members: dict[int, list[BodyMembership]] = field(default_factory=dict)
    ending: list[PostHolding | BodyMembership] = field(default_factory=list)
    regimes: dict[int, set[str]] = field(default_factory=dict)
    subject_people: list[Person] = field(default_factory=list)
    present_units: list[int] = field(default_factory=list)
    kept_without_post: list[Person] = field(default_factory=list)

    def load(self) -> None:
        """Read it all. At most twelve queries, a thousand units more for each further piece of a very large tree."""
        if self.subjects:
            people = {each.pk: each for each in Person.objects.select_related("unit").filter(pk__in=self.subjects)}
            self.subject_people = [people[key] for key in dict.fromkeys(self.subjects) if key in people]
        if self.finds_present and self.subjects:
            self._find_present()
        wanted = list(
            dict.fromkeys([self.home.pk, *self.children, *self.branches, *self.other_units, *self.present_units])
        )
        near = [self.home.pk, *self.children, *self.other_units, *self.present_units]
        self.units = Unit.objects.in_bulk(near)
        self._holdings(wanted)
        for position in (
            Position.objects.filter(holding(self.day), unit_id__in=near, withdrawn_at__isnull=True)
            .exclude(title__rank=Title.Rank.STAFF)
            .select_related("title")
            .order_by("unit_id", "order", "title__level", "pk")
        ):
            self.positions.setdefault(position.unit_id, []).append(position)
        self._bodies(near)
        if self.with_staff:
            self._staff()

    def terms_of(self, body: Body) -> list[BodyTerm]:
        """The terms of a body that hold on the day."""
        return self.terms.get(body.pk, [])

    def members_of(self, body: Body) -> list[BodyMembership]:
        """The memberships of a body's terms of the day that hold on it, by name."""
        return self.members.get(body.pk, [])

    def _find_present(self) -> None:
        """Where the subjects hold their principal post; where they hold none, where their files are kept."""
        rows = self._held_on().filter(person_id__in=self.subjects, unit__isnull=False)
        where: dict[int, int] = {}
        for each in rows.exclude(kind=HoldingKind.CONCURRENT).order_by("pk"):
            if each.unit_id is not None:
                where.setdefault(each.person_id, each.unit_id)
        for person in self.subject_people:
            where.setdefault(person.pk, person.unit_id)
        self.present_units = list(dict.fromkeys(where.values()))

    def _held_on(self) -> QuerySet[PostHolding]:
        """The holdings of the day; one without a start does not hold before its person was recruited."""
        later = Recruitment.objects.known().filter(person=OuterRef("person"), recruited_on__gt=self.day.isoformat())
        held: QuerySet[PostHolding] = PostHolding.objects.known().holding(self.day)
        return held.filter(Q(valid_from__isnull=False) | ~Exists(later), person__withdrawn_at__isnull=True)

    def _holdings(self, unit_ids: Sequence[int]) -> None:
        def level(each: PostHolding) -> tuple[int, str, int]:
            title = each.position.title if each.position is not None else each.title
            return (title.level if title is not None else _LAST, each.person.sort_key, each.pk)

        related = ("person", "title", "position__title", "decision")
        for start in range(0, len(unit_ids), _CHUNK):
            part = unit_ids[start : start + _CHUNK]
            for each in self._held_on().filter(unit_id__in=part).select_related(*related):
                if each.unit_id is not None:
                    self.held.setdefault(each.unit_id, []).append(each)
        for rows in self.held.values():
            rows.sort(key=level)
        near = [self.home.pk, *self.children, *self.other_units, *self.present_units]
        ending = PostHolding.objects.known().filter(self._may_have_ended(), unit_id__in=near)
        self.ending += list(ending.filter(person__withdrawn_at__isnull=True).select_related(*related).order_by("pk"))

    def _may_have_ended(self) -> Q:
        code = self.day.isoformat()
        begun = Q(valid_from__isnull=True) | Q(valid_from__lte=code)
        return begun & Q(valid_before__in=[code[:4], code[:7]])

    def _bodies(self, near: Sequence[int]) -> None:
        asked = Q(pk__in=self.body_ids) | Q(unit_id=self.home.pk, kind__in=self.body_kinds)
        rows = Body.objects.filter(asked | Q(unit_id__in=near, kind=Body.Kind.LEADERSHIP))
        alive = rows.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=self.day))
        alive = alive.filter(Q(founded_on__isnull=True) | Q(founded_on__lte=self.day.isoformat()))
        found = list(alive.select_related("unit").order_by("name", "pk"))
        self.leaderships = [each for each in found if each.kind == Body.Kind.LEADERSHIP]
        self.bodies = [each for each in found if each.kind in self.body_kinds or each.pk in self.body_ids]
        if not found:
            return
        terms = BodyTerm.objects.filter(holding(self.day), body__in=found).order_by("pk")
        for term in terms:
            self.terms.setdefault(term.body_id, []).append(term)
        known = BodyMembership.objects.known().filter(term__in=terms, person__withdrawn_at__isnull=True)
        known = known.select_related("person", "term__body", "decision").order_by("person__sort_key", "pk")
        for each in known.holding(self.day):
            self.members.setdefault(each.term.body_id, []).append(each)
        self.ending += list(known.filter(self._may_have_ended()))

    def _staff(self) -> None:
        people = {each.person_id for rows in self.held.values() for each in rows}
        regimes = RegimeRecord.objects.known().holding(self.day).filter(person__unit_id__in=self.branches)
        for person_id, regime in regimes.values_list("person_id", "regime"):
            self.regimes.setdefault(person_id, set()).add(regime)
        kept = Person.objects.filter(unit_id__in=self.branches, withdrawn_at__isnull=True).order_by("sort_key", "pk")
        self.kept_without_post = [each for each in kept.only("pk", "full_name", "sort_key") if each.pk not in people]
