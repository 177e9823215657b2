"""Words by which a file says that there is nothing: "Không", "chưa có"."""

from __future__ import annotations

from typing import Final

import polars as pl

from canbo.core.text import fold

_NONE: Final = frozenset(
    {
        "0", "none", "k", "ko", "khong", "khong co", "khong theo", "khong ton giao", "khong biet", "luong", "chua",
        "chua co", "chua qua dao tao",
    }
)  # fmt: skip


def says_none(texts: pl.Series) -> pl.Series:
    """Tell for each text whether it says "none"; null stays null. Each different text is looked at once."""
    different = texts.drop_nulls().unique()
    meant = [text for text in different if fold(text) in _NONE]
    return texts.is_in(meant)
