"""Long work with workbooks: many that came back are read, many are written, in the background with progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from canbo.common.sealed_files import read_sealed, remove_sealed, write_sealed
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, to_plain
from canbo.evaluation.models import Campaign, Sheet
from canbo.evaluation.selectors.sheets import sheets
from canbo.evaluation.services import sheets_in
from canbo.jobs.models import Job
from canbo.jobs.services import Report, actor, job_kind, start

#: Up to so many files are read, and so many changed cells written, within the request.
FEW_FILES: Final = 8
FEW_CELLS: Final = 250


def start_receiving(*, access: AccessContext, campaign: Campaign, files: Sequence[tuple[str, bytes]]) -> Job:
    """Start taking in many files; they lie sealed until they are read."""
    _sweep()
    kept = []
    for name, content in files:
        place = uuid4().hex
        write_sealed(_path(place), content)
        kept.append([name, place])
    return start(
        access=access, kind="evaluation.sheets_in", title=gettext("Nhận tệp đánh giá của các đơn vị"),
        arguments={"campaign_id": campaign.pk, "files": kept},
    )  # fmt: skip


@job_kind("evaluation.sheets_in")
def receive_many(job_id: UUID, report: Report, *, campaign_id: int, files: list[list[str]]) -> dict[str, Any]:
    """Take in many files; safe to run twice: the files stay until swept away, those taken in are known again."""
    given = [(name, read_sealed(_path(place))) for name, place in files if _path(place).is_file()]
    whole = sum(1 for _each in sheets_in.unpacked(given))
    found = sheets_in.receive(
        access=actor(), campaign_id=campaign_id, files=given, today=timezone.localdate(), report=report, whole=whole
    )
    return {
        "url": reverse("evaluation-sheets-received", args=[campaign_id, job_id]),
        "url_label": gettext_noop("Xem kết quả nhận tệp"),
        "files": [[each.name, each.sheet_id, each.is_taken, to_plain(each.sentence)] for each in found],
    }  # fmt: skip


def start_taking(*, access: AccessContext, campaign: Campaign, rows: Sequence[Sheet], take: Sequence[str] = ()) -> Job:
    """Start writing workbooks into the ratings; `take`: the cells that both sides changed and the officer chose."""
    return start(
        access=access, kind="evaluation.sheets_take", title=gettext("Ghi tệp đánh giá của các đơn vị"),
        arguments={"campaign_id": campaign.pk, "sheets": [[each.pk, each.sha256] for each in rows], "take": list(take)},
    )  # fmt: skip


@job_kind("evaluation.sheets_take")
def take_many(
    job_id: UUID, report: Report, *, campaign_id: int, sheets: list[list[Any]], take: list[str]
) -> dict[str, Any]:
    """Write workbooks one after the other, each in its own transaction; safe to run twice."""
    access, done, refused = actor(), 0, 0
    for number, (sheet_id, sha256) in enumerate(sheets, start=1):
        report(95 * (number - 1) // len(sheets), gettext_noop("Đang ghi vào phiếu đánh giá"))
        try:
            taken = sheets_in.commit(
                access=access, sheet_id=sheet_id, sha256=sha256, take=take, today=timezone.localdate()
            )
        except DomainError:
            refused += 1
            continue
        done += taken.cells
        refused += taken.refused
    return {
        "url": reverse("evaluation-sheets", args=[campaign_id]), "url_label": gettext_noop("Xem các tệp"),
        "cells": done, "refused": refused,
    }  # fmt: skip


def takeable(access: AccessContext, campaign: Campaign) -> list[Sheet]:
    """Give the workbooks that came back and in which no cell was changed on both sides."""
    return [each for each in sheets(access, campaign).filter(state=Sheet.State.RETURNED) if is_takeable(each)]


def is_takeable(sheet: Sheet) -> bool:
    """Tell whether a workbook came back with something to write and nothing to choose."""
    returned = sheet.state == Sheet.State.RETURNED
    return returned and bool(sheet.counts.get("write")) and not sheet.counts.get("conflict")


def _sweep() -> None:
    """Remove the files that were read a day ago or more."""
    oldest = timezone.now().timestamp() - 86_400
    for path in _path("").parent.glob("*.sheet"):
        if path.stat().st_mtime < oldest:
            remove_sealed(path)


def _path(place: str) -> Path:
    return Path(settings.CANBO_DATA_DIR) / "uploads" / f"{place}.sheet"
