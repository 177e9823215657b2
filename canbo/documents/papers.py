"""Papers of a procedure as the apps above hand them over: a source for a kind of object gives the data, nothing else.

An app registers its sources in `AppConfig.ready()`; making, versions, PDF, printing in bulk and their pages are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from canbo.core.access import AccessContext, Permission
from canbo.core.errors import NotFound
from canbo.core.secrecy import Secrecy
from canbo.documents.filling import words_of
from canbo.documents.paper_kinds import KINDS, KindKey, PaperKind, PaperStyle

__all__ = ["Draft", "Source", "register_source", "source_of", "sources_for", "words_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The data of one paper: by the field names of its kind; what is left out is printed as dots."""

    data: Mapping[str, Any] = field(default_factory=dict)
    #: Where the paper belongs; read by whoever holds `right` there, and by who made it.
    unit_path: str
    style: PaperStyle = "state"
    right: Permission = Permission.RUN_PROCEDURES
    tier: str = ""
    #: Which one among several; kept sealed.
    label: str = ""
    #: The files whose data stand on it, by their keys.
    people: tuple[int, ...] = ()
    secrecy: Secrecy = Secrecy.OPEN


type Drafts = Callable[[AccessContext, int], Iterable[Draft]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Gives the papers of one kind for an object: `drafts(access, object_id)`, which raises where they may not be."""

    key: str
    kind: KindKey
    label: str | Promise
    object_type: str
    drafts: Drafts
    order: int = 50
    #: Whether the button stands on the object's page now.
    is_offered: Callable[[AccessContext, Any], bool] | None = None

    @property
    def paper_kind(self) -> PaperKind:
        """The kind of its papers."""
        return KINDS[self.kind]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> None:
    """Add a source; registering a key again replaces it."""
    _sources[source.key] = source


def unregister_source(key: str) -> None:
    """Take a source away, if it is there."""
    _sources.pop(key, None)


def source_of(key: str) -> Source:
    """Give a source by its key. Error: NotFound."""
    found = _sources.get(key)
    if found is None:
        raise NotFound("paper_source_unknown", "Không có loại văn bản này.")
    return found


def sources_for(object_type: str) -> list[Source]:
    """Give the sources of a kind of object, in their order."""
    found = [source for source in _sources.values() if source.object_type == object_type]
    return sorted(found, key=lambda source: (source.order, source.key))
