"""Where uploaded lists lie until they are imported or given up: the data directory's `uploads/`, for the server
alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from canbo.common.crypto import decrypt, encrypt
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
    """Put a file away under a name of our own. Errors: file_too_large (nothing is kept of it)."""
    limit = int(settings.CANBO_UPLOAD_LIMIT)
    safe_suffix = suffix.lower() if suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".docx"} else ".bin"
    name = f"{uuid.uuid4().hex}{safe_suffix}"
    path = directory() / name
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                path.unlink()
                raise DomainError(
                    "file_too_large",
                    "Tệp vượt mức {megabytes} MB. Hãy xoá hình ảnh và dòng thừa, hoặc chia tệp theo đơn vị.",
                    megabytes=limit // 1024 // 1024,
                    limit=limit,
                )
            digest.update(chunk)
            out.write(chunk)
    return Stored(name, size, digest.hexdigest())


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def path_of(stored_as: str) -> Path:
    """Give the path of an upload. Errors: file_gone where it was removed."""
    path = directory() / Path(stored_as).name
    if not stored_as or not path.is_file():
        raise DomainError("file_gone", "Tệp đã tải lên không còn trên máy chủ. Hãy tải tệp lên lại.")
    return path


def remove(stored_as: str) -> None:
    """Remove an upload and its outline."""
    if stored_as:
        for path in (directory() / Path(stored_as).name, _outline_path(stored_as)):
            path.unlink(missing_ok=True)


def keep_outline(stored_as: str, outline: dict[str, Any]) -> None:
    """Keep what the columns page shows of a file (headings and sample values), encrypted, beside the file."""
    path = _outline_path(stored_as)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(encrypt(json.dumps(outline, ensure_ascii=False)))


def outline_of(stored_as: str) -> dict[str, Any] | None:
    """Give the outline of an upload; None where the file has not been read yet."""
    path = _outline_path(stored_as)
    if not path.is_file():
        return None
    outline: dict[str, Any] = json.loads(decrypt(path.read_text()))
    return outline


def _outline_path(stored_as: str) -> Path:
    return directory() / (Path(stored_as).name + ".outline")
