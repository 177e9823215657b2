"""What the schedule releases in the viewer's scope, and the erasures proposed and done there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.personnel.models import Person
from canbo.privacy import due
from canbo.privacy.domain.catalogue import RetentionRule, retention
from canbo.privacy.models import Erasure
from canbo.privacy.permissions import file_scope


@dataclass(frozen=True, slots=True)
class DueErasure:
    """Something of a person that the schedule releases: how many pieces, since when they are counted."""

    rule: RetentionRule
    person_key: int
    label: str
    unit_name: str
    count: int
    since: datetime
    is_proposed: bool


def due_erasures(access: AccessContext, today: date, at_most: int = 500) -> list[DueErasure]:
    """Give what is due in the scope of the officer of personal data, the oldest first; four queries."""
    if not access.can(Permission.HANDLE_REQUESTS):
        return []
    rows: list[tuple[str, int, str, str, int, Any]] = [
        (due.FILE, pk, name, unit, 1, since)
        for pk, name, unit, since in due.withdrawn_people_due(today)
        .filter(file_scope(access, Permission.HANDLE_REQUESTS, ""))
        .exclude(pk=access.person_id or 0)
        .values_list("pk", "full_name", "unit__name", "withdrawn_at")
    ]
    papers = (
        due.papers_due(today)
        .filter(file_scope(access, Permission.HANDLE_REQUESTS))
        .exclude(person_id=access.person_id or 0)
        .values("person_id", "person__full_name", "person__unit__name")
        .annotate(count=Count("pk"), since=Min("withdrawn_at"))
    )
    rows += [
        (due.PAPERS, each["person_id"], each["person__full_name"], each["person__unit__name"], each["count"],
        each["since"]) for each in papers
    ]  # fmt: skip
    evidence = (
        due.evidence_due(today)
        .filter(file_scope(access, Permission.HANDLE_REQUESTS, "request__person__"))
        .exclude(request__person_id=access.person_id or 0)
        .values("request__person_id", "request__person__full_name", "request__person__unit__name")
        .annotate(count=Count("pk"), since=Max("request__closed_at"))
    )
    rows += [
        (due.EVIDENCE, each["request__person_id"], each["request__person__full_name"],
        each["request__person__unit__name"], each["count"], each["since"]) for each in evidence
    ]  # fmt: skip
    proposed = set(erasures(access).filter(state=Erasure.State.PROPOSED).values_list("rule", "person_key"))
    rules = retention()
    found = [
        DueErasure(rules[rule], key, label, unit, count, since, (rule, key) in proposed)
        for rule, key, label, unit, count, since in rows
    ]
    return sorted(found, key=lambda each: each.since)[:at_most]


def erasures(access: AccessContext) -> QuerySet[Erasure]:
    """Give the erasures that the viewer may decide on or look back at, the newest first."""
    rows = Erasure.objects.order_by("-proposed_at", "-id")
    wanted = Q(pk__in=[])
    for permission in (Permission.HANDLE_REQUESTS, Permission.EDIT_FILES):
        if access.can(permission):
            wanted |= file_scope(access, permission, "", path="unit_path")
    if not access.can(Permission.HANDLE_REQUESTS) and not access.can(Permission.EDIT_FILES):
        return rows.none()
    return rows.filter(wanted).exclude(person_key=access.person_id or 0)


def erasure_of(access: AccessContext, erasure_id: int) -> Erasure:
    """Give one erasure in scope; NotFound for any other."""
    found = erasures(access).filter(pk=erasure_id).first()
    if found is None:
        raise NotFound("erasure_not_found", "Không có đề nghị xoá này trong phạm vi được giao.")
    return found


def person_to_erase(access: AccessContext, erasure: Erasure) -> Person | None:
    """Give the person of a proposal that `erasure_of` gave; None once it is done."""
    if erasure.state == Erasure.State.DONE:
        return None
    return Person.objects.select_related("unit").filter(pk=erasure.person_key).first()
