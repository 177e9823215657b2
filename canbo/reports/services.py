"""Reports out of the house: as a file, with the right to export."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils import translation

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.documents.exports import EXCEL, JSON, WORD, Export, Media
from canbo.organizations.models import Unit
from canbo.reports import selectors
from canbo.reports.definitions import definition
from canbo.reports.papers import (
    Content,
    PaperHead,
    as_excel,
    as_word,
    count_table_content,
    quality_content,
    training_content,
    withheld,
)
from canbo.reports.selectors.population import Population
from canbo.reports.year_papers import year_content

_KINDS: dict[str, Media] = {"json": JSON, "excel": EXCEL, "word": WORD}


@translation.override("vi")  # official papers are in Vietnamese, whoever asks for them
def export_quality(
    *,
    access: AccessContext,
    as_of: date,
    form: str,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
    young_under: int = 40,
    head: PaperHead | None = None,
) -> Export:
    """Give the quality report as a file ("json", "excel", "word"), of the units where the viewer may export.

    Errors: Forbidden; NotFound for a unit out of scope or a form that there is none of.
    """
    report = selectors.quality(
        access, as_of, unit=unit, known_on=known_on, young_under=young_under, permission=Permission.EXPORT
    )
    return _export(
        access, report.people, "quality", "chat-luong", form, quality_content(report), head,
        lambda: selectors.quality_json(report),
    )  # fmt: skip


@translation.override("vi")  # official papers are in Vietnamese, whoever asks for them
def export_training(
    *,
    access: AccessContext,
    since: int,
    as_of: date,
    form: str,
    unit: Unit | int | None = None,
    head: PaperHead | None = None,
) -> Export:
    """Give the training result report as a file. Errors: as for `export_quality`."""
    report = selectors.training(access, since, as_of=as_of, unit=unit, permission=Permission.EXPORT)
    return _export(
        access, report.people, "training", "dao-tao", form, training_content(report), head,
        lambda: selectors.training_json(report),
    )  # fmt: skip


@translation.override("vi")  # official papers are in Vietnamese, whoever asks for them
def export_count_table(
    *,
    access: AccessContext,
    code: str,
    as_of: date,
    form: str,
    unit: Unit | int | None = None,
    head: PaperHead | None = None,
) -> Export:
    """Give an official count table as a file ("excel" or "word"). Errors: as for `export_quality`."""
    filled = selectors.count_table(access, definition(code), as_of, unit=unit, permission=Permission.EXPORT)
    return _export(access, filled.people, code, f"bieu-{code}", form, count_table_content(filled), head, None)


@translation.override("vi")  # official papers are in Vietnamese, whoever asks for them
def export_year_ratings(
    *,
    access: AccessContext,
    period: selectors.Period,
    as_of: date,
    form: str,
    unit: Unit | int | None = None,
    known_on: datetime | None = None,
    head: PaperHead | None = None,
) -> Export:
    """Give the report of the ratings of a period as a file. Errors: as for `export_quality`."""
    report = selectors.year_ratings(
        access, period, as_of=as_of, unit=unit, known_on=known_on, permission=Permission.EXPORT
    )
    return _export(
        access, report.people, "evaluation", f"xep-loai-{period.year}", form, year_content(report), head,
        lambda: selectors.year_json(report),
    )  # fmt: skip


def _export(
    access: AccessContext,
    people: Population,
    what: str,
    name: str,
    form: str,
    content: Content,
    head: PaperHead | None,
    as_json: Callable[[], dict[str, Any]] | None,
) -> Export:
    content = withheld(content) if people.least else content
    if form == "json" and as_json is not None:
        data = json.dumps(as_json(), ensure_ascii=False, indent=1).encode()
    elif form == "excel":
        data = as_excel(content)
    elif form == "word":
        data = as_word(content, head or PaperHead())
    else:
        raise NotFound("export_form_not_found", "Không có dạng xuất này. Hãy chọn Excel, Word hoặc JSON.")
    return Export(
        action="report.exported", title=content.abstract, name=f"{name}-{people.as_of:%Y-%m-%d}", media=_KINDS[form],
        content=lambda: data, object_type="report", object_id=people.unit_id,
        object_label=f"{what} {people.as_of:%d/%m/%Y} {people.unit_name}".strip(),
        unit_path=people.unit.path if people.unit else "", changes={"form": [None, form]},
        rights=(),  # the selector looked at the right to export, unit by unit
    )  # fmt: skip
