"""Text with separated values: its encoding and its separator found out, never asked."""

import codecs
import csv
import io
from pathlib import Path
from typing import Final

from canbo.common.archives import broken
from canbo.core.text import clean, fold, nfc, tcvn3_to_unicode, vni_to_unicode
from canbo.documents.sources.safety import utf16_without_mark
from canbo.documents.sources.sheet import Sheet, Value

_DELIMITERS: Final = (",", ";", "\t", "|")
_WORDS: Final = (
    "ho va ten", "ho ten", "ngay sinh", "nam sinh", "don vi", "chuc vu", "dan toc", "trinh do", "que quan", "gioi tinh",
    "ngay vao dang", "chuyen mon", "ly luan", "nguyen", "van", "thi", "tran",
)  # fmt: skip


def read(path: Path) -> Sheet:
    """The text file as one sheet named after the file. Raises DomainError `file_broken`."""
    text = decode(path.read_bytes())
    lines = text.split("\n", 1)
    delimiter = ""
    if lines[0].lower().startswith("sep=") and len(lines) > 1:
        # Excel obeys this line and does not show it: the rows are numbered without it.
        delimiter, text = lines[0].strip()[4:5], lines[1]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text)))
    except csv.Error as error:
        raise broken(str(error)) from error
    width = max(map(len, rows), default=0)
    table: list[list[Value]] = [[*row, *[""] * (width - len(row))] for row in rows]
    while table and not any(table[-1]):
        table.pop()
    return Sheet(name=clean(path.stem), rows=table)


def decode(data: bytes) -> str:
    """The text of the bytes: UTF-8, UTF-16, Windows-1258, TCVN3 or VNI, in this order of trust.

    The last three cannot be told apart by the bytes alone, so the one that yields most words of a list is taken.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    codec = utf16_without_mark(data)
    if codec:
        return data.decode(codec, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        western = data.decode("cp1252", "replace")
        latin = data.decode("latin-1")
    readings = (nfc(data.decode("cp1258", "replace")), tcvn3_to_unicode(latin), vni_to_unicode(western))
    return max(readings, key=_likeness)


def _likeness(text: str) -> float:
    """How much the text reads like a list of people; letters that no Vietnamese word has count against it."""
    start = text[:20_000]
    folded = fold(start)
    strange = sum(start.count(letter) for letter in "¶·¸µ\ufffd®øûïöåæ")
    return sum(folded.count(word) for word in _WORDS) * 5 - strange


def _delimiter(text: str) -> str:
    """The separator that cuts the first lines into the widest even table."""
    sample = text[:64_000].rsplit("\n", 1)[0] if len(text) > 64_000 else text
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)]
        wide = [width for width in widths if width > 1]
        if not wide:
            continue
        common = max(set(wide), key=lambda width: (wide.count(width), width))
        score = wide.count(common) * (common - 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best
