"""What a file holds, for the page where columns are confirmed: its sheets, headings, guesses and sample values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from canbo.core.text import clean
from canbo.documents.sources.cells import written
from canbo.documents.sources.sheet import Sheet
from canbo.imports.domain.fields import FIELDS, MARKED, target_label
from canbo.imports.domain.kinds import KIND_LABELS
from canbo.imports.domain.layout import Layout, recognise
from canbo.imports.models import LayoutMemory
from canbo.imports.services.choosing import open_sheets

_SAMPLES = 4
_SAMPLE_LENGTH = 60


def outline_of_file(path: Path) -> dict[str, Any]:
    """Read a file and give its outline as plain JSON. Errors: those of opening it; table_missing where no sheet
    has one.
    """
    sheets = open_sheets(path)
    return {"sheets": [_sheet(sheet, recognise(sheet)) for sheet in sheets if sheet.rows]}


def _sheet(sheet: Sheet, layout: Layout | None) -> dict[str, Any]:
    about: dict[str, Any] = {"name": sheet.name, "rows": len(sheet.rows), "visible": sheet.visible, "kind": ""}
    if layout is None:
        return about
    memory = LayoutMemory.objects.filter(signature=layout.signature, kind=layout.kind).first()
    return {
        **about,
        "kind": layout.kind,
        "kind_label": KIND_LABELS[layout.kind],
        "confidence": layout.kind_confidence,
        "header_rows": list(layout.header_rows),
        "signature": layout.signature,
        "as_of": layout.heading.as_of.isoformat() if layout.heading.as_of else "",
        "year": layout.heading.year,
        "title": layout.heading.title,
        "offices": list(layout.heading.offices),
        "unit": layout.unit_fallback,
        "has_group_rows": layout.has_group_rows,
        "doubts": {doubt.letter: doubt.reason for doubt in layout.doubts},
        "missing": list(layout.missing),
        "remembered": memory.mapping["columns"] if memory else None,
        "remembered_by": memory.confirmed_by if memory else "",
        "columns": [
            {
                "letter": column.letter,
                "heading": column.heading,
                "target": column.target or "",
                "confidence": column.confidence,
                "reason": column.reason,
                "alternatives": [[target, score] for target, score in column.alternatives],
                "samples": _samples(sheet, column.index, layout.first_row),
            }
            for column in layout.columns
        ],
    }


def _samples(sheet: Sheet, column: int, first_row: int) -> list[str]:
    found: list[str] = []
    for row in sheet.rows[first_row - 1 : first_row + 400]:
        text = clean(written(row[column]))[:_SAMPLE_LENGTH] if row[column] != "" else ""
        if text and text not in found:
            found.append(text)
            if len(found) == _SAMPLES:
                break
    return found


def target_choices(years: Sequence[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every target a column can be given, grouped for a select; ratings for each of the years."""
    plain = [(field.key, gettext(field.label)) for field in FIELDS if field.key not in ("rating", "party_rating")]
    words = {name: gettext(target_label(name)) for name in ("rating", "party_rating")}
    ratings = list(words.items())
    ratings += [(f"{name}@{year}", f"{label} {year}") for name, label in words.items() for year in years]
    marks = [
        (f"{group.field}={code}", f"{gettext(target_label(group.field))}: {spellings[0]}")
        for group in MARKED
        for code, spellings in group.codes.items()
    ]
    return [(gettext("Thông tin"), plain), (gettext("Xếp loại theo năm"), ratings), (gettext("Cột đánh dấu x"), marks)]
