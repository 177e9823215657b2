"""Holding the mirror up to a campaign, in the background; what was found is kept until it is held up again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from canbo.audit import services as audit
from canbo.core.access import AccessContext
from canbo.core.errors import Forbidden
from canbo.evaluation.domain.leniency import Index
from canbo.evaluation.domain.mirror import Mirror, mirror
from canbo.evaluation.domain.mirror_counts import Counts, added, counts_earlier, counts_of
from canbo.evaluation.domain.rating import Rating as Row
from canbo.evaluation.mirror_files import wordings
from canbo.evaluation.models import Campaign
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.mirroring import Kept, Read, digest_of, file_years, keep, mirror_rows, seen_by
from canbo.jobs.models import Job
from canbo.jobs.services import Report, actor, job_kind, start


def start_mirror(*, access: AccessContext, campaign_id: int) -> Job:
    """Hold the mirror up in the background. Errors: NotFound campaign_unknown; Forbidden for who runs nothing of it."""
    campaign = campaign_of(access, campaign_id)
    if not seen_by(access, campaign).units:
        raise Forbidden(
            "may_not_mirror", "Chỉ người tổ chức đánh giá và cấp kết luận của đợt này lập được số liệu của gương."
        )
    with transaction.atomic():
        job = start(
            access=access, kind="evaluation.mirror",
            title=gettext("Lập gương: %(title)s") % {"title": campaign.title}, arguments={"campaign_id": campaign.pk},
        )  # fmt: skip
        audit.record(
            access=access, action="evaluation.mirror_made", object_type="evaluation_campaign", object_id=campaign.pk,
            object_label=campaign.title, unit_path=campaign.unit.path,
        )  # fmt: skip
    return job


@job_kind("evaluation.mirror")
def hold_up(job_id: UUID, report: Report, *, campaign_id: int) -> dict[str, Any]:
    """Compute the mirror of a campaign and keep it; safe to run twice."""
    campaign = campaign_of(actor(), campaign_id)
    made = make_mirror(campaign, report)
    return {
        "url": f"/danh-gia/dot/{campaign_id}/guong/", "url_label": gettext_noop("Xem gương"), "ratings": made["n"],
    }  # fmt: skip


def _quiet(percent: int, message: str) -> None:
    """Tell nobody."""


def make_mirror(campaign: Campaign, report: Report = _quiet) -> dict[str, Any]:
    """Compute the mirror of a campaign, keep it and give it in plain data; no rating is changed.

    {"n", "levels": {"decided", "open"}, "units"/"raters": {number: {"n", "index", "low", "high", "flag"}}, "of_raters":
    {rater: [unit]}, "counts"/"files": {unit: counts}, "comments": {unit: [those there are, copied, generic, empty]},
    "copied": [[rating, earlier rating, ratio, unit]], "generic": [[rating, unit, what is missing]]}
    """
    report(5, gettext_noop("Đang đọc các phiếu"))
    digest, read = digest_of(campaign), mirror_rows(campaign)
    report(25, gettext_noop("Đang so mức xếp loại và lời nhận xét"))
    again = _again(read)
    shown = mirror([replace(row, comment="") if row.row in again else row for row in read.rows], wordings(), read.given)
    report(85, gettext_noop("Đang đếm theo đơn vị"))
    told = {
        "n": len(read.rows) - read.own,
        "units": _indices(shown.units),
        "raters": _indices(shown.raters),
        "of_raters": _of_raters(read),
        "counts": _counts(read),
        "files": _from_files(campaign, read),
        **_comments(shown, read, again),
    }
    keep(campaign.pk, Kept(digest, timezone.now().isoformat(), told))
    return told


def _indices(found: tuple[Index, ...]) -> dict[str, Any]:
    return {
        each.name: {"n": each.n, "index": each.index, "low": each.low, "high": each.high, "flag": each.flag}
        for each in found
    }


def _of_raters(read: Read) -> dict[str, list[int]]:
    units: dict[str, set[int]] = defaultdict(set)
    for row in read.rows[read.own :]:
        if row.rater:
            units[row.rater].add(int(row.unit))
    return {rater: sorted(found) for rater, found in units.items()}


def _counts(read: Read) -> dict[str, Counts]:
    counts: dict[str, Counts] = {}
    for row, votes in zip(read.rows, read.votes, strict=True):
        one = counts_earlier(row) if row.row < read.own else counts_of(row, votes)
        counts[row.unit] = added(counts.get(row.unit, {}), one)
    return counts


def _from_files(campaign: Campaign, read: Read) -> dict[str, Counts]:
    """Ratings of earlier years that only the files know, none of them twice."""
    known = {(row.person, row.year) for row in read.rows[: read.own]}
    counts: dict[str, Counts] = {}
    for person, unit, year, leads, level in file_years(campaign):
        if (str(person), year) not in known:
            known.add((str(person), year))
            row = Row(0, year, str(unit), "", str(person), leads, None, None, level, None, "")
            counts[row.unit] = added(counts.get(row.unit, {}), counts_earlier(row))
    return counts


def _again(read: Read) -> set[int]:
    """Give the rows of a person rated under a second scheme whose comment is that of the first: none of them copies."""
    seen: set[tuple[str, int | None, str]] = set()
    found = set()
    for row in read.rows:
        key = (row.person, row.year, row.comment)
        if row.comment and key in seen:
            found.add(row.row)
        seen.add(key)
    return found


def _comments(shown: Mirror, read: Read, again: Collection[int]) -> dict[str, Any]:
    """Count comments by unit, those of the campaign alone; whoever was not assessed yet lacks no comment."""
    copied = [each for each in shown.copied if each.row >= read.own]
    empty = {row.row for row in read.rows[read.own :] if not row.comment}
    generic = [
        each for each in shown.generic if each.row >= read.own and each.row not in empty and each.row not in again
    ]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in read.rows[read.own :]:
        assessed = read.given[row.row].final is not None
        counts[row.unit][0] += row.row not in empty and row.row not in again
        counts[row.unit][3] += row.row in empty and assessed
    for place, rows in ((1, copied), (2, generic)):
        for each in rows:
            counts[read.rows[each.row].unit][place] += 1
    return {
        "comments": dict(counts),
        "copied": [
            [read.numbers[each.row], read.numbers[each.of_row], round(each.ratio, 3), int(read.rows[each.row].unit)]
            for each in copied
        ],
        "generic": [[read.numbers[each.row], int(read.rows[each.row].unit), list(each.missing)] for each in generic],
    }
