"""Pages of long work: the viewer's jobs, the progress of one, asking it to stop."""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from canbo.common.pages import Progress
from canbo.core.access import AccessContext
from canbo.jobs import selectors, services
from canbo.jobs.models import Job


def progress_of(job: Job) -> Progress:
    """Give what the progress card shows of a job."""
    result = job.result if isinstance(job.result, dict) else {}
    url = str(result.get("url", ""))
    done = job.state == Job.State.DONE
    return Progress(
        url=reverse("job-progress", args=[job.pk]),
        title=job.title,
        message=_(job.message) if job.message and not done else job.get_state_display(),
        percent=job.percent if job.state == Job.State.RUNNING else None,
        is_over=job.is_over,
        is_cancelling=job.cancel_asked,
        cancel_url=reverse("job-cancel", args=[job.pk]),
        result_url=url if done and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "",
        result_label=_(str(result.get("url_label") or "Xem kết quả")),
    )


def _access(request: HttpRequest) -> AccessContext:
    access: AccessContext = request.access  # type: ignore[attr-defined]
    return access


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The viewer's latest jobs."""
    return render(request, "jobs/jobs.html", {"jobs": selectors.recent_jobs(_access(request), limit=50)})


@require_GET
def job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """One job with its progress."""
    found = selectors.own_job(_access(request), job_id)
    return render(request, "jobs/job.html", {"job": found, "progress": progress_of(found)})


@require_GET
def job_progress(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The progress card alone, for pages that ask again and again; when it is over, the job's own page is read anew."""
    found = selectors.own_job(_access(request), job_id)
    answer = render(request, "common/progress.html", {"progress": progress_of(found)})
    if found.is_over and urlsplit(request.headers.get("HX-Current-URL", "")).path == reverse("job", args=[found.pk]):
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
def job_cancel(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """Ask the job to stop."""
    found = selectors.own_job(_access(request), job_id)
    services.ask_cancel(access=_access(request), job=found)
    if request.headers.get("HX-Request"):
        found.refresh_from_db()
        return render(request, "common/progress.html", {"progress": progress_of(found)})
    return redirect("job", job_id=found.pk)
