"""Collegial bodies and their terms."""

from __future__ import annotations

from django.db.models import F, Prefetch, QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.organizations.models import Body, BodyTerm, Unit


def bodies(access: AccessContext) -> QuerySet[Body]:
    """Every body of every unit, by kind and name."""
    access.require(Permission.VIEW_UNITS)
    return Body.objects.order_by("kind", "name")


def bodies_of(access: AccessContext, unit: Unit) -> list[Body]:
    """The bodies of the unit, each with `.terms.all()` latest first. Two queries."""
    access.require(Permission.VIEW_UNITS)
    terms = BodyTerm.objects.select_related("decision").order_by(F("valid_from").desc(nulls_last=True), "-id")
    return list(Body.objects.filter(unit=unit).prefetch_related(Prefetch("terms", terms)).order_by("kind", "name"))


def body_of(access: AccessContext, body_id: int) -> Body:
    """One body; NotFound where there is none."""
    access.require(Permission.VIEW_UNITS)
    body = Body.objects.select_related("unit").filter(pk=body_id).first()
    if body is None:
        raise NotFound("body_not_found", "Không có tổ chức này.")
    return body


def term_of(access: AccessContext, term_id: int) -> BodyTerm:
    """One term with its body and unit; NotFound where there is none."""
    access.require(Permission.VIEW_UNITS)
    term = BodyTerm.objects.select_related("body__unit").filter(pk=term_id).first()
    if term is None:
        raise NotFound("term_not_found", "Không có nhiệm kỳ này.")
    return term
