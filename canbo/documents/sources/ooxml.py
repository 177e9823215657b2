"""What calamine does not tell of an .xlsx: merged ranges, formulas, legacy fonts, and how large its sheets really are.

The XML of a sheet is scanned as bytes in pieces, never parsed as a whole: a hundred thousand rows take a fraction
of the time that openpyxl needs.
"""

import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from posixpath import dirname, join, normpath
from typing import Final

from openpyxl.formula.translate import Translator, TranslatorError

from canbo.common.archives import bomb, broken, check_xml_head, has_dtd
from canbo.core.text import decode_font
from canbo.documents.sources.safety import Limits
from canbo.documents.sources.sheet import Cell, Formulas, Merge, column_index, column_letter, is_legacy_font

_CHUNK: Final = 4 * 1024 * 1024
_TAIL: Final = 64 * 1024 * 1024
_REL_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL_ID: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(slots=True)
class SheetExtras:
    """What the scan of one sheet found. `strings` are the shared-string numbers of cells with mixed fonts."""

    merges: tuple[Merge, ...] = ()
    formulas: Formulas = field(default_factory=Formulas)
    fonts: dict[Cell, str] = field(default_factory=dict)
    runs: dict[Cell, str] = field(default_factory=dict)
    visible: bool = True


def scan(path: str, limits: Limits) -> dict[str, SheetExtras]:
    """The extras of every worksheet of an .xlsx by its name.

    Raises DomainError `file_broken` where the parts do not fit together and `file_bomb` where the cells would.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _scan_archive(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, NotImplementedError, RuntimeError) as error:
        raise broken(str(error)) from error
    except (ET.ParseError, ValueError, IndexError, UnicodeDecodeError) as error:
        raise broken(str(error)) from error


def _scan_archive(archive: zipfile.ZipFile, limits: Limits) -> dict[str, SheetExtras]:
    main = _main_part(archive)
    relations = _relations(archive, main)
    targets = {kind: target for kind, target in relations.values() if kind in ("styles", "sharedStrings")}
    legacy = _legacy_styles(archive, targets.get("styles"))
    strings = _shared_strings(archive, targets.get("sharedStrings"), limits)
    found: dict[str, SheetExtras] = {}
    for sheet in _tree(archive, main).iter():
        if not sheet.tag.endswith("}sheet"):
            continue
        kind, target = relations.get(sheet.get(_REL_ID) or sheet.get(_STRICT_REL_ID) or "", ("", ""))
        if kind != "worksheet" or target not in archive.NameToInfo:
            continue
        extras = _scan_sheet(archive, target, legacy, strings, limits)
        extras.visible = sheet.get("state", "visible") == "visible"
        found[sheet.get("name", "")] = extras
    return found


def _tree(archive: zipfile.ZipFile, part: str) -> ET.Element:
    """A small part as a tree; entities cannot hide in it, whose document type would be refused."""
    data = archive.read(part)
    check_xml_head(data)
    return ET.fromstring(data)  # noqa: S314 - no document type, so no entities to expand


def _main_part(archive: zipfile.ZipFile) -> str:
    for relation in _tree(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "xl/workbook.xml"


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (kind, part)."""
    folder = dirname(part)
    rels = join(folder, "_rels", part.rsplit("/", 1)[-1] + ".rels")
    found = {}
    for relation in _tree(archive, rels):
        target = relation.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[relation.get("Id", "")] = (relation.get("Type", "").rsplit("/", 1)[-1], whole)
    return found


def _legacy_styles(archive: zipfile.ZipFile, part: str | None) -> dict[int, str]:
    """Number of the cell style -> legacy font; empty for nearly every workbook."""
    if part is None or part not in archive.NameToInfo:
        return {}
    data = archive.read(part)
    if b".Vn" not in data and b"VNI-" not in data and b".vn" not in data and b"vni-" not in data:
        return {}
    root = _tree(archive, part)
    fonts: list[str] = []
    styles: dict[int, str] = {}
    for block in root:
        tag = block.tag.rsplit("}", 1)[-1]
        if tag == "fonts":
            for font in block:
                names = [child.get("val", "") for child in font if child.tag.endswith("}name")]
                fonts.append(names[0] if names else "")
        elif tag == "cellXfs":
            for number, style in enumerate(block):
                font_id = int(style.get("fontId", "0"))
                name = fonts[font_id] if font_id < len(fonts) else ""
                if is_legacy_font(name):
                    styles[number] = name
    return styles


@dataclass(slots=True)
class _Strings:
    """What matters of the shared strings: the longest, and those that mix a legacy font with others."""

    longest: int = 0
    mixed: dict[int, str] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)


_LONG: Final = 8_000
_RUN: Final = re.compile(rb"<(?:\w+:)?r(?:\s[^>]*)?>(.*?)</(?:\w+:)?r>", re.DOTALL)
_RUN_FONT: Final = re.compile(rb"<(?:\w+:)?rFont\s[^>]*?val=\"([^\"]*)\"")
_TEXT: Final = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t>", re.DOTALL)


def _shared_strings(archive: zipfile.ZipFile, part: str | None, limits: Limits) -> _Strings:
    """Read through the shared strings once, also so that a part longer than it claims is noticed."""
    strings = _Strings()
    if part is None or part not in archive.NameToInfo:
        return strings
    number = 0
    for piece, _ in _pieces(archive, part, rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>"):
        items = re.split(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>", piece)
        del items[-1]
        longest = max(map(len, items), default=0)
        strings.longest = max(strings.longest, longest)
        if longest > _LONG or strings.lengths:
            if not strings.lengths:
                strings.lengths = [0] * number
            strings.lengths.extend(map(len, items))
        if b".Vn" in piece or b"VNI-" in piece:
            for offset, item in enumerate(items):
                if b"rFont" in item and (b".Vn" in item or b"VNI-" in item):
                    strings.mixed[number + offset] = _decode_runs(item)
        number += len(items)
    return strings


def _decode_runs(item: bytes) -> str:
    text = ""
    for run in _RUN.finditer(item):
        font = _RUN_FONT.search(run.group(1))
        words = _unescape(b"".join(_TEXT.findall(run.group(1))))
        name = _unescape(font.group(1)) if font else ""
        text += decode_font(words, name) or words
    return text


def _unescape(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return unescape(text) if "&" in text else text


def _pieces(archive: zipfile.ZipFile, part: str, end: bytes) -> Iterator[tuple[bytes, bool]]:
    """The part in pieces that stop right after a match of `end`; with the last piece comes True."""
    ends = re.compile(end)
    tail = b""
    with archive.open(part) as stream:
        first = True
        while chunk := stream.read(_CHUNK):
            if first:
                check_xml_head(chunk)
                first = False
            # A sign may be cut in two by the edge of a chunk, so the search reaches back into the tail.
            data = tail + chunk
            if has_dtd(data):
                raise broken("XML with a document type or entities")
            cut = _last_end(data, ends)
            if cut:
                yield data[:cut], False
            tail = data[cut:]
            if len(tail) > _TAIL:
                raise bomb("one element of the XML is too long")
    yield tail, True


def _last_end(data: bytes, ends: re.Pattern[bytes]) -> int:
    """Where the last match of `ends` in `data` ends, 0 for none."""
    window = 4096
    while True:
        start = max(0, len(data) - window)
        last = 0
        for found in ends.finditer(data, start):
            last = found.end()
        if last or not start:
            return last
        window *= 16


_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s([^>]*?))?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL
)
_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?\"")
_CELL: Final = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>")
_STRING_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^>]*?t=\"s\"[^>]*)>\s*<(?:\w+:)?v>(\d+)<")
_FILLED: Final = re.compile(rb"<(?:\w+:)?c\s([^>]*)(?<!/)>\s*<(?:\w+:)?(?:v|is|f)\b")
_REF: Final = re.compile(rb"(?:^|\s)r=\"([A-Z]{1,3})(\d{1,7})\"")
_STYLE: Final = re.compile(rb"(?:^|\s)s=\"(\d+)\"")
_WIDE: Final = re.compile(rb"r=\"([A-Z]{2,3})\d")
_ROW: Final = re.compile(rb"<(?:\w+:)?row\s[^>]*?r=\"(\d+)\"")
_FAR: Final = re.compile(rb"r=\"[A-Z]{1,3}(\d{6,7})\"")
_ATTRIBUTE: Final = re.compile(rb"(?:^|\s)(\w+)=\"([^\"]*)\"")


def _scan_sheet(
    archive: zipfile.ZipFile, part: str, legacy: dict[int, str], strings: _Strings, limits: Limits
) -> SheetExtras:
    extras = SheetExtras()
    extras.formulas.translate = _translate
    merges: list[Merge] = []
    last_row, wide, text = 0, set[bytes](), 0
    for piece, _ in _pieces(archive, part, rb"</(?:\w+:)?(?:row|mergeCells)>"):
        last_row = max(last_row, _last_row(piece))
        last_row = max(last_row, max(map(int, _FAR.findall(piece)), default=0))
        wide.update(_WIDE.findall(piece))
        if b"<f" in piece or b":f" in piece:
            _formulas(piece, extras.formulas)
        if b"mergeCell " in piece:
            merges.extend(_merge(found) for found in _MERGE.findall(piece))
        if legacy:
            _fonts(piece, legacy, extras.fonts)
        if strings.mixed or strings.lengths:
            text += _string_cells(piece, strings, extras.runs)
            if text > limits.text:
                raise bomb(f"{text} characters of text")
    width = max((column_index(letters.decode()) + 1 for letters in wide), default=26)
    if last_row * width > limits.cells:
        _check_filled(archive, part, limits)
    extras.merges = tuple(merges)
    return extras


def _last_row(piece: bytes) -> int:
    """The number of the last row that begins in the piece: rows stand in order, and `_FAR` finds those that do not."""
    found = _ROW.match(piece, max(piece.rfind(b"<row "), 0)) or _ROW.match(
        piece, piece.rfind(b"<", 0, piece.rfind(b":row ") + 1)
    )
    return int(found.group(1)) if found else 0


def _check_filled(archive: zipfile.ZipFile, part: str, limits: Limits) -> None:
    """Refuse a sheet whose filled cells span too wide; formatted blank cells far away do no harm."""
    last_row = width = 0
    for piece, _ in _pieces(archive, part, rb"</(?:\w+:)?row>"):
        for attributes in _FILLED.findall(piece):
            cell = _cell(attributes)
            if cell is not None:
                last_row, width = max(last_row, cell[0]), max(width, cell[1] + 1)
    if last_row * width > limits.cells:
        raise bomb(f"{last_row} rows × {width} columns")


def _cell(attributes: bytes) -> Cell | None:
    found = _REF.search(attributes)
    return (int(found.group(2)), column_index(found.group(1).decode())) if found else None


def _formulas(piece: bytes, formulas: Formulas) -> None:
    for attributes, details, body in _FORMULA.findall(piece):
        cell = _cell(attributes)
        if cell is None:
            continue
        kinds = dict(_ATTRIBUTE.findall(details)) if details else {}
        shared = kinds.get(b"si", b"").decode() if kinds.get(b"t") == b"shared" else ""
        if body:
            text = "=" + _unescape(body).lstrip("=")
            formulas.texts[cell] = text
            if shared:
                formulas.masters[shared] = (cell, text)
        elif shared:
            formulas.shared[cell] = shared
        else:
            formulas.texts[cell] = "="


def _translate(text: str, origin: Cell, cell: Cell) -> str:
    """The formula of `origin` as it reads in `cell`; as it stands where it cannot be moved."""
    try:
        name = f"{column_letter(origin[1])}{origin[0]}"
        moved = Translator(text, origin=name).translate_formula(f"{column_letter(cell[1])}{cell[0]}")
    except TranslatorError:
        return text
    return str(moved)


def _merge(found: tuple[bytes, bytes, bytes, bytes]) -> Merge:
    left, top, right, bottom = found
    return Merge(
        int(top),
        column_index(left.decode()),
        int(bottom or top),
        column_index((right or left).decode()),
    )


def _fonts(piece: bytes, legacy: dict[int, str], fonts: dict[Cell, str]) -> None:
    for attributes in _CELL.findall(piece):
        style = _STYLE.search(attributes)
        name = legacy.get(int(style.group(1)) if style else 0)
        if name is not None:
            cell = _cell(attributes)
            if cell is not None:
                fonts[cell] = name


def _string_cells(piece: bytes, strings: _Strings, runs: dict[Cell, str]) -> int:
    """Note the cells of mixed fonts; the bytes of all long shared strings that the piece refers to."""
    total = 0
    lengths, mixed = strings.lengths, strings.mixed
    for attributes, number_text in _STRING_CELL.findall(piece):
        number = int(number_text)
        if lengths and number < len(lengths):
            total += lengths[number]
        if number in mixed:
            cell = _cell(attributes)
            if cell is not None:
                runs[cell] = mixed[number]
    return total
