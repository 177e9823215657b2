"""The decision: the final level, by what it was decided, the record in the file with its papers; a batch or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError
from canbo.core.text import clean
from canbo.decisions.models import Decision
from canbo.enactments.selectors import decision_of
from canbo.evaluation.models import Appeal, Rating
from canbo.evaluation.selectors.standing import subject_name
from canbo.evaluation.services.concluding import chosen, named
from canbo.evaluation.services.progress import recount, staged
from canbo.evaluation.services.records import attach_papers, deciding_on, write_into_files
from canbo.jobs.models import Job
from canbo.jobs.services import Report, actor, job_kind, start

#: From how many on it is done in the background.
IN_BACKGROUND = 30
_WRITTEN = ("final_level", "decided_on", "decision", "decided_by", "record_id", "stage", "version")


@dataclass(frozen=True, slots=True)
class Deciding:
    """By what it is decided: a decision of the register, or the minutes; `early`: why within the time for appeals."""

    on: date
    decision_id: int | None = None
    minutes: str = ""
    early: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was done: ratings decided, records written into files, papers attached."""

    ratings: int
    records: int
    papers: int


def decide(
    *, access: AccessContext, rating_ids: Sequence[int], given: Deciding, report: Report | None = None
) -> Decided:  # fmt: skip
    """Decide ratings of one campaign and write what belongs into the files: all of them, or none.

    The right to conclude is enough: the decision is the authority by which the files are written.

    Errors: nobody_chosen, too_many_chosen, campaigns_mixed, ground_of_decision_missing, not_told_to_decide,
    appeal_open, appeal_time_runs (until when), already_decided, decided_before_told, relative_among and those of the
    files (own_file, section_forbidden …); NotFound, Forbidden.
    """
    decision = decision_of(access, given.decision_id) if given.decision_id is not None else None
    if decision is None and not given.minutes.strip():
        raise DomainError(
            "ground_of_decision_missing",
            "Hãy chọn quyết định trong sổ, hoặc ghi số và ngày của biên bản, thông báo kết luận.",
        )
    now = timezone.now()
    with transaction.atomic():
        rows = chosen(access, rating_ids)
        open_ones = set(
            Appeal.objects.filter(rating__in=rows, kind=Appeal.Kind.APPEAL, answered_on__isnull=True)
            .values_list("rating_id", flat=True)
        )  # fmt: skip
        for rating in rows:
            with named(rating):
                _check(rating, given, has_appeal=rating.pk in open_ones)
            _set(rating, given, decision)
        with deciding_on(access, rows) as acting:
            records = write_into_files(access=acting, rows=rows, at=now)
            for rating in rows:
                staged(rating).save(update_fields=list(_WRITTEN))
            papers = 0
            for number, rating in enumerate(rows):
                if report is not None:
                    report(100 * number // len(rows), subject_name(rating))
                if rating.record_id is not None:
                    with named(rating):
                        papers += attach_papers(acting, rating)
        recount(rows[0].campaign_id, {each.unit_id for each in rows})
        audit.record_many(
            access=access, action="evaluation.decided", object_type="rating",
            objects=[(each.pk, subject_name(each), each.unit.path) for each in rows], at=now, reason=clean(given.early),
        )  # fmt: skip
    return Decided(len(rows), records, papers)


def _check(rating: Rating, given: Deciding, *, has_appeal: bool) -> None:
    if rating.decided_on is not None:
        raise DomainError("already_decided", "Đã có quyết định ngày {day}.", day=f"{rating.decided_on:%d/%m/%Y}")
    if rating.told_on is None or not rating.concluded_level:
        raise DomainError("not_told_to_decide", "Chưa thông báo kết luận cho người được đánh giá.")
    if has_appeal:
        raise DomainError("appeal_open", "Còn kiến nghị chưa trả lời. Hãy trả lời trước khi quyết định.")
    if given.on < rating.told_on:
        raise DomainError("decided_before_told", "Ngày quyết định không thể trước ngày thông báo.")
    if rating.appeal_until is not None and given.on <= rating.appeal_until and not given.early.strip():
        raise DomainError(
            "appeal_time_runs",
            "Còn trong hạn gửi kiến nghị (đến hết {until}). Hãy quyết định sau ngày ấy, hoặc ghi lý do quyết định sớm.",
            until=f"{rating.appeal_until:%d/%m/%Y}",
        )


def _set(rating: Rating, given: Deciding, decision: Decision | None) -> None:
    rating.final_level, rating.decided_on = rating.concluded_level, given.on
    rating.decision, rating.decided_by = decision, clean(given.minutes)[:250]


def start_deciding(*, access: AccessContext, title: str, rating_ids: Sequence[int], given: Deciding) -> Job:
    """Decide many ratings in the background."""
    return start(
        access=access, kind="evaluation-decide", title=title,
        arguments={
            "rating_ids": list(rating_ids), "on": given.on.isoformat(), "decision_id": given.decision_id,
            "minutes": given.minutes, "early": given.early,
        },
    )  # fmt: skip


@job_kind("evaluation-decide")
def run_deciding(
    job_id: UUID, report: Report, *, rating_ids: Sequence[int], on: str, decision_id: int | None, minutes: str,
    early: str,
) -> dict[str, Any]:  # fmt: skip
    """Decide as the account that asked; a second run after the first was carried through changes nothing."""
    given = Deciding(date.fromisoformat(on), decision_id, minutes, early)
    done_before = Rating.objects.filter(pk__in=rating_ids, decided_on=given.on, decided_by=clean(minutes)[:250])
    if done_before.count() == len(set(rating_ids)):
        return {"ratings": len(set(rating_ids)), "records": 0, "papers": 0}
    done = decide(access=actor(), rating_ids=rating_ids, given=given, report=report)
    return {"ratings": done.ratings, "records": done.records, "papers": done.papers}
