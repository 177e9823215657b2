"""Opening a file; adding, correcting, withdrawing and verifying its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from canbo.audit import services as audit
from canbo.common.crypto import blind_index, blind_indexes
from canbo.common.fields import Encrypted
from canbo.common.rows import as_system
from canbo.core.access import AccessContext, Permission
from canbo.core.dates import PartialDate
from canbo.core.errors import DomainError, Forbidden
from canbo.core.text import clean, fold, name_sort_key
from canbo.decisions.services import register_decision
from canbo.organizations.models import Unit
from canbo.personnel.domain.checks import checks_for, may_be_same_day
from canbo.personnel.models import FileChange, FileRecord, Identity, IdentityPapers, Person, PostHolding, Source
from canbo.personnel.models.base import CLOCK_FIELDS, content_fields
from canbo.personnel.permissions import may_read_section, require_edit
from canbo.personnel.services.repeated import refresh_person


@dataclass(frozen=True, slots=True)
class DecisionGiven:
    """The decision of a record as somebody typed it; it is entered in the register with the record."""

    number: str
    issued_on: PartialDate | None = None
    issuer_name: str = ""
    effective_on: PartialDate | None = None


def page_source(access: AccessContext, at: datetime, description: str = "") -> Source:
    """Make the source of what is entered on a page by the viewer."""
    return Source.objects.create(
        kind=Source.Kind.PAGE, description=description, user_id=access.user_id, user_name=access.user_name, at=at
    )


def open_file(*, access: AccessContext, unit: Unit, identity: dict[str, Any], number: str = "") -> Person:
    """Open a file kept at `unit` with its first Identity record.

    `identity` holds fields of Identity. Errors: unit_gone, name_missing, possible_duplicate (same folded name and birth
    not in conflict, anywhere: the extra `person_ids` names the files); Forbidden out of scope.
    """
    access.require_file(Permission.EDIT_FILES, unit.path, "")
    if unit.withdrawn_at is not None or unit.abolished_on is not None:
        raise DomainError(
            "unit_gone", "Đơn vị «{unit}» không còn hoạt động. Hãy chọn đơn vị tiếp nhận hồ sơ.", unit=unit.name
        )
    full_name = clean(str(identity.get("full_name", "")))
    if not full_name:
        raise DomainError("name_missing", "Thiếu họ và tên. Hãy ghi họ và tên khai sinh.")
    now = timezone.now()
    with transaction.atomic():
        twins = same_person_candidates(full_name, identity.get("born"))
        if twins and not identity.get("confirmed_distinct"):
            raise DomainError(
                "possible_duplicate",
                "Đã có hồ sơ trùng họ tên và ngày sinh với «{full_name}». Hãy mở hồ sơ đó; nếu chắc chắn là người "
                "khác thì đánh dấu «Người khác trùng tên» rồi lưu lại.",
                full_name=full_name,
                person_ids=[twin.pk for twin in twins],
            )
        source = page_source(access, now)
        person = Person.objects.create(
            full_name=full_name, sort_key=name_sort_key(full_name), search_name=fold(full_name),
            unit=unit, source=source, recorded_at=now,
        )  # fmt: skip
        values = {key: value for key, value in identity.items() if key != "confirmed_distinct"}
        if number:
            values["number"] = number
        _write(Identity(person=person, source=source, recorded_at=now, **{**values, "full_name": full_name}))
        _after_write(access, person, now, "file.opened", Identity, None, values, reason="")
    return person


@as_system()
def same_person_candidates(full_name: str, born: PartialDate | None) -> list[Person]:
    """Give the open files with the same folded name whose birth date does not contradict `born`."""
    rows = Person.objects.filter(search_name=fold(full_name), withdrawn_at__isnull=True)
    if born is None:
        return list(rows)
    return [row for row in rows if row.born is None or may_be_same_day(row.born, born)]


def add_record(
    *,
    access: AccessContext,
    person: Person,
    kind: type[FileRecord],
    values: dict[str, Any],
    source: Source | None = None,
    decision: DecisionGiven | None = None,
) -> FileRecord:
    """Add a record of a kind to a file, by a decision where one is given.

    Errors: ValidationError with the fields at fault, record_exists for the second record of a kind of which one is all.
    """
    require_edit(access, person)
    _require_section(access, person, kind)
    now = timezone.now()
    with transaction.atomic():
        _lock(person)
        if kind.section.single and kind.objects.known().filter(person=person).exists():
            raise DomainError(
                "record_exists", "Phần «{label}» đã có nội dung. Hãy dùng «Sửa» và ghi lý do.", label=kind.section.label
            )
        values = _with_decision(access, person, values, decision)
        record = kind(person=person, source=source or page_source(access, now), recorded_at=now, **values)
        _write(record)
        _after_write(access, person, now, "file.record_added", kind, None, values, reason="")
    return record


def correct_record(
    *,
    access: AccessContext,
    record: FileRecord,
    values: dict[str, Any],
    reason: str,
    decision: DecisionGiven | None = None,
) -> FileRecord:
    """Supersede a record by a corrected copy, with the reason; the old one stays for `known_on`.

    `values` holds the fields that change. Errors: reason_missing, record_superseded (somebody was quicker) and
    ValidationError.
    """
    kind = type(record)
    person = record.person
    require_edit(access, person)
    _require_section(access, person, kind)
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Sửa hồ sơ phải ghi lý do (ví dụ: theo giấy khai sinh bản chính).")
    now = timezone.now()
    with transaction.atomic():
        _lock(person)
        _supersede(record, now)
        values = _with_decision(access, person, values, decision)
        copied = {
            field.name: getattr(record, field.name)
            for field in kind._meta.fields
            if field.name not in CLOCK_FIELDS and not isinstance(field, models.AutoField)
        }
        verified = {key: value for key, value in (record.verified or {}).items() if key not in values}
        copied.update(values, verified=verified or None)
        fresh = kind(  # type: ignore[misc]  # the stubs miss the abstract key to oneself
            person=person, source=page_source(access, now), recorded_at=now, supersedes=record, reason=reason,
            as_written=record.as_written, **copied,
        )  # fmt: skip
        _write(fresh)
        before = {key: getattr(record, key) for key in values}
        _after_write(access, person, now, "file.record_corrected", kind, before, values, reason=reason)
    return fresh


def withdraw_record(*, access: AccessContext, record: FileRecord, reason: str) -> None:
    """Supersede a record by nothing, with the reason. Errors: reason_missing, identity_needed, record_superseded."""
    kind = type(record)
    require_edit(access, record.person)
    _require_section(access, record.person, kind)
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Rút bản ghi phải ghi lý do.")
    if kind is Identity:
        raise DomainError("identity_needed", "Không rút được phần «Bản thân»; hãy dùng «Sửa».")
    now = timezone.now()
    with transaction.atomic():
        _lock(record.person)
        _supersede(record, now, withdrawn_by_name=access.user_name, withdrawn_reason=reason[:500])
        _after_write(access, record.person, now, "file.record_withdrawn", kind, None, {}, reason=reason)


def verify_fields(*, access: AccessContext, record: FileRecord, fields: list[str], paper: str) -> FileRecord:
    """Mark values of a record as verified by a paper, in a new version of the record.

    Errors: paper_missing, field_unknown.
    """
    paper = clean(paper)
    if not paper:
        raise DomainError("paper_missing", "Hãy ghi giấy tờ đã đối chiếu (tên, số, ngày).")
    known = {field.name for field in content_fields(type(record))}
    unknown = [name for name in fields if name not in known]
    if unknown or not fields:
        raise DomainError(
            "field_unknown", "Không có mục để xác nhận: {unknown}.", unknown=", ".join(unknown) or "chưa chọn mục nào"
        )
    require_edit(access, record.person)
    _require_section(access, record.person, type(record))
    now = timezone.now()
    with transaction.atomic():
        _lock(record.person)
        _supersede(record, now)
        kind = type(record)
        copied = {
            field.name: getattr(record, field.name)
            for field in kind._meta.fields
            if field.name not in CLOCK_FIELDS and not isinstance(field, models.AutoField)
        }
        stamp = {"paper": paper, "by": access.user_name, "on": timezone.localdate(now).isoformat()}
        copied["verified"] = {**(record.verified or {}), **dict.fromkeys(fields, stamp)}
        fresh = kind(  # type: ignore[misc]  # the stubs miss the abstract key to oneself
            person=record.person, source=page_source(access, now), recorded_at=now, supersedes=record,
            as_written=record.as_written, **copied,
        )  # fmt: skip
        _write(fresh)
        _after_write(
            access, record.person, now, "file.record_verified", kind, None, dict.fromkeys(fields, paper), reason=paper
        )
    return fresh


def _require_section(access: AccessContext, person: Person, kind: type[FileRecord]) -> None:
    if not may_read_section(access, person, kind):
        raise Forbidden(
            "section_forbidden", "Tài khoản này không được xem phần «{label}» của hồ sơ.", label=kind.section.label
        )


def _lock(person: Person) -> None:
    Person.objects.select_for_update().filter(pk=person.pk).first()


def _with_decision(
    access: AccessContext, person: Person, values: dict[str, Any], given: DecisionGiven | None
) -> dict[str, Any]:
    if given is None:
        return values
    decision = register_decision(
        access=access, number=given.number, issued_on=given.issued_on, issuer_name=given.issuer_name,
        effective_on=given.effective_on, unit_key=person.unit_id,
    )  # fmt: skip
    return {**values, "decision": decision}


def _supersede(record: FileRecord, now: datetime, **words: str) -> None:
    current = type(record).objects.filter(pk=record.pk, superseded_at__isnull=True)
    if not current.update(superseded_at=now, **words):
        raise DomainError(
            "record_superseded", "Bản ghi này vừa được người khác sửa. Hãy tải lại trang, xem bản mới rồi sửa tiếp."
        )


def _write(record: FileRecord) -> None:
    if isinstance(record, IdentityPapers):
        record.citizen_index = blind_index(record.citizen_id)
    if isinstance(record, PostHolding):
        _complete_post(record)
    record.full_clean(exclude=["person", "source", "supersedes"])
    today = timezone.localdate(record.recorded_at)
    faults: dict[str, list[str]] = {}
    for check in checks_for(record.section.key, timed=record.section.timed):
        for fault in check.find(*(getattr(record, name) for name in check.fields), today):
            faults.setdefault(fault.field, []).append(gettext(fault.message))
    if isinstance(record, IdentityPapers) and record.citizen_index:
        others = Person.objects.filter(citizen_index__in=blind_indexes(record.citizen_id), withdrawn_at__isnull=True)
        with as_system():
            is_taken = others.exclude(pk=record.person_id).exists()
        if is_taken:
            faults.setdefault("citizen_id", []).append(gettext("Số định danh này đã ghi ở hồ sơ của người khác."))
    if faults:
        raise ValidationError(faults)
    record.save(force_insert=True)


def _complete_post(record: PostHolding) -> None:
    """Take unit, title and words from the position that was chosen, where they were left out."""
    position = record.position
    if position is not None:
        record.unit = record.unit or position.unit
        record.title = record.title or position.title
        record.title_text = record.title_text or str(position)
        if record.unit_id != position.unit_id:
            raise ValidationError(
                {
                    "position": gettext("Vị trí này thuộc «%(unit)s», không thuộc đơn vị đã chọn.")
                    % {"unit": position.unit.name}
                }
            )
    if record.title is not None and not record.title_text:
        record.title_text = record.title.name


def _after_write(
    access: AccessContext,
    person: Person,
    now: datetime,
    action: str,
    kind: type[FileRecord],
    before: dict[str, Any] | None,
    after: dict[str, Any],
    *,
    reason: str,
) -> None:
    """Keep the repeated values of the person, log the change for `facts`, and audit it."""
    refresh_person(person, kind)
    if not access.covers_file(Permission.EDIT_FILES, person.unit.path, person.managed_tier):
        raise Forbidden(
            "moved_out_of_scope",
            "Việc này chuyển hồ sơ sang «{unit}», ngoài phạm vi được giao của tài khoản này. Hãy nhờ cơ quan quản lý "
            "cả hai đơn vị thực hiện.",
            unit=person.unit.name,
        )
    FileChange.objects.create(person_key=person.pk, at=now)
    secret = {field.name for field in kind._meta.fields if isinstance(field, Encrypted)}
    changes = {
        name: [_plain((before or {}).get(name), name in secret), _plain(value, name in secret)]
        for name, value in after.items()
    }
    audit.record(
        access=access, action=action, object_type="person", object_id=person.pk, object_label=person.full_name,
        unit_path=person.unit.path, reason=reason, changes={"section": [None, kind.section.key], **changes},
    )  # fmt: skip


def _plain(value: Any, secret: bool) -> Any:
    if value in (None, ""):
        return None
    if secret:
        return "***"
    return value if isinstance(value, (bool, int)) else str(getattr(value, "text", value))
