"""Starting, running, reporting and cancelling long work.

A kind of work is a function `(job_id, report, **arguments) -> result`, registered under a name. It reports progress
through `report(percent, message)`, which raises Cancelled when the owner asked to stop. The work must be safe to run
twice: the queue hands a job to another worker when the first one died.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from contextvars import ContextVar
from typing import Any, Protocol

import structlog
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext_noop

from canbo.common.bulk import write_alias
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.jobs.models import Job

log = structlog.get_logger(__name__)


class Cancelled(Exception):  # noqa: N818 -- an outcome, no error
    """The owner asked to stop; everything done so far must be rolled back."""


class Report(Protocol):
    """How work tells its progress: percent 0 to 100 and a short sentence."""

    def __call__(self, percent: int, message: str) -> None:
        """Tell, or raise Cancelled."""


Work = Callable[..., dict[str, Any]]
_KINDS: dict[str, Work] = {}

type Acting = Callable[[int], AbstractContextManager[AccessContext]]

_acting: list[Acting] = []


def register_acting(acting: Acting) -> None:
    """Say how a worker acts for the account that asked: access, on a floor above; a second call replaces the first."""
    _acting[:] = [acting]


_actor: ContextVar[AccessContext | None] = ContextVar("job_actor", default=None)


def actor() -> AccessContext:
    """Give the access, as of today, of the account that asked for the job that is running."""
    acting = _actor.get()
    if acting is None:
        raise RuntimeError("no job is running")
    return acting


def job_kind(name: str) -> Callable[[Work], Work]:
    """Register a function as a kind of long work."""

    def register(work: Work) -> Work:
        _KINDS[name] = work
        return work

    return register


def start(*, access: AccessContext, kind: str, title: str, arguments: dict[str, Any]) -> Job:
    """Create the job and put it in the queue, both or neither; `arguments` is plain JSON."""
    if access.user_id is None:
        raise DomainError("job_without_owner", "Việc chạy nền phải có người yêu cầu.")
    with transaction.atomic(using=write_alias(Job)):
        job = Job.objects.create(
            kind=kind, title=title, owner_id=access.user_id, owner_name=access.user_name,
            arguments=arguments, created_at=timezone.now(),
        )  # fmt: skip
        run_job.enqueue(str(job.pk))
    return job


def ask_cancel(*, access: AccessContext, job: Job) -> None:
    """Ask the work to stop at its next report; a job that has not begun ends at once."""
    Job.objects.filter(pk=job.pk, owner_id=access.user_id or 0).update(cancel_asked=True)
    Job.objects.filter(pk=job.pk, owner_id=access.user_id or 0, state=Job.State.WAITING).update(
        state=Job.State.CANCELLED, finished_at=timezone.now()
    )


def _reporter(job_id: uuid.UUID) -> Report:
    last = [-1, ""]

    def report(percent: int, message: str) -> None:
        if [percent, message] == last:
            return
        last[:] = [percent, message]
        Job.objects.filter(pk=job_id).update(percent=max(0, min(percent, 100)), message=message[:300])
        if Job.objects.filter(pk=job_id, cancel_asked=True).exists():
            raise Cancelled

    return report


def perform(job: Job) -> None:
    """Run the job to its end and write down how it ended; what it refuses is told in its own words."""
    work = _KINDS[job.kind]
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, started_at=timezone.now(), percent=0)
    outcome: dict[str, Any]
    try:
        with ExitStack() as stack:
            for acting in _acting:
                token = _actor.set(stack.enter_context(acting(job.owner_id)))
                stack.callback(_actor.reset, token)
            result = work(job.pk, _reporter(job.pk), **job.arguments)
        outcome = {"state": Job.State.DONE, "result": result, "percent": 100}
    except Cancelled:
        outcome = {"state": Job.State.CANCELLED, "message": gettext_noop("Đã huỷ theo yêu cầu; không có gì được ghi.")}
    except DomainError as refusal:
        outcome = {
            "state": Job.State.REFUSED, "message": refusal.message[:300],
            "result": {"code": refusal.code, "message": refusal.message},
        }  # fmt: skip
    except Exception:
        log.exception("job_failed", job=str(job.pk), kind=job.kind)
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.FAILED, finished_at=timezone.now(),
            message=gettext_noop("Chương trình gặp lỗi; không có gì được ghi. Hãy báo người quản trị kèm mã việc này."),
        )  # fmt: skip
        raise
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **outcome)


@task
def run_job(job_id: str) -> None:
    """Run one job from the queue; a job that is over or was cancelled is left alone."""
    job = Job.objects.get(pk=uuid.UUID(job_id))
    if not job.is_over:
        perform(job)
