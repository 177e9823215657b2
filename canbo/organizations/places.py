"""Telling the rules where local values hold: the units of today's tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from canbo.core.text import fold
from canbo.organizations.domain.tree import PATH_STEP, path_ids
from canbo.organizations.models import Unit
from canbo.rules.places import Place

#: How many units a list of suggestions holds.
_OFFERED: Final = 300


class UnitPlaces:
    """The units as places of local values; names and codes are public, so nobody's scope is asked."""

    def place(self, text: str, as_of: date) -> Place | None:
        """Give the unit of a code, or of a name that only one unit bears."""
        known = self._units(as_of)
        found = list(known.filter(code=text)[:1]) or list(known.filter(search_name=fold(text)).exclude(code="")[:2])
        if len(found) != 1:
            return None
        unit = found[0]
        ids = path_ids(unit.path)
        codes = dict(Unit.objects.filter(pk__in=ids).exclude(code="").values_list("pk", "code"))
        return Place(unit.code, unit.name, unit.path, tuple(codes[each] for each in ids if each in codes))

    def named(self, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Give name and path of the units of codes; what no unit bears is left out."""
        known = Unit.objects.filter(code__in=list(codes), withdrawn_at__isnull=True)
        return {code: (name, path) for code, name, path in known.values_list("code", "name", "path")}

    def offered(self, paths: tuple[str, ...]) -> list[tuple[str, str]]:
        """Give code and name of units under the paths, the highest first."""
        within = Q()
        for path in paths:
            within |= Q(path__startswith=path)
        if not paths:
            return []
        known = Unit.objects.filter(within, withdrawn_at__isnull=True, abolished_on__isnull=True).exclude(code="")
        return list(known.order_by(Length("path"), "path").values_list("code", "name")[:_OFFERED])

    def roots(self) -> list[str]:
        """Give the paths of the units that stand under none."""
        known = Unit.objects.filter(withdrawn_at__isnull=True, abolished_on__isnull=True)
        return list(known.annotate(steps=Length("path")).filter(steps=PATH_STEP).values_list("path", flat=True))

    @staticmethod
    def _units(as_of: date) -> QuerySet[Unit]:
        standing = Q(abolished_on__isnull=True) | Q(abolished_on__gt=as_of)
        return Unit.objects.filter(standing, withdrawn_at__isnull=True)
