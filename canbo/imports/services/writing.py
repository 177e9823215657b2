"""Writing a plan: units, files, records, posts, audit, all in one transaction. Nothing of it is seen before its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from canbo.core.access import AccessContext
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError
from canbo.imports.domain.matching import Verdict
from canbo.imports.domain.parsed import ParsedRow
from canbo.imports.models import ImportBatch
from canbo.imports.services.appointing import write_appointments
from canbo.imports.services.changes import Changes, statements_of
from canbo.imports.services.planning import Plan, Progress, quiet
from canbo.imports.services.posts import CLOSING_FIELDS, FIELDS, Offices, PostRow, closing_rows, post_rows
from canbo.imports.services.statements import Statement, Told, identity_of
from canbo.imports.services.units import found_missing, found_root
from canbo.organizations.models import Unit
from canbo.personnel.models import FileRecord, PostHolding
from canbo.personnel.services.bulk import BulkWriter, NewPerson, import_source, writing
from canbo.personnel.services.replace import replace_records

_NOT_CHANGED = ("record_exists", "own_file", "file_not_found")


@dataclass(slots=True)
class Written:
    """What a commit wrote."""

    person_of: dict[int, int] = field(default_factory=dict)
    new_files: int = 0
    records: int = 0
    units: int = 0
    root_created: str = ""
    source_id: int | None = None
    root: Unit | None = None


def write_plan(
    *,
    access: AccessContext,
    plan: Plan,
    changes: Changes,
    batch: ImportBatch,
    at: datetime,
    report: Progress = quiet,
) -> Written:
    """Write everything a plan accepts. Call it inside the transaction of the commit.

    Records that the files refuse (a value out of range) are left out, with a warning on their row; a person that is
    refused altogether stops the import, as nothing is ever half-imported.
    """
    done = Written(root=plan.root.unit)
    report(50, "Đang lập các đơn vị còn thiếu")
    _found_units(access, plan, batch, done)
    source = import_source(access, at, description=batch.file_name, batch_id=batch.pk)
    done.source_id = source.pk
    reason = gettext("theo danh sách «{file}», lần nhập số {number}").format(file=batch.file_name, number=batch.pk)
    with writing(access=access, source=source, recorded_at=at, reason=reason) as writer:
        new = _open_files(writer, plan, done, report)
        statements = statements_of(plan)
        told = [(person_id, plan.told(row)) for person_id, row in new]
        for place, statement in enumerate(statements):
            report(60 + 25 * place // max(1, len(statements)), f"Đang ghi: {statement.label}")
            done.records += _write_statement(writer, plan, statement, told, changes)
        report(86, "Đang ghi: Chức vụ")
        done.records += _write_posts(writer, access, plan, new, changes, done, batch)
        report(92, "Đang ghi nhật ký và hoàn tất")
    report(97, "Đang hoàn tất")
    return done


def _found_units(access: AccessContext, plan: Plan, batch: ImportBatch, done: Written) -> None:
    if plan.kind != "roster":
        return
    wanted: dict[int, Any] = {}
    anybody = False
    for row in plan.rows:
        if plan.accepted(row) is not None:
            anybody = True
            if row.unit is not None:
                wanted[id(row.unit)] = row.unit
    if not anybody:
        return
    if plan.root.new_name and done.root is None:
        done.root = found_root(access, plan.root.new_name, batch_id=batch.pk)
        done.root_created = done.root.name
    done.units = found_missing(access, plan.units, list(wanted.values()), root=done.root, batch_id=batch.pk)


def unit_id_of(plan: Plan, row: ParsedRow, root: Unit | None) -> int | None:
    """The id of the unit of a row once the units are founded."""
    if row.unit is not None:
        return plan.units.known[id(row.unit)]
    return root.pk if root else None


def _open_files(writer: BulkWriter, plan: Plan, done: Written, report: Progress) -> list[tuple[int, ParsedRow]]:
    rows = [row for row in plan.rows if (match := plan.accepted(row)) is not None and match.verdict is Verdict.NEW]
    for row in plan.rows:
        match = plan.accepted(row)
        if match is not None and match.person_id is not None:
            done.person_of[row.number] = match.person_id
    if plan.kind != "roster" or not rows:
        return []
    report(53, "Đang lập hồ sơ")
    people = []
    for row in rows:
        identity, as_written = identity_of(plan.told(row))
        unit_id = unit_id_of(plan, row, done.root)
        if unit_id is None:
            raise DomainError("unit_needed", "Dòng {row} chưa rõ đơn vị. Hãy chỉ rõ đơn vị gốc.", row=row.number)
        # The matching has judged whether this is somebody new, with stricter rules than the opening of one file.
        people.append(NewPerson(unit_id, identity, as_written, plan.as_of, confirmed_distinct=True))
    try:
        ids = writer.open_files(people)
    except DomainError as refusal:
        raise _name_row(refusal, [row.number for row in rows]) from refusal
    done.new_files = len(ids)
    done.person_of.update(zip((row.number for row in rows), ids, strict=True))
    return list(zip(ids, rows, strict=True))


def _name_row(refusal: DomainError, rows: Sequence[int]) -> DomainError:
    """Say which row of the sheet a bulk refusal is about."""
    problems = refusal.extra.get("problems")
    if not isinstance(problems, list) or not problems:
        return refusal
    row = rows[problems[0].index]
    return DomainError(
        "row_refused",
        "Dòng {row}: {problem} Chưa có gì được ghi.",
        row=row,
        problem=problems[0].message,
        reason=problems[0].code,
    )


def _write_statement(
    writer: BulkWriter, plan: Plan, statement: Statement, new: Sequence[tuple[int, Told]], changes: Changes
) -> int:
    attested = plan.as_of
    rows: list[tuple[Any, ...]] = []
    numbers: list[int] = []
    build = statement.build
    for person_id, told in new:
        for values in build(told):
            rows.append((person_id, *values, attested))
            numbers.append(told.row)
    for number, values in changes.adds.get(statement, ()):
        rows.append((*values, attested))
        numbers.append(number)
    fields = (*statement.fields, "attested_on")
    count = _add(writer, plan, statement.kind, fields, rows, numbers)
    replaces = changes.replaces.get(statement)
    if replaces:
        replace_records(writer, statement.kind, fields, [(record, (*values, attested)) for record, values in replaces])
        count += len(replaces)
    return count


def _add(
    writer: BulkWriter,
    plan: Plan,
    kind: type[FileRecord],
    fields: Sequence[str],
    rows: list[tuple[Any, ...]],
    numbers: list[int],
) -> int:
    """Add records; those that the files refuse are left out and told of. Only what contradicts the whole stops all."""
    if not rows:
        return 0
    try:
        return len(writer.add_records(kind, fields, rows))
    except DomainError as refusal:
        problems = refusal.extra.get("problems")
        if refusal.code != "bulk_refused" or not isinstance(problems, list):
            raise
        bad = {problem.index: problem for problem in problems}
        if any(problem.code in _NOT_CHANGED for problem in bad.values()):
            raise _name_row(refusal, numbers) from refusal
    for index, problem in bad.items():
        plan.add(
            numbers[index], _target_of(kind, problem.field), problem.code, "warned",
            f"{kind.section.label}: {problem.message} Mục này chưa được ghi.",
            "Hãy xem lại ô này rồi bổ sung vào hồ sơ.",
        )  # fmt: skip
    kept = [place for place in range(len(rows)) if place not in bad]
    return len(writer.add_records(kind, fields, [rows[place] for place in kept])) if kept else 0


_TARGETS = {
    "coefficient": "coefficient", "step": "salary_step", "official_on": "party_official_on",
    "is_member": "party_member",
    "agency_joined_on": "current_agency_on", "citizen_id": "citizen_id", "discharged_on": "demobilised_on",
    "year": "rating",
}  # fmt: skip


def _target_of(kind: type[FileRecord], name: str) -> str:
    del kind
    return _TARGETS.get(name, name)


def _write_posts(
    writer: BulkWriter,
    access: AccessContext,
    plan: Plan,
    new: Sequence[tuple[int, ParsedRow]],
    changes: Changes,
    done: Written,
    batch: ImportBatch,
) -> int:
    if plan.kind == "appointments":
        return write_appointments(writer, access, plan, changes.appointments, batch_id=batch.pk)
    if plan.kind != "roster":
        return 0
    offices = Offices(access)
    rows: list[PostRow] = []
    numbers: list[int] = []
    said = ((person_id, row, post) for person_id, row in new for post in offices.posts(plan.told(row), row.block))
    for person_id, row, post in (*said, *changes.posts):
        since = row.values.get("appointed_on") if post.column == "position" and post.kind != "concurrent" else None
        rows.append(
            PostRow(
                person_id, unit_id_of(plan, row, done.root), post, plan.told(row),
                since if isinstance(since, PartialDate) else None,
            )
        )  # fmt: skip
        numbers.append(row.number)
    if not rows:
        return 0
    count = _add(
        writer, plan, PostHolding, FIELDS, post_rows(access, rows, as_of=plan.as_of, batch_id=batch.pk), numbers
    )
    closing = closing_rows(changes.closes, plan.as_of)
    replace_records(writer, PostHolding, CLOSING_FIELDS, closing)
    return count + len(closing)
