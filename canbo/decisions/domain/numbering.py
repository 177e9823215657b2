"""Numbers and symbols: what a pattern makes of a running number, and which running number a written one bears."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from canbo.core.errors import DomainError
from canbo.core.text import clean, nfc

#: Where the running number stands in a pattern.
PLACE: Final = "{n}"
_LONGEST: Final = 50


def checked_pattern(text: str) -> str:
    """Give a pattern tidied. Errors: pattern_without_number, pattern_too_long."""
    pattern = clean(nfc(text)).replace(" ", "")
    rest = pattern.replace(PLACE, "", 1)
    if pattern.count(PLACE) != 1 or "{" in rest or "}" in rest or not rest:
        raise DomainError(
            "pattern_without_number",
            "Số, ký hiệu phải có đúng một chỗ ghi số là {place} và phần ký hiệu, ví dụ {party} hoặc {state}.",
            place=PLACE, party="{n}-QĐ/TU", state="{n}/QĐ-UBND",
        )  # fmt: skip
    if len(pattern) > _LONGEST:
        raise DomainError("pattern_too_long", "Số, ký hiệu dài quá {most} ký tự.", most=_LONGEST)
    return pattern


def written(pattern: str, number: int) -> str:
    """Write a running number by the pattern: 7 by "{n}-QĐ/TU" is "07-QĐ/TU".

    Numbers under 10 take a leading zero (Decree 30/2020, annex I, part II, item 3).
    """
    return pattern.replace(PLACE, f"{number:02d}")


def sequence_of(pattern: str, number: str) -> int | None:
    """Give the running number that a written number bears by the pattern, however its letters are cased and spaced.

    None where the number is of another series.
    """
    before, after = (_plain(part) for part in pattern.split(PLACE))
    found = re.fullmatch(re.escape(before) + r"0*([0-9]{1,9})" + re.escape(after), _plain(number))
    return int(found[1]) if found and int(found[1]) > 0 else None


def next_free(last: int, taken: Collection[int]) -> int:
    """Give the number after `last` that nobody took by hand."""
    number = last + 1
    while number in taken:
        number += 1
    return number


def same_number(one: str, other: str) -> bool:
    """Tell whether two written numbers are the same but for spaces, case and leading zeros."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return _plain(text).lstrip("0")


def _plain(text: str) -> str:
    return "".join(clean(nfc(text)).upper().split())
