"""What a file that leaves tells of itself, and the mark that it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from canbo.core.access import AccessContext, Permission
from canbo.core.secrecy import Secrecy

type Reaches = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file: the ending of its name, its media type."""

    ending: str
    kind: str


EXCEL: Final = Media("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
WORD: Final = Media("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
PDF: Final = Media("pdf", "application/pdf")
JSON: Final = Media("json", "application/json")
PNG: Final = Media("png", "image/png")
JPEG: Final = Media("jpg", "image/jpeg")
#: An archive; of its files those of Word and Excel are marked.
ZIP: Final = Media("zip", "application/zip")
#: A page printed by the browser.
PAGE: Final = Media("", "text/html")
_KNOWN: Final = {media.kind: media for media in (EXCEL, WORD, PDF, JSON, PNG, JPEG)}


def media_of(kind: str) -> Media:
    """Give the kind of file of a media type; KeyError for one that the house does not keep."""
    return _KNOWN[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file about to leave, or a page about to be printed."""

    #: The registered kind of act, written to the log by the door.
    action: str
    #: What it is, in words, nobody's name in it.
    title: str
    #: The name of the file: ASCII, no ending, nothing personal.
    name: str
    media: Media
    #: Gives the bytes; called once, after the checks.
    content: Callable[[], bytes] = bytes
    #: The files whose data it holds, by their keys; () for sums and papers about nobody.
    people: Sequence[int] = ()
    #: The rights without which it does not leave, checked now and again when a held file is fetched.
    rights: tuple[Permission, ...] = (Permission.EXPORT,)
    #: (path prefix, management tier) pairs that it draws on; None: all that the first right reaches.
    reaches: Reaches | None = None
    secrecy: Secrecy = Secrecy.OPEN
    #: Which part of the data, in words.
    scope: str = ""
    #: What the taker should know before.
    notice: str = ""
    object_type: str = ""
    object_id: int | None = None
    object_label: str = ""
    unit_path: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    #: Excel: a last sheet that tells who took it and when.
    has_cover: bool = True
    #: A paper kept as evidence: it leaves byte for byte unless it is marked secret.
    is_original: bool = False
    #: A paper with a form of its own (Decree 30): no mark of ours on its pages unless it is marked secret; asked and
    #: counted like any other.
    is_official: bool = False
    #: The person's own data: their right, asked no reason and held for nobody.
    is_own: bool = False

    @property
    def asks(self) -> bool:
        """Whether its taker is asked what for: files with other people's data, but not a single paper of a file."""
        return bool(self.people) and not self.is_own and not self.is_original

    @property
    def counts(self) -> bool:
        """Whether its people count towards the number above which a second person approves."""
        return self.asks

    @property
    def may_lock(self) -> bool:
        """Whether it can be given a password."""
        return self.media in {EXCEL, WORD}

    def reached(self, access: AccessContext) -> Reaches:
        """Give the pairs that it draws on, in the hands of this viewer."""
        if self.reaches is not None:
            return self.reaches
        return access.reaches(self.rights[0]) if self.rights else ()


@dataclass(frozen=True, slots=True)
class PrintMark:
    """What stands on every page: who took it and when, and the number that leads to the entry in the log."""

    number: str
    who: str
    at: datetime
    title: str
    secrecy: Secrecy = Secrecy.OPEN

    @property
    def words(self) -> str:
        """The mark in one line."""
        return f"canbo · số {self.number} · {self.who[:60]} · {self.at:%H:%M %d/%m/%Y}"
