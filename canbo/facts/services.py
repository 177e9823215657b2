"""Making and throwing away pictures. They are a cache: nothing is lost with them, so nothing here is audited."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from canbo.core.access import AccessContext, Permission
from canbo.facts import pictures
from canbo.jobs.models import Job
from canbo.jobs.services import Report, job_kind, start


def rebuild(as_of: date) -> int:
    """Build the picture of the day anew from the files; give the number of people."""
    pictures.forget_day(as_of)
    return pictures.current(as_of).frame.height


def drop_all() -> None:
    """Throw away the pictures of every day; the next reader of a day builds it again."""
    pictures.forget()


def prepare(*, access: AccessContext, as_of: date) -> Job:
    """Start building the picture of the day in the background, for pages that would otherwise wait."""
    if not access.can(Permission.VIEW_REPORTS):
        access.require(Permission.VIEW_FILES)
    return start(
        access=access, kind="facts.prepare", title=f"Chuẩn bị số liệu ngày {as_of:%d/%m/%Y}",
        arguments={"as_of": as_of.isoformat()},
    )  # fmt: skip


@job_kind("facts.prepare")
def _prepare(job_id: uuid.UUID, report: Report, *, as_of: str) -> dict[str, Any]:
    report(5, "Đang đọc các hồ sơ")
    people = pictures.current(date.fromisoformat(as_of)).frame.height
    return {"people": people}
