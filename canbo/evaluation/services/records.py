"""What a decided rating leaves in the file: the dated record and its papers; corrected or withdrawn with the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from canbo.common.rows import viewing
from canbo.common.scans import scan_content
from canbo.common.uploads import WORD
from canbo.core.access import AccessContext, Grant, Permission
from canbo.core.text import clean
from canbo.documents.paper_selectors import papers_by_key, papers_of
from canbo.documents.services.making import make_paper, remake
from canbo.evaluation.domain.file_levels import to_file
from canbo.evaluation.domain.tracks import track_of
from canbo.evaluation.models import Campaign, Rating, RatingPaper
from canbo.evaluation.models.campaigns import PeriodKind, Purpose
from canbo.evaluation.papers import ANSWER, form_draft
from canbo.evaluation.permissions import require_conclude
from canbo.evaluation.selectors.standing import scale_word
from canbo.evaluation.services.opinions import SCAN_FOLDER
from canbo.evaluation.services.outside_records import write_remarks
from canbo.personnel.models import Attachment, Evaluation, Person, Source
from canbo.personnel.services import attach_document, correct_record, withdraw_record
from canbo.personnel.services.bulk import writing

_FIELDS = ("year", "quarter", "track", "rating", "score", "decision", "note")
#: What the one who concludes may do with the files of those rated, while what was decided is written into them.
_DEED = frozenset({Permission.VIEW_FILES, Permission.EDIT_FILES})


@contextmanager
def deciding_on(access: AccessContext, rows: Sequence[Rating]) -> Iterator[AccessContext]:
    """Give the access with which the viewer writes what was decided of these ratings into the files of their people.

    Deciding a rating is what makes the record true, so it needs the right to conclude and no right to edit files: for
    the block, the very grant that lets the viewer conclude reaches the files of those rated, on both walls. Nobody
    writes into their own file all the same. Errors: Forbidden for a rating that the viewer does not conclude.
    """
    grants: dict[Grant, None] = {}
    prefetch_related_objects(list(rows), "person__unit")
    for rating in rows:
        require_conclude(access, rating)
        held = next(
            each for each in access.grants
            if Permission.CONCLUDE_EVALUATIONS in each.permissions and rating.unit.path.startswith(each.path)
        )  # fmt: skip
        if rating.person is not None:
            place = {"path": rating.person.unit.path, "tier": rating.person.managed_tier}
            grants[replace(held, permissions=_DEED, **place)] = None
    acting = replace(access, grants=(*access.grants, *grants))
    with viewing(acting):
        yield acting


def goes_into_file(campaign: Campaign) -> bool:
    """Tell whether ratings of a campaign end in the files: those of a year or a quarter, of the period itself."""
    return campaign.purpose == Purpose.PERIOD and campaign.kind in {PeriodKind.YEAR, PeriodKind.QUARTER}


def write_into_files(*, access: AccessContext, rows: Sequence[Rating], at: datetime) -> int:
    """Write the records of decided ratings of one campaign and set `record_id` on each; give how many were written.

    A rating outside the year ends in a dated remark, which has no `record_id` here.

    A record that the file has of the same year, quarter and track gives way to this one. Errors: those of the files.
    """
    held = [each for each in rows if each.person_id is not None]
    if held and held[0].campaign.purpose != Purpose.PERIOD:
        return write_remarks(access, held)
    if not held or not goes_into_file(held[0].campaign):
        return 0
    campaign = held[0].campaign
    older = _older(campaign, held)
    fresh = [each for each in held if _slot(each) not in older]
    if fresh:
        source = Source.objects.create(
            kind=Source.Kind.CASE, description=_("Đánh giá, xếp loại: {title}").format(title=campaign.title)[:300],
            user_id=access.user_id, user_name=access.user_name, at=at,
        )  # fmt: skip
        values = [_values(each) for each in fresh]
        with writing(access=access, source=source, recorded_at=at, reason=campaign.title) as writer:
            ids = writer.add_records(
                Evaluation, _FIELDS,
                [
                    (each.person_id, *(told[name] for name in _FIELDS[:-2]), each.decision_id, told["note"])
                    for each, told in zip(fresh, values, strict=True)
                ],
            )  # fmt: skip
        for rating, number in zip(fresh, ids, strict=True):
            rating.record_id = number
    for rating in held:
        if (record := older.get(_slot(rating))) is not None:
            made = correct_record(
                access=access, record=record, values={**_values(rating), "decision": rating.decision},
                reason=_("Theo kết quả của đợt «{title}»").format(title=campaign.title),
            )  # fmt: skip
            rating.record_id = made.pk
    return len(held)


def attach_papers(access: AccessContext, rating: Rating) -> int:
    """Attach to the record in the file the form as it stands, and what was scanned of the rating; give how many."""
    record = _record(rating)
    if record is None:
        return 0
    person: Person = record.person
    kept = set(Attachment.objects.filter(person=person, withdrawn_at__isnull=True).values_list("sha256", flat=True))
    paper = make_paper(
        access=access, source="evaluation-form", draft=form_draft(access, rating), object_id=rating.pk
    )  # fmt: skip
    content, _same = remake(access=access, paper=paper)
    _attach(access, record, _Kept(f"phieu-danh-gia-{rating.campaign.year}.docx", content), _form_title(rating))
    count = 1
    for each in RatingPaper.objects.filter(rating=rating, product__isnull=True).exclude(media_type=WORD):
        if each.sha256 not in kept:
            ending = {"application/pdf": "pdf", "image/png": "png"}.get(each.media_type, "jpg")
            _attach(
                access, record, _Kept(f"giay-to-{each.pk}.{ending}", scan_content(SCAN_FOLDER, each.sha256)), each.label
            )
            kept.add(each.sha256)
            count += 1
    return count + attach_answers(access, rating)


def attach_answers(access: AccessContext, rating: Rating) -> int:
    """Attach to the record in the file, where there is one, the notices of answers that it has not; give how many."""
    record = _record(rating)
    if record is None:
        return 0
    kept = set(
        Attachment.objects.filter(person=record.person_id, withdrawn_at__isnull=True).values_list("sha256", flat=True)
    )
    fresh = [
        each for each in papers_of(access, "rating", rating.pk) if each.source == ANSWER and each.sha256 not in kept
    ]
    for paper in papers_by_key(access, [each.pk for each in reversed(fresh)]):
        title = _("Thông báo trả lời kiến nghị: {title} ({scale})").format(
            title=rating.campaign.title, scale=scale_word(rating)
        )
        content, _same = remake(access=access, paper=paper)
        _attach(access, record, _Kept(f"tra-loi-kien-nghi-{paper.pk}.docx", content), title)
    return len(fresh)


def correct_file(access: AccessContext, rating: Rating, reason: str) -> None:
    """Bring the record in the file to the level that the rating has now, and set `record_id` anew."""
    with deciding_on(access, [rating]) as acting:
        record = _record(rating)
        if record is not None:
            made = correct_record(
                access=acting, record=record, values={"rating": to_file(rating.final_level)}, reason=reason
            )
            rating.record_id = made.pk


def withdraw_from_file(access: AccessContext, rating: Rating, reason: str) -> None:
    """Withdraw the record in the file, with the reason."""
    with deciding_on(access, [rating]) as acting:
        record = _record(rating)
        if record is not None:
            withdraw_record(access=acting, record=record, reason=reason)


def _record(rating: Rating) -> Evaluation | None:
    if rating.record_id is None:
        return None
    rows = Evaluation.objects.filter(pk=rating.record_id, superseded_at__isnull=True)
    return rows.select_related("person__unit").first()


def _older(campaign: Campaign, rows: Sequence[Rating]) -> dict[tuple[int, str], Evaluation]:
    """The records that the files have of the same time, by person and track; the latest of each."""
    found = Evaluation.objects.known().filter(
        person__in={each.person_id for each in rows}, year=campaign.year, quarter=campaign.quarter
    )
    return {(each.person_id, each.track): each for each in found.select_related("person__unit").order_by("pk")}


def _slot(rating: Rating) -> tuple[int, str]:
    return (rating.person_id or 0, track_of(rating.scheme))


def _values(rating: Rating) -> dict[str, Any]:
    told = [rating.campaign.title, rating.decided_by]
    return {
        "year": rating.campaign.year, "quarter": rating.campaign.quarter, "track": track_of(rating.scheme),
        "rating": to_file(rating.final_level), "score": rating.points,
        "note": clean("; ".join(filter(None, told)))[:500],
    }  # fmt: skip


def _form_title(rating: Rating) -> str:
    return _("Phiếu đánh giá, xếp loại: {title} ({scale})").format(
        title=rating.campaign.title, scale=scale_word(rating)
    )  # fmt: skip


class _Kept:
    """Content at hand as a file that somebody sent."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name: str | None = name
        self.size: int | None = len(content)
        self.content = content

    def chunks(self) -> Iterator[bytes]:
        """Give the content."""
        yield self.content


def _attach(access: AccessContext, record: Evaluation, upload: _Kept, title: str) -> None:
    attach_document(access=access, person=record.person, upload=upload, title=title[:200], record=record)
