"""Reading jobs."""

from __future__ import annotations

import uuid

from canbo.core.access import AccessContext
from canbo.core.errors import NotFound
from canbo.jobs.models import Job


def own_job(access: AccessContext, job_id: uuid.UUID) -> Job:
    """Give the viewer's own job; NotFound for anybody else's."""
    job = Job.objects.filter(pk=job_id, owner_id=access.user_id or 0).first()
    if job is None:
        raise NotFound("job_not_found", "Không có việc này, hoặc việc này do người khác yêu cầu.")
    return job


def recent_jobs(access: AccessContext, limit: int = 20) -> list[Job]:
    """Give the viewer's latest jobs, newest first."""
    return list(Job.objects.filter(owner_id=access.user_id or 0).order_by("-created_at")[:limit])
