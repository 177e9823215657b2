"""What a file is and whether it may be opened at all, decided by its bytes before any reader touches it."""

import codecs
import io
import struct
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

import olefile

from canbo.common.archives import Unpacking, broken, file_error, opened_archive, password
from canbo.core.errors import DomainError, Phrase


class FileKind(StrEnum):
    """The kinds of file a list of people is read from."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class Limits(Unpacking):
    """What is too much besides unpacking: bytes of the file, cells of one sheet, characters of its texts."""

    size: int = 50 * 1024 * 1024
    cells: int = 40_000_000
    text: int = 400_000_000


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be opened: what it is by its content, its size in bytes, whether it carries macros."""

    path: Path
    kind: FileKind
    size: int
    has_macros: bool = False


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: Final = (
    (b"%PDF", Phrase("Đây là tệp PDF, không phải bảng tính.")),
    (b"{\\rtf", Phrase("Đây là tệp RTF, không phải bảng tính.")),
    (b"\x89PNG", Phrase("Đây là tệp ảnh, không phải bảng tính.")),
    (b"\xff\xd8\xff", Phrase("Đây là tệp ảnh, không phải bảng tính.")),
    (b"GIF8", Phrase("Đây là tệp ảnh, không phải bảng tính.")),
    (b"Rar!", Phrase("Đây là tệp nén RAR. Hãy giải nén rồi chọn tệp bảng tính bên trong.")),
    (b"7z\xbc\xaf", Phrase("Đây là tệp nén 7z. Hãy giải nén rồi chọn tệp bảng tính bên trong.")),
    (b"\x1f\x8b", Phrase("Đây là tệp nén. Hãy giải nén rồi chọn tệp bảng tính bên trong.")),
    (b"MZ", Phrase("Đây là tệp chương trình, không phải bảng tính.")),
    (b"\x7fELF", Phrase("Đây là tệp chương trình, không phải bảng tính.")),
    (b"SQLite format 3", Phrase("Đây là tệp cơ sở dữ liệu, không phải bảng tính.")),
)
_OFFICE_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xltx", ".ods", ".docx", ".docm", ".pdf"})
_HEAD: Final = 64 * 1024


def _wrong_type(reason: str) -> DomainError:
    return file_error(
        "file_type",
        "{reason} Hãy dùng tệp .xlsx, .xls, .ods, .csv hoặc bảng trong tệp .docx.",
        reason=Phrase(reason),
    )


def inspect(path: Path | str, limits: Limits = DEFAULT_LIMITS) -> Inspected:
    """Say what the file is, by content, or refuse it.

    Raises DomainError: `file_empty`, `file_too_large`, `file_type`, `file_password`, `file_bomb`, `file_broken`.
    Nothing is unpacked but the first bytes of the parts; macros are noticed and never run.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size == 0:
            raise file_error("file_empty", "Tệp rỗng, không có dữ liệu.")
        if size > limits.size:
            raise file_error(
                "file_too_large",
                "Tệp lớn {megabytes} MB, vượt mức {most} MB. Hãy xóa hình ảnh và dòng thừa, hoặc chia tệp theo đơn vị.",
                megabytes=f"{size / 1024 / 1024:.0f}",
                most=limits.size // 1024 // 1024,
                size=size,
                limit=limits.size,
            )
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise file_error("file_broken", "Không mở được tệp này.", detail=str(error)) from error
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _inspect_zip(path, size, limits)
    if head.startswith(_OLE):
        return _inspect_ole(path, size)
    for start, reason in _FOREIGN:
        if head.startswith(start):
            raise _wrong_type(reason)
    return _inspect_text(path, size, head)


def _inspect_zip(path: Path, size: int, limits: Limits) -> Inspected:
    with opened_archive(path, size, limits) as archive:
        names = set(archive.namelist())
        kind = _zip_kind(archive, names)
        macros = any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names)
        return Inspected(path, kind, size, macros)


def _zip_kind(archive: zipfile.ZipFile, names: set[str]) -> FileKind:
    if "mimetype" in names:
        with archive.open("mimetype") as stream:
            mimetype = stream.read(200).decode("ascii", "replace").strip()
        if mimetype.startswith("application/vnd.oasis.opendocument.spreadsheet"):
            if "META-INF/manifest.xml" in names:
                with archive.open("META-INF/manifest.xml") as stream:
                    if b"encryption-data" in stream.read(4 * 1024 * 1024):
                        raise password()
            if "content.xml" not in names:
                raise broken("no content.xml")
            return FileKind.ODS
        if mimetype.startswith("application/vnd.oasis.opendocument"):
            raise _wrong_type("Đây là văn bản OpenDocument, không phải bảng tính.")
    if "[Content_Types].xml" in names:
        with archive.open("[Content_Types].xml") as stream:
            types = stream.read(4 * 1024 * 1024)
        if b"spreadsheetml" in types and any(name.startswith("xl/") for name in names):
            return FileKind.XLSX
        if b"ms-excel.sheet.binary" in types:
            raise _wrong_type("Đây là sổ Excel dạng nhị phân (.xlsb). Hãy mở bằng Excel và lưu lại thành .xlsx.")
        if b"wordprocessingml" in types:
            return FileKind.DOCX
        if b"presentationml" in types:
            raise _wrong_type("Đây là bản trình chiếu, không phải bảng tính.")
    if any(name.startswith("xl/") for name in names):
        raise broken("no content types")
    raise _wrong_type("Đây là tệp nén ZIP. Hãy giải nén rồi chọn tệp bảng tính bên trong.")


def _inspect_ole(path: Path, size: int) -> Inspected:
    try:
        with olefile.OleFileIO(str(path)) as compound:
            if compound.exists("EncryptedPackage") or compound.exists("EncryptionInfo"):
                raise password()
            stream_name = next((name for name in ("Workbook", "Book") if compound.exists(name)), None)
            if stream_name is None:
                if compound.exists("WordDocument"):
                    raise _wrong_type("Đây là văn bản Word đời cũ (.doc). Hãy mở bằng Word và lưu lại thành .docx.")
                raise _wrong_type("Đây không phải là bảng tính.")
            with compound.openstream(stream_name) as stream:
                if _is_locked(stream):
                    raise password()
            return Inspected(path, FileKind.XLS, size, compound.exists("_VBA_PROJECT_CUR"))
    # olefile reports broken files by whatever its reading ran into, beside its own errors (which are OSErrors).
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise broken(str(error)) from error


def _is_locked(stream: BinaryIO | io.BytesIO) -> bool:
    """Whether the workbook stream has a FILEPASS record among its first records."""
    for _ in range(64):
        head = stream.read(4)
        if len(head) < 4:
            return False
        record, length = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:], "little")
        if record == 0x2F:
            return True
        if record == 0x0A:
            return False
        stream.read(length)
    return False


def _inspect_text(path: Path, size: int, head: bytes) -> Inspected:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style")):
        raise _wrong_type("Đây là trang web lưu dưới tên bảng tính. Hãy mở bằng Excel và lưu lại thành .xlsx.")
    if start.startswith((b"<?xml", b"<")):
        raise _wrong_type("Đây là tệp XML, không phải bảng tính. Hãy mở bằng Excel và lưu lại thành .xlsx.")
    if not looks_like_text(head):
        raise _wrong_type("Không nhận ra loại tệp này.")
    if path.suffix.lower() in _OFFICE_SUFFIXES:
        raise _wrong_type(f"Tệp mang đuôi {path.suffix} nhưng nội dung chỉ là chữ, không phải bảng tính.")
    return Inspected(path, FileKind.CSV, size)


def looks_like_text(head: bytes) -> bool:
    """Whether the bytes are text of some encoding, UTF-16 included."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or utf16_without_mark(head):
        return True
    return not any(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)


def utf16_without_mark(head: bytes) -> str | None:
    """The UTF-16 codec of text without a byte order mark, told by where its zero bytes are."""
    sample = head[:4096]
    if len(sample) < 8 or b"\x00" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None
