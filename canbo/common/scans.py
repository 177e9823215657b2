"""Scanned papers kept as evidence: encrypted under their hash outside the web root, given back only as a download."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from canbo.common.sealed_files import read_sealed, write_sealed
from canbo.common.uploads import TakenIn
from canbo.core.errors import DomainError


def keep_scan(folder: str, taken: TakenIn) -> None:
    """Keep the content in a folder of the store, encrypted; the same content is kept once."""
    path = _path(folder, taken.sha256)
    if not path.is_file():
        write_sealed(path, taken.content)


def scan_content(folder: str, digest: str) -> bytes:
    """Give the content of a scan that was kept. Errors: scan_gone."""
    path = _path(folder, digest)
    if not path.is_file():
        raise DomainError(
            "scan_gone", "Không còn tệp bản quét này trong kho. Hãy báo người quản trị khôi phục từ bản sao lưu."
        )
    return read_sealed(path)


def _path(folder: str, digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / folder / digest[:2] / digest
