"""Scans of the signed minutes of a count: kept encrypted outside the web root, given back only as a download."""

from __future__ import annotations

from collections.abc import Sequence

from canbo.common.scans import keep_scan, scan_content
from canbo.common.uploads import SCANS, TakenIn, Upload, look_at
from canbo.core.errors import DomainError
from canbo.procedures.models import Vote, VoteScan

_FOLDER = "kiem-phieu"
#: Pages photographed one by one; a scanner makes one file of them.
MOST_SCANS = 20


def look_at_scans(uploads: Sequence[Upload]) -> list[TakenIn]:
    """Read scans that somebody sent; nothing is kept yet. Errors: scan_missing, too_many_scans; those of `look_at`."""
    if not uploads:
        raise DomainError("scan_missing", "Hãy kèm bản quét biên bản kiểm phiếu đã ký (PDF, PNG hoặc JPEG).")
    if len(uploads) > MOST_SCANS:
        raise DomainError("too_many_scans", "Kèm nhiều nhất {most} tệp. Hãy gộp thành một PDF.", most=MOST_SCANS)
    return list({taken.sha256: taken for taken in (look_at(upload, SCANS) for upload in uploads)}.values())


def attach_scans(vote: Vote, scans: Sequence[TakenIn], by: str) -> None:
    """Keep scans with a vote, inside the transaction of who keys it; the same content is kept once."""
    for taken in scans:
        keep_scan(_FOLDER, taken)
    VoteScan.objects.bulk_create(
        VoteScan(
            vote=vote, sha256=taken.sha256, file_name=taken.file_name[:120], media_type=taken.media_type,
            size=len(taken.content), attached_by_name=by[:200],
        )
        for taken in scans
    )  # fmt: skip


def content_of(scan: VoteScan) -> bytes:
    """Give the content of a scan. Errors: scan_gone."""
    return scan_content(_FOLDER, scan.sha256)
