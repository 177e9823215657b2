"""What keeps a zipped office file from filling the memory of the machine when it is opened."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from canbo.core.errors import DomainError

_DTD: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HEAD: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Unpacking:
    """What is too much: bytes unpacked, growth when unpacked (counted from so many bytes), parts."""

    unpacked: int = 1024 * 1024 * 1024
    ratio: int = 250
    ratio_from: int = 20 * 1024 * 1024
    parts: int = 5_000


#: For a paper of a file, which nobody unpacks but whoever downloads it.
PAPERS: Final = Unpacking(unpacked=300 * 1024 * 1024)


def file_error(code: str, message: str, **extra: object) -> DomainError:
    """An error that concerns the file as a whole."""
    return DomainError(code, message, **extra)


def broken(detail: str = "") -> DomainError:
    """The error for a file that does not hold what its kind promises."""
    return file_error(
        "file_broken",
        "Tệp bị hỏng hoặc ghi dở nên không đọc được. Hãy mở bằng Excel, lưu lại rồi tải lên lần nữa.",
        detail=detail,
    )


def password() -> DomainError:
    """The error for a file locked by a password."""
    return file_error("file_password", "Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.")


def bomb(detail: str) -> DomainError:
    """The error for a file that would fill the memory of the machine."""
    return file_error(
        "file_bomb",
        "Tệp phình ra quá lớn khi mở nên bị từ chối. Hãy xóa các dòng, cột thừa rồi lưu lại thành tệp mới.",
        detail=detail,
    )


@contextmanager
def opened_archive(file: Path | BinaryIO, size: int, limits: Unpacking) -> Iterator[zipfile.ZipFile]:
    """Open a zip of `size` bytes whose table of contents is within the limits and whose XML defines no entities.

    Nothing is unpacked but the first bytes of the parts. Errors: file_bomb, file_password, file_broken.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > limits.parts:
                raise bomb(f"{len(parts)} parts")
            unpacked = sum(part.file_size for part in parts)
            if unpacked > limits.unpacked or (unpacked > limits.ratio_from and unpacked > limits.ratio * size):
                raise bomb(f"{unpacked} bytes unpacked from {size}")
            if any(part.flag_bits & 0x1 for part in parts):
                raise password()
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        check_xml_head(stream.read(_HEAD))
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise broken(str(error)) from error


def check_xml_head(head: bytes) -> None:
    """Refuse XML that defines entities or hides behind UTF-16: no office program writes a list so."""
    if _DTD.search(head):
        raise broken("XML with a document type or entities")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\x00", b"\x00<")):
        raise broken("XML in UTF-16")


def has_dtd(chunk: bytes) -> bool:
    """Whether the bytes of an XML part begin a document type or an entity."""
    return b"<!" in chunk and _DTD.search(chunk) is not None
