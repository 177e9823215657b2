"""Workbooks that come back: opened, compared, kept; then written by the services of the pages, one transaction each."""

from __future__ import annotations

import hashlib
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from canbo.audit import services as audit
from canbo.common.archives import Unpacking, opened_archive
from canbo.common.scans import keep_scan, scan_content
from canbo.common.uploads import EXCEL, TakenIn
from canbo.core.access import AccessContext
from canbo.core.errors import DomainError, to_plain
from canbo.evaluation.models import Campaign, Rating, Sheet
from canbo.evaluation.permissions import may_run
from canbo.evaluation.selectors.campaigns import campaign_of
from canbo.evaluation.selectors.ratings import rating_of
from canbo.evaluation.selectors.sheets import lines_of, sheet_of
from canbo.evaluation.services.locking import require_open
from canbo.evaluation.services.sheet_writing import PARTS, part_of, write_part
from canbo.evaluation.sheet_book import Line
from canbo.evaluation.sheet_look import Cell, Look, look_into
from canbo.evaluation.sheet_reading import LIMITS, open_returned
from canbo.jobs.services import Report

FOLDER: Final = "danh-gia-excel"
#: How many files are taken in at once, and how large an archive of them may be when it is opened.
MOST: Final = 500
_ARCHIVE: Final = Unpacking(unpacked=400 * 1024 * 1024, ratio=200, parts=2 * MOST)
_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file: its name, the workbook it is (None: none of ours), whether it was taken in; why not."""

    name: str
    sheet_id: int | None
    is_taken: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a commit wrote: how many cells, of how many people, and the cells that were refused."""

    cells: int
    people: int
    refused: int


def unpacked(files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes | DomainError]]:
    """Give the files, those of an archive one by one; what cannot be opened as the error that says why.

    Errors: too_many_files.
    """
    count = 0
    for name, content in files:
        for each in _members(name, content):
            count += 1
            if count > MOST:
                raise DomainError("too_many_files", "Mỗi lần nhận nhiều nhất {most} tệp. Hãy chia ra.", most=MOST)
            yield each


def _members(name: str, content: bytes) -> Iterator[tuple[str, bytes | DomainError]]:
    if not name.lower().endswith(".zip"):
        yield name, content
        return
    try:
        with opened_archive(BytesIO(content), len(content), _ARCHIVE) as archive:
            for part in archive.infolist():
                inner = part.filename.rsplit("/", 1)[-1]
                if part.is_dir() or "__MACOSX" in part.filename or inner.startswith((".", "~$")):
                    continue
                if inner.lower().endswith(".zip"):
                    yield inner, DomainError("archive_nested", "Không nhận tệp nén trong tệp nén. Hãy giải nén trước.")
                elif part.file_size > LIMITS.size:
                    yield inner, DomainError("file_too_large", "Tệp lớn quá mức nhận của một đơn vị.")
                else:
                    with archive.open(part) as stream:
                        yield inner, stream.read(LIMITS.size + 1)
    except (zipfile.BadZipFile, DomainError) as error:
        yield name, error if isinstance(error, DomainError) else DomainError("file_broken", "Tệp nén bị hỏng.")


def receive(
    *, access: AccessContext, campaign_id: int, files: Iterable[tuple[str, bytes]], today: date,
    report: Report | None = None, whole: int = 0,
) -> list[Received]:  # fmt: skip
    """Take in workbooks that came back; a bad one is refused whole and told, the others go on. Nothing is written yet.

    Errors: too_many_files; campaign_unknown, campaign_not_open.
    """
    campaign = campaign_of(access, campaign_id)
    require_open(campaign)
    found: list[Received] = []
    seen: dict[int, str] = {}
    for name, content in unpacked(files):
        found.append(_receive_one(access, campaign, name[:_NAME], content, today, seen))
        if report is not None:
            report(min(95, 95 * len(found) // max(whole, len(found))), gettext_noop("Đang đọc tệp"))
    return found


def _receive_one(
    access: AccessContext, campaign: Campaign, name: str, content: bytes | DomainError, today: date,
    seen: dict[int, str],
) -> Received:  # fmt: skip
    sheet: Sheet | None = None
    try:
        if isinstance(content, DomainError):
            raise content
        returned = open_returned(content)
        sheet = _sheet_named(access, campaign, returned.name)
        if sheet.pk in seen:
            raise DomainError(
                "sheet_twice", "Tệp này và tệp «{other}» là cùng một tệp gửi «{unit}»; chỉ nhận tệp đầu. Hãy bỏ bớt "
                "một tệp rồi tải lại nếu cần lấy tệp này.", other=seen[sheet.pk], unit=sheet.unit.name,
            )  # fmt: skip
        digest = hashlib.sha256(content).hexdigest()
        if sheet.sha256 == digest and sheet.returned_on:
            return Received(name, sheet.pk, is_taken=False, sentence=DomainError(
                "sheet_again", "Đúng tệp này đã nhận ngày {day} ({state}).", day=f"{sheet.returned_on:%d/%m/%Y}",
                state=str(sheet.get_state_display()),
            ).said)  # fmt: skip
        look = look_into(access, sheet, returned)
    except DomainError as error:
        if sheet is not None:
            _note_refused(sheet, name, error)
        return Received(name, sheet.pk if sheet else None, is_taken=False, sentence=error.said)
    seen[sheet.pk] = name
    _keep(access, sheet, name, content, digest, look, today)
    return Received(name, sheet.pk, is_taken=True, sentence="")


def _sheet_named(access: AccessContext, campaign: Campaign, name: str) -> Sheet:
    """The workbook of that name. Errors: sheet_foreign_office, sheet_other_campaign, sheet_other_unit."""
    found = Sheet.objects.select_related("unit", "campaign__unit").filter(name=name).first()
    if found is None:
        raise DomainError(
            "sheet_foreign_office",
            "Tệp này do một nơi khác gửi (hoặc đợt của nó đã bị xoá), không phải của hệ thống này.",
        )
    if not may_run(access, found.unit):
        raise DomainError("sheet_other_unit", "Tệp này của một đơn vị ngoài phạm vi bạn được giao.")
    if found.campaign_id != campaign.pk:
        raise DomainError(
            "sheet_other_campaign", "Tệp này của đợt «{title}», không phải đợt đang mở trang. Hãy nhận ở đợt ấy.",
            title=found.campaign.title,
        )  # fmt: skip
    return found


def _note_refused(sheet: Sheet, name: str, error: DomainError) -> None:
    if sheet.state == Sheet.State.SENT and error.code != "sheet_twice":
        sheet.state, sheet.file_name = Sheet.State.REFUSED, name
        sheet.refused = [{"reason": to_plain(error.said)}]
        sheet.save(update_fields=["state", "file_name", "refused"])


def _keep(access: AccessContext, sheet: Sheet, name: str, content: bytes, digest: str, look: Look, today: date) -> None:
    with transaction.atomic():
        keep_scan(FOLDER, TakenIn(content, EXCEL, "tep.xlsx", digest))
        sheet.state, sheet.returned_on, sheet.sha256, sheet.file_name = Sheet.State.RETURNED, today, digest, name
        sheet.returned_by_name = access.user_name[:200]
        sheet.counts, sheet.refused = look.totals, _plain(look.of("refused"))
        sheet.save(
            update_fields=["state", "returned_on", "sha256", "file_name", "returned_by_name", "counts", "refused"]
        )
        audit.record(
            access=access, action="evaluation.sheet_returned", object_type="campaign", object_id=sheet.campaign_id,
            object_label=sheet.campaign.title, unit_path=sheet.unit.path,
            changes={"sheet": [None, sheet.pk], "sha256": [None, digest], "found": [None, look.totals]},
        )  # fmt: skip


def look_of(access: AccessContext, sheet: Sheet) -> Look:
    """Compare the workbook that is kept anew, as the pages stand now. Errors: sheet_not_returned, scan_gone."""
    return look_into(access, sheet, open_returned(kept(sheet)))


def kept(sheet: Sheet) -> bytes:
    """Give the file that came back. Errors: sheet_not_returned, scan_gone."""
    if not sheet.sha256:
        raise DomainError("sheet_not_returned", "Chưa nhận lại tệp này.")
    return scan_content(FOLDER, sheet.sha256)


def commit(*, access: AccessContext, sheet_id: int, sha256: str, take: Collection[str], today: date) -> Taken:
    """Write a workbook into the ratings: what only the file changed, and of what both changed the cells in `take`.

    All in one transaction; each part of a rating for itself, so that a bad one does not hold back the others.
    `sha256`: the file that the officer looked at. Errors: sheet_unknown, sheet_changed, sheet_not_returned,
    campaign_not_open.
    """
    with transaction.atomic():
        sheet = sheet_of(access, sheet_id)
        require_open(sheet.campaign)
        Sheet.objects.select_for_update().get(pk=sheet.pk)
        if sheet.sha256 != sha256:
            raise DomainError("sheet_changed", "Đã nhận một tệp mới hơn của đơn vị này. Hãy xem lại rồi ghi.")
        look = look_of(access, sheet)
        chosen = look.of("write") + [each for each in look.of("conflict") if each.id in take]
        refused = look.of("refused")
        written: list[Cell] = []
        by_rating: dict[int, list[Cell]] = defaultdict(list)
        for each in chosen:
            by_rating[each.rating_id].append(each)
        for rating_id, cells in by_rating.items():
            bad = _write_rating(access, sheet, rating_id, cells, today)
            refused += bad
            written += [each for each in cells if each.id not in {one.id for one in bad}]
        people = {each.rating_id for each in written}
        Rating.objects.filter(pk__in=people).update(sheet=sheet, sheet_version=F("version"))
        sheet.state, sheet.taken = Sheet.State.TAKEN, sheet.taken + len(written)
        sheet.refused = _plain(refused)
        kept = [each for each in look.of("conflict") if each.id not in take]
        sheet.counts = {**look.totals, "write": 0, "refused": len(refused), "conflict": len(kept)}
        sheet.save(update_fields=["state", "taken", "refused", "counts"])
        audit.record(
            access=access, action="evaluation.sheet_taken", object_type="campaign", object_id=sheet.campaign_id,
            object_label=sheet.campaign.title, unit_path=sheet.unit.path,
            changes={"sheet": [None, sheet.pk], "cells": [None, len(written)], "people": [None, len(people)],
                     "refused": [None, len(refused)]},
        )  # fmt: skip
    return Taken(len(written), len(people), len(refused))


def _write_rating(
    access: AccessContext, sheet: Sheet, rating_id: int, cells: Sequence[Cell], today: date
) -> list[Cell]:
    """Write the parts of one rating; give the cells of those that the services refused, with what they said.

    Where only the person's part is put right, the assessment that was made on it is made again from the new numbers.
    """
    bad: list[Cell] = []
    parts = {part: [each for each in cells if part_of(each.key) == part] for part in PARTS}
    for part, own in parts.items():
        if not own:
            continue
        try:
            with transaction.atomic():
                line = _line(access, sheet, rating_id)
                write_part(
                    access=access, line=line, part=part, changes={each.key: each.new for each in own}, today=today
                )
                if part == "self" and line.rating.head_done_on is not None and not parts["head"]:
                    write_part(
                        access=access, line=_line(access, sheet, rating_id), part="head", changes={}, today=today
                    )
        except DomainError as error:
            bad += [_refused(each, error.said) for each in own]
    return bad


def _line(access: AccessContext, sheet: Sheet, rating_id: int) -> Line:
    """The rating as it stands after the parts written before."""
    return lines_of(access, sheet.name, [rating_of(access, rating_id)])[0]


def _refused(cell: Cell, reason: str) -> Cell:
    return Cell(
        "refused", cell.sheet, cell.address, cell.code, cell.rating_id, cell.person, cell.column, cell.key, cell.given,
        cell.new, cell.page, cell.before, cell.after, reason,
    )  # fmt: skip


def _plain(cells: Iterable[Cell]) -> list[dict[str, Any]]:
    return [
        {"sheet": each.sheet, "cell": each.address, "code": each.code, "person": each.person, "column": each.column,
         "given": each.given, "reason": to_plain(each.reason)}
        for each in cells
    ]  # fmt: skip
