"""Papers attached to a file: taken in after a look at what they are, kept encrypted outside the web root."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

import filetype
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.common.crypto import SEAL_BYTES
from canbo.common.sealed_files import read_sealed, write_sealed
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, Forbidden, NotFound
from canbo.core.text import clean
from canbo.personnel.models import Attachment, FileRecord, Person
from canbo.personnel.permissions import may_open, may_read_attachment, may_read_section, require_edit

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What is taken in, and the ending that the name must have.
ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), WORD: (".docx",), EXCEL: (".xlsx",)}


class Upload(Protocol):
    """A file that somebody sent."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterator[bytes]:
        """Give the content piece by piece."""
        ...


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file that was looked at: what it is, under which name it may be given back, its hash."""

    content: bytes
    media_type: str
    file_name: str
    sha256: str


def look_at(upload: Upload) -> TakenIn:
    """Read a file that somebody sent and tell what it is; nothing is kept yet.

    Errors: attachment_too_large, attachment_empty, attachment_type, attachment_mixed.
    """
    content = _read(upload)
    media_type = sniff(content, upload.name or "")
    return TakenIn(content, media_type, _safe_name(upload.name or "", media_type), hashlib.sha256(content).hexdigest())


def store_content(taken: TakenIn) -> None:
    """Keep the content under its hash."""
    _store(taken.content, taken.sha256)


def stored_content(digest: str) -> bytes | None:
    """Give the content kept under this hash; None where its file is gone. Errors: key_missing, value_altered."""
    path = _path(digest)
    return read_sealed(path) if path.is_file() else None


def forget_content(digest: str) -> None:
    """Remove the content kept under this hash from the disk; who calls it made sure that nobody needs it."""
    _path(digest).unlink(missing_ok=True)


def attach_document(
    *,
    access: AccessContext,
    person: Person,
    upload: Upload,
    title: str,
    record: FileRecord | None = None,
    section: type[FileRecord] | None = None,
    is_photo: bool = False,
) -> Attachment:
    """Keep a paper of a file, as part of a section or of a record of one: it is read by the right of that section.

    Errors: title_missing, attachment_too_large, attachment_empty, attachment_type, attachment_mixed (one kind of file
    hidden in another), attachment_twice (the same file is there), photo_type; Forbidden without the right to edit.
    """
    require_edit(access, person)
    kind = section if record is None else type(record)
    if kind is not None and not may_read_section(access, person, kind):
        raise Forbidden("section_forbidden", "Tài khoản này không được xem phần hồ sơ mà giấy tờ này minh chứng.")
    title = clean(title)
    if not title:
        raise DomainError("title_missing", "Hãy ghi tên giấy tờ.")
    taken = look_at(upload)
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
            sha256=digest, is_photo=is_photo, uploaded_at=now, uploaded_by_name=access.user_name,
        )  # fmt: skip
        audit.record(
            access=access, action="file.document_attached", object_type="person", object_id=person.pk,
            object_label=person.full_name, unit_path=person.unit.path,
            changes={"document": [None, title], "sha256": [None, digest]},
        )  # fmt: skip
        store_content(taken)
    return attachment


def open_document(*, access: AccessContext, attachment_id: int, person_id: int) -> tuple[Attachment, BinaryIO]:
    """Give a paper and its open content, and write down that it was read.

    Errors: NotFound out of scope or withdrawn, Forbidden for a restricted paper, document_missing without its file.
    """
    attachment = (
        Attachment.objects.select_related("person__unit")
        .filter(pk=attachment_id, person_id=person_id, withdrawn_at__isnull=True, person__withdrawn_at__isnull=True)
        .first()
    )
    if attachment is None or not may_open(access, attachment.person):
        raise NotFound("document_not_found", "Không có giấy tờ này trong phạm vi được giao.")
    if not may_read_attachment(access, attachment):
        raise Forbidden("document_forbidden", "Giấy tờ này hạn chế người xem; tài khoản này không có quyền xem.")
    content = stored_content(attachment.sha256)
    if content is None:
        raise DomainError(
            "document_missing",
            "Không còn tệp của giấy tờ này trong kho. Hãy báo người quản trị khôi phục từ bản sao lưu.",
        )
    person = attachment.person
    with transaction.atomic():
        audit.record(
            access=access, action="file.document_read", object_type="person", object_id=person.pk,
            object_label=person.full_name, unit_path=person.unit.path, changes={"document": [None, attachment.title]},
        )  # fmt: skip
    return attachment, BytesIO(content)


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
            object_label=person.full_name, unit_path=person.unit.path, reason=reason,
            changes={"document": [attachment.title, None]},
        )  # fmt: skip


def photo_of(person: Person) -> bytes | None:
    """Give the photo of a file, the last one attached; None where there is none."""
    row = Attachment.objects.filter(person=person, is_photo=True, withdrawn_at__isnull=True).order_by("-id").first()
    return stored_content(row.sha256) if row is not None else None


def sniff(content: bytes, name: str) -> str:
    """Give the media type that the content really is, by its own marks and against the ending of its name.

    Errors: attachment_empty, attachment_type, attachment_mixed.
    """
    if not content:
        raise DomainError("attachment_empty", "Tệp rỗng. Hãy kiểm tra lại tệp rồi tải lên.")
    kind = filetype.guess(content)
    media_type = kind.mime if kind else ""
    if content[:4] == b"PK\x03\x04":
        media_type = _office_type(content)
    if media_type not in ENDINGS:
        raise DomainError(
            "attachment_type", "Chỉ nhận tệp PDF, ảnh PNG hoặc JPEG, Word (.docx) và Excel (.xlsx). "
            "Hãy chuyển tệp sang một trong các loại này."
        )  # fmt: skip
    if not name.lower().endswith(ENDINGS[media_type]):
        raise DomainError(
            "attachment_type",
            "Nội dung tệp là {endings} nhưng tên tệp ghi đuôi khác. Hãy kiểm tra lại tệp.",
            endings=ENDINGS[media_type][0],
        )  # fmt: skip
    if _is_mixed(content, media_type):
        raise DomainError(
            "attachment_mixed", "Trong tệp này có lẫn một loại tệp khác, nên không nhận. "
            "Hãy xuất lại tệp từ bản gốc hoặc quét lại giấy tờ."
        )  # fmt: skip
    return media_type


def _office_type(content: bytes) -> str:
    """Tell Word from Excel by their parts; macros and anything else in a zip are refused by giving no type."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return ""
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return ""
    if "word/document.xml" in names:
        return WORD
    return EXCEL if "xl/workbook.xml" in names else ""


_SCRIPT = re.compile(rb"<\s*(script|html|iframe|svg)\b|<\?php|<!doctype", re.IGNORECASE)


def _is_mixed(content: bytes, media_type: str) -> bool:
    """Tell whether another kind of file is hidden in this one: a page of script, or a zip behind a picture or PDF."""
    if media_type in {WORD, EXCEL}:
        return False
    if _SCRIPT.search(content[:1024]) or _SCRIPT.search(content[-65_536:] if media_type != PDF else b""):
        return True
    if zipfile.is_zipfile(BytesIO(content)):
        return True
    if media_type == PDF:
        return not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]
    return b"%PDF-" in content[:1024]


def _read(upload: Upload) -> bytes:
    most = settings.CANBO_ATTACHMENT_LIMIT
    too_large = DomainError(
        "attachment_too_large",
        "Tệp lớn quá {megabytes} MB. Hãy giảm độ phân giải khi quét hoặc chia tệp.",
        megabytes=most // (1024 * 1024),
    )
    if upload.size is not None and upload.size > most:
        raise too_large
    pieces, total = [], 0
    for piece in upload.chunks():
        total += len(piece)
        if total > most:
            raise too_large
        pieces.append(piece)
    return b"".join(pieces)


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _store(content: bytes, digest: str) -> None:
    """Write the content under its hash, encrypted; the same content is kept once for all files."""
    path = _path(digest)
    if not path.is_file() or path.stat().st_size != len(content) + SEAL_BYTES:
        write_sealed(path, content)


def _safe_name(name: str, media_type: str) -> str:
    """Give an ASCII name for the download: letters, digits, dots and hyphens, with the right ending."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    ascii_name = re.sub(r"[^A-Za-z0-9._-]+", "-", plain.encode("ascii", "ignore").decode()).strip(".-")
    stem = Path(ascii_name).stem[:100] or "giay-to"
    return f"{stem}{ENDINGS[media_type][0]}"
