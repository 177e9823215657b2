"""What a caller gives of a draft: people, effects, who signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from canbo.core.dates import PartialDate


@dataclass(frozen=True, slots=True)
class NewEffect:
    """One thing to be done to a file: the key of `enactments.effects` and its values, as Python or as JSON."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewSubject:
    """Somebody to be decided on: their file, what is done to it, their own day of effect where it differs."""

    person_id: int
    effects: Sequence[NewEffect] = ()
    effective_on: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class SignerGiven:
    """Who signs: name, office, the mark (SigningMark) and in whose name ("BAN THƯỜNG VỤ", "CHỦ TỊCH")."""

    name: str = ""
    role: str = ""
    mark: str = ""
    for_whom: str = ""
