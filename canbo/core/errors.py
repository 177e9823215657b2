"""Errors of the domain: a code for programs and a sentence for an officer."""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{(\w+)\}")


class Phrase(str):
    """Words from a fixed list that a sentence speaks of: pages translate them too, unlike names and other data."""

    __slots__ = ()


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
