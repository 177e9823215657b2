"""A right as a condition of a query: rows whose unit lies where the right is held."""

from __future__ import annotations

from django.db.models import Q

from canbo.core.access import AccessContext, Permission


def unit_scope(access: AccessContext, permission: Permission, field: str = "unit__path") -> Q:
    """Give the condition that a row's unit lies where the permission is held; tiers say nothing of units.

    `field` leads from the row to the path of its unit.
    """
    found = Q(pk__in=[])
    for prefix in access.paths(permission):
        found |= under(field, prefix)
    return found


def under(field: str, prefix: str) -> Q:
    """Give the condition that a path begins with a prefix; "" is the whole system."""
    # An empty Q would vanish beside another in an OR: the whole system is said in words.
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "~"}) if prefix else Q(pk__isnull=False)
