"""Scans of the clauses that values rest on: kept encrypted outside the web root, given back only as a download."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from canbo.common.sealed_files import read_sealed, write_sealed
from canbo.common.uploads import SCANS, TakenIn, Upload, look_at
from canbo.core.errors import DomainError
from canbo.rules.models import RuleChange


def look_at_scan(upload: Upload | None) -> TakenIn:
    """Read a scan that somebody sent; nothing is kept yet. Errors: scan_missing; those of `look_at`."""
    if upload is None:
        raise DomainError("scan_missing", "Hãy kèm bản quét của trang văn bản có điều, khoản này (PDF, PNG hoặc JPEG).")
    return look_at(upload, SCANS)


def keep_scan(taken: TakenIn) -> None:
    """Keep the content under its hash, encrypted."""
    path = _path(taken.sha256)
    if not path.is_file():
        write_sealed(path, taken.content)


def scan_content(change: RuleChange) -> bytes:
    """Give the scan of a change that the viewer may see. Errors: scan_gone."""
    path = _path(change.scan_sha256)
    if not path.is_file():
        raise DomainError(
            "scan_gone", "Không còn tệp bản quét này trong kho. Hãy báo người quản trị khôi phục từ bản sao lưu."
        )
    return read_sealed(path)


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "quy-dinh" / digest[:2] / digest
