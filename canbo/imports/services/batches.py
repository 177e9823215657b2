"""The steps of an import on the pages: upload, confirm the columns, preview, mend and decide, commit, undo."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.common.errors import localized
from canbo.core.access import AccessContext, Permission
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.documents.sources.collector import collector_paused
from canbo.documents.sources.safety import inspect
from canbo.documents.sources.sheet import Sheet, column_index
from canbo.imports.domain.fields import split_target
from canbo.imports.domain.layout import recognise
from canbo.imports.domain.mapping import Mapping as ColumnMapping
from canbo.imports.domain.matching import Ruling
from canbo.imports.models import ImportBatch, ImportRow, LayoutMemory
from canbo.imports.permissions import require_batch, require_owner
from canbo.imports.selectors import unit_in_scope
from canbo.imports.services import uploads
from canbo.imports.services.changes import find_changes
from canbo.imports.services.choosing import Chosen, need_kind, open_sheets, settle_day, settle_root
from canbo.imports.services.importing import finish_batch, mapping_of, plan_matches
from canbo.imports.services.outlines import outline_of_file
from canbo.imports.services.planning import Plan, Progress, match_rows, quiet, read_rows
from canbo.imports.services.reporting import counts_of, outcome_of, units_to_found
from canbo.imports.services.staging import cell_of, stage_rows
from canbo.imports.services.units import root_for
from canbo.imports.services.writing import write_plan
from canbo.organizations.models import Unit
from canbo.organizations.services import withdraw_batch_units
from canbo.personnel.services.undo import Dependent, dependents_of_source, withdraw_source

State = ImportBatch.State
_BIRTHS = frozenset({"male_born", "female_born", "born_year", "born_month", "born_day"})


def upload(*, access: AccessContext, file_name: str, chunks: Iterable[bytes]) -> ImportBatch:
    """Put a file away and make its batch. Errors: what the file is refused for as a whole (nothing is kept of it)."""
    access.require(Permission.IMPORT)
    name = clean(PurePath(file_name).name)[:200] or "danh-sach"
    stored = uploads.store(chunks, PurePath(name).suffix)
    try:
        with uploads.opened(stored.name) as path:
            inspect(path)
    except DomainError:
        uploads.remove(stored.name)
        raise
    return ImportBatch.objects.create(
        kind="roster", file_name=name, file_size=stored.size, sha256=stored.sha256, stored_as=stored.name,
        owner_id=access.user_id, owner_name=access.user_name, uploaded_at=timezone.now(),
    )  # fmt: skip


def read_outline(*, access: AccessContext, batch: ImportBatch, report: Progress = quiet) -> dict[str, Any]:
    """Read what the file holds, once, and keep it beside the file; guesses the kind of list.

    A file that cannot be read is refused, and its batch with it. Errors: those of opening it.
    """
    _need_open(access, batch)
    known = uploads.outline_of(batch.stored_as)
    if known is not None:
        return known
    report(5, "Đang đọc tệp")
    try:
        with uploads.opened(batch.stored_as) as path:
            outline = outline_of_file(path)
    except DomainError:
        discard(access=access, batch=batch)
        raise
    uploads.keep_outline(batch.stored_as, outline)
    kinds = [sheet["kind"] for sheet in outline["sheets"] if sheet["kind"] not in ("", "other") and sheet["visible"]]
    if kinds and batch.state == State.UPLOADED:
        batch.kind = kinds[0]
        batch.save(update_fields=["kind"])
    return outline


def confirm_columns(
    *,
    access: AccessContext,
    batch: ImportBatch,
    today: date,
    kind: str,
    sheet: str,
    columns: Mapping[str, str],
    as_of: date | None,
    blank_means: str,
    unit_id: int | None = None,
    unit_name: str = "",
) -> ImportBatch:
    """Say which sheet is meant and which column is what; the layout is remembered for the next file like it.

    Errors: kind_unknown, sheet_not_found, mapping_invalid, name_column_missing, as_of_in_future, unit_needed,
    unit_out_of_scope, import_closed.
    """
    _need_open(access, batch)
    need_kind(kind)
    outline = read_outline(access=access, batch=batch)
    about = next((each for each in outline["sheets"] if each["name"] == sheet and each.get("header_rows")), None)
    if about is None:
        raise DomainError(
            "sheet_not_found", "Trang «{sheet}» không có bảng nào nhận ra được. Hãy chọn trang khác.", sheet=sheet
        )
    options: dict[str, Any] = {"blank_means": blank_means}
    if clean(unit_name):
        options["unit"] = clean(unit_name)
    if about.get("year"):
        options["year"] = about["year"]
    mapping = ColumnMapping.from_json(
        {
            "sheet": sheet,
            "header_rows": about["header_rows"],
            "kind": kind,
            "columns": dict(columns),
            "options": options,
        }
    )
    fields = {split_target(target)[0] for target in mapping.columns.values()}
    if not fields & {"full_name", "family_name", "given_name"}:
        raise DomainError("name_column_missing", "Chưa chọn cột nào là họ và tên. Hãy chọn cột họ và tên.")
    day = as_of or (date.fromisoformat(about["as_of"]) if about["as_of"] else today)
    if day > today:
        raise DomainError("as_of_in_future", "Ngày số liệu ở tương lai. Hãy ghi ngày không muộn hơn hôm nay.")
    unit = unit_in_scope(access, unit_id)
    if unit_id and unit is None:
        raise DomainError("unit_out_of_scope", "Đơn vị đã chọn không thuộc phạm vi được giao nhập dữ liệu.")
    root = _root_now(access, about, mapping, unit)
    now = timezone.now()
    with transaction.atomic():
        LayoutMemory.objects.update_or_create(
            kind=kind, signature=about["signature"],
            defaults={"mapping": mapping.to_json(), "confirmed_by": access.user_name, "confirmed_at": now},
        )  # fmt: skip
        batch.kind, batch.sheet, batch.as_of, batch.state = kind, sheet[:100], day, State.MAPPED
        batch.mapping = mapping.to_json()
        batch.root, batch.root_name = root.unit, root.name
        batch.options = {**batch.options, "unit_id": unit_id, "blank_means": blank_means}
        batch.save(update_fields=["kind", "sheet", "as_of", "state", "mapping", "root", "root_name", "options"])
    return batch


def _root_now(access: AccessContext, about: Mapping[str, Any], mapping: ColumnMapping, unit: Unit | None) -> Any:
    from canbo.imports.domain.titles import TitleBlock

    fields = {split_target(target)[0] for target in mapping.columns.values()}
    return root_for(
        access, TitleBlock(offices=tuple(about["offices"])), chosen=unit,
        own_name=str(mapping.options.get("unit") or ""),
        names_units=bool(fields & {"unit", "position_unit"}) or bool(about["has_group_rows"]),
        founds=mapping.kind == "roster",
    )  # fmt: skip


def plan_batch(
    access: AccessContext, batch: ImportBatch, today: date, report: Progress = quiet
) -> tuple[Sheet, Plan, dict[int, Ruling]]:
    """Read the file of a batch by its confirmed columns, with the cells that were mended: a plan without matches."""
    mapping = mapping_of(batch)
    report(2, "Đang mở tệp")
    with uploads.opened(batch.stored_as) as path:
        sheet = next((each for each in open_sheets(path) if each.name == mapping.sheet), None)
    if sheet is None:
        raise DomainError("sheet_not_found", "Tệp không có trang «{sheet}».", sheet=mapping.sheet)
    repairs, rulings = _mended(batch)
    before = _apply(sheet, repairs)
    layout = recognise(sheet)
    chosen = Chosen(sheet, layout, replace(mapping, kind=batch.kind))  # type: ignore[arg-type]
    root, settled = settle_root(access, chosen, unit=unit_in_scope(access, batch.options.get("unit_id")))
    day = settle_day(chosen, given=batch.as_of, today=today)
    plan = read_rows(
        sheet, settled, kind=batch.kind, as_of=day, root=root, access=access,
        unit_choices=batch.options.get("units"), report=report,
    )  # fmt: skip
    _keep_originals(plan, before)
    return sheet, plan, rulings


def _mended(batch: ImportBatch) -> tuple[dict[int, dict[str, str]], dict[int, Ruling]]:
    repairs: dict[int, dict[str, str]] = {}
    rulings: dict[int, Ruling] = {}
    for row in batch.rows.exclude(repairs="", decision=""):
        if row.repairs:
            repairs[row.row] = json.loads(row.repairs)
        if row.decision:
            rulings[row.row] = Ruling(row.decision, row.decided_person)
    return repairs, rulings


def _apply(sheet: Sheet, repairs: Mapping[int, Mapping[str, str]]) -> dict[tuple[int, int], str]:
    """Put the mended texts into the sheet; give what stood there."""
    before = {}
    for number, cells in repairs.items():
        for letter, text in cells.items():
            column = column_index(letter)
            if 1 <= number <= len(sheet.rows) and column < sheet.width:
                before[number, column] = cell_of(sheet, number, column)
                sheet.rows[number - 1][column] = text
                sheet.formulas.texts.pop((number, column), None)
                sheet.formulas.shared.pop((number, column), None)
                sheet.written.pop((number, column), None)
    return before


def _keep_originals(plan: Plan, before: Mapping[tuple[int, int], str]) -> None:
    """A mended cell keeps what stood in the file as its original text."""
    by_number = {row.number: row for row in plan.rows}
    targets = {column: target for target, column in plan.headings.by_target.items()}
    for (number, column), text in before.items():
        row, target = by_number.get(number), targets.get(column)
        if row is not None and target:
            row.original["born" if target in _BIRTHS else target] = text


def preview(*, access: AccessContext, batch: ImportBatch, today: date, report: Progress = quiet) -> ImportBatch:
    """Find out what the import would do and put it down row by row, in a short transaction of its own.

    Errors: import_closed, not_mapped, file_gone, and those of reading.
    """
    _need_open(access, batch)
    with collector_paused():
        sheet, plan, rulings = plan_batch(access, batch, today, report)
        match_rows(plan, access, rulings=rulings, report=report)
        changes = find_changes(plan, access)
        report(70, "Đang ghi kết quả xem trước")
        outcomes = {row.number: outcome_of(plan, row, changes) for row in plan.rows}
        with transaction.atomic():
            kept = {
                row.row: (row.repairs, row.decision, row.decided_person, row.decided_by)
                for row in batch.rows.exclude(repairs="", decision="")
            }
            batch.state, batch.previewed_at = State.PREVIEWED, timezone.now()
            batch.counts = counts_of(plan, changes, outcomes)
            batch.root, batch.root_name = plan.root.unit, plan.root.name
            batch.report = {
                "root_new": plan.root.new_name, "skipped": plan.skipped, "stale": False,
                "units_new": units_to_found(plan)[:200],
            }  # fmt: skip
            batch.save(update_fields=["state", "previewed_at", "counts", "root", "root_name", "report"])
            stage_rows(batch, sheet, plan, changes, kept=kept)
    report(100, "Đã xem trước xong")
    return batch


def repair_cell(*, access: AccessContext, batch: ImportBatch, row: ImportRow, column: str, text: str) -> None:
    """Give a cell another text for this import; the file and its original text stay. Errors: import_closed,
    column_unknown.
    """
    _need_open(access, batch)
    letter = column.strip().upper()
    width = int(batch.report.get("sheet_head", {}).get("width", 0))
    try:
        known = column_index(letter) < width
    except ValueError:
        known = False
    if not known:
        raise DomainError("column_unknown", "Không có cột «{column}» trong bảng.", column=column)
    repairs = json.loads(row.repairs) if row.repairs else {}
    repairs[letter] = clean(text)[:1000]
    _mark(batch, row, repairs=json.dumps(repairs, ensure_ascii=False))


def decide(
    *, access: AccessContext, batch: ImportBatch, row: ImportRow, decision: str, person_id: int | None = None
) -> None:
    """Decide about a row that was held: the same as a file (or as the earlier row), somebody else, or to be left out.

    Errors: import_closed, decision_unknown, candidate_unknown, not_held.
    """
    _need_open(access, batch)
    if row.outcome != ImportRow.Outcome.HELD and not row.decision:
        raise DomainError("not_held", "Dòng này không cần quyết định.")
    if decision not in ImportRow.Decision.values:
        raise DomainError("decision_unknown", "Hãy chọn: cùng một người, người khác, hoặc bỏ qua dòng này.")
    payload = json.loads(row.payload)
    candidates = {who["person_id"] for who in payload["candidates"]}
    if decision == ImportRow.Decision.SAME and person_id not in candidates:
        raise DomainError("candidate_unknown", "Hãy chọn một trong những người được đối chiếu.")
    _mark(
        batch, row, decision=decision, decided_person=person_id if decision == "same" else None,
        decided_by=access.user_name if decision else "",
    )  # fmt: skip


def _mark(batch: ImportBatch, row: ImportRow, **values: Any) -> None:
    with transaction.atomic():
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        batch.report = {**batch.report, "stale": True}
        batch.save(update_fields=["report"])


def commit(*, access: AccessContext, batch_id: int, today: date, report: Progress = quiet) -> dict[str, Any]:
    """Write everything a batch accepts, in one transaction; safe to run again: a batch that is in is left alone.

    Errors: import_closed, nothing_to_import, and those of reading. Nothing is written when one is raised.
    """
    batch = require_batch(access, ImportBatch.objects.select_related("root").filter(pk=batch_id).first())
    if batch.state == State.COMMITTED:
        return dict(batch.counts)
    _need_open(access, batch)
    if batch.state != State.PREVIEWED:
        raise DomainError("not_previewed", "Hãy xem trước danh sách rồi mới ghi vào hồ sơ.")
    with collector_paused():
        sheet, plan, rulings = plan_batch(access, batch, today, report)
        at = timezone.now()
        with transaction.atomic():
            # Locked late and once: whoever comes second finds the batch committed.
            batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            if batch.state == State.COMMITTED:
                return dict(batch.counts)
            _need_open(access, batch)
            changes = plan_matches(plan, access, report, rulings)
            if not any(plan.accepted(row) for row in plan.rows):
                raise DomainError(
                    "nothing_to_import", "Không có dòng nào để nhập. Hãy sửa các dòng bị lỗi rồi thử lại."
                )
            written = write_plan(access=access, plan=plan, changes=changes, batch=batch, at=at, report=report)
            finish_batch(access, plan, changes, batch, written)
            kept = {
                row.row: (row.repairs, row.decision, row.decided_person, row.decided_by)
                for row in batch.rows.exclude(repairs="", decision="")
            }
            stage_rows(batch, sheet, plan, changes, written, only_issues=True, kept=kept)
            stored = batch.stored_as
            batch.state, batch.committed_at, batch.stored_as = State.COMMITTED, at, ""
            batch.save(update_fields=["state", "committed_at", "stored_as"])
            LayoutMemory.objects.filter(kind=batch.kind).update(times_used=1)
            transaction.on_commit(lambda: uploads.remove(stored))
    report(100, "Đã ghi xong")
    return dict(batch.counts)


def dependents(access: AccessContext, batch: ImportBatch) -> list[Dependent]:
    """Give what stands on a committed import, so that it cannot be undone."""
    require_batch(access, batch)
    return dependents_of_source(access, batch.source) if batch.source else []


def undo(*, access: AccessContext, batch: ImportBatch, reason: str) -> ImportBatch:
    """Take a committed import back whole: its files, records, positions and units.

    Errors: not_committed, reason_missing, batch_depended_on (extra `dependents`: what stands on it).
    """
    require_batch(access, batch)
    if batch.state != State.COMMITTED:
        raise DomainError("not_committed", "Chỉ hoàn tác được lần nhập đã ghi vào hồ sơ và chưa hoàn tác.")
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Hãy ghi lý do hoàn tác.")
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            _withdraw(access, batch, reason)
            batch.state, batch.undone_at = State.UNDONE, timezone.now()
            batch.save(update_fields=["state", "undone_at"])
            audit.record(
                access=access, action="import.undone", object_type="import", object_id=batch.pk,
                object_label=batch.file_name, unit_path=batch.root.path if batch.root else "", reason=reason,
            )  # fmt: skip
    except DomainError as refusal:
        if refusal.code not in ("source_has_dependents", "units_in_use"):
            raise
        raise DomainError(
            "batch_depended_on",
            "Không hoàn tác được vì đã có thông tin khác dựa trên lần nhập này. {why}",
            why=localized(refusal),
            dependents=refusal.extra.get("dependents", []),
            **{k: v for k, v in refusal.extra.items() if k != "dependents"},
        ) from refusal
    return batch


def _withdraw(access: AccessContext, batch: ImportBatch, reason: str) -> None:
    if batch.source is not None:
        try:
            withdraw_source(access=access, source=batch.source, reason=reason)
        except DomainError as refusal:
            # An import that found everybody already kept wrote no record; its units and positions may still go.
            if refusal.code != "source_withdrawn":
                raise
    withdraw_batch_units(access=access, batch_id=batch.pk)


def discard(*, access: AccessContext, batch: ImportBatch) -> ImportBatch:
    """Give an unfinished import up: its file and its rows go. Errors: import_closed."""
    _need_open(access, batch)
    with transaction.atomic():
        batch.rows.all().delete()
        stored = batch.stored_as
        batch.state, batch.stored_as, batch.report = State.REFUSED, "", {}
        batch.save(update_fields=["state", "stored_as", "report"])
        transaction.on_commit(lambda: uploads.remove(stored))
    return batch


def _need_open(access: AccessContext, batch: ImportBatch) -> None:
    require_batch(access, batch)
    require_owner(access, batch)
    if not batch.is_open:
        raise DomainError("import_closed", "Lần nhập này đã kết thúc. Hãy tải tệp lên lại để nhập lần nữa.")
