"""What one cell says: a value in canonical form, or the problem that keeps it from being one."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, NamedTuple
from unicodedata import is_normalized

from canbo.core.dates import DateError, PartialDate
from canbo.core.errors import Said
from canbo.core.text import clean, fold, proper_name

type Cell = str | float | int | bool | date | datetime | time | timedelta
type Severity = Literal["refused", "warned"]


class Problem(NamedTuple):
    """Why a cell is refused, or taken with a warning; the sentences are for an officer."""

    code: str
    severity: Severity
    reason: str
    suggestion: str = ""


class Read(NamedTuple):
    """The outcome of reading a cell.

    `value` None means that nothing is said. `original` is the text as written where it differs from the canonical
    form. `extra` holds values for other fields that stood in the same cell (a major beside a level).
    """

    value: object
    original: str | None = None
    problem: Problem | None = None
    extra: tuple[tuple[str, object], ...] = ()


type Reader = Callable[[Cell], Read]

NOTHING: Final = Read(None)
_DASHES: Final = frozenset({"", "-", "--", "---", "–", "—", "_", ".", "..", "...", "…", "/", "//"})
_NOT_WORD: Final = re.compile(r"[^a-z0-9+]+")


def written(value: Cell) -> str:
    """The text of a cell as an officer sees it: whole numbers without “.0”, dates day first."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time() == time() else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def key(text: str) -> str:
    """The form codes and headings are recognised by: letters and digits only, one blank between words."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def is_blank(value: Cell) -> bool:
    """Whether the cell says nothing: empty, blanks, or the dashes that stand for nothing."""
    return value == "" or (isinstance(value, str) and value.strip() in _DASHES)


def keep(value: object, canonical: str, raw: str) -> Read:
    """The value, with what was written where that differs from the canonical text."""
    return Read(value, raw if raw != canonical else None)


def unreadable(
    code: str, severity: Severity, raw: str, reason: str, suggestion: str = "", value: object = None
) -> Read:
    """A cell whose text is kept and whose value is not taken (or only as `value`)."""
    return Read(value, raw, Problem(code, severity, reason, suggestion))


# Blanks and letters that cleaning changes: text without them that is NFC and evenly spaced is clean already.
_UNCLEAN: Final = re.compile(
    "[\u00ad\u00d0\u00f0\u0189\u0256\u0300-\u036f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def is_clean(text: str) -> bool:
    """Whether cleaning would leave the text as it is; a quick no does not mean that it would not."""
    if " ".join(text.split()) != text:
        return False
    return text.isascii() or (is_normalized("NFC", text) and not _UNCLEAN.search(text))


def read_text(value: Cell) -> Read:
    """Free text, cleaned; a dash says nothing."""
    raw = written(value)
    if is_clean(raw):
        return NOTHING if raw in _DASHES else Read(raw)
    text = clean(raw)
    if text in _DASHES:
        return NOTHING
    return Read(text, raw if raw != text else None)


# Signs no name has: pieces of formulas, of web pages, of paths.
_NO_NAME: Final = re.compile(r"[={}<>|\\@#$^]|https?:")


def read_name(value: Cell) -> Read:
    """A personal name in its usual case, NFC, blanks collapsed. A formula is refused and kept as text."""
    raw = written(value)
    text = raw if is_clean(raw) else clean(raw)
    if not text or text in _DASHES:
        return NOTHING
    if text[0] in "=+@" and len(text) > 1:
        return unreadable(
            "formula",
            "refused",
            raw,
            Said("Ô họ tên chứa công thức, không phải tên người."),
            Said("Hãy gõ lại họ và tên bằng chữ."),
        )
    if not any(letter.isalpha() for letter in text) or _NO_NAME.search(text):
        return unreadable(
            "name_unreadable", "refused", raw, Said("“{text}” không phải là họ tên.", text=text),
            Said("Hãy ghi họ và tên."),
        )  # fmt: skip
    name = text if text.istitle() else proper_name(text)
    return Read(name, raw if raw != name else None)


_FLAGS_NO: Final = frozenset({"0", "khong", "ko", "k", "chua", "no", "false", "khong co"})
_FLAGS_YES: Final = frozenset({"x", "xx", "v", "1", "co", "yes", "true", "da", "dung", "+"})
_TICKS: Final = frozenset({"✓", "✔", "☑", "√", "ü", "*", "●", "•", "×", "х", "Х"})


def read_flag(value: Cell) -> Read:
    """A mark: True for x, 1, ✓, “có”; False for 0, “không”; any other text is the value itself."""
    if isinstance(value, (int, float)):
        return Read(bool(value))
    raw = written(value)
    text = clean(raw)
    if text in _DASHES:
        return NOTHING
    folded = key(text)
    if text in _TICKS or folded in _FLAGS_YES:
        return Read(True)
    if folded in _FLAGS_NO:
        return Read(False)
    return Read(text, raw if raw != text else None)


# The days of Excel from 1927 to 2078: outside, a bare number is no date.
_SERIAL_FROM, _SERIAL_TO = 10_000, 65_400
_EPOCH: Final = date(1899, 12, 30)
_ZERO_DAY: Final = re.compile(r"^(?:(?:0{1,2}|[.…_?x-]{1,3})\s*[/.-]\s*){1,2}(?=\d)")
_TIME: Final = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_NOTE: Final = re.compile(r"\s*\([^)]*\)\s*$")
_SHORT: Final = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{2})")
_RUN: Final = re.compile(r"\d{8}")
_LEAD: Final = re.compile(r"^(?:từ|kể từ|sinh|ns|đến)?\s*(?:ngày|năm|tháng)?\s*[:.]?\s*(?=\d)", re.IGNORECASE)


def read_date(value: Cell) -> Read:
    """A date as far as it is written (PartialDate), from real dates, day numbers of Excel, and written forms.

    Problems: `date_nonexistent` and `date_unreadable` (refused; whoever reads a column that is not needed may
    soften them), `date_two_digit_year` (warned: the century is supplied).
    """
    if isinstance(value, datetime):
        return Read(PartialDate.from_date(value.date())) if _in_calendar(value.year) else _no_date(written(value))
    if isinstance(value, date):
        return Read(PartialDate.from_date(value)) if _in_calendar(value.year) else _no_date(written(value))
    if isinstance(value, bool):
        return _no_date(written(value))
    if isinstance(value, (int, float)):
        return _number_date(float(value))
    if not isinstance(value, str):
        return _no_date(written(value))
    if value.strip() in _DASHES:
        return NOTHING
    return _text_date(value)


def _in_calendar(year: int) -> bool:
    return 1900 < year <= 2100


def _no_date(raw: str) -> Read:
    return unreadable(
        "date_unreadable",
        "refused",
        raw,
        Said("Không đọc được “{text}” là ngày tháng.", text=clean(raw)),
        Said("Hãy ghi dạng 15/8/1975, 8/1975 hoặc 1975."),
    )


def _number_date(number: float) -> Read:
    if number == 0:
        return NOTHING
    if number.is_integer():
        whole = int(number)
        if 1900 <= whole <= 2100:
            return Read(PartialDate(whole))
        if _SERIAL_FROM <= whole <= _SERIAL_TO:
            day = _EPOCH + timedelta(days=whole)
            return Read(PartialDate.from_date(day), str(whole))
        digits = str(whole)
        if len(digits) in (7, 8):
            return _text_date(digits.zfill(8))._replace(original=digits)
    elif _SERIAL_FROM <= number <= _SERIAL_TO:
        return Read(PartialDate.from_date(_EPOCH + timedelta(days=int(number))), repr(number))
    elif 1 <= number < 13:
        # “8.1975” typed as a number; the zeros at the end of the year (“5.1980”) are lost in it.
        month, _, year = f"{number:.4f}".partition(".")
        if _in_calendar(int(year)):
            return Read(PartialDate(int(year), int(month)), repr(number))
    return _no_date(written(number))


def _text_date(raw: str) -> Read:
    text = clean(raw).strip("'’‘`")
    try:
        found = PartialDate.parse(text)
    except DateError as error:
        return _odd_date(raw, text, error)
    return keep(found, found.text, raw)


def _odd_date(raw: str, text: str, error: DateError) -> Read:
    """The less tidy ways of writing a date, tried only when the tidy ones fail."""
    if error.code == "date_nonexistent":
        without_day = _ZERO_DAY.sub("", text)
        if without_day == text:
            return Read(None, raw, Problem(error.code, "refused", *halves(error)))
    if len(text) == 5 and text.isdigit():
        return _number_date(float(text))._replace(original=raw)
    if _RUN.fullmatch(text):
        dashed = (
            f"{text[:2]}/{text[2:4]}/{text[4:]}"
            if _in_calendar(int(text[4:]))
            else f"{text[:4]}-{text[4:6]}-{text[6:]}"
        )
        return _again(raw, dashed, error)
    simpler = _TIME.sub("", _LEAD.sub("", _NOTE.sub("", _ZERO_DAY.sub("", text)))).strip(" .,;:")
    simpler = re.sub(r"\s*([/.,-])\s*", r"\1", simpler)
    simpler = re.sub(r"[/.,-]{2,}", "/", simpler.replace(",", "/"))
    simpler = re.sub(r"(?<=\d)[oO](?=[\d/.-])|(?<=[/.-])[oO](?=\d)|^[oO](?=\d)", "0", simpler)
    short = _SHORT.fullmatch(simpler)
    if short:
        return _two_digits(raw, short)
    if re.fullmatch(r"\d+([/.-])\d+(?:[/.-])\d{4}", simpler):
        simpler = re.sub(r"[.-]", "/", simpler)
    if simpler != text:
        return _again(raw, simpler, error)
    return Read(None, raw, Problem(error.code, "refused", *halves(error)))


def _again(raw: str, text: str, error: DateError) -> Read:
    try:
        return Read(PartialDate.parse(text), raw)
    except DateError as second:
        worse = second if second.code == "date_nonexistent" else error
        return Read(None, raw, Problem(worse.code, "refused", *halves(worse)))


def _two_digits(raw: str, found: re.Match[str]) -> Read:
    day, _, month, short = found.groups()
    year = 1900 + int(short) if int(short) >= 30 else 2000 + int(short)
    try:
        value = PartialDate(year, int(month), int(day))
    except DateError as error:
        return Read(None, raw, Problem(error.code, "refused", *halves(error)))
    return Read(
        value,
        raw,
        Problem(
            "date_two_digit_year",
            "warned",
            Said("Năm chỉ ghi hai chữ số, được hiểu là {year}.", year=year),
            Said("Hãy ghi {day}.", day=value.text),
        ),
    )


def halves(error: DateError) -> tuple[Said, str]:
    """Give (reason, suggestion): the errors of dates end in what to do."""
    reason, mark, suggestion = error.template.partition(" Hãy ")
    return Said(reason, **error.extra), Said(f"Hãy {suggestion}", **error.extra) if mark else ""


_NUMBER: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
#: Thousands set apart so that nobody can take them for decimals: 1.234,5 and 1,234.5 and 1.234.567.
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(?:(?:\.\d{3})+,\d+|(?:,\d{3})+\.\d+|(?:\.\d{3}){2,}|(?:,\d{3}){2,})")
_THOUSANDS_OR_DECIMALS: Final = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")


def is_ambiguous(value: Cell) -> bool:
    """Tell whether a number that was typed may be thousands as well as decimals: 1.234."""
    return isinstance(value, str) and _THOUSANDS_OR_DECIMALS.fullmatch(clean(value)) is not None


def to_decimal(value: Cell) -> Decimal | None:
    """The number of a cell; comma or point before the decimals. None when it is none."""
    if isinstance(value, (bool, date, time, timedelta)):
        return None
    if isinstance(value, (int, float)):
        return Decimal(repr(value)) if not isinstance(value, float) or not value.is_integer() else Decimal(int(value))
    text = clean(value).replace(" ", "").rstrip("%")
    if _GROUPED.fullmatch(text):
        last = max(text.rfind("."), text.rfind(","))
        whole, part = (text, "") if text.count(text[last]) > 1 else (text[:last], text[last:])
        text = whole.replace(".", "").replace(",", "") + part
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def read_number(value: Cell) -> Read:
    """A decimal number; what is none is kept as text with a warning (`number_unreadable`)."""
    if is_blank(value):
        return NOTHING
    number = to_decimal(value)
    raw = written(value)
    if number is None:
        return unreadable(
            "number_unreadable", "warned", raw, Said("“{text}” không phải là số.", text=clean(raw)),
            Said("Hãy ghi một số."),
        )  # fmt: skip
    return Read(number, None if not isinstance(value, str) or raw == str(number) else raw)


def read_year(value: Cell) -> Read:
    """A year, also out of a full date."""
    found = read_date(value)
    if isinstance(found.value, PartialDate):
        raw = written(value)
        return keep(found.value.year, str(found.value.year), raw)
    if found.problem is None:
        return found
    return found._replace(problem=found.problem._replace(severity="warned"))
