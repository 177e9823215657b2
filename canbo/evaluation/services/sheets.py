"""Workbooks that go out to units: prepared, made again as the pages stand, many of them as one archive by a job."""

from __future__ import annotations

import secrets
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from canbo.audit import services as audit
from canbo.common.sealed_files import read_sealed, remove_sealed, write_sealed
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.evaluation.file_names import file_name as named
from canbo.evaluation.models import Campaign, Sheet
from canbo.evaluation.permissions import require_run
from canbo.evaluation.selectors import sheets as selectors
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.services.locking import require_open
from canbo.evaluation.sheet_book import write_sheet_book
from canbo.jobs.models import Job
from canbo.jobs.services import Report, actor, job_kind, start
from canbo.organizations.models import Unit

#: How many units may be sent at once.
MOST: Final = 500


def prepare(
    *, access: AccessContext, campaign_id: int, unit_ids: Iterable[int], whole: bool, today: date
) -> list[Sheet]:
    """Prepare one workbook for each of these units; `whole`: with the people of the units under it.

    A unit that has one already gets the next, which is how a workbook is sent again.
    Errors: nobody_chosen, too_many_units, sheet_empty (nobody rated there); campaign_not_open; Forbidden.
    """
    keys = list(dict.fromkeys(unit_ids))
    if not keys:
        raise DomainError("nobody_chosen", "Hãy chọn ít nhất một đơn vị.")
    if len(keys) > MOST:
        raise DomainError("too_many_units", "Mỗi lần gửi nhiều nhất {most} đơn vị. Hãy chọn ít hơn.", most=MOST)
    with transaction.atomic():
        campaign = campaign_of(access, campaign_id)
        require_open(campaign)
        units = list(Unit.objects.filter(pk__in=keys).order_by("path"))
        for unit in units:
            require_run(access, unit)
        last = dict(
            Sheet.objects.filter(campaign=campaign, unit__in=units)
            .order_by()
            .values_list("unit")
            .annotate(Max("number"))
        )
        made = []
        for unit in units:
            sheet = Sheet(
                campaign=campaign, unit=unit, number=last.get(unit.pk, 0) + 1, name=secrets.token_hex(16), whole=whole,
                sent_on=today, sent_by_name=access.user_name[:200],
            )  # fmt: skip
            sheet.people = len(selectors.ratings_of(access, sheet))
            if not sheet.people:
                raise DomainError(
                    "sheet_empty", "«{unit}» không có phiếu đánh giá nào để gửi trong đợt này.", unit=unit.name
                )
            sheet.save(force_insert=True)
            made.append(sheet)
        audit.record(
            access=access, action="evaluation.sheet_sent", object_type="campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=campaign.unit.path,
            changes={
                "units": [None, [each.unit_id for each in made[:200]]], "sheets": [None, len(made)],
                "people": [None, sum(each.people for each in made)],
            },
        )  # fmt: skip
    return made


def content_of(access: AccessContext, sheet: Sheet) -> bytes:
    """Give a workbook as the pages stand now. Errors: Forbidden."""
    book = selectors.book_of(access, sheet)
    return write_sheet_book(book.head, book.tables, book.lines)


def file_name(sheet: Sheet) -> str:
    """Give the name of a workbook as the guides fix it: form, short name of the unit, period; ASCII, no ending."""
    again = f"_lan {sheet.number}" if sheet.number > 1 else ""
    return f"{named('Mau 02', sheet.campaign, sheet.unit)}{again}"


def start_packing(*, access: AccessContext, campaign: Campaign, sheets: Sequence[Sheet]) -> Job:
    """Start making many workbooks as one archive."""
    return start(
        access=access, kind="evaluation.sheets", title=gettext("Lập tệp gửi %(count)s đơn vị") % {"count": len(sheets)},
        arguments={"campaign_id": campaign.pk, "sheet_ids": [each.pk for each in sheets]},
    )  # fmt: skip


@job_kind("evaluation.sheets")
def pack(job_id: UUID, report: Report, *, campaign_id: int, sheet_ids: list[int]) -> dict[str, Any]:
    """Make the workbooks and put them into one archive, sealed until it is fetched; safe to run twice."""
    access = actor()
    campaign = campaign_of(access, campaign_id)
    rows = list(selectors.sheets(access, campaign).filter(pk__in=sheet_ids))
    out, used = BytesIO(), Counter[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        for number, sheet in enumerate(rows, start=1):
            name = file_name(sheet)
            used[name] += 1
            name += f" ({used[name]})" if used[name] > 1 else ""
            files.writestr(f"{name}.xlsx", content_of(access, sheet))
            report(95 * number // len(rows), gettext_noop("Đang lập tệp"))
    _sweep()
    write_sealed(_path(job_id), out.getvalue())
    return {
        "url": reverse("evaluation-sheets-packed", args=[campaign_id, job_id]), "url_label": gettext_noop("Lấy tệp"),
        "sheets": [each.pk for each in rows],
    }  # fmt: skip


def packed(job_id: UUID) -> bytes:
    """Give an archive that a job made. Errors: file_gone once it was swept away."""
    path = _path(job_id)
    if not path.is_file():
        raise DomainError("file_gone", "Gói tệp này đã hết hạn giữ. Hãy lập lại gói tệp.")
    return read_sealed(path)


def _path(job_id: UUID) -> Path:
    return Path(settings.CANBO_DATA_DIR) / "uploads" / f"{job_id.hex}.zip"


def _sweep() -> None:
    """Remove the archives that nobody fetched in time."""
    oldest = timezone.now().timestamp() - settings.CANBO_EXPORT_KEEP_DAYS * 86_400
    for path in _path(UUID(int=0)).parent.glob("*.zip"):
        if path.stat().st_mtime < oldest:
            remove_sealed(path)
