"""How numbers and days are written: `1.234,5`, `98,6 %`, `31/12/2013`, and partial dates as they are known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy

from canbo.core.counts import Hidden
from canbo.core.dates import PartialDate

type Number = int | float | Decimal

NO_BREAK = "\u00a0"
#: What stands for a value that is not known or does not exist.
DASH = "—"
#: What stands for a count that may not be told.
HIDDEN_WORD = gettext_lazy("ẩn")


def number(value: Number, digits: int | None = None) -> str:
    """The number with a dot between thousands and a decimal comma.

    `digits` fixes the decimals (half rounds up); without it a whole number has none and any other at most two.
    """
    if isinstance(value, Hidden):
        return str(HIDDEN_WORD)
    exact = Decimal(str(value))
    if digits is None:
        exact = exact.quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()
        text = f"{exact:,f}"
    else:
        text = f"{exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,f}"
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def percent(value: Number, digits: int = 1) -> str:
    """A number of per cents (98.6, not 0.986) with its sign, as `98,6 %`."""
    return f"{number(value, digits)}{NO_BREAK}%"


def share(part: int | float, whole: int) -> str:
    """`part` of `whole` as a percentage, or a dash when the base is empty."""
    if isinstance(part, Hidden) or isinstance(whole, Hidden):
        return DASH
    return percent(Decimal(part) * 100 / Decimal(whole)) if whole else DASH


def day(value: date | PartialDate) -> str:
    """The day as `31/12/2013`; a partial date as far as it is known (`1975`, `03/2015`)."""
    if isinstance(value, PartialDate):
        return value.text
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def moment(value: datetime) -> str:
    """The day and the minute, as `31/12/2013 08:05`, in the time zone that the value carries."""
    return f"{day(value)} {value.hour:02}:{value.minute:02}"


def plain(value: object) -> str:
    """Any value of a table cell as text: numbers, days and truth values in the house's way, nothing as a dash."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return "✓" if value else DASH
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | PartialDate):
        return day(value)
    return str(value)
