"""Files that somebody sends: looked at before anything is kept, told by their own marks, bounded in size."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

import filetype
from django.conf import settings

from canbo.core.errors import DomainError

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


#: A paper that was scanned or photographed.
SCANS = (PDF, PNG, JPEG)


def look_at(upload: Upload, kinds: Collection[str] = tuple(ENDINGS)) -> TakenIn:
    """Read a file that somebody sent and tell what it is; nothing is kept yet. `kinds`: the media types taken in.

    Errors: attachment_too_large, attachment_empty, attachment_type, attachment_mixed.
    """
    content = _read(upload)
    media_type = sniff(content, upload.name or "")
    if media_type not in kinds:
        raise DomainError("attachment_type", "Chỉ nhận bản quét: tệp PDF, ảnh PNG hoặc JPEG.")
    return TakenIn(content, media_type, _safe_name(upload.name or "", media_type), hashlib.sha256(content).hexdigest())


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


def _safe_name(name: str, media_type: str) -> str:
    """Give an ASCII name for the download: letters, digits, dots and hyphens, with the right ending."""
    plain = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    ascii_name = re.sub(r"[^A-Za-z0-9._-]+", "-", plain.encode("ascii", "ignore").decode()).strip(".-")
    stem = Path(ascii_name).stem[:100] or "giay-to"
    return f"{stem}{ENDINGS[media_type][0]}"
