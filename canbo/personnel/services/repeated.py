"""The values of records that Person repeats for lists and scope: kept in line after every write."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from canbo.core.text import fold, name_sort_key
from canbo.personnel.models import FileRecord, Identity, IdentityPapers, Person, PostHolding

_CHUNK = 5_000

#: Holdings that decide where the file is kept.
_KEEPING = ("principal", "rotated")


def refresh_person(person: Person, kind: type[FileRecord]) -> None:
    """Bring the values that Person repeats in line with the current records of the kind that changed."""
    if kind is Identity:
        identity = Identity.objects.known().filter(person=person).order_by("-recorded_at", "-id").first()
        if identity is None:
            return
        person.number = identity.number
        person.full_name = identity.full_name
        person.sort_key = name_sort_key(identity.sort_as or identity.full_name)
        person.search_name, person.search_aliases = fold(identity.full_name), fold(identity.other_names)
        person.born, person.gender = identity.born, identity.gender
        person.save(
            update_fields=["number", "full_name", "sort_key", "search_name", "search_aliases", "born", "gender"]
        )
    elif kind is IdentityPapers:
        papers = IdentityPapers.objects.known().filter(person=person).order_by("-recorded_at", "-id").first()
        person.citizen_index = papers.citizen_index if papers else ""
        person.save(update_fields=["citizen_index"])
    elif kind is PostHolding:
        current = (
            PostHolding.objects.known()
            .filter(person=person, unit__isnull=False, valid_before__isnull=True, kind__in=_KEEPING)
            .select_related("unit")
            .order_by(F("valid_from").desc(nulls_last=True), "-id")
            .first()
        )
        if current is not None and current.unit_id != person.unit_id:
            person.unit = current.unit
            person.save(update_fields=["unit"])


def refresh_citizen_indexes(people: Iterable[int]) -> None:
    """Copy the citizen index of the current papers to the people, set-based."""
    wanted = sorted(people)
    papers = IdentityPapers.objects.known().filter(person=OuterRef("pk")).order_by("-recorded_at", "-id")
    newest = Coalesce(Subquery(papers.values("citizen_index")[:1]), Value(""))
    for start in range(0, len(wanted), _CHUNK):
        Person.objects.filter(pk__in=wanted[start : start + _CHUNK]).update(citizen_index=newest)


def refresh_units(people: Iterable[int]) -> set[int]:
    """Move each file to the unit of its current principal post, set-based; give the units that files moved to."""
    moved: set[int] = set()
    wanted = sorted(people)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        current: dict[int, int] = dict(
            PostHolding.objects.known()
            .filter(person_id__in=chunk, unit__isnull=False, valid_before__isnull=True, kind__in=_KEEPING)
            .order_by(F("valid_from").asc(nulls_first=True), "id")
            .values_list("person_id", "unit_id")
        )
        before = dict(Person.objects.filter(pk__in=current).values_list("id", "unit_id"))
        changed: dict[int, list[int]] = {}
        for person_id, unit_id in current.items():
            if before[person_id] != unit_id:
                changed.setdefault(unit_id, []).append(person_id)
        moved.update(changed)
        for unit_id, movers in changed.items():
            Person.objects.filter(pk__in=movers).update(unit_id=unit_id)
    return moved
