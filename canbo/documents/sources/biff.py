"""What calamine does not tell of an .xls: which cells hold formulas and which are written in a legacy font.

Only the record heads of the binary stream are walked. The text of a formula would have to be decompiled, so a
formula reads “=”.
"""

import struct
from typing import Final

import olefile

from canbo.common.archives import broken
from canbo.documents.sources.ooxml import SheetExtras
from canbo.documents.sources.sheet import Cell, is_legacy_font

_BOF: Final = 0x0809
_EOF: Final = 0x000A
_BOUNDSHEET: Final = 0x0085
_FONT: Final = 0x0031
_XF: Final = 0x00E0
_FORMULA: Final = frozenset({0x0006, 0x0206, 0x0406})
_TEXT_CELLS: Final = frozenset({0x00FD, 0x0204, 0x00D6}) | _FORMULA


def scan(path: str) -> list[SheetExtras]:
    """The extras of every worksheet, in the order of the workbook. Raises DomainError `file_broken`."""
    try:
        with olefile.OleFileIO(path) as compound:
            name = "Workbook" if compound.exists("Workbook") else "Book"
            with compound.openstream(name) as stream:
                data = stream.read()
        fonts, styles, sheets, unicode_names = _globals(data)
        names = [_font_name(font, unicode_names) for font in fonts]
        legacy = {
            number: names[place]
            for number, font in enumerate(styles)
            # Font number 4 does not exist: the numbers after it are one more than the place in the list.
            if (place := font - 1 if font > 4 else font) < len(names) and is_legacy_font(names[place])
        }
        return [_sheet(data, offset, legacy, visible=visible) for offset, visible in sheets]
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise broken(str(error)) from error


def _globals(data: bytes) -> tuple[list[bytes], list[int], list[tuple[int, bool]], bool]:
    """Fonts, font number of every cell style, (offset, visible) of every worksheet, whether names are BIFF8."""
    fonts: list[bytes] = []
    styles: list[int] = []
    sheets: list[tuple[int, bool]] = []
    unicode_names = True
    at = 0
    while at + 4 <= len(data):
        record, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        if record == _BOF and at == 0:
            unicode_names = struct.unpack_from("<H", body)[0] >= 0x0600
        elif record == _FONT:
            fonts.append(body)
        elif record == _XF:
            styles.append(struct.unpack_from("<H", body)[0])
        elif record == _BOUNDSHEET:
            offset, state, kind = struct.unpack_from("<IBB", body)
            if kind == 0:
                sheets.append((offset, state & 3 == 0))
        elif record == _EOF:
            break
        at += 4 + length
    return fonts, styles, sheets, unicode_names


def _font_name(body: bytes, unicode_names: bool) -> str:
    length = body[14]
    if not unicode_names:
        return body[15 : 15 + length].decode("cp1252", "replace")
    if body[15] & 1:
        return body[16 : 16 + 2 * length].decode("utf-16-le", "replace")
    return body[16 : 16 + length].decode("latin-1")


def _sheet(data: bytes, at: int, legacy: dict[int, str], *, visible: bool) -> SheetExtras:
    extras = SheetExtras(visible=visible)
    formulas, fonts = extras.formulas.texts, extras.fonts
    head, cell_head = struct.Struct("<HH").unpack_from, struct.Struct("<HHH").unpack_from
    depth = 0
    while at + 4 <= len(data):
        record, length = head(data, at)
        if record in _TEXT_CELLS and depth == 1:
            row, column, style = cell_head(data, at + 4)
            cell: Cell = (row + 1, column)
            if record in _FORMULA:
                formulas[cell] = "="
            if style in legacy:
                fonts[cell] = legacy[style]
        elif record == _BOF:
            depth += 1
        elif record == _EOF:
            depth -= 1
            if depth <= 0:
                break
        at += 4 + length
    return extras
