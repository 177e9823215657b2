"""Addresses of the people behind a figure: the list of people with the conditions that make the figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from canbo.core.access import AccessContext, Permission
from canbo.reports.selectors.population import Population

#: Reports count the people present; the list of people is told so.
PRESENT = "is_present:eq:1"
#: So many people can be named one by one in an address.
MOST_NAMED = 150


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses for the people of one population; "" where the viewer may not see files or figures are of old."""

    people: Population
    is_open: bool

    @classmethod
    def of(cls, access: AccessContext, people: Population) -> Links:
        """Give the links of a viewer. The list of people knows no past knowledge, so a report of such has no links."""
        return cls(people, not people.least and access.can(Permission.VIEW_FILES) and people.known_on is None)

    def to(self, *conditions: str, unit_id: int | None = None) -> str:
        """Give the address of those for whom every condition holds, within a unit of the population or all of it."""
        if not self.is_open:
            return ""
        unit = unit_id if unit_id is not None else self.people.unit_id
        query = [("unit", str(unit))] if unit is not None else []
        query += [("f", condition) for condition in (PRESENT, *conditions)]
        query.append(("ngay", self.people.as_of.isoformat()))
        return f"{reverse('people-list')}?{urlencode(query)}"

    def persons(self, person_ids: Sequence[int]) -> str:
        """Give the address of people named one by one, where they are few: for claims that no condition can say."""
        if not person_ids or len(person_ids) > MOST_NAMED:
            return ""
        return self.to("person_id:in:" + ",".join(str(person_id) for person_id in person_ids))
