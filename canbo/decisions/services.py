"""Registering decisions."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.decisions.models import Decision


def register_decision(
    *,
    access: AccessContext,
    number: str,
    issued_on: PartialDate | None = None,
    issuer_name: str = "",
    issuer_key: str = "",
    signer: str = "",
    effective_on: PartialDate | None = None,
    unit_key: int | None = None,
) -> Decision:
    """Give the decision with this number, day and issuer, entering it in the register where it is new.

    It is an old paper, known from what it did: in force, its number as written. `unit_key` is the unit in whose
    register it stands.

    Errors: decision_without_number. Needs the right to edit files or units somewhere.
    """
    if not (access.can(Permission.EDIT_FILES) or access.can(Permission.EDIT_UNITS)):
        access.require(Permission.EDIT_FILES)
    number = clean(number)
    if not number:
        raise DomainError("decision_without_number", "Quyết định phải có số. Hãy ghi số như trên văn bản.")
    with transaction.atomic():
        first: dict[str, Any] = {
            "issuer_key": issuer_key, "signer": clean(signer), "effective_on": effective_on,
            "unit_key": unit_key, "year": issued_on.year if issued_on else None, "recorded_at": timezone.now(),
        }  # fmt: skip
        decision, is_new = Decision.objects.get_or_create(
            number=number, issued_on=issued_on, issuer_name=clean(issuer_name), defaults=first
        )
        if is_new:
            audit.record(
                access=access, action="decision.registered", object_type="decision", object_id=decision.pk,
                object_label=str(decision),
            )  # fmt: skip
    return decision
