"""Erasing what imports keep of a person whose file is erased: the rows of sheets that were read as theirs."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from canbo.core.access import AccessContext
from canbo.imports.models import ImportRow


def erase_rows(*, access: AccessContext, person_ids: Sequence[int]) -> int:
    """Erase the rows read as these people; give how many. Who may erase was decided by whoever calls it."""
    with transaction.atomic():
        rows = ImportRow.objects.filter(Q(person_key__in=person_ids) | Q(decided_person__in=person_ids))
        return rows.delete()[0]
