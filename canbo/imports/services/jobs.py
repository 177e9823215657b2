"""The long steps of an import as background work: reading a large file, the preview, the commit."""

from __future__ import annotations

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from canbo.access.selectors import context_for
from canbo.accounts.models import User
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.imports.models import ImportBatch
from canbo.imports.selectors import batch_of
from canbo.imports.services import batches
from canbo.jobs.models import Job
from canbo.jobs.services import Report, job_kind, start

#: Files up to this many bytes are read and previewed within the request: well under a second.
SMALL_FILE = 700_000

_TITLES = {
    "imports.read": "Đọc tệp «{name}»",
    "imports.preview": "Xem trước «{name}»",
    "imports.commit": "Ghi «{name}» vào hồ sơ",
}


def begin(*, access: AccessContext, batch: ImportBatch, kind: str) -> Job:
    """Start a long step of an import and remember it on the batch."""
    job = start(
        access=access, kind=kind, title=_TITLES[kind].format(name=batch.file_name)[:200],
        arguments={"batch_id": batch.pk, "user_id": access.user_id},
    )  # fmt: skip
    ImportBatch.objects.filter(pk=batch.pk).update(job_id=job.pk)
    batch.job_id = job.pk
    return job


def _actor(user_id: int) -> AccessContext:
    """What the user who asked may do on the day the work runs."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise DomainError("user_gone", "Tài khoản yêu cầu việc này không còn hoạt động.")
    return context_for(user, timezone.localdate())


@job_kind("imports.read")
def read_file(job_id: uuid.UUID, report: Report, *, batch_id: int, user_id: int) -> dict[str, Any]:
    """Read what an uploaded file holds."""
    access = _actor(user_id)
    batches.read_outline(access=access, batch=batch_of(access, batch_id), report=report)
    return {"url": reverse("import-columns", args=[batch_id]), "url_label": gettext_noop("Xác nhận các cột")}


@job_kind("imports.preview")
def preview(job_id: uuid.UUID, report: Report, *, batch_id: int, user_id: int) -> dict[str, Any]:
    """Find out what an import would do."""
    access = _actor(user_id)
    batch = batches.preview(access=access, batch=batch_of(access, batch_id), today=timezone.localdate(), report=report)
    return {
        "url": reverse("import-preview", args=[batch.pk]),
        "url_label": gettext_noop("Xem trước"),
        "counts": batch.counts,
    }


@job_kind("imports.commit")
def commit(job_id: uuid.UUID, report: Report, *, batch_id: int, user_id: int) -> dict[str, Any]:
    """Write an import into the files."""
    access = _actor(user_id)
    counts = batches.commit(access=access, batch_id=batch_id, today=timezone.localdate(), report=report)
    return {
        "url": reverse("import-report", args=[batch_id]),
        "url_label": gettext_noop("Xem kết quả"),
        "counts": counts,
    }
