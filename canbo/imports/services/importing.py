"""Importing a file in one go: the door of the command line. The pages walk the same steps one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.documents.sources.collector import collector_paused
from canbo.imports.domain.mapping import Mapping
from canbo.imports.models import ImportBatch
from canbo.imports.services import choosing, uploads
from canbo.imports.services.changes import Changes, find_changes
from canbo.imports.services.planning import Plan, Progress, match_rows, quiet, read_rows
from canbo.imports.services.reporting import result_of
from canbo.imports.services.staging import stage_rows
from canbo.imports.services.units import Root
from canbo.imports.services.writing import Written, write_plan
from canbo.organizations.models import Unit


def import_file(
    *,
    access: AccessContext,
    path: Path | str,
    kind: str,
    today: date,
    as_of: date | None = None,
    unit: Unit | None = None,
    sheet: str | None = None,
    mapping: dict[str, Any] | None = None,
    blank_means: str = "none",
    dry_run: bool = False,
    report: Progress | None = None,
) -> dict[str, Any]:
    """Import a list of a kind (roster, training, ratings, plans, appointments, salary) and tell what came of it.

    All rows that stand are written in one transaction, or none; rows that are faulty or may be somebody already kept
    are told in `refused`. `dry_run` writes nothing at all. Errors refuse the file as a whole: those of opening it,
    kind_unknown, sheet_not_found, sheet_unclear, no_table, columns_doubtful, mapping_invalid, unit_needed,
    unit_out_of_scope, as_of_in_future; Forbidden without the right to import.
    """
    access.require(Permission.IMPORT)
    progress = report or quiet
    wanted = choosing.need_kind(kind)
    path = Path(path)
    with collector_paused():
        progress(1, "Đang mở tệp")
        sheets = choosing.open_sheets(path)
        chosen = choosing.choose_sheet(sheets, wanted, sheet=sheet, mapping=mapping, blank_means=blank_means)
        del sheets
        day = choosing.settle_day(chosen, given=as_of, today=today)
        root, settled = choosing.settle_root(access, chosen, unit=unit)
        if mapping is None:
            choosing.need_sure(chosen, has_root=bool(root.name))
        return _import(access, path, kind, chosen, settled, root, day, blank_means, dry_run, progress)


def _import(
    access: AccessContext,
    path: Path,
    kind: str,
    chosen: choosing.Chosen,
    settled: Mapping,
    root: Root,
    day: date,
    blank_means: str,
    dry_run: bool,
    progress: Progress,
) -> dict[str, Any]:
    plan = read_rows(chosen.sheet, settled, kind=kind, as_of=day, root=root, access=access, report=progress)
    if dry_run:
        changes = plan_matches(plan, access, progress)
        return {**result_of(plan, changes), "batch": None, "root_created": root.new_name, "mapping": settled.to_json()}
    at = timezone.now()
    with transaction.atomic():
        changes = plan_matches(plan, access, progress)
        batch = ImportBatch.objects.create(
            kind=kind, state=ImportBatch.State.COMMITTED, file_name=path.name[:200], file_size=path.stat().st_size,
            sha256=uploads.sha256_of(path), sheet=chosen.sheet.name[:100], as_of=day, owner_id=access.user_id,
            owner_name=access.user_name, options={"blank_means": blank_means}, mapping=settled.to_json(),
            uploaded_at=at, previewed_at=at, committed_at=at,
        )  # fmt: skip
        written = write_plan(access=access, plan=plan, changes=changes, batch=batch, at=at, report=progress)
        result = finish_batch(access, plan, changes, batch, written)
        stage_rows(batch, chosen.sheet, plan, changes, written, only_issues=True)
    progress(100, "Đã nhập xong")
    return {**result, "batch": batch.pk, "root_created": written.root_created, "mapping": settled.to_json()}


def plan_matches(plan: Plan, access: AccessContext, report: Progress, rulings: Any = None) -> Changes:
    """Match the rows of a plan and find what the files already kept would gain."""
    match_rows(plan, access, rulings=rulings, report=report)
    return find_changes(plan, access)


def finish_batch(
    access: AccessContext, plan: Plan, changes: Changes, batch: ImportBatch, written: Written
) -> dict[str, Any]:
    """Write down on the batch what was written, and audit it; give the result."""
    result = result_of(plan, changes)
    result["units_created"] = written.units
    counts = {
        key: result[key] if isinstance(result[key], int) else len(result[key])
        for key in ("rows_read", "imported", "warned", "refused", "units_created", "existing", "updated")
    }
    batch.root, batch.root_name = written.root, plan.root.name
    batch.source_id = written.source_id
    batch.counts = {**counts, "records": written.records, "new_files": written.new_files}
    batch.report = {"root_created": written.root_created, "skipped": plan.skipped}
    batch.save(update_fields=["root", "root_name", "source", "counts", "report"])
    audit.record(
        access=access, action="import.committed", object_type="import", object_id=batch.pk,
        object_label=batch.file_name,
        unit_path=written.root.path if written.root else "",
        changes={name: [None, value] for name, value in batch.counts.items()},
    )  # fmt: skip
    return result


def describe_mapping(path: Path | str, kind: str, sheet: str | None = None) -> dict[str, Any]:
    """Give the mapping that the program would use for a file, to be looked at, changed and given back.

    Errors: those of opening the file, kind_unknown, sheet_not_found, sheet_unclear, no_table.
    """
    wanted = choosing.need_kind(kind)
    chosen = choosing.choose_sheet(choosing.open_sheets(Path(path)), wanted, sheet=sheet)
    return chosen.mapping.to_json()


def mapping_of(batch: ImportBatch) -> Mapping:
    """The confirmed mapping of a batch. Errors: not_mapped."""
    if not batch.mapping:
        raise DomainError("not_mapped", "Chưa xác nhận các cột của danh sách này.")
    return Mapping.from_json(batch.mapping)
