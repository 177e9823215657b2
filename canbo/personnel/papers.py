"""The printed forms as Word papers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from canbo.documents.grid import Column, Grid, Row
from canbo.documents.paper import Block, FormLine, Heading, Paper, Paragraph, Part, Photo, SideBySide, Signer
from canbo.personnel.selectors.printed import FilledForm, FilledItem, FilledPart


def closed_words() -> str:
    """Give what stands in a blank that the viewer may not read."""
    return _("(không in: phần hạn chế)")


def paper_of(form: FilledForm, photo: bytes | None = None) -> Paper:
    """Give the paper of a filled form, with the photo of the file where there is one (PNG or JPEG)."""
    layout = form.layout
    blocks: list[Block] = [
        SideBySide(
            (Photo(image=photo, label=layout.photo.replace(" (", "\n(")),),
            tuple(_line("", part) for part in form.head),
        )
    ]
    for item in form.items:
        blocks += _item(item)
    blocks.append(Paragraph(layout.declaration, italic=True))
    left, right = layout.signers
    return Paper(
        title=layout.title,
        style="plain",
        form_code=layout.form_code,
        blocks=tuple(blocks),
        size=12,
        prepared_by=Signer(left.role, note=left.note),
        signer=Signer(right.role, note=right.note),
    )


def _item(item: FilledItem) -> list[Block]:
    blocks: list[Block] = []
    if item.item.heading:
        blocks.append(Heading(f"{item.name} {item.item.heading}", 2))
    prefix = "" if item.item.heading else f"{item.name} "
    for place, part in enumerate(item.parts):
        blocks.append(_line(prefix if place == 0 else "", part))
    if item.item.table is not None:
        blocks.append(grid_of(item) if not item.closed else Paragraph(closed_words(), italic=True))
    return blocks


def _line(prefix: str, part: FilledPart) -> FormLine:
    value = closed_words() if part.closed else part.value
    return FormLine(Part(f"{prefix}{part.label}".strip(), value or None), lines=part.lines)


def grid_of(item: FilledItem) -> Grid:
    """Give the table of an item; ValueError for an item that has none."""
    table = item.item.table
    if table is None:
        raise ValueError("the item has no table")
    if table.across:
        changes = item.rows or ((),) * 6
        columns = (Column(table.columns[0].label), *(Column(row[0] if row else "") for row in changes))
        rows = tuple(
            Row((column.label, *(row[place] if row else None for row in changes)))
            for place, column in enumerate(table.columns)
            if place
        )
        return Grid(columns, rows, size=11)
    return Grid(
        tuple(
            Column(column.label, over=(column.over,) if column.over else (), width=column.width)
            for column in table.columns
        ),
        tuple(Row(tuple(cell or None for cell in row)) for row in item.rows),
        empty_rows=3,
        size=11,
    )
