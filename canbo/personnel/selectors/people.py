"""Reading the files, never beyond the viewer's scope."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.personnel.models import RECORD_KINDS, FileRecord, Person
from canbo.personnel.permissions import may_open, may_read_section


def visible_people(access: AccessContext) -> QuerySet[Person]:
    """Give the files that the viewer may open: those kept in the units of their scope, and their own."""
    people = Person.objects.filter(withdrawn_at__isnull=True)
    if access.reaches_all(Permission.VIEW_FILES):
        return people
    scope = Q(pk=access.person_id) if access.person_id and access.can(Permission.VIEW_OWN_FILE) else Q(pk__in=[])
    for path, tier in access.reaches(Permission.VIEW_FILES):
        scope |= Q(unit__path__gte=path, unit__path__lt=path + "~") & (Q(managed_tier=tier) if tier else Q())
    return people.filter(scope)


def file_of(access: AccessContext, person_id: int) -> Person:
    """Give one file; NotFound where it does not exist or lies out of scope."""
    person = Person.objects.select_related("unit").filter(pk=person_id, withdrawn_at__isnull=True).first()
    if person is None or not may_open(access, person):
        raise NotFound("file_not_found", "Không có hồ sơ này trong phạm vi được giao.")
    return person


def records(
    access: AccessContext,
    person: Person,
    kind: type[FileRecord],
    *,
    as_of: date | None = None,
    known_on: datetime | None = None,
) -> list[FileRecord]:
    """Give the records of a kind, in order of time: those that hold on `as_of` (all where None), as known on a moment.

    A kind that the viewer may not read gives an empty list.
    """
    if not may_read_section(access, person, kind):
        return []
    rows = kind.objects.known(known_on).filter(person=person)
    if as_of is not None:
        rows = rows.holding(as_of)
    return list(rows.order_by("valid_from", "id"))


def kind_by_key(key: str) -> type[FileRecord]:
    """Give the kind of record with this section key; NotFound for a key that does not exist."""
    for kind in RECORD_KINDS:
        if kind.section.key == key:
            return kind
    raise NotFound("section_not_found", "Hồ sơ không có phần này.")
