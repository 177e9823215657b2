"""Scans of the clauses that values rest on: kept encrypted outside the web root, given back only as a download."""

from __future__ import annotations

from canbo.common import scans
from canbo.common.uploads import SCANS, TakenIn, Upload, look_at
from canbo.core.errors import DomainError
from canbo.rules.models import RuleChange

_FOLDER = "quy-dinh"


def look_at_scan(upload: Upload | None) -> TakenIn:
    """Read a scan that somebody sent; nothing is kept yet. Errors: scan_missing; those of `look_at`."""
    if upload is None:
        raise DomainError("scan_missing", "Hãy kèm bản quét của trang văn bản có điều, khoản này (PDF, PNG hoặc JPEG).")
    return look_at(upload, SCANS)


def keep_scan(taken: TakenIn) -> None:
    """Keep the content under its hash, encrypted."""
    scans.keep_scan(_FOLDER, taken)


def scan_content(change: RuleChange) -> bytes:
    """Give the scan of a change that the viewer may see. Errors: scan_gone."""
    return scans.scan_content(_FOLDER, change.scan_sha256)
