"""Long official lists, made in the background and kept sealed until they are fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override

from canbo.audit import services as audit
from canbo.common.sealed_files import read_sealed, remove_sealed, write_sealed
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.evaluation.list_files import as_excel
from canbo.evaluation.models import Campaign
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.official_lists import LISTS, official_list
from canbo.jobs.models import Job
from canbo.jobs.services import Report, actor, job_kind, start


def start_list(*, access: AccessContext, campaign: Campaign, name: str, unit_id: int | None, track: str) -> Job:
    """Start making a list as a workbook. Errors: job_without_owner."""
    form = LISTS[name][1]
    with transaction.atomic():
        audit.record(
            access=access, action="evaluation.list_started", object_type="campaign", object_id=campaign.pk,
            object_label=f"{form}: {campaign.title}", unit_path=campaign.unit.path, changes={"unit": [None, unit_id]},
        )  # fmt: skip
        return start(
            access=access, kind="evaluation.list", title=gettext("Lập %(form)s") % {"form": form},
            arguments={"campaign_id": campaign.pk, "name": name, "unit_id": unit_id, "track": track},
        )  # fmt: skip


@job_kind("evaluation.list")
def make_list(
    job_id: UUID, report: Report, *, campaign_id: int, name: str, unit_id: int | None, track: str
) -> dict[str, Any]:
    """Make a list as a workbook; safe to run twice. Errors: those of `official_list`."""
    access = actor()
    campaign = campaign_of(access, campaign_id)
    report(5, gettext_noop("Đang đọc phiếu"))
    with override("vi"):
        filled = official_list(
            access, campaign, name, today=timezone.localdate(), unit_id=unit_id,
            track="party" if track == "party" else "state" if track == "state" else None,
            told=lambda done, whole: report(5 + 65 * done // max(whole, 1), gettext_noop("Đang lập danh sách")),
        )  # fmt: skip
        report(75, gettext_noop("Đang ghi tệp Excel"))
        content = as_excel(filled)
    _sweep()
    write_sealed(_path(job_id), content)
    return {
        "url": reverse("campaign-list-made", args=[campaign_id, job_id]), "url_label": gettext_noop("Lấy tệp"),
        "name": filled.file_name, "form": filled.form, "people": list(filled.people),
    }  # fmt: skip


def made_list(job_id: UUID) -> bytes:
    """Give a list that a job made. Errors: file_gone once it was swept away."""
    path = _path(job_id)
    if not path.is_file():
        raise DomainError("file_gone", "Danh sách này đã hết hạn giữ. Hãy lập lại.")
    return read_sealed(path)


def _path(job_id: UUID) -> Path:
    return Path(settings.CANBO_DATA_DIR) / "uploads" / f"{job_id.hex}.list"


def _sweep() -> None:
    """Remove the lists that nobody fetched in time."""
    oldest = timezone.now().timestamp() - settings.CANBO_EXPORT_KEEP_DAYS * 86_400
    for path in _path(UUID(int=0)).parent.glob("*.list"):
        if path.stat().st_mtime < oldest:
            remove_sealed(path)
