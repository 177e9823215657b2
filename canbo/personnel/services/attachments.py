"""Papers attached to a file: taken in after a look at what they are, kept encrypted outside the web root."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.common.crypto import SEAL_BYTES
from canbo.common.sealed_files import read_sealed, remove_sealed, write_sealed
from canbo.common.uploads import JPEG, PNG, TakenIn, Upload, look_at
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden
from canbo.core.secrecy import public_title, require_mark
from canbo.core.text import clean
from canbo.documents.services import change_secrecy
from canbo.personnel.models import Attachment, FileRecord, Person
from canbo.personnel.permissions import may_read_attachment, may_read_section, require_edit


def store_content(taken: TakenIn) -> None:
    """Keep the content under its hash."""
    _store(taken.content, taken.sha256)


def stored_content(digest: str) -> bytes | None:
    """Give the content kept under this hash; None where its file is gone. Errors: key_missing, value_altered."""
    path = _path(digest)
    return read_sealed(path) if path.is_file() else None


def forget_content(digest: str) -> None:
    """Remove the content kept under this hash from the disk; who calls it made sure that nobody needs it."""
    remove_sealed(_path(digest))


def attach_document(
    *,
    access: AccessContext,
    person: Person,
    upload: Upload,
    title: str,
    record: FileRecord | None = None,
    section: type[FileRecord] | None = None,
    is_photo: bool = False,
    secrecy: str = "",
) -> Attachment:
    """Keep a paper of a file, as part of a section or of a record of one: it is read by the right of that section.

    Errors: secrecy_forbidden, photo_secret, title_missing, attachment_too_large, attachment_empty, attachment_type,
    attachment_mixed (one kind of file
    hidden in another), attachment_twice (the same file is there), photo_type; Forbidden without the right to edit.
    """
    require_edit(access, person)
    kind = section if record is None else type(record)
    if kind is not None and not may_read_section(access, person, kind):
        raise Forbidden("section_forbidden", "Tài khoản này không được xem phần hồ sơ mà giấy tờ này minh chứng.")
    require_mark(access, secrecy, person.unit.path, person.managed_tier)
    title = clean(title)
    if not title:
        raise DomainError("title_missing", "Hãy ghi tên giấy tờ.")
    taken = look_at(upload)
    if is_photo and secrecy:
        raise DomainError("photo_secret", "Ảnh 4×6 in trên phiếu nên không mang độ mật được.")
    if is_photo and taken.media_type not in {PNG, JPEG}:
        raise DomainError("photo_type", "Ảnh 4×6 phải là tệp PNG hoặc JPEG.")
    digest = taken.sha256
    now = timezone.now()
    with transaction.atomic():
        Person.objects.select_for_update().filter(pk=person.pk).first()
        if Attachment.objects.filter(person=person, sha256=digest, withdrawn_at__isnull=True).exists():
            raise DomainError("attachment_twice", "Tệp này đã được đính kèm vào hồ sơ, không cần tải lại.")
        attachment = Attachment.objects.create(
            person=person, section_key=kind.section.key if kind else "", record_key=record.pk if record else None,
            title=title, file_name=taken.file_name, media_type=taken.media_type, size=len(taken.content),
            sha256=digest, secrecy=secrecy, is_photo=is_photo, uploaded_at=now, uploaded_by_name=access.user_name,
        )  # fmt: skip
        audit.record(
            access=access, action="file.document_attached", object_type="person", object_id=person.pk,
            object_label=public_title(secrecy, person.full_name), unit_path=person.unit.path,
            changes={"document": [None, public_title(secrecy, title)], "sha256": [None, digest]},
        )  # fmt: skip
        store_content(taken)
    return attachment


def content_of(paper: Attachment) -> bytes:
    """Give what a paper holds. Error: document_missing without its file."""
    content = stored_content(paper.sha256)
    if content is None:
        raise DomainError(
            "document_missing",
            "Không còn tệp của giấy tờ này trong kho. Hãy báo người quản trị khôi phục từ bản sao lưu.",
        )
    return content


def withdraw_document(*, access: AccessContext, attachment: Attachment, reason: str) -> None:
    """Take a paper out of sight, with the reason; its file stays. Errors: reason_missing, document_gone."""
    require_edit(access, attachment.person)
    if not may_read_attachment(access, attachment):
        raise Forbidden("document_forbidden", "Giấy tờ này hạn chế người xem; tài khoản này không có quyền rút.")
    reason = clean(reason)
    if not reason:
        raise DomainError("reason_missing", "Rút giấy tờ phải ghi lý do.")
    person = attachment.person
    with transaction.atomic():
        changed = Attachment.objects.filter(pk=attachment.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawn_by_name=access.user_name, withdrawn_reason=reason[:500]
        )
        if not changed:
            raise DomainError("document_gone", "Giấy tờ này đã được rút trước đó.")
        audit.record(
            access=access, action="file.document_withdrawn", object_type="person", object_id=person.pk,
            object_label=public_title(attachment.secrecy, person.full_name), unit_path=person.unit.path, reason=reason,
            changes={"document": [public_title(attachment.secrecy, attachment.title), None]},
        )  # fmt: skip


def mark_document(*, access: AccessContext, attachment: Attachment, mark: str, reason: str) -> None:
    """Set, change or take away the secrecy mark of a paper. Errors: those of `change_secrecy`; Forbidden to who may
    not edit the file."""
    person = attachment.person
    require_edit(access, person)
    change_secrecy(
        access=access, row=attachment, mark=mark, reason=reason, path=person.unit.path, tier=person.managed_tier,
        object_type="person", object_id=person.pk,
    )  # fmt: skip


def photo_of(person: Person) -> bytes | None:
    """Give the photo of a file, the last one attached; None where there is none."""
    row = (
        Attachment.objects.filter(person=person, is_photo=True, secrecy="", withdrawn_at__isnull=True)
        .order_by("-id")
        .first()
    )
    return stored_content(row.sha256) if row is not None else None


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _store(content: bytes, digest: str) -> None:
    """Write the content under its hash, encrypted; the same content is kept once for all files."""
    path = _path(digest)
    if not path.is_file() or path.stat().st_size != len(content) + SEAL_BYTES:
        write_sealed(path, content)
