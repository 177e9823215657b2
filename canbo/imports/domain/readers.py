"""Which reader reads the cells of which kind of field."""

import re
from typing import Final

from canbo.core.dates import PartialDate
from canbo.core.errors import Said
from canbo.core.text import clean
from canbo.documents.sources.cells import (
    NOTHING,
    Cell,
    Problem,
    Read,
    Reader,
    is_blank,
    key,
    read_date,
    read_flag,
    read_name,
    read_number,
    read_text,
    read_year,
    written,
)
from canbo.imports.domain import code_lists, codes, levels

_DIGITS: Final = re.compile(r"\D+")


def _digits_of(value: Cell) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else ""
    return _DIGITS.sub("", written(value))


def read_citizen_id(value: Cell) -> Read:
    """A citizen number of 12 digits. A number cell that lost its zeros is mended with a warning; nine digits are an
    old identity card (`old_id`); anything else gives no value (`citizen_id_invalid`, warned)."""
    if is_blank(value):
        return NOTHING
    raw, digits = written(value), _digits_of(value)
    if len(digits) == 12:
        return Read(digits, raw if raw != digits else None)
    if len(digits) == 9 and isinstance(value, str):
        return Read(None, raw, None, (("old_id", digits),))
    if len(digits) in (10, 11):
        mended = digits.zfill(12)
        return Read(
            mended,
            raw,
            Problem(
                "citizen_id_zeros",
                "warned",
                Said("Số CCCD chỉ có {n} chữ số, đã thêm số 0 ở đầu.", n=len(digits)),
                Said("Kiểm tra lại: {number}; định dạng cột là văn bản.", number=mended),
            ),
        )
    if len(digits) == 9:
        return Read(None, raw, None, (("old_id", digits),))
    return Read(
        None,
        raw,
        Problem(
            "citizen_id_invalid",
            "warned",
            Said("“{text}” không phải số CCCD gồm 12 chữ số.", text=clean(raw)),
            Said("Hãy ghi đủ 12 chữ số."),
        ),
    )


def read_old_id(value: Cell) -> Read:
    """An old identity card number of nine digits; twelve digits are a citizen number (`citizen_id`)."""
    if is_blank(value):
        return NOTHING
    raw, digits = written(value), _digits_of(value)
    if len(digits) == 12:
        return Read(None, raw, None, (("citizen_id", digits),))
    if len(digits) == 9:
        return Read(digits, raw if raw != digits else None)
    if len(digits) == 8 and not isinstance(value, str):
        return Read(
            digits.zfill(9),
            raw,
            Problem(
                "old_id_zeros",
                "warned",
                Said("Số CMND chỉ có 8 chữ số, đã thêm số 0 ở đầu."),
                Said("Định dạng cột là văn bản."),
            ),
        )
    return Read(
        None,
        raw,
        Problem(
            "old_id_invalid",
            "warned",
            Said("“{text}” không phải số CMND gồm 9 chữ số.", text=clean(raw)),
            Said("Hãy ghi đủ 9 chữ số."),
        ),
    )


def read_digits(value: Cell) -> Read:
    """A number that is a name (card, insurance): its characters, never a quantity."""
    if is_blank(value):
        return NOTHING
    return read_text(value)


def read_phone(value: Cell) -> Read:
    """A telephone number; the zero that a number cell lost is put back."""
    if is_blank(value):
        return NOTHING
    raw = written(value)
    text = clean(raw)
    if isinstance(value, (int, float)) and len(text) == 9:
        text = "0" + text
    return Read(text, raw if raw != text else None)


_DATES: Final = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}")


def read_party_date(value: Cell) -> Read:
    """The day of joining the Party; where both days stand in one cell, the later is `party_official_on`."""
    found = read_date(value)
    if not isinstance(value, str) or len(value) < 16:
        return found
    both = [read_date(part) for part in _DATES.findall(value)]
    if len(both) != 2 or any(part.problem or part.value is None for part in both):
        return found
    return Read(both[0].value, value, None, (("party_official_on", both[1].value),))


_SPAN: Final = re.compile(r"\s*(?:[-–—]+|đến|->|→)\s*", re.IGNORECASE)
_YEARS: Final = re.compile(r"(?:khóa\s*)?(\d{4})\s*[-–—]\s*(\d{4})", re.IGNORECASE)


def read_period(value: Cell) -> Read:
    """A period in one cell (“7/2021 - 2/2025”, “2009-2011”, “từ 03/2010 đến 09/2011”) as (from, to)."""
    if is_blank(value):
        return NOTHING
    if not isinstance(value, str):
        found = read_date(value)
        return found._replace(value=(found.value, None)) if found.value is not None else found
    raw = written(value)
    years = _YEARS.fullmatch(clean(raw))
    parts = list(years.groups()) if years else _span_parts(clean(raw))
    dates: list[PartialDate | None] = []
    for part in parts:
        found = read_date(re.sub(r"^(?:từ|đến|nay)\s*", "", part.strip(), flags=re.IGNORECASE))
        if isinstance(found.value, PartialDate):
            dates.append(found.value)
        elif key(part) in ("nay", "hien nay", ""):
            dates.append(None)
        else:
            return Read(
                None,
                raw,
                Problem(
                    "date_unreadable",
                    "warned",
                    Said("Không đọc được khoảng thời gian “{text}”.", text=clean(raw)),
                    Said("Hãy ghi dạng 03/2010 - 09/2011."),
                ),
            )
    start, end = (*dates, None, None)[:2]
    if start is not None and end is not None and end.latest < start.earliest:
        return Read(
            None,
            raw,
            Problem(
                "period_reversed",
                "warned",
                Said("“{text}”: ngày kết thúc trước ngày bắt đầu.", text=clean(raw)),
                Said("Hãy xem lại."),
            ),
        )
    return Read((start, end), raw)


def _span_parts(text: str) -> list[str]:
    parts = _SPAN.split(text)
    if len(parts) <= 2:
        return parts
    # Hyphens inside the dates themselves: the middle one parts them.
    half = len(parts) // 2
    return ["-".join(parts[:half]), "-".join(parts[half:])]


def read_unit(value: Cell) -> Read:
    """The name of a unit, cleaned; a number or a mark is none."""
    found = read_text(value)
    if isinstance(found.value, str) and not any(letter.isalpha() for letter in found.value):
        return NOTHING
    return found


def skip(value: Cell) -> Read:
    """Nothing: the column is known and not taken."""
    return NOTHING


READERS: Final[dict[str, Reader]] = {
    "skip": skip,
    "text": read_text,
    "name": read_name,
    "date": read_date,
    "party_date": read_party_date,
    "year": read_year,
    "number": read_number,
    "flag": read_flag,
    "gender": codes.read_gender,
    "ethnicity": code_lists.read_ethnicity,
    "religion": code_lists.read_religion,
    "ethnicity_religion": code_lists.read_ethnicity_religion,
    "citizen_id": read_citizen_id,
    "old_id": read_old_id,
    "digits": read_digits,
    "phone": read_phone,
    "unit": read_unit,
    "position_unit": read_text,
    "general_education": codes.read_general_education,
    "qualification": levels.read_qualification,
    "theory": levels.read_theory,
    "state_management": levels.read_state_management,
    "defence": codes.read_defence,
    "language": codes.read_language,
    "it": codes.read_it,
    "mode": codes.read_mode,
    "rank": code_lists.read_rank,
    "rank_code": code_lists.read_rank_code,
    "step": codes.read_step,
    "rating": codes.read_rating,
    "period": read_period,
}
