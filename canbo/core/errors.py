"""Errors of the domain: a code for programs and a sentence for an officer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PLACE = re.compile(r"\{(\w+)\}")


class Phrase(str):
    """Words from a fixed list that a sentence speaks of: pages translate them too, unlike names and other data."""

    __slots__ = ()


class Said(str):
    """A sentence kept with its template and the values that it speaks of, so that pages say it in another language.

    As text it is Vietnamese. A value that is itself `Said`, or a `Phrase`, is said in the reader's language too.
    """

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Said:
        """Fill the template."""
        made = super().__new__(cls, filled(template, values))
        made.template, made.values = template, values
        return made


def joined(parts: Iterable[str], by: str = " ") -> Said:
    """Give sentences as one."""
    held = {f"p{number}": part for number, part in enumerate(parts)}
    return Said(by.join(f"{{{name}}}" for name in held), **held)


def to_plain(text: str) -> Any:
    """Give a sentence as plain data to be stored: its template and values; a text without them as it is."""
    if isinstance(text, Said):
        return {"said": text.template, "of": {name: to_plain_value(value) for name, value in text.values.items()}}
    return str(text)


def to_plain_value(value: object) -> Any:
    """Give a value that a sentence speaks of as plain data."""
    if isinstance(value, Said):
        return to_plain(value)
    return {"phrase": str(value)} if isinstance(value, Phrase) else str(value)


def from_plain(kept: Any) -> str:
    """Give a sentence back from plain data; what was stored as text is text."""
    if isinstance(kept, dict) and "said" in kept:
        return Said(kept["said"], **{name: from_plain(value) for name, value in kept.get("of", {}).items()})
    return Phrase(kept["phrase"]) if isinstance(kept, dict) else str(kept)


def filled(template: str, values: Mapping[str, object]) -> str:
    """Give a sentence with its `{name}` places filled in; a place that no value is named for stays as it is."""
    return _PLACE.sub(lambda place: str(values[place[1]]) if place[1] in values else place[0], template)


class DomainError(Exception):
    """Something the domain refuses.

    `code` is stable and meant for programs, `message` is a Vietnamese sentence an officer can act on,
    `extra` holds the values the sentence speaks of. The sentence is given as a template: `{name}` stands for
    `extra["name"]`. `template` keeps it as given, so that pages can say it in another language.
    """

    def __init__(self, code: str, message: str, **extra: object) -> None:
        # Both go into `args`, so that an error survives the way back from a child process (pickle).
        super().__init__(code, message)
        self.code = code
        self.template = message
        self.message = filled(message, extra)
        self.extra = extra

    def __str__(self) -> str:
        return self.message

    @property
    def said(self) -> Said:
        """The sentence with what it speaks of, to be kept."""
        return Said(self.template, **self.extra)


class Forbidden(DomainError):  # noqa: N818 -- the name of the answer
    """The actor lacks the right to do or to see this."""

    def __init__(
        self,
        code: str = "forbidden",
        message: str = "Bạn không có quyền thực hiện việc này.",
        **extra: object,
    ) -> None:
        super().__init__(code, message, **extra)


class NotFound(DomainError):  # noqa: N818 -- the name of the answer
    """The thing asked for does not exist, or the actor may not know that it does."""

    def __init__(
        self,
        code: str = "not_found",
        message: str = "Không tìm thấy nội dung bạn yêu cầu.",
        **extra: object,
    ) -> None:
        super().__init__(code, message, **extra)
