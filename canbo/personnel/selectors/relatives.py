"""Who is a relative of whom, as the files name them."""

from __future__ import annotations

from collections.abc import Collection

from canbo.common.among import Among
from canbo.common.rows import as_system
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.text import fold
from canbo.personnel.domain.checks import may_be_same_day
from canbo.personnel.models import FamilyMember, Person


def is_relative(access: AccessContext, person_id: int) -> bool:
    """Tell whether the viewer's own file names this person among the family, or this person's file names the viewer.

    Names are compared without accents; births that contradict each other tell two people apart, unknown ones do not.
    A viewer without a file is nobody's relative.
    """
    return bool(relatives_among(access, [person_id]))


@as_system()
def relatives_among(access: AccessContext, person_ids: Collection[int]) -> set[int]:
    """Give those of these people who are relatives of the viewer, as `is_relative` tells. Two queries."""
    if access.person_id is None:
        return set()
    asked = {*person_ids, access.person_id}
    people = {each.pk: each for each in Person.objects.filter(pk__among=Among(asked)).only("search_name", "born", "id")}
    viewer = people.pop(access.person_id, None)
    if viewer is None or not people:
        return set()
    by_name: dict[str, list[Person]] = {}
    for each in people.values():
        by_name.setdefault(each.search_name, []).append(each)
    found: set[int] = set()
    rows = FamilyMember.objects.known().filter(person__among=Among([viewer.pk, *people]))
    for owner, written, born in rows.values_list("person_id", "full_name", "born"):
        name = fold(written)
        if not name:
            continue
        if owner != viewer.pk:
            if name == viewer.search_name and _may_agree(born, viewer.born):
                found.add(owner)
        else:
            found |= {each.pk for each in by_name.get(name, ()) if _may_agree(born, each.born)}
    return found


def _may_agree(one: PartialDate | None, other: PartialDate | None) -> bool:
    return one is None or other is None or may_be_same_day(one, other)
