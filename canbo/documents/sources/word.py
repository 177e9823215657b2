"""Tables of a Word file as sheets, with the text before each table."""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from canbo.common.archives import broken
from canbo.core.text import decode_font
from canbo.documents.sources.sheet import Merge, Sheet, Value

if TYPE_CHECKING:
    from lxml.etree import _Element

_W_P: Final = qn("w:p")
_W_R: Final = qn("w:r")
_W_T: Final = qn("w:t")
_W_BR: Final = qn("w:br")
_W_TAB: Final = qn("w:tab")
_W_TBL: Final = qn("w:tbl")
_W_TR: Final = qn("w:tr")
_W_TC: Final = qn("w:tc")
_W_VAL: Final = qn("w:val")


def read(path: Path) -> list[Sheet]:
    """Every table of the document's body in order, named “Bảng 1”, “Bảng 2” …

    Row numbers are those of the table. Raises DomainError `file_broken`.
    """
    try:
        document = docx.Document(str(path))
        default = _default_font(document)
        sheets: list[Sheet] = []
        before: list[str] = []
        for element in document.element.body.iterchildren():
            if element.tag == _W_P:
                before.append(_text(element, default)[0])
            elif element.tag == _W_TBL:
                sheet = _table(element, f"Bảng {len(sheets) + 1}", default)
                sheet.before = tuple(line for line in before if line)
                sheets.append(sheet)
                # A frameless table often carries the letterhead: its words stand before the next table too.
                before.extend(str(value) for row in sheet.rows[:6] for value in row if value)
        return sheets
    except (OpcError, LxmlError, KeyError, ValueError, IndexError, AttributeError, OSError) as error:
        raise broken(str(error)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, struct.error) as error:
        raise broken(str(error)) from error


def _default_font(document: Any) -> str:
    try:
        return document.styles["Normal"].font.name or ""
    except KeyError:
        return ""


def _table(table: "_Element", name: str, default: str) -> Sheet:
    rows: list[list[Value]] = []
    merges: list[Merge] = []
    open_merges: dict[int, list[int]] = {}
    written: dict[tuple[int, int], str] = {}
    for number, line in enumerate(table.iterchildren(_W_TR), 1):
        row: list[Value] = []
        continued: dict[int, list[int]] = {}
        row.extend([""] * _grid_number(line, "w:gridBefore"))
        for cell in line.iter(_W_TC):
            if cell.getparent() is not line and cell.getparent().getparent() is not line:
                continue
            left = len(row)
            span, vertical = _spans(cell)
            row.extend([""] * span)
            if vertical == "continue" and left in open_merges:
                continued[left] = open_merges.pop(left)
                continued[left][2] = number
                continue
            text, raw = _text(cell, default)
            row[left] = text
            if raw != text:
                written[number, left] = raw
            if vertical == "restart" or span > 1:
                continued[left] = [number, left, number, left + span - 1]
                if vertical != "restart":
                    merges.append(Merge(*continued.pop(left)))
        merges.extend(_closed(open_merges))
        open_merges = continued
        rows.append(row)
    merges.extend(_closed(open_merges))
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Sheet(name=name, rows=rows, merges=tuple(merges), written=written)


def _closed(open_merges: dict[int, list[int]]) -> list[Merge]:
    return [Merge(*edges) for edges in open_merges.values() if edges[0] < edges[2] or edges[1] < edges[3]]


def _grid_number(line: "_Element", tag: str) -> int:
    for properties in line.iterchildren(qn("w:trPr")):
        for found in properties.iterchildren(qn(tag)):
            return int(found.get(_W_VAL, "0"))
    return 0


def _spans(cell: "_Element") -> tuple[int, str]:
    """(columns covered, "" | "restart" | "continue")."""
    span, vertical = 1, ""
    for properties in cell.iterchildren(qn("w:tcPr")):
        for found in properties.iterchildren(qn("w:gridSpan")):
            span = max(1, int(found.get(_W_VAL, "1")))
        for found in properties.iterchildren(qn("w:vMerge")):
            vertical = found.get(_W_VAL, "continue")
    return span, vertical


def _text(element: "_Element", default: str) -> tuple[str, str]:
    """(text, as written): the words of all paragraphs, one line each; legacy fonts decoded run by run."""
    texts: list[str] = []
    raws: list[str] = []
    for paragraph in element.iter(_W_P):
        text = raw = ""
        for run in paragraph.iter(_W_R):
            words = "".join(
                (part.text or "") if part.tag == _W_T else "\n" if part.tag == _W_BR else "\t"
                for part in run.iterchildren(_W_T, _W_BR, _W_TAB)
            )
            raw += words
            text += decode_font(words, _run_font(run) or default) or words
        texts.append(text.strip())
        raws.append(raw.strip())
    return "\n".join(filter(None, texts)), "\n".join(filter(None, raws))


def _run_font(run: "_Element") -> str:
    for properties in run.iterchildren(qn("w:rPr")):
        for fonts in properties.iterchildren(qn("w:rFonts")):
            return fonts.get(qn("w:ascii")) or fonts.get(qn("w:hAnsi")) or ""
    return ""
