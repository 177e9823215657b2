"""What one cell of a unit's workbook says, as the one text by which it is compared and kept; or why it is refused.

The canonical text of a level is its code, of a number its shortest decimal form, of a mark "1" or "0", of a day its
ISO form, of words the words themselves with even spaces; "" says nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

from canbo.core.dates import PartialDate
from canbo.core.errors import Said, joined
from canbo.core.text import clean, clean_lines
from canbo.documents.sources.cells import Cell, is_blank, key, read_date, to_decimal, written
from canbo.evaluation.domain.level_words import level_in

type Kind = Literal["text", "level", "number", "count", "percent", "flag", "day"]

#: What a cell of words may hold at most.
LONGEST: Final = 8_000
_ERRORS: Final = frozenset({"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!", "err:502", "err:504"})
_YES: Final = frozenset({"1", "co", "x", "dung", "true", "yes", "v"})
_NO: Final = frozenset({"0", "khong", "k", "ko", "sai", "false", "no"})


@dataclass(frozen=True, slots=True)
class Field:
    """What a cell may hold. `most`: the highest number; `words`: the levels as the scheme calls them."""

    key: str
    kind: Kind
    most: Decimal | None = None
    words: Mapping[str, str] | None = None


_WHOLE_DAY: Final = Said("Hãy ghi đủ ngày, dạng 31/12/2026.")
_CHECK: Final = Said("Hãy kiểm tra lại số.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell is refused, and what to do, in a sentence each."""

    reason: str
    advice: str

    @property
    def said(self) -> Said:
        """Both, to be kept and said in the reader's language."""
        return joined([self.reason, self.advice])


def read(field: Field, value: Cell) -> str | Refusal:
    """Give the canonical text of a cell; "" where it says nothing; a refusal where it cannot be taken."""
    if is_blank(value) and not (field.kind == "text" and clean(written(value))):
        return ""
    raw = written(value)
    if raw.strip().lower() in _ERRORS:
        return Refusal(Said("Ô báo lỗi công thức «{given}».", given=raw.strip()), Said("Hãy ghi thẳng nội dung vào ô."))
    if field.kind == "text":
        return _text(raw)
    if field.kind == "level":
        return _level(field, raw)
    if field.kind == "flag":
        return _flag(value, raw)
    if field.kind == "day":
        return _day(value)
    return _number(field, value, raw)


def _text(raw: str) -> str | Refusal:
    text = plain(raw)
    if len(text) > LONGEST:
        return Refusal(
            Said("Ô dài {n} chữ, quá mức {most}.", n=len(text), most=LONGEST),
            Said("Hãy viết gọn lại, phần dài để thành văn bản riêng."),
        )
    return text


def plain(raw: str) -> str:
    """Give words line by line with even spaces, without the signs that a workbook cannot hold."""
    held = "".join(sign for sign in raw if sign in "\t\n\r" or (sign >= " " and sign not in "\x7f\ufffe\uffff"))
    return clean_lines(held.replace("_x000D_", ""))


def _level(field: Field, raw: str) -> str | Refusal:
    found = level_in(raw, field.words or {})
    if found is None:
        known = ", ".join((field.words or {}).values())
        return Refusal(
            Said("«{given}» không phải một mức xếp loại của bộ tiêu chí.", given=_short(raw)),
            Said("Hãy chọn một trong: {known}.", known=known),
        )
    return found


def _flag(value: Cell, raw: str) -> str | Refusal:
    if isinstance(value, bool):
        return "1" if value else "0"
    folded = key(raw)
    if folded in _YES or folded in _NO:
        return "1" if folded in _YES else "0"
    return Refusal(
        Said("«{given}» không phải Có hoặc Không.", given=_short(raw)), Said("Hãy chọn Có hoặc Không.")
    )  # fmt: skip


def _day(value: Cell) -> str | Refusal:
    found = read_date(value)
    if found.problem is not None:
        return Refusal(found.problem.reason, found.problem.suggestion or _WHOLE_DAY)
    if not isinstance(found.value, PartialDate) or found.value.precision != "day":
        return Refusal(Said("«{given}» chưa đủ ngày, tháng, năm.", given=_short(written(value))), _WHOLE_DAY)
    return found.value.earliest.isoformat()


_THOUSANDS: Final = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")


def _number(field: Field, value: Cell, raw: str) -> str | Refusal:
    if isinstance(value, bool | date | datetime):
        return Refusal(
            Said("«{given}» không phải là số; Excel có thể đã đổi số thành ngày.", given=_short(raw)),
            Said("Hãy ghi lại số, ví dụ 27,5."),
        )
    text = value.strip().rstrip("đĐ").removesuffix("điểm").strip() if isinstance(value, str) else value
    if isinstance(text, str) and _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    number = to_decimal(text)
    if number is None or not number.is_finite():
        return Refusal(Said("«{given}» không phải là số.", given=_short(raw)), Said("Hãy ghi số, ví dụ 27,5."))
    if number < 0:
        return Refusal(Said("«{given}» nhỏ hơn 0.", given=_short(raw)), Said("Hãy ghi số từ 0 trở lên."))
    most = Decimal(100) if field.kind == "percent" else field.most
    if most is not None and number > most:
        return Refusal(
            Said("«{given}» vượt mức tối đa {most}.", given=_short(raw), most=shown(number_text(most))), _CHECK
        )  # fmt: skip
    if field.kind == "count" and number != number.to_integral_value():
        return Refusal(Said("«{given}» không phải số nguyên.", given=_short(raw)), Said("Hãy ghi số nguyên."))
    if max(0, -int(number.normalize().as_tuple().exponent)) > 4:
        return Refusal(
            Said("«{given}» có quá bốn chữ số sau dấu phẩy.", given=_short(raw)),
            Said("Hãy làm tròn theo quy định rồi ghi lại."),
        )
    if number >= 1_000_000:
        return Refusal(Said("«{given}» lớn quá mức ghi nhận.", given=_short(raw)), _CHECK)
    return number_text(number)


def number_text(number: Decimal | float | int | str) -> str:
    """Give the canonical text of a number: no zeros at the end, a point before the decimals."""
    whole = Decimal(str(number)).normalize()
    return format(whole.quantize(1) if whole == whole.to_integral_value() else whole, "f")


def shown(canonical: str) -> str:
    """Give a canonical number with a comma before its decimals."""
    return canonical.replace(".", ",")


def canonical(kind: Kind, value: Any) -> str:
    """Give the canonical text of what the tables hold; None and "" say nothing."""
    if value is None or value == "":
        return ""
    if kind == "flag":
        return "1" if value else "0"
    if kind == "day":
        return value.isoformat() if isinstance(value, date) else str(value)
    if kind in {"number", "count", "percent"}:
        return number_text(value)
    return plain(str(value)) if kind == "text" else str(value)


def digest(sheet: str, code: str, key_: str, text: str) -> str:
    """Give the mark of a cell as it was sent, by which it is known whether a page or the file changed it since."""
    return hashlib.blake2b(f"{sheet}|{code}|{key_}|{text}".encode(), digest_size=6).hexdigest()


def _short(raw: str) -> str:
    text = clean(raw)
    return text if len(text) <= 60 else f"{text[:57]}…"
