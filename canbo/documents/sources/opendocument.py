"""What calamine does not tell of an .ods: merged ranges, formulas, legacy fonts, and how far repeated cells reach."""

import xml.parsers.expat as expat
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Final

from canbo.common.archives import bomb, broken
from canbo.documents.sources.ooxml import SheetExtras
from canbo.documents.sources.safety import Limits
from canbo.documents.sources.sheet import Merge, is_legacy_font

_CHUNK: Final = 1024 * 1024


def scan(path: str, limits: Limits) -> dict[str, SheetExtras]:
    """The extras of every table by its name.

    Raises DomainError `file_broken`, or `file_bomb` where cells repeated by number would fill the memory.
    """
    reader = _Reader(limits)
    try:
        with zipfile.ZipFile(path) as archive:
            for part in ("styles.xml", "content.xml"):
                if part in archive.NameToInfo:
                    _feed(archive, part, reader)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise broken(str(error)) from error
    except expat.ExpatError as error:
        raise broken(str(error)) from error
    return reader.sheets


def _feed(archive: zipfile.ZipFile, part: str, reader: "_Reader") -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _refuse(*_: object) -> None:
    raise broken("XML with a document type or entities")


@dataclass(slots=True)
class _Reader:
    """Follows the elements of styles.xml and content.xml."""

    limits: Limits
    sheets: dict[str, SheetExtras] = field(default_factory=dict)
    faces: dict[str, str] = field(default_factory=dict)
    legacy: dict[str, str] = field(default_factory=dict)
    style: tuple[str, str] = ("", "")
    parents: dict[str, str] = field(default_factory=dict)
    sheet: SheetExtras = field(default_factory=SheetExtras)
    merges: list[Merge] = field(default_factory=list)
    columns: list[tuple[int, str]] = field(default_factory=list)
    row: int = 0
    rows_repeated: int = 1
    column: int = 0
    filled: int = 0
    last_row: int = 0
    width: int = 0
    depth: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        match tag:
            case "table:table-cell" | "table:covered-table-cell":
                self._cell(attributes)
            case "table:table-row":
                self.row += self.rows_repeated
                self.rows_repeated = int(attributes.get("table:number-rows-repeated", "1"))
                self.column = self.filled = 0
            case "table:table-column":
                repeated = int(attributes.get("table:number-columns-repeated", "1"))
                self.columns.append((repeated, attributes.get("table:default-cell-style-name", "")))
            case "table:table":
                self.depth += 1
                if self.depth == 1:
                    self.sheet, self.merges, self.columns = SheetExtras(), [], []
                    self.row, self.rows_repeated, self.last_row, self.width = 0, 1, 0, 0
                    self.sheets[attributes.get("table:name", "")] = self.sheet
            case "style:font-face":
                self.faces[attributes.get("style:name", "")] = attributes.get("svg:font-family", "").strip("'\"")
            case "style:style":
                self.style = (attributes.get("style:family", ""), attributes.get("style:name", ""))
                parent = attributes.get("style:parent-style-name", "")
                self.parents[self.style[1]] = parent
                if parent in self.legacy:
                    self.legacy[self.style[1]] = self.legacy[parent]
            case "style:text-properties":
                self._font(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == "table:table-row":
            if self.filled:
                self.last_row = self.row + self.rows_repeated - 1
                self.width = max(self.width, self.filled)
                if self.last_row * self.width > self.limits.cells:
                    raise bomb(f"{self.last_row} rows × {self.width} columns")
        elif tag == "table:table":
            self.depth -= 1
            if self.depth == 0:
                self.sheet.merges = tuple(self.merges)

    def _font(self, attributes: dict[str, str]) -> None:
        family, name = self.style
        if family != "table-cell":
            return
        face = attributes.get("style:font-name", "")
        font = self.faces.get(face, face) or attributes.get("fo:font-family", "").strip("'\"")
        if not font:
            return
        if is_legacy_font(font):
            self.legacy[name] = font
        else:
            self.legacy.pop(name, None)

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = int(attributes.get("table:number-columns-repeated", "1"))
        first = self.column
        self.column += repeated
        if "office:value-type" in attributes or "calcext:value-type" in attributes or "table:formula" in attributes:
            self.filled = self.column
        columns_spanned = int(attributes.get("table:number-columns-spanned", "1"))
        rows_spanned = int(attributes.get("table:number-rows-spanned", "1"))
        if columns_spanned > 1 or rows_spanned > 1:
            self.merges.append(Merge(self.row, first, self.row + rows_spanned - 1, first + columns_spanned - 1))
        formula = attributes.get("table:formula")
        style = attributes.get("table:style-name") or self._column_style(first)
        font = self.legacy.get(style) if self.legacy else None
        if formula is None and font is None:
            return
        if self.rows_repeated * repeated > self.limits.cells:
            raise bomb(f"{self.rows_repeated} × {repeated} cells repeated")
        if self.filled != self.column:
            return
        for row in range(self.row, self.row + self.rows_repeated):
            for column in range(first, self.column):
                if formula is not None:
                    self.sheet.formulas.texts[row, column] = _formula(formula)
                if font is not None:
                    self.sheet.fonts[row, column] = font

    def _column_style(self, column: int) -> str:
        at = 0
        for repeated, style in self.columns:
            at += repeated
            if column < at:
                return style
        return ""


def _formula(text: str) -> str:
    """The formula without the prefix of its language: “of:=SUM([.A1])” is “=SUM([.A1])”."""
    prefix, mark, rest = text.partition("=")
    return "=" + rest if mark and (not prefix or prefix.endswith(":")) else text
