"""Drawing the blocks of a paper into a Word document, before a given paragraph or into a cell."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from canbo.documents.grid import NUMERIC, Column, Grid, Row, cell_text, header_cells, header_depth, printable
from canbo.documents.paper import Block, FormLine, Heading, PageBreak, Paragraph, Photo, Run, SideBySide, Words

_ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_FIRST_INDENT: Final = Mm(12.7)
#: Mean width of a letter of the papers' typeface, in parts of its size; for placing the dots of printed forms.
_LETTER: Final = 0.47
#: LibreOffice draws no dots for a tab that ends a paragraph inside a table, so a blank of no width follows it.
_END_OF_DOTS: Final = "\t\u200b"


def draw(document: Document, before: Any, blocks: Sequence[Block], width: Emu) -> None:
    """Draw the blocks in order before the paragraph element `before`; `width` is the width of the text."""
    for block in blocks:
        for element in _elements(document, block, width):
            before.addprevious(element)


def _elements(document: Document, block: Block, width: Emu) -> list[Any]:
    """Draw one block at the end of the document and give its elements, to be moved to their place."""
    match block:
        case Heading():
            return [_heading(document, block)]
        case Paragraph():
            return [_paragraph(document, block)]
        case FormLine():
            return _form_line(document, block, width)
        case Photo():
            return [_photo(document, block)]
        case SideBySide():
            return [_side_by_side(document, block, width), _gap(document)]
        case PageBreak():
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.page_break_before = True
            paragraph.paragraph_format.space_after = Pt(0)
            return [paragraph._p]
        case Grid():
            return [_grid(document, block, width), _gap(document)]


def _body_size(document: Document) -> float:
    size = document.styles["Normal"].font.size
    return float(size.pt) if size is not None else 13.0


def _gap(document: Document) -> Any:
    """Give a low empty paragraph; Word joins two tables that touch."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(6)
    return paragraph._p


def _write(
    paragraph: WordParagraph, words: Words, *, bold: bool = False, italic: bool = False, size: float | None = None
) -> None:
    for part in words if isinstance(words, tuple) else (words,):
        run = part if isinstance(part, Run) else Run(part)
        made = paragraph.add_run(printable(run.text))
        made.bold = (bold or run.bold) or None
        made.italic = (italic or run.italic) or None
        made.underline = run.underline or None
        points = run.size or size
        if points:
            made.font.size = Pt(points)


def _heading(document: Document, block: Heading) -> Any:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.keep_with_next = True
    shape.space_before, shape.space_after = Pt(10 if block.level == 1 else 6), Pt(4)
    _write(paragraph, block.text, bold=True, italic=block.level == 3)
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), str(block.level - 1))
    paragraph._p.get_or_add_pPr().append(level)
    return paragraph._p


def _paragraph(document: Document, block: Paragraph) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = _ALIGN[block.align]
    paragraph.paragraph_format.keep_with_next = block.keep_next or None
    if block.first_indent and block.align in {"justify", "left"}:
        paragraph.paragraph_format.first_line_indent = _FIRST_INDENT
    _write(paragraph, block.text, bold=block.bold, italic=block.italic, size=block.size)
    return paragraph._p


def _form_line(document: Document, line: FormLine, width: Emu) -> list[Any]:
    """Draw labels and values on a line; where a value is missing, dots reach to the next label or the margin."""
    paragraph = document.add_paragraph()
    letter = Pt(_body_size(document) * _LETTER)
    stops = paragraph.paragraph_format.tab_stops
    weights = sum(part.weight for part in line.parts)
    planned, written = 0.0, 0
    for index, part in enumerate(line.parts):
        value = cell_text(part.value)
        label = printable(part.label)
        last = index == len(line.parts) - 1
        joint = "" if not label or label.endswith((":", "?")) else ":"
        lead = " " if index and label else ""
        _write(paragraph, f"{lead}{label}{joint} " if label else "")
        written += int(letter * (len(label) + 2))
        if value:
            _write(paragraph, value, bold=line.bold)
            written += int(letter * len(value) * (1.1 if line.bold else 1))
        planned += part.weight / weights * width
        if last:
            if not value:
                stops.add_tab_stop(width, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
                paragraph.add_run(_END_OF_DOTS)
            break
        written = max(written + (int(Mm(4)) if value else int(Mm(14))), int(planned))
        if written < width:
            leader = WD_TAB_LEADER.SPACES if value else WD_TAB_LEADER.DOTS
            stops.add_tab_stop(Emu(written), WD_TAB_ALIGNMENT.LEFT, leader)
            paragraph.add_run("\t")
        else:
            paragraph.add_run("; " if value else " ………… ")
    made = [paragraph._p]
    if line.parts and not cell_text(line.parts[-1].value):
        for _ in range(line.lines - 1):
            dots = document.add_paragraph(_END_OF_DOTS)
            dots.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
            made.append(dots._p)
    return made


def _photo(document: Document, photo: Photo) -> Any:
    table = document.add_table(1, 1)
    table.autofit = False
    _borders(table)
    cell, row = table.rows[0].cells[0], table.rows[0]
    table.columns[0].width = cell.width = Mm(photo.width_mm)
    row.height, row.height_rule = Mm(photo.height_mm), WD_ROW_HEIGHT_RULE.EXACTLY
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    if photo.image:
        try:
            paragraph.add_run().add_picture(
                BytesIO(photo.image), width=Mm(photo.width_mm - 4), height=Mm(photo.height_mm - 4)
            )
        except UnrecognizedImageError:
            # A picture that Word cannot show leaves the place empty: the paper is still right, the photo is glued in.
            _write(paragraph, photo.label, size=11)
    else:
        _write(paragraph, photo.label, size=11)
    return table._tbl


def _side_by_side(document: Document, block: SideBySide, width: Emu) -> Any:
    table = document.add_table(1, 2)
    table.autofit = False
    left = Mm(block.left_mm)
    for cell, share, blocks in zip(
        table.rows[0].cells, (left, Emu(width - left)), (block.left, block.right), strict=True
    ):
        cell.width = share
        _fill(document, cell, blocks, Emu(share - Mm(4)))
    for column, share in zip(table.columns, (left, Emu(width - left)), strict=True):
        column.width = share
    return table._tbl


def _fill(document: Document, cell: _Cell, blocks: Sequence[Block], width: Emu) -> None:
    """Draw blocks into a cell; a cell must end with a paragraph."""
    last = cell.paragraphs[0]._p
    draw(document, last, blocks, width)
    if blocks and not isinstance(blocks[-1], Photo | Grid | SideBySide):
        last.getparent().remove(last)


def _put(table: Table, element: Any) -> None:
    """Put a table property where the schema wants it: Word refuses a file whose properties are out of order."""
    order = ("tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook")
    later = {qn(f"w:{name}") for name in order[order.index(element.tag.rpartition("}")[2]) + 1 :]}
    properties = table._tbl.tblPr
    for child in properties:
        if child.tag in later:
            child.addprevious(element)
            return
    properties.append(element)


def _borders(table: Table) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    _put(table, borders)


def _grid(document: Document, grid: Grid, width: Emu) -> Any:
    columns = grid.columns
    depth = header_depth(columns)
    rows = [*grid.rows] or [Row(("",) * len(columns)) for _ in range(grid.empty_rows)]
    table = document.add_table(depth + grid.number_row + len(rows), len(columns))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _borders(table)
    _tight_margins(table, len(columns))
    widths = _widths(columns, width)
    for column, share in zip(table.columns, widths, strict=True):
        column.width = share
    size = grid.size or min(_body_size(document) - 1, 12.0)
    # python-docx walks the whole table for each table.cell(); the rows' elements are read once instead.
    lines = [[_Cell(tc, table) for tc in row._tr.tc_lst] for row in table.rows]
    for line in lines:
        for cell, share in zip(line, widths, strict=True):
            cell.width = share
    for index, row in enumerate(rows):
        _row(lines[depth + grid.number_row + index], columns, row, size)
    if grid.number_row:
        for number, cell in enumerate(lines[depth], start=1):
            _cell_words(cell, f"({number})", size, "center", italic=True)
    for head in header_cells(columns):
        cell = lines[head.row][head.column]
        _cell_words(cell, head.text, size, "center", bold=True)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if head.upright:
            _turn(cell)
    for head in header_cells(columns):
        if head.rows > 1 or head.columns > 1:
            far = lines[head.row + head.rows - 1][head.column + head.columns - 1]
            lines[head.row][head.column].merge(far)
    for index, row in enumerate(table.rows):
        _row_properties(row._tr, header=index < depth + grid.number_row)
    turned = max((len(column.label) for column in columns if column.upright), default=0)
    if turned:
        # Room for the longest of the turned labels, on two lines where it would be higher than 45 mm.
        needed = Pt(turned * size * 0.55 + 6)
        heading = table.rows[depth - 1]
        heading.height, heading.height_rule = Emu(min(needed, Mm(45))), WD_ROW_HEIGHT_RULE.AT_LEAST
    return table._tbl


def _row(cells: Sequence[_Cell], columns: Sequence[Column], row: Row, size: float) -> None:
    if row.kind == "group":
        _cell_words(cells[0], cell_text(row.cells[0]), size, "left", bold=True)
        if len(cells) > 1:
            cells[0].merge(cells[-1])
        return
    for cell, column, value in zip(cells, columns, row.cells, strict=True):
        numeric = isinstance(value, int | float) or column.kind in NUMERIC
        align = (
            "right" if numeric and column.kind != "center" else "center" if column.kind in {"center", "day"} else "left"
        )
        _cell_words(cell, cell_text(value, column.kind), size, align, bold=row.kind == "total")


def _cell_words(cell: _Cell, text: str, size: float, align: str, *, bold: bool = False, italic: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    if text:
        _write(paragraph, text, bold=bold, italic=italic, size=size)
        return
    # An empty paragraph is as high as its mark, which would make the row higher than its neighbours.
    mark, points = OxmlElement("w:rPr"), OxmlElement("w:sz")
    points.set(qn("w:val"), str(int(size * 2)))
    mark.append(points)
    paragraph._p.get_or_add_pPr().append(mark)


def _turn(cell: _Cell) -> None:
    direction = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    properties = cell._tc.get_or_add_tcPr()
    align = properties.find(qn("w:vAlign"))
    if align is not None:
        align.addprevious(direction)
    else:
        properties.append(direction)


def _tight_margins(table: Table, columns: int) -> None:
    """Leave less room beside the text in tables of many columns (in twentieths of a point)."""
    side = "60" if columns <= 16 else "15"
    margins = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        edge = OxmlElement(f"w:{name}")
        edge.set(qn("w:w"), side)
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _put(table, margins)


def _row_properties(row: Any, *, header: bool) -> None:
    """Keep a row on one page, and repeat the heading rows on every page."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _widths(columns: Sequence[Column], width: Emu) -> list[Emu]:
    """Share the width of the text: columns that state theirs get it (shrunk where it is too much), the rest divide."""
    stated = [Mm(column.width) if column.width else None for column in columns]
    taken = sum(share for share in stated if share is not None)
    free = sum(1 for share in stated if share is None)
    if free and taken < width * 0.9:
        rest = int((width - taken) / free)
        return [Emu(share) if share is not None else Emu(rest) for share in stated]
    filled = [share if share is not None else Mm(20) for share in stated]
    whole = sum(filled)
    return [Emu(int(share * width / whole)) for share in filled]
