"""Reading imports, never beyond the viewer's scope."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.imports.models import ImportBatch, ImportRow
from canbo.imports.permissions import require_batch
from canbo.organizations.models import Unit
from canbo.personnel.models import Person


def visible_batches(access: AccessContext) -> QuerySet[ImportBatch]:
    """Give the imports into the viewer's units and their own, newest first."""
    access.require(Permission.IMPORT)
    batches = ImportBatch.objects.select_related("root").order_by("-uploaded_at", "-id")
    paths = access.paths(Permission.IMPORT)
    if "" in paths:
        return batches
    scope = Q(owner_id=access.user_id, root__isnull=True)
    for path in paths:
        scope |= Q(root__path__gte=path, root__path__lt=path + "~")
    return batches.filter(scope)


def batch_of(access: AccessContext, batch_id: int) -> ImportBatch:
    """Give one import; NotFound out of scope."""
    return require_batch(access, ImportBatch.objects.select_related("root").filter(pk=batch_id).first())


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A staged row, decrypted."""

    row: ImportRow
    payload: dict[str, Any]
    repairs: dict[str, str]


def shown_row(row: ImportRow) -> ShownRow:
    """Decrypt a staged row."""
    return ShownRow(row, json.loads(row.payload), json.loads(row.repairs) if row.repairs else {})


@dataclass(frozen=True, slots=True)
class StagedRows:
    """The staged rows of a batch with an outcome ("" for all), counted and cut for a list."""

    rows: QuerySet[ImportRow]

    def count(self) -> int:
        """How many there are."""
        return self.rows.count()

    def page(self, offset: int, limit: int) -> list[ShownRow]:
        """A slice, decrypted."""
        return [shown_row(row) for row in self.rows[offset : offset + limit]]


def staged_rows(access: AccessContext, batch: ImportBatch, *, outcome: str = "", code: str = "") -> StagedRows:
    """Give the staged rows of a batch, in the order of the sheet."""
    require_batch(access, batch)
    rows = batch.rows.order_by("row")
    if outcome == "open":
        rows = rows.filter(outcome=ImportRow.Outcome.HELD, decision="")
    elif outcome:
        rows = rows.filter(outcome=outcome)
    if code:
        rows = rows.filter(codes__contains=code)
    return StagedRows(rows)


def outcome_counts(access: AccessContext, batch: ImportBatch) -> dict[str, int]:
    """Count the staged rows by outcome; every outcome is there."""
    require_batch(access, batch)
    found = dict(batch.rows.order_by().values_list("outcome").annotate(count=Count("id")))
    return {str(outcome): found.get(str(outcome), 0) for outcome in ImportRow.Outcome.values}


def staged_row(access: AccessContext, batch: ImportBatch, number: int) -> ShownRow:
    """Give one staged row by its number in the sheet; NotFound where it is not staged."""
    require_batch(access, batch)
    row = batch.rows.filter(row=number).first()
    if row is None:
        raise NotFound("import_row_not_found", "Lần nhập này không có dòng {number}.", number=number)
    return shown_row(row)


@dataclass(frozen=True, slots=True)
class TwinFile:
    """A file beside a held row: what lets somebody tell whether it is the same person. None of it restricted."""

    person_id: int
    name: str
    born: str
    gender: str
    unit: str
    is_visible: bool


def twin_files(access: AccessContext, person_ids: list[int]) -> dict[int, TwinFile]:
    """Give what the viewer may see of files that a row may be the same as; of others only the name and birth."""
    found = {}
    for person in Person.objects.select_related("unit").filter(pk__in=person_ids):
        visible = access.covers_file(Permission.VIEW_FILES, person.unit.path, person.managed_tier)
        found[person.pk] = TwinFile(
            person.pk, person.full_name, person.born.text if person.born else "", person.gender,
            person.unit.name if visible else "", visible,
        )  # fmt: skip
    return found


def unit_in_scope(access: AccessContext, unit_id: int | None) -> Unit | None:
    """Give a unit the viewer may import into; None where there is none."""
    unit = Unit.objects.filter(pk=unit_id, withdrawn_at__isnull=True).first() if unit_id else None
    return unit if unit is not None and access.covers(Permission.IMPORT, unit.path) else None
