"""A count that may not be told, because it speaks of too few people whose files the viewer may not open."""

from __future__ import annotations

from typing import Any


class Hidden(int):
    """Such a count: nobody, as far as anything that reads it knows; whatever is computed with it is hidden too."""

    def _stay(self, _other: Any) -> Hidden:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = _stay
    __mul__ = __rmul__ = __floordiv__ = __rfloordiv__ = __truediv__ = __rtruediv__ = _stay


HIDDEN = Hidden(0)
