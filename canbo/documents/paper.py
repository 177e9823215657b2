"""What a paper says, apart from how Word lays it out: head, blocks and signatures.

Nothing is invented: an empty issuer, number, place or day is printed as dots, to be filled in by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from canbo.core.dates import PartialDate
from canbo.documents.grid import Cell, Grid

type Style = Literal["state", "party", "plain"]
type Align = Literal["left", "center", "right", "justify"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look; `size` in points."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: float | None = None


type Words = str | Run | tuple[str | Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the paper: level 1 bold, 2 bold, 3 bold italic."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body."""

    text: Words
    align: Align = "justify"
    bold: bool = False
    italic: bool = False
    size: float | None = None
    first_indent: bool = True
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A label and its value on a line of a printed form; without a value, dots are printed."""

    label: str
    value: Cell = None
    weight: float = 1


@dataclass(frozen=True, slots=True, init=False)
class FormLine:
    """A line of a printed form. `lines` is how many lines of dots the last part takes when it has no value."""

    parts: tuple[Part, ...]
    lines: int = 1
    bold: bool = False

    def __init__(self, *parts: Part, lines: int = 1, bold: bool = False) -> None:
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "lines", lines)
        object.__setattr__(self, "bold", bold)


@dataclass(frozen=True, slots=True)
class Photo:
    """A place for a photo: framed and empty, or with the picture (PNG or JPEG)."""

    width_mm: float = 40
    height_mm: float = 60
    image: bytes | None = None
    label: str = "Ảnh màu\n(4 x 6 cm)"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two columns without borders; the left one is `left_mm` wide."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    left_mm: float = 45


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


type Block = Heading | Paragraph | FormLine | Photo | SideBySide | PageBreak | Grid


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: for whom (`above`), in which office, and the name under the signature (empty: room for it)."""

    role: str
    name: str = ""
    above: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to print, in the State's ("state"), the Party's ("party") or no office's ("plain") layout."""

    title: str
    blocks: tuple[Block, ...] = ()
    style: Style = "state"
    abstract: str = ""
    issuer_above: str = ""
    issuer: str = ""
    number: str = ""
    place: str = ""
    day: date | PartialDate | None = None
    signer: Signer | None = None
    prepared_by: Signer | None = None
    recipients: tuple[str, ...] = ()
    landscape: bool = False
    form_code: str = ""
    size: float | None = None
