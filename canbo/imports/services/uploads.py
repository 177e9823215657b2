"""Where uploaded lists lie, encrypted, until they are imported or given up: the data directory's `uploads/`."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from canbo.common.sealed_files import opened_plainly, read_sealed, remove_sealed, write_sealed
from canbo.core.errors import DomainError


@dataclass(frozen=True, slots=True)
class Stored:
    """A file put away: the name it lies under, its size in bytes, its SHA-256."""

    name: str
    size: int
    sha256: str


def directory() -> Path:
    """Give the directory of uploads, made on first use, closed to everybody but the server's user."""
    place = Path(settings.CANBO_DATA_DIR) / "uploads"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def store(chunks: Iterable[bytes], suffix: str) -> Stored:
    """Put a file away, encrypted, under a name of our own. Errors: file_too_large (nothing is kept of it)."""
    limit = int(settings.CANBO_UPLOAD_LIMIT)
    safe_suffix = suffix.lower() if suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".docx"} else ".bin"
    pieces, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise DomainError(
                "file_too_large",
                "Tệp vượt mức {megabytes} MB. Hãy xoá hình ảnh và dòng thừa, hoặc chia tệp theo đơn vị.",
                megabytes=limit // 1024 // 1024,
                limit=limit,
            )
        pieces.append(chunk)
    content = b"".join(pieces)
    name = f"{uuid.uuid4().hex}{safe_suffix}"
    write_sealed(directory() / name, content)
    return Stored(name, size, hashlib.sha256(content).hexdigest())


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def opened(stored_as: str) -> Iterator[Path]:
    """Give an upload as a plain file while it is read. Errors: file_gone where it was removed; key_missing."""
    path = directory() / Path(stored_as).name
    if not stored_as or not path.is_file():
        raise DomainError("file_gone", "Tệp đã tải lên không còn trên máy chủ. Hãy tải tệp lên lại.")
    with opened_plainly(path, path.name, directory()) as plain:
        yield plain


def remove(stored_as: str) -> None:
    """Remove an upload and its outline."""
    if stored_as:
        for path in (directory() / Path(stored_as).name, _outline_path(stored_as)):
            remove_sealed(path)


def keep_outline(stored_as: str, outline: dict[str, Any]) -> None:
    """Keep what the columns page shows of a file (headings and sample values), encrypted, beside the file."""
    write_sealed(_outline_path(stored_as), json.dumps(outline, ensure_ascii=False).encode())


def outline_of(stored_as: str) -> dict[str, Any] | None:
    """Give the outline of an upload; None where the file has not been read yet."""
    path = _outline_path(stored_as)
    if not path.is_file():
        return None
    outline: dict[str, Any] = json.loads(read_sealed(path))
    return outline


def _outline_path(stored_as: str) -> Path:
    return directory() / (Path(stored_as).name + ".outline")
