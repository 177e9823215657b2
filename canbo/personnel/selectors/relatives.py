"""Who is a relative of whom, as the files name them."""

from __future__ import annotations

from canbo.common.rows import as_system
from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.text import fold
from canbo.personnel.domain.checks import may_be_same_day
from canbo.personnel.models import FamilyMember, Person


@as_system()
def is_relative(access: AccessContext, person_id: int) -> bool:
    """Tell whether the viewer's own file names this person among the family, or this person's file names the viewer.

    Names are compared without accents; births that contradict each other tell two people apart, unknown ones do not.
    A viewer without a file is nobody's relative.
    """
    if access.person_id is None or access.person_id == person_id:
        return False
    people = {
        each.pk: each
        for each in Person.objects.filter(pk__in=(access.person_id, person_id)).only("search_name", "born", "id")
    }
    if len(people) < 2:
        return False
    rows = FamilyMember.objects.known().filter(person_id__in=people)
    for owner, name, born in rows.values_list("person_id", "full_name", "born"):
        other = people[person_id if owner == access.person_id else access.person_id]
        if other.search_name and fold(name) == other.search_name and _may_agree(born, other.born):
            return True
    return False


def _may_agree(one: PartialDate | None, other: PartialDate | None) -> bool:
    return one is None or other is None or may_be_same_day(one, other)
