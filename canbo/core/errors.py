"""Errors of the domain: a code for programs and a sentence for an officer."""


class DomainError(Exception):
    """Something the domain refuses.

    `code` is stable and meant for programs, `message` is a Vietnamese sentence an officer can act on,
    `extra` holds the values the sentence speaks of.
    """

    def __init__(self, code: str, message: str, **extra: object) -> None:
        # Both go into `args`, so that an error survives the way back from a child process (pickle).
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.extra = extra

    def __str__(self) -> str:
        return self.message


class Forbidden(DomainError):
    """The actor lacks the right to do or to see this."""

    def __init__(
        self,
        code: str = "forbidden",
        message: str = "Bạn không có quyền thực hiện việc này.",
        **extra: object,
    ) -> None:
        super().__init__(code, message, **extra)


class NotFound(DomainError):
    """The thing asked for does not exist, or the actor may not know that it does."""

    def __init__(
        self,
        code: str = "not_found",
        message: str = "Không tìm thấy nội dung bạn yêu cầu.",
        **extra: object,
    ) -> None:
        super().__init__(code, message, **extra)
