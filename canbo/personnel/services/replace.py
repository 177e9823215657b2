"""Replacing many records at once by later knowledge, and putting the replaced ones back when a source is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from canbo.common.bulk import insert_rows, reserve_ids, write_alias
from canbo.core.errors import DomainError
from canbo.personnel.models import FileRecord, Source
from canbo.personnel.services.bulk import BulkWriter, chunks


def replace_records(
    writer: BulkWriter, kind: type[FileRecord], fields: Sequence[str], rows: Sequence[tuple[int, Sequence[Any]]]
) -> range:
    """Supersede current records by new versions; `rows` holds (id of the record, row for `add_records`).

    The old records stay for `known_on`. Errors: reason_missing where the writer gives none; record_superseded where one
    is no longer current or of another person; and those of `add_records`.
    """
    if not rows:
        return range(0)
    if not writer.reason.strip():
        raise DomainError("reason_missing", "Thay bản ghi đã có phải ghi lý do (ví dụ: theo danh sách nào).")
    # A refusal inside must not leave records superseded by nothing.
    with transaction.atomic():
        return _replace(writer, kind, fields, rows)


def _replace(
    writer: BulkWriter, kind: type[FileRecord], fields: Sequence[str], rows: Sequence[tuple[int, Sequence[Any]]]
) -> range:
    owners = {record_id: int(row[0]) for record_id, row in rows}
    current: dict[int, int] = {}
    for chunk in chunks(sorted(owners)):
        current.update(
            kind._default_manager.filter(pk__in=chunk, superseded_at__isnull=True).values_list("id", "person_id")
        )
    if current != owners or len(owners) != len(rows):
        raise DomainError(
            "record_superseded", "Có bản ghi vừa được người khác sửa. Hãy xem trước lại danh sách rồi nhập lại."
        )
    for chunk in chunks(sorted(owners)):
        kind._default_manager.filter(pk__in=chunk).update(superseded_at=writer.recorded_at)
    ids = writer.add_records(kind, fields, [row for _, row in rows])
    connection = connections[write_alias(kind)]
    table = connection.ops.quote_name(kind._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET supersedes_id = %s WHERE id = %s",
            [(record_id, new_id) for new_id, (record_id, _) in zip(ids, rows, strict=True)],
        )
    return ids


def restore_replaced(kind: type[FileRecord], source: Source, at: datetime) -> int:
    """Write anew what the withdrawn records of a source had replaced, as it was and from its own source; give how many.

    The copies are recorded at `at`, so that what was known in between stays as it was.
    """
    names = [
        field.name
        for field in kind._meta.concrete_fields
        if field.name not in {"id", "recorded_at", "superseded_at", "supersedes"}
    ]
    columns = [kind._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
    pairs = _stood_before(kind, source, at)
    count = 0
    for chunk in chunks(sorted(pairs)):
        old = list(kind._default_manager.filter(pk__in=chunk))
        ids = reserve_ids(kind, len(old))
        fields = [kind._meta.get_field(name) for name in names]
        insert_rows(
            kind,
            ("id", *names, "recorded_at", "superseded_at", "supersedes"),
            (
                (
                    new_id,
                    *(
                        # JSON goes to the writer as it is; everything else as its column stores it.
                        value if field.get_internal_type() == "JSONField" else field.get_prep_value(value)  # type: ignore[union-attr]
                        for field, value in ((field, getattr(record, column)) for field, column in zip(fields,
                        columns, strict=True))
                    ),
                    at, None, pairs[record.pk],
                )
                for new_id, record in zip(ids, old, strict=True)
            ),
        )  # fmt: skip
        count += len(old)
    return count


def _stood_before(kind: type[FileRecord], source: Source, at: datetime) -> dict[int, int]:
    """Give id of the record to put back -> id of the record withdrawn at `at` that stood in its place.

    Between the two may lie versions of the same source, and versions that were withdrawn themselves: those are passed.
    """
    found: dict[int, int] = {}
    withdrawn = kind._default_manager.filter(source=source, superseded_at=at, supersedes__isnull=False)
    looking: dict[int, int] = dict(withdrawn.values_list("supersedes_id", "id"))
    while looking:
        older: dict[int, int] = {}
        for chunk in chunks(sorted(looking)):
            rows = kind._default_manager.filter(pk__in=chunk)
            for key, source_id, by, before in rows.values_list("id", "source_id", "withdrawn_by_name", "supersedes_id"):
                if source_id != source.pk and not by:
                    found[key] = looking[key]
                elif before is not None:
                    older[before] = looking[key]
        looking = older
    return found
