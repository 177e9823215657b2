"""What the audit log asks of the files: which of them the viewer may open, and which of their sections."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Q
from django.urls import reverse

from canbo.audit.subjects import Subject
from canbo.common.among import Among
from canbo.core.access import AccessContext
from canbo.core.text import fold
from canbo.personnel.models import RECORD_KINDS, Person
from canbo.personnel.permissions import may_read_section
from canbo.personnel.selectors.people import visible_people

_RESTRICTED: Final = [kind for kind in RECORD_KINDS if kind.section.restricted]
#: A name that so many bear narrows nothing.
_MOST: Final = 500


def people_told(access: AccessContext, person_ids: Collection[int]) -> dict[int, Subject]:
    """Give those of the people whose file the viewer may open, with the restricted sections open and closed to them."""
    people = visible_people(access).select_related("unit").filter(pk__among=Among(person_ids))
    return {person.pk: _subject(access, person) for person in people}


def _subject(access: AccessContext, person: Person) -> Subject:
    readable = {kind.section.key for kind in _RESTRICTED if may_read_section(access, person, kind)}
    closed = {kind.section.key for kind in _RESTRICTED} - readable
    return Subject(person.full_name, reverse("file", args=[person.pk]), frozenset(readable), frozenset(closed))


def people_named(access: AccessContext, text: str) -> list[int]:
    """Give the numbers of visible files each of whose words asked for begins a word of their name; at most 500."""
    words = fold(text).split()
    people = visible_people(access)
    for word in words:
        people = people.filter(Q(search_name__startswith=word) | Q(search_name__contains=f" {word}"))
    return list(people.values_list("pk", flat=True)[:_MOST]) if words else []


def section_words(keys: Collection[str]) -> dict[str, str]:
    """Give the names of sections of the file by their keys."""
    return {kind.section.key: str(kind.section.label) for kind in RECORD_KINDS if kind.section.key in keys}
