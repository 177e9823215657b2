"""Files that somebody sends: looked at before anything is kept, told by their own marks, bounded in size."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

import filetype
import pypdfium2
from django.conf import settings

from canbo.common.archives import PAPERS, opened_archive
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


#: An A3 page at 600 dpi has 70 million.
_MOST_PIXELS = 100_000_000
_MOST_PAGES = 2_000
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")

#: A paper that was scanned or photographed.
SCANS = (PDF, PNG, JPEG)


def look_at(upload: Upload, kinds: Collection[str] = tuple(ENDINGS)) -> TakenIn:
    """Read a file that somebody sent and tell what it is; nothing is kept yet. `kinds`: the media types taken in.

    Errors: attachment_too_large, attachment_empty, attachment_type, attachment_mixed, picture_too_large,
    too_many_pages; file_bomb, file_broken, file_password for office files.
    """
    content = _read(upload)
    media_type = sniff(content, upload.name or "")
    _bound(content, media_type)
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


def _bound(content: bytes, media_type: str) -> None:
    """Refuse what is small as a file and huge once it is opened."""
    if media_type in {WORD, EXCEL}:
        with opened_archive(BytesIO(content), len(content), PAPERS):
            return
    if media_type in {PNG, JPEG}:
        width, height = picture_size(content, media_type)
        if width * height > _MOST_PIXELS:
            raise DomainError(
                "picture_too_large", "Ảnh {width} × {height} điểm là quá lớn. Hãy giảm độ phân giải còn 300 dpi "
                "rồi tải lại.", width=width, height=height,
            )  # fmt: skip
    elif media_type == PDF and _pages(content) > _MOST_PAGES:
        raise DomainError("too_many_pages", "Tệp PDF có quá {most} trang. Hãy chia thành nhiều tệp.", most=_MOST_PAGES)


def picture_size(content: bytes, media_type: str) -> tuple[int, int]:
    """Give width and height in pixels as the file itself tells them. Errors: attachment_type for a broken picture."""
    if media_type == PNG and content[12:16] == b"IHDR" and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    at = 2
    while media_type == JPEG and at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 1 if marker == 0xFF else 2 + int.from_bytes(content[at + 2 : at + 4])
    raise DomainError("attachment_type", "Ảnh bị hỏng nên không đọc được. Hãy quét hoặc chụp lại giấy tờ.")


def _pages(content: bytes) -> int:
    """Count the pages; a file that the reader of marks cannot open is counted by its own words."""
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return len(_PAGE.findall(content))


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
