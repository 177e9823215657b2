"""The values of records that Person repeats for lists and scope: kept in line after every write."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from canbo.common.among import Among
from canbo.common.rows import as_system
from canbo.core.text import fold, name_sort_key
from canbo.organizations.domain.tree import path_ids
from canbo.organizations.models import Unit
from canbo.personnel.domain.managing import highest_tier, tier_named
from canbo.personnel.models import FileChange, FileRecord, Identity, IdentityPapers, Person, PostHolding, RegimeRecord

_CHUNK = 5_000

#: Holdings that decide where the file is kept.
_KEEPING = ("principal", "rotated")


@as_system()
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
    if kind in {PostHolding, RegimeRecord}:
        refresh_managed_tiers([person.pk])
        person.refresh_from_db(fields=["managed_tier"])


@as_system()
def refresh_citizen_indexes(people: Iterable[int]) -> None:
    """Copy the citizen index of the current papers to the people, set-based."""
    wanted = sorted(people)
    papers = IdentityPapers.objects.known().filter(person=OuterRef("pk")).order_by("-recorded_at", "-id")
    newest = Coalesce(Subquery(papers.values("citizen_index")[:1]), Value(""))
    for start in range(0, len(wanted), _CHUNK):
        Person.objects.filter(pk__among=Among(wanted[start : start + _CHUNK])).update(citizen_index=newest)


@as_system()
def refresh_units(people: Iterable[int]) -> set[int]:
    """Move each file to the unit of its current principal post, set-based; give the units that files moved to."""
    moved: set[int] = set()
    wanted = sorted(people)
    for start in range(0, len(wanted), _CHUNK):
        chunk = Among(wanted[start : start + _CHUNK])
        current: dict[int, int] = dict(
            PostHolding.objects.known()
            .filter(person__among=chunk, unit__isnull=False, valid_before__isnull=True, kind__in=_KEEPING)
            .order_by(F("valid_from").asc(nulls_first=True), "id")
            .values_list("person_id", "unit_id")
        )
        before = dict(Person.objects.filter(pk__among=chunk).values_list("id", "unit_id"))
        changed: dict[int, list[int]] = {}
        for person_id, unit_id in current.items():
            if before[person_id] != unit_id:
                changed.setdefault(unit_id, []).append(person_id)
        moved.update(changed)
        for unit_id, movers in changed.items():
            Person.objects.filter(pk__among=Among(movers)).update(unit_id=unit_id)
    return moved


@as_system()
def refresh_managed_tiers(people: Iterable[int]) -> set[tuple[str, str]]:
    """Write the tier at which each file is managed, set-based; give (unit path, tier) of the files that changed.

    The highest tier among the bodies that decide on the positions held; where none is named, what the records of the
    regime say in words; "" where nothing tells it.
    """
    wanted = sorted(people)
    changed: set[tuple[str, str]] = set()
    for start in range(0, len(wanted), _CHUNK):
        chunk = Among(wanted[start : start + _CHUNK])
        held = PostHolding.objects.known().filter(
            person__among=chunk, valid_before__isnull=True, position__managed_by__isnull=False
        )
        deciding = list(held.values_list("person_id", "position__managed_by__unit__path"))
        tiers = _tiers_at({path for _person, path in deciding})
        found: dict[int, list[str]] = {}
        for person_id, path in deciding:
            found.setdefault(person_id, []).append(tiers[path])
        told = RegimeRecord.objects.known().filter(person__among=chunk, valid_before__isnull=True)
        words: dict[int, list[str]] = {}
        for person_id, text in told.exclude(managed_as="").values_list("person_id", "managed_as"):
            words.setdefault(person_id, []).append(tier_named(text))
        moved: dict[str, list[int]] = {}
        told_of = Among(found.keys() | words.keys())
        rows = Person.objects.filter(pk__among=chunk).filter(~Q(managed_tier="") | Q(pk__among=told_of))
        for person_id, before, path in rows.values_list("id", "managed_tier", "unit__path"):
            now = highest_tier(found.get(person_id, ())) or highest_tier(words.get(person_id, ()))
            if now != before:
                moved.setdefault(now, []).append(person_id)
                changed.add((path, now))
        for tier, ids in moved.items():
            Person.objects.filter(pk__among=Among(ids)).update(managed_tier=tier)
    return changed


@as_system()
def refresh_holders(position_id: int) -> None:
    """Write the tier of whoever holds a position anew, and log the change of their files; for a new deciding body."""
    holders = set(PostHolding.objects.known().filter(position_id=position_id).values_list("person_id", flat=True))
    refresh_managed_tiers(holders)
    now = timezone.now()
    FileChange.objects.bulk_create(FileChange(person_key=person_id, at=now) for person_id in sorted(holders))


def _tiers_at(paths: set[str]) -> dict[str, str]:
    """Give the tier of each unit by its path: its own, else that of the nearest unit above that has one."""
    above = {unit_id for path in paths for unit_id in path_ids(path)}
    own: dict[int, str] = dict(Unit.objects.filter(pk__in=above).values_list("id", "tier"))
    return {
        path: next((own[unit_id] for unit_id in reversed(path_ids(path)) if own.get(unit_id)), "") for path in paths
    }
