"""Finding people and units by what the viewer types; whose file an account is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from canbo.access.models import FileOwner
from canbo.accounts.models import User
from canbo.common.crypto import blind_indexes
from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.text import fold
from canbo.organizations import selectors as organizations
from canbo.personnel.models import IdentityPapers, Person
from canbo.personnel.permissions import may_read_section
from canbo.personnel.selectors import visible_people

#: Characters and words of a search beyond which nothing more is looked at.
_LONGEST, _MOST_WORDS = 100, 6


@dataclass(frozen=True, slots=True)
class Found[Row]:
    """The first rows found, and whether there are more."""

    rows: list[Row]
    has_more: bool


def find_people(access: AccessContext, text: str, limit: int = 20) -> Found[Person]:
    """Give the visible people each of whose words asked for begins a word of their name (without diacritics).

    A whole citizen number finds its owner, for those who may read identity papers there.
    """
    digits = "".join(letter for letter in text if letter.isdigit())
    people = visible_people(access).select_related("unit")
    if len(digits) in {9, 12} and not any(letter.isalpha() for letter in text):
        found = [
            person
            for person in people.filter(citizen_index__in=blind_indexes(digits))[: limit + 1]
            if may_read_section(access, person, IdentityPapers)
        ]
        return Found(found[:limit], len(found) > limit)
    words = fold(text[:_LONGEST]).split()[:_MOST_WORDS]
    if not words:
        return Found([], has_more=False)
    for word in words:
        people = people.filter(_begins("search_name", word) | _begins("search_aliases", word))
    found = list(people.order_by("sort_key", "id")[: limit + 1])
    return Found(found[:limit], len(found) > limit)


@dataclass(frozen=True, slots=True)
class UnitFound:
    """A unit by its name of the day viewed."""

    id: int
    name: str


def find_units(access: AccessContext, text: str, as_of: date, limit: int = 10) -> Found[UnitFound]:
    """Give the units of the day with every word asked for in their name; none to who may see no units."""
    if not access.can(Permission.VIEW_UNITS):
        return Found([], has_more=False)
    ids = organizations.search_units(access, text[:_LONGEST], as_of, limit=limit + 1)
    names = organizations.names(access, as_of)
    return Found([UnitFound(each, names[each].name) for each in ids[:limit]], len(ids) > limit)


def person_key_of(access: AccessContext, written: str) -> int:
    """Give the key of the file with this number, to whoever manages access; nothing else of the file is told.

    Errors: file_not_found.
    """
    access.require(Permission.MANAGE_ACCESS)
    number = int(written) if written.strip().isdecimal() and len(written) < 19 else 0
    with as_system():
        is_there = Person.objects.filter(pk=number, withdrawn_at__isnull=True).exists()
    if not is_there:
        raise NotFound("file_not_found", "Không có hồ sơ số «{written}».", written=written)
    return number


def file_number_of(access: AccessContext, user: User) -> int | None:
    """Give the number of the file that belongs to an account, to whoever manages access."""
    access.require(Permission.MANAGE_ACCESS)
    return FileOwner.objects.filter(user=user).values_list("person_key", flat=True).first()


def _begins(field: str, word: str) -> Q:
    """Match a word at the beginning of the text or after a blank."""
    return Q(**{f"{field}__startswith": word}) | Q(**{f"{field}__contains": f" {word}"})
