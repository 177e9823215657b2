"""What the pages of the guide share: the steps, the batch, the running job."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from canbo.access.middleware import Request
from canbo.common.pages import GuideStep, Progress, guide_steps
from canbo.core.errors import DomainError
from canbo.imports.models import ImportBatch
from canbo.imports.selectors import batch_of
from canbo.jobs.models import Job
from canbo.jobs.selectors import own_job

UPLOAD, COLUMNS, PREVIEW, COMMIT, REPORT = range(5)


def typed(request: HttpRequest) -> Request:
    """The request as the middleware leaves it."""
    return cast(Request, request)


def steps(batch: ImportBatch | None, current: int) -> list[GuideStep]:
    """The five steps; while the batch is open, those passed can be gone back to."""
    back = batch is not None and batch.is_open
    names = ("import-columns", "import-preview", "import-commit")
    urls = [reverse(name, args=[batch.pk]) if back and batch is not None else "" for name in names]
    labels = (_("Chọn tệp"), _("Xác nhận cột"), _("Xem trước"), _("Ghi vào hồ sơ"), _("Kết quả"))
    return guide_steps(list(zip(labels, ["", *urls, ""], strict=True)), current)


def page(batch: ImportBatch | None, current: int, **context: Any) -> dict[str, Any]:
    """The context of a step."""
    return {"batch": batch, "steps": steps(batch, current), **context}


def open_batch(request: HttpRequest, batch_id: int) -> ImportBatch:
    """The batch of the page; NotFound out of scope."""
    return batch_of(typed(request).access, batch_id)


def running_job(request: HttpRequest, batch: ImportBatch, kind: str) -> Job | None:
    """The job of this kind that works on the batch, or ended without result; None where there is nothing to show."""
    if batch.job_id is None:
        return None
    try:
        job = own_job(typed(request).access, batch.job_id)
    except DomainError:
        return None
    return job if job.kind == kind and job.state != Job.State.DONE else None


def progress_of(job: Job, result_url: str) -> Progress:
    """What the progress card shows of a job."""
    return Progress(
        url=reverse("job-progress", args=[job.pk]), title=job.title, message=job.message or job.get_state_display(),
        percent=job.percent if job.state == Job.State.RUNNING else None, is_over=job.is_over,
        is_cancelling=job.cancel_asked, cancel_url=reverse("job-cancel", args=[job.pk]),
        result_url=result_url if job.state == Job.State.DONE else "",
    )  # fmt: skip
